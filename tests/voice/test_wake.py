"""The wake phrase in what recognisers make of it."""

from __future__ import annotations

import pytest

from voice.wake import after_wake_phrase


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("Floorline, there's a bloke at the kiosk.", "there's a bloke at the kiosk."),
        ("Four line, there's a bloke at the kiosk.", "there's a bloke at the kiosk."),
        ("Floor line there's a theft", "there's a theft"),
        ("Hey Floorline. Two lads", "Two lads"),
        ("A foreline, two lads have", "two lads have"),
        ("Four lines. They took razor blades.", "They took razor blades."),
        ("4-line, there's a bloke", "there's a bloke"),
        ("Four lying, what should I do?", "what should I do?"),
        ("er, Floor-line: help", "help"),
        ("Floorline.", ""),
    ],
)
def test_what_follows_the_wake_phrase_is_for_us(heard: str, rest: str) -> None:
    assert after_wake_phrase(heard, "floorline") == rest


@pytest.mark.parametrize(
    "heard",
    [
        "The online order is on the shop floor.",
        "Can you clean the floor, love?",
        "We have a flooring sale.",
        "It's on floor nine.",
        "I said to him yesterday evening that the floorline thing is on",
        "my airline lost it",
        "",
    ],
)
def test_other_peoples_talk_is_not(heard: str) -> None:
    assert after_wake_phrase(heard, "floorline") is None


def test_a_shop_may_choose_its_own_phrase() -> None:
    assert after_wake_phrase("Okay shop, we need a hand", "okay shop") == "we need a hand"


def test_once_called_it_is_found_again_however_it_is_spelled() -> None:
    heard = "For a line, there's a bloke at the kiosk."
    assert after_wake_phrase(heard, "floorline") is None
    assert after_wake_phrase(heard, "floorline", called=True) == "there's a bloke at the kiosk."


@pytest.mark.parametrize("call", ["Four of them,", "Four of mine,", "Forlorn,", "Four o'clock,", "For a while."])
def test_once_called_a_clause_with_its_beginning_is_it_whatever_its_end(call: str) -> None:
    heard = f"{call} there's a bloke at the kiosk. He's got a knife."
    assert after_wake_phrase(heard, "floorline") is None
    assert after_wake_phrase(heard, "floorline", called=True) == "there's a bloke at the kiosk. He's got a knife."


@pytest.mark.parametrize(
    "heard",
    [
        "There's a bloke at the kiosk. He's got a knife.",
        "Two lads, they took razor blades.",
        "Four lads have just run out with razor blades, towards the bus.",
        "Four of them have just run out.",
        "', help",
    ],
)
def test_once_called_nothing_else_is_taken_for_it(heard: str) -> None:
    assert after_wake_phrase(heard, "floorline", called=True) is None
