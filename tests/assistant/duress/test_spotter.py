"""The spotter against people's own words: a labelled corpus, and what a recogniser may do to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.duress import Duress, spot, stand_down
from assistant.duress.heard import FILLERS, heard
from assistant.settings import DuressSettings

SETTINGS = DuressSettings()
CORPUS = Path(__file__).parents[3] / "nlu_data" / "duress"


def corpus(name: str) -> list[str]:
    lines = (CORPUS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


CALLS, NEAR_MISSES, ORDINARY = corpus("calls"), corpus("near_misses"), corpus("ordinary")
TYPICAL_CALLS = [
    "help me",
    "somebody help",
    "I need help now",
    "send help now",
    "get security now",
    "call the police now he's attacking me",
    "he's got me by the throat",
    "he's going to stab me",
    "get off me",
    "don't hurt me",
    "we're being robbed",
    "he's stabbing someone",
    "mayday mayday",
    "code red",
]


def test_the_corpus_is_large_enough_to_say_something() -> None:
    assert len(set(CALLS)) >= 150
    assert len(set(NEAR_MISSES)) + len(set(ORDINARY)) >= 200


def test_no_call_for_help_is_missed() -> None:
    assert [call for call in CALLS if spot(call, SETTINGS) is None] == []


def test_hardly_a_near_miss_raises_the_alarm() -> None:
    # "He's got a gun" may: where it could be either, it is duress.
    alarms = [line for line in NEAR_MISSES if spot(line, SETTINGS)]
    assert len(alarms) * 100 <= len(NEAR_MISSES), alarms


def test_ordinary_talk_never_raises_the_alarm() -> None:
    assert [(line, spot(line, SETTINGS)) for line in ORDINARY if spot(line, SETTINGS)] == []


def with_curly_quotes(call: str) -> str:
    return call.replace("'", "’")


@pytest.mark.parametrize("change", [str.upper, str.title, str.capitalize, with_curly_quotes])
def test_capitals_and_curly_quotes_hide_nothing(change: Callable[[str], str]) -> None:
    assert [call for call in CALLS if spot(change(call), SETTINGS) is None] == []


def test_a_lost_apostrophe_or_comma_hides_nothing() -> None:
    for lost in ("'", ",", "!", "."):
        assert [call for call in CALLS if spot(call.replace(lost, ""), SETTINGS) is None] == []


@given(st.sampled_from(TYPICAL_CALLS), st.data())
def test_fillers_and_punctuation_between_the_words_hide_nothing(call: str, data: st.DataObject) -> None:
    noise = st.lists(st.sampled_from(sorted(FILLERS)), max_size=2)
    marks = st.sampled_from(["", ",", "!", "...", " -", "?!"])
    words: list[str] = [*data.draw(noise)]
    for word in call.split():
        words += [word + data.draw(marks), *data.draw(noise)]
    joined = " ".join(words)
    said = data.draw(st.sampled_from([joined, joined.upper(), joined.title()]))
    assert spot(said, SETTINGS) is not None, said


@given(st.sampled_from(["help me", "help help", "somebody help me", "please help", "help me now"]), st.data())
def test_stretched_letters_hide_nothing(call: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from([index for index, letter in enumerate(call) if letter.isalpha()]))
    said = call[:place] + call[place] * data.draw(st.integers(1, 8)) + call[place + 1 :]
    assert spot(said, SETTINGS) is not None, said


@given(
    st.sampled_from(ORDINARY), st.sampled_from(["help me", "get off me", "he's got a knife to my throat", "code red"])
)
def test_a_cry_at_the_end_of_ordinary_talk_is_heard(talk: str, cry: str) -> None:
    assume("drill" not in talk)  # "this is a drill, help me" is a drill
    assert spot(f"{talk}. {cry}", SETTINGS) is not None, talk


@given(st.text(max_size=300))
def test_any_text_in_any_script_can_be_listened_to(text: str) -> None:
    found = spot(text, SETTINGS)
    assert found is None or found.words in text
    stand_down(text)


@given(st.sampled_from(CALLS))
def test_the_words_are_given_as_they_were_heard(call: str) -> None:
    found = spot(f"  {call} ", SETTINGS)
    assert found is not None
    assert found.words
    assert found.words in call


def test_a_very_long_message_is_listened_to_whole() -> None:
    assert spot("he was at the till and " * 430 + "help me", SETTINGS) is not None


def test_a_report_is_no_duress_but_the_blade_at_a_throat_is() -> None:
    assert spot("he's got a knife", SETTINGS) is None
    assert spot("he's got a knife to my throat", SETTINGS) == Duress("call_for_help", "knife to my throat")
    assert spot("he punched me and left", SETTINGS) is None
    assert spot("he's punching me", SETTINGS) is not None
    assert spot("he's hitting Dave", SETTINGS) is not None
    assert spot("he's hitting the machine", SETTINGS) is None


def test_the_word_duress_over_and_over_is_a_call_wherever_it_is() -> None:
    assert spot("duress, duress, till four", SETTINGS) is not None
    assert spot("Till nine. Duress, duress!", SETTINGS) is not None
    assert spot("the duress training is on monday", SETTINGS) is None


def test_a_drill_announced_as_one_is_no_duress_but_a_code_word_is() -> None:
    assert spot("drill: help me he's attacking me", SETTINGS) is None
    assert spot("this is not a drill help me", SETTINGS) is not None
    assert spot("drill: code red", SETTINGS) is not None


@pytest.mark.parametrize(
    "said",
    [
        "code red",
        "Code RED!",
        "code, um, red",
        "code read",
        "coderead",
        "the code red sale signs",
        "code red code red",
        "code, red",
        "it is a code, red, by the coats",
    ],
)
def test_a_code_word_is_heard_through_slips(said: str) -> None:
    found = spot(said, SETTINGS)
    assert found is not None
    assert found.kind == "code_word"


@pytest.mark.parametrize(
    "said",
    [
        "the bar code read wrong",
        "could read",
        "the postcode reads wrong",
        "cold red wine",
        "fur code, red lipstick",
        "camel code, red hat",
    ],
)
def test_words_that_sound_like_the_code_word_are_not_it(said: str) -> None:
    assert spot(said, SETTINGS) is None


def test_the_retailers_own_code_words_count() -> None:
    own = DuressSettings(code_words=("blue elephant", "tango", "like god"), silent_phrases=())
    for said in ("blue elephant at till four", "blue elephants", "tango", "Tango tango!", "like god"):
        found = spot(said, own)
        assert found is not None, said
        assert found.kind == "code_word"
    for said in ("code red", "blue telephone", "mango", "an elephant in blue"):
        assert spot(said, own) is None, said


@pytest.mark.parametrize(
    "said",
    [
        "has anyone seen doctor black",
        "Has anyone seen Dr. Black?",
        "has anyone seen docter black",
        "has any one seen doctor black please",
        "um has anyone seen doctor black today",
        "is inspector sands in the building",
        "is inspector sans in the building",
        "is inspector sands in the building help me",
    ],
)
def test_a_silent_phrase_is_heard_through_slips_and_comes_before_all_else(said: str) -> None:
    found = spot(said, SETTINGS)
    assert found is not None
    assert found.kind == "silent"


@pytest.mark.parametrize(
    "said",
    [
        "has anyone seen doctor who",
        "has anyone seen the black marker",
        "has anyone seen dave",
        "doctor black",
        "is the inspector in the building",
        "is inspector morse in the building",
        "is anyone in the building",
        "inspector sands",
    ],
)
def test_ordinary_questions_are_no_silent_phrase(said: str) -> None:
    assert spot(said, SETTINGS) is None


def test_a_setting_without_words_matches_nothing() -> None:
    empty = DuressSettings(code_words=("", "!!!"), silent_phrases=("", "?"))
    assert spot("good morning", empty) is None
    assert spot("", empty) is None


@pytest.mark.parametrize(
    "said",
    [
        "stand down",
        "Stand down, stand down.",
        "false alarm",
        "it was a false alarm",
        "cancel the alarm",
        "please cancel the alert it was a mistake",
        "call off the alarm",
        "call the alarm off",
        "we can stand down now",
        "stand everyone down",
        "all clear",
    ],
)
def test_a_stand_down_is_heard(said: str) -> None:
    assert stand_down(said)


@pytest.mark.parametrize(
    "said",
    [
        "don't stand down",
        "do not cancel the alarm",
        "it's not a false alarm",
        "the fire alarm went off",
        "how do i cancel the alarm",
        "should we stand down",
        "not all clear",
        "no",
        "okay",
        "help me",
        "cancel",
    ],
)
def test_what_is_no_stand_down_stands_nothing_down(said: str) -> None:
    assert not stand_down(said)


@given(st.text(max_size=120))
def test_tokens_know_where_they_stand(text: str) -> None:
    for token in heard(text).tokens:
        assert 0 <= token.start < token.end <= len(text)
