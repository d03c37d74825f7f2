"""What a turn starts from: the record and the talk about it, wherever they were left, and what others report just now.

A report belongs to the person who tells it, not to the device: it goes on in the chat where the headset left it, and
back. Two people about one incident have a talk each; what the team has been told is common to both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal
from uuid import UUID

from assistant.dialogue import Asked, DialogueState, Draft, OpenReport
from assistant.dialogue.claims import first_speaker, speaker
from assistant.dialogue.interrupted import unheard_with_question
from assistant.dialogue.joining import own_report
from assistant.incident import Incident, SlotName, Status
from assistant.people import Roster
from assistant.store import Store, Utterance
from assistant.store.shared import LastTalk

OPENED_WITHIN: Final = timedelta(hours=4)
"""A report that was opened longer ago is no longer looked for from elsewhere; its own conversation still has it."""


@dataclass(frozen=True, slots=True)
class TurnStart:
    """Where a turn begins."""

    draft: Draft
    version: int
    """The conversation's, which must still be the same when the turn is stored."""
    others: tuple[OpenReport, ...] = ()

    def changes(self, utterance: Utterance) -> UUID | str:
        """The record that the turn may change and others too; a new one is nobody else's."""
        if self.draft.state.offer is not None:
            return self.draft.state.offer.incident_id
        return utterance.conversation_id if self.draft.incident is None else self.draft.incident.incident_id

    def unheard(self, utterance: Utterance) -> str:
        """What was not heard of the last answer, where its question was not."""
        return unheard_with_question(self.draft.state.last_replies, utterance.words_unheard)

    def known(self, incident_id: UUID | None) -> Incident | None:
        """The record with this id as the turn found it; ``None`` for one that the turn has opened."""
        records = (self.draft.incident, *(report.incident for report in self.others))
        return next((record for record in records if record and record.incident_id == incident_id), None)


def turn_start(
    store: Store, utterance: Utterance, roster: Roster, *, store_id: str, drill: bool, continues: bool = True
) -> TurnStart:
    """Read it all, in the store's thread. Raises ``StoreError``.

    ``continues`` is false for what is said from outside into a conversation as it stands (an alarm ended by a person).
    """
    stored = store.conversation(utterance.conversation_id)
    incident = None if stored.incident_id is None else store.incident(stored.incident_id)
    state = DialogueState.model_validate(stored.state)
    if incident is not None and incident.status is Status.DRAFT:
        if not continues:
            return TurnStart(Draft(incident, state), stored.version)
        state = _continued(store, incident, utterance, state, roster)
        offered = None if state.offer is None else _report(store, store.incident(state.offer.incident_id))
        return TurnStart(Draft(incident, state), stored.version, () if offered is None else (offered,))
    reference = None
    if incident is not None and incident.status is not Status.CANCELLED:
        outcome = store.outcome(incident.incident_id)
        reference = None if outcome is None else outcome.reference
    here = TurnStart(Draft(incident, state, reference), stored.version)
    if not utterance.text.strip():
        return here
    since = utterance.said_at_utc - OPENED_WITHIN
    open_now = store.open_incidents(store_id=store_id, drill=drill, since_utc=since)
    if roster.person(utterance.actor_id) is not None:
        own = own_report_elsewhere(store, open_now, utterance.actor_id, utterance.device_id, utterance.said_at_utc)
        if own is not None:
            return TurnStart(Draft(*own), stored.version)
    who = speaker(utterance.actor_id, utterance.device_id)
    reports = tuple(
        report for record in open_now if first_speaker(record) != who and (report := _report(store, record)) is not None
    )
    return TurnStart(here.draft, here.version, reports)


def own_report_elsewhere(
    store: Store, open_now: Sequence[Incident], actor_id: str, device_id: str, now: datetime
) -> tuple[Incident, DialogueState] | None:
    """The open report that ``actor_id`` was telling on another device of theirs, and the talk as it was left there."""
    talks: dict[UUID, LastTalk] = {}
    for record in open_now:
        if actor_id not in record.actor_ids:
            continue
        talk = store.last_talk(record.incident_id, actor_id=actor_id)
        # a new conversation on the same device is a new beginning, and asked for
        if talk is not None and talk.state is not None and talk.device_id != device_id:
            talks[record.incident_id] = talk
    told = [(record, talks[record.incident_id].at_utc) for record in open_now if record.incident_id in talks]
    own = own_report(told, actor_id, now)
    if own is None:
        return None
    state = DialogueState.model_validate(talks[own.incident_id].state)
    return own, _with_shared(state, store.last_talk(own.incident_id))


def _continued(
    store: Store, incident: Incident, utterance: Utterance, state: DialogueState, roster: Roster
) -> DialogueState:
    """The talk about an open record: where this person left it on another device, and what the team was told since."""
    last = store.last_talk(incident.incident_id)
    if last is None or last.conversation_id == utterance.conversation_id:
        return state
    own = last
    if last.actor_id != utterance.actor_id:
        own = store.last_talk(incident.incident_id, actor_id=utterance.actor_id) or last
    moved = own.actor_id == utterance.actor_id and own.conversation_id != utterance.conversation_id
    if moved and own.state is not None and roster.person(utterance.actor_id) is not None:
        state = DialogueState.model_validate(own.state)
    return _with_shared(state, last)


def _with_shared(state: DialogueState, last: LastTalk | None) -> DialogueState:
    """What the team has been told is the incident's, whoever was speaking."""
    if last is None or last.state is None:
        return state
    shared: dict[str, Any] = DialogueState.model_validate(last.state).model_dump(include={"alerted", "alerted_facts"})
    return state.model_copy(update=shared) if shared["alerted"] is not None else state


def _report(store: Store, incident: Incident | None) -> OpenReport | None:
    if incident is None:
        return None
    last = store.last_talk(incident.incident_id)
    state = DialogueState() if last is None or last.state is None else DialogueState.model_validate(last.state)
    silent = incident.duress and any(
        store.conversation(conversation_id).state.get("alarm") == "silent"
        for conversation_id in store.conversations_about(incident.incident_id)
    )
    return OpenReport(incident, state.alerted, state.alerted_facts, silent=silent)


def asked_of_grammar(asked: Asked | None) -> SlotName | Literal["confirmation"] | None:
    """What was asked, in the grammar's terms: every yes-or-no question about the talk itself is a confirmation."""
    match asked:
        case "cancellation" | "stand_down" | "joining":
            return "confirmation"
        case "correction":
            return None
        case _:
            return asked
