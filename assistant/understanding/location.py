"""Which of the places that were named is where it happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.understanding.corrections import negated, settle, takes_back
from assistant.understanding.numbers import name_number
from assistant.understanding.places import FoundPlace, anchor
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words

ELSEWHERE: Final = frozenset({"direction_of_travel", "camera"})
"""Asked for these, people name places that are not where it happened: "the one by the main doors"."""
_AWAY: Final = frozenset({"towards", "toward", "via"})
_AWAY_IF_MOVED: Final = frozenset({"through", "past", "off", "out", "for", "to", "by"})
_MOVED: Final = frozenset(
    "went gone going go ran run running legged leg legging heading headed head off made making bolted walked walking "
    "left leaving fled out escaped scarpered moving moved driving drove drive chased out".split()
)
_LEAVERS: Final = frozenset("he she they theyve hes shes lads lad bloke man woman both have just".split())
_LEFT: Final = frozenset("left went gone ran run legged escaped out go".split())
_PART_OF_A_PLACE: Final = frozenset(
    "window windows door doors shutter shutters counter section area side end queue desk fridge fridges "
    "display till".split()
)
_HAVE_DOORS: Final = frozenset(
    "lift fridge freezer car van lorry cabinet locker office toilet oven cupboard display taxi".split()
)
_DELIVERING: Final = frozenset("van vans driver drivers lorry lorries man men guy bike note".split())
_OF_THE_TILL: Final = frozenset(
    "emptied empty emptying open opened opening wants want robbed robbing rob cash money".split()
)
_FILLERS: Final = frozenset(
    "er um uh erm its in at its the aisle number by near about think i we were im on it was is".split()
)


def find(reading: Reading) -> Iterator[FoundValue]:
    """The place, if one is named as such; one that somebody made off towards is left to the direction of travel."""
    words = reading.words
    asked = reading.asked == "location"
    places = [place for place in reading.gazetteer.find(words, answer=asked) if _is_location(reading, place, asked)]
    chosen = _choose(words, places)
    if chosen is not None:
        yield reading.claim("location", chosen.name, chosen.first, chosen.after, chosen.rule)
        return
    if asked:
        yield from _bare_aisle(reading)


def _is_location(reading: Reading, place: FoundPlace, asked: bool) -> bool:
    words, lead = reading.words, anchor(reading.words, place.first)
    if reading.asked in ELSEWHERE and not (reading.asked == "camera" and place.rule.startswith(("aisle", "till"))):
        return False
    if not reading.free(place.first, place.after) or negated(words, place.first):
        return False
    if words[place.after] in {"camera", "cameras"} or _of_something_else(words, place):
        return False
    if lead is not None and _leads_away(words, lead):
        return asked and len(words) <= place.after - lead + 2
    # In the middle of a report the place where somebody went is not where it happened.
    if reading.asked is not None and not asked and (_way_out(words, place) or _gone_into(words, lead)):
        return False
    if asked or place.rule.startswith(("aisle", "till")):
        return True
    if place.name == "checkouts" and _of_the_till(words, place.first, lead):
        return False
    # A single everyday word ("trolleys", "cosmetics") is a place only where the sentence treats it as one.
    several_words = place.after - place.first > 1 and words[place.first] not in {"the", "our"}
    named = _stands_alone(words, place) or words[place.after] in _PART_OF_A_PLACE
    return several_words or named or (lead is not None and words[lead] not in {"of", "for", "via"})


def _of_something_else(words: Words, place: FoundPlace) -> bool:
    """ "the lift doors" are no entrance, and "the delivery van" no loading bay."""
    if place.name == "loading bay":
        return not _DELIVERING.isdisjoint({words[place.after - 1], words[place.after]})
    return place.name == "front entrance" and words[place.first - 1] in _HAVE_DOORS


def _stands_alone(words: Words, place: FoundPlace) -> bool:
    start = place.first - (words[place.first - 1] == "the")
    begins = words.pause(start) != "" or words[start - 1] in {"its", "was", "is", "be"}
    return begins and (words.pause(place.after) != "" or place.after >= len(words))


def _leads_away(words: Words, lead: int) -> bool:
    word, before = words[lead], words.slice(max(lead - 3, 0), lead).split()
    if word in _AWAY:
        return True
    if word == "of":
        return bool(before) and before[-1] in {"out", "direction"}
    if word == "by":
        return bool(before) and before[-1] in _LEFT and _of_people(words, lead, before[-1])
    if word in _AWAY_IF_MOVED:
        return bool(_MOVED.intersection(before)) or (word == "out" and not before)
    return word in {"down", "up", "over"} and "off" in before


def _way_out(words: Words, place: FoundPlace) -> bool:
    """ "gone out the back door"."""
    before = place.first - 1 - (words[place.first - 1] in {"the", "our"})
    return words[before] == "out" and bool(_MOVED.intersection(words.slice(max(before - 3, 0), before + 1).split()))


def _gone_into(words: Words, lead: int | None) -> bool:
    """ "he's run into the car park"."""
    if lead is None or words[lead] not in {"into", "onto", "in"}:
        return False
    return bool(_MOVED.intersection(words.slice(max(lead - 3, 0), lead).split()))


def _of_people(words: Words, lead: int, verb: str) -> bool:
    """ "he left by the fire exit", "went out by …"; not "a bag left by the cafe", "the new lad out by goods in"."""
    before = words.slice(max(lead - 4, 0), lead - 1).split()
    if verb == "out":
        return bool(_MOVED.intersection(before))
    return verb != "left" or bool(_LEAVERS.intersection(before[-2:]))


def _of_the_till(words: Words, first: int, lead: int | None) -> bool:
    """ "emptied the tills", "money out of the tills": what was robbed, not where."""
    before = words.slice(max(first - 5, 0), first).split()
    return bool(_OF_THE_TILL.intersection(before)) and (lead is None or words[lead] in {"from", "of", "out"})


def _choose(words: Words, places: list[FoundPlace]) -> FoundPlace | None:
    """A place that takes back the one before it; else where something is before where it came from, and that before
    the way out; else a number before a name; else the first.
    """
    chosen: FoundPlace | None = None
    for place in places:
        if (
            chosen is None
            or takes_back(words, chosen.after, place.first)
            or (not takes_back(words, places[0].after, chosen.first) and _rank(words, place) < _rank(words, chosen))
        ):
            chosen = place
    return chosen


def _rank(words: Words, place: FoundPlace) -> tuple[bool, bool, bool]:
    lead = anchor(words, place.first)
    came_from = lead is not None and words[lead] == "from"
    return _way_out(words, place), came_from, not place.rule.startswith(("aisle", "till"))


def _bare_aisle(reading: Reading) -> Iterator[FoundValue]:
    """A bare number, where the place was asked for, is an aisle's: shops number nothing else so."""
    words = reading.words
    candidates: list[FoundValue] = []
    at = 0
    while at < len(words):
        number = name_number(words, at, asked=True)
        if number is None or not reading.free(at, number[1]):
            at += 1
            continue
        lead_in = words.slice(max(at - 3, 0), at).split()
        ends = (
            number[1] >= len(words) or words.pause(number[1]).strip("-") or takes_back(words, number[1], number[1] + 2)
        )
        if (
            ends
            and 1 <= number[0] <= reading.gazetteer.aisles
            and (not lead_in or _FILLERS.issuperset(lead_in[-1:]) or takes_back(words, max(at - 2, 0), at))
        ):
            candidates.append(words.found("location", f"aisle {number[0]}", at, number[1], "bare number for the place"))
        at = number[1]
    value = settle(words, candidates)
    if value is not None:
        yield value
