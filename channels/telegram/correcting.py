"""What the edit of a message means: the words that are different now, as a correction. Pure."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Final

_WORDS_AROUND: Final = 2
"""So many unchanged words on each side give "aisle 9" its aisle."""
_MOSTLY_NEW: Final = 0.5


def correction(before: str, after: str) -> str | None:
    """What to take the edit as: "no, from aisle 9"; ``None`` where no word has changed.

    Where most of it is new, or words were only taken out, the whole new message is the correction.
    """
    old, new = before.split(), after.split()
    plain_old, plain_new = [_plain(word) for word in old], [_plain(word) for word in new]
    if plain_old == plain_new or not new:
        return None
    matcher = SequenceMatcher(None, plain_old, plain_new, autojunk=False)
    changed = [(start, end) for tag, _, _, start, end in matcher.get_opcodes() if tag != "equal"]
    if matcher.ratio() < _MOSTLY_NEW or all(start == end for start, end in changed):
        return f"no, {after}"
    parts: list[tuple[int, int]] = []
    for start, end in changed:
        first, last = max(0, start - _WORDS_AROUND), min(len(new), end + _WORDS_AROUND)
        if parts and first <= parts[-1][1]:
            parts[-1] = (parts[-1][0], last)
        else:
            parts.append((first, last))
    return "no, " + ", ".join(" ".join(new[first:last]).strip(",.;") for first, last in parts)


def _plain(word: str) -> str:
    return word.casefold().strip(",.;:!?\"'()")
