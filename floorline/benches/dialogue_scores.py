"""What a finished dialogue is worth: the filed record against the truth, and how the talk went. Pure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

from assistant.dialogue import wording
from assistant.incident import SLOT_NAMES, SlotName
from assistant.turn_result import TurnResult
from floorline.benches.dialogues import DIGRESSIONS, DONT_KNOW, Scenario
from floorline.benches.nlu_scores import share
from floorline.benches.simulated_user import Line
from floorline.benches.slot_matching import Moment, is_right
from floorline.benches.turns import percentile

MOST_TIMES_ASKED: Final = 2
_NO_QUESTION: Final = frozenset({(), (wording.GO_AHEAD,), (wording.PICK_UP,)})
"""Answers that leave the question open without putting it."""


@dataclass(frozen=True)
class Exchange:
    """One turn: what the person said, what was heard of it, and what Floorline answered."""

    line: Line
    heard: str
    result: TurnResult
    at: datetime


@dataclass(frozen=True)
class DialogueRun:
    """One dialogue from the first words to its end."""

    scenario: Scenario
    exchanges: tuple[Exchange, ...]
    filed: Mapping[str, Any] | None
    """The record as the platform holds it; ``None`` where nothing was filed."""
    read_back: Mapping[SlotName, Any]
    """Per slot, the last value the person heard said back."""


@dataclass(frozen=True)
class WrongSlot:
    """One slot of the filed record that is not as it was told."""

    slot: SlotName
    expected: Any
    filed: Any
    heard: bool
    """Whether the person heard that value said back."""


@dataclass(frozen=True)
class Verdict:
    """What came of a dialogue."""

    scenario: Scenario
    filed: bool
    wrong_slots: tuple[WrongSlot, ...]
    priority: str | None
    turns: int
    asked_too_often: tuple[str, ...]
    """Questions put more than twice, save after the person's own digressions."""
    lost_questions: tuple[str, ...]
    """Kinds of digression after which the open question was not open any more."""
    false_alarm: bool
    """An alarm although nobody called for help."""
    missed_alarm: bool
    degraded_turns: int

    @property
    def slots_right(self) -> bool:
        return self.filed and not self.wrong_slots

    @property
    def priority_right(self) -> bool:
        return self.filed and self.priority == self.scenario.priority

    @property
    def right(self) -> bool:
        """Filed, every slot right, and the priority."""
        return self.slots_right and self.priority_right

    @property
    def wrong_unheard(self) -> tuple[WrongSlot, ...]:
        """Values filed wrong that were never read back: nobody could have put them right."""
        return tuple(wrong for wrong in self.wrong_slots if wrong.filed is not None and not wrong.heard)

    @property
    def other_faults(self) -> tuple[str, ...]:
        """In words, everything that is wrong besides the slots."""
        found = [] if self.filed else ["not filed"]
        if self.filed and not self.priority_right:
            found.append(f"priority is {self.priority} instead of {self.scenario.priority}")
        found += [f"{asked} was asked more than twice" for asked in self.asked_too_often]
        found += [f"the open question was lost after {kind}" for kind in self.lost_questions]
        found += ["an alarm nobody called for"] if self.false_alarm else []
        found += ["no alarm"] if self.missed_alarm else []
        return tuple(found)

    @property
    def faults(self) -> tuple[str, ...]:
        """In words, everything that is wrong."""
        slots = (
            f"{wrong.slot}: told {wrong.expected!r}, filed {wrong.filed!r}"
            + ("" if wrong.heard or wrong.filed is None else " and never read back")
            for wrong in self.wrong_slots
        )
        return (*slots, *self.other_faults)


