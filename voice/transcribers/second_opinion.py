"""Two recognisers on one sound: do they agree on the value that was asked for?

Words are compared by what they mean to the record, as the project's own grammar reads them: "AB12 CDE" and "alpha bravo
one two charlie delta echo" agree, "fifteen" and "fifty" do not. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from assistant.incident import SlotName, SlotValue
from assistant.understanding.closed import find_values
from assistant.understanding.places import Gazetteer
from voice.transcribers.protocol import Transcript

CRITICAL_SLOTS: Final[frozenset[SlotName]] = frozenset(
    {"vehicle_plate", "suspect_count", "weapon", "location", "till_receipt", "police_reference", "camera"}
)
"""What is spelled or numbered, or decides who is sent where: a wrong one does harm before anybody reads the record."""

AGREED_CONFIDENCE: Final = 0.95
ONE_SIDED_CONFIDENCE: Final = 0.55
"""Only one of the two heard a value at all. Below what the dialogue takes without reading it back."""

DISAGREED_CONFIDENCE: Final = 0.4
SURE_FROM: Final = 0.6
"""The second engine's own confidence, from which its text is taken where the two differ: it hears spelling better."""

_ANY_TIME: Final = datetime(2025, 1, 1, 12, tzinfo=UTC)
"""No critical slot holds a time, so that any will do."""


@dataclass(frozen=True, slots=True)
class Views:
    """The asked slot's value in either transcript; ``None`` where there is none."""

    first: SlotValue | None
    second: SlotValue | None


def wants_second_opinion(asked: SlotName | None) -> bool:
    """Whether the slot that was asked for is worth a second recogniser's time."""
    return asked in CRITICAL_SLOTS


def value_in(text: str, asked: SlotName, gazetteer: Gazetteer) -> SlotValue | None:
    """What the grammar reads in ``text`` as the answer to ``asked``."""
    found = find_values(text, asked=asked, now=_ANY_TIME, zone=ZoneInfo("UTC"), gazetteer=gazetteer)
    return next((value.value for value in found if value.slot == asked), None)


def settled(first: Transcript, second: Transcript, asked: SlotName, gazetteer: Gazetteer) -> Transcript:
    """One transcript of two: which text is taken, how far it may be trusted, and whether ``asked`` is in doubt.

    Without a value in either, ``first`` is given as it was: there is nothing to agree on.
    """
    views = Views(value_in(first.text, asked, gazetteer), value_in(second.text, asked, gazetteer))
    took = first.took_seconds + second.took_seconds
    if views.first is None and views.second is None:
        return replace(first, took_seconds=took)
    if views.first == views.second:
        agreed = replace(first, took_seconds=took)
        return replace(agreed, confidence=max(AGREED_CONFIDENCE, first.confidence or 0.0))
    if views.first is None or views.second is None:
        taken, other, confidence = _with_value(first, second, views)
    else:
        sure = (second.confidence or 0.0) >= SURE_FROM
        taken, other = (second, first) if sure else (first, second)
        confidence = DISAGREED_CONFIDENCE
    return replace(
        taken,
        confidence=min(confidence, taken.confidence if taken.confidence is not None else 1.0),
        alternatives=(other.text,) if other.text else (),
        doubtful_slots=frozenset({asked}),
        took_seconds=took,
    )


def _with_value(first: Transcript, second: Transcript, views: Views) -> tuple[Transcript, Transcript, float]:
    taken, other = (first, second) if views.second is None else (second, first)
    return taken, other, ONE_SIDED_CONFIDENCE
