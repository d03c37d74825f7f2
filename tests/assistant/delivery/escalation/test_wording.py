"""What is said to whoever is called, to the reporter, and to whoever asks who is coming."""

from __future__ import annotations

from datetime import timedelta

from assistant.alerts import AlertKind
from assistant.calling import AnswerKind, PressedAnswer
from assistant.delivery.escalation import Escalation, Phase, Tick, due_at_seconds, step, wording
from assistant.incident import Priority
from tests.assistant.delivery.escalation.people import INCIDENT, NOON, ROSTER, answered, at, begun, raised


def after(*answers, **changes) -> Escalation:
    escalation, _ = begun(**changes)
    for answer in answers:
        escalation, _ = step(escalation, answer, at(1))
    return escalation


def coming(escalation: Escalation, minutes: float = 0) -> str | None:
    return wording.who_is_coming(escalation, ROSTER, NOON + timedelta(minutes=minutes))


def test_the_reporter_hears_who_is_on_the_way_and_how_long_they_take():
    [line] = after(answered("sam", eta_minutes=2)).untold
    assert wording.line(line, after(), ROSTER) == "Sam is on the way, two minutes."


def test_every_answer_has_words_for_the_reporter():
    said = [wording.answered(answered("priya", kind).answer, ROSTER) for kind in AnswerKind]
    assert said == [
        "Priya has got your call and is seeing to it.",
        "Priya is on the way.",
        "Priya has called nine nine nine.",
        "Priya has stood it down.",
    ]


def test_a_call_says_what_it_is_about_and_how_to_answer():
    escalation, _ = begun()
    message = wording.personal_message(escalation, ROSTER, "push:1", "headset-7")
    assert message.text.startswith("ALARM P1 abuse or threat, aisle 4.")
    assert message.spoken.endswith("Say: on my way, or: I've got it.")
    assert message.is_alarm
    words = [button.words for row in message.rows for button in row]
    assert words == ["On my way", "2 min", "5 min", "Acknowledge", "Call 999 done", "Stand down"]
    answers = [PressedAnswer.read(button.data) for row in message.rows for button in row]
    assert answers[1] == PressedAnswer(INCIDENT, AnswerKind.ON_MY_WAY, 2)


def test_a_call_that_somebody_has_answered_says_so_and_rings_no_more():
    message = wording.personal_message(after(answered("sam", eta_minutes=5)), ROSTER, "push:1", "telegram:43")
    assert message.text.endswith("Sam is on the way, five minutes.")
    assert not message.is_alarm
    assert message.rows


def test_a_call_that_is_over_has_no_buttons():
    escalation = after(answered("sam", eta_minutes=5), raised(kind=AlertKind.STAND_DOWN))
    message = wording.personal_message(escalation, ROSTER, "push:1", "telegram:43")
    assert message.text.startswith("STAND DOWN")
    assert "on the way" not in message.text
    assert "Say:" not in message.spoken
    assert message.rows == ()


def test_who_is_coming_counts_the_minutes_down():
    escalation = after(answered("sam", eta_minutes=5))
    assert coming(escalation) == "Sam is on the way, five minutes."
    assert coming(escalation, 4.5) == "Sam is on the way, one minute."
    assert coming(escalation, 9) == "Sam is on the way, and should be there by now."
    assert coming(escalation, -60) == "Sam is on the way, five minutes."


def test_who_is_coming_while_nobody_has_answered():
    assert coming(after()) == "Sam has been called. Nobody has answered yet."
    escalation = after()
    while escalation.phase is Phase.CALLING:
        due = due_at_seconds(escalation)
        assert due is not None
        escalation, _ = step(escalation, Tick(), at(due))
    assert coming(escalation) == "Nobody has answered. Call nine nine nine."


def test_in_a_drill_nobody_is_sent_to_call_the_emergency_services():
    escalation, _ = begun(Priority.P1, drill=True)
    while escalation.phase is Phase.CALLING:
        due = due_at_seconds(escalation)
        assert due is not None
        escalation, _ = step(escalation, Tick(), at(due))
    [line] = escalation.untold
    assert wording.line(line, escalation, ROSTER).startswith("Drill.")
    assert wording.to_others(escalation).startswith("Drill.")