def judge(run: DialogueRun, zone: ZoneInfo) -> Verdict:
    """Score one dialogue.

    A slot must be right if it was told outright, given as an answer, or filed at all; one that the person only held an
    answer ready for may stay empty.
    """
    alarmed = any(exchange.result.alarm for exchange in run.exchanges)
    called = any(exchange.line.why == "event" and exchange.line.about == "panic" for exchange in run.exchanges)
    return Verdict(
        scenario=run.scenario,
        filed=run.filed is not None,
        wrong_slots=() if run.filed is None else tuple(_wrong_slots(run, run.filed, zone)),
        priority=None if run.filed is None else run.filed["priority"],
        turns=len(run.exchanges),
        asked_too_often=_asked_too_often(run.exchanges),
        lost_questions=_lost_questions(run.exchanges),
        false_alarm=alarmed and not called,
        missed_alarm=called and not alarmed,
        degraded_turns=sum(exchange.result.mode == "degraded" for exchange in run.exchanges if exchange.heard.strip()),
    )


def _wrong_slots(run: DialogueRun, filed: Mapping[str, Any], zone: ZoneInfo) -> list[WrongSlot]:
    scenario = run.scenario
    answered = {exchange.line.about for exchange in run.exchanges if exchange.line.why == "answer"}
    known = {slot for slot, answers in scenario.says.items() if answers != DONT_KNOW}
    told = scenario.told_outright | (known & answered)
    wrong = []
    for slot in SLOT_NAMES:
        value, expected = filed.get(slot), scenario.truth.get(slot)
        if value is None and slot not in told:
            continue
        said = Moment(_told_at(filed, slot, run), zone)
        also = scenario.also_true.get(slot)
        if not is_right(slot, expected, value, said) and (also is None or not is_right(slot, also, value, said)):
            wrong.append(WrongSlot(slot, expected, value, value is not None and run.read_back.get(slot) == value))
    return wrong


def _told_at(filed: Mapping[str, Any], slot: str, run: DialogueRun) -> datetime:
    """When the value in force was said: "ten minutes ago" counts from there."""
    history = filed.get("provenance", {}).get(slot)
    return datetime.fromisoformat(history[-1]["at_utc"]) if history else run.exchanges[0].at


def _asked_too_often(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    put = Counter(
        exchange.result.asked
        for exchange in exchanges
        if exchange.result.asked in SLOT_NAMES
        and exchange.result.replies not in _NO_QUESTION
        and not (exchange.line.why == "event" and exchange.line.about in DIGRESSIONS)
    )
    return tuple(str(asked) for asked, times in put.items() if times > MOST_TIMES_ASKED)


def _lost_questions(exchanges: Sequence[Exchange]) -> tuple[str, ...]:
    lost = []
    for before, after in pairwise(exchanges):
        if after.line.why != "event" or after.line.about not in DIGRESSIONS:
            continue
        if before.result.asked != after.result.asked:
            lost.append(str(after.line.about))
    return tuple(lost)


def score_dialogues(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Flat figures over any number of dialogues; ``dialogues_right`` and its parts are shares."""
    if not verdicts:
        return {}
    turns = [verdict.turns for verdict in verdicts]
    return {
        "dialogues": float(len(verdicts)),
        "dialogues_right": share(verdict.right for verdict in verdicts),
        "dialogues_filed": share(verdict.filed for verdict in verdicts),
        "dialogues_slots_right": share(verdict.slots_right for verdict in verdicts),
        "dialogues_priority_right": share(verdict.priority_right for verdict in verdicts),
        "dialogues_median_turns": float(statistics.median(turns)),
        "dialogues_p90_turns": float(percentile(turns, 90)),
        "dialogues_asked_thrice": float(sum(bool(verdict.asked_too_often) for verdict in verdicts)),
        "dialogues_lost_questions": float(sum(len(verdict.lost_questions) for verdict in verdicts)),
        "dialogues_wrong_values": float(sum(len(verdict.wrong_slots) for verdict in verdicts)),
        "dialogues_wrong_unread": float(sum(len(verdict.wrong_unheard) for verdict in verdicts)),
        "dialogues_false_alarms": float(sum(verdict.false_alarm for verdict in verdicts)),
        "dialogues_missed_alarms": float(sum(verdict.missed_alarm for verdict in verdicts)),
        "dialogues_degraded_turns": float(sum(verdict.degraded_turns for verdict in verdicts)),
    }
