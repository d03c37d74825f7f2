"""Whoever speaks into a question before it was put has neither heard nor answered it."""

from __future__ import annotations

import pytest

from assistant.dialogue.interrupted import unheard_with_question
from tests.assistant.dialogue.scene import Scene


def asked_where() -> tuple[Scene, str]:
    """Something has been reported and the question is where; gives it as it was put."""
    scene = Scene()
    turn = scene.say("someone nicked some gin", "report_incident", category="shoplifting", items=["gin"])
    assert turn.asked == "location"
    return scene, turn.replies[-1]


def test_a_question_that_was_not_heard_is_put_again_in_its_first_words() -> None:
    scene, question = asked_where()
    turn = scene.say("two of them", unheard=f"for you. {question}", suspect_count=2)
    assert turn.replies[-1] == question
    assert turn.draft.state.put["location"] == 1
    assert turn.draft.state.failures == 0


def test_one_that_was_heard_is_put_in_other_words() -> None:
    scene, question = asked_where()
    turn = scene.say("two of them", suspect_count=2)
    assert turn.asked == "location"
    assert turn.replies[-1] != question


def test_its_answer_is_taken_all_the_same() -> None:
    scene, question = asked_where()
    turn = scene.say("aisle four", unheard=question, location="aisle 4")
    assert turn.draft.incident is not None
    assert turn.draft.incident.location == "aisle 4"
    assert turn.asked != "location"


def test_words_nobody_could_make_anything_of_cost_it_nothing() -> None:
    scene, question = asked_where()
    turn = scene.say("wibble", "out_of_scope", confidence=0.3, unheard=question)
    assert turn.replies[-1].endswith(question)
    assert turn.draft.state.failures == 0


def test_a_yes_said_too_early_gets_the_rest_of_what_was_being_said() -> None:
    scene, question = asked_where()
    rest = f"others away from them. {question}"
    turn = scene.say("yeah", "affirm", yes_no=True, unheard=rest)
    assert turn.replies == (rest,)
    assert turn.asked == "location"


def test_a_yes_in_the_middle_of_the_read_back_files_nothing_until_it_is_heard_to_its_end() -> None:
    scene, _ = asked_where()
    scene.say(
        "aisle four, one lad, black coat, left by the front",
        location="aisle 4",
        suspect_count=1,
        suspect_description="black coat",
        direction_of_travel="front door",
    )
    while scene.draft.state.asked != "confirmation":
        scene.say("don't know", "dont_know")
    rest = f"one person, black coat. {scene.draft.state.last_replies[-1]}"
    interrupting = scene.say("yes", "affirm", yes_no=True, unheard=rest)
    assert interrupting.replies == (rest,)
    assert not interrupting.effects
    assert scene.yes().effects


@pytest.mark.parametrize(
    ("replies", "unheard", "is_unheard"),
    [
        (("Keep your distance.", "Where are you?"), "distance. Where are you?", True),
        (("Keep your distance.", "Where are you?"), "Where are you?", True),
        (("Keep your distance.", "Where are you?"), "you?", False),
        (("Sorry. Which aisle?",), "Which aisle?", True),
        (("Call 999 now. Is anybody hurt?",), "nine nine nine now. Is anybody hurt?", True),
        ((), "anything", False),
        (("Where are you?",), None, False),
        (("Where are you?",), "", False),
    ],
)
def test_a_question_is_unheard_where_all_of_it_was_cut_off(
    replies: tuple[str, ...], unheard: str | None, is_unheard: bool
) -> None:
    assert unheard_with_question(replies, unheard) == (unheard if is_unheard else "")
