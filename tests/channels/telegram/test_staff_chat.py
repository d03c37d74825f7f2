"""Staff report in a private chat: words, buttons, corrections, commands; strangers get nothing."""

from __future__ import annotations

from uuid import UUID

from assistant.incident import Status
from channels.telegram import phrases
from tests.channels.telegram.chat_house import REPORT, SAM, ChatHouse
from tests.fakes.bot_api.people import until


def record(house: ChatHouse, device: str = "telegram:42"):
    incident_id = house.store.conversation(device).incident_id
    return None if incident_id is None else house.store.incident(incident_id)


async def test_a_report_is_taken_in_words_and_asked_on_with_buttons(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    assert "They have left" in phone.buttons()
    phone.presses("They have left")
    await phone.hears("What were they wearing?")
    held = record(house)
    assert held.location == "aisle 4"
    assert held.suspects_on_site is False
    assert held.provenance["suspects_on_site"][0].device_id == "telegram:42"
    assert held.actor_ids == ("alex",)


async def test_a_report_is_confirmed_by_button_and_filed(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says("two lads in grey hoodies nicked razor blades worth two hundred pounds from aisle four, they have left")
    await phone.hears("Which way did they go?")
    phone.presses("Left")
    await phone.hears("Is that right?")
    phone.presses("Yes, send it")
    await phone.hears("Sending it now")
    assert record(house).status is Status.SUBMITTED
    assert house.dispatched.keys[-1].startswith("submit:")


async def test_a_second_tap_changes_nothing_and_is_answered_kindly(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    phone.presses("They have left")
    query = phone.presses("They have left")
    await until(lambda: any(answer["callback_query_id"] == query for answer in house.api.query_answers))
    answers = {answer["callback_query_id"]: answer.get("text") for answer in house.api.query_answers}
    assert answers[query] == phrases.STALE
    assert len(house.store.turns_in("telegram:42")) == 2


async def test_a_button_of_an_older_question_changes_nothing(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    old = phone.last()
    pressed_later = dict(house.api.messages[42, old])
    phone.says("they have left")
    await phone.hears("What were they wearing?")
    house.api.messages[42, old] |= {"reply_markup": pressed_later["reply_markup"]}
    query = phone.presses("Still inside", message_id=old)
    await until(lambda: any(answer["callback_query_id"] == query for answer in house.api.query_answers))
    assert house.api.query_answers[-1]["text"] == phrases.STALE
    assert record(house).suspects_on_site is False


async def test_buttons_go_once_the_question_is_answered(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    first = phone.last()
    phone.says("they have left")
    await phone.hears("What were they wearing?")
    await house.chat.intake.settle()
    assert "reply_markup" not in house.api.messages[42, first]


async def test_a_place_is_chosen_by_number(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says("two lads just nicked some gin")
    await phone.hears("Where did it happen?")
    phone.presses("An aisle …")
    await until(lambda: "9" in phone.buttons())
    phone.presses("Back")
    await until(lambda: "An aisle …" in phone.buttons())
    phone.presses("An aisle …")
    await until(lambda: "9" in phone.buttons())
    phone.presses("9")
    await phone.hears("Are they still in the store?")
    assert record(house).location == "aisle 9"
    assert len(house.store.turns_in("telegram:42")) == 2


async def test_an_edited_message_is_a_correction(house: ChatHouse) -> None:
    phone = house.enrolled()
    number = phone.says("two lads in hoodies nicked razor blades from aisle four")
    await phone.hears("Are they still in the store?")
    phone.edits(number, "two lads in hoodies nicked razor blades from aisle nine")
    await until(lambda: record(house).location == "aisle 9")
    history = record(house).provenance["location"]
    assert [(one.value, one.replaced) for one in history] == [("aisle 4", None), ("aisle 9", "aisle 4")]


async def test_an_edit_that_changes_no_word_is_not_taken(house: ChatHouse) -> None:
    phone = house.enrolled()
    number = phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    phone.edits(number, f"{REPORT}.")
    await house.chat.intake.settle()
    assert len(house.store.turns_in("telegram:42")) == 1


async def test_a_voice_note_is_heard_shown_and_taken(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.records(b"OggS sound")
    await phone.hears("Heard: “two lads nicked razor blades", "Are they still in the store?")
    assert house.ear.sounds == [b"OggS sound"]
    assert record(house).provenance["location"][0].confidence is not None


async def test_strangers_get_nothing_but_how_to_be_enrolled(house: ChatHouse) -> None:
    stranger = house.api.phone(66, "Robin")
    stranger.says("help me he's got a knife")
    await stranger.hears("Ask your manager for a code")
    for text in ("/mine", "/onshift", REPORT):
        stranger.says(text)
    stranger.photographs(b"picture")
    await house.chat.intake.settle()
    assert len(stranger.reads()) == 1
    assert house.store.turns_in("telegram:66") == ()
    assert house.store.unfinished_updates("telegram") == ()


async def test_a_code_enrols_once(house: ChatHouse) -> None:
    from datetime import UTC, datetime

    from assistant.enrolment import issue_code

    code = issue_code(house.store, SAM, datetime.now(UTC))
    phone, other = house.api.phone(77, "Sam"), house.api.phone(78, "Robin")
    phone.says(f"/start {code.lower()}")
    await phone.hears("You are enrolled, Sam")
    other.says(code)
    await other.hears(phrases.CODE_WRONG)
    assert house.store.enrolled_devices() == (("telegram:77", "sam"),)


async def test_commands_answer_in_their_way(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says("/help")
    await phone.hears("/onshift who is working now")
    phone.says("/mine")
    await phone.hears(phrases.NOTHING_FILED)
    phone.says("/onshift")
    await phone.hears("Sam: duty manager")
    phone.says("/report")
    await phone.hears(phrases.REPORT)
    phone.says("/report two lads nicked some gin from aisle four")
    await phone.hears("Are they still in the store?")
    phone.says("/mine")
    await phone.hears("shoplifting: not finished yet.")
    phone.says("/cancel")
    await phone.hears("Cancel this report?")
    phone.presses("Yes, cancel it")
    await phone.hears("Cancelled.")
    assert record(house).status is Status.CANCELLED
    await until(lambda: bool(house.api.commands))
    assert {"report", "status", "mine", "cancel", "help", "onshift", "drill"} == {
        one["command"] for one in house.api.commands
    }


async def test_a_call_for_help_waits_for_nothing(house: ChatHouse) -> None:
    phone = house.enrolled()
    house.api.fault("slow", "file", seconds=1.0)
    phone.records(b"OggS slow")
    phone.says("help me help me he's got a knife")
    await phone.hears("Alarm sent")
    assert house.store.turns_in("telegram:42")[0].mode == "duress"
    incident = record(house)
    assert incident.duress


async def test_after_a_silent_call_for_help_nothing_is_said(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says("is inspector sands in the building")
    await until(lambda: bool(house.store.turns_in("telegram:42")))
    phone.photographs(b"picture")
    phone.says("aisle four")
    await until(lambda: len(house.store.turns_in("telegram:42")) == 2)
    await house.chat.intake.settle()
    assert phone.reads() == []
    house.chat.announcer.told(UUID(str(record(house).incident_id)), "Received.")
    await house.chat.announcer.settle()
    assert phone.reads() == []


async def test_in_a_group_nothing_is_taken_down(house: ChatHouse) -> None:
    phone = house.enrolled().in_group(-1001)
    phone.says(REPORT)
    phone.says("/mine")
    await phone.hears("I take reports in private only", "telegram.group_chat_id is -1001")
    assert house.store.turns_in("telegram:42") == ()


async def test_what_cannot_be_taken_down_is_said_so(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.sends(dice={"emoji": "🎲", "value": 6})
    await phone.hears(phrases.UNUSABLE)
