"""What is said when two people told different things: to the one who was first, and to the one who came after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.claims import device_of, first_speaker, is_first, speaker, value_of
from assistant.dialogue.state import Draft, House, Tell, Turn, TurnInput
from assistant.incident import Incident, Provenance, SlotName, SlotValue

PUT_AT_MOST: Final = 2
"""How often it is asked who is right; after that both accounts go with the report."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """One fact, as the first reporter and somebody else tell it."""

    slot: SlotName
    claim: Provenance
    """What the other said."""
    claimed: SlotValue
    own: SlotValue
    own_by: str
    """The actor who said the other thing."""


def dispute_about(incident: Incident, slot: SlotName) -> Dispute | None:
    """The first dispute about ``slot``; ``None`` if there is none."""
    for claim in incident.disputed.get(slot, ()):
        claimed, held = value_of(slot, claim.value), incident.slot(slot)
        history = incident.provenance.get(slot, ())
        # where the graver claim is in force already, what stands against it is what it replaced
        own = value_of(slot, claim.replaced) if held == claimed else held
        by = next((entry.actor_id for entry in reversed(history) if value_of(slot, entry.value) == own), None)
        if claimed is not None and own is not None and by is not None:
            return Dispute(slot, claim, claimed, own, by)
    return None


def dispute_due(draft: Draft, given: TurnInput) -> Dispute | None:
    """What the speaker is to be asked now: the first reporter is, of each fact twice at most."""
    incident = draft.incident
    if incident is None or not incident.disputed or not is_first(incident, given):
        return None
    due = (slot for slot in incident.disputed if draft.state.disputes_put.get(slot, 0) < PUT_AT_MOST)
    return next((dispute for slot in due if (dispute := dispute_about(incident, slot)) is not None), None)


def dispute_line(dispute: Dispute, incident: Incident, house: House, now: datetime) -> str:
    """ "Sam says a bottle, you said a knife. Which is right?" """
    who = house.name_of(dispute.claim.actor_id)
    own_is_first = dispute.own_by == incident.actor_ids[0]
    other = "you said" if own_is_first else f"{house.name_of(dispute.own_by)} said"
    claimed, own = (_told(dispute.slot, value, house, now) for value in (dispute.claimed, dispute.own))
    return f"{who[:1].upper()}{who[1:]} says {claimed}, {other} {own}. Which is right?"


def checked_with_first(draft: Draft, turn: Turn, given: TurnInput, house: House) -> Turn:
    """The same turn; what contradicts the first reporter is said to be checked, and goes to their device to be asked.

    Nothing goes to a device where there was a call for help: it is not known who listens there.
    """
    after = turn.draft.incident
    joined = (report.incident for report in given.others)
    before = next(
        (one for one in (draft.incident, *joined) if one and after and one.incident_id == after.incident_id), None
    )
    if before is None or after is None or after.disputed == before.disputed:
        return turn
    new = [
        slot for slot, claims in after.disputed.items() if set(_keys(claims)) - set(_keys(before.disputed.get(slot)))
    ]
    first = first_speaker(after)
    disputes = [dispute for slot in new if (dispute := dispute_about(after, slot)) is not None]
    if not disputes or first is None or first == speaker(given.actor_id, given.device_id):
        return turn
    name = house.name_of(after.actor_ids[0])
    line = wording.checked_with(name, _told(disputes[0].slot, disputes[0].own, house, given.now))
    device = device_of(after, first)
    aloud = turn.replies if turn.draft.state.alarm == "silent" else (line, *turn.replies)
    if device is None or device == given.device_id or after.duress:
        return replace(turn, replies=aloud)
    question = Tell(device, dispute_line(disputes[0], after, house, given.now))
    return replace(turn, replies=aloud, effects=(*turn.effects, question))


def _keys(claims: tuple[Provenance, ...] | None) -> list[tuple[str, str]]:
    return [(str(claim.utterance_id), claim.actor_id) for claim in claims or ()]


def _told(slot: SlotName, value: SlotValue, house: House, now: datetime) -> str:
    if slot == "weapon" and isinstance(value, str) and value != "none":
        return wording.one(value)
    return wording.fact(slot, value, house.zone, now)
