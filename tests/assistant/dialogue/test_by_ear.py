"""What was heard wrong is put right by what sounds like it, and by nothing that does not."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.dialogue.by_ear import kind_by_ear
from tests.assistant.dialogue.scene import BOOK
from tests.assistant.dialogue.test_correcting import read_back


@pytest.mark.parametrize(
    ("heard", "said", "slot"),
    [
        ("pecking mix", "no, the pick and mix", "location"),
        ("graybell clavas", "no, grey balaclavas", "suspect_description"),
        ("black track shoots", "no black tracksuits", "suspect_description"),
        ("towards the pre sinked", "no, towards the precinct", "direction_of_travel"),
    ],
)
@pytest.mark.parametrize("act", ["deny", "correct"])
def test_the_right_words_replace_those_that_sound_like_them(heard: str, said: str, slot: Any, act: Any) -> None:
    scene = read_back(**{slot: heard})
    before = scene.incident.filled()
    scene.say(said, act, yes_no=False)
    right = said.removeprefix("no").strip(" ,").removeprefix("the ")
    assert scene.incident.filled() == {**before, slot: right}
    assert right in scene.said.lower()


def test_goods_that_were_heard_wrong_are_put_right_one_by_one() -> None:
    scene = read_back(items=["gin", "hand back"])
    scene.say("no, handbag", "deny", yes_no=False)
    assert scene.incident.items == ["gin", "handbag"]


def test_what_sounds_like_nothing_on_record_is_taken_for_what_it_is() -> None:
    scene = read_back(suspect_description="red cap")
    scene.hears("no, a red car")
    assert scene.incident.suspect_description == "red cap"


@pytest.mark.parametrize(
    ("said", "kind"), [("a soul", "assault"), ("rubbery", "robbery"), ("shop lifting", "shoplifting"), ("gin", None)]
)
def test_a_kind_is_known_by_its_sound(said: str, kind: str | None) -> None:
    assert kind_by_ear(said, BOOK.categories) == kind


def test_a_kind_that_was_heard_wrong_is_put_right_by_its_sound() -> None:
    scene = read_back(category="medical_emergency")
    scene.say("No, a soul.", "deny", yes_no=False)
    assert scene.incident.category == "assault"
