"""The outbox: what is owed to the outside, written in the same transaction as the reason for it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from assistant.audit import GENESIS_HASH, AuditEntry, AuditEvent, chained
from assistant.errors import StoreError
from assistant.store.connection import Database
from assistant.store.schema import audit, dead_letters, jobs, submissions
from assistant.store.types import DeadLetter, Job, JobState, StoredJob, TargetHealth


class Outbox(Database):
    """Jobs, dead letters, the exact bytes that were submitted, and the audit log."""

    def pending_jobs(self) -> tuple[StoredJob, ...]:
        """Every job that is still owed, oldest first."""
        owed = sa.select(jobs).where(jobs.c.state.in_(("waiting", "running"))).order_by(jobs.c.number)
        with self._reading() as connection:
            return tuple(_stored_job(row) for row in connection.execute(owed))

    def owed_keys(self) -> tuple[str, ...]:
        """The key of every job that is still owed, oldest first: all that a sweep needs, also of ten thousand."""
        owed = sa.select(jobs.c.key).where(jobs.c.state.in_(("waiting", "running"))).order_by(jobs.c.number)
        with self._reading() as connection:
            return tuple(connection.scalars(owed))

    def health_by_target(self) -> tuple[TargetHealth, ...]:
        """Every receiver to which something is owed or was given up, by name."""
        columns = (jobs.c.target, jobs.c.state, jobs.c.error, jobs.c.owed_since_utc, jobs.c.updated_at_utc)
        unfinished = sa.select(*columns).where(jobs.c.state.in_(("waiting", "running", "dead")))
        found: dict[str, list[Any]] = {}
        with self._reading() as connection:
            for row in connection.execute(unfinished):
                found.setdefault(row.target, []).append(row)
        return tuple(_health(target, rows) for target, rows in sorted(found.items()))

    def job(self, key: str) -> StoredJob | None:
        """One job of the outbox, or ``None``."""
        with self._reading() as connection:
            row = connection.execute(sa.select(jobs).where(jobs.c.key == key)).one_or_none()
        return None if row is None else _stored_job(row)

    def jobs_of(self, incident_id: UUID) -> tuple[StoredJob, ...]:
        """Every job one incident has caused, oldest first."""
        query = sa.select(jobs).where(jobs.c.incident_id == str(incident_id)).order_by(jobs.c.number)
        with self._reading() as connection:
            return tuple(_stored_job(row) for row in connection.execute(query))

    def mark_job(
        self,
        key: str,
        state: JobState,
        *,
        attempts: int,
        error: str | None = None,
        receipt: str | None = None,
        audit_events: Sequence[AuditEvent] = (),
    ) -> None:
        """Note how far a job has come. A job that is done stays done, whatever is noted later."""
        with self._writing() as connection:
            if _mark(connection, key, state, attempts=attempts, error=error, receipt=receipt):
                append_audit(connection, audit_events)

    def add_dead_letter(
        self, key: str, *, reason: str, remedy: str, attempts: int, audit_events: Sequence[AuditEvent] = ()
    ) -> None:
        """Give a job up: it is marked dead and listed until a person redrives it. Twice is once."""
        now = datetime.now(UTC)
        with self._writing() as connection:
            if not _mark(connection, key, "dead", attempts=attempts, error=reason):
                return
            listed = sa.select(dead_letters.c.number).where(
                dead_letters.c.key == key, dead_letters.c.redriven_at_utc.is_(None)
            )
            if connection.execute(listed).first() is not None:
                return
            letter = {"key": key, "reason": reason, "remedy": remedy, "attempts": attempts, "at_utc": now}
            connection.execute(dead_letters.insert().values(letter))
            append_audit(connection, audit_events)

    def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The jobs that were given up and not redriven since, oldest first."""
        query = (
            sa.select(dead_letters, jobs.c.kind, jobs.c.incident_id, jobs.c.target)
            .join(jobs, jobs.c.key == dead_letters.c.key)
            .where(dead_letters.c.redriven_at_utc.is_(None), jobs.c.state == "dead")
            .order_by(dead_letters.c.number)
        )
        with self._reading() as connection:
            return tuple(
                DeadLetter(
                    key=row.key,
                    kind=row.kind,
                    incident_id=UUID(row.incident_id),
                    target=row.target,
                    reason=row.reason,
                    remedy=row.remedy,
                    attempts=row.attempts,
                    at_utc=row.at_utc,
                )
                for row in connection.execute(query)
            )

    def revive(self, key: str, *, audit_events: Sequence[AuditEvent] = ()) -> None:
        """Owe a dead job again, with no attempts made.

        Raises ``StoreError`` if the job is not among the dead letters.
        """
        now = datetime.now(UTC)
        with self._writing() as connection:
            taken = connection.execute(
                dead_letters.update()
                .where(
                    dead_letters.c.key == key,
                    dead_letters.c.redriven_at_utc.is_(None),
                    dead_letters.c.key.in_(sa.select(jobs.c.key).where(jobs.c.state == "dead")),
                )
                .values(redriven_at_utc=now)
            )
            if not taken.rowcount:
                raise StoreError(f"There is no dead letter {key}; list them to see which can be sent again.")
            connection.execute(
                jobs.update()
                .where(jobs.c.key == key)
                .values(state="waiting", attempts=0, error=None, owed_since_utc=self.owed_clock(), updated_at_utc=now)
            )
            append_audit(connection, audit_events)

    def drop(self, key: str, *, reason: str, audit_events: Sequence[AuditEvent] = ()) -> None:
        """Have a dead letter rest for good; ``reason`` is kept with the job. ``StoreError`` if there is none."""
        with self._writing() as connection:
            dropped = connection.execute(
                jobs.update()
                .where(jobs.c.key == key, jobs.c.state == "dead")
                .values(state="dropped", error=reason, updated_at_utc=datetime.now(UTC))
            )
            if not dropped.rowcount:
                raise StoreError(f"There is no dead letter {key}; list them to see which can be dropped.")
            append_audit(connection, audit_events)

    def submission(self, key: str, build: Callable[[], bytes]) -> bytes:
        """The exact bytes job ``key`` sends: those built the first time it asked, for ever after.

        A receiver that saw the first attempt must be sent the same bytes under the same key by the second.
        """
        query = sa.select(submissions.c.record).where(submissions.c.key == key)
        with self._writing() as connection:
            stored: bytes | None = connection.scalar(query)
            if stored is not None:
                return stored
            record = build()
            row = {"key": key, "record": record, "record_sha256": hashlib.sha256(record).hexdigest()}
            connection.execute(submissions.insert().values(row | {"built_at_utc": datetime.now(UTC)}))
        return record

    def forget_submission(self, key: str) -> None:
        """Let a refused report be built anew from the record as it is now; only for a job that is redriven."""
        with self._writing() as connection:
            connection.execute(submissions.delete().where(submissions.c.key == key))

    def add_audit(self, events: Sequence[AuditEvent]) -> None:
        """Append to the audit log outside a turn."""
        with self._writing() as connection:
            append_audit(connection, events)

    def audit_entries(self, subject: str | None = None) -> tuple[AuditEntry, ...]:
        """The audit log, or the part of it that is about one subject, in order."""
        query = sa.select(audit).order_by(audit.c.sequence)
        if subject is not None:
            query = query.where(audit.c.subject == subject)
        with self._reading() as connection:
            return tuple(_audit_entry(row) for row in connection.execute(query))

    def audit_head(self) -> tuple[int, str]:
        """How many entries the log has, and the hash that stands for all of them."""
        with self._reading() as connection:
            return _audit_head(connection)


