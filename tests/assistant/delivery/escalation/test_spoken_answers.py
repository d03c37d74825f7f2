"""What is an answer to a call, and what is a report after all."""

from __future__ import annotations

import pytest

from assistant.calling import AnswerKind
from assistant.delivery.escalation.spoken_answers import spoken_answer

OMW, ACK, CALLED, DOWN = (
    AnswerKind.ON_MY_WAY,
    AnswerKind.ACKNOWLEDGED,
    AnswerKind.CALLED_999,
    AnswerKind.STAND_DOWN,
)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("on my way", (OMW, None)),
        ("On my way, two minutes.", (OMW, 2)),
        ("okay I'm on my way", (OMW, None)),
        ("yeah on my way be there in about five minutes", (OMW, 5)),
        ("I'm coming", (OMW, None)),
        ("coming over now", (OMW, None)),
        ("I'll be there in a couple of minutes", (OMW, 2)),
        ("there in three minutes", (OMW, 3)),
        ("two minutes", (OMW, 2)),
        ("on my way ten minutes out", (OMW, 10)),
        ("got it, on my way", (OMW, None)),
        ("I've got it, there in 2 mins", (OMW, 2)),
        ("I've got it two minutes", (OMW, 2)),
        ("acknowledged", (ACK, None)),
        ("I've got it", (ACK, None)),
        ("roger, I'll deal with it", (ACK, None)),
        ("got it thanks", (ACK, None)),
        ("stand down", (DOWN, None)),
        ("okay everyone stand down please", (DOWN, None)),
        ("I've called nine nine nine", (CALLED, None)),
        ("999 called", (CALLED, None)),
        ("police are on their way", (CALLED, None)),
        ("the police have been called", (CALLED, None)),
    ],
)
def test_an_answer_is_understood(said, answer):
    assert spoken_answer(said) == answer


@pytest.mark.parametrize(
    "said",
    [
        "",
        "okay",
        "yes",
        "there",
        "now",
        "aisle four",
        "two lads on their way out of aisle four",
        "I've got it here they took two bottles",
        "he is on his way out the front entrance",
        "someone is stealing",
        "they were in here for two minutes",
        "it happened ten minutes ago",
        "about five minutes ago",
        "I've called the police and they took his bag",
        "don't stand down",
        "should I stand down",
        "I'm going to need help",
        "he's coming at me with a knife",
        "I can't get there for ten minutes",
        "nobody is coming",
        "two hundred minutes",
    ],
)
def test_anything_else_goes_on_to_the_dialogue(said):
    assert spoken_answer(said) is None
