"""Answers as Telegram gives them, and some that it never would."""

from __future__ import annotations

from typing import Any

from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send


class Refused(Exception):
    """What a method raises to be answered with ``ok: false``."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad_request(what: str, **parameters: int) -> Refused:
    return Refused(400, f"Bad Request: {what}", **parameters)


def error(code: int, description: str, **parameters: int) -> Response:
    """An answer as Telegram gives it when it refuses."""
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        body["parameters"] = parameters
    return JSONResponse(body, code)


def done(result: Any) -> Response:
    return JSONResponse({"ok": True, "result": result})


def nonsense() -> Response:
    """What a captive portal says in Telegram's place."""
    return Response(b"<html>Welcome to the shop's wireless network</html>", media_type="text/html")


class LostAnswer(Response):
    """The method was acted upon, but its answer breaks off on the way."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok": true, "res', "more_body": True})
        raise ConnectionResetError("the answer is lost on purpose")
