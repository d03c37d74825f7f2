"""What understanding is worth: acts, slots, closed classes, calls for help, calibration. Pure arithmetic.

Slot scores are micro-averaged: a wrong value counts as one missed and one made up. Every item of ``items`` counts by
itself. Figures are shares between 0 and 1 unless their name says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from assistant.incident import SLOT_NAMES
from floorline.benches.slot_matching import TEXT_SLOTS, Moment, is_right, items_matched

CALIBRATION_BINS: Final = 10
KINDS: Final[Mapping[str, str]] = {
    "vehicle_plate": "plates",
    "item_value": "money",
    "suspect_count": "counts",
    "item_quantity": "counts",
    "occurred_at": "times",
    "location": "places",
    "police_reference": "references",
    "till_receipt": "references",
    "camera": "references",
    "suspects_on_site": "yes_no",
    "police_called": "yes_no",
    "weapon": "yes_no",
    "injuries": "yes_no",
}
"""Which kind of closed class a slot is; ``weapon`` and ``injuries`` where they are asked after as yes or no."""


@dataclass(frozen=True)
class Understanding:
    """One utterance of a set, and what was understood."""

    text: str
    context: str | None
    """The slot that had been asked for."""
    expected_act: str | None
    """``None`` where the set does not say."""
    expected_slots: Mapping[str, Any]
    act: str
    confidence: float
    slots: Mapping[str, Any]
    intent: str | None = None
    """The model's own, for whoever reads the errors; ``None`` where it was not asked."""
    alarm: bool = False
    """Whether it would raise the alarm."""

    @property
    def is_false_alarm(self) -> bool:
        return self.alarm and self.expected_act != "panic"


@dataclass(frozen=True, slots=True)
class Tally:
    """How many values were expected, how many found, how many of these are right."""

    expected: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.expected + other.expected, self.found + other.found, self.right + other.right)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else float(not self.expected)

    @property
    def recall(self) -> float:
        return self.right / self.expected if self.expected else float(not self.found)

    @property
    def f1(self) -> float:
        total = self.expected + self.found
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True)
class SlotTallies:
    """Per slot, over any number of utterances."""

    by_slot: Mapping[str, Tally] = field(default_factory=dict)

    @property
    def overall(self) -> Tally:
        return sum(self.by_slot.values(), Tally())


def tally_slot(slot: str, expected: Any, found: Any, said: Moment, *, exactly: bool = False) -> Tally:
    """One slot of one utterance; ``None`` is no value."""
    if slot == "items":
        want, got = list(expected or ()), list(found or ())
        return Tally(len(want), len(got), items_matched(want, got, exactly=exactly))
    right = expected is not None and is_right(slot, expected, found, said, exactly=exactly)
    return Tally(int(expected is not None), int(found is not None), int(right))


def tally_slots(understandings: Iterable[Understanding], said: Moment, *, exactly: bool = False) -> SlotTallies:
    """Every slot of every utterance; slots that never came up are left out."""
    tallies = dict.fromkeys(SLOT_NAMES, Tally())
    for one in understandings:
        for slot in SLOT_NAMES:
            tallies[slot] += tally_slot(slot, one.expected_slots.get(slot), one.slots.get(slot), said, exactly=exactly)
    return SlotTallies({slot: tally for slot, tally in tallies.items() if tally != Tally()})


def score_utterances(understandings: Sequence[Understanding], said: Moment) -> dict[str, float]:
    """Acts and slots of a set: ``act_accuracy``, ``slot_f1``, and ``slot_f1_<slot>`` with precision and recall.

    ``slot_exact_f1…`` are the same with free text counted as right only where it is the very words.
    """
    with_act = [one for one in understandings if one.expected_act is not None]
    loose = tally_slots(understandings, said)
    exact = tally_slots(understandings, said, exactly=True)
    figures = {
        "utterances": float(len(understandings)),
        "act_accuracy": share(one.act == one.expected_act for one in with_act),
        "slot_f1": loose.overall.f1,
        "slot_precision": loose.overall.precision,
        "slot_recall": loose.overall.recall,
        "slot_exact_f1": exact.overall.f1,
    }
    for slot, tally in loose.by_slot.items():
        figures[f"slot_f1_{slot}"] = tally.f1
        figures[f"slot_precision_{slot}"] = tally.precision
        figures[f"slot_recall_{slot}"] = tally.recall
        figures[f"slot_expected_{slot}"] = float(tally.expected)
        if slot in TEXT_SLOTS:
            figures[f"slot_exact_f1_{slot}"] = exact.by_slot[slot].f1
    figures["calibration_error"] = calibration_error(
        [(one.confidence, one.act == one.expected_act) for one in with_act]
    )
    return figures


