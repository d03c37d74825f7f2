"""What is remembered of calling people to one incident, what can happen to it, and what then is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from assistant.alerts import Alert
from assistant.calling import AnswerKind
from assistant.delivery.escalation.planning import PlannedStep
from assistant.incident import Priority
from assistant.people import Roster

_FROZEN = ConfigDict(frozen=True, extra="ignore")


class Phase(StrEnum):
    """How things stand."""

    CALLING = "calling"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    """Everybody there is was called, and nobody has answered. A late answer still counts."""
    STOOD_DOWN = "stood_down"
    LAPSED = "lapsed"
    """The store box was off for so long that calling anybody would only puzzle them."""


class Reporter(BaseModel):
    """Who is waiting for help, and how to speak to them."""

    model_config = _FROZEN

    actor_id: str
    device_id: str
    conversation_id: str


class Answer(BaseModel):
    """Who answered what, and when."""

    model_config = _FROZEN

    actor_id: str
    kind: AnswerKind
    eta_minutes: int | None = None
    device_id: str
    """On which device, or ``console``."""
    at_utc: AwareDatetime


class Told(BaseModel):
    """One call that was made: a person on all their devices, or a pager."""

    model_config = _FROZEN

    step: str
    """``round.step`` (``1.0``): with the target, unique for ever."""
    target: str
    """The device, or ``pager:name``."""
    actor_id: str | None
    """``None`` for a pager."""
    failed: bool = False


class Line(BaseModel):
    """Something the reporter is to hear. Rendered when it is told: names stand in the roster alone."""

    model_config = _FROZEN

    number: int
    kind: Literal["answer", "nobody"]
    answer: Answer | None = None


class Escalation(BaseModel):
    """How far calling people to one incident has come. Immutable; stored as JSON at every step."""

    model_config = _FROZEN

    incident_id: UUID
    alert: Alert
    """The latest: what a call shows."""
    alert_ids: tuple[UUID, ...]
    """Every alert taken into account, so that one told again after a crash changes nothing."""
    priority: Priority
    reporter: Reporter
    steps: tuple[PlannedStep, ...]
    round: int = 1
    """Counts up when everybody is called anew: a second call for help, or it has become more dangerous."""
    next_step: int = 0
    skipped: bool = False
    """The last step reached nobody: the next one does not wait."""
    taken_at_seconds: float = 0.0
    """On this escalation's own clock, when the last step was taken."""
    clock_seconds: float = 0.0
    """This escalation's own clock when it was last saved: seconds since the alert that never go back."""
    saved_at_utc: AwareDatetime | None = None
    """When that was: how long nobody was there to go on is reckoned from it."""
    phase: Phase = Phase.CALLING
    told: tuple[Told, ...] = ()
    answers: tuple[Answer, ...] = ()
    ended_by: str | None = None
    untold: tuple[Line, ...] = ()
    """What the reporter has not been told yet."""
    lines: int = 0
    """How many lines there have been."""

    @property
    def is_open(self) -> bool:
        """Whether there is a step to come, something to tell, or somebody on the way."""
        return self.phase in (Phase.CALLING, Phase.ANSWERED) or bool(self.untold)

    @property
    def called(self) -> tuple[str, ...]:
        """Everybody called so far, each once, in order."""
        return tuple(dict.fromkeys(one.actor_id for one in self.told if one.actor_id is not None))

    def was_called(self, *, actor_id: str, device_id: str) -> bool:
        """Whether this person, or the device in their hand, was called."""
        return any(one.target == device_id or one.actor_id == actor_id for one in self.told)


@dataclass(frozen=True)
class Moment:
    """When something happens, and who could be called then."""

    seconds: float
    """On the escalation's own clock: for waiting."""
    utc: datetime
    """For the record, and for the roster."""
    roster: Roster
    pagers: Sequence[str] = ()
    """``pager:name`` of each."""


@dataclass(frozen=True)
class Raised:
    """The team was alerted, told more, or told that it is over."""

    alert: Alert
    steps: tuple[PlannedStep, ...]
    """The plan at the alert's priority."""
    reporter: Reporter
    """Who said so, and on what: where they speak last is where they listen."""


@dataclass(frozen=True)
class Answered:
    """Somebody has answered."""

    answer: Answer


@dataclass(frozen=True)
class CallFailed:
    """A call could not be delivered and was given up."""

    step: str
    target: str


@dataclass(frozen=True)
class OffShift:
    """Somebody has gone home."""

    actor_id: str


@dataclass(frozen=True)
class Heard:
    """The reporter was told these lines."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Tick:
    """Time has passed."""


Event = Raised | Answered | CallFailed | OffShift | Heard | Tick


@dataclass(frozen=True)
class CallPerson:
    """Call one person on one device."""

    step: str
    actor_id: str
    device_id: str


@dataclass(frozen=True)
class Page:
    """Send the alert to one pager target."""

    step: str
    target: str


@dataclass(frozen=True)
class Show:
    """Show, in place of the calls that were made, how things stand now."""


@dataclass(frozen=True)
class TellReporter:
    """Say a line to the reporter, at once."""

    line: Line


@dataclass(frozen=True)
class TellOthers:
    """Nobody has answered a silent alarm: say so to everybody but the reporter, who must not be spoken to."""


@dataclass(frozen=True)
class EndAlarm:
    """Somebody who was called has stood the alarm down: end it in the reporter's conversation too."""

    actor_id: str
    device_id: str


@dataclass(frozen=True)
class Note:
    """An entry for the audit log."""

    action: str
    actor_id: str
    details: tuple[tuple[str, str | int | bool | None], ...] = ()


Effect = CallPerson | Page | Show | TellReporter | TellOthers | EndAlarm | Note
