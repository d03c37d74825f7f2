"""Loops of a recogniser, and people who repeat themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.transcribers.loops import KEPT_REPEATS, without_loops


def test_a_looping_word_is_kept_twice() -> None:
    assert without_loops("he took " + "the " * 40 + "door") == "he took the the door"


def test_a_looping_phrase_is_kept_twice_whatever_its_capitals_and_commas() -> None:
    assert without_loops("I said I'm here, i'm here. " * 9) == "I said I'm here, i'm here. I said I'm here, i'm here."


@pytest.mark.parametrize(
    "text",
    [
        "help me, help me, help me, help me!",
        "no no no no no get off me",
        "nine nine nine",
        "receipt zero zero zero zero one",
        "stand down, stand down, he's gone",
        "",
    ],
)
def test_what_frightened_people_say_is_left_alone(text: str) -> None:
    assert without_loops(text) == text


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=60))
def test_nothing_is_added_and_no_word_is_lost_altogether(words: list[str]) -> None:
    kept = without_loops(" ".join(words)).split()
    assert len(kept) <= len(words)
    assert set(kept) == set(words)


@given(phrase=st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=8, unique=True), times=st.integers(7, 30))
def test_every_loop_is_kept_twice(phrase: list[str], times: int) -> None:
    assert without_loops(" ".join(phrase * times)).split() == phrase * KEPT_REPEATS
