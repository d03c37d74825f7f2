"""Stand-ins for what delivery delivers to, and values to deliver."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

from assistant.alerts import Alert, AlertKind
from assistant.errors import PlatformRefused
from assistant.incident import Incident, Priority, Status
from assistant.platform import Receipt
from assistant.platform_contract import EvidenceContent, EvidenceReceipt, EvidenceRef, ReportStatus
from assistant.store import Job, Store


class FakeChannel:
    """Takes alerts, after raising whatever it was told to raise first; knows an alert it has seen."""

    def __init__(self, name: str = "ops", failures: Iterable[Exception] = ()) -> None:
        self.name = name
        self.failures = list(failures)
        self.calls: list[UUID] = []
        self.received: dict[UUID, Alert] = {}
        self.gate: asyncio.Event | None = None
        """Once set to an event, a send waits for it."""

    async def send(self, alert: Alert) -> str:
        self.calls.append(alert.alert_id)
        if self.gate is not None:
            await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.received.setdefault(alert.alert_id, alert)
        return f"receipt-{len(self.received)}"


class FakePlatform:
    """Files reports once a key, and refuses a key that comes back with other bytes, as the real one must."""

    def __init__(self, failures: Iterable[Exception] = (), status: Status = Status.ACCEPTED) -> None:
        self.failures = list(failures)
        self.is_down_with: Exception | None = None
        self.status = status
        self.calls: list[tuple[str, bytes]] = []
        self.filed: dict[str, bytes] = {}
        self.gate: asyncio.Event | None = None
        """Once set to an event, filing waits for it."""
        self.loses_answers_with: Callable[[], Exception] | None = None
        """Files the report, then raises this instead of answering."""

    async def create_report(self, record: bytes, idempotency_key: str) -> Receipt:
        self.calls.append((idempotency_key, record))
        if self.gate is not None:
            await self.gate.wait()
        if self.is_down_with is not None:
            raise self.is_down_with
        if self.failures:
            raise self.failures.pop(0)
        replayed = idempotency_key in self.filed
        if replayed and self.filed[idempotency_key] != record:
            raise PlatformRefused("The key was used for another report.")
        self.filed[idempotency_key] = record
        if self.loses_answers_with is not None:
            failure, self.loses_answers_with = self.loses_answers_with(), None
            raise failure
        number = list(self.filed).index(idempotency_key) + 1
        return Receipt(f"report-{number}", f"FL-{number}", self.status, replayed)

    async def add_evidence(self, report_id: str, evidence: EvidenceRef, idempotency_key: str) -> EvidenceReceipt:
        raise PlatformRefused("This stand-in takes no evidence.")

    async def evidence_content(self, report_id: str, evidence_id: UUID) -> EvidenceContent:
        raise PlatformRefused("This stand-in takes no evidence.")

    async def add_evidence_content(
        self, report_id: str, evidence_id: UUID, offset_bytes: int, piece: bytes
    ) -> EvidenceContent:
        raise PlatformRefused("This stand-in takes no evidence.")

    async def report_status(self, report_id: str) -> ReportStatus:
        raise PlatformRefused("This stand-in answers no questions.")

    async def health(self) -> bool:
        return self.is_down_with is None

    async def aclose(self) -> None:
        return None


def owe_alert(store: Store, target: str = "ops") -> str:
    """An incident with one alert in the outbox; its key."""
    record = _record()
    alert = Alert(
        incident_id=record.incident_id,
        kind=AlertKind.ALARM,
        store_id="0042",
        category=None,
        zone="kiosk",
        priority=Priority.P1,
        what_to_do="Go there in pairs.",
        created_at_utc=datetime.now(UTC),
    )
    key = f"alert:{alert.alert_id}:{target}"
    job = Job(key, "alert", record.incident_id, target, alert.model_dump(mode="json"))
    store.add_jobs([job], incident=record)
    return key


def owe_report(store: Store, record: Incident | None = None) -> str:
    """An incident with its report in the outbox; its key."""
    record = record or _record()
    key = f"submit:{record.incident_id}"
    store.add_jobs([Job(key, "submit", record.incident_id, "platform", {})], incident=record)
    return key


def incident_of(key: str) -> UUID:
    """The incident a report's key is about."""
    return UUID(key.removeprefix("submit:"))


def _record() -> Incident:
    now = datetime.now(UTC)
    return Incident(
        store_id="0042", timestamp_utc=now, reported_at_utc=now, status=Status.SUBMITTED, suspect_description="red coat"
    )
