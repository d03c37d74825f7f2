"""Numbers as they are said: "half a dozen", "two hundred and odd", "three or four", "1,200", "two and a half grand".

Where a speaker gives a range the larger number is taken: people are sent, and goods are looked for, by this number,
and the read-back gives the speaker the chance to put it right.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from assistant.understanding.words import Words

UNITS: Final = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {"nil": 0, "nought": 0, "naught": 0}
TENS: Final = {
    word: number
    for number, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
} | {"fourty": 40}
HOMOPHONES: Final = {
    "won": 1,
    "wan": 1,
    "to": 2,
    "too": 2,
    "tu": 2,
    "tree": 3,
    "free": 3,
    "for": 4,
    "fore": 4,
    "fall": 4,
    "fife": 5,
    "hive": 5,
    "sex": 6,
    "sicks": 6,
    "sics": 6,
    "ate": 8,
    "eat": 8,
    "aid": 8,
    "mine": 9,
    "nein": 9,
    "niner": 9,
    "tan": 10,
}
"""What recognisers write for a number; only read so where a number must stand ("isle for", "till ate")."""
HOMOPHONES_IF_ASKED: Final = HOMOPHONES | {
    "tooth": 2,
    "full": 4,
    "fool": 4,
    "fire": 5,
    "sticks": 6,
    "heaven": 7,
    "tent": 10,
}
"""The same where a number was asked for, and what else recognisers then write for one."""
ORDINALS: Final = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
} | {"thirtieth": 30}

_ONE_MORE: Final = frozenset("a an one two three another his her some the".split())
LIMIT: Final = 10_000_000
_APPROXIMATE: Final = (
    ("and", "odd"),
    ("odd",),
    ("ish",),
    ("or", "so"),
    ("or", "thereabouts"),
    ("give", "or", "take"),
    ("plus",),
    ("or", "more"),
    ("or", "something"),
)
_APPROXIMATE_HEADS: Final = frozenset(phrase[0] for phrase in _APPROXIMATE)
_HEDGES: Final = frozenset(
    "about around roughly approximately maybe probably like say nearly almost over under just only at least approx "
    "circa perhaps possibly upwards close another".split()
)
_VAGUE: Final = (
    (("a", "couple", "of"), 2),
    (("a", "couple"), 2),
    (("couple", "of"), 2),
    (("a", "pair", "of"), 2),
    (("a", "pair"), 2),
    (("pair", "of"), 2),
    (("half", "a", "dozen"), 6),
    (("half", "dozen"), 6),
    (("a", "dozen"), 12),
    (("dozen",), 12),
    (("both", "of"), 2),
    (("a", "bakers", "dozen"), 13),
    (("couple",), 2),
)
_VAGUE_HEADS: Final = frozenset(phrase[0] for phrase, _ in _VAGUE)
_HEADS: Final = _VAGUE_HEADS | frozenset(UNITS) | frozenset(TENS) | {"a", "hundred", "couple"}
"""The words that a number in words can begin with."""

_NEW_THOUGHT: Final = frozenset(
    "he hes she shes they theyve theyre theres there two three and now with please has is where right just by near "
    "weve ive im were its got over someone somebody a an".split()
)


_OF_NO_WEIGHT: Final = frozenset(
    "er erm um uh oh ah well so like it its was were is are be there theres therere about just only maybe probably i "
    "think reckon say around roughly the they theyre weve got number yes yeah yep no sorry mean camera of".split()
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number said by words ``first`` up to ``after``."""

    value: Decimal
    first: int
    after: int
    digits: bool
    """Written in figures."""

    @property
    def whole(self) -> int | None:
        """The value where it is a whole number."""
        return int(self.value) if self.value == self.value.to_integral_value() else None


def number_at(words: Words, first: int, *, homophones: bool = False) -> Number | None:
    """The number that begins at word ``first``, with a range's larger end and words such as "odd" taken in."""
    number = _simple(words, first, homophones=homophones)
    if number is None:
        return None
    after = _skip_approximate(words, number.after)
    number = Number(number.value, first, after, number.digits)
    pause = words.pause(after)
    between = words[first - 1] == "between" and words[after] == "and"
    joined = (
        between
        or (words[after] in {"or", "to"} and not pause)
        or (words[after] in {"or", "maybe"} and pause in {"", ","})
    )
    hyphen = number.digits and words.pause(after) == "-" and words[after].isdigit()
    if joined or hyphen:
        upper_at = after + joined
        while words[upper_at] in _HEDGES:
            upper_at += 1
        upper = _simple(words, upper_at)
        scaled = words[upper.after - 1] in {"hundred", "thousand"} if upper else False
        if upper is not None and number.value < upper.value <= number.value * (1000 if scaled else 10):
            return Number(upper.value, first, _skip_approximate(words, upper.after), upper.digits)
    return number


