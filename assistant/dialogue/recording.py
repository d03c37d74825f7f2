"""Writing what was said into the record, with who said it and what it replaced."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pydantic import ValidationError

from assistant.dialogue.claims import GROWING_SLOTS, contested, graver, is_first, settled, speaker, with_claim
from assistant.dialogue.state import TurnInput
from assistant.incident import Incident, NarrativeLine, Provenance, SlotName, Slots, SlotValue
from assistant.privacy import protected_terms, without_protected_terms

PLACE_WORDS: Final = 6
DESCRIPTION_WORDS: Final = 30
"""A longer answer, taken whole, is a story and no place, or no description."""

_SENTENCE: Final = frozenset(
    "had has have was were is are did does took take said told been she he they went got im its hes shes theyre".split()
)
"""Words that tell a story: what holds one is not the name of a place or of goods."""
_HEDGES: Final = frozenset(
    """about around roughly approximately maybe say like just only nearly almost over under a an the some it was its
    for er um well i think reckon or so give take quid pound pounds in all total each altogether worth of""".split()
)
_NO_GOODS: Final = frozenset("at to on with from by no yes yeah aye nah that thats there here this then now".split())
"""What is left of a misheard "a" or "no" before a sum, and names nothing: "at fifty pounds"."""

NARRATIVE_CHARACTERS: Final = 10_000
WORDS_CHARACTERS: Final = 500

ValueSource = Literal["model", "grammar", "confirmation", "rule"]


@dataclass(frozen=True, slots=True)
class Told:
    """One slot value and how the words became it."""

    slot: SlotName
    value: SlotValue
    words: str
    source: ValueSource
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A slot that has another value after the turn than before it."""

    slot: SlotName
    old: SlotValue | None
    new: SlotValue | None
    """``None`` where the value was taken out."""


def narrate(incident: Incident, given: TurnInput) -> Incident:
    """Add the verbatim words and the speaker to the record; words of protected characteristics are flagged, not cut."""
    actors = incident.actor_ids if given.actor_id in incident.actor_ids else (*incident.actor_ids, given.actor_id)
    if not given.text.strip() or any(line.utterance_id == given.utterance_id for line in incident.narrative):
        return incident.model_copy(update={"actor_ids": actors})
    line = NarrativeLine(
        utterance_id=given.utterance_id,
        actor_id=given.actor_id,
        at_utc=given.now,
        text=given.text[:NARRATIVE_CHARACTERS],
        flags=("protected-characteristic",) if protected_terms(given.text) else (),
    )
    return incident.model_copy(update={"actor_ids": actors, "narrative": (*incident.narrative, line)})


def record_values(
    incident: Incident, told: Sequence[Told], given: TurnInput, *, replace: bool
) -> tuple[Incident, tuple[Change, ...]]:
    """Put ``told`` into the record.

    ``replace`` is true for a correction and for the answer to the question that was asked: growing slots are then
    replaced rather than added to. A value that the record refuses is left out; the words stay in the narrative. What
    contradicts somebody else is kept as their claim, and changes nothing until the first reporter has been asked.
    """
    changes: list[Change] = []
    for one in told:
        if is_first(incident, given):
            incident = settled(incident, one.slot)
        old = incident.slot(one.slot)
        new = _grown(old, one.value) if one.slot in GROWING_SLOTS and not replace else one.value
        fitted = _fitted(one.slot, new)
        if fitted is None or _in_one_case(fitted) == _in_one_case(old):
            continue
        if contested(incident, one.slot, fitted, given):
            incident = with_claim(incident, one.slot, _entry(one, old, fitted, incident, given))
            if not graver(old, fitted):
                continue
        incident = _with_value(incident, one, old, fitted, given)
        changes.append(Change(one.slot, old, fitted))
    return incident, tuple(changes)


def _in_one_case(value: object) -> object:
    """A recogniser sets capitals as it likes: "Towards the lifts" is no correction of "towards the lifts"."""
    if isinstance(value, str):
        return value.casefold()
    return [_in_one_case(one) for one in value] if isinstance(value, list) else value


def clear_slots(incident: Incident, slots: Sequence[SlotName], given: TurnInput) -> tuple[Incident, tuple[Change, ...]]:
    """Take the values of ``slots`` out, on the reporter's word; the history keeps them and who took them out."""
    changes: list[Change] = []
    for slot in slots:
        old = incident.slot(slot)
        if old is None or not _may_clear(incident, slot, given):
            continue
        entry = Provenance(
            value=None,
            replaced=json_value(incident, slot),
            actor_id=given.actor_id,
            device_id=given.device_id,
            utterance_id=given.utterance_id,
            words=given.text[:WORDS_CHARACTERS],
            source="confirmation",
            confidence=given.confidence,
            at_utc=given.now,
        )
        history = {**incident.provenance, slot: (*incident.provenance.get(slot, ()), entry)}
        update: dict[str, Any] = {slot: None, "provenance": history}
        if slot == "occurred_at":
            update["timestamp_utc"] = incident.reported_at_utc
        incident = incident.model_copy(update=update)
        changes.append(Change(slot, old, None))
    return incident, tuple(changes)


