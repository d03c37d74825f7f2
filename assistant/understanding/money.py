"""Sterling as it is said in a shop: "two hundred quid", "forty-nine ninety-nine", "a grand", "fifty pence"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import corrected_number
from assistant.understanding.numbers import Number, below_hundred, in_words, number_at, skip_hedges
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words

SLOT: Final[SlotName] = "item_value"
LIMIT_GBP: Final = Decimal(10_000_000)

_POUNDS: Final = frozenset("quid quids pound pounds sterling gbp nicker squid poundsworth".split())
_PENCE: Final = frozenset("p pence penny pennies pee".split())
_NOTES: Final = {
    "fiver": 5,
    "fivers": 5,
    "tenner": 10,
    "tenners": 10,
    "score": 20,
    "pony": 25,
    "bullseye": 50,
    "ton": 100,
    "monkey": 500,
    "grand": 1000,
    "grands": 1000,
}
_ONLY_WHEN_ASKED: Final = frozenset({"score", "pony", "bullseye", "ton", "monkey"})
_PRICE_CUES: Final = frozenset("worth value valued price priced cost costs costing total totalling totals".split())
_EACH: Final = frozenset({"each", "apiece"})
_SEVERAL: Final = {"few": 3, "several": 3}
"""A speaker's "a few hundred" is put down as three: an estimate, read back as such a figure."""


@dataclass(frozen=True, slots=True)
class _Amount:
    gbp: Decimal
    after: int
    rule: str


def find(reading: Reading) -> Iterator[FoundValue]:
    """Every amount of money, in order. The rule ends in "each" where the price is for one of several."""
    words, at = reading.words, 0
    asked = reading.asked == SLOT
    while at < len(words):
        amount = amount_at(words, at, asked=asked, cued=_cued(words, at)) if reading.free(at, at + 1) else None
        if amount is None or amount.gbp > LIMIT_GBP or not reading.free(at, amount.after):
            at += 1
            continue
        again = corrected_number(words, amount.after)
        if again is not None and reading.free(again.first, again.after) and again.value <= LIMIT_GBP:
            amount = _Amount(again.value, again.after, "pounds, corrected")
        rule = f"{amount.rule}, each" if _is_each(words, amount.after) else amount.rule
        pence = amount.gbp.quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield reading.claim(SLOT, pence, at, amount.after, rule)
        at = amount.after


def amount_at(words: Words, at: int, *, asked: bool = False, cued: bool = False) -> _Amount | None:
    """The amount that begins at word ``at``.

    ``asked`` says that a value was asked for, ``cued`` that a word such as "worth" is near: then pounds may go unsaid.
    """
    if words[at] == "£":
        return _after_sign(words, at + 1)
    note = _note(words, at, asked)
    if note is not None:
        return note
    number = _several(words, at) or number_at(words, at)
    if number is None:
        return None
    unit = words[number.after]
    if unit == "cash" or words.slice(number.after, number.after + 2) in {"in cash", "in notes", "in change", "of cash"}:
        return _Amount(number.value, number.after + (1 if unit == "cash" else 2), "pounds in cash")
    if unit in _POUNDS:
        return _pounds_and_pence(words, number.value, number.after + 1)
    if words.slice(number.after, number.after + 2) == "and a" and words[number.after + 2] == "half":
        half = words[number.after + 3]
        if half in _POUNDS or half == "grand":
            scale = 1000 if half == "grand" else 1
            return _Amount((number.value + Decimal("0.5")) * scale, number.after + 4, "pounds")
    if unit in {"grand", "grands"}:
        half_more = words.slice(number.after + 1, number.after + 4) == "and a half"
        value = number.value * 1000 + (500 if half_more else 0)
        return _Amount(value, number.after + (4 if half_more else 1), "grand")
    if unit in _NOTES and (asked or unit not in _ONLY_WHEN_ASKED):
        return _Amount(number.value * _NOTES[unit], number.after + 1, "bank notes")
    if unit in _PENCE and (unit != "p" or number.digits or asked):
        return _Amount(number.value / 100, number.after + 1, "pence")
    spoken = _price(words, at)
    if spoken is not None:
        value, after = spoken
        if words[after] in _POUNDS:
            return _Amount(value * 100, after + 1, "pounds")
        if asked or cued:
            return _Amount(value, after, "pounds and pence run together")
    if asked or cued:
        return _Amount(number.value, number.after, "bare number for a value")
    return None


