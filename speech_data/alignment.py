"""Which heard words stand for which said ones, found by how alike their letters are.

A dynamic programme over words, as for a word error rate, with two differences: what it costs to take one word for
another is how unlike their letters are, and several words may stand for one ("razor blaze" is two for two, "Islefoot"
one for "aisle four", "49.99" one for four), since recognisers join and split words.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rapidfuzz.distance import Levenshtein

from assistant.understanding.numbers import in_words

MOST_JOINED: Final = 5
"""Words that one may stand for: "forty nine pounds ninety nine" is written "£49.99"."""

_READINGS_KEPT: Final = 12
_LONGEST_FIGURES: Final = 9

_GAP_COST: Final = 0.6
_GAP_COST_OF_A_LETTER: Final = 0.15
"""A word left out or put in. Below half of what two unlike words cost, so that a word is rather left out than taken
for a stranger next to its own like; the shortest words come and go at least cost."""

_JOIN_COST: Final = 0.05
"""For each word a group takes in beyond the first: of two equal readings the one word for word."""

_CHUNK: Final = re.compile(r"\S+")
_EDGES: Final = re.compile(r"^[^\w£]+|[^\w]+$")
_RUN: Final = re.compile(r"(?P<money>£)?(?P<figures>\d+(?:,\d{3})+|\d+)|(?P<letters>[^\W\d_]+)")
_DIGITS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Token:
    """A word as written, without the punctuation around it: ``text[start:end]``."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Step:
    """Heard words ``heard[0]:heard[1]`` stand for said words ``said[0]:said[1]``; either may be empty."""

    said: tuple[int, int]
    heard: tuple[int, int]
    likeness: float
    """0 to 1; 0 where either is empty."""


def tokens(text: str) -> list[Token]:
    """The words of ``text``: what white space sets apart, less the marks around it."""
    found = []
    for chunk in _CHUNK.finditer(text):
        word = _EDGES.sub("", chunk[0])
        if any(char.isalnum() for char in word):
            start = chunk.start() + chunk[0].index(word)
            found.append(Token(word, start, start + len(word)))
    return found


def likeness(said: Sequence[str], heard: Sequence[str]) -> float:
    """How alike the letters of some said and some heard words are, 0 to 1; figures count as the words they stand for.

    1 minus Levenshtein's distance over the longer length, at best over the ways in which figures can be read.
    """
    if not said or not heard:
        return 0.0
    pairs = itertools.product(_readings_together(said), _readings_together(heard))
    return max(Levenshtein.normalized_similarity(one, other) for one, other in pairs)


def aligned(said: Sequence[str], heard: Sequence[str]) -> list[Step]:
    """The cheapest way from the said words to the heard ones; together the steps hold each word once, in order."""
    best: dict[tuple[int, int], tuple[float, Step | None]] = {(0, 0): (0.0, None)}
    for at in itertools.product(range(len(said) + 1), range(len(heard) + 1)):
        if at != (0, 0):
            best[at] = min(
                ((best[step.said[0], step.heard[0]][0] + cost, step) for cost, step in _ways_to(said, heard, at)),
                key=lambda way: way[0],
            )
    steps: list[Step] = []
    here = (len(said), len(heard))
    while (step := best[here][1]) is not None:
        steps.append(step)
        here = (step.said[0], step.heard[0])
    return steps[::-1]


def word_errors(steps: Sequence[Step]) -> int:
    """Words replaced, left out and put in. Case, punctuation, spaces and numbers written in figures are no errors."""
    errors = 0
    # In each stretch between words heard right, a word left out and one put in are one word replaced.
    for right, stretch in itertools.groupby(steps, key=lambda step: step.likeness == 1.0):
        if not right:
            wrong = list(stretch)
            errors += max(wrong[-1].said[1] - wrong[0].said[0], wrong[-1].heard[1] - wrong[0].heard[0])
    return errors


def _ways_to(said: Sequence[str], heard: Sequence[str], at: tuple[int, int]) -> list[tuple[float, Step]]:
    row, column = at
    ways = []
    for taken_said, taken_heard in _SIZES:
        if taken_said > row or taken_heard > column:
            continue
        one, other = said[row - taken_said : row], heard[column - taken_heard : column]
        alike = likeness(one, other)
        if not one or not other:
            cost = _gap_cost((*one, *other)[0])
        else:
            most = max(taken_said, taken_heard)
            cost = (1.0 - alike) * most + _JOIN_COST * (most - 1)
        ways.append((cost, Step((row - taken_said, row), (column - taken_heard, column), alike)))
    return ways


_SIZES: Final = (
    (1, 1),
    (1, 0),
    (0, 1),
    *((1, size) for size in range(2, MOST_JOINED + 1)),
    *((size, 1) for size in range(2, MOST_JOINED + 1)),
)


def _gap_cost(word: str) -> float:
    return min(_GAP_COST, _GAP_COST_OF_A_LETTER + 0.1 * len(word))


def _readings_together(words: Sequence[str]) -> list[str]:
    choices = itertools.product(*(_readings(word) for word in words))
    return ["".join(choice) for choice in itertools.islice(choices, _READINGS_KEPT)]


@lru_cache(maxsize=4096)
def _readings(word: str) -> tuple[str, ...]:
    """Ways to say a written word, letters only, the likeliest first; the word's own letters if it holds no figures."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    plain = "".join(char for char in plain if char not in "'’")
    parts: list[tuple[str, ...]] = []
    for run in _RUN.finditer(plain):
        if run["letters"]:
            parts.append((run["letters"],))
            continue
        figures = _figures_read(run["figures"].replace(",", ""))
        parts.append(figures if not run["money"] else tuple(f"{way}{coin}" for way in figures for coin in _COINS))
    choices = itertools.islice(itertools.product(*parts), _READINGS_KEPT)
    return tuple(dict.fromkeys("".join(choice) for choice in choices)) or (plain,)


_COINS: Final = ("pounds", "quid", "")


def _figures_read(figures: str) -> tuple[str, ...]:
    one_by_one = "".join(_DIGITS[int(digit)] for digit in figures)
    ways = [one_by_one, one_by_one.replace("zero", "oh")]
    if len(figures) <= _LONGEST_FIGURES and not (len(figures) > 1 and figures.startswith("0")):
        ways.insert(0, _run_together(int(figures)))
    if len(figures) == 4 and not figures.startswith("0"):
        ways.append(_run_together(int(figures[:2])) + _run_together(int(figures[2:])))
    return tuple(dict.fromkeys(ways))


def _run_together(number: int) -> str:
    return re.sub(r"[\W_]", "", in_words(number))
