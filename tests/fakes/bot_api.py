"""A small, strict stand-in of Telegram's Bot API: ``sendMessage`` only, every parameter's type checked.

What it checks and how it answers follows https://core.telegram.org/bots/api (making requests, sendMessage,
ResponseParameters).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "123456789:AAFakeTokenForTestsOnly_0123456789ab"
_TOKEN_FORM = re.compile(r"\d{3,12}:[A-Za-z0-9_-]{30,50}")
_PARAMETERS = {"chat_id", "text", "link_preview_options", "parse_mode", "disable_notification", "reply_markup"}


@dataclass
class FakeBotApi:
    """Holds what was sent and what is to go wrong next."""

    token: str = TOKEN
    chats: dict[int, str] = field(default_factory=lambda: {-1001: "writable"})
    """Chat -> ``writable``, ``kicked``, or ``migrated:<new id>``."""
    sent: list[dict[str, Any]] = field(default_factory=list)
    """The parameters of every message that was accepted."""
    next_answers: list[Response] = field(default_factory=list)
    """Given out first, before anything is looked at."""
    requests: int = 0

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/bot{token}/{method}", self._call, methods=["GET", "POST"])])

    async def _call(self, request: Request) -> Response:
        self.requests += 1
        if self.next_answers:
            return self.next_answers.pop(0)
        token = request.path_params["token"]
        if not _TOKEN_FORM.fullmatch(token):
            return error(404, "Not Found")
        if token != self.token:
            return error(401, "Unauthorized")
        if request.path_params["method"] != "sendMessage":
            return error(404, "Not Found: method not found")
        if request.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            return error(400, "Bad Request: unsupported content type")
        pairs = parse_qsl((await request.body()).decode(), keep_blank_values=True, strict_parsing=True)
        form = dict(pairs)
        if len(form) != len(pairs):
            return error(400, "Bad Request: repeated parameter")
        return self._send_message(form)

    def _send_message(self, form: dict[str, str]) -> Response:
        if set(form) - _PARAMETERS:
            return error(400, "Bad Request: unknown parameter")
        if not re.fullmatch(r"-?\d{1,16}", form.get("chat_id", "")):
            return error(400, "Bad Request: chat_id must be an integer")
        if not form.get("text", "").strip():
            return error(400, "Bad Request: message text is empty")
        if len(form["text"]) > 4096:
            return error(400, "Bad Request: message is too long")
        try:
            preview = json.loads(form.get("link_preview_options", "{}"))
        except ValueError:
            preview = None
        if not isinstance(preview, dict) or not isinstance(preview.get("is_disabled", False), bool):
            return error(400, "Bad Request: can't parse link_preview_options")
        chat_id = int(form["chat_id"])
        chat = self.chats.get(chat_id)
        if chat is None:
            return error(400, "Bad Request: chat not found")
        if chat == "kicked":
            return error(403, "Forbidden: bot was kicked from the supergroup chat")
        if chat.startswith("migrated:"):
            new_id = int(chat.partition(":")[2])
            return error(400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)
        self.sent.append({**form, "chat_id": chat_id, "link_preview_options": preview})
        return JSONResponse(
            {
                "ok": True,
                "result": {
                    "message_id": len(self.sent),
                    "date": 1_700_000_000,
                    "chat": {"id": chat_id, "type": "supergroup", "title": "Store alerts"},
                    "text": form["text"],
                },
            }
        )


def error(code: int, description: str, **parameters: int) -> Response:
    """An answer as Telegram gives it when it refuses."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return JSONResponse(body, code)
