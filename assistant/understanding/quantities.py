"""How many things were taken: "four bottles of gin", "cheese mostly, eight blocks of it", "six mowers away".

What counts people, minutes, pounds or the size of a pack counts no goods: "a twelve pack", "two litres", "size ten".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.incident import SlotName
from assistant.understanding import goods
from assistant.understanding.appearance import CLOTHES
from assistant.understanding.corrections import corrected_number, negated, takes_back
from assistant.understanding.numbers import HOMOPHONES_IF_ASKED, number_at
from assistant.understanding.offender import PLURAL, SINGULAR
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "item_quantity"

_GOODS_SLOTS: Final = frozenset({"items", "item_quantity"})
_MOST: Final = 100_000
_BETWEEN: Final = 3
_LEAD: Final = 9
_LIST_GAP: Final = 3
_PLACING: Final = frozenset(
    "of in from at by near past to got was were without off down up under into inside his her their".split()
)
_AFTER_REACH: Final = 3
_MEASURES: Final = frozenset(
    "grands tenner tenners fiver fivers minutes minute mins min hours hour hrs days day weeks week months years year "
    "seconds second sec secs quid quids "
    "pounds poundsworth pound p pence grand oclock am pm percent people inch inches foot feet metres metre litre "
    "litres "
    "ml cl l kg kilo kilos g grams gram stone volt volts watt gb amp ply pack packer way seater door star "
    "times time past to half quarter til till th st nd rd k euros sizes miles mile".split()
)
_NOT_THINGS: Final = frozenset(
    "aisle aisles isle till tills camera cameras colleagues staff police officers guards security customers minutes "
    "doors windows times shelves hours pounds days weeks years us guys ways sides hands others ones this his "
    "was is has hes shes its theres whats always yes pence exits entrances floors stores shops cars vans".split()
)
_CONTAINERS: Final = frozenset(
    "bottle bottles pack packs packet packets box boxes can cans tin tins crate crates case cases bag bags basket "
    "baskets trolley trolleys load loads tray trays jar jars tub tubs carton cartons joint joints block blocks slab "
    "slabs roll rolls sleeve sleeves multipack multipacks bar bars tube tubes pouch pouches piece pieces bunch bunches "
    "stack stacks bit bits set sets pair pairs pallet pallets cage cages item items things thing units unit lots "
    "singles wraps bundles cartons punnets wheels legs".split()
)
_TAKING: Final = frozenset(
    "nicked nicking nick stole stealing steal stolen pinched pinching lifted lifting swiped swiping robbed robbing "
    "took "
    "taking taken take shoplifted shoplifting grabbed grabbing bagged bagging stuffed stuffing concealed concealing "
    "hid hiding inched missing gone cleared clearing returned returning refund swapped emptied snatched pocketed "
    "pocketing thieving thieved away left without had out off helped loaded "
    "loading filled filling shoved shoving trousered".split()
)
_PRICED: Final = frozenset({"each", "apiece", "worth"})
_PAID: Final = phrases(
    "(?:put|putting|puts) through|(?:paid|paying|pays|pay) for|(?:scanned|scanning|scan|scans)(?: in)?|rang up|rung up|"
    "bought|(?:only|just) (?:paid|scanned|put)|charged (?:for|him for|her for|them for)"
)
_LABELS: Final = frozenset(
    "barcode barcodes label labels sticker stickers tag tags ticket tickets price prices".split()
)
_RELABELLED: Final = phrases(
    "(?:swap|switch|chang|peel|mov|tamper|stuck|stick|put)\\S* (?:\\S+ ){0,4}?(?:barcodes?|labels?|stickers?|tags?)"
)
_UNPAID: Final = frozenset("without not never didnt hadnt no havent hasnt wasnt werent refused unpaid instead".split())
_PAIRED: Final = frozenset(
    "trainers jeans shoes boots gloves leggings headphones earphones glasses sunglasses trousers shorts socks "
    "joggers tights scissors pliers knickers pants earrings".split()
)
_OF_THEM: Final = phrases(
    "of (?:them|em|those|these|it|the)|each|in (?:total|all)|altogether|all told|all in all|missing|gone|away|taken|"
    f"(?:{'|'.join(sorted(_CONTAINERS))})(?: of (?:it|them|each))?"
)
_OF_THE: Final = frozenset("the our my their his her those these them".split())
_APART: Final = frozenset(
    "had has have was were is in on with and at off got took from by the their his her cash them for a over all".split()
)
_TOTAL: Final = phrases("(?:in (?:total|all)|altogether|all told|all in all|total)")
_PRONOUN_BEFORE: Final = frozenset("that this no any which every the each".split())
_ONE: Final = phrases("(?:just|only) (?:the|that) one", r"a single \S+")


def find(reading: Reading, things: Sequence[tuple[int, int]]) -> Iterator[FoundValue]:
    """How many things, given the word spans of ``things`` (the model's items, or those of the list).

    Several kinds of goods are added up, as the record holds one number; where one goes uncounted, none is given.
    """
    words = reading.words
    things = [span for span in things if not _worn(reading, span)]
    counted, uncounted = _counted(reading, things)
    total = _told_as_total(reading) if things or _of_goods(reading) else None
    if total is not None:
        yield reading.claim(SLOT, total[0], total[1], total[2], "number for all of them")
    elif counted and (not uncounted or reading.asked == SLOT):
        value = sum(count for count, _, _ in counted)
        yield reading.claim(SLOT, value, counted[0][1], counted[-1][2], "number and a word for goods")
    elif reading.asked == SLOT:
        yield from _bare(reading)
    elif not counted and (unlisted := _unlisted(reading, words)):
        value = sum(count for count, _, _ in unlisted)
        yield reading.claim(SLOT, value, unlisted[0][1], unlisted[-1][2], "number before what was taken")
    elif reading.asked == "item_value" and (of_them := _told_of_them(words)):
        yield reading.claim(SLOT, *of_them, "number of them")


def _told_of_them(words: Words) -> tuple[int, int, int] | None:
    """ "twelve quid each, six of them", "… and there was three": how many, beside what one is worth."""
    for at in range(len(words)):
        number = number_at(words, at)
        if number is None or number.whole is None or not 1 < number.whole <= _MOST:
            continue
        of_them = words[number.after] == "of" and words[number.after + 1] in {"them", "em", "those", "these"}
        there_were = words[at - 1] in {"was", "were"} and words[at - 2] == "there" and at > 1
        if of_them or (there_were and number.after == len(words)):
            return number.whole, at, number.after
    return None


def _worn(reading: Reading, span: tuple[int, int]) -> bool:
    """Is it somebody's clothes ("one red puffer, one grey joggers"), nothing being said of taking them?"""
    if reading.asked in _GOODS_SLOTS:
        return False
    if reading.asked == "suspect_description":
        return not goods.taken(reading.words)
    clothes = any(CLOTHES.fullmatch(word.text) for word in reading.words.words[span[0] : span[1]])
    priced = _PRICED.intersection(word.text for word in reading.words.words)
    return clothes and not priced and not _of_goods(reading)


def _of_goods(reading: Reading) -> bool:
    """Were goods asked for, or is something said to be taken?"""
    return reading.asked in _GOODS_SLOTS or bool(_TAKING.intersection(word.text for word in reading.words.words))


def _counted(reading: Reading, things: Sequence[tuple[int, int]]) -> tuple[list[tuple[int, int, int]], bool]:
    """Each number that counts goods as (number, first, after), and whether more in the same list goes uncounted."""
    words = reading.words
    counted: list[tuple[int, int, int]] = []
    unnumbered: list[tuple[int, int]] = []
    spans: list[tuple[int, int]] = []
    for place, (first, after) in enumerate(things):
        if _paid_for(words, first) or _LABELS.issuperset(words.slice(first, after).split()):
            continue
        limit = things[place + 1][0] if place + 1 < len(things) else len(words)
        found = _before(reading, first, after) or _behind(reading, after, limit)
        if found is None:
            unnumbered.append((first, after))
            continue
        if counted and takes_back(words, counted[-1][2], found[1]):
            counted.pop()
        again = corrected_number(words, max(after, found[2]))
        if again is not None and again.whole is not None and reading.free(again.first, again.after):
            found = again.whole, found[1], again.after
        if not counted or found[1] >= counted[-1][2]:
            counted.append(found)
            spans.append((min(first, found[1]), max(after, found[2])))
    return counted, any(_listed_with(words, bare, span) for bare in unnumbered for span in spans)


def _listed_with(words: Words, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Do the two stand in one list ("two bottles and a hairdryer")?"""
    after, first = min(one[1], other[1]), max(one[0], other[0])
    if first <= after:
        return False
    between = words.slice(after, first).split()
    return len(between) <= _LIST_GAP and _PLACING.isdisjoint(between) and words[one[0] - 1] not in _PLACING


def _before(reading: Reading, first: int, after: int) -> tuple[int, int, int] | None:
    """The number inside a thing's words ("two bottles of gin") or before them, with few words between."""
    words = reading.words
    for at in range(max(first - _BETWEEN - 4, 0), after):
        found = _count(reading, at, after)
        if found is None:
            continue
        if found[2] > first:
            return found
        between = words.slice(found[2], first).split()
        if len(between) > 1 and between[0] == "of" and between[1] in _OF_THE:
            between = between[2:]  # "two of the iPads"
        paused = any(words.pause(place) in {".", ","} for place in range(found[2], first + 1))
        if len(between) <= _BETWEEN and not paused and not _APART.intersection(between):
            return found
    return None


def _behind(reading: Reading, after: int, limit: int) -> tuple[int, int, int] | None:
    """The number after a thing: "cheese mostly, eight blocks of it", "the posh candles, ten of them", "gin, three"."""
    words = reading.words
    for at in range(after, min(after + _AFTER_REACH, limit)):
        if words.pause(at) == "." or words[at] in SINGULAR | PLURAL:
            return None
        found = _count(reading, at, limit)
        if found is None:
            continue
        ends = found[2] >= len(words) or words.pause(found[2]).strip("-")
        if words.pause(at) and (ends or _OF_THEM.match(words.slice(found[2], found[2] + 3))):
            return found[0], found[1], found[2]
        return None
    return None


def _count(reading: Reading, at: int, limit: int) -> tuple[int, int, int] | None:
    """The number at word ``at``, if it may count goods."""
    words = reading.words
    if words[at] == "of":
        return None
    few = words[at] == "few" and words[at - 1] == "a"
    number = number_at(words, at)
    if few:
        value, first, after = 3, at - 1, at + 1
    elif (
        number is None
        or number.whole is None
        or number.after > limit
        or not (reading.asked != SLOT) <= number.whole <= _MOST
    ):
        return None
    else:
        value, first, after = number.whole, at, number.after
    head = words[after]
    if words[after] == "pair" or words[after - 1] == "pair" or words.slice(after - 2, after) == "pair of":
        paired = next((word for word in words.slice(after, after + 4).split() if word in _PAIRED), None)
        value = 1 if paired and words[at] in {"a", "pair"} else value
    pack_size = head in {"pack", "packer", "packs"} and (
        words[at - 1] in {"a", "the", "this", "big"} or _counts_packs(words, at)
    )
    if (
        not reading.free(first, after)
        or pack_size
        or words[after + 1] == "worth"
        or (head in _MEASURES and head not in {"pack", "packs"})
    ):
        return None
    if words[at - 1] in {
        "£",
        "aisle",
        "isle",
        "till",
        "camera",
        "size",
        "series",
        "iphone",
        "ps",
        "playstation",
        "past",
    }:
        return None
    if words[at] == "one" and (words[at - 1] in _PRONOUN_BEFORE or words[at + 1] in {"of", "more", "last", "thing"}):
        return None
    if negated(words, first) or (words.pause(at) == "-" and number_at(words, at - 1) is not None):
        return None
    return value, first, after


def _counts_packs(words: Words, at: int) -> bool:
    """ "two twelve packs": the number before this one counts them."""
    before = number_at(words, at - 1)
    return before is not None and before.after == at


def _paid_for(words: Words, first: int) -> bool:
    """Was this put through the till ("put through one onion and bagged six steaks")? Not for what it costs, where a
    label was changed ("swapped the barcodes and bought two drills").
    """
    if next(words.search(_RELABELLED), None) is not None:
        return False
    lead = words.slice(max(first - 5, 0), first)
    paid = list(_PAID.finditer(lead))
    if not paid:
        return False
    return not _UNPAID.intersection(lead.split()) and " and " not in f" {lead[paid[-1].end() :]} "


def _told_as_total(reading: Reading) -> tuple[int, int, int] | None:
    """ "three gins and two rums, five altogether"."""
    words = reading.words
    for first, after, _ in words.search(_TOTAL):
        for at in range(max(first - 5, 0), first):
            found = _count(reading, at, first)
            if found is not None and words.slice(found[2], first) in {"", "of them", "things", "items", "bottles"}:
                return found[0], found[1], after
    return None


def _unlisted(reading: Reading, words: Words) -> list[tuple[int, int, int]]:
    """Numbers before a plural that no list knows, where something is said to be taken: "six mowers away"."""
    if not _of_goods(reading) or reading.asked not in {None, "items", "category"}:
        return []
    found: list[tuple[int, int, int]] = []
    at = 0
    while at < len(words):
        count = _count(reading, at, len(words))
        noun = _plural_after(words, count[2]) if count is not None else None
        if count is None or noun is None or _paid_for(words, at) or not _taken(words, at, noun):
            at += 1
            continue
        found.append((count[0], count[1], noun))
        at = noun
    return found


def _plural_after(words: Words, at: int) -> int | None:
    """The index after the plural noun that a number before word ``at`` counts, with at most two words before it."""
    for place in range(at, at + _BETWEEN):
        word = words[place]
        if not word or words.pause(place).strip("-") or word in _MEASURES or word in _NOT_THINGS or word in _APART:
            return None
        if word in PLURAL or word in SINGULAR:
            return None
        if (word in _CONTAINERS or (len(word) > 3 and word.endswith("s") and not word.endswith("ss"))) and (
            word not in _NOT_THINGS
        ):
            return place + 1
    return None


def _taken(words: Words, at: int, after: int) -> bool:
    before = words.slice(max(at - _LEAD, 0), at).split()
    return bool(_TAKING.intersection(before) or _TAKING.intersection(words.slice(after, after + 3).split()))


def _bare(reading: Reading) -> Iterator[FoundValue]:
    """A number that was asked for, whatever stands after it."""
    words, at = reading.words, 0
    best: tuple[int, int, int] | None = None
    while at < len(words):
        found = _count(reading, at, len(words)) or _homophone(reading, at)
        pronoun = words[at] == "one" and words[at - 1] == "that"
        if found is None or pronoun:
            at += 1
            continue
        if best is None or found[1] == best[2] or takes_back(words, best[2], found[1]):
            best = found
        at = found[2]
    if best is None and len(words) and _ONE.search(words.plain):
        best = 1, 0, len(words)
    if best is not None:
        yield words.found(SLOT, best[0], best[1], best[2], "bare number for goods")


def _homophone(reading: Reading, at: int) -> tuple[int, int, int] | None:
    words = reading.words
    one_of_them = words[at] == "one" and words[at + 1] == "of"
    if not one_of_them and (len(words) > 2 or words[at] not in HOMOPHONES_IF_ASKED):
        return None
    number = number_at(words, at, homophones=True)
    if number is None or number.whole is None or number.whole > _MOST or not reading.free(at, number.after):
        return None
    if words[number.after] in _MEASURES or negated(words, at):
        return None
    return number.whole, at, number.after
