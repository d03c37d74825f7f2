"""Rasa's account of an utterance becomes a typed parse, or an error that quotes nothing of what was said."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import RasaAnswerError
from assistant.understanding.rasa_message import parse_from_message
from assistant.understanding.values import Entity, Parse


def message(**changes: Any) -> dict[str, Any]:
    whole = {
        "text": "he has a knife",
        "intent": {"name": "report_robbery", "confidence": 0.7},
        "entities": [{"entity": "weapon", "start": 9, "end": 14, "value": "blade", "confidence_entity": 0.6}],
        "intent_ranking": [],
        "metadata": {},
        "message_id": "1",
    }
    return {**whole, **changes}


def test_an_entity_keeps_the_words_said_and_not_their_synonym() -> None:
    assert parse_from_message(message()) == Parse(
        "report_robbery", 0.7, (Entity("weapon", "knife", 9, 14, 0.6),), ranking=()
    )


def test_places_are_moved_by_what_was_cut_off_in_front() -> None:
    entity = parse_from_message(message(), text_offset=3).entities[0]
    assert (entity.start, entity.end, entity.text) == (12, 17, "knife")


def test_no_intent_at_all_is_the_fallback() -> None:
    assert parse_from_message(message(intent={"name": None, "confidence": 0.0})).intent == "nlu_fallback"


def test_an_entity_without_a_confidence_has_none() -> None:
    entities = [{"entity": "weapon", "start": 9, "end": 14, "value": "knife"}]
    assert parse_from_message(message(entities=entities)).entities[0].confidence is None


@pytest.mark.parametrize(
    "changes",
    [
        {"text": None},
        {"intent": None},
        {"intent": {"name": 3}},
        {"intent": {"name": "x", "confidence": "high"}},
        {"intent": {"name": "x", "confidence": float("nan")}},
        {"entities": {}},
        {"entities": [{"entity": "weapon", "start": -1, "end": 3}]},
        {"entities": [{"entity": "weapon", "start": 5, "end": 5}]},
        {"entities": [{"entity": "weapon", "start": 9, "end": 900}]},
        {"entities": [{"entity": "weapon", "start": 6, "end": 2}]},
        {"intent_ranking": [{"name": "x", "confidence": 7}]},
    ],
)
def test_a_message_of_another_shape_is_refused_without_quoting_it(changes: dict[str, Any]) -> None:
    with pytest.raises(RasaAnswerError) as refused:
        parse_from_message(message(**changes))
    assert "knife" not in str(refused.value)
    assert refused.value.__cause__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["text", "intent", "entities", "name"]), inner),
    max_leaves=12,
)


@given(JSON)
def test_any_json_is_a_parse_or_an_answer_error(value: object) -> None:
    try:
        parse = parse_from_message(value)
    except RasaAnswerError:
        return
    assert 0 <= parse.confidence <= 1
