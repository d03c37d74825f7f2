"""What the sandbox holds: reports, evidence, answers given under each idempotency key, webhooks received.

In memory, or in a SQLite file that outlives the sandbox's own crash: a report and the answer to it are one
transaction, so after a kill either both are there or neither.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.errors import StoreError
from assistant.identifiers import uuid7
from assistant.incident import Status
from assistant.platform_contract import EvidenceReceipt, ReportReceipt

FIRST_NUMBER = 1001
"""References are SBX-1001, SBX-1002, …: always four digits to read aloud, never a leading zero."""

_TABLES = """
CREATE TABLE IF NOT EXISTS reports (
    number INTEGER PRIMARY KEY, report_id TEXT NOT NULL UNIQUE, incident_id TEXT NOT NULL UNIQUE,
    idempotency_key TEXT NOT NULL, record BLOB NOT NULL, status TEXT NOT NULL, filed_at_utc TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS evidence (
    report_id TEXT NOT NULL REFERENCES reports (report_id), evidence_id TEXT NOT NULL, body BLOB NOT NULL,
    added_at_utc TEXT NOT NULL, PRIMARY KEY (report_id, evidence_id)
) STRICT;
CREATE TABLE IF NOT EXISTS pieces (
    evidence_id TEXT NOT NULL, offset_bytes INTEGER NOT NULL, piece BLOB NOT NULL,
    PRIMARY KEY (evidence_id, offset_bytes)
) STRICT;
CREATE TABLE IF NOT EXISTS news (
    number INTEGER PRIMARY KEY, report_id TEXT NOT NULL REFERENCES reports (report_id), police_reference TEXT,
    at_utc TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY, request_sha256 TEXT NOT NULL, answer BLOB NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS webhooks (
    name TEXT NOT NULL, webhook_id TEXT NOT NULL, body BLOB NOT NULL, deliveries INTEGER NOT NULL,
    first_at_utc TEXT NOT NULL, PRIMARY KEY (name, webhook_id)
) STRICT;
"""


@dataclass(frozen=True)
class StoredReport:
    """One report as the sandbox holds it."""

    report_id: str
    reference: str
    incident_id: str
    idempotency_key: str
    status: Status
    record: bytes
    """The exact bytes that were signed and sent."""
    evidence: tuple[bytes, ...]
    """Each an ``EvidenceRef`` in JSON, in the order of arrival."""
    filed_at_utc: datetime
    updated_at_utc: datetime
    """When the last evidence or news came, or the report itself."""
    police_reference: str | None = None


@dataclass(frozen=True)
class StoredWebhook:
    """One message to a webhook, however often it was delivered."""

    webhook_id: str
    body: bytes
    deliveries: int
    """1, and one more for each repetition."""
    first_at_utc: datetime


@dataclass(frozen=True)
class EarlierAnswer:
    """What was answered under an idempotency key."""

    same_request: bool
    """Whether path and body are the same as they were then."""
    answer: bytes


class SandboxState:
    """The sandbox's memory. May be read from any thread, also while a server uses it."""

    def __init__(self, file: Path | None = None) -> None:
        """``file`` is made if it is missing; ``None`` keeps everything in memory. ``StoreError``."""
        self._lock = threading.Lock()
        try:
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch(mode=0o600)
            self._db = sqlite3.connect(file or ":memory:", check_same_thread=False, isolation_level=None)
        except (OSError, sqlite3.Error) as exc:
            raise StoreError(f"The sandbox's state file {file} cannot be opened; check the folder.") from exc
        try:
            # WAL with NORMAL survives a killed process; only a power cut could cost the last reports.
            self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=5000;")
            self._db.executescript(_TABLES)
        except sqlite3.Error as exc:
            self._db.close()
            raise StoreError(f"The sandbox's state file {file} is not one of its own; move it away.") from exc

    def close(self) -> None:
        with self._lock:
            self._db.close()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            return self._db.execute(query, values).fetchall()

    def earlier_answer(self, key: str, path: str, body: bytes) -> EarlierAnswer | None:
        """The stored answer under ``key``, if there is one."""
        rows = self._rows("SELECT request_sha256, answer FROM answers WHERE idempotency_key = ?", key)
        if not rows:
            return None
        digest, answer = rows[0]
        return EarlierAnswer(digest == _request_sha256(path, body), bytes(answer))

    def file_report(self, key: str, path: str, record: bytes, incident_id: str, now: datetime) -> bytes | None:
        """Store a report and the answer to it; returns the answer, or ``None`` if the incident is already filed."""
        with self._transaction() as db:
            (number,) = db.execute("SELECT coalesce(max(number) + 1, ?) FROM reports", (FIRST_NUMBER,)).fetchone()
            receipt = ReportReceipt(report_id=f"sbx-{uuid7()}", reference=f"SBX-{number}", status=Status.ACCEPTED)
            row = (number, receipt.report_id, incident_id, key, record, receipt.status.value, now.isoformat())
            done = db.execute("INSERT INTO reports VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            if done.rowcount == 0:
                return None
            return _remember(db, key, path, record, receipt.model_dump_json().encode())

    def add_evidence(
        self, key: str, path: str, report_id: str, evidence_id: str, body: bytes, now: datetime
    ) -> bytes | None:
        """Store a piece of evidence of an existing report; returns the answer, or ``None`` if it was already there."""
        with self._transaction() as db:
            row = (report_id, evidence_id, body, now.isoformat())
            done = db.execute("INSERT INTO evidence VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row)
            if done.rowcount == 0:
                return None
            receipt = EvidenceReceipt.model_validate({"report_id": report_id, "evidence_id": evidence_id})
            return _remember(db, key, path, body, receipt.model_dump_json().encode())

    def reports(self) -> tuple[StoredReport, ...]:
        """Every report, oldest first."""
        return self._reports("")

    def report(self, report_id: str) -> StoredReport | None:
        """One report."""
        found = self._reports("WHERE report_id = ?", report_id)
        return found[0] if found else None

    def _reports(self, where: str, *values: object) -> tuple[StoredReport, ...]:
        columns = "number, report_id, incident_id, idempotency_key, status, record, filed_at_utc"
        # S608: `where` is one of the two literals above.
        rows = self._rows(f"SELECT {columns} FROM reports {where} ORDER BY number", *values)  # noqa: S608
        reports = []
        for number, report_id, incident_id, key, status, record, filed_at in rows:
            news = self._rows(
                "SELECT police_reference, at_utc FROM news WHERE report_id = ? ORDER BY number", report_id
            )
            added = self._rows("SELECT body, added_at_utc FROM evidence WHERE report_id = ? ORDER BY rowid", report_id)
            reports.append(
                StoredReport(
                    report_id=report_id,
                    reference=f"SBX-{number}",
                    incident_id=incident_id,
                    idempotency_key=key,
                    status=Status(status),
                    record=bytes(record),
                    evidence=tuple(bytes(body) for body, _ in added),
                    filed_at_utc=datetime.fromisoformat(filed_at),
                    updated_at_utc=max(
                        datetime.fromisoformat(at) for at in (filed_at, *(row[1] for row in (*added, *news)))
                    ),
                    police_reference=next((number for number, _ in reversed(news) if number), None),
                )
            )
        return tuple(reports)

    def set_status(self, report_id: str, status: Status, police_reference: str | None, now: datetime) -> None:
        """Decide about a report, as the platform's people or the police would."""
        with self._transaction() as db:
            db.execute("UPDATE reports SET status = ? WHERE report_id = ?", (status.value, report_id))
            row = (report_id, police_reference, now.isoformat())
            db.execute("INSERT INTO news (report_id, police_reference, at_utc) VALUES (?, ?, ?)", row)

    def content(self, evidence_id: str) -> bytes:
        """What has arrived of an evidence file."""
        rows = self._rows("SELECT piece FROM pieces WHERE evidence_id = ? ORDER BY offset_bytes", evidence_id)
        return b"".join(bytes(piece) for (piece,) in rows)

    def received_bytes(self, evidence_id: str) -> int:
        """How much of it."""
        query = "SELECT coalesce(sum(length(piece)), 0) FROM pieces WHERE evidence_id = ?"
        count: int = self._rows(query, evidence_id)[0][0]
        return count

    def add_piece(self, evidence_id: str, offset_bytes: int, piece: bytes) -> None:
        """Keep the next piece of a file."""
        with self._transaction() as db:
            row = (evidence_id, offset_bytes, piece)
            db.execute("INSERT INTO pieces VALUES (?, ?, ?) ON CONFLICT DO NOTHING", row)

    def forget_pieces(self, evidence_id: str) -> None:
        """Throw a file away that is not what was announced."""
        with self._transaction() as db:
            db.execute("DELETE FROM pieces WHERE evidence_id = ?", (evidence_id,))

    def take_webhook(self, name: str, webhook_id: str, body: bytes, now: datetime) -> bool:
        """Note a delivery. ``False`` if the same id came before with another body; then nothing is noted."""
        with self._transaction() as db:
            done = db.execute(
                "INSERT INTO webhooks VALUES (?, ?, ?, 1, ?) "
                "ON CONFLICT DO UPDATE SET deliveries = deliveries + 1 WHERE body = excluded.body",
                (name, webhook_id, body, now.isoformat()),
            )
            return done.rowcount == 1

    def webhooks(self, name: str) -> tuple[StoredWebhook, ...]:
        """What one webhook received, each message once, oldest first."""
        query = "SELECT webhook_id, body, deliveries, first_at_utc FROM webhooks WHERE name = ? ORDER BY rowid"
        return tuple(
            StoredWebhook(webhook_id, bytes(body), int(deliveries), datetime.fromisoformat(first_at))
            for webhook_id, body, deliveries, first_at in self._rows(query, name)
        )


def _request_sha256(path: str, body: bytes) -> str:
    return hashlib.sha256(path.encode() + b"\n" + body).hexdigest()


def _remember(db: sqlite3.Connection, key: str, path: str, body: bytes, answer: bytes) -> bytes:
    db.execute("INSERT INTO answers VALUES (?, ?, ?)", (key, _request_sha256(path, body), answer))
    return answer
