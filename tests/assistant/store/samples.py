"""Values to put into a store."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from assistant.audit import AuditEvent
from assistant.identifiers import uuid7
from assistant.incident import Incident, Status
from assistant.store import Job, Store, StoredTurn, Utterance

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def utterance(text: str = "someone is stealing", conversation_id: str = "headset-1", **changes: Any) -> Utterance:
    values: dict[str, Any] = {
        "utterance_id": uuid7(),
        "conversation_id": conversation_id,
        "actor_id": "staff-7",
        "device_id": "headset-1",
        "channel": "headset",
        "text": text,
        "confidence": 0.8,
        "said_at_utc": NOON,
    }
    return Utterance(**values | changes)


def incident(**changes: Any) -> Incident:
    values = {"store_id": "0042", "timestamp_utc": NOON, "reported_at_utc": NOON}
    return Incident.model_validate(values | changes)


def turn(said: Utterance, about: UUID | None, **changes: Any) -> StoredTurn:
    values: dict[str, Any] = {
        "utterance_id": said.utterance_id,
        "conversation_id": said.conversation_id,
        "incident_id": about,
        "act": "report_incident",
        "confidence": 0.9,
        "mode": "rasa",
        "replies": ("Stay back.", "Where is it?"),
        "asked": "location",
        "result": {"replies": ["Stay back.", "Where is it?"], "alarm": False},
        "at_utc": NOON,
    }
    return StoredTurn(**values | changes)


def event(subject: str, action: str = "turn") -> AuditEvent:
    return AuditEvent(NOON, "staff-7", action, subject, {"slots": ("category",)})


def alert_job(about: UUID, key: str = "alert:1:ops") -> Job:
    return Job(key, "alert", about, "ops", {"kind": "alarm"})


def submit_job(about: UUID) -> Job:
    return Job(f"submit:{about}", "submit", about, "platform", {})


def take(store: Store, record: Incident, *, jobs: tuple[Job, ...] = (), version: int = 0, **changes: Any) -> StoredTurn:
    """One whole turn about ``record``."""
    said = utterance(conversation_id=changes.pop("conversation_id", "headset-1"))
    store.add_utterance(said)
    return store.commit_turn(
        turn=turn(said, record.incident_id, **changes),
        incident=record,
        state={"version": version + 1},
        jobs=jobs,
        audit=[event(str(record.incident_id))],
        expected_version=version,
    )


def submitted(store: Store) -> Incident:
    """A record on its way to the platform, with its job."""
    record = incident(status=Status.SUBMITTED, confirmed=True, reported_at_utc=NOON + timedelta(minutes=1))
    store.add_jobs([submit_job(record.incident_id)], incident=record)
    return record
