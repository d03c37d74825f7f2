"""What was taken, damaged or paid for, by its place beside the verb: "nicked a pool", "the sofas were slashed".

No list of goods is ever complete; a verb of taking and a noun phrase beside it name whatever a shop may sell. And which
words never name goods: people, places, the weapon.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.understanding import goods
from assistant.understanding.corrections import negated
from assistant.understanding.counts import PEOPLE
from assistant.understanding.negation import negator_before
from assistant.understanding.numbers import number_at
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

_BEFORE_GOODS: Final = phrases(
    r"(?:nick|stole|steal|stolen|pinch|lift|swip|thiev|snatch|pocket|shoplift|conceal|robb?)(?:ed|ing|s|es)?",
    r"(?:took|taken|taking|takes|grabb(?:ed|ing)|grabs|bagg(?:ed|ing) up|stuff(?:ed|ing)|clear(?:ed|ing)|emptied|"
    r"emptying|half inched|helped (?:himself|herself|themselves) to|help(?:ing|s) (?:himself|herself|themselves) to)",
    r"(?:made off|making off|makes off|out|off|away|gone|done one|legged it|legging it|ran|run|walked|walks|bolted) "
    r"(?:out |off |away )?(?:with|wi)",
)
_AFTER_GOODS: Final = phrases(
    r"(?:(?:has|have|had|was|were|been|got|is|are|just|all) ){0,3}(?:stolen|nicked|pinched|missing|lifted|swiped|"
    r"taken)",
    r"(?:gone|went) (?:missing|walkies|again|out the door|overnight)|(?:has|have) (?:just )?(?:gone|vanished|walked)",
)
_BEFORE_DAMAGED: Final = phrases(
    r"(?:smash(?:ed|ing)|brok(?:e|en)|breaking|slash(?:ed|ing)|crack(?:ed|ing)|trash(?:ed|ing)|wreck(?:ed|ing)|"
    r"damag(?:ed|ing)|destroy(?:ed|ing)|shatter(?:ed|ing)|key(?:ed|ing)|vandalis(?:ed|ing)|ripp(?:ed|ing)|"
    r"scratch(?:ed|ing)|dent(?:ed|ing)|set fire to|set light to|tagg(?:ed|ing)|spray ?paint(?:ed|ing)|graffitied)"
    r"(?: up| down| off| all over| on)?",
    r"(?:kick(?:ed|ing)|punch(?:ed|ing)|put|boot(?:ed|ing)|knock(?:ed|ing)|pull(?:ed|ing))"
    r"(?= (?:the|a|our|one of the) (?:\S+ ){1,3}(?:in|through|over|down)(?= |$))",
)
_AFTER_DAMAGED: Final = phrases(
    r"(?:(?:has|have|had|was|were|been|got|is|are|just|all|s) ){0,3}(?:smashed|broken|slashed|cracked|trashed|wrecked|"
    r"damaged|destroyed|shattered|keyed|vandalised|ripped|scratched|dented|cut through|set on fire|graffitied|burnt)"
)
_BEFORE_PAID: Final = phrases(
    r"(?:refund(?:ed|ing)?|return(?:ed|ing|s)?|brought back|bringing back|took back)(?: (?:on|for|of))?",
    r"(?:paid|paying|pays|pay|bought|buying|buy|ordered|ordering) (?:for )?(?=(?:a|an|the|two|three|four|some) )",
    r"(?:swapp?(?:ed|ing)|switch(?:ed|ing)|chang(?:ed|ing)) (?:the )?(?:labels?|barcodes?|stickers?|tickets?|prices?|"
    r"tags?) (?:on|of|off|for)",
)
_FORGED: Final = phrases(
    r"(?:fake|forged|counterfeit|dodgy|dud|photocopied|moody|snide|bogus) (?:\S+ )?(?P<goods>notes?|vouchers?|coupons?|"
    r"cheques?|tenners?|twent(?:y|ies)|fift(?:y|ies)|gift cards?)"
)
_FORGING: Final = frozenset("fake forged counterfeit dodgy dud photocopied moody snide bogus stolen cloned".split())
_PUT_THROUGH: Final = phrases(
    "(?:put(?:ting)? through|(?:only|just) (?:paid for|scanned))(?: (?:an?|the|one|two|some))?"
)
"""What was paid for was not taken."""
_DETERMINERS: Final = frozenset(
    "a an the some our all every another loads lots load bunch of armful armfuls bottle bottles pack packs packet "
    "packets box boxes crate crates case cases bag bags tray trays tin tins can cans pair pairs about around roughly "
    "nearly over whole entire more few couple his her their my good best part multipack multipacks dozen basket "
    "trolley full worth".split()
)
_STOPS: Final = frozenset(
    "in at on from off to and with wi by for out away up down over under into onto again then but or so he she they "
    "it we you i who that which just has have had been is was were are got gone worth while when as because cos hes "
    "shes theyre theyve theyd ive weve its this these those now earlier yesterday today last about around through past "
    "without before after not didnt never nobody if off back here there us me him them himself herself themselves one "
    "near behind inside outside between using via told said says asked came went ran run left legged walked headed "
    "off where what how very too also him em overnight s n went".split()
)
_NO_GOODS: Final = frozenset(
    "till tills safe drawer shelf shelves fixture counter door doors floor store shop it stuff things everything "
    "ages something anything lot lots loads place time times minutes piss mick look break over photo photos picture "
    "pictures "
    "report reports incident incidents number reg plate note off hold nothing way breath police ambulance swing "
    "advantage turn bus train taxi bloke "
    "matter night morning afternoon evening week day quid pound pounds grand face head hand hands arm leg eye nose "
    "hair "
    "wrist ankle knee neck fall customer customers staff colleague colleagues security manager guard".split()
)
_FIXTURES: Final = frozenset("till tills door doors shelf shelves counter fixture".split())
"""No goods where they are taken from, but what is damaged all the same."""
_ELSEWHERE: Final = frozenset({"weapon", "vehicle_plate", "police_reference", "till_receipt", "camera"})
_PLACES: Final = frozenset("counter aisle section department desk area room bay end".split())
_DAMAGE: Final = frozenset("smashed broken cracked damaged kicked wrecked trashed has been got was".split())
_FITTINGS: Final = frozenset("lock locks padlock handle hinge hinges bolt chain latch catch glass".split())
_FITTED: Final = frozenset("door doors gate gates shutter shutters window windows cage cabinet".split())
"""What has a lock or a handle: that which is forced off it is the door's, and no goods."""
_INTO: Final = frozenset("down inside into in under up intae doon underneath".split())
_HELD_IN: Final = frozenset(
    "coat coats jacket jackets hoodie hoodies jumper jumpers top tops shirt shirts sleeve sleeves trousers joggers "
    "jeans leggings bra bras knickers pants skirt dress hood pocket pockets bag bags backpack backpacks rucksack "
    "rucksacks holdall holdalls handbag handbags suitcase suitcases carrier carriers pram prams buggy buggies "
    "pushchair trolley trolleys basket baskets tracksuit waistband".split()
)
"""What goods are hidden in, and carried off in."""
_PRICED: Final = frozenset(
    "price prices label labels sticker stickers barcode barcodes tag tags ticket tickets".split()
)
_BUILDING: Final = frozenset(
    "lock locks padlock padlocks shutter shutters door doors window windows skylight panel panels keypad drawer "
    "drawers fence gate gates roof wall walls hinge hinges cable cables chain bolt latch grille cage cages cabinet "
    "cabinets alarm glass pane ceiling hatch".split()
)
"""What is forced to get at goods. Only where the damage itself is reported is it what the report is about."""
_FORCED_BY: Final = frozenset({"burglary", "shoplifting", "robbery", "fraud"})
_LEAVING: Final = frozenset("drive run make walk cycle ride speed go dash".split())
_MOST_WORDS: Final = 3


