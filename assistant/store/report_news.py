"""What became of filed reports, in the record and beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from assistant.audit import AuditEvent
from assistant.incident import Incident, Status
from assistant.store.outbox import Outbox, append_audit, finish_job
from assistant.store.schema import incidents

ASKED_AFTER_FOR: Final = timedelta(days=60)
_MOST_ASKED_AFTER: Final = 500


@dataclass(frozen=True)
class OpenReport:
    """A report that the platform holds and has not closed."""

    incident_id: UUID
    report_id: str
    status: Status
    police_reference: str | None


class ReportNewsStore(Outbox):
    """The part of the store that takes in what the platform says later."""

    def open_reports(self) -> tuple[OpenReport, ...]:
        """Those filed within the last 60 days that may still change, the newest first."""
        query = (
            sa.select(
                incidents.c.incident_id, incidents.c.outcome_report_id, incidents.c.outcome_status, incidents.c.record
            )
            .where(
                incidents.c.outcome_report_id.is_not(None),
                incidents.c.outcome_status == Status.ACCEPTED.value,
                incidents.c.reported_at_utc >= datetime.now(UTC) - ASKED_AFTER_FOR,
            )
            .order_by(incidents.c.reported_at_utc.desc())
            .limit(_MOST_ASKED_AFTER)
        )
        with self._reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            OpenReport(
                UUID(row.incident_id),
                row.outcome_report_id,
                Status(row.outcome_status),
                Incident.model_validate_json(row.record).police_reference,
            )
            for row in rows
        )

    def take_news(
        self,
        incident_id: UUID,
        *,
        status: Status,
        police_reference: str | None,
        finished_job: str,
        audit: Sequence[AuditEvent] = (),
    ) -> bool:
        """Put the platform's word into record and outcome and finish the job, in one transaction; whether it was news.

        What is not newer than what is known changes (and audits) nothing: "submitted" says less than "accepted", and a
        closed report stays closed.
        """
        where = incidents.c.incident_id == str(incident_id)
        with self._writing() as connection:
            finish_job(connection, finished_job)
            row = connection.execute(sa.select(incidents).where(where)).one_or_none()
            if row is None:
                return False
            known = Status(row.outcome_status) if row.outcome_status else Status.SUBMITTED
            record = Incident.model_validate_json(row.record)
            changes: dict[str, object] = {}
            if status not in (Status.SUBMITTED, known) and known is not Status.CLOSED:
                changes["status"] = status
            if police_reference is not None and police_reference != record.police_reference:
                changes["police_reference"] = police_reference
            if not changes:
                return False
            after = record.model_copy(update=changes)
            stands = after.status if "status" in changes else known
            connection.execute(
                incidents.update()
                .where(where)
                .values(
                    record=after.model_dump_json(),
                    status=after.status.value,
                    outcome_status=stands.value,
                    outcome_at_utc=datetime.now(UTC),
                )
            )
            append_audit(connection, audit)
        return True
