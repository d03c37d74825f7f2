"""Every closed-class grammar run over one utterance, in an order that settles who may use which words.

What is told apart by its own words (a plate, "aisle four", "three lads", "two hundred quid") is read first; a bare
number is left to the slot that was asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from assistant.incident import Injuries, SlotName
from assistant.understanding import (
    counts,
    goods,
    injuries,
    location,
    money,
    plates,
    police,
    presence,
    quantities,
    references,
    times,
    weapons,
)
from assistant.understanding.context import Context
from assistant.understanding.corrections import settle
from assistant.understanding.places import Gazetteer
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue, fits
from assistant.understanding.words import Words
from assistant.understanding.yes_no import not_known, yes_no

YES_OR_NO: Final = "yes or no"
BARE_ANSWERS: Final = frozenset(
    {YES_OR_NO, "no weapon", "answer: none", "answer: nobody hurt", "answer: called or not"}
)
"""Rules by which a mere yes or no, and nothing of its own, gave a value."""


def find_values(
    text: str, *, asked: SlotName | None, now: datetime, zone: ZoneInfo, gazetteer: Gazetteer
) -> tuple[FoundValue, ...]:
    """The closed-class values told in ``text``, at most one a slot, in the order told.

    ``asked`` is the slot the reporter was asked for, which a bare "two" or "no" answers; ``now`` (aware) and ``zone``
    (the store's) make "quarter past three" a moment. Of a value and its correction the correction is given.
    """
    return read_closed(Reading(Words(text), asked, now, zone, gazetteer), items=None)


def values_in(text: str, context: Context) -> tuple[FoundValue, ...]:
    """The same in ``context``, where nothing was asked for: of a call for help, which waits for no model."""
    return find_values(text, asked=None, now=context.now, zone=context.zone, gazetteer=context.gazetteer)


def read_closed(reading: Reading, *, items: Sequence[tuple[int, int]] | None) -> tuple[FoundValue, ...]:
    """The same for a reading under way, which then knows the words that were used.

    ``items`` are the word spans of the model's items, for telling how many; ``None`` takes the list of goods instead.
    """
    words = reading.words
    found = _one(words, reading.once(plates.find))
    found += _one(words, reading.once(references.find_police_references))
    found += _one(words, reading.once(references.find_receipts))
    found += reading.once(location.find)
    found += _one(words, reading.once(references.find_cameras))
    if reading.asked == times.SLOT:
        found += _one(words, reading.once(times.find))
    found += reading.once(weapons.find)
    things = tuple(items or goods.listed_spans(reading))
    found += reading.once(counts.find, things)
    found += reading.once(quantities.find, things)
    if not any(value.slot == counts.SLOT for value in found):
        found += reading.once(counts.find_bare)
    found += _money(reading, found)
    if reading.asked != times.SLOT:
        found += _one(words, reading.once(times.find))
    found += reading.once(presence.find)
    found += reading.once(police.find)
    found += reading.once(injuries.find)
    found += _answer(reading, found)
    if not_known(words):
        found = [value for value in found if value.rule not in BARE_ANSWERS]
    return tuple(sorted((value for value in found if fits(value.slot, value.value)), key=lambda value: value.start))


def _one(words: Words, candidates: list[FoundValue]) -> list[FoundValue]:
    value = settle(words, candidates)
    return [value] if value is not None else []


def _money(reading: Reading, found: list[FoundValue]) -> list[FoundValue]:
    """One amount; a price "each" is multiplied by how many were told."""
    value = money.choose(reading.words, reading.once(money.find))
    if value is None:
        return []
    count = next((other.value for other in found if other.slot == quantities.SLOT), None)
    if value.rule.endswith("each") and isinstance(count, int) and isinstance(value.value, Decimal) and count > 0:
        rule = f"{value.rule}, times {count}"
        return [FoundValue(value.slot, value.value * count, value.words, value.start, value.end, "grammar", rule)]
    return [value]


def _answer(reading: Reading, found: list[FoundValue]) -> list[FoundValue]:
    """What a plain yes or no means for the slot that was asked for."""
    asked, words = reading.asked, reading.words
    if asked not in {"suspects_on_site", "police_called", "injuries", "weapon"}:
        return []
    if any(value.slot == asked for value in found) or not len(words):
        return []
    answer = yes_no(words)
    if answer is None:
        return []
    if asked == "injuries":
        return [words.found(asked, Injuries(any=answer), 0, len(words), YES_OR_NO)]
    if asked == "weapon":
        return [] if answer else [words.found(asked, weapons.NONE, 0, len(words), "no weapon")]
    return [words.found(asked, answer, 0, len(words), YES_OR_NO)]
