"""One utterance while the closed-class grammars read it in turn."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
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

    def once(self, find: Callable[..., Iterable[FoundValue]], *given: Hashable) -> list[FoundValue]:
        """What ``find`` finds, and the words it claims; not read again where it was read ahead of the model's view.

        ``find`` must hang on nothing but this reading and what it is ``given``.
        """
        read = read_before(self.words.text, self.asked, self.now, self.zone, self.gazetteer, self.kind)
        key = find, frozenset(self.claimed), given
        if key not in read:
            values = tuple(find(self, *given))
            read[key] = values, frozenset(self.claimed)
        values, claimed = read[key]
        self.claimed |= claimed
        return list(values)

    def free(self, first: int, after: int) -> bool:
        """Has nobody claimed any of these words yet?"""
        return self.claimed.isdisjoint(range(first, after))

    def claim(self, slot: SlotName, value: SlotValue, first: int, after: int, rule: str) -> FoundValue:
        self.claimed.update(range(first, after))
        return self.words.found(slot, value, first, after, rule)


_Read = dict[tuple[Any, ...], tuple[tuple[FoundValue, ...], frozenset[int]]]


@lru_cache(maxsize=4)  # read while the model thinks, and asked for when it has; what was said is not kept for longer
def read_before(
    text: str, asked: SlotName | None, now: datetime, zone: ZoneInfo, gazetteer: Gazetteer, kind: str | None
) -> _Read:
    """What was found in ``text`` so far: by which grammar, with which words claimed already and what it was given."""
    return {}
