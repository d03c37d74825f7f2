"""The ladder: who is called when, and what stops it."""

from __future__ import annotations

import pytest

from assistant.alerts import AlertKind
from assistant.calling import AnswerKind
from assistant.delivery.escalation import (
    CallFailed,
    EndAlarm,
    Escalation,
    Heard,
    Note,
    OffShift,
    Phase,
    Show,
    TellOthers,
    Tick,
    due_at_seconds,
    step,
)
from assistant.incident import Priority
from assistant.people import Roster
from tests.assistant.delivery.escalation.people import (
    BY_CHAT,
    LEE,
    MIA,
    PRIYA,
    REPORTER,
    ROSTER,
    SAM,
    answered,
    at,
    begun,
    called,
    lines,
    raised,
)

SAM_S = ["headset-7", "telegram:42"]


def waited(escalation: Escalation, **changes):
    """The next step, taken when it is due."""
    due = due_at_seconds(escalation)
    assert due is not None
    return due, *step(escalation, Tick(), at(due, **changes))


def test_the_first_rung_is_called_at_once_on_all_their_devices():
    escalation, effects = begun()
    assert called(effects) == SAM_S
    assert escalation.phase is Phase.CALLING


def test_after_twenty_seconds_the_next_is_called_and_the_first_again_and_so_on_to_nine_nine_nine():
    escalation, _ = begun(Priority.P1)
    told = []
    while escalation.phase is Phase.CALLING:
        due, escalation, effects = waited(escalation)
        told.append((due, called(effects), lines(effects)))
    assert told == [
        (20, ["telegram:43", *SAM_S], []),
        (40, ["telegram:44", *SAM_S], []),
        (60, [*SAM_S, "telegram:43", "telegram:44"], []),
        (80, ["pager:ops", "pager:sms"], []),
        (100, [], ["nobody"]),
    ]
    assert escalation.phase is Phase.UNANSWERED


def test_what_is_no_danger_to_anybody_keeps_to_its_procedures_times_and_ends_with_the_last_rung():
    escalation, _ = begun(Priority.P3, kind=AlertKind.ALERT)
    told = []
    while escalation.phase is Phase.CALLING:
        due, escalation, effects = waited(escalation)
        told.append((due, called(effects), lines(effects)))
    assert told == [(60, ["telegram:43", *SAM_S], []), (300, ["telegram:44", *SAM_S], [])]


def test_nothing_happens_before_it_is_due():
    escalation, _ = begun()
    assert step(escalation, Tick(), at(19.9)) == (escalation, ())


@pytest.mark.parametrize("kind", [AnswerKind.ACKNOWLEDGED, AnswerKind.ON_MY_WAY, AnswerKind.CALLED_999])
def test_any_answer_stops_the_ladder_and_is_told_to_the_reporter(kind):
    escalation, _ = begun()
    escalation, effects = step(escalation, answered(kind=kind), at(5))
    assert lines(effects) == ["answer"]
    assert Show() in effects
    assert due_at_seconds(escalation) is None
    assert step(escalation, Tick(), at(500)) == (escalation, ())


def test_the_same_answer_twice_is_told_once():
    escalation, _ = begun()
    escalation, _ = step(escalation, answered(), at(5))
    assert step(escalation, answered(), at(6)) == (escalation, ())


def test_a_second_person_and_a_new_time_are_told_too():
    escalation, _ = begun()
    escalation, _ = step(escalation, answered("sam"), at(5))
    for other in (answered("priya"), answered("sam", eta_minutes=5)):
        escalation, effects = step(escalation, other, at(6))
        assert lines(effects) == ["answer"]


def test_a_manager_who_stands_it_down_ends_the_alarm_too():
    escalation, _ = begun()
    escalation, effects = step(escalation, answered("priya", AnswerKind.STAND_DOWN), at(5))
    assert EndAlarm("priya", "telegram:42") in effects
    assert escalation.phase is Phase.STOOD_DOWN
    assert due_at_seconds(escalation) is None


def test_an_alarm_that_is_stood_down_elsewhere_calls_nobody_more():
    escalation, _ = begun()
    escalation, effects = step(escalation, raised(kind=AlertKind.STAND_DOWN), at(5))
    assert escalation.phase is Phase.STOOD_DOWN
    assert Show() in effects
    assert not called(effects)


def test_an_answer_after_everybody_was_called_in_vain_still_counts_and_takes_back_that_nobody_did():
    escalation, _ = begun()
    while escalation.phase is Phase.CALLING:
        _, escalation, _ = waited(escalation)
    escalation, effects = step(escalation, answered("lee"), at(600))
    assert escalation.phase is Phase.ANSWERED
    assert lines(effects) == ["answer"]
    assert [line.kind for line in escalation.untold] == ["answer"]


def test_a_second_call_for_help_calls_everybody_anew():
    escalation, _ = begun()
    escalation, _ = step(escalation, answered(), at(5))
    escalation, effects = step(escalation, raised(), at(30))
    assert called(effects) == SAM_S
    assert escalation.phase is Phase.CALLING
    assert due_at_seconds(escalation) == 50


def test_the_same_alert_told_again_after_a_crash_changes_nothing():
    event = raised()
    escalation, _ = begun(alert_id=event.alert.alert_id)
    assert step(escalation, event, at(1)) == (escalation, ())


def test_whoever_goes_on_from_another_device_is_answered_there():
    escalation, _ = begun(reporter=BY_CHAT)
    escalation, _ = step(escalation, raised(), at(1))
    assert escalation.reporter == REPORTER


