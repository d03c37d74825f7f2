"""Taking back what nobody said: "I said nothing about the items", "there was no car", "scrap the plate".

What a recogniser or a model made up must not only be replaceable by something else: it must be possible to have
nothing there. The history keeps the value that was taken out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from assistant.dialogue.consent import words_of
from assistant.incident import SLOT_NAMES, Incident, Injuries, SlotName, SlotValue
from assistant.understanding.verbalise import spoken

SLOT_WORDS: Final[dict[SlotName, str]] = {
    "category": "category|kind|type",
    "location": "location|place(?! up| down)|where",
    "suspect_count": "suspect counts?|(?:number|count) of (?:suspects?|people|persons|them)|how many|suspects?|people|"
    "head ?count",
    "suspect_description": "suspect descriptions?|descriptions?|clothes|clothing|appearance|looks|outfit|wearing",
    "suspects_on_site": "suspects? on site|on site|still (?:here|there|in)|gone|left",
    "direction_of_travel": "direction of travel|directions?|way (?:they|he|she) went|which way",
    "items": "items?|goods|products?",
    "item_quantity": "item quantit(?:y|ies)|quantit(?:y|ies)|number of (?:items?|things)|item counts?|amount of items",
    "item_value": "item values?|values?|prices?|cost|worth|money|amount|pounds",
    "weapon": "weapons?",
    "injuries": "injur(?:y|ies)|anyone (?:being |getting )?hurt|being hurt|hurt",
    "vehicle_description": "vehicle descriptions?|vehicles?|cars?|vans?|motors?|bikes?|mopeds?|lorry|truck",
    "vehicle_plate": "vehicle plates?|(?:number |licen[cs]e )?plates?|reg(?:istration)?s?(?: number)?|number ?plate",
    "police_called": "police(?: called| being called)?|cops",
    "police_reference": "police ref(?:erence)?|(?:crime|log|cad|police) number|references?|ref",
    "camera": "cameras?|cctv",
    "till_receipt": "till receipts?|receipts?(?: number)?|transaction(?: number)?",
    "occurred_at": "occurred at|times?|when(?: it happened)?",
}
"""How people name the facts of a report, as patterns over words without apostrophes."""

_LEAD: Final = (
    r"(?:(?:no|nah|naw|nope|oh|er|um|sorry|wait|hang on|and|but|also|actually|well|please|just|so|look|"
    r"can you|could you|you can|id like to|i want to|lets|then|what|that was) )*"
)
_REMOVES: Final = re.compile(
    rf"^{_LEAD}(?:ignore|scrap|forget|remove|delete|drop|lose|strike|wipe|clear|disregard|bin|take out|leave out|"
    r"cross out|leave off|take off|get rid of|cancel|never mind|dont (?:put|include|mention|record|want))"
    r" (?:(?:about|out|off|the|that|this|his|her|their|my|any|a|an|bit|part) )*(?P<thing>.+)$"
)
_NEVER_SAID: Final = re.compile(
    rf"^{_LEAD}(?:i|we|nobody|no one|who) (?:(?:have|ve|never|didnt|havent|dont|did|not|ever|even) )*"
    r"(?:said|say|saying|mentioned|mention|told|tell|gave|give|spoke|talked|talk)"
    r" (?:(?:you|anything|nothing|owt|nowt|a word|any|about|of|on|there|was|were|the|a|an|that|his|her|their) )+"
    r"(?P<thing>.+)$"
)
_UNSAID: Final = re.compile(r"\b(?:never|didnt|dont|havent|did not|nobody|no one|who|nothing|nowt|not a word)\b")
_NONE_THERE: Final = re.compile(
    rf"^{_LEAD}(?:(?:there|theres|it|he|she|they|we|i) )?(?:(?:was|were|is|are|s|had|has|have|got) )*"
    r"(?:(?:wasnt|werent|isnt|arent|wasn t|didnt have|dont have|hasnt got|never was|never had|never|didnt) )?"
    r"(?P<none>no|not|any|a|an)? ?(?:(?:any|a|an|such|actual|thing as) )*(?P<thing>.+)$"
)
_NEGATED: Final = re.compile(
    r"\b(?:(?:there|it|he|she|they|we|i) (?:was|were|is|are|had|has|have|got) no|theres no|theyd no|hed no|shed no|"
    r"there (?:wasnt|werent|isnt|arent|never was|never were)|(?:he|she|they|we|i) (?:didnt have|dont have|hasnt got|"
    r"never had|had no|didnt use))\b"
)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Facts that are to go. ``instead`` is what the same words put in their place ("there was no weapon")."""

    slots: tuple[SlotName, ...]
    instead: tuple[tuple[SlotName, SlotValue], ...] = ()