def spoken_gbp(value: Decimal) -> str:
    """An amount as it is said: "two hundred pounds", "fifty pence", "forty nine pounds ninety nine"."""
    pounds, pence = divmod(int((value * 100).to_integral_value(ROUND_HALF_UP)), 100)
    pound_words = f"{in_words(pounds)} {'pound' if pounds == 1 else 'pounds'}"
    if pence == 0:
        return pound_words
    pence_words = f"{in_words(pence)} {'penny' if pence == 1 else 'pence'}"
    return pence_words if pounds == 0 else f"{pound_words} and {pence_words}"


def _after_sign(words: Words, at: int) -> _Amount | None:
    """What follows "£"."""
    number = number_at(words, at)
    if number is None:
        return None
    if words[number.after] == "grand":
        return _Amount(number.value * 1000, number.after + 1, "pounds")
    return _Amount(number.value, number.after + (words[number.after] in _POUNDS), "pounds")


def _note(words: Words, at: int, asked: bool) -> _Amount | None:
    """ "a grand", "half a grand", "a tenner", "a monkey"."""
    if words[at] in {"a", "half"}:
        half = words[at] == "half"
        start = at + 1 + (half and words[at + 1] == "a")
        unit = words[start]
        if unit in _NOTES and (asked or unit not in _ONLY_WHEN_ASKED):
            half_more = words.slice(start + 1, start + 4) == "and a half"
            value = Decimal(_NOTES[unit]) * (Decimal("0.5") if half else Decimal("1.5") if half_more else 1)
            return _Amount(value, start + (4 if half_more else 1), "grand" if unit == "grand" else "bank notes")
    if asked and words[at] in _NOTES:
        return _Amount(Decimal(_NOTES[words[at]]), at + 1, "bank notes")
    return None


def _several(words: Words, at: int) -> Number | None:
    start = at + (words[at] == "a")
    scale = {"hundred": 100, "thousand": 1000, "grand": 1, "quid": 1, "pounds": 1}.get(words[start + 1])
    if words[start] not in _SEVERAL or scale is None:
        return None
    return Number(Decimal(_SEVERAL[words[start]] * scale), at, start + 1 + (scale > 1), digits=False)


def _pounds_and_pence(words: Words, pounds: Decimal, after: int) -> _Amount:
    joined = words[after] == "and"
    pence = number_at(words, after + joined)
    if pence is not None and pence.value < 100 and words.pause(after) != "." and pounds == pounds.to_integral_value():
        if words[pence.after] in _PENCE:
            return _Amount(pounds + pence.value / 100, pence.after + 1, "pounds and pence")
        # "twelve pound fifty", yet not "ten pounds twenty minutes ago": only where the thought ends there.
        ends = pence.after >= len(words) or words.pause(pence.after).strip("-") or words[pence.after] in _EACH
        if ends and pence.value >= 10 and not joined and not words.pause(after):
            return _Amount(pounds + pence.value / 100, pence.after, "pounds and pence")
    if words.slice(after, after + 3) == "and a half":
        return _Amount(pounds + Decimal("0.5"), after + 3, "pounds")
    return _Amount(pounds, after, "pounds")


def _price(words: Words, at: int) -> tuple[Decimal, int] | None:
    """Pounds, then pence in two figures: "forty-nine ninety-nine", "two fifty", "one oh five"."""
    pounds = below_hundred(words, at)
    if pounds is None or pounds[0] == 0 or words.pause(pounds[1]).strip("-"):
        return None
    after = pounds[1]
    if words[after] in {"oh", "o", "zero"}:
        units = below_hundred(words, after + 1)
        return (pounds[0] + Decimal(units[0]) / 100, units[1]) if units is not None and 0 < units[0] < 10 else None
    pence = below_hundred(words, after)
    if pence is None or pence[0] < 10:
        return None
    return pounds[0] + Decimal(pence[0]) / 100, pence[1]


def _cued(words: Words, at: int) -> bool:
    """Is the number at ``at`` led to by a word such as "worth", with only hedges between?"""
    before = at - 1
    while (before >= 0 and at - before <= 4 and skip_hedges(words, before) > before) or words[before] in {
        "of",
        "is",
        "at",
    }:
        before -= 1
    return words[before] in _PRICE_CUES


def _is_each(words: Words, after: int) -> bool:
    return words[after] in _EACH or (words[after] in {"a", "per"} and words[after + 1] in _PER)


_PER: Final = frozenset("bottle pack box item piece pop unit can bag tin jar pair one".split())
