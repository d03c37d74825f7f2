"""One utterance while the closed-class grammars read it in turn."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.incident import SlotName, SlotValue
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words


@dataclass(slots=True)
class Reading:
    """One utterance while the grammars read it in turn; each claims the words it used."""

    words: Words
    asked: SlotName | None
    now: datetime
    zone: ZoneInfo
    gazetteer: Gazetteer
    claimed: set[int] = field(default_factory=set)
    kind: str | None = None
    """The category that the open record has so far."""

    def free(self, first: int, after: int) -> bool:
        """Has nobody claimed any of these words yet?"""
        return self.claimed.isdisjoint(range(first, after))

    def claim(self, slot: SlotName, value: SlotValue, first: int, after: int, rule: str) -> FoundValue:
        self.claimed.update(range(first, after))
        return self.words.found(slot, value, first, after, rule)
