"""What goes over the wire between Floorline and the crime-reporting platform, besides the record itself.

Shared by the client (``platform.py``) and the stand-in (``sandbox/``), and the source of
``docs/platform.openapi.json``. The record is ``assistant.incident.incident_schema()``.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, ValidationError

from assistant.incident import CATEGORIES, Status, Utc, incident_schema

MAX_RECORD_BYTES: Final = 1_000_000
"""Larger bodies are answered with 413."""

SANDBOX_HEADER: Final = "Floorline-Sandbox"
"""``true`` on every answer of the stand-in, and on no other."""
REPLAYED_HEADER: Final = "Idempotent-Replayed"
"""``true`` where the answer is the stored one of an earlier attempt."""
PIECE_MEDIA_TYPE: Final = "application/octet-stream"
"""Of a piece of an evidence file."""
KEY_ID_HEADER: Final = "Floorline-Key-Id"
"""Which of the platform's customers signs, so that it can pick the secret."""

ReportId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="The platform's own identifier.")]
Reference = Annotated[
    str,
    Field(
        pattern=r"^[A-Z0-9][A-Z0-9-]{0,15}$",
        description="Short enough to be read aloud, e.g. FL-4821. The stand-in's start with SBX.",
    ),
]
PoliceReference = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 /.-]{0,39}$")]
"""A crime or incident number, as it is read aloud."""
FiledStatus = Literal[Status.SUBMITTED, Status.ACCEPTED, Status.REJECTED, Status.CLOSED]
"""The states a record can have once the platform holds it."""


def record_schema(categories: Sequence[str] = CATEGORIES) -> dict[str, Any]:
    """The JSON Schema of a record as it is filed: ``incident_schema()``, and nothing may be left to a default.

    A record without ``incident_id`` could be filed twice; one without ``drill`` could be taken for the real thing.
    ``categories`` are those agreed with the retailer.
    """
    schema = incident_schema(categories)
    schema["required"] = list(schema["properties"])
    return schema


class ProblemCode(StrEnum):
    """Why the platform said no; stable, for programs."""

    IN_PROGRESS = "in-progress"
    """409: the first request with this key is still being worked on; ask again."""
    DUPLICATE_INCIDENT = "duplicate-incident"
    """409: this incident was already filed under another key."""
    DUPLICATE_EVIDENCE = "duplicate-evidence"
    """409: this piece of evidence was already added under another key."""
    KEY_REUSED = "idempotency-key-reused"
    """422: the key was used before, with another body."""
    KEY_MISSING = "idempotency-key-missing"
    KEY_MISMATCH = "idempotency-key-mismatch"
    """400: Idempotency-Key and webhook-id differ."""
    SCHEMA_VIOLATION = "schema-violation"
    NOT_JSON = "not-json"
    UNSUPPORTED_MEDIA_TYPE = "unsupported-media-type"
    TOO_LARGE = "too-large"
    WRONG_OFFSET = "wrong-offset"
    """409: the piece does not begin where the last one ended; ask how much has arrived."""
    WRONG_CONTENT = "wrong-content"
    """422: what arrived has another hash or size than was announced; it was thrown away, begin anew."""
    NOT_FOUND = "not-found"
    RATE_LIMITED = "rate-limited"
    FAULT_INJECTED = "fault-injected"
    """Only a sandbox that was told to fail."""
    STORAGE = "storage"


class Problem(BaseModel):
    """An answer that is not 2xx (RFC 9457, ``application/problem+json``). Holds no value out of the record."""

    model_config = ConfigDict(frozen=True)

    type: str = "about:blank"
    title: str = Field(description="The same for every occurrence of this code.")
    status: int
    code: str = Field(description="A signature fault (signature-…, timestamp-…) or one of: " + ", ".join(ProblemCode))
    fields: tuple[str, ...] = Field(default=(), description="Which fields of the record break the schema.")
    detail: str | None = None


def problem_in(body: bytes | None) -> Problem | None:
    """The problem that an answer's body tells of, if it is one of ours."""
    try:
        return Problem.model_validate_json(body or b"")
    except ValidationError:
        return None


class ReportReceipt(BaseModel):
    """The answer to a report: the platform holds it."""

    model_config = ConfigDict(frozen=True)

    report_id: ReportId
    reference: Reference
    status: FiledStatus


EvidenceKind = Literal["camera_bookmark", "till_receipt", "tag_read", "photo", "video", "audio", "document"]


class EvidenceRef(BaseModel):
    """One piece of evidence, by reference: metadata first, the file itself stays with the retailer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence_id: UUID
    drill: bool = Field(description="As in the record it belongs to; a drill's evidence goes to a sandbox only.")
    kind: EvidenceKind
    url: HttpUrl | None = None
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    size_bytes: int | None = Field(default=None, ge=0, description="With sha256: the file follows in pieces.")
    media_type: Annotated[str, Field(max_length=100)] | None = None
    camera: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    till_receipt: Annotated[str, Field(min_length=1, max_length=100)] | None = None
    from_utc: Utc | None = Field(default=None, description="Where the bookmark begins.")
    to_utc: Utc | None = Field(default=None, description="Where the bookmark ends.")


class EvidenceReceipt(BaseModel):
    """The answer to a piece of evidence."""

    model_config = ConfigDict(frozen=True)

    report_id: ReportId
    evidence_id: UUID


class EvidenceContent(BaseModel):
    """How much of an evidence file has arrived. The next piece begins at ``received_bytes``."""

    model_config = ConfigDict(frozen=True)

    received_bytes: int = Field(ge=0)
    is_complete: bool = Field(description="All of it is there and has the sha256 that was announced.")


class ReportStatus(BaseModel):
    """Where a filed report stands."""

    model_config = ConfigDict(frozen=True)

    report_id: ReportId
    reference: Reference
    status: FiledStatus
    police_reference: PoliceReference | None = None
    evidence_count: int = Field(ge=0)
    updated_at_utc: Utc


class FiledReport(BaseModel):
    """A report as the platform holds it."""

    model_config = ConfigDict(frozen=True)

    report_id: ReportId
    reference: Reference
    status: FiledStatus
    filed_at_utc: Utc
    evidence: tuple[EvidenceRef, ...]
    record: dict[str, Any] = Field(description="The incident record, as it was received.")


class FiledReports(BaseModel):
    """Every report that this customer filed, oldest first."""

    model_config = ConfigDict(frozen=True)

    reports: tuple[FiledReport, ...]


class Health(BaseModel):
    """The platform takes reports."""

    model_config = ConfigDict(frozen=True)

    status: Literal["ok"]