def skip_hedges(words: Words, first: int) -> int:
    """The index after words such as "about" and "at least"."""
    while words[first] in _HEDGES:
        first += 1
    return first


def ordinal_at(words: Words, first: int) -> tuple[int, int] | None:
    """An ordinal such as "ninth", "9th" or "twenty first": (number, index after it)."""
    if words[first] in ORDINALS:
        return ORDINALS[words[first]], first + 1
    if words[first] in TENS and ORDINALS.get(words[first + 1], 99) < 10:
        return TENS[words[first]] + ORDINALS[words[first + 1]], first + 2
    if _figures(words[first]) and words[first + 1] in {"st", "nd", "rd", "th"} and words.glued(first + 1):
        return int(words[first]), first + 2
    return None


def below_hundred(words: Words, first: int, *, homophones: bool = False) -> tuple[int, int] | None:
    """A number word under a hundred ("seven", "nineteen", "forty two"): (number, index after it)."""
    word = words[first]
    if word in TENS:
        unit = UNITS.get(words[first + 1], 0)
        if 0 < unit < 10 and not words.pause(first + 1).strip("-"):
            return TENS[word] + unit, first + 2
        return TENS[word], first + 1
    if word in UNITS:
        return UNITS[word], first + 1
    if homophones and word in HOMOPHONES_IF_ASKED:
        return HOMOPHONES_IF_ASKED[word], first + 1
    return None


