"""The store: everything said, every turn, every record. Synchronous; call it from one worker thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from pydantic import ValidationError

from assistant.audit import AuditEvent
from assistant.errors import StoreConflictError, StoreError
from assistant.incident import Incident, Priority, Status
from assistant.store.attachments import Attachments
from assistant.store.chats import Chats
from assistant.store.escalations import CallLog
from assistant.store.outbox import append_audit, finish_job, insert_jobs
from assistant.store.report_news import ReportNewsStore
from assistant.store.schema import conversations, incidents, turns, utterances
from assistant.store.shared import SharedRecords
from assistant.store.types import (
    ConversationState,
    IncidentSummary,
    Job,
    StoredOutcome,
    StoredTurn,
    Utterance,
)

_DECIDED: Final = (Status.ACCEPTED, Status.REJECTED, Status.CLOSED)


class Store(CallLog, ReportNewsStore, SharedRecords, Chats, Attachments):
    """All of Floorline's own tables behind one door.

    Every method raises ``StoreFullError`` or ``StoreError``; a method that writes has then changed nothing.
    """

    def add_utterance(self, utterance: Utterance) -> None:
        """Store what was said, before anything else is done with it. Twice is once."""
        row = asdict(utterance) | {"utterance_id": str(utterance.utterance_id)}
        with self._writing() as connection:
            known = sa.select(utterances.c.arrival).where(utterances.c.utterance_id == row["utterance_id"])
            if connection.execute(known).first() is None:
                connection.execute(utterances.insert().values(row))

    def conversation(self, conversation_id: str) -> ConversationState:
        """Where a conversation stands; one that was never heard of is empty, at version 0."""
        query = sa.select(conversations).where(conversations.c.conversation_id == conversation_id)
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return ConversationState(conversation_id, None, {}, 0)
        return ConversationState(conversation_id, _uuid(row.incident_id), dict(row.state), row.version)

    def incident(self, incident_id: UUID) -> Incident | None:
        """The record as it stands, or ``None``."""
        with self._reading() as connection:
            return _incident(connection, incident_id)

    def commit_turn(
        self,
        *,
        turn: StoredTurn,
        incident: Incident | None,
        state: dict[str, Any],
        jobs: Sequence[Job],
        audit: Sequence[AuditEvent],
        expected_version: int,
        replaces: Incident | None = None,
        also: Sequence[Incident] = (),
    ) -> StoredTurn:
        """Make one turn real, whole or not at all: turn, record, conversation, outbox and audit in one transaction.

        ``incident`` is the record to store; ``None`` leaves it as it is. The conversation is afterwards about
        ``turn.incident_id``. If the utterance has been taken already, nothing changes and the stored turn comes back:
        compare with ``is not turn`` to see whether that happened. ``also`` are further records that it has changed.

        Raises ``StoreConflictError`` if the conversation is no longer at ``expected_version``, or if the stored record
        is no longer the one it ``replaces`` (somebody else spoke about it): read them again and take the turn anew.
        Raises ``ValueError`` if ``incident`` is another than ``turn.incident_id``.
        """
        if incident is not None and incident.incident_id != turn.incident_id:
            raise ValueError("the turn belongs to another incident than the one to be stored")
        with self._writing() as connection:
            taken = _turn(connection, turn.utterance_id)
            if taken is not None:
                return taken
            if incident is not None:
                if replaces is not None and _incident(connection, incident.incident_id, lock=True) != replaces:
                    raise StoreConflictError("Somebody else changed the record meanwhile; take the turn anew.")
                _upsert_incident(connection, incident)
            for record in also:
                _upsert_incident(connection, record)
            _move_conversation(connection, turn, state, expected_version)
            row = asdict(turn) | {
                "utterance_id": str(turn.utterance_id),
                "incident_id": _text(turn.incident_id),
                "replies": list(turn.replies),
            }
            connection.execute(turns.insert().values(row))
            insert_jobs(connection, jobs, self.owed_clock())
            append_audit(connection, audit)
        return turn

    def add_jobs(
        self, jobs: Sequence[Job], *, incident: Incident | None = None, audit: Sequence[AuditEvent] = ()
    ) -> None:
        """Owe something outside a turn (an alarm that must not wait for one, an escalation), with its record."""
        with self._writing() as connection:
            if incident is not None:
                _upsert_incident(connection, incident)
            insert_jobs(connection, jobs, self.owed_clock())
            append_audit(connection, audit)

    def turn(self, utterance_id: UUID) -> StoredTurn | None:
        """The turn an utterance was given, or ``None`` while it has none."""
        with self._reading() as connection:
            return _turn(connection, utterance_id)

    def newest_turn(self, *, conversation_id: str | None = None, incident_id: UUID | None = None) -> StoredTurn | None:
        """The last turn of one conversation or about one incident, or ``None``."""
        query = sa.select(turns).order_by(turns.c.number.desc()).limit(1)
        if conversation_id is not None:
            query = query.where(turns.c.conversation_id == conversation_id)
        if incident_id is not None:
            query = query.where(turns.c.incident_id == str(incident_id))
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _stored_turn(row)

    def utterance(self, utterance_id: UUID) -> Utterance | None:
        """One thing that was said, or ``None``."""
        query = sa.select(utterances).where(utterances.c.utterance_id == str(utterance_id))
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else _utterance(row)

    def untaken_utterances(self) -> tuple[Utterance, ...]:
        """What was stored but never answered, since the process died in between; oldest first."""
        query = (
            sa.select(utterances)
            .outerjoin(turns, turns.c.utterance_id == utterances.c.utterance_id)
            .where(turns.c.number.is_(None))
            .order_by(utterances.c.arrival)
        )
        with self._reading() as connection:
            return tuple(_utterance(row) for row in connection.execute(query))

    def utterances_of(self, incident_id: UUID) -> tuple[Utterance, ...]:
        """Everything said about one incident, in the order it arrived."""
        query = (
            sa.select(utterances)
            .join(turns, turns.c.utterance_id == utterances.c.utterance_id)
            .where(turns.c.incident_id == str(incident_id))
            .order_by(utterances.c.arrival)
        )
        with self._reading() as connection:
            return tuple(_utterance(row) for row in connection.execute(query))

    def turns_of(self, incident_id: UUID) -> tuple[StoredTurn, ...]:
        """Every turn about one incident, in the order they were taken."""
        query = sa.select(turns).where(turns.c.incident_id == str(incident_id)).order_by(turns.c.number)
        with self._reading() as connection:
            return tuple(_stored_turn(row) for row in connection.execute(query))

    def turns_in(self, conversation_id: str) -> tuple[StoredTurn, ...]:
        """Every turn of one conversation, in the order they were taken."""
        query = sa.select(turns).where(turns.c.conversation_id == conversation_id).order_by(turns.c.number)
        with self._reading() as connection:
            return tuple(_stored_turn(row) for row in connection.execute(query))

    def incidents(
        self,
        *,
        limit: int = 50,
        status: Status | None = None,
        drill: bool | None = None,
        since_utc: datetime | None = None,
    ) -> tuple[IncidentSummary, ...]:
        """The newest incidents first, those with the given status, kind and report time only."""
        query = sa.select(incidents).order_by(incidents.c.reported_at_utc.desc(), incidents.c.incident_id.desc())
        if status is not None:
            query = query.where(incidents.c.status == status.value)
        if drill is not None:
            query = query.where(incidents.c.drill == drill)
        if since_utc is not None:
            query = query.where(incidents.c.reported_at_utc >= since_utc)
        with self._reading() as connection:
            return tuple(_summary(row) for row in connection.execute(query.limit(limit)))

    def save_incident_outcome(
        self,
        incident_id: UUID,
        *,
        status: Status,
        reference: str | None,
        report_id: str | None = None,
        reason: str | None = None,
        finished_job: str | None = None,
        audit: Sequence[AuditEvent] = (),
    ) -> None:
        """Store what the platform answered, in the record's status and in columns of its own.

        ``finished_job`` is marked done in the same transaction: a crash can come before or after, never between.
        Told the same twice, it changes (and audits) nothing.
        """
        with self._writing() as connection:
            columns = (incidents.c.record, incidents.c.outcome_status, incidents.c.outcome_reference)
            query = sa.select(*columns).where(incidents.c.incident_id == str(incident_id))
            stored = connection.execute(query).one_or_none()
            if stored is None:
                raise StoreError(f"There is no incident {incident_id}; list the reports to see which there are.")
            if finished_job is not None:
                finish_job(connection, finished_job)
            if (stored.outcome_status, stored.outcome_reference) == (status.value, reference):
                return
            connection.execute(
                incidents.update()
                .where(incidents.c.incident_id == str(incident_id))
                .values(
                    status=status.value,
                    record=_read(stored.record, incident_id).model_copy(update={"status": status}).model_dump_json(),
                    outcome_status=status.value,
                    outcome_reference=reference,
                    outcome_report_id=report_id,
                    outcome_reason=reason,
                    outcome_at_utc=datetime.now(UTC),
                )
            )
            append_audit(connection, audit)

    def outcome(self, incident_id: UUID) -> StoredOutcome | None:
        """What the platform answered about an incident, or ``None`` while it has not."""
        query = sa.select(incidents).where(incidents.c.incident_id == str(incident_id))
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.outcome_status is None:
            return None
        return StoredOutcome(
            status=Status(row.outcome_status),
            reference=row.outcome_reference,
            report_id=row.outcome_report_id,
            reason=row.outcome_reason,
            at_utc=row.outcome_at_utc,
        )


def _incident(connection: sa.Connection, incident_id: UUID, *, lock: bool = False) -> Incident | None:
    """``lock`` keeps other writers from the row until the transaction ends; on SQLite nobody else writes meanwhile."""
    query = sa.select(incidents.c.record).where(incidents.c.incident_id == str(incident_id))
    record = connection.scalar(query.with_for_update() if lock else query)
    return None if record is None else _read(record, incident_id)


def _read(record: str, incident_id: UUID) -> Incident:
    try:
        return Incident.model_validate_json(record)
    except ValidationError as exc:
        raise StoreError(
            f"The stored record {incident_id} does not fit this version's schema; "
            "install the version that wrote it, or restore the last backup."
        ) from exc


def _upsert_incident(connection: sa.Connection, incident: Incident) -> None:
    key = str(incident.incident_id)
    stored = connection.execute(
        sa.select(incidents.c.outcome_status).where(incidents.c.incident_id == key)
    ).one_or_none()
    # The platform may answer while a turn that read the record earlier is still being thought about.
    if stored is not None and stored.outcome_status in _DECIDED and incident.status is Status.SUBMITTED:
        incident = incident.model_copy(update={"status": Status(stored.outcome_status)})
    row = {
        "store_id": incident.store_id,
        "drill": incident.drill,
        "category": incident.category,
        "priority": incident.priority.value,
        "status": incident.status.value,
        "duress": incident.duress,
        "timestamp_utc": incident.timestamp_utc,
        "reported_at_utc": incident.reported_at_utc,
        "record": incident.model_dump_json(),
    }
    if stored is None:
        connection.execute(incidents.insert().values(row | {"incident_id": key}))
    else:
        connection.execute(incidents.update().where(incidents.c.incident_id == key).values(row))


def _move_conversation(
    connection: sa.Connection, turn: StoredTurn, state: dict[str, Any], expected_version: int
) -> None:
    row = {"incident_id": _text(turn.incident_id), "state": state, "version": expected_version + 1}
    moved = connection.execute(
        conversations.update()
        .where(conversations.c.conversation_id == turn.conversation_id, conversations.c.version == expected_version)
        .values(row)
    )
    if moved.rowcount:
        return
    known = sa.select(conversations.c.version).where(conversations.c.conversation_id == turn.conversation_id)
    if expected_version != 0 or connection.execute(known).first() is not None:
        raise StoreConflictError(
            "Another turn of this conversation came between; read it again and take the turn anew."
        )
    connection.execute(conversations.insert().values(row | {"conversation_id": turn.conversation_id}))


def _turn(connection: sa.Connection, utterance_id: UUID) -> StoredTurn | None:
    row = connection.execute(sa.select(turns).where(turns.c.utterance_id == str(utterance_id))).one_or_none()
    return None if row is None else _stored_turn(row)


def _stored_turn(row: sa.Row[Any]) -> StoredTurn:
    return StoredTurn(
        utterance_id=UUID(row.utterance_id),
        conversation_id=row.conversation_id,
        incident_id=_uuid(row.incident_id),
        act=row.act,
        confidence=row.confidence,
        mode=row.mode,
        replies=tuple(row.replies),
        asked=row.asked,
        result=dict(row.result),
        at_utc=row.at_utc,
    )


def _utterance(row: sa.Row[Any]) -> Utterance:
    return Utterance(
        utterance_id=UUID(row.utterance_id),
        conversation_id=row.conversation_id,
        actor_id=row.actor_id,
        device_id=row.device_id,
        channel=row.channel,
        text=row.text,
        confidence=row.confidence,
        said_at_utc=row.said_at_utc,
        silence_seconds=row.silence_seconds,
        audio_ref=row.audio_ref,
        words_unheard=row.words_unheard,
    )


def _summary(row: sa.Row[Any]) -> IncidentSummary:
    return IncidentSummary(
        incident_id=UUID(row.incident_id),
        store_id=row.store_id,
        drill=row.drill,
        category=row.category,
        priority=Priority(row.priority),
        status=Status(row.status),
        duress=row.duress,
        timestamp_utc=row.timestamp_utc,
        reported_at_utc=row.reported_at_utc,
        reference=row.outcome_reference,
    )


def _uuid(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _text(identifier: UUID | None) -> str | None:
    return None if identifier is None else str(identifier)
