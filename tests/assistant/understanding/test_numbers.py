"""Numbers, ordinals and homophones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.numbers import in_words, name_number, number_at, ordinal_at, ordinal_in_words
from assistant.understanding.words import Words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("forty-nine", 49),
        ("a couple of lads", 2),
        ("half a dozen", 6),
        ("two dozen", 24),
        ("a hundred and odd", 100),
        ("twenty odd", 20),
        ("two hundred and fifty", 250),
        ("twelve hundred", 1200),
        ("a couple of hundred", 200),
        ("1,200", 1200),
        ("1.5k", 1500),
        ("a million two hundred thousand and six", 1_200_006),
    ],
)
def test_a_number_is_read_as_it_is_said(text: str, value: int) -> None:
    number = number_at(Words(text), 0)
    assert number is not None
    assert number.value == value


@pytest.mark.parametrize(
    ("text", "value"), [("three or four", 4), ("two to three hundred", 300), ("3-4", 4), ("five maybe six", 6)]
)
def test_of_a_range_the_larger_number_is_taken(text: str, value: int) -> None:
    number = number_at(Words(text), 0)
    assert number is not None
    assert number.value == value


def test_a_range_only_goes_up() -> None:
    number = number_at(Words("four or two"), 0)
    assert number is not None
    assert number.value == 4
    assert number.after == 1


@pytest.mark.parametrize("text", ["lads", "", "a lad", "9" * 5000, "1,2,3", "to", "for"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_at(Words(text), 0) is None


def test_a_homophone_names_a_thing_only_where_nothing_else_can_be_made_of_it() -> None:
    assert name_number(Words("for"), 0) == (4, 1)
    assert name_number(Words("for, he's there"), 0) == (4, 1)
    assert name_number(Words("for cereal"), 0) is None


@pytest.mark.parametrize(("text", "value"), [("ninth aisle", 9), ("21st", 21), ("twenty first of May", 21)])
def test_an_ordinal_is_read(text: str, value: int) -> None:
    ordinal = ordinal_at(Words(text), 0)
    assert ordinal is not None
    assert ordinal[0] == value


@given(st.integers(min_value=0, max_value=9_999_999))
def test_a_number_said_in_words_is_read_back_whole(value: int) -> None:
    words = Words(in_words(value))
    number = number_at(words, 0)
    assert number is not None
    assert number.whole == value
    assert number.after == len(words)


@given(st.integers(min_value=1, max_value=31))
def test_an_ordinal_said_in_words_is_read_back(value: int) -> None:
    words = Words(ordinal_in_words(value))
    assert ordinal_at(words, 0) == (value, len(words))
