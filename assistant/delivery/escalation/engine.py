"""The ladder itself: ``step(escalation, event, moment) -> (escalation, effects)``. Pure; fed with time.

Waiting is on a clock of the escalation's own that never goes back, so a clock that jumps an hour neither calls
everybody at once nor nobody ever. A step that comes late is taken at once, and the one after it waits its whole time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from assistant.alerts import AlertKind
from assistant.calling import AnswerKind
from assistant.delivery.escalation.planning import PlannedStep, StepKind
from assistant.delivery.escalation.state import (
    Answer,
    Answered,
    CallFailed,
    CallPerson,
    Effect,
    EndAlarm,
    Escalation,
    Event,
    Heard,
    Line,
    Moment,
    Note,
    OffShift,
    Page,
    Phase,
    Raised,
    Show,
    TellOthers,
    TellReporter,
    Tick,
    Told,
)
from assistant.incident import Priority
from assistant.people import Person

Stepped = tuple[Escalation, tuple[Effect, ...]]

_URGENCY: Final = tuple(Priority)
_OVER: Final = (Phase.STOOD_DOWN, Phase.LAPSED)


def begin(event: Raised, moment: Moment) -> Stepped:
    """Start calling people; the first step is taken at once if it is due. ``moment.seconds`` is 0 here."""
    alert = event.alert
    escalation = Escalation(
        incident_id=alert.incident_id,
        alert=alert,
        alert_ids=(alert.alert_id,),
        priority=alert.priority,
        reporter=event.reporter,
        steps=event.steps,
        taken_at_seconds=moment.seconds,
        clock_seconds=moment.seconds,
    )
    return _take_due(escalation, moment)


def due_at_seconds(escalation: Escalation) -> float | None:
    """When the next step is due, on the escalation's own clock; ``None`` while nothing is waited for."""
    if escalation.phase is not Phase.CALLING or escalation.next_step >= len(escalation.steps):
        return None
    if escalation.skipped:
        return escalation.taken_at_seconds
    return escalation.taken_at_seconds + escalation.steps[escalation.next_step].gap_seconds


def step(escalation: Escalation, event: Event, moment: Moment) -> Stepped:
    """Take one event. The escalation comes back as it was where the event changes nothing."""
    match event:
        case Tick():
            return _take_due(escalation, moment)
        case Raised():
            return _raised(escalation, event, moment)
        case Answered(answer):
            return _answered(escalation, answer)
        case CallFailed():
            told = tuple(
                one.model_copy(update={"failed": True}) if (one.step, one.target) == (event.step, event.target) else one
                for one in escalation.told
            )
            return _hurried(escalation.model_copy(update={"told": told}), moment, gone=())
        case OffShift(actor_id):
            return _hurried(escalation, moment, gone=(actor_id,))
        case Heard(numbers):
            left = tuple(line for line in escalation.untold if line.number not in numbers)
            return escalation.model_copy(update={"untold": left}), ()


def _take_due(escalation: Escalation, moment: Moment) -> Stepped:
    """Take the step that is due, and those after it as long as nobody was reached: never two that reach somebody."""
    effects: list[Effect] = []
    while (due := due_at_seconds(escalation)) is not None and due <= moment.seconds:
        escalation, made = _taken(escalation, escalation.steps[escalation.next_step], moment)
        effects += made
    return escalation, tuple(effects)


