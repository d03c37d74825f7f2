"""Said words find the heard words that stand for them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech_data.alignment import aligned, likeness, tokens, word_errors

WORD = st.text("abeilost4£", min_size=1, max_size=6)
WORDS = st.lists(WORD, max_size=7)


def pairs(said: str, heard: str) -> list[tuple[str, str]]:
    one, other = said.split(), heard.split()
    return [(" ".join(one[slice(*step.said)]), " ".join(other[slice(*step.heard)])) for step in aligned(one, other)]


@given(WORDS, WORDS)
def test_every_word_stands_in_one_step_in_order(said: list[str], heard: list[str]) -> None:
    steps = aligned(said, heard)
    assert [n for step in steps for n in range(*step.said)] == list(range(len(said)))
    assert [n for step in steps for n in range(*step.heard)] == list(range(len(heard)))


@given(WORDS)
def test_what_is_heard_as_said_is_aligned_word_for_word_without_errors(words: list[str]) -> None:
    steps = aligned(words, words)
    assert [(step.said, step.heard) for step in steps] == [((n, n + 1), (n, n + 1)) for n in range(len(words))]
    assert word_errors(steps) == 0


@given(WORDS, WORDS)
def test_errors_are_counted_where_letters_differ_and_at_most_once_a_word(said: list[str], heard: list[str]) -> None:
    steps = aligned(said, heard)
    errors = word_errors(steps)
    assert abs(len(said) - len(heard)) <= errors + sum(
        abs((step.said[1] - step.said[0]) - (step.heard[1] - step.heard[0])) for step in steps if step.likeness == 1.0
    )
    assert errors <= len(said) + len(heard)
    assert (errors == 0) is all(step.likeness == 1.0 for step in steps)


@given(st.lists(WORD, min_size=1, max_size=3), st.lists(WORD, min_size=1, max_size=3))
def test_likeness_is_a_share_and_the_same_both_ways(one: list[str], other: list[str]) -> None:
    assert 0.0 <= likeness(one, other) <= 1.0
    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1.0


@pytest.mark.parametrize(
    ("said", "heard", "expected"),
    [
        ("from aisle four", "from Islefoot", [("from", "from"), ("aisle four", "Islefoot")]),
        ("by the carpark", "by the car park", [("by", "by"), ("the", "the"), ("carpark", "car park")]),
        ("two razor blades", "two razor blaze", [("two", "two"), ("razor", "razor"), ("blades", "blaze")]),
        ("a knife", "knife yes", [("a", ""), ("knife", "knife"), ("", "yes")]),
        ("of vodka", "of a vodka", [("of", "of"), ("", "a"), ("vodka", "vodka")]),
        ("forty nine pounds ninety nine", "£49.99", [("forty nine pounds ninety nine", "£49.99")]),
        ("two hundred quid", "200 quid", [("two hundred", "200"), ("quid", "quid")]),
        ("double oh five", "double 05", [("double", "double"), ("oh five", "05")]),
    ],
)
def test_words_are_joined_and_split_as_recognisers_do(said: str, heard: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(said, heard) == expected


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("the gin", "a gin", 1),
        ("two lads went", "two lads", 1),
        ("two lads", "two old lads", 1),
        ("till six", "Till 6", 0),
        ("self checkout", "selfcheckout", 0),
        ("camera twelve", "camera 20", 1),
    ],
)
def test_errors_are_words_replaced_left_out_and_put_in(said: str, heard: str, errors: int) -> None:
    assert word_errors(aligned(said.split(), heard.split())) == errors


@given(st.text("ab1£ .,'-!?", max_size=30))
def test_tokens_are_places_of_words_in_the_text(text: str) -> None:
    found = tokens(text)
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))
    assert sum(char.isalnum() for char in text) == sum(char.isalnum() for token in found for char in token.text)


def test_the_marks_around_a_word_are_not_part_of_it() -> None:
    assert [token.text for token in tokens('"Razors," he\'s got £40. (Self-scan)')] == [
        "Razors", "he's", "got", "£40", "Self-scan",
    ]  # fmt: skip
