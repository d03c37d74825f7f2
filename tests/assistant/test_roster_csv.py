"""The roster from a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.people import Roster
from assistant.roster_csv import read_csv, roster_yaml

GOOD = """\
actor_id,name,roles,devices,shifts,cover
sam,Sam,Guard,headset-7;telegram:1001,mon-fri 8:00-18:00,priya
priya,Priya,duty manager;first aider,headset-2,daily 06:00-16:00;sat 22:00-06:00,
,,,,,
lee,Lee,,,"mon,wed 9.00-17.00",
"""


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "staff.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_it_becomes_the_roster_that_is_read_at_the_start(tmp_path: Path) -> None:
    people = read_csv(written(tmp_path, GOOD, "utf-8-sig"))
    (tmp_path / "people.yml").write_text(roster_yaml(people), encoding="utf-8")
    roster = Roster.load(tmp_path / "people.yml")
    assert roster.people == people
    sam, priya, lee = people
    assert sam.roles == ("guard",)
    assert sam.devices == ("headset-7", "telegram:1001")
    assert priya.roles == ("duty_manager", "first_aider")
    saturday_night = datetime(2026, 3, 7, 23, 0, tzinfo=UTC)
    assert roster.on_shift(saturday_night) == (priya,)
    assert [shift.days for shift in lee.shifts] == [("mon", "wed")]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,roles\nSam,guard\n", "line 1: there is no column actor_id"),
        ("actor_id,name,shoe_size\nsam,Sam,44\n", "line 1: the column shoe_size is unknown"),
        ("actor_id;name\nsam;Sam\n", "separated by semicolons"),
        ("actor_id,name\n", "nobody in it"),
        ("actor_id,name\nsam,Sam,guard\n", "line 2: more fields than columns"),
        ("actor_id,name\nsam,Sam\n,Lee\n", "line 3: actor_id"),
        ("actor_id,name,shifts\nsam,Sam,whenever\n", "line 2: the shift 'whenever' cannot be read"),
        ("actor_id,name,shifts\nsam,Sam,fry 08:00-16:00\n", "line 2: 'fry' is no day"),
        ("actor_id,name,shifts\nsam,Sam,mon 25:00-26:00\n", "line 2: shifts.0.start"),
        ("actor_id,name\nsam,Sam\nsam,Samuel\n", "sam is given twice"),
        ("actor_id,name,cover\nsam,Sam,nobody\n", "sam is covered by nobody"),
    ],
)
def test_every_mistake_is_named_by_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read_csv(written(tmp_path, text))


def test_a_file_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="UTF-8"):
        read_csv(written(tmp_path, "actor_id,name\nrene,René\n", "latin-1"))
