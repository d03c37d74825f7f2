"""A few workers for many headsets: the urgent first, and an end to the queue.

When the queue is full the caller is told at once with ``PoolFullError`` and still holds the sound: partial looks are
then left out, a finished turn is offered again.
"""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from queue import PriorityQueue
from typing import Any, Final

from assistant.errors import EngineError
from assistant.incident import SlotName
from voice.audio import Audio
from voice.transcribers.protocol import Listener, Transcript

WORKERS: Final = 2
MOST_WAITING: Final = 40
"""Ten headsets with a turn, a look and a watch each, and room to spare; what is behind it would come too late."""

TRIES: Final = 5
FIRST_WAIT_SECONDS: Final = 0.1
URGENT: Final = 0
"""Turns: whoever has ended speaking waits. They are kept and offered again, never dropped."""

_LAST: Final = 1_000


class PoolFullError(EngineError):
    """More sound is waiting than can be heard in time."""

    code = "pool-full"


class ListenerPool:
    """Hears for many at once; fits where ``voice.live.hearing.Hearing`` is wanted."""

    def __init__(self, listeners: Sequence[Listener], most_waiting: int = MOST_WAITING) -> None:
        """One worker for each of ``listeners``, which may be the same one several times."""
        if not listeners:
            raise ValueError("a pool needs at least one listener")
        self._work: PriorityQueue[tuple[int, int, Future[Transcript] | None, Callable[[Listener], Transcript]]]
        self._work = PriorityQueue()
        self._order = itertools.count()
        self._most_waiting = most_waiting
        self._closed = False
        for number, listener in enumerate(listeners):
            # Daemons: a recogniser that hangs in native code must not keep the process from ending.
            threading.Thread(target=self._run, args=(listener,), name=f"ears-{number}", daemon=True).start()
        self._workers = len(listeners)

    @property
    def waiting(self) -> int:
        """Pieces of sound that nobody has begun on."""
        return self._work.qsize()

    async def transcribe(self, audio: Audio, asked: str | None, urgency: int = URGENT) -> Transcript:
        """Hear ``audio`` when its turn comes; the lower ``urgency``, the sooner. Cancelled in time, it is never begun.

        A turn that finds the queue full is offered again, five times within three seconds. Raises ``PoolFullError``
        when there is still no room, and ``EngineError`` as the engine does.
        """
        wait_seconds = FIRST_WAIT_SECONDS
        for _ in range(TRIES - 1 if urgency <= URGENT else 0):
            try:
                return await self._heard(audio, asked, urgency)
            except PoolFullError:
                await asyncio.sleep(wait_seconds)
                wait_seconds *= 2
        return await self._heard(audio, asked, urgency)

    def close(self) -> None:
        """End the workers once they have done what was asked of them; nothing more is taken."""
        self._closed = True
        for _ in range(self._workers):
            self._work.put((_LAST, next(self._order), None, _nothing))

    async def _heard(self, audio: Audio, asked: str | None, urgency: int) -> Transcript:
        if self._closed:
            raise EngineError("The recognisers have been closed; start Floorline again.")
        if self._work.qsize() >= self._most_waiting:
            raise PoolFullError("More is being said than can be heard in time; say it again, or use the chat.")
        slot: SlotName | None = asked  # type: ignore[assignment]  # a question that is no slot is worth no second opinion
        future: Future[Transcript] = Future()
        self._work.put((urgency, next(self._order), future, lambda listener: listener.transcribe(audio, slot)))
        return await asyncio.wrap_future(future)

    def _run(self, listener: Listener) -> None:
        while True:
            _, _, future, work = self._work.get()
            if future is None:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work(listener)
            except BaseException as exc:  # noqa: BLE001 - handed to whoever waits for it
                future.set_exception(exc)
            else:
                future.set_result(result)


def _nothing(listener: Listener) -> Any:
    del listener
