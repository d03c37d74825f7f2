"""Duress: the alarm goes out before anything is asked, and only a person ends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from assistant.alerts import VALID_FOR, Alert, AlertKind
from assistant.dialogue import wording
from assistant.dialogue.recording import Told, narrate, record_values
from assistant.dialogue.state import Asked, DialogueState, Draft, Effect, House, RaiseAlert, Turn, TurnInput
from assistant.duress import Duress
from assistant.incident import Incident, Injuries, Priority, SlotName, Status
from assistant.triage import assess
from assistant.understanding.values import FoundValue

ALARM_WORDS = "A colleague has called for help. Go in pairs, keep a safe distance, call 999 if you see danger."
ALARM_ARMED = "There is a weapon."
STAND_DOWN_WORDS = "The alarm has been ended by a person. Check on your colleague."


def new_incident(given: TurnInput, house: House) -> Incident:
    """An empty record that starts with this utterance."""
    if given.incident_id is None:
        raise ValueError("a turn that may open an incident needs an identifier for it")
    return Incident(
        incident_id=given.incident_id,
        drill=house.drill,
        store_id=house.store_id,
        timestamp_utc=given.now,
        reported_at_utc=given.now,
        actor_ids=(given.actor_id,),
        sop_version=house.sops.for_category(None).version,
    )


def is_open(incident: Incident | None) -> bool:
    """Whether there is a record that is still being told."""
    return incident is not None and incident.status is Status.DRAFT


def assessed(incident: Incident, house: House) -> Incident:
    """The record with its priority, and the reasons for it, worked out anew."""
    assessment = assess(incident, house.sops.for_category(incident.category))
    return incident.model_copy(update={"priority": assessment.priority, "priority_reasons": assessment.reasons})


def make_alert(
    incident: Incident,
    kind: AlertKind,
    what_to_do: str,
    utterance_id: UUID,
    house: House,
    now: datetime,
    *,
    discreet: bool = False,
) -> Alert:
    """An alert about ``incident``.

    The same utterance and the same content give the same ``alert_id``, so a retake is not a repeat; and no receiver is
    ever shown one id with two contents, which it would have to refuse.
    """
    link = None if house.link_base is None else f"{house.link_base.rstrip('/')}/incidents/{incident.incident_id}"
    alert = Alert(
        alert_id=utterance_id,
        incident_id=incident.incident_id,
        kind=kind,
        drill=incident.drill,
        store_id=incident.store_id,
        category=incident.category,
        zone=incident.location,
        priority=incident.priority,
        what_to_do=what_to_do,
        link=link,
        created_at_utc=now,
        expires_at_utc=now + VALID_FOR[incident.priority],
        discreet=discreet,
    )
    return alert.model_copy(update={"alert_id": uuid5(utterance_id, alert.model_dump_json())})


_TOLD_IN_FEAR: Final[frozenset[SlotName]] = frozenset({"location", "weapon", "suspect_count", "injuries"})
"""What is taken from a call for help: where to come to, and what to expect there."""


def told_facts(incident: Incident) -> tuple[str, ...]:
    """What an alert tells, so that an update is sent when one of them changes. Nothing here is personal data."""
    facts = [f"category={incident.category}"] if incident.category else []
    if incident.location:
        facts.append(f"place={incident.location}")
    if incident.weapon and incident.weapon != "none":
        facts.append(f"weapon={incident.weapon}")
    if incident.injuries is not None and incident.injuries.any:
        facts.append("injured=yes")
    return tuple(facts)


def raise_alarm(
    draft: Draft, duress: Duress, given: TurnInput, house: House, values: Sequence[FoundValue] = ()
) -> Turn:
    """Sound the alarm. A silent phrase is answered with nothing; the others with one short sentence.

    ``values`` are what the grammar found in the call itself, which no model is asked about: who says where they are is
    not asked for it, and the team is told. A second call for help during an alarm alerts again: whoever calls twice
    still has nobody with them.
    """
    incident = draft.incident if draft.incident is not None and is_open(draft.incident) else new_incident(given, house)
    state = draft.state if is_open(draft.incident) else type(draft.state)()
    told = [Told(one.slot, one.value, one.words, "grammar") for one in values if _helps(one)]
    incident, _ = record_values(narrate(incident, given), told, given, replace=False)
    incident = assessed(incident.model_copy(update={"duress": True}), house)
    silent = duress.kind == "silent" or state.alarm == "silent"
    state = state.model_copy(
        update={
            "alarm": "silent" if silent else "spoken",
            "asked": None,
            "failures": 0,
            "nudges": 0,
            "silences": 0,
            "asides": 0,
            "resume": _open_before(state),
            "alerted": Priority.P1,
            "alerted_facts": told_facts(incident),
        }
    )
    replies: list[str] = []
    if not silent:
        replies.append(wording.ALARM_RAISED)
        if incident.location is None and not state.alarm_asked_place:
            replies.append(wording.ALARM_WHERE)
            often = {**state.put, "location": state.put.get("location", 0) + 1}
            state = state.model_copy(update={"asked": "location", "alarm_asked_place": True, "put": often})
    state = state.model_copy(update={"last_replies": tuple(replies)})
    armed = incident.weapon not in (None, "none")
    words = f"{ALARM_ARMED} {ALARM_WORDS}" if armed else ALARM_WORDS
    alarm = make_alert(incident, AlertKind.ALARM, words, given.utterance_id, house, given.now, discreet=silent)
    return Turn(Draft(incident, state), tuple(replies), (RaiseAlert(alarm),))


def _helps(value: FoundValue) -> bool:
    """Does it tell the team of a danger, or where it is? "No weapon" in a call for help is no fact to rely on."""
    harmless = value.value == "none" or (isinstance(value.value, Injuries) and not value.value.any)
    return value.slot in _TOLD_IN_FEAR and not harmless


def _open_before(state: DialogueState) -> Asked | None:
    """The question to come back to once the alarm is over; a second call for help changes nothing about it."""
    if state.alarm != "none" or state.asked == "cancellation":
        return state.resume
    return "confirmation" if state.asked == "correction" else state.asked


def stand_down(draft: Draft, given: TurnInput, house: House) -> tuple[Draft, tuple[Effect, ...]]:
    """End the alarm because a person said so, and tell the team. The record keeps that there was one."""
    if draft.incident is None or draft.state.alarm == "none":
        return draft, ()
    incident = narrate(draft.incident, given)
    state = draft.state.model_copy(
        update={"alarm": "none", "asked": None, "failures": 0, "silences": 0, "after_alarm": True}
    )
    alert = make_alert(incident, AlertKind.STAND_DOWN, STAND_DOWN_WORDS, given.utterance_id, house, given.now)
    return Draft(incident, state), (RaiseAlert(alert),)
