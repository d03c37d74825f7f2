"""Who would be told, when and through what, if nobody answered: the ladder itself, run without anybody hearing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from assistant.alerts import Alert, AlertKind
from assistant.delivery.escalation.engine import begin, due_at_seconds, step
from assistant.delivery.escalation.planning import PlannedStep, StepKind, TimeOuts, plan
from assistant.delivery.escalation.state import CallPerson, Effect, Moment, Note, Page, Phase, Raised, Reporter, Tick
from assistant.incident import Priority
from assistant.people import Roster
from assistant.procedure import Sop

_NOBODY_IN_PARTICULAR = Reporter(actor_id="", device_id="", conversation_id="")


@dataclass(frozen=True)
class Rehearsed:
    """One step of a ladder that nobody answers."""

    at_seconds: float
    """After the alert."""
    whom: str
    """``guard``, ``everyone on shift``, ``the pagers`` or ``the reporter``."""
    calls: tuple[tuple[str, str], ...]
    """(Who, through what), in order; empty where there is nobody to call."""


def rehearse(
    sop: Sop, priority: Priority, at: datetime, roster: Roster, time_outs: TimeOuts, pagers: Sequence[str] = ()
) -> tuple[Rehearsed, ...]:
    """Every step for an incident of this kind and priority, raised at ``at`` (aware) and answered by nobody."""
    alert = Alert(
        alert_id=UUID(int=0),
        incident_id=UUID(int=0),
        kind=AlertKind.ALERT,
        store_id="0",
        category=sop.category,
        zone=None,
        priority=priority,
        what_to_do=sop.alert,
        created_at_utc=at,
    )
    steps = plan(sop.ladder, priority, time_outs)
    escalation, effects = begin(Raised(alert, steps, _NOBODY_IN_PARTICULAR), Moment(0.0, at, roster, pagers))
    told = list(_told(steps, effects, 0.0, roster))
    while escalation.phase is Phase.CALLING and (due := due_at_seconds(escalation)) is not None:
        moment = Moment(due, at + timedelta(seconds=due), roster, pagers)
        escalation, effects = step(escalation, Tick(), moment)
        told += _told(steps, effects, due, roster)
    return tuple(told)


def ladder_lines(steps: Sequence[Rehearsed]) -> tuple[str, ...]:
    """Each step as a line for people to read."""
    return tuple(f"{_clock(step.at_seconds):>7}  {step.whom}: {_calls(step)}" for step in steps)


def _calls(step: Rehearsed) -> str:
    if not step.calls:
        return "nobody to call, so on at once"
    return "; ".join(f"{who} ({through})" for who, through in step.calls)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}" if minutes else f"{rest} s"


def _told(
    steps: tuple[PlannedStep, ...], effects: tuple[Effect, ...], at_seconds: float, roster: Roster
) -> list[Rehearsed]:
    rehearsed = []
    for note in (effect for effect in effects if isinstance(effect, Note) and effect.action == "people.called"):
        name = str(dict(note.details)["step"])
        planned = steps[int(name.partition(".")[2])]
        people: dict[str, list[str]] = {}
        for effect in effects:
            if isinstance(effect, CallPerson) and effect.step == name:
                people.setdefault(roster.name_of(effect.actor_id), []).append(effect.device_id)
            elif isinstance(effect, Page) and effect.step == name:
                people.setdefault(effect.target, []).append("pager")
        calls = tuple((who, ", ".join(devices)) for who, devices in people.items())
        if planned.kind is StepKind.LAST_RESORT:
            calls = (("the reporter", "in their ear: nobody has answered, call 999"),)
        rehearsed.append(Rehearsed(at_seconds, _whom(planned), calls))
    return rehearsed


def _whom(planned: PlannedStep) -> str:
    match planned.kind:
        case StepKind.RUNG:
            return (planned.role or "").replace("_", " ")
        case StepKind.EVERYONE:
            return "everyone on shift"
        case StepKind.PAGER:
            return "the pagers"
        case StepKind.LAST_RESORT:
            return "nobody is left"
