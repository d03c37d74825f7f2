"""Many headsets, a few recognisers: order, limits, and nothing lost."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from assistant.errors import EngineError
from assistant.incident import SlotName
from tests.voice.made_sound import tone
from voice.audio import Audio
from voice.transcribers.pool import ListenerPool, PoolFullError
from voice.transcribers.protocol import Transcript

SOUND = tone(0.01)


@dataclass
class Gate:
    """A recogniser that waits at a gate, and refuses to be entered twice."""

    open: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)
    heard: list[str | None] = field(default_factory=list)
    name: str = "gate"
    _inside: threading.Lock = field(default_factory=threading.Lock)

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        assert self._inside.acquire(blocking=False), "an engine was shared between threads"
        try:
            self.entered.set()
            assert self.open.wait(10)
            self.heard.append(asked)
            if asked == "camera":
                raise EngineError("It failed; try again.")
            return Transcript(str(asked), self.name, audio.seconds)
        finally:
            self._inside.release()


@asynccontextmanager
async def pool(*gates: Gate, most_waiting: int = 40) -> AsyncIterator[ListenerPool]:
    made = ListenerPool(gates, most_waiting)
    try:
        yield made
    finally:
        for gate in gates:
            gate.open.set()
        made.close()


async def entered(gate: Gate) -> None:
    assert await asyncio.to_thread(gate.entered.wait, 10)


async def test_the_urgent_is_heard_first() -> None:
    gate = Gate()
    async with pool(gate) as ears:
        first = asyncio.create_task(ears.transcribe(SOUND, None, 2))
        await entered(gate)
        waiting = [asyncio.create_task(ears.transcribe(SOUND, asked, urgency)) for asked, urgency in
                   (("weapon", 2), ("location", 1), ("suspect_count", 0))]  # fmt: skip
        await asyncio.sleep(0)
        gate.open.set()
        await asyncio.gather(first, *waiting)
    assert gate.heard == [None, "suspect_count", "location", "weapon"]


async def test_every_worker_has_an_engine_of_its_own_and_ten_headsets_are_heard() -> None:
    gates = Gate(), Gate()
    for gate in gates:
        gate.open.set()
    async with pool(*gates) as ears:
        heard = await asyncio.gather(*(ears.transcribe(SOUND, "location", 0) for _ in range(30)))
    assert [transcript.text for transcript in heard] == ["location"] * 30
    assert sum(len(gate.heard) for gate in gates) == 30


async def test_when_the_queue_is_full_a_look_is_refused_at_once_with_what_to_do() -> None:
    gate = Gate()
    async with pool(gate, most_waiting=1) as ears:
        running = asyncio.create_task(ears.transcribe(SOUND, None))
        await entered(gate)
        queued = asyncio.create_task(ears.transcribe(SOUND, None))
        await asyncio.sleep(0)
        assert ears.waiting == 1
        with pytest.raises(PoolFullError, match="say it again, or use the chat"):
            await ears.transcribe(SOUND, None, 1)
        gate.open.set()
        await asyncio.gather(running, queued)


async def test_a_turn_that_finds_the_queue_full_is_kept_and_heard_when_there_is_room() -> None:
    gate = Gate()
    async with pool(gate, most_waiting=1) as ears:
        running = asyncio.create_task(ears.transcribe(SOUND, None))
        await entered(gate)
        queued = asyncio.create_task(ears.transcribe(SOUND, None))
        await asyncio.sleep(0)
        kept = asyncio.create_task(ears.transcribe(SOUND, "location"))
        await asyncio.sleep(0)
        assert not kept.done()
        gate.open.set()
        assert (await kept).text == "location"
        await asyncio.gather(running, queued)


async def test_what_is_no_longer_wanted_is_never_begun() -> None:
    gate = Gate()
    async with pool(gate) as ears:
        running = asyncio.create_task(ears.transcribe(SOUND, None))
        await entered(gate)
        unwanted = asyncio.create_task(ears.transcribe(SOUND, "weapon"))
        await asyncio.sleep(0)
        unwanted.cancel()
        await asyncio.wait({unwanted})
        gate.open.set()
        await running
        await ears.transcribe(SOUND, "location")
    assert "weapon" not in gate.heard


async def test_a_failure_reaches_its_caller_and_the_worker_goes_on() -> None:
    gate = Gate()
    gate.open.set()
    async with pool(gate) as ears:
        with pytest.raises(EngineError, match="try again"):
            await ears.transcribe(SOUND, "camera")
        assert (await ears.transcribe(SOUND, "location")).text == "location"


async def test_a_closed_pool_says_so() -> None:
    gate = Gate()
    async with pool(gate) as ears:
        pass
    with pytest.raises(EngineError, match="closed"):
        await ears.transcribe(SOUND, None)


def test_a_pool_without_engines_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="at least one"):
        ListenerPool([])