def same_text(told: Told, incident: Incident) -> bool:
    """Is ``told`` what the record holds already?"""
    return incident.slot(told.slot) == told.value


def mark_unknown(incident: Incident, slot: SlotName) -> Incident:
    """Remember that the reporter was asked and did not know."""
    if slot in incident.unknown_slots:
        return incident
    return incident.model_copy(update={"unknown_slots": (*incident.unknown_slots, slot)})


def whole_answer(slot: SlotName, text: str) -> Told | None:
    """The whole utterance as the answer to an open question, where no better value was found in it."""
    if slot not in {"suspect_description", "direction_of_travel", "vehicle_description", "location", "items"}:
        return None
    words = without_protected_terms(text).strip(" .,!?\n\t")[:200]
    said = words.lower().split()
    if not said or len(said) > (PLACE_WORDS if slot == "location" else DESCRIPTION_WORDS):
        return None
    if slot in {"location", "items"} and len(said) > 2 and not _SENTENCE.isdisjoint(said):
        return None
    value: SlotValue = [words.lower()] if slot == "items" else words.lower()
    return Told(slot, value, words, "rule")


def priced_goods(text: str, price: str) -> Told | None:
    """What a sum of money was said of, to "what was it about?": the note in "a fifty pound note".

    ``price`` are the words that gave the sum.
    """
    before, _, after = text.partition(price)
    noun = re.match(
        r"[\s-]+((?!(?:worth|or|so|each|in|all|and|of|quid|pounds?)\b)[A-Za-z]+(?:\s[A-Za-z]+)?)[\s.!,]*$", after
    )
    if noun is not None and noun[1].lower() not in _HEDGES and price.strip():
        goods = f"{price} {noun[1]}"
    else:
        rest = re.sub(r"^[\s',]*(?:s\b)?\s*(?:worth\s+)?(?:of\s+|in\s+)?", "", after) if after.strip(" .,!") else before
        words = [word for word in re.findall(r"[A-Za-z-]+", rest) if word.lower() not in _HEDGES | _NO_GOODS]
        if not 0 < len(words) <= PLACE_WORDS or not _SENTENCE.isdisjoint(word.lower() for word in words):
            return None
        goods = " ".join(words)
    return Told("items", [goods.lower().strip()], text.strip()[:200], "rule")


def _grown(old: SlotValue | None, new: SlotValue) -> SlotValue:
    if isinstance(old, list) and isinstance(new, list):
        return [*old, *(item for item in new if item not in old)]
    if isinstance(old, str) and isinstance(new, str):
        return old if new.lower() in old.lower() else f"{old}, {new}"
    return new


def _fitted(slot: SlotName, value: SlotValue) -> SlotValue | None:
    try:
        fitted: SlotValue | None = getattr(Slots.model_validate({slot: value}), slot)
    except ValidationError:
        return None
    return fitted


def _with_value(incident: Incident, told: Told, old: SlotValue | None, new: SlotValue, given: TurnInput) -> Incident:
    changed = incident.model_copy(
        update={told.slot: new, "unknown_slots": tuple(slot for slot in incident.unknown_slots if slot != told.slot)}
    )
    if told.slot == "occurred_at":
        changed = changed.model_copy(update={"timestamp_utc": new})
    entry = _entry(told, old, new, incident, given)
    history = {**incident.provenance, told.slot: (*incident.provenance.get(told.slot, ()), entry)}
    return changed.model_copy(update={"provenance": history})


def _entry(told: Told, old: SlotValue | None, new: SlotValue, incident: Incident, given: TurnInput) -> Provenance:
    """``new`` as it was told, with the value it replaces or contradicts."""
    return Provenance(
        value=json_value(incident.model_copy(update={told.slot: new}), told.slot),
        replaced=json_value(incident, told.slot) if old is not None else None,
        actor_id=given.actor_id,
        device_id=given.device_id,
        utterance_id=given.utterance_id,
        words=told.words[:WORDS_CHARACTERS],
        source=told.source,
        confidence=given.confidence if given.confidence is not None else told.confidence,
        at_utc=given.now,
    )


def _may_clear(incident: Incident, slot: SlotName, given: TurnInput) -> bool:
    """Nobody but the first reporter takes out what somebody else told."""
    history = incident.provenance.get(slot, ())
    told_by = {speaker(entry.actor_id, entry.device_id) for entry in history[-1:]}
    return is_first(incident, given) or told_by <= {speaker(given.actor_id, given.device_id)}


def json_value(incident: Incident, slot: SlotName) -> Any:
    """One slot's value in JSON types."""
    names: set[str] = {slot}
    return incident.model_dump(mode="json", include=names)[slot]
