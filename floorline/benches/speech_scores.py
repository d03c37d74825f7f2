"""How right a transcript is: word error rate, and the share of slots whose words were heard.

Pure. Said and heard words go through one normaliser, which never sees the other side: case and punctuation go; a
number becomes its figures, one token each, however it was said or written ("forty seven", "4-7" and "47" are ``4 7``);
"oh", "zero" and the letter O are one token, as they sound alike in a spelling and no listener could tell; a hyphen is
a space, so that "P-I-T" is three letters. Letters run together ("pit") are *not* taken apart, misheard words are not
forgiven for sounding alike ("to" for "two"), and no word is left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import Levenshtein

_UNITS: Final = {
    word: figure for figure, word in enumerate("one two three four five six seven eight nine".split(), start=1)
}
_TEENS: Final = {
    word: figures
    for figures, word in enumerate(
        "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split(), start=10
    )
}
_TENS: Final = {
    word: figures
    for figures, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_ZERO: Final = frozenset({"zero", "oh", "o", "nought"})
_ORDINALS: Final = {
    "first": "one", "second": "two", "third": "three", "fifth": "five", "eighth": "eight", "ninth": "nine",
    "twelfth": "twelve", "twentieth": "twenty", "thirtieth": "thirty",
}  # fmt: skip
_PIECE: Final = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Errors over a number of utterances."""

    said: int = 0
    """Tokens that were said."""
    wrong: int = 0
    """Tokens replaced, left out and put in."""

    @property
    def rate(self) -> float:
        """0 where nothing was said and nothing was heard."""
        return self.wrong / self.said if self.said else float(self.wrong > 0)

    def __add__(self, other: WordErrors) -> WordErrors:
        return WordErrors(self.said + other.said, self.wrong + other.wrong)


def spoken_tokens(text: str) -> list[str]:
    """The tokens by which ``text`` is compared; see the module."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    plain = re.sub(r"['’]", "", plain)
    plain = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", plain)
    words = [_cardinal(word) for word in _PIECE.findall(plain)]
    return [token for at in range(len(words)) for token in _figures(words, at)]


def word_errors(said: str, heard: str) -> WordErrors:
    """The fewest replacements, omissions and insertions that make ``heard`` of ``said``."""
    one, other = spoken_tokens(said), spoken_tokens(heard)
    return WordErrors(len(one), int(Levenshtein.distance(one, other)))


def slots_heard(values: Iterable[str], heard: str) -> tuple[int, int]:
    """How many of the slot ``values`` stand in ``heard``, and how many there are.

    A value stands where all of its words follow one another; "ice coffee" is not "iced coffee".
    """
    wanted = [spoken_tokens(value) for value in values]
    tokens = spoken_tokens(heard)
    found = sum(
        any(tokens[at : at + len(value)] == value for at in range(len(tokens) - len(value) + 1)) for value in wanted
    )
    return found, len(wanted)


def _cardinal(word: str) -> str:
    if word in _ORDINALS:
        return _ORDINALS[word]
    for ending in ("ieth", "th"):
        stem = word.removesuffix(ending) + ("y" if ending == "ieth" else "")
        if word.endswith(ending) and (stem in _UNITS or stem in _TEENS or stem in _TENS):
            return stem
    return word


def _figures(words: list[str], at: int) -> list[str]:
    """The tokens of the word at ``at``; those of "twenty" and "hundred" hang on whether a number goes on after them."""
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else ""
    if word.isdecimal():
        return list(word)
    if word in _ZERO:
        return ["0"]
    if word in _UNITS:
        return [str(_UNITS[word])]
    if word in _TEENS:
        return list(str(_TEENS[word]))
    if word in _TENS:
        return [str(_TENS[word])] if after in _UNITS else [str(_TENS[word]), "0"]
    if word == "hundred" and _counted(words, at):
        return ["0"] * (2 - _figures_following(words, at))
    if word == "thousand" and _counted(words, at):
        return ["0", "0", "0"]
    if word == "and" and at and words[at - 1] == "hundred" and _counted(words, at - 1):
        return [] if _figures_following(words, at - 1) else [word]
    return [word]


def _counted(words: list[str], at: int) -> bool:
    return at > 0 and (words[at - 1] in _UNITS or words[at - 1] in _TEENS or words[at - 1] in _TENS)


def _figures_following(words: list[str], hundred: int) -> int:
    """How many of a hundred's two noughts are taken by what follows: "two hundred (and) five", "two hundred twenty"."""
    at = hundred + 2 if words[hundred + 1 : hundred + 2] == ["and"] else hundred + 1
    after = words[at] if at < len(words) else ""
    return 2 if after in _TEENS or after in _TENS else int(after in _UNITS)
