"""The sentences that belong to no one procedure: acknowledgements, the read-back, confirmations, refusals.

Short and plain, since they are heard in a noisy shop by somebody under stress. Whatever is particular to a kind of
incident stands in its procedure file instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from assistant.dialogue.recording import Change
from assistant.incident import Incident, Injuries, SlotName, SlotValue
from assistant.understanding.verbalise import spoken

ALARM_RAISED: Final = "Alarm sent. Help is coming."
ALARM_STANDS: Final = "Help is coming. Get to safety if you can."
ALARM_WHERE: Final = "Where are you?"
ALARM_NOT_CANCELLED: Final = "The alarm is on. If you are safe, say stand down."
STAND_DOWN_ASK: Final = "Are you safe? Say: yes, stand down. Or the alarm stays on."
STAND_DOWN_DONE: Final = "Alarm ended. The team has been told."
STAND_DOWN_NOT: Final = "The alarm stays on."
NOTHING_OPEN: Final = "Nothing is being reported. Tell me what happened."
TELL_ME: Final = "Go ahead. Tell me what happened, and where."
NOT_MY_JOB: Final = "I can't help with that. I take incident reports: tell me if something has happened."
NOT_UNDERSTOOD_IDLE: Final = "Sorry, I didn't get that. If something has happened, tell me what and where."
CONFIRM_ASK: Final = "Is that right?"
CONFIRM_ASK_URGENT: Final = "Shall I send it?"
CONFIRM_AGAIN: Final = "Say yes to send it, or tell me what to change."
CONFIRM_OKAY: Final = "Is that a yes? Say: yes, send it."
CONFIRM_KEPT: Final = "It's saved, not sent. When you're ready, say: yes, send it."
CHANGE_ASK: Final = "What should I change?"
WHICH_ONE: Final = "Which one is wrong?"
NOTHING_CHANGED: Final = "Fine, I'll leave it."
OR_SKIP: Final = "Or say: leave it."
READ_ON: Final = "And there is this."
CHANGE_AGAIN: Final = "Tell me the right one. For example: no, aisle nine."
SENDING: Final = "Thank you. Sending it now."
CANCEL_ASK: Final = "Cancel this report? Say yes to cancel it, or no to carry on."
CANCELLED: Final = "Cancelled. Nothing was sent."
CANCEL_NOT: Final = "Okay, we carry on."
PERSON_COMING: Final = "I've asked the duty manager to come and speak to you."
SKIPPED: Final = "I'll leave that one."
SKIPPED_PERSON: Final = "I'll leave that one, and ask the duty manager to help."
UNKNOWN_NOTED: Final = "That's fine."
PICK_UP: Final = "I'm here. Say go on when you can."
WHICH_WEAPON: Final = "What is the weapon?"
GO_AHEAD: Final = "Go ahead."
SORRY: Final = "Sorry."
ALREADY_SENT: Final = "That report has already gone. To change it, tell your manager."
DRILL_ELSEWHERE: Final = "Drills are started by your trainer."
TEAM_TOLD: Final = "The team has been told."
JOINING_OWN: Final = "All right, a report of its own."
JOINING_GONE: Final = "That report has gone already. I'll keep yours as a second one."
WITNESS_NOTED: Final = "Added. Thank you."
CLEAR: Final = "Thank you. That's clear."
BOTH_KEPT: Final = "Fine, I'll keep both."
UNUSABLE: Final = "I can only work with words. Tell me what happened, and where."

_SPOT: Final = frozenset(
    """entrance exit door doors checkout checkouts kiosk desk stockroom office room park toilets forecourt bay cafe
    pharmacy bakery counter tills""".split()
)
"""Places one is at; one is in a department."""

_DETERMINERS: Final = frozenset(
    {"a", "an", "the", "some", "his", "her", "their", "no", "one", "two", "three", "what", "something", "maybe"}
)

_SAID_TOGETHER: Final[tuple[tuple[SlotName, ...], ...]] = (
    ("occurred_at",),
    ("suspect_count", "suspect_description", "weapon"),
    ("injuries",),
    ("items", "item_quantity", "item_value"),
    ("suspects_on_site", "direction_of_travel", "vehicle_description", "vehicle_plate"),
    ("police_called", "police_reference"),
    ("camera", "till_receipt"),
)


_KIND_AND_PLACE: Final[tuple[SlotName, ...]] = ("category", "location")

SLOT_NAMED: Final[dict[SlotName, str]] = {
    "category": "the kind of incident",
    "location": "the place",
    "suspect_count": "the number of people",
    "suspect_description": "what they were wearing",
    "suspects_on_site": "whether they are still here",
    "direction_of_travel": "which way they went",
    "items": "the items",
    "item_quantity": "the number of items",
    "item_value": "the value",
    "weapon": "the weapon",
    "injuries": "who is hurt",
    "vehicle_description": "the vehicle",
    "vehicle_plate": "the plate",
    "police_called": "whether the police were called",
    "police_reference": "the police reference",
    "camera": "the camera",
    "till_receipt": "the receipt number",
    "occurred_at": "the time",
}
"""Each fact as it is named to the reporter, in the middle of a sentence."""

_KNOWN_AS: Final = {
    "shoplifting": "theft",
    "abuse_or_threat": "trouble",
    "burglary": "break-in",
    "criminal_damage": "damage",
    "antisocial_behaviour": "trouble",
}
"""What two people would call an incident that both know of, where it is not the name of its kind."""

_OFFERED: Final[dict[SlotName, str]] = {
    "category": "what kind of incident",
    "location": "the place",
    "suspect_count": "the people",
    "suspect_description": "the people",
    "suspects_on_site": "where they went",
    "direction_of_travel": "where they went",
    "items": "the items",
    "item_quantity": "the items",
    "item_value": "the value",
    "weapon": "the weapon",
    "injuries": "who is hurt",
    "vehicle_description": "the vehicle",
    "vehicle_plate": "the vehicle",
    "police_called": "the police",
    "police_reference": "the police",
    "till_receipt": "the receipt",
    "occurred_at": "the time",
}
"""What is offered to be changed: fewer names than facts, since a long list is not remembered by ear."""


def joined(words: Sequence[str]) -> str:
    """``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def category_name(category: str | None) -> str:
    """A category as it is spoken."""
    return "an incident" if category is None else category.replace("_", " ")


