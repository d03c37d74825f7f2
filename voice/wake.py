"""Whether what was heard is meant for the assistant: the wake phrase, allowing for what recognisers make of it.

A made-up word such as "floorline" is spelled anew each time: "floor line", "four lines", "4-line", "four lying". So it
is compared by its sound: a rough key in which such spellings are alike.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from rapidfuzz import fuzz

LIKE_ENOUGH: Final = 84.0
LIKE_ENOUGH_ONCE_CALLED: Final = 60.0
"""For finding it again in the whole utterance."""

TAIL_SOUNDS: Final = 3
"""The end must be right: "flooring" and "floor nine" are talk of the shop."""

FIRST_WORDS: Final = 5
"""It is a name to call: it stands at the beginning, after an "er" or a "hey" at most."""

HEAD_SOUNDS: Final = 4
LIKE_ENOUGH_AT_ITS_HEAD: Final = 75.0
"""Once called, a short clause that begins so is the call again, whatever its end was taken for: "Four of them, …"."""

LONGEST_CALL_WORDS: Final = 3

_CALL_APART: Final = re.compile(r"[^,.!?;:…]+[,.!?;:…]")
_WORD: Final = re.compile(r"[a-z']+|\d")
_DIGITS: Final = dict(zip("0123456789", "o one two three four five six seven eight nine".split(), strict=True))
_ALIKE: Final = (
    (re.compile(r"ying$|ing$"), "in"),
    (re.compile(r"(?<=[a-z]{3})s$"), ""),
    (re.compile(r"(?<=[a-z]{2})e$"), ""),
    (re.compile(r"ph"), "f"),
    (re.compile(r"y"), "i"),
    (re.compile(r"oo|ou|oa|aw|au|or?e(?=r)"), "o"),
    (re.compile(r"[h']"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


def after_wake_phrase(text: str, wake_phrase: str, *, called: bool = False) -> str | None:
    """What follows the wake phrase in ``text`` (perhaps nothing: ""), or ``None`` where it was not said.

    ``called``: it was heard before in a shorter stretch of the same sound, so that less is enough to find it again: a
    clause of its own with the right beginning will do.
    """
    wanted = _key(wake_phrase)
    if not wanted:
        return None
    words = list(_WORD.finditer(text.casefold()))
    longest = len(_WORD.findall(wake_phrase.casefold())) + (2 if called else 1)
    best, end = 0.0, 0
    for start in range(min(FIRST_WORDS, len(words))):
        for size in range(1, min(longest, len(words) - start) + 1):
            window = words[start : start + size]
            likeness = _likeness("".join(_sounds(match[0]) for match in window), wanted)
            if likeness > best:
                best, end = likeness, window[-1].end()
    if best < (LIKE_ENOUGH_ONCE_CALLED if called else LIKE_ENOUGH):
        end = _end_of_call(text, wanted) if called else 0
    return text[end:].lstrip(" ,.!?;:-…") if end else None


def _likeness(heard: str, wanted: str) -> float:
    if heard[:1] != wanted[:1] or heard[-TAIL_SOUNDS:] != wanted[-TAIL_SOUNDS:]:
        return 0.0
    return fuzz.ratio(heard, wanted)


def _end_of_call(text: str, wanted: str) -> int:
    """Where a short clause at the head of ``text`` ends that begins like the wake phrase; 0 where there is none.

    Left standing, a misheard call would be taken for facts: "four of them" for four suspects.
    """
    clause = _CALL_APART.match(text)
    words = _WORD.findall(clause[0].casefold()) if clause else []
    if clause is None or not 1 <= len(words) <= LONGEST_CALL_WORDS:
        return 0
    head, wanted_head = "".join(map(_sounds, words))[:HEAD_SOUNDS], wanted[:HEAD_SOUNDS]
    same_sound = head[:1] == wanted_head[:1] and fuzz.ratio(head, wanted_head) >= LIKE_ENOUGH_AT_ITS_HEAD
    return clause.end() if same_sound else 0


@cache
def _key(phrase: str) -> str:
    return "".join(_sounds(word) for word in _WORD.findall(phrase.casefold()))


def _sounds(word: str) -> str:
    word = _DIGITS.get(word, word)
    for spelling, sound in _ALIKE:
        word = spelling.sub(sound, word)
    return word
