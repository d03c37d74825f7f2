"""How likely a word is after the two before it: what leans a recogniser towards what is said in a shop. Pure.

Counts of one to three words, each smoothed by the shorter (absolute discounting, interpolated: Ney, Essen and Kneser,
"On structuring probabilistic dependences in stochastic language modelling", Computer Speech and Language 8, 1994).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, Protocol

from assistant.understanding.numbers import in_words

ORDER: Final = 3
DISCOUNT: Final = 0.75
"""Taken off every count for what was not seen. Other values were not tried."""

UNKNOWN_CHANCE: Final = 1e-5
"""Of any one word that was never seen, where an unseen word comes: as if English had a hundred thousand of them."""

REMEMBERED: Final = 50_000
"""Words after words whose chance is not worked out anew; the words of some hundred utterances."""

_BEGIN: Final = "<begin>"
END: Final = "<end>"
BEFORE_ANY: Final = (_BEGIN,)
"""What comes before the first word."""

_WORD: Final = re.compile(r"[0-9]+|[^\W\d_]+(?:'[^\W\d_]+)*")
_SAID_AS_ONE: Final = 2
"""Figures that are said as one number: "14" is "fourteen", "2290" is "two two nine zero"."""


class WordChances(Protocol):
    """Says how likely words are."""

    def log_chance(self, before: tuple[str, ...], word: str) -> float:
        """Natural logarithm of the chance of ``word`` (or ``END``) after ``before``, of which the last two count."""
        ...

    def log_chance_of_beginning(self, letters: str) -> float:
        """The same of any word that begins with ``letters``, whatever was before it."""
        ...


def words_of(text: str) -> list[str]:
    """The words of ``text`` without case and punctuation, as the models have them; figures as they are said.

    A recogniser that writes "665" has heard three words, and must not be charged for one that nobody knows.
    """
    return [said for word in _WORD.findall(text.casefold().replace("’", "'")) for said in _said(word)]


def _said(word: str) -> list[str]:
    if not word[0].isdecimal():
        return [word]
    numbers = [word] if len(word) <= _SAID_AS_ONE and word[0] != "0" else list(word)
    return [said for number in numbers for said in in_words(int(number)).split()]


class WordModel:
    """Learnt from sentences; never changed afterwards, so that threads may share it."""

    def __init__(self, sentences: Iterable[str], beginnings: Iterable[str] = ()) -> None:
        """The more often a sentence is given, the likelier it is; ``beginnings`` are of sentences that go on."""
        self._numbers: dict[str, int] = {_BEGIN: 1, END: 2}
        self._seen: dict[int, int] = {}
        self._followed: dict[int, tuple[int, int]] = {}
        for sentence in sentences:
            self._learn([_BEGIN, *words_of(sentence), END])
        for beginning in beginnings:
            self._learn([_BEGIN, *words_of(beginning)])
        self._beginnings: dict[str, float] = {}
        for word in self._numbers.keys() - {_BEGIN, END}:
            chance = self.chance((), word)
            for length in range(1, len(word) + 1):
                self._beginnings[word[:length]] = self._beginnings.get(word[:length], 0.0) + chance

    def _learn(self, words: list[str]) -> None:
        numbers = [self._numbers.setdefault(word, len(self._numbers) + 1) for word in words]
        for at in range(1, len(numbers)):
            for first in range(at, max(at - ORDER, -1), -1):
                history = _key(numbers[first:at])
                ngram = _joined(history, numbers[at])
                count = self._seen[ngram] = self._seen.get(ngram, 0) + 1
                times, kinds = self._followed.get(history, (0, 0))
                self._followed[history] = times + 1, kinds + (count == 1)

    def chance(self, before: Sequence[str], word: str) -> float:
        """Of ``word`` after ``before``, above 0 and at most 1."""
        number = self._numbers.get(word, 0)
        history = [self._numbers.get(each, 0) for each in before[-(ORDER - 1) :]]
        chance = UNKNOWN_CHANCE
        for length in range(len(history) + 1):
            key = _key(history[len(history) - length :])
            if key not in self._followed:
                break
            times, kinds = self._followed[key]
            own = max(self._seen.get(_joined(key, number), 0) - DISCOUNT, 0.0) / times
            chance = own + DISCOUNT * kinds / times * chance
        return chance

    def chance_of_beginning(self, letters: str) -> float:
        """Of a word that begins with ``letters``."""
        return self._beginnings.get(letters, 0.0) + UNKNOWN_CHANCE


class Blend:
    """Several models, each with the share of cases in which it is to be believed."""

    def __init__(self, parts: Sequence[tuple[float, WordModel]]) -> None:
        """The shares add up to 1."""
        self._parts = tuple(parts)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._log_chance)

    def log_chance(self, before: tuple[str, ...], word: str) -> float:
        """See ``WordChances``."""
        return self._remembered(before[-(ORDER - 1) :], word)

    def log_chance_of_beginning(self, letters: str) -> float:
        """See ``WordChances``."""
        return math.log(sum(share * model.chance_of_beginning(letters) for share, model in self._parts))

    def _log_chance(self, before: tuple[str, ...], word: str) -> float:
        return math.log(sum(share * model.chance(before, word) for share, model in self._parts))


_BASE: Final = 1 << 20
"""More words than any model knows."""


def _key(numbers: Sequence[int]) -> int:
    """One number for a few words, so that a model of a hundred thousand word groups takes megabytes, not tens of."""
    key = 0
    for number in numbers:
        key = _joined(key, number)
    return key


def _joined(key: int, number: int) -> int:
    return key * _BASE + number
