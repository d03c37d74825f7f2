"""What goes into the store and comes out of it. All times are timezone-aware UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from assistant.incident import Priority, Status

Channel = Literal["headset", "chat", "console"]
Mode = Literal["rasa", "degraded", "duress"]
JobKind = Literal["alert", "submit", "evidence", "news", "escalate", "push", "answer"]
"""``alert`` to a team, ``submit`` and ``evidence`` to the platform, ``news`` what it said later, for the record;
``escalate`` starts calling people to an incident, ``push`` calls one of them or a pager, ``answer`` is what somebody
answered while nobody was there to take it."""
ORDINARY_KINDS: Final[tuple[JobKind, ...]] = ("submit", "evidence")
"""Go out at their receiver's pace; everything else at once, a workflow taking over where that fails."""
JobState = Literal["waiting", "running", "done", "dead", "dropped"]
"""``waiting``: not tried yet. ``running``: tried, and will be again. ``dead``: waits for a person to redrive it
or drop it; ``dropped``: a person decided that it need not be done."""


@dataclass(frozen=True)
class Utterance:
    """One thing said or typed, exactly as it arrived, or a silence that was waited out."""

    utterance_id: UUID
    conversation_id: str
    actor_id: str
    device_id: str
    channel: Channel
    text: str
    confidence: float | None
    said_at_utc: datetime
    silence_seconds: float | None = None
    audio_ref: str | None = None
    words_unheard: str | None = None
    """What these words cut off of the last answer; ``None`` where it was heard to its end, or read."""


@dataclass(frozen=True)
class Job:
    """Something owed to the outside. ``payload`` holds no personal data: an alert as JSON, or nothing for a submit."""

    key: str
    """Idempotency key here and at the receiver; unique for ever. Begins with the kind and a colon."""
    kind: JobKind
    incident_id: UUID
    target: str
    """``platform``, the alert channel's name, ``ladder``, or for a push the device or pager."""
    payload: dict[str, Any]


@dataclass(frozen=True)
class StoredJob:
    """A job of the outbox and how far it has come."""

    job: Job
    state: JobState
    attempts: int
    error: str | None
    """Why the last attempt failed, in one sentence without personal data."""
    owed_since_utc: datetime
    """When it was put into the outbox or, after that, redriven."""
    updated_at_utc: datetime
    receipt: str | None = None
    """What the receiver gave for it, by which an alert that was shown can be changed."""


@dataclass(frozen=True)
class TargetHealth:
    """How one receiver is doing, by what is owed to it."""

    target: str
    owed: int
    """Jobs that are not done."""
    failing: int
    """Those of them that were tried and failed."""
    owed_since_utc: datetime | None
    """The oldest of them."""
    last_error: str | None
    dead: int
    """Dead letters."""


@dataclass(frozen=True)
class DeadLetter:
    """A job that was given up, why, and what a person can do about it."""

    key: str
    kind: JobKind
    incident_id: UUID
    target: str
    reason: str
    remedy: str
    attempts: int
    at_utc: datetime


@dataclass(frozen=True)
class StoredTurn:
    """One turn: what was made of an utterance and what was answered."""

    utterance_id: UUID
    conversation_id: str
    incident_id: UUID | None
    """The incident the conversation is about after this turn."""
    act: str
    confidence: float
    mode: Mode
    replies: tuple[str, ...]
    asked: str | None
    result: dict[str, Any]
    """What the caller was answered, JSON."""
    at_utc: datetime


@dataclass(frozen=True)
class ConversationState:
    """Where one conversation stands. ``version`` is 0 before its first turn and counts up by one a turn."""

    conversation_id: str
    incident_id: UUID | None
    state: dict[str, Any]
    version: int


@dataclass(frozen=True)
class StoredOutcome:
    """What the platform said about a report."""

    status: Status
    reference: str | None
    report_id: str | None
    reason: str | None
    at_utc: datetime


@dataclass(frozen=True)
class StoredEscalation:
    """How far the calling of people to one incident has come."""

    incident_id: UUID
    state: dict[str, Any]
    """``assistant.delivery.escalation.state.Escalation`` as JSON."""
    is_open: bool
    """Whether there is still something to wait for, or something the reporter has not been told."""
    version: int
    """1 when it is first saved, and one more each time."""
    saved_at_utc: datetime


@dataclass(frozen=True)
class IncidentSummary:
    """One line of a list of incidents."""

    incident_id: UUID
    store_id: str
    drill: bool
    category: str | None
    priority: Priority
    status: Status
    duress: bool
    timestamp_utc: datetime
    reported_at_utc: datetime
    reference: str | None