def goods_beside_verbs(reading: Reading) -> list[tuple[int, int]]:
    """Word spans of what stands where taken goods stand; of what was damaged or paid for, too."""
    words = reading.words
    spans: list[tuple[int, int]] = []
    for pattern, damaged in ((_BEFORE_GOODS, False), (_BEFORE_PAID, False), (_BEFORE_DAMAGED, True)):
        for first, after, _ in words.search(pattern):
            if negator_before(words, first, 3) is None:
                spans += _phrase_from(reading, after, damaged)
    for pattern, damaged in ((_AFTER_GOODS, False), (_AFTER_DAMAGED, True)):
        for first, _, _ in words.search(pattern):
            spans += _phrase_before(reading, first, damaged)
    for first, _, match in words.search(_FORGED):
        at, end = words.indexes(*match.span("goods"))
        if reading.free(at, end) and negator_before(words, first, 3) is None:
            spans.append((at, end))
    return _apart(sorted(set(spans)))


def names_no_goods(
    reading: Reading,
    first: int,
    after: int,
    closed: Sequence[FoundValue],
    places: Sequence[tuple[int, int]],
    kind: str | None = None,
) -> bool:
    """Do these words name a person, a place, the weapon or a number plate, and so nothing that was taken?

    ``closed`` are the values that the grammar found, ``places`` the word spans of places of the store, ``kind`` is the
    category that is reported.
    """
    words = reading.words
    if _hides_goods(words, first, after) or _stands_for_another(words, first, after):
        return True
    if kind in _FORCED_BY and words[after - 1] in _BUILDING and not _is_taken(words, first, after):
        return True
    said = set(words.slice(first, after).split())
    if goods.worn(words, first, after) or (reading.asked == "suspect_description" and not goods.taken(words)):
        return True
    of_a_door = _FITTED.intersection(words.slice(after + 1, after + 4).split())
    if said & _FITTINGS and (words[after] == "off" or (words[after] in {"of", "from", "on"} and of_a_door)):
        return True
    if after - first == 1 and words[first] in _LEAVING and words[after] in {"off", "away", "out"}:
        return True
    if said <= _FORGING or any(after == first for _, after, _ in words.search(_PUT_THROUGH)):
        return True
    if said & PEOPLE or said <= _FIXTURES | {"the", "open", "cash", "drawer"} - {"cash"}:
        return True
    for value in closed:
        at, end = words.at_span(value.start, value.end)
        if value.slot in _ELSEWHERE and value.value != "none" and max(at, first) < min(end, after):
            return True
    if words[after - 1] in _PLACES and words[after] not in _DAMAGE:
        return True
    if any(at <= first and after <= end for at, end in places):
        return True
    return after - first == 1 and _is_name(words, first)


