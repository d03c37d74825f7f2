"""What is taught besides: the same sentence as another recogniser would have set its stops."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.deploy.rasa_scripts import loaded

PUNCTUATION = loaded("punctuation")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("There's a bloke here. He's got a bat.", "There's a bloke here, he's got a bat."),
        ("He left. I saw it.", "He left, I saw it."),
        ("one point 4.50, no more", "one point 4.50. No more"),
        ("aisle four", "aisle four"),
    ],
)
def test_a_stop_becomes_a_comma_and_a_comma_a_stop(one: str, other: str) -> None:
    assert PUNCTUATION.otherwise_punctuated(one) == other


def test_what_is_written_in_capitals_keeps_them() -> None:
    assert PUNCTUATION.otherwise_punctuated("Ask him. ID is needed") == "Ask him, ID is needed"


@given(st.text())
def test_the_length_stays_so_that_marked_words_stay_where_they_are(text: str) -> None:
    assert len(PUNCTUATION.otherwise_punctuated(text)) == len(text)
