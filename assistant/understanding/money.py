"""Sterling as it is said in a shop: "two hundred quid", "forty-nine ninety-nine", "a grand", "fifty pence"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import corrected_number, settle
from assistant.understanding.numbers import Number, below_hundred, in_words, number_at, skip_hedges
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "item_value"
IN_ALL: Final = ", in all"
"""How the rule ends of an amount that is told to be the sum of it."""
LIMIT_GBP: Final = Decimal(10_000_000)

_POUNDS: Final = frozenset("quid quids pound pounds sterling gbp nicker squid poundsworth".split())
_POUNDS_HEARD: Final = frozenset(
    "quit quits quick quicks kwid counts count power powers bounds pans hounds found lbs".split()
)
"""What recognisers write for quid and pounds: read so after a number where money was asked for or "worth" follows."""
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
    "g": 1000,
    "k": 1000,
    "tens": 10,
    "twenties": 20,
    "fifties": 50,
    "oner": 100,
    "century": 100,
    "tonne": 100,
    "ayrton": 10,
    "pavarotti": 10,
    "godiva": 5,
    "monkeys": 500,
    "tons": 100,
    "ponies": 25,
    "scores": 20,
}
_ONLY_WHEN_ASKED: Final = frozenset(
    "score pony bullseye ton monkey g k oner century tonne ayrton pavarotti godiva monkeys tons ponies scores tens "
    "twenties fifties".split()
)
_PRICE_CUES: Final = frozenset(
    "worth value valued price priced cost costs costing total totalling totals retails retail rrp".split()
)
_EACH: Final = frozenset({"each", "apiece"})
_SUMMING: Final = _EACH | frozenset("per altogether together total all told lot overall".split())
"""Without one of these nothing is told as the price of one or the sum of all."""
_THOUSANDS: Final = frozenset({"grand", "grands", "k", "g"})
_TOTAL: Final = phrases(
    "(?:in total|altogether|all told|all in all|all in|in all|total|the lot|for the lot|all together|overall)"
)
_TOTAL_BEFORE: Final = phrases(
    "(?:total|totals|totalling|comes to|came to|come to|adds up to|added up to|makes|making|that makes|as in|or rather|"
    "so thats|thats|thatll be|which is|altogether|in all|in total|call it|equals|so)"
    "(?: (?:is|of|was|about|around|roughly))?"
)
_ROUNDLY: Final = frozenset(
    "about around roughly approximately nearly almost over under say maybe probably ish".split()
)
_SEVERAL: Final = {"few": 3, "several": 3}
"""A speaker's "a few hundred" is put down as three: an estimate, read back as such a figure."""


_BEFORE_ONE: Final = frozenset("this that the which any no every each another other last next wrong".split())
_AFTER_ONE: Final = frozenset("of is was has more sec second minute moment thing person that who".split())


@dataclass(frozen=True, slots=True)
class _Amount:
    gbp: Decimal
    after: int
    rule: str


def find(reading: Reading) -> Iterator[FoundValue]:
    """Every amount of money, in order. The rule ends in "each" where the price is for one of several."""
    words, at = reading.words, 0
    asked, priced = reading.asked == SLOT, False
    summing = not _SUMMING.isdisjoint(word.text for word in words.words)
    while at < len(words):
        cued = _cued(words, at) or (priced and _totalled(words, at))
        amount = amount_at(words, at, asked=asked, cued=cued) if reading.free(at, at + 1) else None
        if amount is None and summing and reading.free(at, at + 1):
            amount = _price_of_each(words, at)
        if amount is None or amount.gbp > LIMIT_GBP or not reading.free(at, amount.after):
            at += 1
            continue
        again = corrected_number(words, amount.after)
        if again is not None and reading.free(again.first, again.after) and again.value <= LIMIT_GBP:
            amount = _Amount(again.value, again.after, "pounds, corrected")
        if _TOTAL.match(words.slice(amount.after, amount.after + 3)) or _totalled(words, at):
            amount = replace(amount, rule=f"{amount.rule}{IN_ALL}")
        each = _is_each(words, amount.after)
        priced = priced or each
        rule = f"{amount.rule}, each" if each else amount.rule
        pence = amount.gbp.quantize(Decimal("0.01"), ROUND_HALF_UP)
        yield reading.claim(SLOT, pence, at, amount.after, rule)
        at = amount.after


