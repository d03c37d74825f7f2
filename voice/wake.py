"""Whether what was heard is meant for the assistant: the wake phrase, allowing for what recognisers make of it."""

from __future__ import annotations

import re
from typing import Final

from rapidfuzz import fuzz

LIKE_ENOUGH: Final = 78.0
"""Letters run together: "floor line" and "four line" pass for "floorline", "online" and "airline" do not."""

TAIL_LETTERS: Final = 4
TAIL_LIKER_THAN: Final = 75.0
"""The end must be right: "flooring" and "floor nine" are talk of the shop."""

FIRST_WORDS: Final = 5
"""It is a name to call: it stands at the beginning, after an "er" or a "hey" at most."""

_WORD: Final = re.compile(r"[\w']+")


def after_wake_phrase(text: str, wake_phrase: str) -> str | None:
    """What follows the wake phrase in ``text`` (perhaps nothing: ""), or ``None`` where it was not said."""
    wanted = "".join(_WORD.findall(wake_phrase.casefold()))
    if not wanted:
        return None
    words = list(_WORD.finditer(text.casefold()))
    longest = len(_WORD.findall(wake_phrase)) + 1
    best, end = 0.0, 0
    for start in range(min(FIRST_WORDS, len(words))):
        for size in range(1, longest + 1):
            window = words[start : start + size]
            if len(window) < size:
                break
            heard = "".join(match[0] for match in window)
            likeness = _likeness(heard, wanted)
            if likeness > best:
                best, end = likeness, window[-1].end()
    return text[end:].lstrip(" ,.!?;:-…") if best >= LIKE_ENOUGH else None


def _likeness(heard: str, wanted: str) -> float:
    if heard[:1] != wanted[:1] or fuzz.ratio(heard[-TAIL_LETTERS:], wanted[-TAIL_LETTERS:]) <= TAIL_LIKER_THAN:
        return 0.0
    return fuzz.ratio(heard, wanted)