def fact(slot: SlotName, value: SlotValue, zone: ZoneInfo, now: datetime) -> str:
    """One slot as a piece of a spoken sentence ("no weapon", "two suspects")."""
    match slot, value:
        case "category", str():
            return category_name(value)
        case "location", str():
            return placed(spoken(slot, value, zone, now))
        case "suspect_count", int():
            return "no suspects" if value == 0 else f"{spoken(slot, value, zone, now)} suspect{'s' * (value != 1)}"
        case "suspects_on_site", bool():
            return "still here" if value else "gone"
        case "items", list():
            return joined(value)
        case "item_quantity", int():
            return f"{spoken(slot, value, zone, now)} item{'s' * (value != 1)}"
        case "item_value", Decimal():
            return f"worth {spoken(slot, value, zone, now)}"
        case "weapon", str():
            return "no weapon" if value == "none" else f"{one(value)} seen"
        case "injuries", Injuries():
            return _injuries(value)
        case "direction_of_travel", str():
            return f"went {value}"
        case "vehicle_description", str():
            return one(value)
        case "vehicle_plate", str():
            return f"plate {spoken(slot, value, zone, now)}"
        case "police_called", bool():
            return "police called" if value else "police not called"
        case "police_reference", str():
            return f"police reference {spoken(slot, value, zone, now)}"
        case "till_receipt", str():
            return f"receipt {spoken(slot, value, zone, now)}"
        case _:
            return spoken(slot, value, zone, now)


def placed(place: str) -> str:
    """A place in a sentence: "in aisle nine", "at the kiosk", "in frozen"."""
    words = place.lower().split()
    match words[:1]:
        case ["by" | "near" | "outside" | "behind"]:
            return place
        case ["till" | "the"]:
            return f"at {place}"
        case _:
            return f"at the {place}" if _SPOT & set(words) else f"in {place}"


def one(thing: str) -> str:
    """A thing with its article, where it wants one: "a knife", "an axe", "bottles"."""
    words = thing.lower().split()
    if not words or words[0] in _DETERMINERS or (words[-1].endswith("s") and not words[-1].endswith("ss")):
        return thing
    return f"an {thing}" if words[0][0] in "aeiou" else f"a {thing}"


def _injuries(value: Injuries) -> str:
    if not value.any:
        return f"nobody hurt, {value.text}" if value.text else "nobody hurt"
    return f"hurt: {value.text}" if value.text else "someone is hurt"


