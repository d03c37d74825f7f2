"""Self-correction and direct negation inside one utterance: "aisle four, no sorry, aisle nine", "nine not four"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from assistant.understanding.numbers import Number, number_at
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

MARKER: Final = phrases(
    r"no(?: no)*",
    "nope",
    "nah",
    "sorry",
    "i mean",
    "i meant",
    "actually",
    "make (?:that|it)",
    "scratch that",
    "scrap that",
    "correction",
    "wait",
    "hang on",
    "hold on",
    "or rather",
    "rather",
    "should i say",
    "i should say",
    "my mistake",
    "my bad",
    "(?:i )?tell a lie",
    "(?:change|changed) (?:that|it) to",
    "oops",
    "i was wrong",
    "thats wrong",
)
"""Words by which a speaker takes back what was just said."""
_SOFTLY: Final = phrases(
    "(?:oh |er |um |or |and )*(?:well|more like|nearer|nearer to|closer to|better say|say|or say|call it)"
    "(?: (?:it was|its|actually|more like|maybe|about|probably|say|like|nearer|er|um|in|at|for))*"
)
"""Words that mend a figure where they are all that stands between it and the next: "three hundred, well, …"."""
_MARKER_WORDS: Final = 4
_FILLERS: Final = frozenset(
    "sorry wait no it was its i mean meant actually er erm um uh make that like rather correction hang hold on say "
    "should be is there were theres".split()
)
_HESITATING: Final = frozenset("er erm um uh oh".split())
_BETWEEN_NOT_AND_VALUE: Final = frozenset("in at by a an the on near to its it was really just for".split())

_Value = TypeVar("_Value", bound=FoundValue)


def takes_back(words: Words, first: int, after: int) -> bool:
    """Does a word between indexes ``first`` and ``after`` take back what stands before it?"""
    between = words.slice(first, after)
    return first < after and (MARKER.search(between) is not None or _SOFTLY.fullmatch(between) is not None)


def negated(words: Words, first: int) -> bool:
    """Does a plain "not" lead straight to word ``first`` ("not in the | stockroom")?"""
    before = first - 1
    while before >= 0 and first - before <= 3 and words[before] in _BETWEEN_NOT_AND_VALUE:
        before -= 1
    return words[before] in {"not", "wasnt", "isnt", "arent", "werent"} and words.pause(before + 1) != "."


def after_markers(words: Words, after: int) -> int:
    """The index after the words that take back what ended before word ``after``; ``after`` where there are none."""
    begin = after
    while words[begin] in _HESITATING:
        begin += 1
    start = begin
    # "no tell a lie, …": one may lead to the next.
    while (match := MARKER.match(words.slice(start, start + _MARKER_WORDS))) is not None:
        start += len(match.group().split())
    if start == begin:
        return after
    while words[start] in _FILLERS:
        start += 1
    return start


def corrected_number(words: Words, after: int) -> Number | None:
    """The bare number by which a speaker takes back the one that ended before word ``after`` ("four candles, no five").

    It stands alone: at the end of the clause, with no word of its own for what it counts.
    """
    start = after_markers(words, after)
    if start == after:
        return None
    number = number_at(words, start)
    if number is None or not (number.after >= len(words) or words.pause(number.after).strip("-")):
        return None
    return number


def settle(words: Words, candidates: Sequence[_Value]) -> _Value | None:
    """The one value that is meant where several were said for one slot.

    Values that are negated fall away. A value that takes back the one before it wins, and so does one said straight
    after it ("two, three of them"); otherwise the first stands.
    """
    standing: _Value | None = None
    for value in sorted(candidates, key=lambda found: found.start):
        first, _ = words.at_span(value.start, value.end)
        if negated(words, first):
            continue
        if standing is None:
            standing = value
            continue
        _, standing_after = words.at_span(standing.start, standing.end)
        if first == standing_after or takes_back(words, standing_after, first):
            standing = value
    return standing
