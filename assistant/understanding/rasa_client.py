"""The one door to the language server.

Rasa fails open: with its action server down it answers 200 and ``[]``. So an answer counts only if it holds our own
acknowledgement of this very utterance; everything else is an error of which the caller can make a degraded turn.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from types import TracebackType
from typing import Any, Final, Self

import httpx

from assistant.errors import RasaAnswerError, RasaDownError
from assistant.understanding.rasa_message import parse_from_message
from assistant.understanding.values import Parse

TEXT_CHARACTERS: Final = 2_000
"""What the model is given of an utterance: two minutes of speech."""
ANSWER_BYTES: Final = 1_000_000
"""Far above any answer of ours (a parse of 2,000 characters is under 200 kB)."""
READY_TIMEOUT_SECONDS: Final = 2.0

Work = Callable[[], object]
"""Short work, done while the language server thinks: that is another process, and a second core is there for it."""


def sendable(text: str) -> tuple[str, int]:
    """What of an utterance may be sent, and how many characters were left off in front of it.

    Rasa takes a message that starts with ``/`` for a payload that names its own intent, and strips white space.
    """
    bare = text.lstrip(" \t\r\n\f\v/\u00a0\u2028\u2029\u3000")
    while bare[:1].isspace() or bare[:1] == "/":
        bare = bare[1:]
    return bare[:TEXT_CHARACTERS].rstrip(), len(text) - len(bare)


class RasaClient:
    """Asks the language server at ``url``; every request bears ``token`` and takes ``timeout_seconds`` at most.

    Use as an async context manager, or call ``aclose``. ``transport`` is for tests.
    """

    def __init__(
        self, url: str, token: str, timeout_seconds: float, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._timeout_seconds = timeout_seconds
        self._http = httpx.AsyncClient(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=timeout_seconds,
            # A proxy named in the environment has no business between us and loopback.
            trust_env=False,
            transport=transport,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def ready(self) -> bool:
        """Whether the server is up and has a model loaded."""
        limit = min(self._timeout_seconds, READY_TIMEOUT_SECONDS)
        try:
            answer = await self._ask("GET", "/status", timeout_seconds=limit)
        except (RasaDownError, RasaAnswerError):
            return False
        return isinstance(answer, dict) and bool(answer.get("model_file"))

    async def parse(self, text: str, asked: str | None = None, meanwhile: Work | None = None) -> Parse:
        """Intent and entities of ``text``, said after ``asked`` (a slot or ``confirmation``); no turn is taken.

        ``meanwhile`` is done once the request has left. Raises ``RasaDownError`` where the server cannot be reached in
        time, ``RasaAnswerError`` for everything else, also for a text without any words.
        """
        words, offset = _words(text)
        metadata = {} if asked is None else {"asked": asked}
        answer = await self._ask("POST", "/webhooks/rest/parse", {"message": words, "metadata": metadata}, meanwhile)
        return parse_from_message(answer, offset)

    async def take_turn(
        self, conversation_id: str, text: str, metadata: Mapping[str, str], meanwhile: Work | None = None
    ) -> None:
        """Have Rasa understand ``text`` and run ``action_take_turn`` once, in the conversation of that id.

        ``metadata`` holds at least ``utterance_id``, which the action finds in the tracker, and ``asked`` where
        something was. ``meanwhile`` is done once the request has left. Returns when the action has acknowledged that
        utterance. Raises as ``parse`` does, also where no acknowledgement came.
        """
        words, offset = _words(text)
        body = {
            "sender": conversation_id,
            "message": words,
            "metadata": {**metadata, "text_offset": offset},
        }
        answer = await self._ask("POST", "/webhooks/rest/webhook", body, meanwhile)
        if not _acknowledges(answer, metadata["utterance_id"]):
            raise RasaAnswerError("The language server answered without taking the turn; is the action webhook up?")

    async def _ask(
        self,
        method: str,
        path: str,
        body: object = None,
        meanwhile: Work | None = None,
        timeout_seconds: float | None = None,
    ) -> Any:
        limit = timeout_seconds or self._timeout_seconds
        try:
            # httpx limits each phase; a server that trickles could hold a turn for ever.
            async with asyncio.timeout(limit):
                return await self._exchange(method, path, body, meanwhile)
        except (TimeoutError, httpx.TimeoutException) as exc:
            raise RasaDownError(f"The language server did not answer within {limit:g} s.") from exc
        except httpx.TransportError as exc:
            raise RasaDownError("The language server cannot be reached; it is started by floorline run.") from exc
        except httpx.HTTPError as exc:
            raise RasaAnswerError("The language server's answer is not proper HTTP.") from exc

    async def _exchange(self, method: str, path: str, body: object, meanwhile: Work | None) -> Any:
        async with self._http.stream(method, path, **_body(body, meanwhile)) as response:
            if response.status_code != httpx.codes.OK:
                raise RasaAnswerError(f"The language server answered with status {response.status_code}.")
            content = bytearray()
            async for piece in response.aiter_bytes():
                content += piece
                if len(content) > ANSWER_BYTES:
                    raise RasaAnswerError(f"The language server's answer is over {ANSWER_BYTES} bytes.")
        try:
            return json.loads(bytes(content))
        except (ValueError, RecursionError) as exc:
            raise RasaAnswerError("The language server's answer is not JSON.") from exc


def _body(body: object, meanwhile: Work | None) -> dict[str, Any]:
    """What httpx is given to send ``body`` as JSON, and to do ``meanwhile`` as soon as that has left."""
    if body is None:
        return {}
    payload = json.dumps(body).encode()

    async def sent_in_one_piece() -> AsyncIterator[bytes]:
        yield payload
        if meanwhile is not None:  # more is asked for when all before it has been sent
            meanwhile()

    headers = {"Content-Type": "application/json", "Content-Length": str(len(payload))}
    return {"content": sent_in_one_piece(), "headers": headers}


def _words(text: str) -> tuple[str, int]:
    words, offset = sendable(text)
    if not words:
        raise RasaAnswerError("There are no words in this utterance for the language server to understand.")
    return words, offset


def _acknowledges(answer: object, utterance_id: str) -> bool:
    """Whether one of the answer's messages is ``{"custom": {"floorline": {"utterance_id": utterance_id}}}``."""
    if not isinstance(answer, list):
        return False
    for message in answer:
        custom = message.get("custom") if isinstance(message, dict) else None
        ours = custom.get("floorline") if isinstance(custom, dict) else None
        if isinstance(ours, dict) and ours.get("utterance_id") == utterance_id:
            return True
    return False