def read_back(
    incident: Incident,
    slots: Sequence[SlotName],
    zone: ZoneInfo,
    now: datetime,
    *,
    opening: bool = True,
    words_at_most: int = 10_000,
) -> tuple[tuple[SlotName, ...], str]:
    """What is said in one breath, and its words: "Shoplifting at aisle nine. Two suspects, grey hoodies. Gone, …".

    What belongs together is said together; which group comes first follows the order of ``slots``. Groups that would
    make it longer than ``words_at_most`` are left for the next breath. ``opening`` says what it is a report of.
    """
    held = [slot for slot in slots if incident.slot(slot) is not None]
    groups = sorted(
        (group for one in _SAID_TOGETHER if (group := [slot for slot in one if slot in held])),
        key=lambda group: min(held.index(slot) for slot in group),
    )
    kind = [slot for slot in _KIND_AND_PLACE if slot in held]
    said: list[SlotName] = [*kind]
    sentences = [" ".join(_fact(incident, slot, zone, now) for slot in kind) or ("An incident" if opening else "")]
    for group in groups:
        sentence = ", ".join(_fact(incident, slot, zone, now) for slot in group)
        if said and len(" ".join([*sentences, sentence]).split()) > words_at_most:
            break
        sentences.append(sentence)
        said += group
    return tuple(said), " ".join(f"{_sentence(part)}." for part in sentences if part)


def _fact(incident: Incident, slot: SlotName, zone: ZoneInfo, now: datetime) -> str:
    value = incident.slot(slot)
    return "" if value is None else fact(slot, value, zone, now)


def changed_to(changes: Sequence[Change], zone: ZoneInfo, now: datetime) -> str:
    """What a correction changed: "Aisle nine, not aisle four.", "I've taken out the items."."""
    parts = []
    gone = [SLOT_NAMED[change.slot] for change in changes if change.new is None]
    if gone:
        parts.append(f"I've taken out {joined(gone)}")
    for change in changes:
        if change.new is None:
            continue
        new = _bare(fact(change.slot, change.new, zone, now))
        old = None if change.old is None else _bare(fact(change.slot, change.old, zone, now))
        parts.append(new if old in (None, new) or len(str(old).split()) > 5 else f"{new}, not {old}")
    return "" if not parts else ". ".join(_sentence(part) for part in parts) + "."


def if_misheard(slots: Sequence[SlotName]) -> tuple[str, ...]:
    """After values were said back of which the recogniser was unsure: how to put them right. Nothing without them."""
    if not slots:
        return ()
    spelled = not {"vehicle_plate", "till_receipt", "police_reference"}.isdisjoint(slots)
    return ("If that's wrong, say no and spell it." if spelled else "If that's wrong, say no and the right one.",)


def joining_ask(known: Incident, reporter: str) -> str:
    """ "Is this the fight at the kiosk that Alex reported?": no more of the other report than tells it apart."""
    place = "" if known.location is None else f" {placed(known.location)}"
    return f"Is this the {_known_as(known)}{place} that {reporter} reported?"


def _known_as(known: Incident) -> str:
    if known.category == "assault" and known.narrative and "fight" in known.narrative[0].text.lower():
        return "fight"
    return _KNOWN_AS.get(known.category or "", category_name(known.category).removeprefix("an "))


def joined_to(reporter: str) -> str:
    """Said once a second reporter has agreed that it is the same incident."""
    return f"Thank you. I've added it to what {reporter} reported. Tell me what else you see."


def checked_with(reporter: str, told: str) -> str:
    """Said to whoever contradicts the first reporter."""
    return f"{reporter[:1].upper()}{reporter[1:]} said {told}. I'll check."


def not_yours(reporter: str) -> str:
    """Said to a second reporter who wants the report cancelled."""
    return f"{reporter[:1].upper()}{reporter[1:]} is reporting this. Only they can cancel it."


def tell_me(slot: SlotName) -> str:
    """Asks for a fact that the procedure itself asks nothing about."""
    return f"Tell me {SLOT_NAMED[slot]}."


def offered(slots: Sequence[SlotName]) -> str:
    """What could be changed: "The place, the items or the value?"."""
    names = list(dict.fromkeys(_OFFERED[slot] for slot in slots if slot in _OFFERED))
    if not names:
        return ""
    return f"{_sentence(' or '.join([', '.join(names[:-1]), names[-1]]) if len(names) > 1 else names[0])}?"


def still_open(slot: SlotName) -> str:
    """The open question once more without putting it: it has been put often enough."""
    return f"I still need to know {SLOT_NAMED[slot]}."


def submitted_outcome(reference: str | None) -> str:
    """What a reporter hears once the platform has answered."""
    return "Received." if reference is None else f"Received, reference {reference}."


def _bare(words: str) -> str:
    return words.removeprefix("at the ").removeprefix("at ").removeprefix("in ")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
