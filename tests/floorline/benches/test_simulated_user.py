"""How a simulated person reacts to what Floorline answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.turn_result import TurnResult
from floorline.benches.dialogues import Scenario
from floorline.benches.simulated_user import Line, SimulatedUser, spoken_in
from tests.floorline.benches.scenarios import LONDON, answer, scenario

NOW = datetime(2025, 6, 12, 21, 0, tzinfo=UTC)


def talk(told: Scenario, *answers: TurnResult) -> list[Line | None]:
    """What the person says to each answer, after the opening."""
    user = SimulatedUser(told, LONDON)
    assert user.begin().text == told.opening[0]
    return [user.reply_to(one, NOW + timedelta(seconds=8 * n)) for n, one in enumerate(answers, 1)]


def texts(told: Scenario, *answers: TurnResult) -> list[str | None]:
    return [line and line.text for line in talk(told, *answers)]


def test_a_question_is_answered_and_the_same_question_in_other_words() -> None:
    asked = answer("Where?", asked="location")
    assert texts(scenario(), asked, asked, asked) == ["aisle nine", "I said aisle nine", "aisle nine"]


def test_what_is_not_known_is_said_in_the_persons_own_words() -> None:
    said = texts(scenario(), answer("Plate?", asked="vehicle_plate"), answer("Camera?", asked="camera"))
    assert said == ["no idea", "couldn't tell you"]


def test_an_opening_of_two_breaths_is_finished_before_anything_is_answered() -> None:
    told = scenario(opening=["someone's nicked something", "the gin it was"])
    assert texts(told, answer("Where?", asked="location"), answer("Where?", asked="location")) == [
        "the gin it was",
        "aisle nine",
    ]


def test_what_is_not_taken_for_a_report_is_said_again_and_then_given_up() -> None:
    refused = answer("I can't help with that.", status=None)
    told = scenario(says={"category": ["it was a theft"]})
    assert texts(told, refused, refused, refused) == ["someone's nicked the gin", "it was a theft", None]


def test_nothing_is_said_once_the_report_is_sent() -> None:
    assert texts(scenario(), answer("Received.", status="accepted")) == [None]


def test_a_read_back_without_a_wrong_value_is_confirmed() -> None:
    read_back = answer(
        "Shoplifting in aisle nine. Gin.",
        "Is that right?",
        asked="confirmation",
        draft={"category": "shoplifting", "items": ["gin"], "location": "aisle 9"},
    )
    assert texts(scenario(), read_back, read_back) == ["yes that's right", "yes, send it"]


def test_the_first_wrong_value_that_was_read_back_is_put_right_and_after_two_tries_left() -> None:
    wrong = answer(
        "Shoplifting in aisle four. Gin. Still here.",
        "Is that right?",
        asked="confirmation",
        draft={"category": "shoplifting", "items": ["gin"], "location": "aisle 4", "suspects_on_site": True},
    )
    what = answer("What should I change?", asked="correction", draft=dict(wrong.draft))
    assert texts(scenario(), wrong, what, wrong, wrong, wrong) == [
        "no, aisle nine",
        "I said aisle nine",
        "no they've gone",
        "no they've gone",
        "yes, send it",
    ]


def test_a_wrong_value_that_was_never_read_back_is_not_noticed() -> None:
    silent = answer(
        "Shoplifting. Gin.", "Shall I send it?", asked="confirmation", draft={"items": ["gin"], "location": "aisle 4"}
    )
    assert texts(scenario(), silent) == ["yes that's right"]


def test_a_value_nobody_told_is_denied_once_unless_it_follows_from_the_words() -> None:
    made_up = answer("Shoplifting. One suspect.", "Is that right?", asked="confirmation", draft={"suspect_count": 1})
    first, then = talk(scenario(), made_up, made_up)
    assert first == Line("no, I said nothing about the suspect count", "wrong", "suspect_count")
    assert then is not None
    assert then.why == "confirm"
    assert texts(scenario(also_true={"suspect_count": 1}), made_up) == ["yes that's right"]


def test_what_shall_i_change_is_answered_in_ever_other_words_where_there_is_nothing() -> None:
    what = answer("What should I change?", asked="correction", draft={"items": ["gin"]})
    lines = talk(scenario(), what, what)
    assert [line and line.why for line in lines] == ["carry_on", "carry_on"]
    assert lines[0] != lines[1]


def test_a_report_is_not_cancelled_by_mistake() -> None:
    (line,) = talk(scenario(), answer("Cancel this report?", asked="cancellation"))
    assert line is not None
    assert line.text.startswith("no")


@pytest.mark.parametrize("kind", ["ask_what_to_do", "chatter", "status"])
def test_an_event_comes_instead_of_the_answer_to_its_question_and_the_question_is_answered_then(kind: str) -> None:
    told = scenario(events=[{"after_question": 2, "kind": kind, "say": "something else"}])
    place, gone = answer("Where?", asked="location"), answer("Still there?", asked="suspects_on_site")
    assert talk(told, place, gone, gone) == [
        Line("aisle nine", "answer", "location"),
        Line("something else", "event", kind),
        Line("no they've gone", "answer", "suspects_on_site"),
    ]


def test_a_silence_says_nothing_for_eight_seconds() -> None:
    told = scenario(events=[{"after_question": 1, "kind": "silence"}])
    (line,) = talk(told, answer("Where?", asked="location"))
    assert line == Line("", "event", "silence", silence_seconds=8.0)


def test_what_has_not_happened_by_the_read_back_happens_then() -> None:
    told = scenario(events=[{"after_question": 9, "kind": "status", "say": "did it go through"}])
    read_back = answer("Shoplifting.", "Is that right?", asked="confirmation")
    assert texts(told, read_back, read_back) == ["did it go through", "yes that's right"]


def panicking(**changes: Any) -> Scenario:
    event = {
        "after_question": 1,
        "kind": "panic",
        "say": "help me",
        "then": ["by the gin", "he's gone, all clear", "yes"],
    }
    return scenario(events=[event | changes])


def test_after_a_panic_the_person_says_where_they_are_and_that_it_is_over() -> None:
    asked = answer("Where?", asked="location")
    where = answer("Alarm sent.", "Where are you?", asked="location", alarm=True)
    on = answer("Help is coming.", alarm=True)
    sure = answer("Are you safe?", asked="stand_down", alarm=True)
    assert texts(panicking(), asked, where, on, sure, asked) == [
        "help me",
        "by the gin",
        "he's gone, all clear",
        "yes",
        "aisle nine",
    ]


def test_a_stand_down_that_was_not_understood_is_said_more_plainly() -> None:
    on = answer("Help is coming.", alarm=True)
    said = texts(panicking(then=["it's all fine", "yes, stand down"]), answer("?", asked="location"), on, on)
    assert said == ["help me", "it's all fine", "yes, stand down"]


def test_an_alarm_nobody_called_for_is_stood_down() -> None:
    (line,) = talk(scenario(), answer("Alarm sent.", alarm=True))
    assert line is not None
    assert (line.why, "stand down" in line.text) == ("alarm", True)


@pytest.mark.parametrize(
    ("slot", "value", "said", "heard"),
    [
        ("location", "aisle 9", "shoplifting in aisle nine. gin.", True),
        ("location", "aisle 9", "aisle nine, not aisle four.", True),
        ("location", "aisle 9", "shoplifting in aisle four.", False),
        ("items", ["gin"], "no arguing, please.", False),
        ("items", ["gin", "rum"], "shoplifting. gin and rum, worth ten pounds.", True),
        ("suspects_on_site", False, "two suspects. gone.", True),
        ("vehicle_plate", "AB12CDE", "plate a b one two, c d e.", True),
        ("injuries", {"any": False, "text": None}, "nobody hurt.", True),
        ("weapon", "none", "one suspect, no weapon.", True),
    ],
)
def test_a_value_is_heard_where_it_is_spoken_as_floorline_words_it(
    slot: Any, value: Any, said: str, heard: bool
) -> None:
    assert spoken_in(slot, value, said, LONDON, NOW) is heard
