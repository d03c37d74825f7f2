"""What holds of every ladder, whatever happens to it in whatever order."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.alerts import AlertKind
from assistant.calling import AnswerKind
from assistant.delivery.escalation import (
    CallFailed,
    CallPerson,
    Effect,
    Escalation,
    Event,
    OffShift,
    Page,
    Phase,
    TellOthers,
    TellReporter,
    Tick,
    due_at_seconds,
    step,
)
from assistant.incident import Priority
from assistant.people import Roster
from tests.assistant.delivery.escalation.people import LEE, MIA, NOOR, PRIYA, SAM, answered, at, begun, raised

ROSTERS = st.lists(st.sampled_from([SAM, PRIYA, LEE, MIA, NOOR]), unique=True, min_size=1).map(
    lambda people: Roster(tuple(people))
)
PAGERS = st.sampled_from([(), ("pager:ops",), ("pager:ops", "pager:sms")])
WAITS = st.floats(min_value=0, max_value=5_000, allow_nan=False)
HAPPENINGS = st.one_of(
    st.just("tick"),
    st.just("due"),
    st.tuples(st.just("answer"), st.sampled_from(["sam", "priya", "lee"]), st.sampled_from(AnswerKind)),
    st.tuples(st.just("off"), st.sampled_from(["sam", "priya", "lee"])),
    st.tuples(st.just("failed"), st.integers(min_value=0, max_value=6)),
    st.tuples(st.just("alert"), st.just(AlertKind.ALARM), st.just(Priority.P1)),
    st.tuples(st.just("alert"), st.sampled_from([AlertKind.UPDATE, AlertKind.STAND_DOWN]), st.sampled_from(Priority)),
)


def event_of(happening, escalation: Escalation) -> Event:
    match happening:
        case "tick" | "due":
            return Tick()
        case ("answer", who, kind):
            return answered(who, kind)
        case ("off", who):
            return OffShift(who)
        case ("failed", index):
            told = escalation.told[index % len(escalation.told)] if escalation.told else None
            return CallFailed("0.0", "nobody") if told is None else CallFailed(told.step, told.target)
        case ("alert", kind, priority):
            return raised(priority, kind=kind)
    raise AssertionError(happening)


def run(
    escalation: Escalation, happenings, roster, pagers
) -> tuple[Escalation, list[tuple[Event, tuple[Effect, ...]]]]:
    seconds, seen = 0.0, []
    for wait, happening in happenings:
        due = due_at_seconds(escalation)
        seconds = max(seconds, due) if happening == "due" and due is not None else seconds + wait
        event = event_of(happening, escalation)
        escalation, effects = step(escalation, event, at(seconds, roster=roster, pagers=pagers))
        seen.append((event, effects))
    return escalation, seen


def to_the_end(escalation: Escalation, roster, pagers) -> tuple[Escalation, list[Effect]]:
    made: list[Effect] = []
    while (due := due_at_seconds(escalation)) is not None:
        escalation, effects = step(escalation, Tick(), at(due, roster=roster, pagers=pagers))
        made += effects
    return escalation, made


MANY = st.lists(st.tuples(WAITS, HAPPENINGS), max_size=25)
BEGINNINGS = st.tuples(st.sampled_from(Priority), st.booleans(), ROSTERS, PAGERS)


@settings(deadline=None)
@given(BEGINNINGS, MANY)
def test_nobody_is_called_twice_for_one_step(beginning, happenings):
    priority, discreet, roster, pagers = beginning
    escalation, first = begun(priority, at(0, roster=roster, pagers=pagers), discreet=discreet)
    escalation, seen = run(escalation, happenings, roster, pagers)
    _, last = to_the_end(escalation, roster, pagers)
    calls = [
        (effect.step, effect.device_id if isinstance(effect, CallPerson) else effect.target)
        for effect in (*first, *(effect for _, effects in seen for effect in effects), *last)
        if isinstance(effect, CallPerson | Page)
    ]
    assert len(calls) == len(set(calls))


@settings(deadline=None)
@given(BEGINNINGS, MANY, st.sampled_from(AnswerKind), WAITS)
def test_an_answer_always_stops_further_steps(beginning, happenings, kind, wait):
    priority, discreet, roster, pagers = beginning
    escalation, _ = begun(priority, at(0, roster=roster, pagers=pagers), discreet=discreet)
    escalation, _ = run(escalation, happenings, roster, pagers)
    # Were the same person's same answer counted as a repeat, a call made since would be left ringing.
    escalation, effects = step(escalation, answered("noor", kind), at(10_000, roster=roster, pagers=pagers))
    assert not [effect for effect in effects if isinstance(effect, CallPerson | Page)]
    assert due_at_seconds(escalation) is None
    for later in (0, wait, 1e6):
        _, effects = step(escalation, Tick(), at(10_000 + later, roster=roster, pagers=pagers))
        assert effects == ()


@settings(deadline=None)
@given(BEGINNINGS.filter(lambda one: one[0] in (Priority.P1, Priority.P2)), MANY)
def test_an_alarm_never_ends_in_silence(beginning, happenings):
    """Either somebody has answered or stood it down, or the reporter (of a silent one: everybody else) is told."""
    priority, discreet, roster, pagers = beginning
    escalation, first = begun(priority, at(0, roster=roster, pagers=pagers), discreet=discreet)
    escalation, seen = run(escalation, happenings, roster, pagers)
    escalation, last = to_the_end(escalation, roster, pagers)
    if escalation.phase in (Phase.ANSWERED, Phase.STOOD_DOWN):
        return
    assert escalation.phase is Phase.UNANSWERED
    made = (*first, *(effect for _, effects in seen for effect in effects), *last)
    said = [effect for effect in made if isinstance(effect, TellReporter) and effect.line.kind == "nobody"]
    others = [effect for effect in made if isinstance(effect, TellOthers)]
    assert said or others


@settings(deadline=None)
@given(BEGINNINGS, MANY)
def test_no_single_tick_takes_two_steps_that_reach_somebody(beginning, happenings):
    """However far a clock has jumped."""
    priority, discreet, roster, pagers = beginning
    escalation, _ = begun(priority, at(0, roster=roster, pagers=pagers), discreet=discreet)
    _, seen = run(escalation, happenings, roster, pagers)
    for _, effects in seen:
        assert len({effect.step for effect in effects if isinstance(effect, CallPerson | Page)}) <= 1


@settings(deadline=None)
@given(BEGINNINGS, MANY)
def test_it_is_the_same_after_it_was_written_down_and_read_again(beginning, happenings):
    priority, discreet, roster, pagers = beginning
    escalation, _ = begun(priority, at(0, roster=roster, pagers=pagers), discreet=discreet)
    escalation, _ = run(escalation, happenings, roster, pagers)
    assert Escalation.model_validate_json(escalation.model_dump_json()) == escalation
