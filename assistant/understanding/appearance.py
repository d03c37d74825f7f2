"""What they looked like, by closed lists of clothes, build and features, in the words used.

Serves where the language model is down. Ethnic, religious and orientation words are taken out elsewhere, for every
source alike (``wording.admissible``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.counts import PEOPLE
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.vehicles import COLOURS
from assistant.understanding.words import either, phrases

SLOT: Final[SlotName] = "suspect_description"

_CLOTHES: Final = (
    "(?:hoodies?|hoody|jackets?|coats?|puffer(?: jacket| coat)?|parka|jeans|joggers|jogging bottoms|"
    "tracksuits?(?: bottoms| top)?|trackies|trainers|shoes|boots|cap|caps|"
    "baseball cap|hats?|beanie|bobble hat|balaclavas?|mask|masks|face mask|bandana|snood|scarf|gloves|"
    "shirt|t shirt|tshirt|tee shirt|polo shirt|football shirt|hi vis|high vis|"
    "jumper|sweatshirt|sweater|top|tops|vest|shorts|trousers|leggings|dress|skirt|rucksack|backpack|back "
    "pack|bag|man bag|bumbag|bum bag|glasses|sunglasses|suit|uniform|"
    "north face|gilet|fleece|body warmer|cardigan|sliders|crocs|pyjamas|dressing gown|helmet|crash helmet|hood(?: up)?)"
)
CLOTHES: Final = phrases(_CLOTHES)
_LOOK: Final = (
    f"(?:{COLOURS}|dark|light|bright|big|long|short|denim|leather|nike|adidas|north face|baggy|skinny|"
    f"striped|checked|camo|camouflage|padded|hooded|zip up|ripped|"
    "matching|dirty|scruffy|stone island|montirex|puffa|grey|coloured|blue and white|red and white|and)"
)
_PERSON: Final = (
    "(?:tall|short|skinny|slim|thin|stocky|fat|overweight|heavy set|heavyset|big|large build|medium "
    "build|slim build|stocky build|well built|muscly|muscular|lanky|"
    "bald|balding|ginger|blonde?|bearded|clean shaven|tattooed|scruffy|smartly dressed|hooded|masked|"
    "drunk|unkempt|greying|grey haired|dark haired|long haired|short haired|young|elderly|middle aged|"
    "teenage|limping|old|older|auld)"
)
_NOUN: Final = either(sorted(PEOPLE))
_FEATURES: Final = (
    r"(?:beard|goatee|moustache|mustache|stubble|pony ?tail|mohican|mullet|skinhead|scar|tattoos?|piercings?|"
    r"nose ring|glasses|limp|pushchair|pram|walking stick|(?:\S+ )?(?:hair|fringe|dreads|dreadlocks|braids|"
    r"curls|bob|accent))"
)
_DESCRIBED: Final = phrases(
    rf"(?:wearing|dressed in|wears|wore|in|had on|has on|with|both in|all in) (?:an? |the |his |her |their "
    rf"|all )?(?:{_LOOK} ){{0,4}}{_CLOTHES}(?:(?: and| with)? (?:an? )?(?:{_LOOK} "
    rf"){{0,4}}{_CLOTHES}){{0,4}}",
    rf"(?:{COLOURS} )(?:{_LOOK} ){{0,2}}{_CLOTHES}(?:(?: and| with)? (?:an? )?(?:{_LOOK} ){{0,4}}{_CLOTHES}){{0,4}}",
    rf"(?:with|has|had|got) (?:an? )?(?:\S+ )?{_FEATURES}(?: on \S+ \S+)?",
    r"(?:all|dressed|dressed all) in black|hood(?:s)? up|faces? covered|covered (?:his|her|their) faces?",
    rf"{_PERSON}(?: (?:and )?{_PERSON})*(?: {_NOUN})?",
    r"(?:about |around |roughly |maybe )?(?:six|five) foot(?: (?:one|two|three|four|five|six|seven|eight|"
    r"nine|ten|eleven|\d+))?|(?:about |around )?[56] foot(?: \d+)?",
    r"(?:in (?:his|her|their) )?(?:early |mid |late )?(?:teens|twenties|thirties|forties|fifties|sixties|"
    r"seventies|20s|30s|40s|50s|60s)",
    r"(?:about|around|roughly|maybe) \S+ years old|\S+ years old|\S+ year old",
)
_ADJECTIVES: Final = phrases(rf"{_PERSON}(?: (?:and )?{_PERSON})*")
_TRIMMED: Final = frozenset("in with an a the had has got wears wore wearing both all".split())


def find(reading: Reading) -> Iterator[FoundValue]:
    """Everything told of looks, joined by commas, in the order told."""
    words = reading.words
    parts: list[tuple[int, int]] = []
    asked = reading.asked == SLOT
    for first, after, match in words.search(_DESCRIBED):
        # "tall" and "big" are said of things as well: of a person where one follows, or looks were asked for.
        if not asked and _ADJECTIVES.fullmatch(match.group()) and words[after] not in PEOPLE:
            continue
        start = first
        while start < after - 1 and words[start] in _TRIMMED and words[start + 1] not in {"his", "her", "their"}:
            start += 1
        if words[after] in {"van", "car", "bike", "knife", "aisle"} or not reading.free(start, after):
            continue
        parts.append((start, after))
    if parts:
        text = ", ".join(words.as_said(first, after) for first, after in parts)
        yield words.found(SLOT, text[:500], parts[0][0], parts[-1][1], "looks by name")
