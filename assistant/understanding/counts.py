"""How many people: "a couple of lads", "three of them", "on his own", "two men and a woman"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import corrected_number, settle
from assistant.understanding.numbers import number_at, skip_hedges
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "suspect_count"

PEOPLE: Final = frozenset(
    "lad lads bloke blokes man men woman women people person persons kid kids teenager teenagers teen teens youth "
    "youths girl girls boy boys guy guys male males female females suspect suspects fella fellas feller fellers geezer "
    "geezers chap chaps youngster youngsters youngun younguns individual individuals thief thieves shoplifter "
    "shoplifters robber robbers offender offenders adult adults dude dudes scrote scrotes chav chavs hoodie hoodies "
    "roadman roadmen druggie druggies drunk drunks junkie junkies scally scallies bird birds lass lasses "
    "lassie lassies "
    "fellow fellows yob yobs thug thugs minor minors child children schoolkid schoolkids schoolboy schoolboys "
    "schoolgirl schoolgirls student students toerag toerags customer customers gent gents lady ladies attacker "
    "attackers burglar burglars culprit culprits bandit raider raiders mate mates".split()
)
_NOT_COUNTED: Final = frozenset("security staff police officers officer guard guards colleague colleagues".split())
_DESCRIBING: Final = 3
_ALONE: Final = phrases(
    "(?:all )?(?:on|by) (?:his|her|their) (?:own|owns|self|selves)",
    "(?:by )?(?:himself|herself|themself)",
    "all alone",
    "(?:hes|shes|theyre|was|is) alone",
    "alone",
    "just (?:the one|him|her|one|1)",
    "only (?:the one|him|her|one|1)",
    "(?:nobody|no one|noone|no body) (?:else )?with (?:him|her|them)",
    "(?:nobody|no one|noone) else",
    "lone (?:male|female|man|woman|wolf)",
    "a lone \\w+",
    "single (?:male|female|man|woman|bloke|lad|suspect|person)",
    "one suspect",
)
_TWO: Final = phrases(
    "both of them",
    "(?:him|her|he|she|a \\w+) and (?:his|her|a) (?:mate|friend|pal|girlfriend|boyfriend|missus|partner|"
    "brother|sister|mum|dad|bird|fella|husband|wife|son|daughter|accomplice|buddy)",
    "a man and (?:a )?woman",
    "with (?:his|her|a) (?:mate|friend|pal|girlfriend|boyfriend|missus|accomplice|buddy)",
    "(?:his|her) (?:mate|accomplice) (?:is|was|has|kept|distracted|stood)",
    "a couple",
    "the pair of them",
    "the two of them",
)
_SAID_OF_A_COUPLE: Final = frozenset("in wearing with both have has are were just came walked who that arguing".split())
_NONE: Final = phrases("(?:nobody|no one|noone|none)(?: (?:there|here|about|around))?", "zero")
_GROUP: Final = phrases(
    "(?:group|gang|bunch|crowd|load|team|lot|mob) of(?: about| around| roughly| like| maybe| at least)?"
)
_OF_THEM: Final = frozenset({"them", "em", "these", "those", "us"})
_WORN: Final = frozenset("masks mask balaclavas black dark ski hoodies tracksuits hoods trackies caps uniform".split())


def find(reading: Reading) -> Iterator[FoundValue]:
    """The number of people who did it, if the words for people are there."""
    yield from _settled(reading, [*_counted(reading), *_fixed(reading)])


def find_bare(reading: Reading) -> Iterator[FoundValue]:
    """The same from a bare number, if it was asked for.

    "A bloke" is no count: one who is spoken of may have others with him, and the narrative has the words.
    """
    if reading.asked == SLOT:
        yield from _settled(reading, [*_bare(reading)])


def _settled(reading: Reading, candidates: list[FoundValue]) -> Iterator[FoundValue]:
    value = settle(reading.words, candidates)
    if value is None:
        return
    for candidate in candidates:
        reading.claimed.update(range(*reading.words.at_span(candidate.start, candidate.end)))
    yield value


def _counted(reading: Reading) -> Iterator[FoundValue]:
    words, at = reading.words, 0
    groups = {after: first for first, after, _ in words.search(_GROUP)}
    while at < len(words):
        found = _head_noun_count(reading, at, groups)
        if found is None:
            at += 1
            continue
        total, after = found
        first = groups.get(at, at)
        if words[first - 1] == "and" and words[first - 2] in {"him", "her", "he", "she"}:
            total, first = total + 1, first - 2
        # "two men and a woman", "three lads, one girl": one party, told in parts.
        while True:
            joined = words[after] == "and"
            more = _head_noun_count(reading, after + joined, groups) or _one_more(words, after + joined)
            if more is None or (not joined and words[more[1] - 1] == words[after - 1]):
                break
            total, after = total + more[0], more[1]
        again = corrected_number(words, after)
        if again is not None and again.whole is not None and reading.free(again.first, again.after):
            total, after = again.whole, again.after
        yield words.found(SLOT, total, first, after, "number and a word for people")
        at = after


def _head_noun_count(reading: Reading, at: int, groups: dict[int, int]) -> tuple[int, int] | None:
    words = reading.words
    start = skip_hedges(words, at) if at in groups else at
    number = number_at(words, start)
    if number is None or number.whole is None or not reading.free(start, number.after):
        return None
    if words[start - 1] in {"camera", "aisle", "isle", "till", "number", "£"}:
        return None
    count = number.whole
    if words[number.after] == "of" and (words[number.after + 1] in _OF_THEM or words[number.after + 1] in PEOPLE):
        # "one of them has a knife" picks one out of several.
        return None if count == 1 else (count, number.after + 2)
    if words[number.after] in _OF_THEM and words[number.after - 1] == "of":
        return count, number.after + 1
    for place in range(number.after, number.after + _DESCRIBING + 1):
        if (
            words.pause(place) == "."
            or words[place] in _NOT_COUNTED
            or words[place] in {"and", "of", "from", "off", "with"}
        ):
            break
        if words[place] in PEOPLE:
            return count, place + 1
        if number_at(words, place) is not None and words[place] != "a":
            break
    if at in groups and count > 1:
        return count, number.after
    if (
        words.pause(start) in {".", ","}
        and words[number.after] in {"in", "wearing"}
        and words[number.after + 1] in _WORN
    ):
        return count, number.after
    there = words[start - 1] in {"theres", "therere", "were", "are"} and words[start - 2] in {
        "",
        "there",
        "think",
        "and",
    }
    if (there or words[start - 1] == "theres") and _ends(words, number.after) and count < 100:
        return count, number.after
    return None


def _one_more(words: Words, at: int) -> tuple[int, int] | None:
    if words[at] not in {"a", "an", "one", "his", "her", "their"}:
        return None
    for place in range(at + 1, at + 2 + _DESCRIBING):
        if words[place] in PEOPLE:
            return 1, place + 1
        if words.pause(place).strip("-"):
            return None
    return None


def _fixed(reading: Reading) -> Iterator[FoundValue]:
    words = reading.words
    for pattern, count in ((_ALONE, 1), (_TWO, 2)):
        for first, after, _ in words.search(pattern):
            couple = words.slice(first, after) == "a couple"
            if couple and words[after] not in _SAID_OF_A_COUPLE and (reading.asked != SLOT or words[after] == "of"):
                continue
            if count == 1 and words[after] in {"of", "more", "bottle", "pack", "item", "thing", "bag"}:
                continue
            if reading.free(first, after):
                yield words.found(SLOT, count, first, after, "phrase for so many people")
    if reading.asked == SLOT:
        for first, after, _ in words.search(_NONE):
            if words[after] != "else" and words[after] != "with":
                yield words.found(SLOT, 0, first, after, "phrase for nobody")


def _bare(reading: Reading) -> Iterator[FoundValue]:
    words, at = reading.words, 0
    while at < len(words):
        few = words[at] == "few" and words[at - 1] == "a"
        if few:
            yield words.found(SLOT, 3, at - 1, at + 1, "a few, put down as three")
        number = number_at(words, at, homophones=_ends(words, at + 1) and not _pronoun_one(words, at))
        if number is None or number.whole is None or not reading.free(at, number.after) or _pronoun_one(words, at):
            at += 1
            continue
        yield words.found(SLOT, number.whole, at, number.after, "bare number for people")
        at = number.after


def _pronoun_one(words: Words, at: int) -> bool:
    """ "that one", "one of them", "one sec": not a number."""
    if words[at] != "one":
        return False
    return words[at - 1] in {"that", "this", "no", "any", "which", "every"} or words[at + 1] in {
        "of",
        "sec",
        "second",
        "minute",
    }


def _ends(words: Words, after: int) -> bool:
    return after >= len(words) or words.pause(after).strip("-") != ""
