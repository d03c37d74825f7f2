"""What is not an answer: side questions, okays, mumbling, silence, cancelling."""

from __future__ import annotations

import pytest

from assistant.alerts import AlertKind
from assistant.dialogue import Draft, wording
from assistant.incident import Status
from assistant.understanding.values import Act
from tests.assistant.dialogue.scene import BOOK, Scene
from tests.assistant.dialogue.test_reporting import tell_the_rest


def opened(channel: str = "headset") -> Scene:
    scene = Scene(channel)  # type: ignore[arg-type]
    scene.say("theft", "report_incident", category="shoplifting")
    assert scene.draft.state.asked == "location"
    return scene


def at_read_back(channel: str = "headset") -> Scene:
    scene = opened(channel)
    tell_the_rest(scene)
    return scene


def test_asking_what_to_do_is_answered_from_the_procedure_and_the_question_comes_back() -> None:
    scene = opened()
    scene.say("what should I do", "ask_what_to_do")
    sop = BOOK.for_category("shoplifting")
    assert sop.actions[0].say in scene.said
    assert scene.said.endswith(sop.questions[0].ask)
    assert scene.draft.state.asked == "location"


def test_asking_again_goes_on_with_the_next_steps() -> None:
    scene = opened()
    scene.say("what should I do", "ask_what_to_do")
    first = scene.said
    scene.say("and then", "ask_what_to_do")
    assert scene.said != first


def test_asking_again_and_again_never_runs_out() -> None:
    scene = opened()
    for _ in range(12):
        turn = scene.say("what now", "ask_what_to_do")
        assert len(turn.replies) == 2


def test_repeat_says_the_same_again() -> None:
    scene = opened()
    said = scene.said
    scene.say("say again", "repeat")
    assert scene.said == said
    assert scene.draft.state.asked == "location"


def test_an_unasked_okay_changes_nothing_and_is_answered_once() -> None:
    scene = opened()
    before = scene.incident.filled()
    scene.say("okay", "affirm", yes_no=True)
    assert scene.said
    scene.say("okay", "affirm", yes_no=True)
    assert scene.turns[-1].replies == ()
    assert scene.incident.filled() == before
    assert scene.draft.state.asked == "location"


def test_right_is_a_way_to_go_where_that_was_asked() -> None:
    scene = opened()
    scene.say("they left from aisle four", location="aisle 4", suspects_on_site=False)
    while scene.draft.state.asked != "direction_of_travel":
        scene.say("don't know", "dont_know")
    scene.hears("right")
    assert scene.incident.direction_of_travel == "right"
    assert scene.draft.state.asked == "confirmation"
    scene.hears("right")
    assert scene.incident.status is Status.DRAFT


def test_an_okay_while_nothing_is_reported_is_met_with_silence() -> None:
    scene = Scene()
    turn = scene.say("okay", "affirm", yes_no=True)
    assert turn.replies == ()
    assert turn.draft.incident is None


def test_a_bare_okay_on_a_headset_never_files_a_report() -> None:
    scene = at_read_back()
    scene.say("okay", "affirm", yes_no=True)
    assert scene.incident.status is Status.DRAFT
    assert "yes" in scene.said.lower()
    scene.yes("yes send it")
    assert scene.incident.status is Status.SUBMITTED


def test_chatter_puts_the_open_question_again_and_costs_it_no_try() -> None:
    scene = opened()
    ask = BOOK.for_category("shoplifting").questions[0].ask
    scene.chatter("brb got a customer")
    assert scene.said == ask
    assert scene.draft.state.failures == 0
    scene.mumble()
    assert scene.draft.state.asked == "location"
    scene.say("aisle four", location="aisle 4")
    assert scene.incident.location == "aisle 4"


def test_more_chatter_recalls_the_question_without_putting_it() -> None:
    scene = opened()
    scene.chatter()
    scene.chatter("next please")
    assert scene.said == wording.still_open("location")
    assert scene.draft.state.asked == "location"


def test_whoever_only_ever_chats_is_not_asked_for_ever() -> None:
    scene = opened()
    for _ in range(4):
        scene.chatter()
    assert scene.draft.state.asked != "location"
    assert scene.incident.filled() == {"category": "shoplifting"}


def test_after_a_correction_in_between_the_open_question_is_still_not_put_a_third_time() -> None:
    scene = opened()
    scene.say("aisle four", location="aisle 4")
    asked = scene.draft.state.asked
    questions = BOOK.for_category("shoplifting").questions
    lines = next((question.ask, question.rephrase) for question in questions if question.slot == asked)
    for _ in range(5):
        scene.say("no, aisle nine", "correct", location="aisle 9")
        scene.say("no, aisle four", "correct", location="aisle 4")
        scene.mumble()
    heard = [reply for turn in scene.turns for reply in turn.replies if any(line in reply for line in lines)]
    assert len(heard) <= 2


