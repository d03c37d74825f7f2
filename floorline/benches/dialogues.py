"""Dialogues as they are written down: who has what to tell, what happens meanwhile, and what must be filed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import SetupError
from assistant.incident import SLOT_NAMES, Priority, SlotName
from floorline.benches.nlu_sets import is_relative_time

DONT_KNOW: Final = "dont_know"

Lines = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], Field(min_length=1)]
"""Wordings of one thing: the first, then those for when it is asked for again."""
EventKind = Literal[
    "silence",
    "ask_what_to_do",
    "repeat",
    "status",
    "chatter",
    "panic",
    "correct",
    "category_switch",
    "add_evidence",
]
DIGRESSIONS: Final[frozenset[EventKind]] = frozenset(
    {"silence", "ask_what_to_do", "repeat", "status", "chatter", "add_evidence"}
)
"""What changes nothing in the record and must leave the open question open."""


def _lines(value: object) -> object:
    return [value] if isinstance(value, str) and value != DONT_KNOW else value


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Event(_Part):
    """What happens instead of the answer to a question; the question comes again and is answered then."""

    after_question: int = Field(ge=1, description="1 is the first question.")
    kind: EventKind
    say: str | None = None
    truth_after: Mapping[SlotName, Any] = {}
    then: tuple[str, ...] = Field(
        default=(), description="After a panic: the place if it is asked for, that it is over, and that one is sure."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Event:
        if (self.kind == "silence") is (self.say is not None):
            raise ValueError("every event but a silence says something")
        return self


class Scenario(_Part):
    """One person with one incident."""

    id: str = Field(pattern=r"^[a-z0-9_-]+$")
    persona: str
    channel: Literal["headset", "chat"] = Field(default="headset", description="A chat is never spoken.")
    opening: Lines
    tells: tuple[SlotName, ...] = Field(default=(), description="What the opening tells outright.")
    starts_as: str | None = Field(default=None, description="The category at first, where it changes.")
    truth: Mapping[SlotName, Any] = Field(description="Every value that is told somewhere, as it is at the end.")
    also_true: Mapping[SlotName, Any] = Field(
        default={}, description="What follows from the words and may be filed, but need not."
    )
    priority: Priority
    says: Mapping[SlotName, Annotated[Lines | Literal["dont_know"], BeforeValidator(_lines)]]
    dont_know: Lines
    confirm: Lines
    wrong: Mapping[SlotName, str] = Field(default={}, description="What is said where the read-back has a slot wrong.")
    events: tuple[Event, ...] = ()

    @model_validator(mode="after")
    def _fits_together(self) -> Scenario:
        when = self.truth.get("occurred_at")
        if when is not None and not is_relative_time(when):
            raise ValueError('occurred_at is {"minutes_ago": n} or {"local_time": "HH:MM", "days_ago": n}')
        untrue = set(self.tells) - set(self.truth)
        if untrue:
            raise ValueError(f"tells names what truth does not hold: {', '.join(sorted(untrue))}")
        return self

    @property
    def told_outright(self) -> frozenset[SlotName]:
        """Slots that are told whether or not they are asked for."""
        later = (slot for event in self.events for slot in event.truth_after)
        return frozenset(self.tells) | frozenset(later)


def load_dialogues(path: Path) -> tuple[Scenario, ...]:
    """Every dialogue of the file, in its order; none where there is no file. ``SetupError`` names what is wrong."""
    if not path.is_file():
        return ()
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        scenarios = tuple(Scenario.model_validate(one) for one in content or ())
    except (yaml.YAMLError, ValidationError, TypeError) as exc:
        raise SetupError(f"{path} holds a dialogue that is not as it should be; correct it: {exc}") from exc
    ids = [scenario.id for scenario in scenarios]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise SetupError(f"{path} holds two dialogues of the same id, {', '.join(twice)}; rename one.")
    return scenarios


def in_slot_order(slots: frozenset[str] | set[str]) -> list[SlotName]:
    """``slots`` in the order of the record."""
    return [slot for slot in SLOT_NAMES if slot in slots]