def _taken(escalation: Escalation, planned: PlannedStep, moment: Moment) -> Stepped:
    name = f"{escalation.round}.{escalation.next_step}"
    calls = _calls(escalation, planned, name, moment)
    told = tuple(
        Told(step=name, target=call.device_id, actor_id=call.actor_id)
        if isinstance(call, CallPerson)
        else Told(step=name, target=call.target, actor_id=None)
        for call in calls
    )
    is_last = escalation.next_step == len(escalation.steps) - 1
    reached = len(told) > 0
    escalation = escalation.model_copy(
        update={
            "told": (*escalation.told, *told),
            "next_step": escalation.next_step + 1,
            "skipped": not reached,
            "taken_at_seconds": moment.seconds,
            "clock_seconds": moment.seconds,
        }
    )
    details = (("step", name), ("whom", planned.role or planned.kind.value), ("calls", len(told)))
    effects: list[Effect] = [Note("people.called", "system", details), *calls]
    if planned.kind is StepKind.LAST_RESORT:
        escalation, last = _nobody(escalation)
        effects += last
    elif is_last:
        escalation = escalation.model_copy(update={"phase": Phase.UNANSWERED})
    return escalation, tuple(effects)


def _calls(escalation: Escalation, planned: PlannedStep, name: str, moment: Moment) -> tuple[CallPerson | Page, ...]:
    if planned.kind is StepKind.LAST_RESORT:
        return ()
    if planned.kind is StepKind.PAGER:
        # A drill stays in the store: nobody at home is woken for it.
        return () if escalation.alert.drill else tuple(Page(name, target) for target in dict.fromkeys(moment.pagers))
    people: Iterable[Person] = moment.roster.on_shift(moment.utc)
    if planned.kind is StepKind.RUNG:
        people = moment.roster.answering(planned.role or "", moment.utc)
        this_round = _this_round(escalation)
        if all(person.actor_id in {one.actor_id for one in this_round} for person in people if person.devices):
            # Nobody who has not been called already: no reason to wait for them once more.
            return ()
        people = (*people, *_first_again(this_round, moment))
    calls = {
        (person.actor_id, device): CallPerson(name, person.actor_id, device)
        for person in people
        if person.actor_id != escalation.reporter.actor_id
        for device in person.devices
        if device != escalation.reporter.device_id
    }
    return tuple(calls.values())


def _this_round(escalation: Escalation) -> tuple[Told, ...]:
    return tuple(one for one in escalation.told if one.step.startswith(f"{escalation.round}."))


def _first_again(this_round: tuple[Told, ...], moment: Moment) -> tuple[Person, ...]:
    """Those whom the first step of this round that reached anybody called, if they are still there."""
    if not this_round:
        return ()
    first = {one.actor_id for one in this_round if one.step == this_round[0].step}
    return tuple(person for person in moment.roster.on_shift(moment.utc) if person.actor_id in first)


def _nobody(escalation: Escalation) -> Stepped:
    escalation = escalation.model_copy(update={"phase": Phase.UNANSWERED})
    note = Note("people.nobody_answered", "system")
    if escalation.alert.discreet:
        return escalation, (TellOthers(), note)
    escalation, tell = _to_tell(escalation, Line(number=escalation.lines, kind="nobody"))
    return escalation, (*tell, note)


def _to_tell(escalation: Escalation, line: Line) -> Stepped:
    if escalation.alert.discreet:
        # Whoever called for help unnoticed is not to be spoken to.
        return escalation, ()
    untold = (*escalation.untold, line)
    return escalation.model_copy(update={"untold": untold, "lines": escalation.lines + 1}), (TellReporter(line),)


def _raised(escalation: Escalation, event: Raised, moment: Moment) -> Stepped:
    alert = event.alert
    if alert.alert_id in escalation.alert_ids:
        return escalation, ()
    worse = _URGENCY.index(alert.priority) < _URGENCY.index(escalation.priority)
    was_over = escalation.phase in _OVER
    # Whoever calls again while nobody is with them is in no less danger for it.
    milder = not was_over and _URGENCY.index(alert.priority) > _URGENCY.index(escalation.priority)
    steps = escalation.steps if milder else event.steps
    is_new_call = alert.kind is AlertKind.ALARM or (alert.kind is AlertKind.ALERT and escalation.phase in _OVER)
    escalation = escalation.model_copy(
        update={
            "alert": alert,
            "alert_ids": (*escalation.alert_ids, alert.alert_id),
            "priority": escalation.priority if milder or not (worse or is_new_call) else alert.priority,
            "untold": () if alert.discreet else escalation.untold,
            # "It is over" may be said by somebody else.
            "reporter": escalation.reporter if alert.kind is AlertKind.STAND_DOWN else event.reporter,
        }
    )
    if alert.kind is AlertKind.STAND_DOWN:
        return _stood_down(escalation, "system")
    if was_over and not is_new_call:
        return escalation, ()
    if is_new_call or (worse and escalation.phase is not Phase.CALLING):
        return _anew(escalation, steps, moment)
    if worse:
        # The same people are waited for, but not for as long.
        escalation = escalation.model_copy(update={"steps": event.steps})
    escalation, effects = _take_due(escalation, moment)
    return escalation, (Show(), *effects)


