"""What is known about the files that staff send: whose, when, of which incident. The bytes are in ``evidence``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from assistant.audit import AuditEvent, DetailValue
from assistant.incident import Incident, Status
from assistant.store.connection import Database
from assistant.store.outbox import append_audit, insert_jobs
from assistant.store.schema import attachments, incidents
from assistant.store.types import Job


@dataclass(frozen=True)
class Attachment:
    """One file that was sent in."""

    attachment_id: UUID
    actor_id: str
    device_id: str
    kind: str
    """``photo``, ``video``, ``audio`` or ``document``."""
    media_type: str
    sha256: str
    size_bytes: int
    received_at_utc: datetime
    incident_id: UUID | None = None
    """``None`` while nothing has been reported that it could belong to."""
    album: str | None = None

    def belonging_to(self, incident_id: UUID) -> Attachment:
        return replace(self, incident_id=incident_id)


class Attachments(Database):
    """Files by incident, with their chain of custody in the audit log."""

    def add_attachment(self, attachment: Attachment, jobs: Sequence[Job] = ()) -> bool:
        """Keep what is known of a file, owe its upload, and note it in the audit log, at once. Twice is once: false."""
        with self._writing() as connection:
            known = sa.select(attachments.c.sha256).where(attachments.c.attachment_id == str(attachment.attachment_id))
            if connection.execute(known).first() is not None:
                return False
            row = {
                "attachment_id": str(attachment.attachment_id),
                "incident_id": None if attachment.incident_id is None else str(attachment.incident_id),
                "actor_id": attachment.actor_id,
                "device_id": attachment.device_id,
                "kind": attachment.kind,
                "media_type": attachment.media_type[:100],
                "sha256": attachment.sha256,
                "size_bytes": attachment.size_bytes,
                "album": attachment.album,
                "received_at_utc": attachment.received_at_utc,
            }
            connection.execute(attachments.insert().values(row))
            insert_jobs(connection, jobs, self.owed_clock())
            append_audit(connection, (_custody(attachment, "evidence.received", attachment.received_at_utc),))
        return True

    def give_attachment(self, attachment: Attachment, incident_id: UUID, jobs: Sequence[Job] = ()) -> None:
        """A file that waited for a report belongs to ``incident_id`` from now on."""
        now = datetime.now(UTC)
        with self._writing() as connection:
            given = connection.execute(
                attachments.update()
                .where(
                    attachments.c.attachment_id == str(attachment.attachment_id), attachments.c.incident_id.is_(None)
                )
                .values(incident_id=str(incident_id))
            )
            if given.rowcount:
                insert_jobs(connection, jobs, self.owed_clock())
                event = _custody(attachment.belonging_to(incident_id), "evidence.attached", now)
                append_audit(connection, (event,))

    def add_evidence_ref(self, incident_id: UUID, url: str) -> None:
        """Name a file in the record, unless the record is on its way: what is sent twice must be the same twice.

        A turn that was being thought about meanwhile finds the record changed, and is taken anew.
        """
        here = incidents.c.incident_id == str(incident_id)
        with self._writing() as connection:
            record = connection.scalar(sa.select(incidents.c.record).where(here))
            incident = None if record is None else Incident.model_validate_json(record)
            if incident is None or incident.status is Status.SUBMITTED:
                return
            # Through JSON, so that the link is checked as every other is.
            fields = incident.model_dump(mode="json")
            fields["evidence_refs"] = list(dict.fromkeys([*fields["evidence_refs"], url]))
            changed = Incident.model_validate_json(json.dumps(fields))
            connection.execute(incidents.update().where(here).values(record=changed.model_dump_json()))

    def waiting_attachments(self, device_id: str, since_utc: datetime) -> tuple[Attachment, ...]:
        """Files from a device that belong to no incident yet."""
        return self._attachments(
            attachments.c.device_id == device_id,
            attachments.c.incident_id.is_(None),
            attachments.c.received_at_utc >= since_utc,
        )

    def attachments_of(self, incident_id: UUID) -> tuple[Attachment, ...]:
        """The files of one incident, in the order they came."""
        return self._attachments(attachments.c.incident_id == str(incident_id))

    def album_size(self, device_id: str, album: str) -> int:
        """How many files of an album have come."""
        return len(self._attachments(attachments.c.device_id == device_id, attachments.c.album == album))

    def _attachments(self, *conditions: sa.ColumnElement[bool]) -> tuple[Attachment, ...]:
        query = sa.select(attachments).where(*conditions).order_by(attachments.c.received_at_utc)
        with self._reading() as connection:
            return tuple(_attachment(row) for row in connection.execute(query))


def _custody(attachment: Attachment, action: str, at_utc: datetime) -> AuditEvent:
    subject = attachment.incident_id or attachment.attachment_id
    details: dict[str, DetailValue] = {
        "attachment_id": str(attachment.attachment_id),
        "device_id": attachment.device_id,
        "kind": attachment.kind,
        "sha256": attachment.sha256,
        "size_bytes": attachment.size_bytes,
    }
    return AuditEvent(at_utc, attachment.actor_id, action, str(subject), details)


def _attachment(row: sa.Row[Any]) -> Attachment:
    return Attachment(
        attachment_id=UUID(row.attachment_id),
        actor_id=row.actor_id,
        device_id=row.device_id,
        kind=row.kind,
        media_type=row.media_type,
        sha256=row.sha256,
        size_bytes=row.size_bytes,
        received_at_utc=row.received_at_utc,
        incident_id=None if row.incident_id is None else UUID(row.incident_id),
        album=row.album,
    )
