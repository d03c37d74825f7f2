"""Rules, learnt ear and language server weighed together: what is plain at once, what only meaning tells, and alone."""

from __future__ import annotations

import numpy as np
import pytest

from assistant.duress import spot
from assistant.duress.heard import heard
from assistant.duress.judgement import call_for_help
from assistant.duress.learned import BUCKETS, call_score, features
from assistant.duress.teaching import taught
from assistant.settings import DuressSettings

ONLY_BY_MEANING = "our Pete's getting his head kicked in round the back of the bins"
ORDINARY = "the new bins want wheeling round the back for Pete"


@pytest.mark.parametrize(
    "call", ["help me", "get security down here now he's attacking her", "he's got a knife to my throat"]
)
def test_a_plain_call_waits_for_nobody(call: str) -> None:
    assert call_for_help(heard(call)) is not None


def test_the_server_adds_what_only_meaning_tells() -> None:
    words = heard(ONLY_BY_MEANING)
    sure_enough = -call_score(words) + 1.0
    assert call_for_help(words, sure_enough) == ONLY_BY_MEANING
    assert call_for_help(words, -20.0) is None or call_for_help(words) is not None


def test_the_server_cannot_unsay_an_alarm() -> None:
    assert call_for_help(heard("help me"), -20.0) is not None


def test_an_account_that_only_sounds_like_a_call_waits_for_the_server() -> None:
    words = heard("An old gentleman's had a fall in aisle six. He's come down on this.")
    assert call_for_help(words) is None
    assert call_for_help(words, -5.6) is None
    assert call_for_help(words, 3.0) is not None


def test_with_the_server_down_more_is_believed_of_the_words() -> None:
    calls = [
        "he won't let me out of the office",
        "three of them are laying into the guard",
        "she's swinging a hammer at Priya",
    ]
    at_once = {call for call in calls if call_for_help(heard(call))}
    alone = {call for call in calls if call_for_help(heard(call), "down")}
    assert at_once <= alone


@pytest.mark.parametrize("answer", ["the roof", "my van", "two men", "gin", ""])
def test_an_answer_of_a_word_or_two_is_weighed_by_the_rules_alone(answer: str) -> None:
    assert call_for_help(heard(answer), "down") is None


def test_ordinary_talk_is_no_call_even_with_the_server_down() -> None:
    assert call_for_help(heard(ORDINARY), "down") is None


def test_a_cry_in_a_long_account_is_not_thinned_out_by_it() -> None:
    account = "he came in and he looked at the shirts and then " * 40
    assert spot(f"{account} help me he's got a knife", DuressSettings()) is not None


def test_features_are_of_length_one_by_kind_and_within_the_table() -> None:
    rows, values = features("he has got hold of me")
    assert rows.min() >= 0
    assert rows.max() < BUCKETS
    assert float(np.sum(values**2)) == pytest.approx(2.0)


def test_the_ear_learns_what_it_is_taught_and_the_same_every_time() -> None:
    calls, others = ["gizza hand he's on us", "he's on us quick"], ["pass the pricing gun", "gizza hand with the cage"]
    weights, bias = taught(calls, others)
    again, _ = taught(calls, others)
    assert np.array_equal(weights, again)
    scores = {}
    for text in (*calls, *others):
        rows, values = features(heard(text).plain())
        scores[text] = float(weights[rows] @ values) + bias
    assert min(scores[text] for text in calls) > max(scores[text] for text in others)


def test_nothing_said_sounds_like_nothing() -> None:
    assert call_score(heard("…")) == float("-inf")


def test_the_beginning_of_a_sentence_is_no_call_until_a_rule_knows_it_for_one() -> None:
    assert call_for_help(heard("there's a bloke at the"), "still speaking") is None
    assert call_for_help(heard("help me he's got"), "still speaking") is not None


@pytest.mark.parametrize("said", ["leave me alone I'm serving", "give me a minute, I'm still on my break"])
def test_who_says_what_they_are_busy_with_is_believed_less(said: str) -> None:
    without = said.split("I'm", maxsplit=1)[0].strip(" ,")
    just_enough = -call_score(heard(without)) + 1.0
    assert call_for_help(heard(without), just_enough) is not None
    assert call_for_help(heard(said), -call_score(heard(said)) + 1.0) is None


def test_a_plain_call_from_somebody_busy_is_one() -> None:
    assert call_for_help(heard("help me, I'm on the till and he's got a knife to my throat")) is not None
    assert call_for_help(heard("help me, I'm serving and he's got a knife to my throat")) is not None
    assert call_for_help(heard("I'm on my break and he's attacking her, send security now"), 0.0) is not None


@pytest.mark.parametrize("where", ["on the till", "on checkout four", "in the kiosk"])
def test_where_somebody_is_makes_their_call_no_weaker(where: str) -> None:
    assert call_for_help(heard(f"somebody get over here, I'm {where} and he won't back off")) is not None
