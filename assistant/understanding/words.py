"""An utterance as words with their places in the text: what every grammar here reads.

Recognisers leave out punctuation and apostrophes, people typing put them anywhere; so words are compared in lower
case without apostrophes, and punctuation is kept only as the pause before a word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.incident import SlotName, SlotValue
from assistant.understanding.values import FoundValue

_TOKEN = re.compile(r"£|/|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*")
_CODE_LETTERS = 8
"""More letters than this, all of them capitals, are somebody shouting and not a number plate."""
_APOSTROPHES = str.maketrans("", "", "'’")
_TYPED = {
    "blk": "black", "wht": "white", "ppl": "people", "smth": "something", "nw": "now", "wiv": "with", "jus": "just",
}  # fmt: skip
"""As it is typed in a hurry, and what is meant."""
_LONG_PAUSE = re.compile(r"[.!?;\n…]")
_SHORT_PAUSE = re.compile(r"[,:(]|\s[-–—]+\s|[–—]")


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    """Lower case, without apostrophes: ``he's`` is ``hes``."""
    start: int
    end: int
    pause: str
    """Punctuation before the word: ``.`` long, ``,`` short, ``-`` a hyphen, or nothing."""
    glued: bool
    """Nothing at all stands between this word and the one before (``50p`` is two words)."""
    capitals: bool
    """Two letters or more, all capitals, in a text that is not all capitals: an abbreviation or a code."""


class Words:
    """The words of one text. Indexing out of range gives an empty string, so grammars can look around freely."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: tuple[Word, ...] = tuple(_read(text))
        self._texts = tuple(word.text for word in self.words)
        self.plain = " ".join(self._texts)
        """The words with one space between them: what phrase patterns are matched against."""
        self._starts = [word.start for word in self.words]
        self._ends = [word.end for word in self.words]
        self._offsets: list[int] = []
        at = 0
        for word in self.words:
            self._offsets.append(at)
            at += len(word.text) + 1

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, index: int) -> str:
        return self._texts[index] if 0 <= index < len(self._texts) else ""

    def pause(self, index: int) -> str:
        """Punctuation before word ``index``; the start and the end of the text are long pauses."""
        return self.words[index].pause if 0 < index < len(self.words) else "."

    def glued(self, index: int) -> bool:
        return 0 < index < len(self.words) and self.words[index].glued

    def capitals(self, index: int) -> bool:
        return 0 <= index < len(self.words) and self.words[index].capitals

    def slice(self, first: int, after: int) -> str:
        """Words ``first`` up to ``after``, normalised."""
        return " ".join(self._texts[first:after])

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters and figures of each word, without what joins them."""
        return tuple("".join(filter(str.isalnum, text)) for text in self._texts)

    def as_said(self, first: int, after: int) -> str:
        """The same, as it stands in the text, with runs of white space made one space."""
        if first >= after:
            return ""
        return " ".join(self.text[self.words[first].start : self.words[after - 1].end].split())

    def search(self, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, re.Match[str]]]:
        """Each match of ``pattern`` in ``plain`` that covers something, as word indexes (first, after)."""
        for match in pattern.finditer(self.plain):
            if match.end() > match.start():
                yield *self.indexes(match.start(), match.end()), match

    def indexes(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets in ``plain`` as word indexes (first, after)."""
        return bisect_right(self._offsets, start) - 1, bisect_right(self._offsets, max(start, end - 1))

    def at_span(self, start: int, end: int) -> tuple[int, int]:
        """Character offsets in ``text`` as the indexes (first, after) of the words they touch."""
        first = bisect_right(self._ends, start)
        after = bisect_left(self._starts, end)
        return (first, after) if first < after else (0, 0)

    def found(self, slot: SlotName, value: SlotValue, first: int, after: int, rule: str) -> FoundValue:
        """A value of the grammar's, given by words ``first`` up to ``after``."""
        start, end = self.words[first].start, self.words[after - 1].end
        return FoundValue(slot, value, self.text[start:end], start, end, "grammar", rule)


def phrases(*alternatives: str) -> re.Pattern[str]:
    """A pattern for ``Words.plain`` that matches any of ``alternatives`` (each a regular expression) as whole words."""
    return re.compile(r"(?<!\S)(?:" + "|".join(alternatives) + r")(?!\S)")


def either(words: Sequence[str]) -> str:
    """A group that matches one of ``words``, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


def _read(text: str) -> Iterator[Word]:
    before = 0
    shouted = text.isupper() and sum(map(str.isalpha, text)) > _CODE_LETTERS
    for match in _TOKEN.finditer(text):
        gap = text[before : match.start()]
        word = match.group().lower().translate(_APOSTROPHES)
        word = _TYPED.get(word, word)
        capitals = len(word) > 1 and match.group().isupper() and not shouted
        yield Word(word, match.start(), match.end(), _pause(gap), before > 0 and not gap, capitals)
        before = match.end()


def _pause(gap: str) -> str:
    if _LONG_PAUSE.search(gap):
        return "."
    if _SHORT_PAUSE.search(gap):
        return ","
    return "-" if "-" in gap else ""
