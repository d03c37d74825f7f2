"""Putting right at the read-back what was heard or understood wrong, in people's own words, and getting it sent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.incident import Injuries, Status
from assistant.understanding.values import FoundValue
from tests.assistant.dialogue.scene import Scene
from tests.assistant.dialogue.test_correcting import read_back


def guessed(scene: Scene, text: str, act: Any, **slots: Any) -> None:
    """An utterance in which the language model alone found ``slots``."""
    scene.say(text, act, yes_no=False, **slots)


def test_a_contrast_goes_where_the_old_value_stands_whatever_the_model_takes_it_for() -> None:
    scene = read_back(vehicle_description="grey pickup")
    before = scene.incident.filled()
    guessed(scene, "it's not a pickup, it's a grey flatbed", "correct", suspect_description="grey flatbed")
    assert scene.incident.filled() == {**before, "vehicle_description": "grey flatbed"}


def test_what_was_taken_is_put_right_though_the_model_takes_it_for_a_weapon() -> None:
    scene = read_back(items=["lock"])
    guessed(scene, "no, copper pipe", "correct", weapon="copper pipe")
    assert scene.incident.items == ["copper pipe"]
    assert scene.incident.weapon is None


def test_a_weapon_that_is_named_as_one_is_taken_as_one() -> None:
    scene = read_back()
    scene.hears("no, they had a knife")
    assert scene.incident.weapon == "knife"
    assert scene.incident.items == ["gin"]


@pytest.mark.parametrize("text", ["no, he's smashing the place up, damage", "no, damage, he smashed it all"])
def test_the_kind_is_put_right_in_a_clause_of_its_own(text: str) -> None:
    scene = read_back()
    scene.say(text, "deny", yes_no=False)
    assert scene.incident.category == "criminal_damage"


def test_pounds_that_were_read_as_pounds_and_pence_are_put_right_by_saying_them_again() -> None:
    scene = read_back(item_value=Decimal("2.70"))
    scene.hears("no, two seventy")
    assert scene.incident.item_value == Decimal("270.00")
    assert "two hundred and seventy pounds" in scene.said


def test_a_value_that_is_only_said_again_replaces_nothing_else() -> None:
    scene = read_back(injuries=Injuries(any=True))
    before = scene.incident.filled()
    guessed(scene, "No, she's hurt. Grace needs.", "correct", injuries=Injuries(any=True))
    assert scene.incident.filled() == before


def test_some_of_those_who_are_described_are_no_new_count_of_them() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting", location="aisle 4", suspect_count=3)
    while scene.draft.state.asked != "suspect_description":
        scene.say("don't know", "dont_know")
    scene.say("two women in long skirts and a lad", "inform", suspect_count=2, suspect_description="long skirts")
    assert scene.incident.suspect_count == 3


@pytest.mark.parametrize("text", ["notes", "vouchers mostly"])
def test_a_bare_word_that_the_model_takes_for_evidence_answers_the_question(text: str) -> None:
    scene = Scene()
    scene.say("fraud at the kiosk", "report_incident", category="fraud", location="kiosk", suspects_on_site=False)
    assert scene.draft.state.asked == "items"
    scene.say(text, "add_evidence")
    assert scene.incident.items == [text]


def test_evidence_that_is_offered_answers_no_question() -> None:
    scene = Scene()
    scene.say("fraud at the kiosk", "report_incident", category="fraud", location="kiosk", suspects_on_site=False)
    scene.say("I've got a photo of it", "add_evidence")
    assert scene.incident.items is None
    assert scene.draft.state.asked == "items"


@pytest.mark.parametrize(
    "text", ["yes, get it sent", "aye gan on, send it", "yes it is exact", "yeah deffo, get it off"]
)
def test_a_yes_in_other_words_sends_it(text: str) -> None:
    scene = read_back()
    scene.say(text, "affirm", yes_no=True)
    assert scene.incident.status is Status.SUBMITTED


def test_a_yes_in_unknown_words_sends_it_when_it_is_said_again() -> None:
    scene = read_back()
    scene.say("aye, fire it ower", "affirm", yes_no=True)
    assert scene.incident.status is Status.DRAFT
    scene.say("aye, fire it ower", "affirm", yes_no=True)
    assert scene.incident.status is Status.SUBMITTED


@pytest.mark.parametrize(
    "text", ["yes and he had a beard", "yes but aisle nine", "yes nine", "yeah they kicked the door"]
)
def test_a_yes_with_more_in_it_sends_nothing_however_often_it_is_said(text: str) -> None:
    scene = read_back()
    for _ in range(4):
        scene.say(text, "affirm", yes_no=True)
    assert scene.incident.status is Status.DRAFT


def test_what_may_be_a_yes_is_never_left_without_an_answer() -> None:
    scene = read_back()
    for _ in range(5):
        turn = scene.say("yes and he had a beard", "affirm", yes_no=True)
        assert turn.replies


def test_a_value_is_read_back_before_the_report_goes() -> None:
    scene = read_back()
    value = FoundValue("location", "aisle 9", "aisle nine", 0, 4, "model", "test", 0.9)
    scene.say("no, aisle nine", "correct", yes_no=False, location=value.value)
    assert "aisle nine" in scene.said.lower()
    scene.yes("yes send it")
    assert scene.incident.status is Status.SUBMITTED


def test_a_place_is_put_right_by_a_contrast_in_the_words_used() -> None:
    scene = read_back(location="stockroom")
    scene.hears("it wasn't the stockroom it was the loading dock")
    assert scene.incident.location == "loading dock"


def test_a_place_that_only_the_model_found_in_passing_replaces_none() -> None:
    scene = Scene()
    scene.say("broken in", "report_incident", category="burglary", location="rear entrance")
    scene.say("no, the alarm company checked", "inform", location="alarm company", suspects_on_site=False)
    assert scene.incident.location == "rear entrance"
