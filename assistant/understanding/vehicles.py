"""The vehicle, by closed lists of colours, makes and kinds: "a silver Ford Focus", "white van", "off on a moped"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import settle
from assistant.understanding.negation import negator_before
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import phrases

SLOT: Final[SlotName] = "vehicle_description"

COLOURS: Final = (
    "(?:black|white|silver|grey|gray|red|blue|green|yellow|orange|brown|gold|purple|navy|beige|cream|maroon|"
    "burgundy|bronze|pink|dark|light|metallic|matt|matte|two tone)"
)
_LOOKS: Final = (
    "(?:old|older|new|newish|newer|battered|beat up|small|big|large|little|estate|saloon|sporty|tinted|"
    "convertible|soft top|electric|mini)"
)
_MAKES: Final = (
    "(?:ford|vauxhall|vw|volkswagen|audi|bmw|mercedes|merc|toyota|nissan|honda|hyundai|kia|peugeot|"
    "renault|citroen|fiat|skoda|seat|mazda|volvo|"
    "range rover|land rover|jaguar|jag|tesla|suzuki|mini cooper|mini|porsche|lexus|dacia|mitsubishi|"
    "yamaha|beemer|beamer|saab|jeep|subaru|transit|"
    "focus|fiesta|corsa|astra|golf|polo|clio|megane|qashqai|insignia|mondeo|passat|micra|punto|civic|"
    "sprinter|vivaro|leon|ibiza|octavia|juke|picanto|"
    "sportage|kuga|zafira|a3|a4|a1|q5|x5|q3|q7|yaris|aygo|panda|berlingo|kangoo|discovery|defender|evoque)"
)
_KINDS: Final = (
    "(?:car|van|estate|hatchback|saloon|suv|4x4|jeep|pickup|pick up truck|pick up|truck|lorry|taxi|cab|"
    "minicab|motorbike|motor bike|motorcycle|moped|scooter|"
    "electric scooter|e scooter|escooter|bike|e bike|ebike|push bike|pushbike|bicycle|bmx|mountain bike|"
    "quad bike|quad|minibus|transit van|transit|people carrier|camper van|mobility scooter|sur ron|"
    "surron|flatbed|tipper)"
)
_VEHICLE: Final = phrases(
    rf"(?:(?:{COLOURS}|{_LOOKS}) ){{1,3}}(?:{_MAKES} ){{0,3}}(?:{_LOOKS} )?(?:{_KINDS}s?|{_MAKES})"
    r"(?: with (?:tinted|blacked out|alloy|broken|no) \S+)?",
    rf"(?:{_MAKES} ){{1,3}}(?:{_KINDS}|{_MAKES})",
    rf"(?:{_MAKES})(?= (?:parked|outside|waiting|reg|with))",
    rf"(?:in|into|on|onto|got in|jumped in|drove|driving|by|riding) (?:an? |the |his |her |their "
    rf")?(?:{_MAKES} |{_LOOKS} )?(?:{_KINDS}|{_MAKES})",
    r"(?:on|waiting in|away in|off in|off on) (?:an? )?(?:bikes|scooters|mopeds|cars|vans|motorbikes|push ?bikes)",
)
_LOOSE: Final = phrases(_KINDS, _MAKES)
VEHICLE_WORD: Final = _LOOSE
"""A word for a vehicle, wherever it stands."""
_NOT_VEHICLES: Final = phrases("car park", "carpark", "taxi rank", "van (?:driver|delivery)", "bike (?:rack|shed|lock)")
_LEADS: Final = frozenset(
    "in into on onto got jumped drove driving by riding an a the his her their waiting away off".split()
)


_WHOLE: Final = phrases(rf"(?:(?:{COLOURS}|{_LOOKS}|{_MAKES}) )*(?:{_KINDS}s?)")


def is_one(words: str) -> bool:
    """Are plain ``words`` nothing but a vehicle ("grey flatbed")?"""
    return _WHOLE.fullmatch(words) is not None


def find(reading: Reading) -> Iterator[FoundValue]:
    """The vehicle in the words used, without its article."""
    words = reading.words
    barred = [(first, after) for first, after, _ in words.search(_NOT_VEHICLES)]
    candidates: list[FoundValue] = []
    patterns = [_VEHICLE, _LOOSE] if reading.asked == SLOT else [_VEHICLE]
    for pattern in patterns:
        if candidates:
            break
        for first, after, _ in words.search(pattern):
            start = first
            while start < after - 1 and words[start] in _LEADS:
                start += 1
            if any(start < a and f < after for f, a in barred) or negator_before(words, start, 3) is not None:
                continue
            if words[after] in {"park", "keys", "rack", "seat"} or (
                words[after - 1] == "seat" and words[start] == "seat"
            ):
                continue
            said = words.as_said(start, after)
            said = said.removesuffix("'s").removesuffix("’s")
            candidates.append(words.found(SLOT, said, start, after, "vehicle by name"))
    value = settle(words, candidates)
    if value is not None:
        yield value