def taken_back(text: str, incident: Incident, zone: ZoneInfo, now: datetime, *, at_read_back: bool) -> TakenBack | None:
    """Which facts on record ``text`` takes out; ``None`` where it takes out none.

    Only what the record holds can be taken out, and only by words that say so. ``at_read_back`` also understands
    "no, no car", where nothing else is being asked.
    """
    plain = " ".join(words_of(text))
    match = _REMOVES.match(plain) or (_NEVER_SAID.match(plain) if _UNSAID.search(plain) else None)
    if match is not None:
        return _goes(match["thing"], incident, zone, now)
    match = _NONE_THERE.match(plain)
    bare = re.match(rf"^{_LEAD}no (?P<thing>.+)$", plain) if at_read_back else None
    if match is not None and _NEGATED.search(plain):
        found = _goes(match["thing"], incident, zone, now)
    elif bare is not None and any(re.fullmatch(names, bare["thing"]) for names in SLOT_WORDS.values()):
        found = _goes(bare["thing"], incident, zone, now)
    else:
        return None
    if found is None or not _CAN_BE_ABSENT.issuperset(found.slots):
        return None
    instead: list[tuple[SlotName, SlotValue]] = []
    if "weapon" in found.slots:
        instead.append(("weapon", "none"))
    if "injuries" in found.slots:
        instead.append(("injuries", Injuries(any=False)))
    there = {slot for slot, _ in instead}
    goes = tuple(slot for slot in found.slots if slot not in there)
    return TakenBack(goes, tuple(instead))


_TELLING_LETTERS: Final = 3
"""A shorter word stands in too many values to point at one."""
_NO_NAMES: Final = frozenset("towards toward into with and for from near past over around colour color".split())
_CAN_BE_ABSENT: Final[frozenset[SlotName]] = frozenset(
    {
        "items",
        "item_quantity",
        "weapon",
        "injuries",
        "vehicle_description",
        "vehicle_plate",
        "camera",
        "till_receipt",
        "police_reference",
    }
)
"""What there may be none of. "There was no time" says nothing about when it happened."""
_BOOLEAN: Final[frozenset[SlotName]] = frozenset({"suspects_on_site", "police_called", "category"})
"""A "no" about one of these is an answer to it, never a wish to have it empty."""


def named_slot(text: str, incident: Incident | None = None) -> SlotName | None:
    """The one fact that ``text`` names without giving it ("the value's wrong"); ``None`` if it is not just one.

    With ``incident`` only facts on record count.
    """
    plain = " ".join(words_of(text))
    found = [
        (match.start(), -len(match[0]), slot)
        for slot, pattern in SLOT_WORDS.items()
        if (match := re.search(rf"\b(?:{pattern})\b", plain)) and (incident is None or incident.slot(slot) is not None)
    ]
    return min(found)[2] if found else None


def _goes(thing: str, incident: Incident, zone: ZoneInfo, now: datetime) -> TakenBack | None:
    """Which slots ``thing`` means: by the name of the fact, or by what stands in it."""
    head = " ".join(thing.split()[:4])
    named = [
        (match.start(), -len(match[0]), slot)
        for slot, pattern in SLOT_WORDS.items()
        if slot != "category" and (match := re.match(rf"(?:{pattern})\b", head)) and incident.slot(slot) is not None
    ]
    if named:
        slot = min(named)[2]
        return TakenBack((slot, *_with_it(slot, incident)))
    word = next((word for word in head.split() if word not in _NO_NAMES), "")
    for name in SLOT_NAMES:
        value = incident.slot(name)
        if name in _BOOLEAN or not isinstance(value, str | list) or len(word) < _TELLING_LETTERS:
            continue
        if re.search(rf"\b{re.escape(word)}\b", " ".join(words_of(spoken(name, value, zone, now)))):
            return TakenBack((name, *_with_it(name, incident)))
    return None


def _with_it(slot: SlotName, incident: Incident) -> tuple[SlotName, ...]:
    """What makes no sense without ``slot``: the plate of no vehicle; how many items, told in the same breath."""
    if slot == "vehicle_description" and incident.vehicle_plate is not None:
        return ("vehicle_plate",)
    if slot != "items" or incident.item_quantity is None:
        return ()
    items, count = (incident.provenance.get(name, ()) for name in ("items", "item_quantity"))
    same = items and count and items[-1].utterance_id == count[-1].utterance_id
    return ("item_quantity",) if same else ()
