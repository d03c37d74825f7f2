"""The development sets that understanding is measured on, read once and checked."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SetupError
from assistant.incident import SLOT_NAMES
from assistant.settings import PROJECT_ROOT
from assistant.understanding.values import Act

SETS: Final = PROJECT_ROOT / "nlu_data" / "dev"
UTTERANCES_FILE: Final = "utterances.jsonl"
CLOSED_FILE: Final = "closed.jsonl"
DURESS_CALLS_FILE: Final = "duress_calls.txt"
DURESS_NEAR_FILE: Final = "duress_near.txt"
ORDINARY_FILE: Final = "ordinary.txt"
OUT_OF_SCOPE_FILE: Final = "out_of_scope.txt"
DIALOGUES_FILE: Final = "dialogues.yml"
FILES: Final = (
    UTTERANCES_FILE,
    CLOSED_FILE,
    DURESS_CALLS_FILE,
    DURESS_NEAR_FILE,
    ORDINARY_FILE,
    OUT_OF_SCOPE_FILE,
    DIALOGUES_FILE,
)
SAMPLE_SEED: Final = 20
ORDINARY_SAMPLED: Final = 300
OUT_OF_SCOPE_SAMPLED: Final = 200
DIALOGUES_SAMPLED: Final = 24
"""How much of what takes long the quick check in CI takes; the recorded figures hold those of the same sample."""

T = TypeVar("T")


class Row(BaseModel):
    """One line of ``utterances.jsonl`` or ``closed.jsonl``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(min_length=1)
    context: Literal[(*SLOT_NAMES, "confirmation")] | None  # type: ignore[valid-type]
    act: Act | None = None
    slots: Mapping[str, Any]

    @model_validator(mode="after")
    def _known_slots(self) -> Row:
        unknown = set(self.slots) - set(SLOT_NAMES)
        if unknown:
            raise ValueError(f"no such slot: {', '.join(sorted(unknown))}")
        when = self.slots.get("occurred_at")
        if when is not None and not is_relative_time(when):
            raise ValueError('occurred_at is {"minutes_ago": n} or {"local_time": "HH:MM", "days_ago": n}')
        return self


@dataclass(frozen=True)
class Sets:
    """Everything the measuring of single utterances takes; a set whose file is not there is empty."""

    utterances: tuple[Row, ...]
    closed: tuple[Row, ...]
    duress_calls: tuple[str, ...]
    duress_near: tuple[str, ...]
    ordinary: tuple[str, ...]
    out_of_scope: tuple[str, ...]


def load_sets(folder: Path) -> Sets:
    """Read ``folder``. Raises ``SetupError`` for one that holds no set, and for a line that is not as it should be."""
    sets = Sets(
        utterances=_rows(folder / UTTERANCES_FILE),
        closed=_rows(folder / CLOSED_FILE),
        duress_calls=_lines(folder / DURESS_CALLS_FILE),
        duress_near=_lines(folder / DURESS_NEAR_FILE),
        ordinary=_lines(folder / ORDINARY_FILE),
        out_of_scope=_lines(folder / OUT_OF_SCOPE_FILE),
    )
    if sets == Sets((), (), (), (), (), ()) and not (folder / DIALOGUES_FILE).is_file():
        raise SetupError(f"There are no development sets in {folder}; name their folder with --sets.")
    return sets


def sets_sha256(folder: Path) -> str:
    """One hash over the name and content of every set in ``folder``, so that figures are compared with their own."""
    digest = hashlib.sha256()
    for path in (folder / name for name in FILES):
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"{path.name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def quick(sets: Sets) -> Sets:
    """The same with samples of the long lists: what CI measures."""
    return replace(
        sets,
        ordinary=sampled(sets.ordinary, ORDINARY_SAMPLED),
        out_of_scope=sampled(sets.out_of_scope, OUT_OF_SCOPE_SAMPLED),
    )


def sampled(rows: Sequence[T], count: int) -> tuple[T, ...]:
    """``count`` of ``rows`` in their order, always the same ones; all of them where there are no more."""
    if len(rows) <= count:
        return tuple(rows)
    chosen = sorted(random.Random(SAMPLE_SEED).sample(range(len(rows)), count))  # noqa: S311 - a sample, no secret
    return tuple(rows[index] for index in chosen)


def is_relative_time(value: object) -> bool:
    """Whether it is an expectation of a time as the sets write it."""
    match value:
        case {"minutes_ago": int() | float() as minutes, **rest}:
            return minutes >= 0 and not rest
        case {"local_time": str() as clock, **rest}:
            days = rest.pop("days_ago", 0)
            told = isinstance(days, int) and 0 <= days < 8 and not rest
            return told and re.fullmatch(r"(?:[01]\d|2[0-3]):[0-5]\d", clock) is not None
        case _:
            return False


def _rows(path: Path) -> tuple[Row, ...]:
    rows = []
    for number, line in _numbered(path):
        try:
            rows.append(Row.model_validate(json.loads(line)))
        except (ValueError, ValidationError) as exc:
            raise SetupError(f"{path.name}, line {number}, is not a row of a set; correct it: {exc}") from exc
    return tuple(rows)


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(line for _, line in _numbered(path) if not line.startswith("#"))


def _numbered(path: Path) -> list[tuple[int, str]]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(number, line.strip()) for number, line in enumerate(lines, 1) if line.strip()]