def _price_of_each(words: Words, at: int) -> _Amount | None:
    """Pounds may go unsaid: "… at a hundred each", "eighteen ninety nine each", "fifty six ninety seven altogether"."""
    amount = amount_at(words, at, cued=True)
    if amount is None:
        return None
    each = _is_each(words, amount.after) and (words[at - 1] == "at" or _price(words, at) is not None)
    in_all = _TOTAL.match(words.slice(amount.after, amount.after + 3)) and _price(words, at) is not None
    return amount if each or in_all else None


def choose(words: Words, candidates: list[FoundValue]) -> FoundValue | None:
    """The one amount that is meant: what it comes to in all, else as with every value said more than once."""
    totals = [value for value in candidates if value.rule.endswith(IN_ALL)]
    return settle(words, totals[-1:] if len(candidates) > 1 and totals else candidates)


def _totalled(words: Words, at: int) -> bool:
    """Do words such as "that's" or "it comes to" lead to the amount?"""
    lead = words.slice(max(at - 4, 0), at)
    return any(match.end() == len(lead) for match in _TOTAL_BEFORE.finditer(lead))


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
    if unit in _POUNDS or (unit in _POUNDS_HEARD and (asked or words[number.after + 1] == "worth")):
        return _pounds_and_pence(words, number.value, number.after + 1)
    half = _and_a_half(words, number)
    if half is not None:
        return half
    if unit in _THOUSANDS and (unit in {"grand", "grands"} or asked or cued or words.glued(number.after)):
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
            if _rounded(words, at, value):
                return _Amount(value * 100, after, "hundreds run together")
            return _Amount(value, after, "pounds and pence run together")
    figures = _typed_price(words, at) if asked or cued else None
    if figures is not None:
        return figures
    if (asked or cued) and not _pronoun(words, at):
        return _Amount(number.value, number.after, "bare number for a value")
    return None


def _pronoun(words: Words, at: int) -> bool:
    """Is it the "one" of "this one is closed", "one of those", "one sec"?"""
    return words[at] == "one" and (words[at - 1] in _BEFORE_ONE or words[at + 1] in _AFTER_ONE)


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
    """ "a grand", "half a grand", "three quarters of a grand", "a tenner", "a monkey"."""
    for phrase, part in _PARTS_OF.items():
        size = len(phrase)
        if words[at] == phrase[0] and words.slice(at, at + size).split() == list(phrase):
            start = at + size + (words[at + size] in {"a", "an"})
            unit = words[start]
            if unit in _NOTES and (asked or unit not in _ONLY_WHEN_ASKED):
                value, after = Decimal(_NOTES[unit]) * part, start + 1
                if part == 1 and words.slice(after, after + 3) == "and a half":
                    value, after = value * Decimal("1.5"), after + 3
                return _Amount(value, after, "grand" if unit == "grand" else "bank notes")
    if asked and words[at] in _NOTES and words[at] not in {"k", "g"}:
        return _Amount(Decimal(_NOTES[words[at]]), at + 1, "bank notes")
    if words[at] == "a" and words[at + 1] in {"quid", "pound"}:
        return _pounds_and_pence(words, Decimal(1), at + 2)
    return None


_PARTS_OF: Final = {
    ("a",): Decimal(1),
    ("half", "a"): Decimal("0.5"),
    ("half",): Decimal("0.5"),
    ("quarter", "of", "a"): Decimal("0.25"),
    ("three", "quarters", "of", "a"): Decimal("0.75"),
    ("couple", "of"): Decimal(2),
}


def _several(words: Words, at: int) -> Number | None:
    """ "a few hundred", "several thousand", "one point eight" (grand)."""
    start = at + (words[at] == "a")
    scale = _SCALES.get(words[start + 1])
    if words[start] in _SEVERAL and scale is not None:
        return Number(Decimal(_SEVERAL[words[start]] * scale), at, start + 1 + (scale > 1), digits=False)
    number = number_at(words, at)
    return _decimals(words, number) if number is not None else None


