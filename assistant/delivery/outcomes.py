"""What became of a report, for the one who made it."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.incident import Status


@dataclass(frozen=True)
class Accepted:
    """The platform holds the report."""

    reference: str
    """The platform's reference, fit to be spoken."""


@dataclass(frozen=True)
class Queued:
    """The report is saved and will be sent by itself; the first attempt failed."""

    reason: str


@dataclass(frozen=True)
class Rejected:
    """The report was given up and stands among the dead letters, for a person to look at."""

    reason: str
    remedy: str


@dataclass(frozen=True)
class Update:
    """The platform has more to say of a report that it holds."""

    reference: str
    status: Status
    police_reference: str | None


Outcome = Accepted | Queued | Rejected | Update
