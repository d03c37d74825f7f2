"""Which way they went: "towards the bus station", "left out of the car park", "ran down the high street"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import settle
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "direction_of_travel"

_MOTION: Final = (
    "(?:ran|run|running|runs|legged it|legging it|went|gone|going|heading|headed|heads|walked|walking|"
    "drove|driving|driven|off|made off|fled|cycled|cycling|"
    "rode|riding|turned|turning|bolted|sped|took off|scarpered|left|bombed it|shot|jumped|hopped|"
    "sprinted|pegged it|escaped|out|disappeared|chased|moving|on foot|drove off|turn|exited|walks)"
)
_LEADS: Final = phrases(
    "(?:out )?(?:to)?wards?(?: the)?",
    r"in the direction of",
    r"(?:heading|headed|making|made|off|running|ran|gone|went|legged it|going|run|walking|walked|drove|"
    r"driving)(?: off| out| away| back| straight| on foot)* (?:for|to|into|onto|toward|towards|up|down|"
    r"along|across|through|past|round|over|out of|out through|out the|out via|via|left|right)",
    rf"{_MOTION}(?: \S+)? (?:down|up|along|across|through|past|round|over|onto|into|towards|out of|out "
    rf"through|out the|out via|via)",
    r"(?:turned |went |gone |took a |hung a |taken a )?(?:left|right) (?:out of|onto|into|up|down|along|"
    r"on to|at|towards|past|through)",
    "(?:turned|went|gone|took a|hung a|taken a) (?:left|right)",
    "(?:north|south|east|west)(?:bound| on| along| towards| down| up)",
)
_LEADS_IF_ASKED: Final = phrases(
    "left|right|down|up|along|out|through|into|over|round|across|past|to|back|off|on foot|in"
)
_KEPT: Final = frozenset(
    "towards toward for to into onto down up along across through past round over out via left right in "
    "north south east west on off".split()
)
_ENDS: Final = frozenset(
    "and but he she they hes shes theyre theyve with wearing about then i we were just so got has after "
    "because before in "
    "who there theres at police by now nicked stole".split()
)
_AFTER_TO: Final = frozenset("the a his her their our my town where some that work".split())
_GOES_ON: Final = frozenset("over up down into across towards along through left right out onto past".split())
_GOES_ON_AFTER_A_PAUSE: Final = _GOES_ON | {"then"}
_HANGING: Final = re.compile(r"(?:\s+(?:in|an?|the|with|on|and|wi))+\s*$", re.IGNORECASE)
_NOT_LEADS: Final = frozenset("hand side arm leg".split())
_FIGURATIVE: Final = frozenset(
    "pieces bits tears trouble him her them me us it my his money cash stock tickets police work mental "
    "fight kick again one two sleep".split()
)
_INSIDE: Final = frozenset("aisle aisles till tills stockroom self checkout checkouts toilets kiosk shop store".split())
_OUTSIDE: Final = frozenset(
    "towards toward left right road street lane park station town door doors exit entrance".split()
)
_WAYS_IN: Final = frozenset("entrance door doors store shop building".split())
_ONLY_GOING: Final = frozenset(
    "out the into of in to towards toward off and then away he she they left just already a gone went".split()
)
_LEFT_BEHIND: Final = frozenset("building store shop premises".split())
_MOST_WORDS: Final = 9


def find(reading: Reading) -> Iterator[FoundValue]:
    """The way they went, in the words used, from the preposition on."""
    words = reading.words
    candidates = list(_led(words, _LEADS, asked=reading.asked == SLOT))
    if not candidates and reading.asked == SLOT:
        candidates = list(_led(words, _LEADS_IF_ASKED, asked=True))[:1]
    value = settle(words, candidates)
    if value is not None:
        yield value


def _led(words: Words, pattern: re.Pattern[str], *, asked: bool) -> Iterator[FoundValue]:
    reached = 0
    for first, after, _ in words.search(pattern):
        if first < reached:
            continue
        start = first
        while start < after and words[start] not in _KEPT:
            start += 1
        if start == after:
            continue
        if words[start] == "off" and start + 1 < after:
            start += 1
        end = _phrase_end(words, after)
        while asked and words.pause(end) == "," and words[end] in _GOES_ON_AFTER_A_PAUSE:
            end = _phrase_end(words, end + 1)  # "turned right, past the bank"
        bare_turn = words[after - 1] in {"left", "right"} or words[start] in {
            "north",
            "south",
            "east",
            "west",
            "left",
            "right",
        }
        if (end == after and not bare_turn) or words[after] in _NOT_LEADS or words[end - 1] in _FIGURATIVE:
            continue
        to_do = words[after - 1] == "to" and words[after] not in _AFTER_TO
        if to_do or (words[start] == "right" and words[start + 1] == "at") or _stays(words.slice(start, end)):
            continue
        reached = end
        yield words.found(SLOT, whole(words.as_said(start, end))[:500], start, end, "phrase for a direction")


def whole(way: str) -> str:
    """``way`` without the words that lead to something else: "out the doors in" (a yellow cab)."""
    return _HANGING.sub("", way)


def leads_nowhere(words: Words) -> bool:
    """Does the utterance, given as the answer, tell of a way in or a place inside, and of no way they went?"""
    said = words.plain
    if names_no_way(said):
        return True
    way_in = words[0] in {"in", "into"} and bool(_WAYS_IN.intersection(said.split()))
    return way_in or _stays(said)


def names_no_way(said: str) -> bool:
    """ "out the", "into", "left the building": words of going, and nothing of where."""
    told = said.split()
    if told in (["left"], ["right"]):
        return False
    return all(word in _ONLY_GOING for word in told) or (
        "left" in told[:3] and bool(told) and told[-1] in _LEFT_BEHIND and _ONLY_GOING.issuperset(told[:-1])
    )


def _phrase_end(words: Words, after: int) -> int:
    end = after
    while end < len(words) and end - after < _MOST_WORDS:
        if words[end] == "and" and words[end + 1] in _GOES_ON and not words.pause(end).strip("-"):
            end += 1
            continue
        if words.pause(end).strip("-") or (words[end] in _ENDS and not (end == after and words[end] == "in")):
            break
        end += 1
    return end


def _stays(phrase: str) -> bool:
    """ "into the stockroom", "round the store" tell of a place inside, not of a way out."""
    told = set(phrase.split())
    return bool(told & _INSIDE) and not told & _OUTSIDE
