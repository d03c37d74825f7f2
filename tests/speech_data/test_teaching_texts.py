"""What the recogniser is taught to write: the words that were said, in its own manner."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from speech_data.teaching_texts import Spelling, text_to_write
from voice.transcribers.moonshine_network import MoonshineNetwork


@pytest.mark.parametrize(
    ("said", "heard", "text"),
    [
        ("hid the lot under the baby", "Pivot the lot under the baby.", "Hid the lot under the baby."),
        ("knife small", "Nice small.", "Knife small."),
        ("come quick come quick", "Come quite, come quite.", "Come quick, come quick."),
        ("some bloke's pushed Dennis over", "Some blokes pushed Dennis over.", "Some bloke's pushed Dennis over."),
        ("don't stop. i saw him", "Don't stop. I saw hum.", "Don't stop. I saw him."),
        ("CAD two oh nine", "C-D-A-D-2-0-9.", "CAD two oh nine."),
        ("is he still here", "Is he still here?", "Is he still here?"),
        ("lady's tripped", "\"'Lady's tripped.", "Lady's tripped."),
        ("anything", "", "Anything"),
        ("", "Thank you.", ""),
        ("…", "Oh.", ""),
    ],
)
def test_the_words_are_those_said_and_the_manner_is_its_own(said: str, heard: str, text: str) -> None:
    assert text_to_write(said, heard) == text


@given(st.text(), st.text())
def test_whatever_was_said_and_heard_gives_a_text(said: str, heard: str) -> None:
    assert isinstance(text_to_write(said, heard), str)


def test_the_pair_that_was_learnt_first_is_joined_first() -> None:
    spelling = Spelling(["", "", "", *[""] * 256, "ti", "▁t", "ill", "▁", "t", "i", "l", "▁ti", "ll"])
    assert spelling.pieces_of("till") == [266, 267]  # "▁t" first would have left "i" alone


def test_what_no_piece_writes_is_spelled_in_bytes() -> None:
    spelling = Spelling(["", "", "", *[""] * 256, "▁"])
    assert spelling.pieces_of("é") == [259, 3 + 0xC3, 3 + 0xA9]


def test_the_pieces_of_a_text_write_that_text() -> None:
    network = MoonshineNetwork()
    text = "Two lads took gin, £40 of it, naïve as you like."
    assert network.written(Spelling(network.alphabet.texts).pieces_of(text)) == text
