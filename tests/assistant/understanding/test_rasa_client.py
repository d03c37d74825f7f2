"""The client believes the language server only where it answers with a turn of ours."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import RasaAnswerError, RasaDownError
from assistant.understanding.rasa_client import TEXT_CHARACTERS, RasaClient, sendable

UTTERANCE_ID = "0190b3f2-0000-7000-8000-000000000001"
ACKNOWLEDGED = [{"recipient_id": "c", "custom": {"floorline": {"utterance_id": UTTERANCE_ID}}}]
PARSED = {
    "text": "vodka from aisle four",
    "intent": {"name": "report_shoplifting", "confidence": 0.9},
    "entities": [{"entity": "item", "start": 0, "end": 5, "value": "vodka", "confidence_entity": 0.8}],
    "intent_ranking": [{"name": "report_shoplifting", "confidence": 0.9}, {"name": "inform", "confidence": 0.1}],
}


class Answers:
    """A server that gives one answer and remembers what it was asked."""

    def __init__(self, answer: Any, status: int = 200) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = answer
        self._status = status

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self._answer, bytes):
            return httpx.Response(self._status, content=self._answer)
        return httpx.Response(self._status, json=self._answer)

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = json.loads(self.requests[-1].content)
        return body


def client(server: Callable[[httpx.Request], httpx.Response], timeout_seconds: float = 5.0) -> RasaClient:
    return RasaClient("http://rasa.test", "s3cret", timeout_seconds, transport=httpx.MockTransport(server))


async def take(server: Callable[[httpx.Request], httpx.Response], text: str = "two lads, aisle four") -> None:
    async with client(server) as rasa:
        await rasa.take_turn("conversation-1", text, {"utterance_id": UTTERANCE_ID})


async def test_an_acknowledged_turn_returns_and_carries_the_token_and_the_metadata() -> None:
    server = Answers(ACKNOWLEDGED)
    await take(server)
    assert server.requests[0].url.path == "/webhooks/rest/webhook"
    assert server.requests[0].headers["Authorization"] == "Bearer s3cret"
    assert server.body() == {
        "sender": "conversation-1",
        "message": "two lads, aisle four",
        "metadata": {"utterance_id": UTTERANCE_ID, "text_offset": 0},
    }


@pytest.mark.parametrize(
    "answer",
    [
        [],
        {},
        None,
        "ok",
        [None],
        [{"text": "hello"}],
        [{"custom": None}],
        [{"custom": {"floorline": "yes"}}],
        [{"custom": {"floorline": {"utterance_id": "another"}}}],
        b"",
        b"<html>busy</html>",
        b"[" * 100_000,
        b'["' + b"x" * 2_000_000 + b'"]',
    ],
)
async def test_an_answer_without_our_acknowledgement_is_an_error(answer: Any) -> None:
    with pytest.raises(RasaAnswerError):
        await take(Answers(answer))


@pytest.mark.parametrize("status", [204, 302, 401, 404, 409, 500, 503])
async def test_any_status_but_200_is_an_error_even_with_the_right_body(status: int) -> None:
    with pytest.raises(RasaAnswerError, match=str(status)):
        await take(Answers(ACKNOWLEDGED, status))


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadTimeout, httpx.ReadError, httpx.RemoteProtocolError]
)
async def test_a_server_that_cannot_be_reached_is_down(error: type[httpx.TransportError]) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        raise error("no")

    with pytest.raises(RasaDownError):
        await take(refuse)
    async with client(refuse) as rasa:
        assert not await rasa.ready()


async def test_a_server_that_trickles_is_given_up_after_the_time_out() -> None:
    async def trickle() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.001)
            yield b" "

    async with client(lambda request: httpx.Response(200, content=trickle()), timeout_seconds=0.05) as rasa:
        with pytest.raises(RasaDownError, match="within"):
            await rasa.take_turn("c", "hello", {"utterance_id": UTTERANCE_ID})


async def test_what_can_wait_is_done_when_the_request_has_left_and_before_its_answer_comes() -> None:
    all_read, done = threading.Event(), threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=_answer_once, args=(listening, all_read, done))
        server.start()
        left: list[bool] = []

        def work() -> None:
            left.append(all_read.wait(5))
            done.set()

        async with RasaClient(f"http://127.0.0.1:{listening.getsockname()[1]}", "s3cret", 10.0) as rasa:
            parse = await rasa.parse("vodka from aisle four", meanwhile=work)
        server.join()
    assert left == [True]
    assert parse.intent == "report_shoplifting"


def _answer_once(listening: socket.socket, all_read: threading.Event, done: threading.Event) -> None:
    """Read one request to its end, and answer it when what was to be done meanwhile is done."""
    connection, _ = listening.accept()
    with connection:
        request = b""
        while b"\r\n\r\n" not in request or not request.endswith(b"}"):
            request += connection.recv(65_536)
        all_read.set()
        done.wait(5)
        body = json.dumps(PARSED).encode()
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))


async def test_without_a_server_what_could_wait_is_left_undone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_at_once:
        port = closed_at_once.getsockname()[1]
    async with RasaClient(f"http://127.0.0.1:{port}", "s3cret", 5.0) as rasa:
        with pytest.raises(RasaDownError):
            await rasa.parse("vodka", meanwhile=lambda: pytest.fail("nobody is asked"))


@pytest.mark.parametrize("text", ["\ud800 vodka", "\U0001f600 vodka", "\x00 vodka"])
async def test_any_text_at_all_can_be_sent(text: str) -> None:
    server = Answers(PARSED)
    async with client(server) as rasa:
        await rasa.parse(text)
    assert server.body()["message"] == text


@pytest.mark.parametrize("text", ["", "   ", "/", "// /\n", "\u3000/"])
async def test_a_text_without_words_is_never_sent(text: str) -> None:
    server = Answers(ACKNOWLEDGED)
    with pytest.raises(RasaAnswerError, match="no words"):
        await take(server, text)
    assert not server.requests


async def test_a_long_text_is_cut_for_the_model() -> None:
    server = Answers(ACKNOWLEDGED)
    await take(server, "word " * 5_000)
    assert len(server.body()["message"]) <= TEXT_CHARACTERS


async def test_a_text_that_looks_like_a_payload_is_sent_as_words_and_places_are_those_of_the_whole_text() -> None:
    text = " //vodka from aisle four"
    server = Answers(PARSED)
    async with client(server) as rasa:
        parse = await rasa.parse(text)
    assert server.requests[0].url.path == "/webhooks/rest/parse"
    assert server.body() == {"message": "vodka from aisle four", "metadata": {}}
    assert [(entity.label, text[entity.start : entity.end]) for entity in parse.entities] == [("item", "vodka")]
    assert (parse.intent, parse.confidence) == ("report_shoplifting", 0.9)
    assert parse.ranking == (("report_shoplifting", 0.9), ("inform", 0.1))


@given(st.text())
def test_what_is_sent_is_a_piece_of_what_was_said_and_never_a_payload(text: str) -> None:
    words, offset = sendable(text)
    assert text[offset:].startswith(words)
    assert not words.startswith("/")
    assert words == words.strip()
    assert not text[:offset].strip().strip("/").replace("/", "").strip()


@pytest.mark.parametrize(
    ("answer", "status", "ready"),
    [
        ({"model_file": "floorline-1.tar.gz"}, 200, True),
        ({"model_file": None}, 200, False),
        ([], 200, False),
        ({"model_file": "floorline-1.tar.gz"}, 409, False),
        (b"nonsense", 200, False),
    ],
)
async def test_it_is_ready_only_with_a_model_loaded(answer: Any, status: int, ready: bool) -> None:
    async with client(Answers(answer, status)) as rasa:
        assert await rasa.ready() is ready
