"""How likely words are, learnt from a few sentences."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.transcribers.word_model import BEFORE_ANY, END, Blend, WordModel, words_of

LINES = ("aisle four", "aisle nine", "by the tills", "he's by the tills")
WORDS = st.lists(st.sampled_from("aisle four nine by the tills he's".split()), max_size=4)


def test_words_are_told_apart_as_they_are_said() -> None:
    assert words_of("He’s by the X-ray, aisle 4!") == ["he's", "by", "the", "x", "ray", "aisle", "four"]
    assert words_of(" …'") == []


def test_figures_are_the_words_that_are_said() -> None:
    assert words_of("aisle 14, 665 and 05") == "aisle fourteen six six five and zero five".split()
    assert words_of("42nd") == ["forty", "two", "nd"]


def test_what_was_said_before_makes_the_next_word_likelier() -> None:
    model = WordModel(LINES)
    assert model.chance(("aisle",), "four") > model.chance(("the",), "four")
    assert model.chance(("by", "the"), "tills") > model.chance(("the",), "aisle")
    assert model.chance(BEFORE_ANY, "aisle") > model.chance(BEFORE_ANY, "tills")
    assert model.chance(("the", "tills"), END) > model.chance(("by", "the"), END)


def test_a_word_never_heard_of_is_unlikely_and_never_impossible() -> None:
    model = WordModel(LINES)
    assert 0.0 < model.chance(("by", "the"), "zoo") < model.chance(("by", "the"), "aisle") / 10
    assert 0.0 < WordModel([]).chance(BEFORE_ANY, "anything") < 1e-3


@given(st.lists(WORDS, max_size=6), WORDS)
def test_the_chances_of_what_may_come_never_add_up_to_more_than_one(lines: list[list[str]], before: list[str]) -> None:
    model = WordModel(" ".join(line) for line in lines)
    words = {END, *(word for line in lines for word in line)}
    total = sum(model.chance((*BEFORE_ANY, *before), word) for word in words)
    assert 0.0 < total <= 1.0 + len(words) * 1e-4


def test_a_beginning_is_as_likely_as_all_that_begins_so() -> None:
    model = WordModel(LINES)
    assert model.chance_of_beginning("ai") == pytest.approx(model.chance_of_beginning("aisle"))
    assert model.chance_of_beginning("t") > model.chance_of_beginning("th")
    assert model.chance_of_beginning("zo") < 1e-4


def test_models_that_are_blended_are_each_believed_for_their_share() -> None:
    places, goods = WordModel(["the kiosk"]), WordModel(["the kettle"])
    half = Blend([(0.5, places), (0.5, goods)])
    for word in ("kiosk", "kettle"):
        expected = (places.chance(("the",), word) + goods.chance(("the",), word)) / 2
        assert half.log_chance(("the",), word) == pytest.approx(math.log(expected))
        assert half.log_chance(("far", "away", "the"), word) == pytest.approx(half.log_chance(("away", "the"), word))
    assert half.log_chance_of_beginning("k") > half.log_chance_of_beginning("z")