def test_a_correction_of_which_nothing_can_be_made_costs_the_open_question_no_try() -> None:
    scene = opened()
    scene.say("no that's not what I said", "correct")
    assert scene.draft.state.asked == "location"
    assert scene.draft.state.failures == 0


def test_what_cannot_be_put_right_puts_the_open_question_its_second_and_last_time() -> None:
    scene = opened()
    question = BOOK.for_category("shoplifting").questions[0]
    scene.say("no that's not what I said", "correct")
    assert scene.said == question.ask
    scene.mumble()
    assert question.rephrase not in scene.said
    assert scene.draft.state.asked != "location"


def test_a_digression_after_the_question_was_put_twice_only_recalls_it() -> None:
    scene = opened()
    scene.mumble()
    scene.chatter("brb got a customer")
    assert scene.said == wording.still_open("location")
    assert scene.draft.state.asked == "location"


def test_chatter_at_the_read_back_neither_files_nor_loses_the_report() -> None:
    scene = at_read_back()
    scene.chatter("sorry sir this one is closed")
    assert scene.said == wording.CONFIRM_ASK
    assert scene.incident.status is Status.DRAFT
    scene.yes("yes send it")
    assert scene.incident.status is Status.SUBMITTED


def test_no_question_is_put_a_third_time() -> None:
    scene = opened()
    scene.mumble()
    assert scene.draft.state.asked == "location"
    assert scene.said != BOOK.for_category("shoplifting").questions[0].ask
    turn = scene.mumble()
    assert scene.draft.state.asked != "location"
    assert "location" in scene.incident.unknown_slots
    assert wording.SKIPPED_PERSON in scene.said
    assert [alert.kind for alert in turn.alerts] == [AlertKind.UPDATE]


def test_telling_something_else_instead_is_taken_and_the_question_put_once_more() -> None:
    scene = opened()
    scene.say("grey hoodie", suspect_description="grey hoodie")
    assert scene.incident.suspect_description == "grey hoodie"
    assert scene.draft.state.asked == "location"
    scene.say("razor blades", items=["razor blades"])
    assert scene.draft.state.asked != "location"


def test_at_the_read_back_mumbling_never_files_and_never_loses_the_report() -> None:
    scene = at_read_back()
    for _ in range(4):
        scene.mumble()
    assert scene.incident.status is Status.DRAFT
    assert scene.draft.state.asked == "confirmation"
    scene.yes("yes send it")
    assert scene.incident.status is Status.SUBMITTED


def test_silence_is_met_with_a_shorter_question_then_an_offer_then_nothing() -> None:
    scene = opened()
    scene.silence()
    assert scene.said == scene.turns[-1].replies[0] != ""
    scene.silence()
    assert scene.said == wording.PICK_UP
    scene.silence()
    assert scene.turns[-1].replies == ()
    scene.say("aisle four", location="aisle 4")
    assert scene.incident.location == "aisle 4"


def test_silence_while_nothing_is_reported_says_nothing() -> None:
    scene = Scene()
    assert scene.silence().replies == ()


def test_cancelling_needs_a_yes() -> None:
    scene = opened()
    scene.say("forget it", "cancel")
    assert scene.incident.status is Status.DRAFT
    scene.yes()
    assert scene.incident.status is Status.CANCELLED
    assert scene.said == wording.CANCELLED


def test_not_cancelling_comes_back_to_the_same_question() -> None:
    scene = opened()
    scene.say("forget it", "cancel")
    scene.no()
    assert scene.incident.status is Status.DRAFT
    assert scene.draft.state.asked == "location"
    assert "Where did it happen?" in scene.said


@pytest.mark.parametrize(
    "text",
    [
        "no, don't cancel it, carry on with the report",
        "no I didn't say cancel, keep going",
        "don't cancel",
        "I never said cancel",
        "yeah that's it, send it",
        "keep it",
        "no no no carry on please",
    ],
)
@pytest.mark.parametrize("yes_no", [None, False, True])
def test_nothing_with_a_no_in_it_cancels_whatever_the_model_makes_of_it(text: str, yes_no: bool | None) -> None:
    scene = opened()
    scene.say("forget it", "cancel")
    scene.say(text, "cancel", yes_no=yes_no)
    assert scene.incident.status is Status.DRAFT
    assert scene.draft.state.asked == "location"


@pytest.mark.parametrize("text", ["yes", "yes cancel it", "yeah bin it", "cancel the report", "aye scrap it please"])
def test_an_outright_yes_or_the_plain_wish_again_cancels(text: str) -> None:
    scene = opened()
    scene.say("forget it", "cancel")
    scene.say(text, "cancel" if "cancel" in text else "affirm", yes_no=True if text.startswith(("y", "a")) else None)
    assert scene.incident.status is Status.CANCELLED


