"""``action_take_turn``: Rasa's account of an utterance handed over to Floorline, once a turn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from assistant.errors import RasaAnswerError
from assistant.understanding.rasa_message import parse_from_message
from assistant.understanding.values import Parse

Take = Callable[[UUID, Parse], Awaitable[None]]
"""Takes the turn of one stored utterance as Rasa understood it."""


class ActionTakeTurn(Action):
    """Reads the parse and the utterance's id from the tracker, awaits ``take``, acknowledges the utterance.

    The REST channel hands the request's ``metadata`` to the tracker: it stands in the ``metadata`` of the user event,
    which is the tracker's ``latest_message``.
    """

    def __init__(self, take: Take) -> None:
        self._take = take

    def name(self) -> str:
        return "action_take_turn"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        utterance_id, parse = turn_from_message(tracker.latest_message)
        await self._take(utterance_id, parse)
        dispatcher.utter_message(json_message={"floorline": {"utterance_id": str(utterance_id)}})
        return []


def turn_from_message(message: object) -> tuple[UUID, Parse]:
    """The utterance's id and its parse out of a tracker's ``latest_message``; ``RasaAnswerError`` if not there."""
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict):
        raise RasaAnswerError("The tracker's message has no metadata; turns are taken through RasaClient only.")
    offset = metadata.get("text_offset", 0)
    try:
        utterance_id = UUID(metadata.get("utterance_id"))
    except (TypeError, ValueError, AttributeError) as exc:
        raise RasaAnswerError(
            "The tracker's message names no utterance; turns are taken through RasaClient only."
        ) from exc
    if not isinstance(offset, int) or offset < 0:
        raise RasaAnswerError("The tracker's message has a wrong text_offset; turns are taken through RasaClient only.")
    return utterance_id, parse_from_message(message, offset)