def test_whoever_says_that_it_is_over_is_not_the_one_waiting_for_help():
    escalation, _ = begun()
    escalation, _ = step(escalation, raised(kind=AlertKind.STAND_DOWN, reporter=BY_CHAT), at(1))
    assert escalation.reporter == REPORTER


def test_news_is_shown_in_place_and_calls_nobody_anew():
    escalation, _ = begun()
    escalation, effects = step(escalation, raised(kind=AlertKind.UPDATE), at(1))
    assert Show() in effects
    assert not called(effects)
    assert due_at_seconds(escalation) == 20


def test_when_it_becomes_dangerous_the_wait_gets_shorter():
    escalation, _ = begun(Priority.P3, kind=AlertKind.ALERT)
    assert due_at_seconds(escalation) == 60
    escalation, _ = step(escalation, raised(Priority.P1, kind=AlertKind.UPDATE), at(5))
    assert due_at_seconds(escalation) == 20


def test_when_it_becomes_dangerous_after_an_answer_everybody_is_called_anew():
    escalation, _ = begun(Priority.P3, kind=AlertKind.ALERT)
    escalation, _ = step(escalation, answered(), at(5))
    escalation, effects = step(escalation, raised(Priority.P1, kind=AlertKind.UPDATE), at(30))
    assert called(effects) == SAM_S


def test_a_rung_with_nobody_on_shift_is_passed_over_without_waiting():
    people = Roster((PRIYA, LEE, MIA))
    _, effects = begun(moment=at(0, roster=people))
    assert called(effects) == ["telegram:43"]


def test_a_person_with_two_roles_is_not_waited_for_twice():
    both = SAM.model_copy(update={"roles": ("guard", "duty_manager")})
    people = Roster((both, LEE, MIA))
    escalation, _ = begun(moment=at(0, roster=people))
    due, _, effects = waited(escalation, roster=people)
    assert (due, called(effects)) == (20, ["telegram:44", *SAM_S])


def test_the_reporter_is_not_called_to_their_own_incident():
    alone = Roster((MIA.model_copy(update={"roles": ("guard",)}),))
    escalation, effects = begun(moment=at(0, roster=alone, pagers=()))
    assert called(effects) == []
    assert lines(effects) == ["nobody"]
    assert escalation.phase is Phase.UNANSWERED


def test_a_late_step_is_taken_at_once_and_the_next_one_waits_its_time():
    escalation, _ = begun()
    escalation, effects = step(escalation, Tick(), at(3_620))
    assert called(effects) == ["telegram:43", *SAM_S]
    assert due_at_seconds(escalation) == 3_640


def test_if_no_call_can_be_delivered_the_next_step_does_not_wait():
    escalation, _ = begun()
    escalation, effects = step(escalation, CallFailed("1.0", "headset-7"), at(1))
    assert not effects, "the other device may still be answered"
    escalation, effects = step(escalation, CallFailed("1.0", "telegram:42"), at(2))
    assert called(effects) == ["telegram:43", *SAM_S]
    assert due_at_seconds(escalation) == 22


def test_if_every_pager_fails_the_reporter_is_told_at_once():
    escalation, _ = begun()
    for _ in range(4):
        _, escalation, _ = waited(escalation)
    escalation, effects = step(escalation, CallFailed("1.4", "pager:ops"), at(81))
    assert not effects
    escalation, effects = step(escalation, CallFailed("1.4", "pager:sms"), at(82))
    assert lines(effects) == ["nobody"]


def test_if_those_called_go_home_the_next_step_does_not_wait():
    escalation, _ = begun()
    escalation, effects = step(escalation, OffShift("sam"), at(3))
    assert called(effects)[0] == "telegram:43"


def test_nothing_is_said_to_somebody_who_called_for_help_unnoticed():
    escalation, _ = begun(discreet=True)
    escalation, effects = step(escalation, answered(), at(1))
    assert lines(effects) == []
    assert escalation.untold == ()


def test_if_nobody_answers_a_silent_alarm_everybody_else_is_told():
    escalation, _ = begun(discreet=True)
    effects = ()
    while escalation.phase is Phase.CALLING:
        _, escalation, effects = waited(escalation)
    assert TellOthers() in effects
    assert lines(effects) == []


def test_a_drill_wakes_nobody_outside_the_store():
    escalation, _ = begun(drill=True)
    told = []
    while escalation.phase is Phase.CALLING:
        _, escalation, effects = waited(escalation)
        told += called(effects)
    assert not [target for target in told if target.startswith("pager:")]


def test_what_the_reporter_has_heard_is_not_told_again():
    escalation, _ = begun()
    escalation, _ = step(escalation, answered(), at(1))
    [line] = escalation.untold
    assert escalation.is_open
    escalation, _ = step(escalation, Heard((line.number,)), at(2))
    assert escalation.untold == ()


def test_who_answered_and_when_stands_in_the_audit_log():
    escalation, _ = begun()
    _, effects = step(escalation, answered(eta_minutes=2), at(1))
    [note] = [effect for effect in effects if isinstance(effect, Note)]
    assert note == Note(
        "people.answered", "sam", (("answer", "on_my_way"), ("device", "telegram:42"), ("eta_minutes", 2))
    )


def test_it_is_kept_as_json():
    escalation, _ = begun()
    escalation, _ = step(escalation, answered(eta_minutes=2), at(1))
    assert Escalation.model_validate_json(escalation.model_dump_json()) == escalation


def test_covering_counts_only_while_nobody_with_the_role_is_there():
    night_guard = SAM.model_copy(update={"shifts": ROSTER.people[-1].shifts, "cover": ("lee",)})
    people = Roster((night_guard, PRIYA, LEE, MIA))
    _, effects = begun(moment=at(0, roster=people))
    assert called(effects) == ["telegram:44"]
