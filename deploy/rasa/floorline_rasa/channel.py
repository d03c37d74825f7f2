"""Rasa's REST channel, made honest: it answers 500 when a turn fails, and never logs what was said."""

from __future__ import annotations

from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class TurnInput(InputChannel):
    """``POST /webhooks/rest/webhook`` with ``{"sender", "message", "metadata"}``, as Rasa's own REST channel."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        routes = Blueprint("floorline_turns", __name__)

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            body = request.json
            if not isinstance(body, dict) or not isinstance(body.get("message"), str) or not body.get("sender"):
                return response.json({"error": "sender and message are needed"}, status=400)
            answers = CollectingOutputChannel()
            message = UserMessage(
                body["message"],
                answers,
                str(body["sender"]),
                input_channel=self.name(),
                metadata=body.get("metadata"),
            )
            # What it raises, the server answers with 500 and our log handler cuts down to its type and place.
            await on_new_message(message)
            return response.json(answers.messages)

        return routes
