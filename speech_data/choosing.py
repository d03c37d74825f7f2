"""Which lines of the training set are spoken, and by whom: drawn by a seed, spread over the intents."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from assistant.understanding.examples import Example, plain_words
from assistant.understanding.numbers import ORDINALS, TENS, UNITS
from voice.speakable import NATO, speakable

LONGEST_WORDS: Final = 30
"""About twelve seconds: longer lines cost more to speak than they teach."""

_NUMBERS: Final = frozenset({*UNITS, *TENS, *ORDINALS, *"hundred thousand grand couple dozen half quarter".split()})
_TELLING: Final = frozenset("aisle till camera kiosk bay lane quid pound pounds plate reg receipt reference".split())
_SPELLED: Final = frozenset(NATO.values()) - {"golf", "hotel", "mike", "november", "victor", "charlie", "india"}
_TYPED: Final = frozenset("u ur r pls plz thx lol ppl wtf omg tbh idk abt".split())
_MIXED: Final = re.compile(r"(?=\w*\d)(?=\w*[^\W\d])\w+")
_SAID_MIXED: Final = re.compile(r"\d+(?:st|nd|rd|th|s|ft|am|pm|p|k|ml)")


def can_be_spoken(example: Example) -> bool:
    """Whether a person would say it as it stands: not what only a keyboard gives ("any1", "x3", "pls")."""
    written = speakable(example.text).casefold()
    words = plain_words(written).split()
    if not 1 <= len(words) <= LONGEST_WORDS or _TYPED & set(words) or re.search(r"[+=/\\@<>]", written):
        return False
    return all(_SAID_MIXED.fullmatch(word) for word in _MIXED.findall(written))


def weight(example: Example) -> float:
    """How much a line is wanted: one, and two for each entity and each word of a number, place, sum or plate."""
    words = plain_words(example.text).split()
    closed = sum(word in _NUMBERS or word in _TELLING or word in _SPELLED or word.isdigit() for word in words)
    return 1.0 + 2.0 * min(len(example.spans), 3) + 2.0 * min(closed, 4)


def chosen(examples: Sequence[Example], count: int, seed: int) -> list[Example]:
    """About ``count`` lines, in an order that mixes the intents, so that a run cut short has some of each.

    Each intent gets a share that grows with the square root of its size, or all it has. Within an intent lines are
    drawn without replacement by their ``weight`` (Efraimidis and Spirakis 2006: the largest u^(1/w) of uniform u).
    """
    by_intent: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if can_be_spoken(example):
            by_intent[example.intent].append(example)
    shares = _shares({intent: len(lines) for intent, lines in by_intent.items()}, count)
    drawn = [line for intent, lines in sorted(by_intent.items()) for line in _drawn(lines, shares[intent], seed)]
    return sorted(drawn, key=lambda example: chance(seed, "order", example.marked, example.intent))


def chance(seed: int, *what: str) -> float:
    """A number in (0, 1) that depends on the seed and the words alone, so that it is the same in any order."""
    digest = hashlib.sha256("\0".join((str(seed), *what)).encode()).digest()
    return (int.from_bytes(digest[:7], "big") + 1) / (2**56 + 2)


def _shares(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    roots = {intent: float(np.sqrt(size)) for intent, size in sizes.items()}
    whole = sum(roots.values()) or 1.0
    return {intent: min(sizes[intent], max(1, round(count * root / whole))) for intent, root in roots.items()}


def _drawn(lines: Sequence[Example], count: int, seed: int) -> list[Example]:
    def key(example: Example) -> float:
        return float(chance(seed, "line", example.marked) ** (1.0 / weight(example)))

    return sorted(lines, key=key, reverse=True)[:count]
