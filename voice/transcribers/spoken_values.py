"""Values of the closed classes as people say them, for a word model to learn from: there are too many to be written.

Drawn with a fixed seed, so that two starts hear alike.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Final

from assistant.understanding.money import spoken_gbp
from assistant.understanding.numbers import in_words
from voice.transcribers.phrases import FIGURES, LETTERS, MOST_COUNTED, NATO

PLATES: Final = 800
REFERENCES: Final = 300
_IN_NATO: Final = 0.7
"""The share of plates that staff spell as the police do."""
_PLATE: Final = "LLDDLLL"
_NEAR_HOURS: Final = (
    "quarter past", "half past", "quarter to", "ten past", "twenty past", "twenty to", "ten to", "five to", "at",
    "about", "just after",
)  # fmt: skip
_FIXED_TIMES: Final = (
    "just now", "half an hour ago", "an hour ago", "a few minutes ago", "this morning", "a couple of hours ago",
)  # fmt: skip
_OFTEN: Final = 5


def plates() -> list[str]:
    """ "sierra bravo one two quebec romeo tango", "s b one two q r t"."""
    dice = random.Random(1)  # noqa: S311 - examples, not secrets
    return [_plate(dice, in_nato=dice.random() < _IN_NATO) for _ in range(PLATES)]


def references() -> list[str]:
    """Figures one by one, as on receipts: "eight eight one four two"."""
    dice = random.Random(2)  # noqa: S311 - examples, not secrets
    return [" ".join(_figure(dice) for _ in range(dice.randint(2, 7))) for _ in range(REFERENCES)]


def counts() -> list[str]:
    """ "two", "about two", "two of them", and so on up to twenty."""
    numbers = [in_words(number) for number in range(1, MOST_COUNTED + 1)]
    return [form.format(number) for number in numbers for form in ("{}", "{}", "about {}", "{} of them", "just {}")]


def sums() -> list[str]:
    """ "forty pounds", "forty quid", "about forty quid", "forty nine ninety nine"."""
    whole = [*range(1, 100), *range(100, 1000, 10), *range(1000, 5001, 250)]
    told = [spoken_gbp(Decimal(pounds)) for pounds in whole]
    priced = [f"{in_words(pounds)} {in_words(pence)}" for pounds in range(1, 100) for pence in (50, 95, 99)]
    quid = [text.replace("pounds", "quid") for text in told]
    return [*told, *quid, *(f"about {text}" for text in quid), *priced]


def times() -> list[str]:
    """ "ten minutes ago", "about half past three", "just now"."""
    ago = [f"{in_words(minutes)} minutes ago" for minutes in range(1, 60)]
    clock = [f"{near} {in_words(hour)}" for hour in range(1, 13) for near in _NEAR_HOURS]
    return [*ago, *(f"about {text}" for text in ago), *clock, *_FIXED_TIMES * _OFTEN]


def _plate(dice: random.Random, *, in_nato: bool) -> str:
    letters = NATO if in_nato else LETTERS
    return " ".join(dice.choice(letters) if kind == "L" else _figure(dice) for kind in _PLATE)


def _figure(dice: random.Random) -> str:
    return dice.choice([figure for figure in FIGURES if figure not in {"double", "treble", "nought"}])
