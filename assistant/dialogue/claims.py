"""When two people tell the same record different things: whose word stands, and what is kept of the other's.

The first reporter's word stands until they have been asked. What somebody else says of the same fact is kept beside it
as a claim, in ``Incident.disputed``; nothing is overwritten that its speaker has not heard of. Two exceptions: what
changes with time is news and no contradiction, and the graver of two facts about danger holds until they are asked.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from assistant.dialogue.state import TurnInput
from assistant.incident import Incident, Injuries, Provenance, SlotName, Slots, SlotValue
from assistant.people import UNKNOWN_ACTOR

GROWING_SLOTS: Final[frozenset[SlotName]] = frozenset({"items", "suspect_description"})
"""Slots that a second mention adds to; a correction replaces them like any other."""

_CHANGING_SLOTS: Final[frozenset[SlotName]] = frozenset(
    {"suspects_on_site", "direction_of_travel", "police_called", "police_reference", "camera"}
)
"""What is true of these changes while an incident goes on: the latest word is news of it."""


def speaker(actor_id: str, device_id: str) -> str:
    """Who is speaking: the person, or the device where nobody is known to wear it."""
    return f"{UNKNOWN_ACTOR}@{device_id}" if actor_id == UNKNOWN_ACTOR else actor_id


def first_speaker(incident: Incident) -> str | None:
    """Who reported it first; ``None`` for a record that nobody has told anything."""
    if not incident.actor_ids:
        return None
    if incident.actor_ids[0] != UNKNOWN_ACTOR:
        return incident.actor_ids[0]
    entries = [entry for entry in _all_entries(incident) if entry.actor_id == UNKNOWN_ACTOR]
    first = min(entries, key=lambda entry: entry.at_utc, default=None)
    return None if first is None else speaker(first.actor_id, first.device_id)


def is_first(incident: Incident, given: TurnInput) -> bool:
    """Whether the first reporter is speaking; so is whoever speaks where none is known."""
    return first_speaker(incident) in (None, speaker(given.actor_id, given.device_id))


def device_of(incident: Incident, who: str) -> str | None:
    """The device on which ``who`` was last heard telling something."""
    entries = [entry for entry in _all_entries(incident) if speaker(entry.actor_id, entry.device_id) == who]
    latest = max(entries, key=lambda entry: entry.at_utc, default=None)
    return None if latest is None else latest.device_id


def contested(incident: Incident, slot: SlotName, value: SlotValue, given: TurnInput) -> bool:
    """Does ``value`` contradict what somebody else told, by the word of one who was not the first?"""
    history = incident.provenance.get(slot, ())
    if not history or slot in _CHANGING_SLOTS or slot in GROWING_SLOTS or incident.slot(slot) in (None, value):
        return False
    told_by_self = speaker(history[-1].actor_id, history[-1].device_id) == speaker(given.actor_id, given.device_id)
    return not told_by_self and not is_first(incident, given)


def graver(old: SlotValue | None, new: SlotValue) -> bool:
    """Does ``new`` tell of a danger that ``old`` denies? Then it counts until the first reporter has been asked."""
    if isinstance(old, Injuries) and isinstance(new, Injuries):
        return new.any and not old.any
    return old == "none" and new != "none"


def with_claim(incident: Incident, slot: SlotName, claim: Provenance) -> Incident:
    """The record with what somebody else said of ``slot``; the same person's earlier claim gives way."""
    who = speaker(claim.actor_id, claim.device_id)
    others = tuple(
        entry for entry in incident.disputed.get(slot, ()) if speaker(entry.actor_id, entry.device_id) != who
    )
    return incident.model_copy(update={"disputed": {**incident.disputed, slot: (*others, claim)}})


def settled(incident: Incident, slot: SlotName) -> Incident:
    """The record with the claims about ``slot`` moved into its history: the first reporter has spoken."""
    claims = incident.disputed.get(slot, ())
    if not claims:
        return incident
    history = incident.provenance.get(slot, ())
    kept = (*history[:-1], *(claim for claim in claims if claim not in history), *history[-1:])
    disputed = {name: entries for name, entries in incident.disputed.items() if name != slot}
    return incident.model_copy(update={"disputed": disputed, "provenance": {**incident.provenance, slot: kept}})


def value_of(slot: SlotName, stored: Any) -> SlotValue | None:
    """A value from its JSON form; ``None`` where it no longer fits."""
    try:
        value: SlotValue | None = getattr(Slots.model_validate({slot: stored}), slot)
    except ValidationError:
        return None
    return value


def _all_entries(incident: Incident) -> list[Provenance]:
    return [entry for history in incident.provenance.values() for entry in history]
