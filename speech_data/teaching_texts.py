"""What the recogniser should have written of a line that was said: the words as said, in its own manner of writing.

Its capitals and stops are kept where it heard the word, so that it learns words and not another style; numbers stand as
words, one by one, as the grammar of the record reads them best.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Final

from voice.transcribers.moonshine_network import SPECIAL_PIECES, WORD_MARK

_STOPS: Final = ",.?!"
_NOT_OF_A_WORD: Final = re.compile(r"[^\w']")
_ALONE: Final = re.compile(r"\bi\b(?=[ '])")
_SENTENCE: Final = re.compile(r"([.?!]) (\w)")


def text_to_write(said: str, heard: str) -> str:
    """``said``, the words as they are spoken, written as the recogniser wrote ``heard`` of them without noise."""
    words = [word for word in said.replace("’", "'").split() if _plain(word)]
    guess = [word for word in heard.replace("’", "'").split() if _plain(word)]
    written = list(words)
    matcher = SequenceMatcher(None, [*map(_letters, words)], [*map(_letters, guess)], autojunk=False)
    for kind, first, after, at, end in matcher.get_opcodes():
        if kind == "equal":
            written[first:after] = map(_as_heard, words[first:after], guess[at:end])
        elif kind == "replace" and guess[end - 1][-1] in _STOPS and written[after - 1][-1].isalnum():
            written[after - 1] += guess[end - 1][-1]
    text = " ".join(written)
    if not text:
        return ""
    text = text[0].upper() + text[1:] + ("." if heard and text[-1].isalnum() else "")
    return _ALONE.sub("I", _SENTENCE.sub(lambda stop: f"{stop[1]} {stop[2].upper()}", text))


class Spelling:
    """Texts as pieces of words, joined in the order in which their alphabet was learnt, which their numbers keep
    (Sennrich et al., 2016, https://arxiv.org/abs/1508.07909).
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        """``pieces`` by their numbers; those that write nothing by themselves are empty."""
        self._numbers: Mapping[str, int] = {piece: number for number, piece in reversed([*enumerate(pieces)]) if piece}

    def pieces_of(self, text: str) -> list[int]:
        """The numbers of the pieces that write ``text``."""
        parts = [WORD_MARK, *text.replace(" ", WORD_MARK)]
        while (at := self._next_joint(parts)) is not None:
            parts[at : at + 2] = [parts[at] + parts[at + 1]]
        return [number for part in parts for number in self._numbers_of(part)]

    def _next_joint(self, parts: Sequence[str]) -> int | None:
        joints = [
            (number, at)
            for at in range(len(parts) - 1)
            if (number := self._numbers.get(parts[at] + parts[at + 1])) is not None
        ]
        return min(joints)[1] if joints else None

    def _numbers_of(self, part: str) -> Iterable[int]:
        number = self._numbers.get(part)
        return (SPECIAL_PIECES + byte for byte in part.encode()) if number is None else (number,)


def _as_heard(word: str, heard: str) -> str:
    heard = heard.strip('"').lstrip("'")
    if _plain(word) == _plain(heard):
        return heard
    return word.rstrip(_STOPS) + (heard[-1] if heard[-1] in _STOPS else "")  # "husbands" for "husband's"


def _plain(word: str) -> str:
    return _NOT_OF_A_WORD.sub("", word).casefold().strip("'")


def _letters(word: str) -> str:
    return _plain(word).replace("'", "")
