"""Spelled letters stand apart, words stay words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.transcribers.spelt import spelt_apart


@pytest.mark.parametrize(
    ("heard", "apart"),
    [
        ("P-i-t-t-s-b-u-r-g-h.", "P i t t s b u r g h."),
        ("P-O-U-N-B-5", "P O U N B 5"),
        ("Wfsol844", "W f s o l 844"),
        ("Rob out mdmtg9670.", "Rob out m d m t g 9670."),
        ("Hp dft 63.", "H p d f t 63."),
        ("AV MU 442.", "A V M U 442."),
        ("GR E E N.", "G R E E N."),
    ],
)
def test_what_was_spelled_is_written_apart(heard: str, apart: str) -> None:
    assert spelt_apart(heard) == apart


@pytest.mark.parametrize(
    "text",
    [
        "It's on CCTV, camera 12.",
        "A T-shirt and an e-cigarette.",
        "The plate is AB12 CDE.",
        "AB12CDE",
        "A grey BMW 320.",
        "Mm. Yeah.",
        "Two iPhone15 boxes at 3pm on the 30th.",
        "CAD 4521",
        "HELP ME HE HAS GOT A KNIFE",
        "Mr Shh",
        "I saw a man, a big one.",
        "",
    ],
)
def test_words_initials_and_plates_stay_as_they_are(text: str) -> None:
    assert spelt_apart(text) == text


@given(st.text(max_size=60))
def test_nothing_is_lost_and_nothing_added(text: str) -> None:
    def kept(words: str) -> str:
        return "".join(char for char in words if char.isalnum())

    assert kept(spelt_apart(text)) == kept(text)
