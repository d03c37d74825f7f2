"""A member of staff who answers whatever is asked: knows one incident, and reacts as a person would.

Deterministic, and no I/O: it is given each answer of Floorline's and gives the next thing to say. It knows the truth of
its incident, but hears only what is said aloud: a wrong value that is never read back is not corrected.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zlib import crc32
from zoneinfo import ZoneInfo

from assistant.dialogue import wording
from assistant.incident import SLOT_NAMES, SlotName, Slots, Status
from assistant.turn_result import TurnResult
from floorline.benches.dialogues import DONT_KNOW, Event, Scenario
from floorline.benches.slot_matching import Moment, is_right

SILENCE_SECONDS: Final = 8.0
OPENING_RETRIES: Final = 2
"""How often a person says again what happened to something that does not understand that anything did."""
STAND_DOWN: Final = ("it's over, I'm safe now, stand down", "yes, stand down, I'm safe")
CARRY_ON: Final = (
    "no, don't cancel it, carry on with the report",
    "no carry on",
    "no I didn't say cancel, keep going",
)
NOTHING_TO_CHANGE: Final = (
    "nothing, it's fine as it is",
    "nothing else, leave it",
    "no it's all right, don't change anything",
)


@dataclass(frozen=True)
class Line:
    """One thing said, or a silence, and what made the person say it."""

    text: str
    why: str
    """``opening``, ``answer``, ``confirm``, ``wrong``, ``alarm``, ``carry_on`` or ``event``."""
    about: str | None = None
    """The slot answered or put right; the kind of event."""
    silence_seconds: float | None = None


@dataclass
class SimulatedUser:
    """One run of one scenario."""

    scenario: Scenario
    zone: ZoneInfo
    read_back: dict[SlotName, Any] = field(default_factory=dict)
    """Per slot, the last value in the draft that was spoken to the person, in JSON types."""
    performed: list[Event] = field(default_factory=list)
    _openings_said: int = 0
    _answered: int = 0
    _asked: dict[str, int] = field(default_factory=dict)
    _put_right: dict[SlotName, int] = field(default_factory=dict)
    _stand_downs: int = 0
    _own_ways: int = 0

    def begin(self) -> Line:
        """The first words."""
        self._openings_said = 1
        return Line(self.scenario.opening[0], "opening")

    def reply_to(self, result: TurnResult, now: datetime) -> Line | None:
        """What to say to Floorline's answer, given at ``now``; ``None`` where there is nothing more to say."""
        self._hear(result, now)
        if result.status not in (None, Status.DRAFT):
            return None
        if result.alarm:
            return self._in_alarm(result.asked)
        if self._openings_said < len(self.scenario.opening):
            self._openings_said += 1
            return Line(self.scenario.opening[self._openings_said - 1], "opening")
        match result.asked:
            case None:
                return self._not_understood() if result.status is None else None
            case "cancellation":
                return Line(self._own_way(CARRY_ON), "carry_on")
            case "correction":
                return self._put_right_first(result, now) or Line(self._own_way(NOTHING_TO_CHANGE), "carry_on")
            case "stand_down":
                return Line(STAND_DOWN[-1], "alarm")
            case asked:
                return self._event_before(asked) or self._answer(asked, result, now)

    def _own_way(self, ways: tuple[str, ...]) -> str:
        """This person's way of saying what no scenario gives words for; another one when it did not help."""
        self._own_ways += 1
        return ways[(crc32(self.scenario.id.encode()) + self._own_ways) % len(ways)]

    def _hear(self, result: TurnResult, now: datetime) -> None:
        """Note which values of the draft this answer has spoken."""
        said = " ".join(result.replies).casefold()
        for slot in SLOT_NAMES:
            value = result.draft.get(slot)
            if value is not None and spoken_in(slot, value, said, self.zone, now):
                self.read_back[slot] = value

    def _in_alarm(self, asked: str | None) -> Line:
        panics = [event for event in self.performed if event.kind == "panic"]
        then = panics[-1].then if panics else ()
        over = then[-2:] if len(then) >= 2 else STAND_DOWN
        places = then[:-2]
        if asked == "location":
            answers = self.scenario.says.get("location")
            place = places[0] if places else answers[0] if answers and answers != DONT_KNOW else None
            if place is not None:
                return Line(place, "alarm", "location")
        if asked == "stand_down":
            return Line(over[-1], "alarm")
        self._stand_downs += 1
        return Line(over[0] if self._stand_downs == 1 else over[-1], "alarm")

    def _not_understood(self) -> Line | None:
        """Nothing is being reported: it was not taken for a report."""
        attempt = self._openings_said - len(self.scenario.opening)
        if attempt >= OPENING_RETRIES:
            return None
        self._openings_said += 1
        category = self.scenario.says.get("category")
        if attempt and category and category != DONT_KNOW:
            return Line(category[0], "opening")
        return Line(self.scenario.opening[0], "opening")

    def _event_before(self, asked: str) -> Line | None:
        """What happens instead of an answer now. Whatever has not happened by the read-back happens then."""
        pending = sorted(
            (event for event in self.scenario.events if event not in self.performed),
            key=lambda event: event.after_question,
        )
        if not pending or (pending[0].after_question > self._answered + 1 and asked != "confirmation"):
            return None
        event = pending[0]
        self.performed.append(event)
        silence = SILENCE_SECONDS if event.kind == "silence" else None
        return Line(event.say or "", "event", event.kind, silence)

    def _answer(self, asked: str, result: TurnResult, now: datetime) -> Line:
        self._answered += 1
        times = self._asked[asked] = self._asked.get(asked, 0) + 1
        if asked == "confirmation":
            wrong = self._put_right_first(result, now)
            return wrong or Line(_nth(self.scenario.confirm, times), "confirm")
        slot = next(name for name in SLOT_NAMES if name == asked)
        answers = self.scenario.says.get(slot, DONT_KNOW)
        if answers == DONT_KNOW:
            return Line(_nth(self.scenario.dont_know, sum(self._asked.values())), "answer", slot)
        return Line(_nth(answers, times), "answer", slot)

    def _put_right_first(self, result: TurnResult, now: datetime) -> Line | None:
        """Put right the first value that was heard and is wrong, unless that has been tried enough."""
        for slot in self.wrong_in(result.draft, now):
            if self.read_back.get(slot) != result.draft.get(slot):
                continue
            tried = self._put_right[slot] = self._put_right.get(slot, 0) + 1
            words = self._correction(slot, tried)
            if words is not None:
                return Line(words, "wrong", slot)
        return None

    def _correction(self, slot: SlotName, attempt: int) -> str | None:
        """How a wrong value is put right: first with "no", then as a plain answer; and then never mind."""
        answers = self.scenario.says.get(slot, DONT_KNOW)
        plain = None if answers == DONT_KNOW else answers[-1]
        words = self.scenario.wrong.get(slot)
        if slot not in self.scenario.truth:
            ways = [f"no, I said nothing about the {slot.replace('_', ' ')}"]
        else:
            firmly = words or (plain and (plain if plain.startswith("no") else f"no, {plain}"))
            ways = [way for way in (firmly, plain or words) if way]
        return ways[attempt - 1] if attempt <= len(ways) else None

    def wrong_in(self, draft: Any, now: datetime) -> list[SlotName]:
        """Slots of ``draft`` that hold something other than the truth, in the order of the record."""
        said, scenario = Moment(now, self.zone), self.scenario
        return [
            slot
            for slot in SLOT_NAMES
            if slot in draft
            and not is_right(slot, scenario.truth.get(slot), draft[slot], said)
            and not is_right(slot, scenario.also_true.get(slot), draft[slot], said)
        ]


def spoken_in(slot: SlotName, value: Any, said: str, zone: ZoneInfo, now: datetime) -> bool:
    """Whether ``said`` (case-folded replies) holds ``value`` of ``slot`` as Floorline words it."""
    typed = getattr(Slots.model_validate({slot: value}), slot)
    words = wording.fact(slot, typed, zone, now).casefold()
    # A correction is said back without the words that place it: "Aisle nine, not aisle four."
    bare = re.sub(r"^(?:at the|at|in)\s+", "", words)
    return re.search(rf"(?<!\w){re.escape(bare)}(?!\w)", said) is not None


def _nth(lines: tuple[str, ...], times: int) -> str:
    """The wording for that time, 1 the first; nobody says the same thing three times running who has two ways."""
    return lines[(times - 1) % len(lines)]
