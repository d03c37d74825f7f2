"""The door of the stand-in: the token, the form, the faults ordered for the next requests, and the way to the methods.

The server runs in a thread of its own (``tests.fakes.served_app``); tests touch its state from theirs. All of that is
plain assignments to lists and dictionaries, which Python does whole.
"""

from __future__ import annotations

import asyncio
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.fakes.bot_api import deleting, files, messages, updates
from tests.fakes.bot_api.answers import LostAnswer, Refused, done, error, nonsense
from tests.fakes.bot_api.chats import Chats
from tests.fakes.bot_api.parameters import FILE_PARAMETERS, METHODS, File, checked
from tests.fakes.bot_api.people import Phone

TOKEN = "123456789:AAFakeTokenForTestsOnly_0123456789ab"
_TOKEN_FORM = re.compile(r"\d{3,12}:[A-Za-z0-9_-]{30,50}")
_DOORS = {
    "getUpdates": updates.get_updates,
    "setWebhook": updates.set_webhook,
    "deleteWebhook": updates.delete_webhook,
    "getWebhookInfo": updates.get_webhook_info,
    "sendMessage": messages.send_message,
    "editMessageText": messages.edit_message_text,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "answerCallbackQuery": messages.answer_callback_query,
    "sendChatAction": messages.send_chat_action,
    "setMyCommands": messages.set_my_commands,
    "getMe": messages.get_me,
    "getChat": messages.get_chat,
    "getChatMember": messages.get_chat_member,
    "deleteMessage": deleting.delete_message,
    "deleteMessages": deleting.delete_messages,
    "getFile": files.get_file,
    "sendPhoto": files.send_photo,
    "sendVoice": files.send_voice,
    "sendDocument": files.send_document,
}


@dataclass
class Fault:
    """Something that goes wrong with the next requests of one method (or of any but ``getUpdates``)."""

    kind: str
    """``lost`` (acted upon, the answer breaks off), ``slow``, ``nonsense``, or a status code such as ``502``."""
    method: str | None = None
    times: int = 1
    seconds: float = 0.5
    retry_after: int = 1

    def takes(self, method: str) -> bool:
        return self.times > 0 and (self.method == method or (self.method is None and method != "getUpdates"))


@dataclass
class FakeBotApi(Chats):
    """Holds what was sent and what is to go wrong next."""

    token: str = TOKEN
    next_answers: list[Response] = field(default_factory=list)
    """Given out first, before anything is looked at."""
    faults: list[Fault] = field(default_factory=list)
    requests: int = 0
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    """Method -> how often it was asked for."""

    def __post_init__(self) -> None:
        assert set(_DOORS) == set(METHODS)

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
                Route("/file/bot{token}/{path:path}", self._file, methods=["GET"]),
            ]
        )

    def phone(self, user_id: int = 42, name: str = "Alex") -> Phone:
        """A person who has opened a private chat with the bot."""
        self.chats[user_id] = "writable"
        return Phone(self, user_id, name)

    def fault(self, kind: str | int, method: str | None = None, **more: Any) -> None:
        """Order something to go wrong."""
        self.faults.append(Fault(str(kind), method, **more))

    async def _call(self, request: Request) -> Response:
        self.requests += 1
        method = request.path_params["method"]
        self.calls[method] += 1
        if self.next_answers and method != "getUpdates":
            return self.next_answers.pop(0)
        token = request.path_params["token"]
        if not _TOKEN_FORM.fullmatch(token):
            return error(404, "Not Found")
        if token != self.token:
            return error(401, "Unauthorized")
        if method not in METHODS:
            return error(404, "Not Found: method not found")
        fault = next((fault for fault in self.faults if fault.takes(method)), None)
        if fault is not None:
            fault.times -= 1
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            elif fault.kind == "nonsense":
                return nonsense()
            elif fault.kind == "429":
                words = f"Too Many Requests: retry after {fault.retry_after}"
                return error(429, words, retry_after=fault.retry_after)
            elif fault.kind != "lost":
                return error(int(fault.kind), "Bad Gateway")
        answer = await self._acted(method, request)
        return LostAnswer() if fault is not None and fault.kind == "lost" else answer

    async def _acted(self, method: str, request: Request) -> Response:
        try:
            form, sent_files = await _form(method, request)
            result = _DOORS[method](self, checked(method, form, sent_files))
            return done(await result if asyncio.iscoroutine(result) else result)
        except Refused as refused:
            return error(refused.code, refused.description, **refused.parameters)

    async def _file(self, request: Request) -> Response:
        fault = next((fault for fault in self.faults if fault.takes("file")), None)
        if fault is not None:
            fault.times -= 1
            if fault.kind == "slow":
                await asyncio.sleep(fault.seconds)
            else:
                return nonsense() if fault.kind == "nonsense" else error(int(fault.kind), "Bad Gateway")
        content = self.file_contents.get(request.path_params["path"])
        if request.path_params["token"] != self.token or content is None:
            return error(404, "Not Found")
        return Response(content, media_type="application/octet-stream")


async def _form(method: str, request: Request) -> tuple[dict[str, str], dict[str, File]]:
    content_type = request.headers.get("Content-Type", "").partition(";")[0]
    body = await request.body()
    if not body:
        return {}, {}
    if content_type == "application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
        if len(dict(pairs)) != len(pairs):
            raise Refused(400, "Bad Request: repeated parameter")
        return dict(pairs), {}
    if content_type == "multipart/form-data" and method in FILE_PARAMETERS:
        texts, sent = {}, {}
        async with request.form() as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    sent[name] = File(await value.read(), value.filename or "")
                else:
                    texts[name] = value
        return _attached(texts, sent)
    raise Refused(400, "Bad Request: unsupported content type")


def _attached(texts: dict[str, str], sent: dict[str, File]) -> tuple[dict[str, str], dict[str, File]]:
    """``attach://name`` points to a part of the same request."""
    pointing = {name: text.removeprefix("attach://") for name, text in texts.items() if text.startswith("attach://")}
    found = {name: sent.pop(part) for name, part in pointing.items() if part in sent}
    return {name: text for name, text in texts.items() if name not in found}, sent | found
