"""Transcripts held against what was said, worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floorline.benches.speech_scores import WordErrors, slots_heard, spoken_tokens, word_errors

TEXT = st.lists(
    st.sampled_from(["a", "b", "oh", "seven", "fifteen", "twenty", "hundred", "and", "42", "7th", "P-I-T", "car"]),
    max_size=8,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Enter forty-seven, 47!", "enter 4 7 4 7"),
        ("P-I-T-T. S", "p i t t s"),
        ("three oh one", "3 0 1"),
        ("O zero nought", "0 0 0"),
        ("sixty", "6 0"),
        ("one twenty", "1 2 0"),
        ("eleven seventeen fifty one", "1 1 1 7 5 1"),
        ("July 30th, 1965", "july 3 0 1 9 6 5"),
        ("july thirtieth nineteen sixty five", "july 3 0 1 9 6 5"),
        ("march twenty fifth", "march 2 5"),
        ("sixteenth", "1 6"),
        ("one thousand", "1 0 0 0"),
        ("two hundred", "2 0 0"),
        ("two hundred and twenty", "2 2 0"),
        ("two hundred fifteen", "2 1 5"),
        ("two hundred and five", "2 0 5"),
        ("two hundred and gone", "2 0 0 and gone"),
        ("a hundred and one times", "a hundred and 1 times"),
        ("803-234-5972", "8 0 3 2 3 4 5 9 7 2"),
        ("that's café", "thats cafe"),
        ("mdmt9", "mdmt 9"),
        ("♪ ...", ""),
    ],
)
def test_words_are_compared_by_tokens(text: str, tokens: str) -> None:
    assert spoken_tokens(text) == tokens.split()


def test_errors_are_replacements_omissions_and_insertions() -> None:
    assert word_errors("enter six two four", "Enter sex, two four four.") == WordErrors(4, 2)
    assert word_errors("enter six", "") == WordErrors(2, 2)


def test_letters_run_together_and_words_that_only_sound_alike_are_errors() -> None:
    assert word_errors("w f s", "wfs").wrong == 3
    assert word_errors("a two", "a to").wrong == 1


@given(TEXT, TEXT)
def test_errors_are_none_for_the_same_and_never_more_than_there_are_words(said: str, heard: str) -> None:
    assert word_errors(said, said).wrong == 0
    errors = word_errors(said, heard)
    assert errors.wrong == word_errors(heard, said).wrong
    assert errors.wrong <= max(errors.said, len(spoken_tokens(heard)))


def test_rates_add_up_by_words_not_by_clips() -> None:
    assert (WordErrors(1, 1) + WordErrors(9, 0)).rate == 0.1
    assert WordErrors().rate == 0.0
    assert WordErrors(0, 3).rate == 1.0


def test_a_slot_is_heard_where_its_words_follow_one_another() -> None:
    heard = "I'd like a 16-ounce, dark rose ice coffee with some sugar."
    assert slots_heard(["sixteen ounce", "dark roast", "iced coffee", "some sugar", " sugar"], heard) == (3, 5)
    assert slots_heard([], heard) == (0, 0)
