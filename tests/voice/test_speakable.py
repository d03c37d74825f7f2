"""Written replies made fit to be said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.speakable import FIRST_CLAUSE_CHARS, LONGEST_SENTENCE_CHARS, sentences, speakable, spelled


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("This is a P1.", "This is a priority one."),
        ("P4 only", "priority four only"),
        ("Call 999 now.", "Call nine nine nine now."),
        ("999! Now, 112.", "nine nine nine! Now, one one two."),
        ("Ring 101 later, or call 111.", "Ring one oh one later, or call one one one."),
        ("Aisle 101, and 101 items", "Aisle 101, and 101 items"),
        ("It is till 999", "It is till 999"),
        ("1999, 999.5 and 9,999", "1999, 999.5 and 9,999"),
        ("about £12.50", "about 12 pounds 50"),
        ("£200.00 or £1", "200 pounds or 1 pound"),
        ("£1,250", "1250 pounds"),
        ("£0.99", "99 pence"),
        ("£3.05 each", "3 pounds and 5 pence each"),
        ("£999 in all", "999 pounds in all"),
        ("Plate AB12 CDE.", "Plate alpha bravo one two, charlie delta echo."),
        ("Plate AB12CDE.", "Plate alpha bravo one two, charlie delta echo."),
        ("Reference FL-2024-17", "Reference foxtrot lima, two zero two four, one seven"),
        ("Receipt 482133.", "Receipt four eight two one three three."),
        ("Crime number 42-1234-24", "Crime number four two, one two three four, two four"),
        ("The A4 at 4pm on the 3rd", "The A4 at 4pm on the 3rd"),
        ("Razors & gin, 50% off", "Razors and gin, 50 per cent off"),
        ("*Stay* back_now `here` 🙂", "Stay back now here"),
        ("See https://example.org/a?b=c for more", "See link for more"),
        ("One\n\ntwo\tthree", "One\n\ntwo three"),
        ("", ""),
        ("🙂 … !", ""),
    ],
)
def test_it_is_said_as_staff_would_say_it(written: str, said: str) -> None:
    assert speakable(written) == said


def test_letters_are_spelled_in_the_nato_alphabet_and_digits_one_by_one() -> None:
    assert spelled("x9-0z") == "x-ray, nine, zero, zulu"
    assert spelled("é-ü") == ""


def test_sentences_are_said_one_by_one() -> None:
    assert sentences("Alarm raised. Keep back! Where are you?\nI am here") == [
        "Alarm raised.",
        "Keep back!",
        "Where are you?",
        "I am here",
    ]


def test_nothing_to_say_is_no_sentence() -> None:
    assert sentences("") == []
    assert sentences("... ! ?") == []


def test_a_long_first_sentence_begins_at_its_first_comma() -> None:
    text = "Got it, two people have walked out of aisle nine with about two hundred pounds of razor blades in a bag."
    assert len(text) > FIRST_CLAUSE_CHARS
    assert sentences(text) == ["Got it,", text.removeprefix("Got it, ")]
    assert sentences(f"Right. {text}") == ["Right.", text]


def test_a_very_long_sentence_is_cut_at_commas_then_at_spaces() -> None:
    clauses = ", ".join(["and then he went on talking about his holidays"] * 9)
    assert all(piece.endswith((",", "holidays")) for piece in sentences(clauses))
    words = "word " * 200
    assert " ".join(sentences(words)) == words.strip()


@given(st.text(max_size=2_000))
def test_any_text_becomes_short_pieces_that_hold_something(text: str) -> None:
    for piece in sentences(speakable(text)):
        assert 0 < len(piece) <= LONGEST_SENTENCE_CHARS
        assert any(char.isalnum() for char in piece)


@given(st.text(alphabet="ab1. ,\n-Z£9é", max_size=600))
def test_no_letter_or_digit_is_lost_on_the_way_to_sentences(text: str) -> None:
    said = "".join(char for piece in sentences(text) for char in piece if char.isalnum())
    assert said == "".join(char for char in text if char.isalnum())


@given(st.from_regex(r"[A-Z]{2}[0-9]{2} ?[A-Z]{3}", fullmatch=True))
def test_no_plate_is_left_as_written(plate: str) -> None:
    said = speakable(f"The plate is {plate}.")
    assert plate not in said
    assert len(said.removeprefix("The plate is ").replace(",", "").split()) == 7