def _hides_goods(words: Words, first: int, after: int) -> bool:
    """ "down their coats", "into a big holdall": what goods were put in."""
    if words[after - 1] not in _HELD_IN or words[after] in {"of", "full"}:
        return False
    return any(
        words[place] in _INTO and not any(words.pause(at).strip("-") for at in range(place + 1, first + 1))
        for place in range(max(first - 3, 0), first)
    )


def _stands_for_another(words: Words, first: int, after: int) -> bool:
    """ "put champagne through as carrots", "chicken prices on the steak": what other goods were passed off for."""
    return words[after] in _PRICED or (words[first - 1] == "as" and words[first - 2] not in {"such", "well", "as"})


def _is_taken(words: Words, first: int, after: int) -> bool:
    """Does a verb of taking stand right beside it ("nicked the cash drawer")?"""
    before = any(first - 3 <= end <= first for _, end, _ in words.search(_BEFORE_GOODS))
    return before or any(after <= start <= after + 1 for start, _, _ in words.search(_AFTER_GOODS))


def _is_name(words: Words, at: int) -> bool:
    """A capitalised word in the middle of a sentence, where no word of taking or measure leads to it: a person."""
    said = words.text[words.words[at].start : words.words[at].end]
    said = re.split("['’]", said)[0]
    if not said.istitle() or words.pause(at) == "." or len(said) < 3:
        return False
    before = words[at - 1]
    led = before in _DETERMINERS or before in {"with", "and"} or number_at(words, at - 1) is not None
    return not led and not any(after == at for _, after, _ in words.search(_BEFORE_GOODS))


def _phrase_from(reading: Reading, start: int, damaged: bool) -> Iterator[tuple[int, int]]:
    """The noun phrase that begins at word ``start``."""
    words = reading.words
    at = start
    while at < len(words) and not (at > start and words.pause(at).strip("-")):
        number = number_at(words, at)
        if number is not None and number.after > at:
            at = number.after
        elif words[at] in _DETERMINERS:
            at += 1
        else:
            break
    end = at
    while end < len(words) and end - at < _MOST_WORDS and words[end] not in _STOPS:
        if end > start and words.pause(end).strip("-"):
            break
        end += 1
    if end > at and _is_phrase(reading, at, end, damaged):
        yield at, end
        if words[end] == "and" and end + 1 < len(words) and not words.pause(end + 1).strip("-"):
            nexts = words[end + 1]
            if nexts in _DETERMINERS or number_at(words, end + 1) is not None:
                yield from _phrase_from(reading, end + 1, damaged)


def _phrase_before(reading: Reading, end: int, damaged: bool) -> Iterator[tuple[int, int]]:
    """The noun phrase that ends before word ``end``."""
    words = reading.words
    first = end
    while first > 0 and end - first < _MOST_WORDS and words[first - 1] not in _STOPS | _DETERMINERS:
        if number_at(words, first - 1) is not None or (first < end and words.pause(first).strip("-")):
            break
        first -= 1
    if words.pause(end).strip("-") == "." or first == end:
        return
    if _is_phrase(reading, first, end, damaged):
        yield first, end


def _is_phrase(reading: Reading, first: int, end: int, damaged: bool) -> bool:
    words = reading.words
    head = words[end - 1]
    barred = _NO_GOODS - _FIXTURES if damaged else _NO_GOODS
    if head in barred or head in PEOPLE or words[first] in PEOPLE or negated(words, first):
        return False
    # How many there are is read first, and may have claimed the goods with their number.
    return any(map(str.isalpha, words.slice(first, end))) and len(head) > 2


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for first, after in spans:
        if not kept or first >= kept[-1][1]:
            kept.append((first, after))
    return kept
