"""The action webhook: who may call it, how long a turn may take, and what a failure looks like to Rasa."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from actions.webhook import action_router
from assistant.errors import StoreError
from assistant.understanding.values import Parse

UTTERANCE_ID = "0190b3f2-0000-7000-8000-000000000001"


def call(action: str = "action_take_turn") -> dict[str, Any]:
    """What Rasa 3.6 sends, without the domain, as endpoints.yml asks."""
    message = {
        "text": "yes",
        "intent": {"name": "affirm", "confidence": 0.9},
        "entities": [],
        "metadata": {"utterance_id": UTTERANCE_ID, "text_offset": 0},
    }
    tracker = {"sender_id": "c", "slots": {}, "latest_message": message, "events": [], "paused": False}
    return {"next_action": action, "sender_id": "c", "tracker": tracker, "version": "3.6.21"}


class Taken:
    """A ``take`` that remembers the turns."""

    def __init__(self) -> None:
        self.turns: list[tuple[UUID, Parse]] = []

    async def __call__(self, utterance_id: UUID, parse: Parse) -> None:
        self.turns.append((utterance_id, parse))


async def post(
    take: Callable[[UUID, Parse], Awaitable[None]],
    body: object,
    *,
    token: str | None = None,
    headers: dict[str, str] | None = None,
    timeout_seconds: float = 5.0,
) -> httpx.Response:
    app = FastAPI()
    app.include_router(action_router(take, timeout_seconds, token=token))
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://floorline.test") as http:
        return await http.post("/webhook", json=body, headers=headers or {})


async def test_a_turn_is_taken_and_answered_in_rasas_shape() -> None:
    take = Taken()
    response = await post(take, call())
    assert response.status_code == 200
    assert response.json()["events"] == []
    assert response.json()["responses"][0]["custom"] == {"floorline": {"utterance_id": UTTERANCE_ID}}
    assert [(str(utterance_id), parse.intent) for utterance_id, parse in take.turns] == [(UTTERANCE_ID, "affirm")]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "t0ken"}])
async def test_without_the_token_no_turn_is_taken(headers: dict[str, str]) -> None:
    take = Taken()
    response = await post(take, call(), token="t0ken", headers=headers)
    assert response.status_code == 401
    assert not take.turns


async def test_with_the_token_a_turn_is_taken() -> None:
    take = Taken()
    response = await post(take, call(), token="t0ken", headers={"Authorization": "Bearer t0ken"})
    assert response.status_code == 200
    assert len(take.turns) == 1


async def test_a_turn_that_takes_too_long_is_cancelled_and_not_acknowledged() -> None:
    cancelled: list[UUID] = []

    async def slow(utterance_id: UUID, parse: Parse) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(utterance_id)
            raise

    response = await post(slow, call(), timeout_seconds=0.01)
    assert response.status_code == 504
    assert cancelled == [UUID(UTTERANCE_ID)]


async def test_a_turn_that_fails_says_which_kind_of_error_and_no_more() -> None:
    async def fail(utterance_id: UUID, parse: Parse) -> None:
        raise StoreError("a sentence with somebody's words")

    response = await post(fail, call())
    assert response.status_code == 500
    assert "store" in response.text
    assert "words" not in response.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (call("action_unknown"), 404),
        ({}, 400),
        ({"next_action": "action_take_turn"}, 400),
        ({"next_action": 5, "tracker": {}}, 400),
        ([], 422),
        ({"next_action": "action_take_turn", "tracker": {"sender_id": "c"}}, 400),
        ({"next_action": "action_take_turn", "tracker": {**call()["tracker"], "latest_message": None}}, 500),
    ],
)
async def test_what_is_not_a_turn_is_refused(body: object, status: int) -> None:
    take = Taken()
    response = await post(take, body)
    assert response.status_code == status
    assert not take.turns
