"""Rasa's REST channel, made honest: it answers 500 when a turn fails, and never logs what was said.

A second route understands an utterance without taking a turn, as Rasa's own ``/model/parse`` does; but that one cannot
be told what had been asked.
"""

from __future__ import annotations

from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse


class TurnInput(InputChannel):
    """``POST /webhooks/rest/webhook`` with ``{"sender", "message", "metadata"}``, as Rasa's own REST channel, and
    ``POST /webhooks/rest/parse`` with ``{"message", "metadata"}``.
    """

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

        @routes.route("/parse", methods=["POST"])
        async def parse(request: Request) -> HTTPResponse:
            body = request.json
            if not isinstance(body, dict) or not isinstance(body.get("message"), str):
                return response.json({"error": "a message is needed"}, status=400)
            message = UserMessage(body["message"], input_channel=self.name(), metadata=body.get("metadata"))
            return response.json(await request.app.ctx.agent.processor.parse_message(message))

        return routes