def _anew(escalation: Escalation, steps: tuple[PlannedStep, ...], moment: Moment) -> Stepped:
    escalation = escalation.model_copy(
        update={
            "steps": steps,
            "round": escalation.round + 1,
            "next_step": 0,
            "skipped": False,
            "phase": Phase.CALLING,
            "taken_at_seconds": moment.seconds,
            "clock_seconds": moment.seconds,
            "ended_by": None,
        }
    )
    escalation, effects = _take_due(escalation, moment)
    return escalation, (Note("people.called_again", "system", (("round", escalation.round),)), *effects)


def _answered(escalation: Escalation, answer: Answer) -> Stepped:
    so_far = [one for one in escalation.answers if one.actor_id == answer.actor_id]
    is_repeat = bool(so_far) and (so_far[-1].kind, so_far[-1].eta_minutes) == (answer.kind, answer.eta_minutes)
    if is_repeat and escalation.phase is not Phase.CALLING:
        return escalation, ()
    details: list[tuple[str, str | int | bool | None]] = [("answer", answer.kind.value), ("device", answer.device_id)]
    if answer.eta_minutes is not None:
        details.append(("eta_minutes", answer.eta_minutes))
    note = Note("people.answered", answer.actor_id, tuple(details))
    was_over = escalation.phase in _OVER
    escalation = escalation.model_copy(update={"answers": (*escalation.answers, answer)})
    if was_over:
        return escalation, (note,)
    if answer.kind is AnswerKind.STAND_DOWN:
        escalation = escalation.model_copy(update={"phase": Phase.STOOD_DOWN, "ended_by": answer.actor_id})
    else:
        escalation = escalation.model_copy(update={"phase": Phase.ANSWERED})
    # "Nobody has answered" is no longer true, and would only frighten.
    untold = tuple(line for line in escalation.untold if line.kind != "nobody")
    escalation, tell = _to_tell(
        escalation.model_copy(update={"untold": untold}),
        Line(number=escalation.lines, kind="answer", answer=answer),
    )
    ends = (EndAlarm(answer.actor_id, answer.device_id),) if answer.kind is AnswerKind.STAND_DOWN else ()
    return escalation, (note, *tell, *ends, Show())


def _stood_down(escalation: Escalation, actor_id: str) -> Stepped:
    if escalation.phase in _OVER:
        return escalation, ()
    ended = escalation.model_copy(update={"phase": Phase.STOOD_DOWN, "ended_by": actor_id, "untold": ()})
    return ended, (Note("people.stood_down", actor_id), Show())


def _hurried(escalation: Escalation, moment: Moment, *, gone: tuple[str, ...]) -> Stepped:
    """If nobody called in the last step can answer any more, the next one does not wait."""
    this_round = _this_round(escalation)
    if escalation.phase is not Phase.CALLING or not this_round:
        return escalation, ()
    waited_for = [one for one in this_round if one.step == this_round[-1].step]
    there = {person.actor_id for person in moment.roster.on_shift(moment.utc)} - set(gone)
    if any(not one.failed and (one.actor_id is None or one.actor_id in there) for one in waited_for):
        return escalation, ()
    return _take_due(escalation.model_copy(update={"skipped": True, "taken_at_seconds": moment.seconds}), moment)