def in_words(number: int) -> str:
    """A number as it is said, British: "one hundred and twenty three". From 0 to 9,999,999."""
    if number < 20:
        return next(word for word, value in UNITS.items() if value == number)
    if number < 100:
        tens = next(word for word, value in TENS.items() if value == number // 10 * 10)
        return tens if number % 10 == 0 else f"{tens} {in_words(number % 10)}"
    if number < 1000:
        head, rest = f"{in_words(number // 100)} hundred", number % 100
    elif number < 1_000_000:
        head, rest = f"{in_words(number // 1000)} thousand", number % 1000
    else:
        head, rest = f"{in_words(number // 1_000_000)} million", number % 1_000_000
    if rest == 0:
        return head
    return f"{head} and {in_words(rest)}" if rest < 100 else f"{head} {in_words(rest)}"


def ordinal_in_words(number: int) -> str:
    """ "third", "twenty first": from 1 to 39."""
    exact = next((word for word, value in ORDINALS.items() if value == number), None)
    return exact or f"{in_words(number // 10 * 10)} {ordinal_in_words(number % 10)}"


def name_number(words: Words, first: int, *, asked: bool = False) -> tuple[int, int] | None:
    """The number that names a thing ("aisle four", "camera 12"): (number, index after it).

    Never a range and never "a couple". A homophone ("isle for") counts only where nothing else can be made of it:
    at the end, before a pause, or before a word that starts a new thought. ``asked``: wilder ones count as well.
    """
    if _figures(words[first]):
        return int(words[first]), first + 1
    plain = _hundreds(words, first, homophones=False) if words[first] != "a" else None
    if plain is not None:
        return plain
    ends = first + 1 >= len(words) or words.pause(first + 1).strip("-") or words[first + 1] in _NEW_THOUGHT
    heard = HOMOPHONES_IF_ASKED if asked else HOMOPHONES
    return (heard[words[first]], first + 1) if words[first] in heard and ends else None


def led_by_little(words: Words, at: int) -> bool:
    """Does nothing of weight stand before word ``at`` in its clause ("er, there were | too")?"""
    before = at
    while before > 0 and not words.pause(before).strip("-"):
        before -= 1
        if words[before] not in _OF_NO_WEIGHT:
            return False
    return True


def _figures(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 9


def _from_figures(word: str) -> Decimal | None:
    if not word or not word.isascii() or not word[0].isdigit() or len(word) > 14 or ":" in word:
        return None
    whole, _, fraction = word.partition(".")
    groups = whole.split(",")
    if "." in fraction or "," in fraction or any(len(group) != 3 for group in groups[1:]):
        return None
    return Decimal("".join(groups) + (f".{fraction}" if fraction else ""))


def _skip_approximate(words: Words, after: int) -> int:
    if words[after] not in _APPROXIMATE_HEADS:
        return after
    for phrase in _APPROXIMATE:
        said = all(words[after + k] == word for k, word in enumerate(phrase)) and words.pause(after) != "."
        if said and not (phrase == ("plus",) and words[after + 1] in _ONE_MORE):
            return after + len(phrase)
    return after


def _simple(words: Words, first: int, *, homophones: bool = False) -> Number | None:
    word = words[first]
    if word not in _HEADS and not word[:1].isdigit() and not (homophones and word in HOMOPHONES_IF_ASKED):
        return None  # most words begin no number: this keeps the whole grammar fast
    if words[first] == "couple" and words[first + 1] in {"hundred", "thousand"}:
        return Number(Decimal(2 * (100 if words[first + 1] == "hundred" else 1000)), first, first + 2, digits=False)
    for phrase, value in _VAGUE if words[first] in _VAGUE_HEADS else ():
        if all(words[first + k] == word for k, word in enumerate(phrase)):
            after = first + len(phrase)
            if words[after] in {"hundred", "thousand", "dozen"}:
                scale = {"hundred": 100, "thousand": 1000, "dozen": 12}[words[after]]
                return Number(Decimal(value * scale), first, after + 1, digits=False)
            return Number(Decimal(value), first, after, digits=False)
    figure = _from_figures(words[first])
    if figure is not None:
        after = first + 1
        if words[after] == "k" and words.glued(after):
            figure, after = figure * 1000, after + 1
        scaled = _scaled(words, figure, after)
        return Number(scaled[0], first, scaled[1], digits=True) if scaled[0] < LIMIT else None
    cardinal = _cardinal(words, first, homophones=homophones)
    return None if cardinal is None else Number(cardinal[0], first, cardinal[1], digits=False)


def _scaled(words: Words, value: Decimal, after: int) -> tuple[Decimal, int]:
    """Follow "two" with "hundred", "and a half thousand", "dozen"."""
    if words.slice(after, after + 3) == "and a half" and words[after + 3] in {"thousand", "hundred", "million"}:
        value, after = value + Decimal("0.5"), after + 3
    for word, scale in (("hundred", 100), ("thousand", 1000), ("million", 1_000_000), ("dozen", 12)):
        if words[after] == word:
            return value * scale, after + 1
    return value, after


def _cardinal(words: Words, first: int, *, homophones: bool) -> tuple[Decimal, int] | None:
    head = _hundreds(words, first, homophones=homophones)
    if head is None and words[first] in {"a", "one"} and words[first + 1] in {"thousand", "million"}:
        head = (1, first + 1)
    if head is None:
        return None
    number, after = head
    total, after = _scaled(words, Decimal(number), after)
    if after == head[1] or total < 1000 or words[after - 1] == "hundred":
        return (total, after) if total < LIMIT else None
    while after < len(words) and words.pause(after).strip("-") in {"", ","}:
        start = after + 1 if words[after] == "and" else after
        rest = _hundreds(words, start, homophones=False)
        if words.pause(after) == "," and (rest is None or rest[0] < 100 or words[after - 1] != "thousand"):
            break  # only "five thousand, two hundred" goes on after a comma, as recognisers write it
        if rest is None or rest[0] == 0 or (words[after] == "and" and rest[0] > 99):
            break
        scale = 1000 if words[rest[1]] == "thousand" and total >= 1_000_000 else 1
        if scale == 1 and total % 1000 != 0:
            break
        total, after = total + rest[0] * scale, rest[1] + (scale > 1)
    return (total, after) if total < LIMIT else None


def _hundreds(words: Words, first: int, *, homophones: bool) -> tuple[int, int] | None:
    """Up to "nine hundred and ninety nine", or "twelve hundred"."""
    if words[first] in {"a", "hundred"} and words[first + (words[first] == "a")] == "hundred":
        head = 1
        after = first + (words[first] == "a")
    else:
        small = below_hundred(words, first, homophones=homophones)
        if small is None:
            return None
        head, after = small
        if words[after] != "hundred" or head == 0:
            return small
    after += 1
    joined = words[after] == "and"
    rest = below_hundred(words, after + joined)
    if rest is not None and rest[0] > 0 and not words.pause(after).strip("-"):
        return head * 100 + rest[0], rest[1]
    return head * 100, after