def test_an_okay_does_not_cancel() -> None:
    scene = opened()
    scene.say("forget it", "cancel")
    scene.say("okay", "affirm", yes_no=True)
    assert scene.said == wording.CANCEL_ASK
    scene.say("okay", "affirm", yes_no=True)
    assert scene.incident.status is Status.DRAFT
    assert scene.draft.state.asked == "location"


def test_an_answer_instead_of_a_yes_to_cancelling_is_taken_as_the_answer() -> None:
    scene = opened()
    scene.say("cancel", "cancel")
    scene.say("aisle four", location="aisle 4")
    assert scene.incident.location == "aisle 4"
    assert scene.incident.status is Status.DRAFT


def test_cancelling_what_the_team_was_told_of_stands_them_down() -> None:
    scene = Scene()
    scene.say("he's shouting at the kiosk", "report_incident", category="abuse_or_threat", location="kiosk")
    scene.say("cancel that", "cancel")
    turn = scene.yes()
    assert [alert.kind for alert in turn.alerts] == [AlertKind.STAND_DOWN]


def test_asking_for_a_person_tells_the_team_and_goes_on() -> None:
    scene = opened()
    turn = scene.say("get me the manager", "handover")
    assert [alert.kind for alert in turn.alerts] == [AlertKind.UPDATE]
    assert wording.PERSON_COMING in scene.said
    assert scene.draft.state.asked == "location"


def test_a_camera_bookmark_in_the_middle_is_recorded_and_the_question_comes_back() -> None:
    scene = opened()
    scene.say("bookmark camera four", "add_evidence", camera="camera 4")
    assert scene.incident.camera == "camera 4"
    assert scene.draft.state.asked == "location"


def test_everyday_requests_open_nothing() -> None:
    scene = Scene()
    turn = scene.say("what time do we close", "out_of_scope")
    assert turn.draft.incident is None
    assert turn.replies == (wording.NOT_MY_JOB,)


def test_after_filing_a_new_report_is_a_new_incident() -> None:
    scene = at_read_back()
    scene.yes("yes send it")
    first = scene.incident_id
    scene.say("now someone has collapsed", "report_incident", category="medical_emergency")
    assert scene.incident_id != first
    assert scene.incident.category == "medical_emergency"
    assert scene.draft.state.asked == "location"


def test_after_filing_a_stray_fact_changes_nothing_and_is_answered_honestly() -> None:
    scene = at_read_back()
    scene.yes("yes send it")
    before = scene.incident
    scene.say("he had a beard", suspect_description="beard")
    assert scene.incident == before
    assert scene.said == wording.ALREADY_SENT


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("no, it was a robbery", "correct"),
        ("sorry, I meant aisle nine, they nicked gin", "report_incident"),
        ("actually it was shoplifting of gin", "report_incident"),
    ],
)
def test_a_correction_after_filing_opens_no_new_incident(text: str, act: Act) -> None:
    scene = at_read_back()
    scene.yes("yes send it")
    filed = scene.incident_id
    scene.say(text, act, category="robbery" if act == "correct" else "shoplifting")
    assert scene.incident_id == filed
    assert scene.said == wording.ALREADY_SENT


def test_a_correction_of_a_report_that_was_received_is_kept_in_its_narrative() -> None:
    scene = at_read_back()
    scene.yes("yes send it")
    scene.draft = Draft(scene.incident.model_copy(update={"status": Status.ACCEPTED}), scene.draft.state, "SBX-1")
    slots = scene.incident.filled()
    scene.say("no, there were three of them", "correct", suspect_count=3)
    assert scene.incident.narrative[-1].text == "no, there were three of them"
    assert scene.incident.filled() == slots
    assert scene.said == wording.ALREADY_SENT


def test_another_incident_of_the_same_kind_is_a_new_one() -> None:
    scene = at_read_back()
    scene.yes("yes send it")
    filed = scene.incident_id
    scene.say("sorry, there's another theft now", "report_incident", category="shoplifting")
    assert scene.incident_id != filed


def test_status_is_told_at_any_time() -> None:
    scene = opened()
    scene.say("is anyone coming", "status")
    assert "team has been told" in scene.said
    tell_the_rest(scene)
    scene.yes("yes send it")
    scene.say("did it go", "status")
    assert "on its way" in scene.said


def test_a_question_about_a_step_is_answered_with_that_step() -> None:
    scene = Scene()
    scene.say("a lady fell", "report_incident", category="medical_emergency", location="frozen")
    scene.say("should I move her?", "ask_what_to_do")
    assert scene.turns[-1].replies[0].startswith("Do not move them")


def test_a_wish_to_report_is_answered_by_asking_what_happened() -> None:
    scene = Scene()
    scene.chatter("can I report something")
    assert scene.said == wording.TELL_ME
    assert scene.draft.incident is None