_SCALES: Final = {"hundred": 100, "thousand": 1000, "grand": 1, "quid": 1, "pounds": 1, "pound": 1}


def _decimals(words: Words, number: Number) -> Number | None:
    """ "one point eight", before "k", "grand" or "million"."""
    if words[number.after] != "point" or number.whole is None:
        return None
    figures, after = "", number.after + 1
    while (figure := below_hundred(words, after)) is not None and figure[0] < 10 and len(figures) < 3:
        figures, after = f"{figures}{figure[0]}", figure[1]
    if not figures:
        return None
    return Number(Decimal(f"{number.whole}.{figures}"), number.first, after, digits=False)


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
    """Pounds, then pence in two figures: "forty-nine ninety-nine", "two fifty", "one oh five".

    Hundreds may be said figure by figure: "one twenty five fifty" and "one nine nine ninety nine".
    """
    pounds = _hundreds_figure_by_figure(words, at) or _whole_pounds(words, at)
    if pounds is None or pounds[0] == 0 or words.pause(pounds[1]).strip("-"):
        return None
    pence = _pence(words, pounds[1])
    return None if pence is None else (pounds[0] + pence[0], pence[1])


def _and_a_half(words: Words, number: Number) -> _Amount | None:
    """ "two and a half grand"."""
    unit = words[number.after + 3]
    if words.slice(number.after, number.after + 3) != "and a half" or (unit not in _POUNDS and unit != "grand"):
        return None
    return _Amount((number.value + Decimal("0.5")) * (1000 if unit == "grand" else 1), number.after + 4, "pounds")


def _rounded(words: Words, at: int, value: Decimal) -> bool:
    """ "about two fifty" is two hundred and fifty: nobody guesses to the penny."""
    roundly = words[at - 1] in _ROUNDLY or words.slice(at - 2, at) == "call it"
    return value < 10 and value * 10 % 1 == 0 and value % 1 != 0 and roundly


def _typed_price(words: Words, at: int) -> _Amount | None:
    """ "12 99", typed without its point."""
    pounds, pence = words[at], words[at + 1]
    if (
        pounds.isdigit()
        and pence.isdigit()
        and len(pence) == 2
        and len(pounds) <= 4
        and words.pause(at + 1) in {"", "-"}
    ):
        return _Amount(int(pounds) + Decimal(pence) / 100, at + 2, "pounds and pence in figures")
    return None


def _whole_pounds(words: Words, at: int) -> tuple[int, int] | None:
    number = number_at(words, at)
    if number is None or number.digits or number.whole is None or number.whole < 100:
        return below_hundred(words, at)
    # "a hundred and twenty nine ninety nine": the hundreds, and then no more than two figures belong to the pounds.
    return (number.whole, number.after) if words[number.after - 1] != "hundred" and number.whole < 10_000 else None


def _hundreds_figure_by_figure(words: Words, at: int) -> tuple[int, int] | None:
    head = below_hundred(words, at)
    if head is None or not 0 < head[0] < 10:
        return None
    rest = below_hundred(words, head[1])
    if rest is None:
        return None
    if rest[0] < 10:
        units = below_hundred(words, rest[1])
        if units is None or units[0] > 9:
            return None
        rest = rest[0] * 10 + units[0], units[1]
    return (head[0] * 100 + rest[0], rest[1]) if _pence(words, rest[1]) is not None else None


def _pence(words: Words, at: int) -> tuple[Decimal, int] | None:
    """Pence in two figures after the pounds: "ninety nine", "oh five", "nine nine"."""
    if words.pause(at).strip("-"):
        return None
    if words[at] in {"oh", "o", "zero", "nought"}:
        units = below_hundred(words, at + 1)
        return (Decimal(units[0]) / 100, units[1]) if units is not None and 0 < units[0] < 10 else None
    pence = below_hundred(words, at)
    if pence is None:
        return None
    if pence[0] >= 10:
        return Decimal(pence[0]) / 100, pence[1]
    units = below_hundred(words, pence[1])
    doubled = units is not None and units[0] == pence[0] == 9 and _figures_end(words, pence[1] + 1)
    return (Decimal("0.99"), pence[1] + 1) if doubled else None


def _figures_end(words: Words, after: int) -> bool:
    return below_hundred(words, after) is None


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
