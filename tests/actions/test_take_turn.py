"""``action_take_turn`` hands a typed parse over and acknowledges the utterance."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.take_turn import ActionTakeTurn, turn_from_message
from assistant.errors import RasaAnswerError
from assistant.understanding.values import Entity, Parse

UTTERANCE_ID = UUID("0190b3f2-0000-7000-8000-000000000001")


def latest_message(**metadata: Any) -> dict[str, Any]:
    return {
        "text": "gin from aisle two",
        "intent": {"name": "inform", "confidence": 0.8},
        "entities": [{"entity": "item", "start": 0, "end": 3, "value": "gin"}],
        "intent_ranking": [],
        "metadata": metadata,
    }


async def test_the_parse_is_taken_under_the_utterances_id_and_acknowledged() -> None:
    taken: list[tuple[UUID, Parse]] = []

    async def take(utterance_id: UUID, parse: Parse) -> None:
        taken.append((utterance_id, parse))

    dispatcher = CollectingDispatcher()
    message = latest_message(utterance_id=str(UTTERANCE_ID), text_offset=2)
    tracker = Tracker("c", {}, message, [], False, None, {}, "action_listen")
    assert await ActionTakeTurn(take).run(dispatcher, tracker, {}) == []
    assert taken == [(UTTERANCE_ID, Parse("inform", 0.8, (Entity("item", "gin", 2, 5, None),)))]
    assert [answer["custom"] for answer in dispatcher.messages] == [{"floorline": {"utterance_id": str(UTTERANCE_ID)}}]


@pytest.mark.parametrize(
    "message",
    [
        None,
        {},
        {"metadata": None},
        {"metadata": {"utterance_id": 7}},
        {"metadata": {"utterance_id": "not one"}},
        latest_message(),
        latest_message(utterance_id=str(UTTERANCE_ID), text_offset="2"),
        latest_message(utterance_id=str(UTTERANCE_ID), text_offset=-1),
    ],
)
def test_a_message_that_did_not_come_through_our_client_is_refused(message: object) -> None:
    with pytest.raises(RasaAnswerError):
        turn_from_message(message)