def kinds_of(one: Understanding) -> frozenset[str]:
    """Which closed classes an utterance tests: those of the values expected, else that of the question."""
    slots = [slot for slot in one.expected_slots if slot in KINDS] or [one.context or ""]
    return frozenset(KINDS[slot] for slot in slots if slot in KINDS)


def kind_is_right(one: Understanding, kind: str, said: Moment) -> bool:
    """Whether the utterance gave just the values of that kind that it should."""
    return all(
        is_right(slot, one.expected_slots.get(slot), one.slots.get(slot), said)
        for slot, its_kind in KINDS.items()
        if its_kind == kind
    )


def score_closed(understandings: Sequence[Understanding], said: Moment) -> dict[str, float]:
    """``<kind>_right`` for each kind of closed class in the set, how many there were of it, and ``closed_right``.

    ``closed_extra_values`` counts values of other slots that were made up on the way.
    """
    outcomes: dict[str, list[bool]] = {}
    extra = 0
    for one in understandings:
        for kind in kinds_of(one):
            outcomes.setdefault(kind, []).append(kind_is_right(one, kind, said))
        extra += len(_made_up(one))
    figures = {f"{kind}_right": share(right) for kind, right in sorted(outcomes.items())}
    figures |= {f"{kind}_asked": float(len(right)) for kind, right in sorted(outcomes.items())}
    figures["closed_right"] = share(one for right in outcomes.values() for one in right)
    figures["closed_extra_values"] = float(extra)
    return figures


def _made_up(one: Understanding) -> list[str]:
    kinds = kinds_of(one)
    return [slot for slot in one.slots if slot not in one.expected_slots and KINDS.get(slot) not in kinds]


def calibration_error(outcomes: Sequence[tuple[float, bool]], bins: int = CALIBRATION_BINS) -> float:
    """Expected calibration error (Naeini et al. 2015): how far confidence and the share of right answers lie apart,
    over bins of equal width, each weighted by how many answers fall into it.
    """
    if not outcomes:
        return 0.0
    filled: dict[int, list[tuple[float, bool]]] = {}
    for confidence, right in outcomes:
        filled.setdefault(min(int(confidence * bins), bins - 1), []).append((confidence, right))
    apart = (
        abs(sum(confidence for confidence, _ in inside) - sum(right for _, right in inside))
        for inside in filled.values()
    )
    return sum(apart) / len(outcomes)


def share(outcomes: Iterable[bool]) -> float:
    """The share that is true; 0 of nothing."""
    counted = [bool(outcome) for outcome in outcomes]
    return sum(counted) / len(counted) if counted else 0.0


def mistakes(one: Understanding, said: Moment) -> Iterator[dict[str, Any]]:
    """What is wrong with one utterance, a flat JSON object for each act or slot that is."""
    about = {"text": one.text, "context": one.context, "intent": one.intent, "confidence": round(one.confidence, 3)}
    if one.is_false_alarm:
        yield {"wrong": "duress", "expected": False, "found": True, **about, "act": one.act}
    if one.expected_act is not None and one.act != one.expected_act:
        yield {"wrong": "act", "expected": one.expected_act, "found": one.act, **about}
    for slot in SLOT_NAMES:
        expected, found = one.expected_slots.get(slot), one.slots.get(slot)
        if not is_right(slot, expected, found, said):
            yield {"wrong": slot, "expected": expected, "found": found, **about, "act": one.act}
