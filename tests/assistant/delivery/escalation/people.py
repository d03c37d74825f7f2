"""A shop's invented people, and moments in their day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from assistant.alerts import Alert, AlertKind
from assistant.calling import AnswerKind
from assistant.delivery.escalation import (
    Answer,
    Answered,
    CallPerson,
    Effect,
    Escalation,
    Moment,
    Page,
    Raised,
    Reporter,
    TellReporter,
    TimeOuts,
    begin,
    plan,
)
from assistant.incident import Priority
from assistant.people import Person, Roster, Shift
from assistant.procedure import Rung
from tests.fakes.made_alerts import an_alert

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""

SAM = Person(actor_id="sam", name="Sam", roles=("guard",), devices=("headset-7", "telegram:42"))
PRIYA = Person(actor_id="priya", name="Priya", roles=("duty_manager",), devices=("telegram:43",))
LEE = Person(actor_id="lee", name="Lee", roles=("store_manager",), devices=("telegram:44",))
MIA = Person(actor_id="mia", name="Mia", devices=("headset-1",))
"""Reports."""
NOOR = Person(
    actor_id="noor",
    name="Noor",
    roles=("guard",),
    devices=("telegram:45",),
    shifts=(Shift.model_validate({"start": "22:00", "end": "06:00"}),),
)
"""Works at night."""

ROSTER = Roster((SAM, PRIYA, LEE, MIA, NOOR))
LADDER = (
    Rung(role="guard", after_seconds=0),
    Rung(role="duty_manager", after_seconds=60),
    Rung(role="store_manager", after_seconds=300),
)
REPORTER = Reporter(actor_id="mia", device_id="headset-1", conversation_id="headset:headset-1:1")
BY_CHAT = Reporter(actor_id="mia", device_id="telegram:49", conversation_id="telegram:49")
"""Mia again, who has typed it."""
PAGERS = ("pager:ops", "pager:sms")


def at(seconds: float, *, roster: Roster = ROSTER, pagers: tuple[str, ...] = PAGERS, **late: float) -> Moment:
    return Moment(seconds, NOON + timedelta(seconds=seconds) + timedelta(**late), roster, pagers)


def raised(priority: Priority = Priority.P1, reporter: Reporter = REPORTER, **changes: Any) -> Raised:
    """An alert of its own each time."""
    alert: Alert = an_alert(**({"alert_id": uuid4(), "priority": priority, "kind": AlertKind.ALARM} | changes))
    return Raised(alert, plan(LADDER, priority, TimeOuts()), reporter)


def begun(
    priority: Priority = Priority.P1, moment: Moment | None = None, **changes: Any
) -> tuple[Escalation, tuple[Effect, ...]]:
    return begin(raised(priority, **changes), moment or at(0))


def answered(
    who: str = "sam",
    kind: AnswerKind = AnswerKind.ON_MY_WAY,
    eta_minutes: int | None = None,
    device_id: str = "telegram:42",
) -> Answered:
    return Answered(Answer(actor_id=who, kind=kind, eta_minutes=eta_minutes, device_id=device_id, at_utc=NOON))


def called(effects: tuple[Effect, ...]) -> list[str]:
    """The devices and pagers that are called by these effects, in order."""
    return [
        effect.device_id if isinstance(effect, CallPerson) else effect.target
        for effect in effects
        if isinstance(effect, CallPerson | Page)
    ]


def lines(effects: tuple[Effect, ...]) -> list[str]:
    """The kinds of line the reporter is told."""
    return [effect.line.kind for effect in effects if isinstance(effect, TellReporter)]


INCIDENT: UUID = an_alert().incident_id
