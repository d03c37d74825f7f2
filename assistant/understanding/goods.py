"""What was taken, by a closed list of shop goods: serves where the language model is down or found nothing.

How many of them is told apart in ``quantities``, by the goods that the model or this list found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import negated, takes_back
from assistant.understanding.numbers import number_at
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

ITEMS: Final[SlotName] = "items"
_NOTES: Final = phrases(
    "(?:(?:fake|forged|dud|dodgy|moody|snide|counterfeit|photocopied|funny) )?(?:five|ten|twenty|fifty|5|10|20|50) "
    "(?:pounds?|quid) notes?"
)

_CONTAINERS: Final = frozenset(
    "bottle bottles pack packs packet packets box boxes can cans tin tins crate crates case cases bag "
    "bags basket baskets trolley "
    "trolleys trolleyload load loads tray trays jar jars tub tubs carton cartons joint joints leg legs "
    "block blocks slab slabs "
    "pair pairs roll rolls sleeve sleeves multipack multipacks bar bars tube tubes pouch pouches piece "
    "pieces armful handful "
    "bunch stack rack bits bit lot lots cuts cut wheel sets set litre litres".split()
)
_GOODS: Final = frozenset(
    "vodka whisky whiskey gin rum wine wines beer beers lager cider champagne prosecco brandy spirits "
    "alcohol booze tequila baileys "
    "jack smirnoff absinthe vermouth "
    "cigarettes cigarette fags tobacco baccy vape vapes cigars lighters scratchcard scratchcards scratchcards lottery "
    "meat steak steaks lamb beef chicken chickens bacon sausages ham salmon fish cheese cheeses butter "
    "milk bread coffee chocolate "
    "chocolates sweets crisps sandwich sandwiches biscuits eggs honey nuts fruit veg prawns gammon joints lurpak "
    "razor razors blades shampoo conditioner deodorant deodorants toothpaste toothbrush toothbrushes "
    "perfume perfumes aftershave "
    "makeup mascara lipstick lipsticks foundation skincare moisturiser cosmetics toiletries nappies formula babymilk "
    "medicine paracetamol ibuprofen calpol tablets washing detergent powder capsules pods fairy "
    "batteries phone phones headphones earphones earbuds airpods charger chargers speaker speakers tv "
    "tvs telly television laptop "
    "laptops ipad ipads tablet console consoles game games dvd dvds camera cameras watch watches "
    "playstation xbox kettle toaster "
    "iron hoover vacuum toothbrush drill drills hammer hammers knives knife screwdrivers tools tool lego "
    "toy toys bike bikes "
    "jeans jacket jackets coat coats hoodie hoodies trainers shoes boots handbag handbags top tops dress "
    "dresses shirt shirts "
    "tshirt tshirts leggings joggers socks underwear bra bras hat hats gloves scarf jumper jumpers "
    "tracksuit tracksuits "
    "trousers shorts clothes clothing sunglasses jewellery rings necklace necklaces purse purses wallet wallets "
    "cash money charity takings giftcards giftcard vouchers parcel parcels stock goods shopping flowers "
    "plants bedding towels candles candle "
    "pans pan cutlery pillows duvet duvets magazine magazines newspaper newspapers book books item items "
    "product products things "
    "electricals energy drinks drink pop coke monster redbull cans bottles stuff multipacks".split()
)
_PHRASES: Final = frozenset(
    (
        "gift cards, gift card, scratch cards, scratch card, baby milk, baby formula, razor blades, "
        "washing powder, washing pods, energy drinks, hair straighteners, hair dryer, make up, till drawer, "
        "charity box, charity tin, cash box, cash drawer, knife set, fire extinguisher, ready meals, "
        "easter eggs, hand cream, face cream, electric toothbrushes, electric toothbrush, play station, "
        "mobile phone, mobile phones, sat nav, power tools, power tool, dog food, cat food, red bull"
    ).split(", ")
)
_GENERIC: Final = frozenset("item items product products things stuff goods stock shopping".split())
_MODIFIERS: Final = frozenset(
    "red white black blue green brown pink grey navy expensive cheap frozen fresh smoked electric "
    "designer mens womens kids "
    "ladies leather wireless bluetooth gillette oral nike adidas north face levi dyson apple samsung "
    "sony fillet sirloin rump ribeye "
    "roast jack daniels smirnoff bells grey goose absolut jd legs leg disposable premium single large "
    "big small own brand baby "
    "chanel dior hugo boss calvin klein lynx dove nivea olay loreal gucci ninja shark nespresso nescafe "
    "kenco lurpak cathedral city cheddar "
    "milk dark dairy cadbury cadburys lindt stella carling strongbow carlsberg heineken corona malt "
    "scotch irish spiced captain morgan".split()
)
_TAKEN: Final = frozenset(
    "nicked nicking nick stole stealing steal stolen pinched pinching lifted swiped robbed robbing took taking taken "
    "shoplifted shoplifting grabbed grabbing bagged stuffed stuffing concealed filled filling loaded "
    "loading hid hiding "
    "inched missing cleared clearing returned returning refund swapped switched emptied snatched snatching pocketed "
    "pocketing thieving thieved scanned scanning".split()
)
_HELD: Final = frozenset("with of got has had worth put".split())
"""Words that speak of taking only right before the goods: "walked out with steaks"."""
_HELD_REACH: Final = 3
_WORN: Final = frozenset("his her their there my your".split())
_WEARABLE: Final = frozenset(
    "earphones headphones earbuds airpods hat hats cap gloves glasses sunglasses jacket coat hoodie scarf mask masks "
    "hood watch trainers shoes boots helmet jumper backpack rucksack headset lanyard".split()
)
_AFTER_WORN: Final = frozenset("and his her their with a so hes shes but".split())
_NO_CONTENTS: Final = frozenset("the his her their them us it my our these those kids lads people money".split())
_APART: Final = frozenset(
    "had has have was were is in on with and at off got took from by the their his her cash them".split()
)
"""Words that keep a number before them from counting the goods after them."""
_LEAD: Final = 10
_BETWEEN: Final = 3
_NOT_GOODS_HEADS: Final = frozenset(
    "minutes minute mins hours hour quid quids pounds poundsworth pound p pence oclock percent people".split()
)


def find_items(reading: Reading) -> Iterator[FoundValue]:
    """One value with every listed thing that seems to have been taken; any listed thing if items were asked for."""
    words = reading.words
    spans = list(_item_spans(reading))
    if not spans:
        return
    kept = _without_taken_back(words, spans)
    names = list(dict.fromkeys(words.slice(first, after) for first, after in kept))[:50]
    yield words.found(ITEMS, names, kept[0][0], kept[-1][1], "goods by name")


def taken(words: Words) -> bool:
    """Is anything said to be taken?"""
    return bool(_TAKEN.intersection(word.text for word in words.words))


def worn(words: Words, first: int, after: int) -> bool:
    """Are these words something worn ("earphones in", "his hat on") and nothing that was taken?"""
    if words[after] not in {"in", "on", "round", "over"} or not _WEARABLE.intersection(
        words.slice(first, after).split()
    ):
        return False
    ends = after + 1 >= len(words) or words.pause(after + 1).strip("-") or words[after + 1] in _AFTER_WORN
    return bool(ends) and not _TAKEN.intersection(words.slice(max(first - 3, 0), first).split())


def listed_spans(reading: Reading) -> list[tuple[int, int]]:
    """Word spans of every thing of the list, wherever it stands."""
    words, at = reading.words, 0
    spans: list[tuple[int, int]] = []
    while at < len(words):
        after = _thing_at(words, at)
        if after is None:
            at += 1
            continue
        first = at
        while first > 0 and words[first - 1] in _MODIFIERS and not words.pause(first).strip("-"):
            first -= 1
        if reading.free(first, after):
            spans.append((first, after))
        at = after
    return spans


def _item_spans(reading: Reading) -> Iterator[tuple[int, int]]:
    words, last = reading.words, -1
    spans = listed_spans(reading)
    # "rum, not vodka": what stands beside a thing that it is not, is what it is.
    contrasted = any(negated(words, first) for first, _ in spans)
    for first, after in spans:
        if not reading.free(first, after) or negated(words, first):
            continue
        lead = words.slice(max(first - _LEAD, 0), first).split()
        generic = words.slice(first, after) in _GENERIC
        on = last >= 0 and first - last <= 5
        held = bool(_HELD.intersection(lead[-_HELD_REACH:]))
        told = (
            contrasted
            or on
            or held
            or bool(_TAKEN.intersection(lead))
            or _number_for(reading, first, after) is not None
        )
        if (words[first - 1] in _WORN and words[after] not in _TAKEN) or worn(words, first, after):
            continue
        if reading.asked == "suspect_description" and not taken(words):
            continue
        if reading.asked == ITEMS or (told and not generic):
            last = after
            yield first, after


def _without_taken_back(words: Words, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for span in spans:
        if kept and takes_back(words, kept[-1][1], span[0]):
            kept.pop()
        kept.append(span)
    return kept


def _thing_at(words: Words, at: int) -> int | None:
    """The index after the thing named at ``at``: "bottles of red wine", "gift cards", "steaks"."""
    if words[at] in _CONTAINERS and words[at + 1] == "of":
        end = at + 2
        while (
            end < len(words)
            and end - at < 6
            and (words[end] in _MODIFIERS or words[end] in _GOODS)
            and not words.pause(end).strip("-")
        ):
            end += 1
        unlisted = end == at + 2 and words[at + 2].isalpha() and words[at + 2] not in _NO_CONTENTS
        if end > at + 2 or unlisted:
            return end + unlisted
        return None
    if words.slice(at, at + 2) in _PHRASES:
        return at + 2
    if words[at] in _GOODS and words[at + 1] != "of":
        end = at + 1
        while words[end] in _GOODS and not words.pause(end).strip("-"):
            end += 1
        return end
    return None


def notes_told(reading: Reading) -> tuple[int, int] | None:
    """ "a fifty pound note", "two dud twenty quid notes": what money is told of, as a thing."""
    return next(((first, after) for first, after, _ in reading.words.search(_NOTES)), None)


def _number_for(reading: Reading, first: int, after: int) -> tuple[int, int, int] | None:
    words = reading.words
    for at in range(first, after):
        found = _count(reading, at, after)
        if found is not None:
            return found
    for at in range(first - 1, max(first - 1 - _BETWEEN - 4, -1), -1):
        found = _count(reading, at, first)
        if found is not None and _APART.intersection(words.slice(found[2], first).split()):
            return None
        if found is not None and found[2] <= first <= found[2] + _BETWEEN:
            # "a couple of": start at the first word of the number, not in the middle of it.
            earlier = next(
                (whole for back in (3, 2, 1) if (whole := _count(reading, at - back, first)) and whole[2] == found[2]),
                None,
            )
            return earlier or found
        if words.pause(at) in {".", ","}:
            return None
    return None


def _count(reading: Reading, at: int, limit: int) -> tuple[int, int, int] | None:
    words = reading.words
    if at < 0:
        return None
    number = number_at(words, at)
    if number is None or number.whole is None or number.after > limit or number.whole > 100_000:
        return None
    if (
        not reading.free(at, number.after)
        or words[number.after] in _NOT_GOODS_HEADS
        or words[at - 1] in {"£", "aisle", "till", "camera"}
    ):
        return None
    return number.whole, at, number.after
