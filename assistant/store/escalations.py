"""How far the calling of people has come, saved together with the calls that are owed for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from assistant.audit import AuditEvent
from assistant.errors import StoreError
from assistant.store.outbox import Outbox, append_audit, finish_job, insert_jobs
from assistant.store.schema import escalations
from assistant.store.types import Job, StoredEscalation


class CallLog(Outbox):
    """One row an incident. A step is saved with its calls or not at all, so that none is lost or made twice."""

    def escalation(self, incident_id: UUID) -> StoredEscalation | None:
        """How far one incident's has come, or ``None`` where nobody was ever called."""
        with self._reading() as connection:
            query = sa.select(escalations).where(escalations.c.incident_id == str(incident_id))
            row = connection.execute(query).one_or_none()
        return None if row is None else _stored(row)

    def open_escalations(self) -> tuple[StoredEscalation, ...]:
        """Every one that something is still waited for, the longest unchanged first."""
        query = sa.select(escalations).where(escalations.c.is_open).order_by(escalations.c.saved_at_utc)
        with self._reading() as connection:
            return tuple(_stored(row) for row in connection.execute(query))

    def save_escalation(
        self,
        incident_id: UUID,
        state: dict[str, Any],
        *,
        is_open: bool,
        expected_version: int,
        jobs: Sequence[Job] = (),
        finished_job: str | None = None,
        audit: Sequence[AuditEvent] = (),
    ) -> int:
        """Save one step with what is owed for it, in one transaction; gives the new version.

        Raises ``StoreError`` if it is no longer at ``expected_version`` (0: not saved yet).
        """
        now = datetime.now(UTC)
        row = {"state": state, "is_open": is_open, "version": expected_version + 1, "saved_at_utc": now}
        with self._writing() as connection:
            moved = connection.execute(
                escalations.update()
                .where(escalations.c.incident_id == str(incident_id), escalations.c.version == expected_version)
                .values(row)
            )
            if not moved.rowcount:
                known = sa.select(escalations.c.version).where(escalations.c.incident_id == str(incident_id))
                if expected_version != 0 or connection.execute(known).first() is not None:
                    raise StoreError("Another step of this escalation came between; read it again.")
                connection.execute(escalations.insert().values(row | {"incident_id": str(incident_id)}))
            insert_jobs(connection, jobs, self.owed_clock())
            if finished_job is not None:
                finish_job(connection, finished_job)
            append_audit(connection, audit)
        return expected_version + 1


def _stored(row: sa.Row[Any]) -> StoredEscalation:
    return StoredEscalation(
        incident_id=UUID(row.incident_id),
        state=dict(row.state),
        is_open=row.is_open,
        version=row.version,
        saved_at_utc=row.saved_at_utc,
    )
