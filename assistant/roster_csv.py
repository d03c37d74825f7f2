"""The roster from a spreadsheet: one person a line.

::

    actor_id,name,roles,devices,shifts,cover
    sam,Sam,guard,headset-7;telegram:42,mon-fri 08:00-16:00,lee
    priya,Priya,duty_manager;first_aider,telegram:43,mon-wed 06:00-14:00;sat 22:00-06:00,

Several of a kind are separated by semicolons. A shift is ``days start-end``; days are one, a range, or ``daily``.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any, Final

import yaml
from pydantic import ValidationError

from assistant.errors import SettingsError
from assistant.people import DAYS, Person, checked_people

COLUMNS: Final = ("actor_id", "name", "roles", "devices", "shifts", "cover")
_NEEDED: Final = COLUMNS[:2]
_SHIFT: Final = re.compile(r"(?P<days>[a-z,-]+)\s+(?P<start>\d{1,2}[:.]\d{2})\s*-\s*(?P<end>\d{1,2}[:.]\d{2})")


def read_csv(file: Path) -> tuple[Person, ...]:
    """The people in a CSV file. Raises ``SettingsError`` naming every line that is wrong, and why."""
    try:
        # "utf-8-sig": spreadsheets put a byte order mark in front.
        text = file.read_text(encoding="utf-8-sig")
    except OSError as exc:
        raise SettingsError(f"{file} cannot be read ({exc.strerror}); name another file.") from exc
    except UnicodeDecodeError as exc:
        raise SettingsError(f"{file} is not UTF-8; save it as 'CSV UTF-8'.") from exc
    people, wrong = _read(text)
    if not wrong:
        try:
            return checked_people(people)
        except ValidationError as exc:
            wrong = [error["msg"].removeprefix("Value error, ") for error in exc.errors()]
    raise SettingsError(f"{file} is wrong: {'; '.join(wrong)}.")


def roster_yaml(people: tuple[Person, ...]) -> str:
    """The people as the file that ``people_file`` names."""
    rows = [
        {name: value for name, value in person.model_dump(mode="json").items() if value not in (None, [], "")}
        for person in people
    ]
    return "# Made by 'floorline people import'.\n" + yaml.safe_dump({"people": rows}, sort_keys=False)


def _read(text: str) -> tuple[list[Person], list[str]]:
    delimiter = ";" if text.partition("\n")[0].count(";") > text.partition("\n")[0].count(",") else ","
    if delimiter == ";":
        return [], ["line 1: the columns are separated by semicolons; save it with commas"]
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    header = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in _NEEDED if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    if missing:
        return [], [f"line 1: there is no column {missing[0]}; begin with a header {','.join(COLUMNS)}"]
    if unknown:
        return [], [f"line 1: the column {unknown[0]} is unknown; there are {', '.join(COLUMNS)}"]
    reader.fieldnames = header
    people: list[Person] = []
    wrong: list[str] = []
    for row in reader:
        line = reader.line_num
        if None in row:
            wrong.append(f"line {line}: more fields than columns; put what has a comma in it into quotes")
            continue
        if not any((value or "").strip() for value in row.values()):
            continue
        try:
            people.append(Person.model_validate(_fields(row)))
        except ValidationError as exc:
            wrong += [f"line {line}: {'.'.join(map(str, error['loc']))}: {error['msg']}" for error in exc.errors()]
        except ValueError as exc:
            wrong.append(f"line {line}: {exc}")
    if not people and not wrong:
        wrong.append("line 2: there is nobody in it")
    return people, wrong


def _fields(row: dict[str, str | None]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: (row.get(name) or "").strip() for name in _NEEDED}
    for name in ("roles", "devices", "cover"):
        fields[name] = _several(row.get(name))
    fields["roles"] = [role.lower().replace(" ", "_") for role in fields["roles"]]
    fields["shifts"] = [_shift(text) for text in _several(row.get("shifts"))]
    return fields


def _several(text: str | None) -> list[str]:
    return [part.strip() for part in (text or "").split(";") if part.strip()]


def _shift(text: str) -> dict[str, Any]:
    matched = _SHIFT.fullmatch(text.strip().lower())
    if matched is None:
        raise ValueError(f"the shift '{text}' cannot be read; write it as mon-fri 08:00-16:00")
    start, end = (matched[name].replace(".", ":").zfill(5) for name in ("start", "end"))
    return {"days": _days(matched["days"]), "start": start, "end": end}


def _days(text: str) -> list[str]:
    if text in ("daily", "every-day", "all"):
        return list(DAYS)
    days: list[str] = []
    for part in text.split(","):
        first, _, last = (piece[:3] for piece in part.partition("-"))
        if first not in DAYS or (last and last not in DAYS):
            raise ValueError(f"'{part}' is no day; the days are {', '.join(DAYS)}, or daily")
        begin, end = DAYS.index(first), DAYS.index(last or first)
        days += [DAYS[at % len(DAYS)] for at in range(begin, end + 1 if end >= begin else end + 1 + len(DAYS))]
    return days
