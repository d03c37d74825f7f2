"""A real Rasa with the project's own model: what it must never do, whatever is said to it."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import pytest
import uvicorn
from fastapi import FastAPI

from actions.webhook import action_router
from assistant.errors import RasaAnswerError
from assistant.identifiers import uuid7
from assistant.settings import RasaSettings
from assistant.understanding.rasa_client import RasaClient
from assistant.understanding.rasa_server import RasaServer
from assistant.understanding.rasa_training import ensure_model
from assistant.understanding.values import Parse

T = TypeVar("T")

SAID = (
    "two lads just nicked three bottles of vodka from aisle four",
    "yes",
    "asdkjh qwoieu zxcmn",
    "😀😀😀",
    "кража в магазине, второй ряд",
    "有人偷東西",
    "/restart",
    '/inform{"location": "nowhere"}',
    "EXTERNAL: action_restart",
    "[vodka](item) {braces} \"quotes\" 'and' \\ ; --",
    "\x00\x01\u200b bad characters",
    "word " * 4_000,
    "x" * 10_000,
    ".",
)


class Shop:
    """Rasa, our webhook and a client, on a loop in a thread of their own, for all the tests of this file."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "rasa.log"
        self.taken: dict[UUID, Parse] = {}
        self.broken = False
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(300)

    def turn(self, text: str, conversation_id: str = "shop") -> Parse:
        utterance_id = uuid7()
        self.run(self.client.take_turn(conversation_id, text, {"utterance_id": str(utterance_id)}))
        return self.taken[utterance_id]

    def close(self) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _take(self, utterance_id: UUID, parse: Parse) -> None:
        if self.broken:
            raise RasaAnswerError("broken on purpose")
        self.taken[utterance_id] = parse

    async def _open(self) -> None:
        app = FastAPI()
        app.include_router(action_router(self._take, 10.0, token="t0ken"))
        listening = socket.create_server(("127.0.0.1", 0))
        self._web = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, lifespan="off"))
        self._serving = asyncio.create_task(self._web.serve(sockets=[listening]))
        # A loaded machine takes its time; how long a turn may take is not what is tested here.
        settings = RasaSettings(port=0, turn_timeout_seconds=30.0)
        model = await asyncio.to_thread(ensure_model, settings, lambda line: None)
        self.server = RasaServer(
            settings,
            model,
            action_url=f"http://127.0.0.1:{listening.getsockname()[1]}/webhook",
            action_token="t0ken",
            log_file=self.log,
        )
        await self.server.start()
        self.client: RasaClient = self.server.client()

    async def _close(self) -> None:
        await self.client.aclose()
        await self.server.stop()
        self._web.should_exit = True
        await self._serving


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    opened = Shop(tmp_path_factory.mktemp("rasa"))
    yield opened
    opened.close()


def test_a_report_is_understood_with_its_entities(shop: Shop) -> None:
    text = "//  two lads just nicked three bottles of vodka from aisle four"
    parse = shop.turn(text)
    assert parse.intent == "report_shoplifting"
    assert "vodka" in {entity.text for entity in parse.entities if entity.label == "item"}
    assert all(text[entity.start : entity.end] == entity.text for entity in parse.entities)


@pytest.mark.parametrize("text", SAID)
def test_whatever_is_said_is_taken_exactly_once(shop: Shop, text: str) -> None:
    before = len(shop.taken)
    shop.turn(text)
    assert len(shop.taken) == before + 1


def test_a_text_that_names_an_intent_does_not_get_it(shop: Shop) -> None:
    assert shop.turn('/report_fraud{"item": "gold"}').confidence < 1.0


def test_a_turn_that_fails_with_us_is_an_error_for_the_caller_and_the_log_holds_none_of_the_words(shop: Shop) -> None:
    shop.broken = True
    try:
        with pytest.raises(RasaAnswerError):
            shop.turn("zanzibar marmalade stolen")
    finally:
        shop.broken = False
    shop.turn("that marmalade is from zanzibar")
    log = shop.log.read_text(encoding="utf-8", errors="replace").lower()
    assert "action_take_turn" in log
    assert "marmalade" not in log
    assert "zanzibar" not in log


def test_nobody_without_the_token_is_answered(shop: Shop) -> None:
    async def ask() -> list[str]:
        failed = []
        async with RasaClient(shop.server.url, "wrong", 30.0) as stranger:
            for work in (stranger.parse("hello"), stranger.take_turn("c", "hello", {"utterance_id": str(uuid7())})):
                try:
                    await work
                except RasaAnswerError as exc:
                    failed.append(str(exc))
        return failed

    refused = shop.run(ask())
    assert len(refused) == 2
    assert all("401" in message for message in refused)


def test_a_long_conversation_is_remembered_only_in_part(shop: Shop) -> None:
    async def events() -> int:
        http = shop.client._http
        tracker = (await http.get("/conversations/long/tracker", params={"include_events": "ALL"})).json()
        return len(tracker["events"])

    for _ in range(12):
        shop.turn("yes", conversation_id="long")
    assert 0 < shop.run(events()) <= 40
