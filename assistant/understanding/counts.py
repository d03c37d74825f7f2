"""How many people: "a couple of lads", "three of them", "on his own", "two men and a woman"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import corrected_number, settle, takes_back
from assistant.understanding.numbers import ORDINALS, UNITS, led_by_little, number_at, skip_hedges
from assistant.understanding.offender import PLURAL, SINGULAR, single_offender, singular_at
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, either, phrases

SLOT: Final[SlotName] = "suspect_count"

PEOPLE: Final = SINGULAR | PLURAL | frozenset({"hoodie", "mate", "mates", "brothers", "sisters", "friends", "pals"})
_NOT_COUNTED: Final = frozenset("security staff police officers officer guard guards colleague colleagues".split())
_DESCRIBING: Final = 3
_MOST: Final = 500
_PARTNER: Final = (
    "(?:mate|friend|pal|girlfriend|boyfriend|missus|partner|brother|sister|mum|mam|mother|dad|father|bird|fella|"
    "husband|"
    "wife|son|daughter|accomplice|buddy|gran|nan|cousin|kid|uncle|auntie|mrs|fiancee?|other half)"
)
_ONE_NAMED: Final = phrases(
    "(?:(?:er|um|it was|there was|just|well|was) )*(?:him|her|he|she|(?:an?|one|his|her|their|another|the|this|some) "
    f"(?:\\S+ ){{0,2}}(?:{_PARTNER}|{either(sorted(SINGULAR))}|driver|lookout))"
)
_ALONE: Final = phrases(
    "(?:all )?(?:on|by) (?:his|her|their) (?:own|owns|self|selves|tod|todd|jack|jack jones|lonesome|larry)",
    "(?:by )?(?:himself|herself|themself|hisself|themselves)",
    "(?:all|totally) alone|solo|on (?:my|their) tod|single handed",
    "(?:hes|shes|theyre|was|is) alone",
    "alone",
    "(?:just|only)(?: (?:the|a))? (?:one|1|single one)(?: (?:of them|person|suspect))?",
    "(?:just|only) (?:him|her)(?! and)",
    "(?:nobody|no one|noone|no body|none|no mates|no others?) (?:else )?with (?:him|her|them)",
    "(?:nobody|no one|noone) else",
    "lone (?:male|female|man|woman|wolf|\\S+)",
    "single (?:male|female|man|woman|bloke|lad|suspect|person|offender)",
    "one suspect",
)
_TWO: Final = phrases(
    "(?:the )?both of them",
    "both",
    f"(?:him|her|he|she|a \\w+|one) (?:and|n|plus|with) (?:his|her|a|another|the) {_PARTNER}",
    "couple(?= (?:screaming|shouting|arguing|fighting|trying|stealing|nicking|walked|came|have))",
    "(?:dodgy|shifty|suspicious|odd)(?: looking)? (?:pair|couple)",
    "(?:him|her|he|she) and (?:another|one other|a second)(?: \\S+)?",
    "him and her|her and him|one of each",
    f"(?:man|bloke|lad|guy|male|husband|boy|father|dad|mother|mum|mam) (?:and|n) (?:a |his |her |one )?"
    f"(?:woman|girl|lass|female|wife|{_PARTNER})",
    f"with (?:his|her|a) {_PARTNER}",
    "with (?:another|one other|a second) (?:\\w+ )?(?:lad|bloke|man|woman|girl|guy|male|female|one|fella|person|lass|"
    "kid)",
    "(?:his|her) (?:mate|accomplice) (?:is|was|has|kept|distracted|stood)",
    "a couple",
    "(?:the |a )?pair of (?:them|em|lads|blokes)",
    "(?:the )?two of (?:them|em)",
    "a pair|twosome|duo|twins",
    "one(?: \\S+){1,4} (?:and|n|while|whilst) (?:the other|another)(?: one)?",
    "(?:this|that|old|young|elderly|drunk) couple(?! (?:of|more|\\S+s(?= |$)))",
)
_THREE: Final = phrases("(?:a )?(?:trio|threesome)", "all three(?: of (?:them|em))?", "the three of (?:them|em)")
_FOUR: Final = phrases("(?:a )?foursome", "all four(?: of (?:them|em))?")
_ANOTHER_STILL: Final = phrases("(?:was|is|theres|and|had|saw) a (?:third|fourth|fifth)(?! of)")
_PLACED: Final = frozenset("inside outside in on at by upstairs downstairs waiting driving".split())
_SAID_OF_A_COUPLE: Final = frozenset(
    "in wearing with both have has are were just came walked who that arguing screaming shouting fighting trying "
    "hanging acting nicking stealing".split()
)
_NONE: Final = phrases("(?:nobody|no one|noone|none)(?: (?:there|here|about|around))?", "zero")
_GROUP: Final = phrases(
    "(?:group|gang|bunch|crowd|load|team|lot|mob) of(?: about| around| roughly| like| maybe| at least)?"
)
_OF_THEM: Final = frozenset({"them", "em", "these", "those", "thum"})
_GENERIC: Final = frozenset(
    "them em these those people persons individuals suspects kids offenders robbers thieves youths teenagers teens "
    "customers folk adults shoplifters".split()
)
"""Words for people after which a list says who they were: "three people, two men and a woman"."""
_NUMBERED: Final = frozenset(
    "camera cam aisle isle till number £ checkout register channel size about plate reg".split()
)
_NO_NOUNS: Final = frozenset(
    "minutes minute mins min hours hour days weeks quid pounds pound p pence grand past to oclock am pm percent year "
    "foot feet inch metres miles bottles packs cans oh pack litre kilo stone of and from off with in at on by who has "
    "have had are were was is he she they hes shes weve theres".split()
)
_HARMED: Final = phrases(
    "(?:have |has |are |were |got |been |being |all )*(?:collapsed|fainted|hurt|injured|unconscious|bleeding|"
    "down(?! (?:the|an?|by|at|in|to|on|near|aisle|isle|our|that|from) )|"
    "unwell|ill|stabbed|punched|hit|attacked|assaulted|burnt|fighting over who)",
)
_AFTER_SAME: Final = frozenset("from as again who that are is have came back were".split())
_PRICED: Final = phrases(
    "(?:of (?:them|em|those|these)|each) (?:at|for|worth|a) (?:\\S+ ){1,4}(?:each|apiece|a (?:pop|piece|bottle))"
)
_WORN: Final = frozenset("masks mask balaclavas black dark ski hoodies tracksuits hoods trackies caps uniform".split())


def find(reading: Reading, things: Sequence[tuple[int, int]] = ()) -> Iterator[FoundValue]:
    """The number of people who did it, if the words for people are there; one, if one is plainly told as the doer.

    ``things`` are the word spans of goods: "ten of them" after the candles counts candles.
    """
    found = list(_settled(reading, [*_counted(reading, things), *_fixed(reading)]))
    if not found and reading.asked in {None, "category"}:
        # Later, "the taller lad has a knife" speaks of one out of those who were counted before.
        one = single_offender(reading.words)
        found = [reading.words.found(SLOT, 1, *one, "one person told as the doer")] if one is not None else []
    yield from found


def find_bare(reading: Reading) -> Iterator[FoundValue]:
    """The same from a bare number, or from any one person, if it was asked for."""
    if reading.asked != SLOT:
        return
    listed = _people_listed(reading.words)
    found = list(_settled(reading, [listed] if listed else _added(reading.words, [*_bare(reading)])))
    one = single_offender(reading.words, asked=True) if not found else None
    yield from found or ([reading.words.found(SLOT, 1, *one, "one person")] if one is not None else [])


def _settled(reading: Reading, candidates: list[FoundValue]) -> Iterator[FoundValue]:
    # Of two readings that begin together the longer knows more: "one fella … while the other one …" are two.
    value = settle(reading.words, sorted(candidates, key=lambda found: (found.start, -found.end)))
    if value is None:
        return
    for candidate in candidates:
        reading.claimed.update(range(*reading.words.at_span(candidate.start, candidate.end)))
    yield value


def _counted(reading: Reading, things: Sequence[tuple[int, int]]) -> Iterator[FoundValue]:
    words, at = reading.words, 0
    groups = {after: first for first, after, _ in words.search(_GROUP)}
    while at < len(words):
        found = _head_noun_count(reading, at, groups, things) or _counted_after(reading, at)
        if found is None:
            at += 1
            continue
        total, after = found
        first = groups.get(at, at)
        if words[first - 1] in {"and", "plus", "with", "n"} and _one_before(words, first - 1) is not None:
            start = _one_before(words, first - 1)
            total, first = total + 1, first - 2 if start is None else start
        total, after = _party(reading, total, after, groups, things)
        again = corrected_number(words, after)
        if again is not None and again.whole is not None and reading.free(again.first, again.after):
            total, after = again.whole, again.after
        yield words.found(SLOT, total, first, after, "number and a word for people")
        at = after


def _party(
    reading: Reading, total: int, after: int, groups: dict[int, int], things: Sequence[tuple[int, int]]
) -> tuple[int, int]:
    """Add what follows: "two men and a woman", "three lads, one girl", "two and a driver"; yet "two people, a man and
    a woman" are two.
    """
    words = reading.words
    parts, end, joined_all = 0, after, True
    while True:
        joined = words[end] in {"and", "plus", "n", "with"}
        at = end + joined
        more = _head_noun_count(reading, at, groups, things) or _one_more(words, at)
        if more is None or (not joined and not words.pause(at) and words[more[1] - 1] == words[end - 1]):
            break
        if takes_back(words, end, more[1]):
            break
        joined_all = joined_all and joined
        parts, end = parts + more[0], more[1]
    if not parts:
        return total, after
    told_again = words[after - 1] in _GENERIC and words.pause(after) and not words[after - 1].isdigit()
    if told_again or (parts == total and not joined_all and words.pause(after)):
        return (max(total, parts)), end
    return total + parts, end


def _one_before(words: Words, joint: int) -> int | None:
    """Where one person starts who is named right before the "and" at ``joint``: "him | and two girls"."""
    if words[joint - 1] in {"him", "her", "he", "she"}:
        return joint - 1
    for first in range(max(joint - _DESCRIBING - 1, 0), joint):
        if singular_at(words, first) == joint and (words[first] in {"a", "one", "this", "some"} or first == joint - 1):
            return first
    return None


def _head_noun_count(
    reading: Reading, at: int, groups: dict[int, int], things: Sequence[tuple[int, int]]
) -> tuple[int, int] | None:
    words = reading.words
    start = skip_hedges(words, at) if at in groups else at
    # "free lads": before a word for several people nothing else makes sense.
    heard = words[start] in {"too", "tree", "free"} and words[start + 1] in PLURAL
    number = number_at(words, start, homophones=heard)
    if number is None or number.whole is None or not reading.free(start, number.after) or number.whole > _MOST:
        return None
    numbers = words[start - 1] in _NUMBERED - {"about"} or words[start - 1] in {"past", "to", "half", "quarter"}
    # "by the spirits aisle, three lads": a comma ends the place.
    if numbers and not (words.pause(start).strip("-") and words[number.after] in PLURAL):
        return None
    count, after = number.whole, number.after
    if words[after] == "of" and (words[after + 1] in _OF_THEM or words[after + 1] in PEOPLE):
        after += 2
    elif words[after] in _OF_THEM and words[after - 1] == "of":
        after += 1
    else:
        return _before_people(reading, at, start, count, after, at in groups)
    if words[after - 1] in _OF_THEM and _goods_spoken_of(reading, start, things):
        return None
    # "one of them has a knife" picks one out of several.
    return None if count == 1 and words[start - 1] not in {"only", "just"} else (count, after)


def _before_people(
    reading: Reading, at: int, start: int, count: int, after: int, group: bool
) -> tuple[int, int] | None:
    words = reading.words
    for place in range(after, after + _DESCRIBING + 1):
        word = words[place]
        if (place > after and words.pause(place) == ".") or word in _NOT_COUNTED or word in _NO_NOUNS:
            break
        if word in PEOPLE or (word in {"uns", "yins"} and place > after):
            return None if _done_to(reading, start, place + 1, count) else (count, place + 1)
        plural = word.endswith("s") and not word.endswith("ss")
        if plural or word in UNITS or (number_at(words, place) is not None and word != "a"):
            break
    if group and count > 1:
        return count, after
    masked = words[after] in {"in", "wearing"} and words[after + 1] in _WORN
    if words.pause(start) in {".", ","} and masked:
        return count, after
    said_so = words[start - 1] in {"theres", "therere"} or (
        words[start - 1] in {"were", "are", "was"} and words[start - 2] in {"", "there", "think", "and"}
    )
    said_so = said_so or (
        words[start - 1] in {"count", "counted", "counting"} and words[start - 2] in {"i", "im", "we"}
    )
    people = count < 100 and reading.asked in {None, SLOT, "category"}
    same = words[start - 1] == "same" and (_ends(words, after) or words[after] in _AFTER_SAME)
    if people and words[after] == "strong" and words.pause(after) in {"", "-"}:
        return count, after + 1
    return (count, after) if (same or (said_so and (_ends(words, after) or words[after] == "but"))) and people else None


def _done_to(reading: Reading, start: int, after: int, count: int) -> bool:
    """Are they the ones it was done to ("threatened two customers", "two people hurt")?"""
    words = reading.words
    if reading.asked == SLOT:
        return False
    if _HARMED.match(words.slice(after, after + _DESCRIBING + 1)):
        return True
    if words[start - 1] in {"at", "hurting", "threatening", "hit", "threatened", "punched", "harassing", "pestering"}:
        return True
    return count == 1 and single_offender(words) is None


def _goods_spoken_of(reading: Reading, at: int, things: Sequence[tuple[int, int]]) -> bool:
    """Does "of them" speak of goods: were they asked for, or are they what was named last?"""
    if reading.asked in {"item_quantity", "items", "item_value"} or _PRICED.search(reading.words.slice(at, at + 12)):
        return True
    goods = max((after for _, after in things if after <= at), default=-1)
    people = max((place for place in range(at) if reading.words[place] in PEOPLE), default=-1)
    they = bool({"they", "theyve", "theyre"} & set(reading.words.slice(0, at).split()))
    return goods > people and not they and skip_hedges(reading.words, goods) >= at


def _one_more(words: Words, at: int) -> tuple[int, int] | None:
    if words[at] not in {"a", "an", "one", "another", "his", "her", "their"}:
        return None
    for place in range(at + 1, at + 2 + _DESCRIBING):
        if words[place] in PEOPLE or words[place] in {"driver", "lookout"}:
            return 1, place + 1
        if words.pause(place).strip("-") or words[place] in _NO_NOUNS:
            return None
    return None


def _fixed(reading: Reading) -> Iterator[FoundValue]:
    words = reading.words
    for pattern, count in ((_ALONE, 1), (_TWO, 2), (_THREE, 3), (_FOUR, 4)):
        for first, after, _ in words.search(pattern):
            if words.slice(first, after) in {"a couple", "both", "a pair", "alone", "twins", "solo"} and not (
                _said_of_people(reading, after) or (words[first] == "alone" and reading.asked in {None, SLOT})
            ):
                continue
            if "one" in words.slice(first, after).split() and reading.asked not in {None, SLOT, "category"}:
                continue
            if count == 1 and words[after] in {"of", "more", "bottle", "pack", "item", "thing", "bag"}:
                continue
            if reading.free(first, after):
                yield words.found(SLOT, count, first, after, "phrase for so many people")
    if reading.asked == SLOT:
        for first, after, match in words.search(_ANOTHER_STILL):
            count = ORDINALS[match.group().split()[-1]]
            yield words.found(SLOT, count, first, after, "one more, by its ordinal")
        for first, after, _ in words.search(_NONE):
            if words[after] != "else" and words[after] != "with":
                yield words.found(SLOT, 0, first, after, "phrase for nobody")


def _said_of_people(reading: Reading, after: int) -> bool:
    """Is "a couple" or "both" two people, and not two of something?"""
    if reading.asked == SLOT:
        return reading.words[after] != "of"
    return reading.asked in {None, "category"} and reading.words[after] in _SAID_OF_A_COUPLE


def _bare(reading: Reading) -> Iterator[FoundValue]:
    words, at = reading.words, 0
    while at < len(words):
        few = words[at] == "few" and words[at - 1] == "a" and not _number_follows(words, at + 1)
        if few:
            yield words.found(SLOT, 3, at - 1, at + 1, "a few, put down as three")
        ends = _ends(words, at + 1) or words.slice(at + 1, at + 3) in {"of them", "of em"}
        heard = ends and led_by_little(words, at) and not _pronoun_one(words, at)
        number = number_at(words, at, homophones=heard)
        if number is None or number.whole is None or not reading.free(at, number.after) or _pronoun_one(words, at):
            at += 1
            continue
        more = _one_more(words, number.after + 1) if words[number.after] in {"and", "plus", "with"} else None
        total, after = (number.whole + 1, more[1]) if more is not None else (number.whole, number.after)
        yield words.found(SLOT, total, at, after, "bare number for people")
        at = after


def _number_follows(words: Words, at: int) -> bool:
    """ "a few of them, five I think": the number says more."""
    return any(
        number_at(words, place) is not None and not _pronoun_one(words, place) for place in range(at, len(words))
    )


def _people_listed(words: Words) -> FoundValue | None:
    """ "him, his brother and a girl": as many as are named, where nothing else is said."""
    parts: list[list[str]] = [[]]
    for at in range(len(words)):
        if (words.pause(at).strip("-") and at > 0) or words[at] in {"and", "plus", "with", "n"}:
            parts.append([])
        if words[at] not in {"and", "plus", "with", "n"}:
            parts[-1].append(words[at])
    named = [" ".join(part) for part in parts if part]
    if len(named) < 2 or not all(_ONE_NAMED.fullmatch(part) for part in named):
        return None
    return words.found(SLOT, len(named), 0, len(words), "people named one by one")


def _counted_after(reading: Reading, at: int) -> tuple[int, int] | None:
    """ "a bunch of lads, maybe seven": the number after the word for people at ``at``."""
    words = reading.words
    start = skip_hedges(words, at + 1)
    number = number_at(words, start) if words[at] in PLURAL and start > at + 1 else None
    if number is None or number.whole is None or not 1 < number.whole < 100 or not _ends(words, number.after):
        return None
    return (number.whole, number.after) if reading.free(start, number.after) else None


def _added(words: Words, parts: list[FoundValue]) -> list[FoundValue]:
    """ "two inside and one in the car" are three; "two, one in a cap and one in black" are two."""
    spans = [words.at_span(part.start, part.end) for part in parts]
    told = [(part, span) for part, span in zip(parts, spans, strict=True) if words[span[1]] in _PLACED]
    if len(told) < 2 or any(takes_back(words, a[1], b[0]) for a, b in pairwise(spans)):
        return parts
    total = sum(part.value for part, _ in told if isinstance(part.value, int))
    if told[0][0] is not parts[0]:
        return parts
    return [words.found(SLOT, total, spans[0][0], told[-1][1][1], "numbers in several places")]


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
