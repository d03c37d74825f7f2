"""What needs no model is done while the language server thinks, and only then."""

from __future__ import annotations

import asyncio

import pytest

from assistant.understanding import closed
from assistant.understanding.interpret import Context, interpret, read_ahead
from assistant.understanding.meanwhile import meanwhile
from tests.assistant.understanding.readings import CUES, GAZETTEER, NOW, ZONE, parse


async def test_the_work_is_done_before_the_answer_comes() -> None:
    done: list[str] = []
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    await meanwhile({answer}, lambda: done.append("read"))
    assert done == ["read"]
    assert not answer.done()


async def test_the_request_leaves_before_the_work_begins() -> None:
    order: list[str] = []

    async def ask() -> None:
        order.append("asked")
        await asyncio.Event().wait()

    asking = asyncio.create_task(ask())
    await meanwhile({asking}, lambda: order.append("read"))
    asking.cancel()
    assert order == ["asked", "read"]


async def test_an_answer_that_is_there_already_is_not_held_up() -> None:
    answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    answer.set_result("here")
    await meanwhile({answer}, lambda: pytest.fail("nothing is waited for"))


def test_what_was_read_ahead_is_what_is_understood() -> None:
    text, context = "two lads by the kiosk, reg AB12 CDE", Context(None, NOW, ZONE, GAZETTEER, CUES)
    closed.named.cache_clear()
    afresh = interpret(text, parse("report_shoplifting"), context)
    closed.named.cache_clear()
    read_ahead(text, context)
    assert interpret(text, parse("report_shoplifting"), context) == afresh
    assert closed.named.cache_info().hits == 1


def test_what_was_said_is_not_kept_beyond_the_next_utterances() -> None:
    context = Context(None, NOW, ZONE, GAZETTEER, CUES)
    for number in range(20):
        read_ahead(f"aisle {number}", context)
    assert closed.named.cache_info().currsize <= 4
