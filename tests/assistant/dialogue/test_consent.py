"""What counts as an unmistakable yes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialogue.consent import (
    agrees_to_cancel,
    agrees_to_end_alarm,
    leaves_as_it_is,
    only_okay,
    plain_yes,
    wants_cancelled,
)

NOES = ["no", "not", "nah", "don't", "never", "wrong", "but", "except", "actually", "isn't", "didn't", "naw"]


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes, that is correct, please send.",
        "aye yeah that's sound",
        "ar, that's right",
        "yeah nice one, that's right",
        "that's about the size of it, yes",
        "spot on, send it off",
        "yep thats it x",
        "go on then, send it",
        "Affirmative, that is correct.",
        "yes that's exactly what happened",
        "perfect, ta",
    ],
)
def test_a_plain_yes_in_many_mouths(text: str) -> None:
    assert plain_yes(text)


@pytest.mark.parametrize(
    "text",
    [
        "no, it was a phone call",
        "yes and he had a beard",
        "yes but it was aisle nine",
        "yeah no",
        "yes it was a phone call",
        "right so there were three of them",
        "he said yes to the manager and walked",
        "yes nine",
        "that was till four",
        "it's not right",
        "",
    ],
)
def test_more_or_less_than_a_yes_is_none(text: str) -> None:
    assert not plain_yes(text, act_is_affirm=bool(text))


def test_one_misheard_word_does_not_spoil_a_short_yes() -> None:
    assert plain_yes("yes cement", act_is_affirm=True)
    assert not plain_yes("yes cement")


@settings(deadline=None)
@given(
    st.sampled_from(NOES), st.sampled_from(["yes send it", "correct", "that's right, send it", "aye"]), st.booleans()
)
def test_a_word_of_denial_anywhere_is_no_yes(denial: str, yes: str, first: bool) -> None:
    text = f"{denial} {yes}" if first else f"{yes} {denial}"
    assert not plain_yes(text, act_is_affirm=True)
    assert not agrees_to_end_alarm(text)


@pytest.mark.parametrize("text", ["okay", "right", "mhm", "ok ok", "uh huh"])
def test_an_okay_is_only_an_okay(text: str) -> None:
    assert only_okay(text)
    assert not agrees_to_cancel(text, act_is_cancel=False)
    assert not agrees_to_end_alarm(text)


@pytest.mark.parametrize(
    "text",
    [
        "nothing else, leave it",
        "nothing, it's fine as it is",
        "no it's all right, don't change anything",
        "leave it",
        "never mind, that's all",
        "no changes",
        "it's fine",
    ],
)
def test_there_is_nothing_to_change(text: str) -> None:
    assert leaves_as_it_is(text)
    assert not wants_cancelled(text)


@pytest.mark.parametrize("text", ["cancel the report", "scrap the whole thing", "don't send it", "delete it"])
def test_cancelling_is_named_outright(text: str) -> None:
    assert wants_cancelled(text)
    assert not leaves_as_it_is(text)


@pytest.mark.parametrize("text", ["yes, yes, that is what he tell me", "yes that's what she said", "yes just hurry"])
def test_who_else_says_so_adds_nothing_to_a_yes(text: str) -> None:
    assert plain_yes(text, act_is_affirm=True)


@pytest.mark.parametrize(
    "text", ["yes and he has a knife", "yes and what about the other", "yes that's not what he said"]
)
def test_a_yes_with_more_to_say_is_no_plain_yes(text: str) -> None:
    assert not plain_yes(text, act_is_affirm=True)