def insert_jobs(connection: sa.Connection, new: Iterable[Job], now: datetime) -> None:
    """Put jobs into the outbox; one whose key is there already is left as it is."""
    for job in new:
        if connection.execute(sa.select(jobs.c.number).where(jobs.c.key == job.key)).first() is not None:
            continue
        row = {
            "key": job.key,
            "kind": job.kind,
            "incident_id": str(job.incident_id),
            "target": job.target,
            "payload": job.payload,
            "state": "waiting",
            "attempts": 0,
            "owed_since_utc": now,
            "updated_at_utc": now,
        }
        connection.execute(jobs.insert().values(row))


def finish_job(connection: sa.Connection, key: str) -> None:
    """Mark a job done as part of a larger transaction."""
    connection.execute(
        jobs.update().where(jobs.c.key == key).values(state="done", error=None, updated_at_utc=datetime.now(UTC))
    )


def append_audit(connection: sa.Connection, events: Sequence[AuditEvent]) -> None:
    """Chain events to the end of the log. The caller's transaction holds the write lock."""
    if not events:
        return
    last_sequence, head = _audit_head(connection)
    rows = [
        {
            "sequence": entry.sequence,
            "at_utc": entry.event.at_utc,
            "actor_id": entry.event.actor_id,
            "action": entry.event.action,
            "subject": entry.event.subject,
            "details": dict(entry.event.details),
            "previous_hash": entry.previous_hash,
            "entry_hash": entry.entry_hash,
        }
        for entry in chained(events, last_sequence=last_sequence, head=head)
    ]
    connection.execute(audit.insert(), rows)


