"""What the reporter has heard said back, and what is still to be read to them before it may be filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from assistant.dialogue import wording
from assistant.dialogue.recording import Change, json_value
from assistant.dialogue.state import Draft, House, TurnInput
from assistant.incident import SLOT_NAMES, Incident, SlotName

SPOKEN_WORDS_AT_MOST: Final = 60
"""About 25 seconds of speech at 145 words a minute, the pace of the voice; what is over it is read after the yes."""
DOUBTFUL_BELOW: Final = 0.6
"""Confidence, of the recogniser or the model, under which a value is read back before the others."""

SPELLED: Final[frozenset[SlotName]] = frozenset({"vehicle_plate", "till_receipt", "police_reference"})
HARMFUL_IF_WRONG: Final[frozenset[SlotName]] = SPELLED | {"suspect_count", "weapon", "location", "camera"}
"""What people are sent by, or look things up by, before anybody reads the record."""


def unheard(draft: Draft) -> tuple[SlotName, ...]:
    """The facts that would be filed without the reporter having heard them as they are now."""
    if draft.incident is None:
        return ()
    held = draft.incident.filled_json()
    heard = draft.state.heard
    return tuple(slot for slot in SLOT_NAMES if slot in held and (slot not in heard or heard[slot] != held[slot]))


def doubtful(incident: Incident) -> tuple[SlotName, ...]:
    """The facts that were heard, or understood, with little confidence."""
    sure = {slot: history[-1].confidence for slot, history in incident.provenance.items() if history}
    return tuple(
        slot for slot in incident.filled() if (confidence := sure.get(slot)) is not None and confidence < DOUBTFUL_BELOW
    )


def perhaps_misheard(changes: Sequence[Change], given: TurnInput) -> tuple[Change, ...]:
    """Those of ``changes`` that the recogniser was unsure of and that do harm if wrong: said back at once."""
    if given.confidence is None or given.confidence >= DOUBTFUL_BELOW:
        return ()
    return tuple(change for change in changes if change.slot in HARMFUL_IF_WRONG and change.new is not None)


def read_out(draft: Draft, essentials: Sequence[SlotName], given: TurnInput, house: House) -> tuple[Draft, str]:
    """What is to be read back now, and the draft that remembers it was: everything the first time, then what is new.

    Doubtful values come first, then the procedure's essentials. What is too much for one breath waits for the yes.
    """
    incident = draft.incident
    if incident is None:
        return draft, ""
    first_time = not draft.state.read_back_begun
    wanted = set(incident.filled()) if first_time else set(unheard(draft))
    order = [slot for slot in dict.fromkeys((*doubtful(incident), *essentials, *SLOT_NAMES)) if slot in wanted]
    said, words = wording.read_back(
        incident, order, house.zone, given.now, opening=first_time, words_at_most=SPOKEN_WORDS_AT_MOST
    )
    remembered = _hearing(draft, said)
    return remembered.noting(read_back_begun=True, just_said=() if first_time else said), words


def said_back(draft: Draft, changes: Sequence[Change], given: TurnInput, house: House) -> tuple[Draft, tuple[str, ...]]:
    """Say at once what has changed; from then on it counts as heard."""
    if not changes:
        return draft, ()
    there = tuple(change.slot for change in changes if change.new is not None)
    heard = _hearing(draft, there).noting(just_said=there)
    return heard, (wording.changed_to(changes, house.zone, given.now),)


def _hearing(draft: Draft, slots: Iterable[SlotName]) -> Draft:
    if draft.incident is None:
        return draft
    now: dict[SlotName, Any] = {slot: json_value(draft.incident, slot) for slot in slots}
    return draft.noting(heard={**draft.state.heard, **now})
