"""Duress in the dialogue: alarm first, questions later, and only a person ends it."""

from __future__ import annotations

from assistant.alerts import AlertKind
from assistant.dialogue import wording
from assistant.incident import Priority, Status
from tests.assistant.dialogue.scene import BOOK, Scene
from tests.assistant.dialogue.test_reporting import tell_the_rest


def mid_form() -> Scene:
    scene = Scene()
    scene.say("bloke with a knife at the kiosk", "report_incident", category="abuse_or_threat", location="kiosk")
    return scene


def test_a_call_for_help_out_of_nothing_opens_an_incident_and_alarms() -> None:
    scene = Scene()
    turn = scene.duress("help me")
    assert [alert.kind for alert in turn.alerts] == [AlertKind.ALARM]
    assert scene.incident.duress
    assert scene.incident.priority is Priority.P1
    assert turn.replies[0] == wording.ALARM_RAISED
    assert scene.draft.state.asked == "location"


def test_the_place_said_during_an_alarm_goes_to_the_team() -> None:
    scene = Scene()
    scene.duress("help me")
    turn = scene.say("the stockroom", location="stockroom")
    assert [alert.kind for alert in turn.alerts] == [AlertKind.UPDATE]
    assert turn.alerts[0].zone == "stockroom"
    assert "Go in pairs" in turn.alerts[0].what_to_do


def test_duress_in_the_middle_of_a_form_stops_the_questions() -> None:
    scene = mid_form()
    turn = scene.duress("get off me")
    assert [alert.kind for alert in turn.alerts] == [AlertKind.ALARM]
    assert scene.draft.state.asked is None
    scene.say("he's in a green coat", suspect_description="green coat")
    assert scene.incident.suspect_description == "green coat"
    assert scene.draft.state.asked is None
    assert scene.said == wording.ALARM_STANDS


def test_a_silent_phrase_is_answered_with_nothing_until_a_person_ends_it() -> None:
    scene = mid_form()
    turn = scene.duress("is inspector sands in the building", "silent")
    assert turn.alerts
    assert turn.replies == ()
    assert scene.say("what do I do", "ask_what_to_do").replies == ()
    assert scene.say("stand down", "inform").replies == ()
    assert scene.duress("help me").replies == ()
    assert scene.silence().replies == ()
    assert scene.draft.state.alarm == "silent"


def test_silence_after_duress_tells_the_team_once() -> None:
    scene = Scene()
    scene.duress("help me")
    first, second = scene.silence(), scene.silence()
    assert [alert.kind for alert in first.alerts] == [AlertKind.UPDATE]
    assert "No answer" in first.alerts[0].what_to_do
    assert second.alerts == ()


def test_standing_down_takes_two_steps_and_then_the_form_goes_on() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.say("stand down, he's gone")
    assert scene.draft.state.alarm == "spoken"
    assert scene.draft.state.asked == "stand_down"
    turn = scene.say("yes, stand down", "affirm", yes_no=True)
    assert AlertKind.STAND_DOWN in [alert.kind for alert in turn.alerts]
    assert scene.draft.state.alarm == "none"
    assert scene.draft.state.asked == "weapon", "the question that was open when the alarm came"
    assert scene.incident.duress
    tell_the_rest(scene)
    scene.yes("yes send it")
    assert scene.incident.status is Status.SUBMITTED


def test_anything_but_a_clear_yes_leaves_the_alarm_on() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.say("stand down")
    scene.say("okay", "affirm", yes_no=True)
    assert scene.draft.state.alarm == "spoken"
    assert scene.said == wording.STAND_DOWN_ASK
    scene.say("yes but he's coming back", "affirm", yes_no=True)
    assert scene.draft.state.alarm == "spoken"
    assert scene.said == wording.STAND_DOWN_NOT


def test_a_report_cannot_be_cancelled_while_the_alarm_is_on() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.say("cancel it", "cancel")
    assert scene.said == wording.ALARM_NOT_CANCELLED
    assert scene.incident.status is Status.DRAFT
    assert scene.draft.state.alarm == "spoken"


def test_the_act_panic_alarms_even_where_the_spotter_heard_nothing() -> None:
    scene = mid_form()
    turn = scene.say("argh they are on me", "panic")
    assert AlertKind.ALARM in [alert.kind for alert in turn.alerts]


def test_what_is_said_in_the_breath_that_calls_the_alarm_off_is_recorded() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.hears("they've gone out now, no weapon or nothing, call off the alarm")
    assert scene.draft.state.asked == "stand_down"
    assert scene.incident.suspects_on_site is False
    assert scene.incident.weapon == "none"


def test_calling_it_off_never_makes_another_kind_of_incident_of_it() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.say("he nicked some gin but he's gone, stand down", category="shoplifting", suspects_on_site=False)
    assert scene.incident.category == "abuse_or_threat"
    assert scene.incident.suspects_on_site is False


def test_to_be_safe_is_not_to_say_that_nobody_is_hurt() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.hears("stand down")
    scene.hears("yes, stand down, I'm safe")
    assert scene.draft.state.alarm == "none"
    assert scene.incident.injuries is None


def test_after_an_alarm_the_report_asks_what_is_urgent_and_then_what_a_file_needs() -> None:
    scene = Scene()
    scene.duress("help me")
    scene.say("till one", location="till 1")
    scene.hears("stand down")
    scene.hears("yes stand down")
    assert scene.draft.state.asked == "category"
    scene.say("a robbery", category="robbery")
    asked = tell_the_rest(scene)
    sop = BOOK.for_category("robbery")
    assert asked[0] == "suspects_on_site", "the urgent one first"
    assert set(asked) == (set(sop.handoff_minimum) | {"suspects_on_site"}) - {"location"}
    assert scene.incident.priority is Priority.P1


def test_after_an_alarm_the_question_that_was_open_comes_back_even_if_it_can_wait() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting", location="aisle 4", suspects_on_site=False)
    assert scene.draft.state.asked == "suspect_description"
    scene.duress("help me")
    scene.hears("stand down")
    scene.hears("yes, stand down")
    assert scene.draft.state.asked == "suspect_description"


def test_a_second_call_for_help_does_not_forget_the_question_that_was_open() -> None:
    scene = mid_form()
    scene.duress("help help")
    scene.duress("help me")
    scene.hears("stand down")
    scene.hears("yes, stand down")
    assert scene.draft.state.asked == "weapon"


def test_whoever_says_where_they_are_is_not_asked_for_it() -> None:
    scene = Scene()
    turn = scene.duress("help me I'm in the stockroom", location="stockroom")
    assert turn.replies == (wording.ALARM_RAISED,)
    assert turn.alerts[0].zone == "stockroom"
    assert scene.draft.state.asked is None


def test_a_weapon_told_in_the_call_goes_out_with_the_alarm_and_only_once() -> None:
    scene = Scene()
    turn = scene.duress("help he's got a knife at the kiosk", weapon="knife", location="kiosk")
    assert turn.alerts[0].what_to_do.startswith("There is a weapon.")
    assert scene.say("please hurry", "inform").alerts == ()


def test_no_weapon_in_a_call_for_help_is_no_fact_to_rely_on() -> None:
    scene = Scene()
    scene.duress("help me, I can't see a weapon", weapon="none")
    assert scene.incident.weapon is None


def test_whoever_says_they_have_gone_is_told_how_the_alarm_ends() -> None:
    scene = Scene()
    scene.duress("help me")
    scene.say("he's run off", suspects_on_site=False)
    assert scene.said == wording.ALARM_NOT_CANCELLED
