"""What needs no model is done while the language server thinks, and only then."""

from __future__ import annotations

import asyncio
from typing import Final

import pytest

from assistant.understanding import closed
from assistant.understanding.interpret import Context, interpret, read_ahead
from assistant.understanding.meanwhile import meanwhile
from assistant.understanding.reading import read_before
from tests.assistant.understanding.readings import CUES, GAZETTEER, NOW, ZONE, entity, parse


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


CACHES: Final = (closed.named, read_before)


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("two lads by the kiosk, reg AB12 CDE", [("location", "by the kiosk")]),
        ("he took four widgets and six bottles of gin ten minutes ago", [("item", "widgets"), ("item", "gin")]),
        ("no weapon, nobody's hurt, about forty quid of meat", [("item", "meat")]),
        ("sierra tango one seven, alpha bravo charlie", [("item", "tango")]),
        ("", []),
    ],
)
def test_what_was_read_ahead_is_what_is_understood(text: str, entities: list[tuple[str, str]]) -> None:
    context = Context(None, NOW, ZONE, GAZETTEER, CUES)
    parsed = parse("report_shoplifting", 0.9, *(entity(label, words, text) for label, words in entities))
    _forget()
    afresh = interpret(text, parsed, context)
    _forget()
    read_ahead(text, context)
    assert interpret(text, parsed, context) == afresh
    assert all(cache.cache_info().hits for cache in CACHES)


def test_what_was_said_is_not_kept_beyond_the_next_utterances() -> None:
    context = Context(None, NOW, ZONE, GAZETTEER, CUES)
    for number in range(20):
        read_ahead(f"aisle {number}", context)
    assert all(cache.cache_info().currsize <= 4 for cache in CACHES)


def _forget() -> None:
    for cache in CACHES:
        cache.cache_clear()