def _audit_head(connection: sa.Connection) -> tuple[int, str]:
    # Two writers at once can only be on PostgreSQL; there the second waits for the first here.
    last = sa.select(audit.c.sequence, audit.c.entry_hash).order_by(audit.c.sequence.desc()).limit(1).with_for_update()
    row = connection.execute(last).one_or_none()
    return (0, GENESIS_HASH) if row is None else (row.sequence, row.entry_hash)


def _mark(
    connection: sa.Connection,
    key: str,
    state: JobState,
    *,
    attempts: int,
    error: str | None,
    receipt: str | None = None,
) -> bool:
    values = {"state": state, "attempts": attempts, "error": error, "updated_at_utc": datetime.now(UTC)}
    if receipt is not None:
        values["receipt"] = receipt[:200]
    open_job = sa.and_(jobs.c.key == key, jobs.c.state.not_in(("done", "dropped")))
    changed = connection.execute(jobs.update().where(open_job).values(values))
    return bool(changed.rowcount)


def _health(target: str, rows: Sequence[Any]) -> TargetHealth:
    owed = [row for row in rows if row.state != "dead"]
    failing = [row for row in owed if row.state == "running" and row.error is not None]
    latest = max(failing, key=lambda row: row.updated_at_utc, default=None)
    return TargetHealth(
        target=target,
        owed=len(owed),
        failing=len(failing),
        owed_since_utc=min((row.owed_since_utc for row in owed), default=None),
        last_error=None if latest is None else latest.error,
        dead=len(rows) - len(owed),
    )


def _stored_job(row: sa.Row[Any]) -> StoredJob:
    return StoredJob(
        job=Job(
            key=row.key,
            kind=row.kind,
            incident_id=UUID(row.incident_id),
            target=row.target,
            payload=dict(row.payload),
        ),
        state=row.state,
        attempts=row.attempts,
        error=row.error,
        owed_since_utc=row.owed_since_utc,
        updated_at_utc=row.updated_at_utc,
        receipt=row.receipt,
    )


def _audit_entry(row: sa.Row[Any]) -> AuditEntry:
    details = {name: tuple(value) if isinstance(value, list) else value for name, value in row.details.items()}
    event = AuditEvent(row.at_utc, row.actor_id, row.action, row.subject, details)
    return AuditEntry(row.sequence, event, row.previous_hash, row.entry_hash)
