"""Places that the gazetteer does not know: what may be the name of one, and what is only talk."""

from __future__ import annotations

from typing import Final

from assistant.understanding.reading import Reading
from assistant.understanding.wording import british, tidy
from assistant.understanding.words import Words

_LEADING: Final = frozenset("in at by near the next to on inside outside over just round down from".split())
_TALK: Final = frozenset(
    "i im ive ill we weve were you youre he hes she shes they theyre theyve it its is are was am be been do does did "
    "dont didnt have has had havent hasnt got get getting can cant could will would should shall might must who what "
    "why when how which somebody someone nobody anyone everyone please thanks sorry hello hi wait waiting said says "
    "say tell told know think see saw seen look looks want wants need needs going gone go went come coming came make "
    "made take took taken give gave let put said asked rang called call hang hold keep".split()
)
"""Words of sentences: a name of a place has none of them."""
_PLACE_NOUNS: Final = frozenset(
    "aisle aisles counter counters door doors doorway entrance exit section sections fridge fridges freezer freezers "
    "shelf shelves display displays area room rooms corridor stairs staircase stairwell lift lifts escalator floor "
    "basement yard gate gates window windows stand end corner back front outside inside upstairs downstairs department "
    "office desk queue bay unit units atm machine machines wall garden centre toilets toilet park road street "
    "counter kiosk till tills checkout checkouts bakery pharmacy cafe deli stockroom warehouse foyer lobby porch "
    "forecourt pump pumps trolleys trolley baskets bins bin skip canteen concourse mezzanine podium bench till "
    "rail rails racks rack island gondola hall hallway landing roof shutter shutters cage cages bank hub zone "
    "menswear womenswear homeware footwear lingerie cosmetics toiletries electricals electronics produce dairy frozen "
    "booze spirits wines beers lottery tobacco newspapers magazines cards flowers clothing ladieswear childrenswear "
    "reception crates pallets tables table sofa bed beds paint plants greenhouse drive precinct".split()
)
_NO_PLACE: Final = frozenset(
    "shift staff store shop here there somewhere anywhere everywhere nowhere work home us me them him her it customer "
    "customers people security police manager colleague goods stuff bag bags pocket car van phone till today now "
    "yesterday face head hand building premises".split()
)
"""Single words that the model takes for places now and then."""
_LEAST_LETTERS: Final = 2


def may_be_place(words: Words) -> bool:
    """May the whole of ``words``, given as the answer to "where?", be a place the gazetteer does not know?

    A phrase without a verb may be any place ("by the pick and mix"); a sentence only if some noun in it names one.
    """
    said = {word.text for word in words.words}
    if said & _PLACE_NOUNS:
        return True
    return said.isdisjoint(_TALK) and not said <= _NO_PLACE | _LEADING


def named(reading: Reading, first: int, after: int) -> str:
    """The place that words ``first`` up to ``after`` name: by the gazetteer if it knows it; empty where they name none.

    The gazetteer looks at the whole utterance: a model may mark "goods" of "goods in".
    """
    words = reading.words
    for place in reading.gazetteer.find(words, answer=True):
        if max(place.first, first) < min(place.after, after):
            return place.name
    text = british(place_name(tidy(words.text[words.words[first].start : words.words[after - 1].end])))
    return text if len(text) >= _LEAST_LETTERS and text.lower() not in _NO_PLACE else ""


def place_name(text: str) -> str:
    """A place without its preposition: "by the old bakery" is "old bakery"."""
    words = text.split()
    while words and words[0].lower() in _LEADING:
        if words[0].lower() == "outside" and len(words) == 1:
            break
        words = words[1:]
    return " ".join(words)
