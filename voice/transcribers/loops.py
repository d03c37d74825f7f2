"""Take out the loops that recognisers fall into on noise ("the the the the the the …")."""

from __future__ import annotations

import re
from typing import Final

LONGEST_PHRASE_WORDS: Final = 8
LOOP_FROM_REPEATS: Final = 6
"""People say "help" five times and a receipt may hold four noughts; the seventh time is the machine."""

KEPT_REPEATS: Final = 2
"""Not one: "help me, help me" must still read as said with urgency."""


def without_loops(text: str) -> str:
    """``text`` with every phrase of up to eight words that is said more than six times running kept twice only."""
    words = text.split()
    keys = [re.sub(r"\W", "", word).casefold() for word in words]
    kept: list[str] = []
    at = 0
    while at < len(words):
        width, repeats = _loop_at(keys, at)
        kept.extend(words[at : at + width * min(repeats, KEPT_REPEATS)])
        at += width * repeats
    return " ".join(kept)


def _loop_at(keys: list[str], at: int) -> tuple[int, int]:
    """Width and repeats of the loop that starts here; (1, 1) if there is none."""
    for width in range(1, LONGEST_PHRASE_WORDS + 1):
        phrase = keys[at : at + width]
        repeats = 1
        while keys[at + repeats * width : at + (repeats + 1) * width] == phrase and len(phrase) == width:
            repeats += 1
        if repeats > LOOP_FROM_REPEATS:
            return width, repeats
    return 1, 1
