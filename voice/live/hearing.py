"""The recogniser as live headsets use it: off the event loop, the urgent first, what nobody waits for not at all."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Callable
from concurrent.futures import Future
from enum import IntEnum
from queue import PriorityQueue
from typing import Any, Protocol, TypeVar

from voice.audio import Audio
from voice.transcribers.protocol import Transcriber, Transcript

T = TypeVar("T")


class Urgency(IntEnum):
    """Which of several sounds is turned into text first."""

    TURN = 0
    """Somebody has ended speaking and waits."""
    LOOK = 1
    """Somebody may have ended."""
    WATCH = 2
    """Somebody is speaking; duress is looked for, or the wake phrase."""


class Hearing(Protocol):
    """Turns sound into text."""

    async def transcribe(self, audio: Audio, asked: str | None, urgency: Urgency) -> Transcript:
        """``asked`` is the slot that was asked for, if any. Cancelling it before its time came saves the work.

        Raises ``EngineError``.
        """
        ...


class Workers:
    """A few threads that take the most urgent piece of work first."""

    def __init__(self, threads: int, name: str) -> None:
        self._work: PriorityQueue[tuple[int, int, Future[Any] | None, Callable[[], Any]]] = PriorityQueue()
        self._order = itertools.count()
        for number in range(threads):
            # Daemons: a recogniser that hangs in native code must not keep the process from ending.
            threading.Thread(target=self._run, name=f"{name}-{number}", daemon=True).start()
        self._threads = threads

    async def run(self, work: Callable[[], T], urgency: int = 0) -> T:
        """Run ``work`` in a thread and give what it gives. Cancelled in time, it is never begun."""
        future: Future[T] = Future()
        self._work.put((urgency, next(self._order), future, work))
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """End the threads once they have done what was asked of them."""
        for _ in range(self._threads):
            self._work.put((1_000, next(self._order), None, lambda: None))

    def _run(self) -> None:
        while True:
            _, _, future, work = self._work.get()
            if future is None:
                return
            if not future.set_running_or_notify_cancel():
                continue
            try:
                result = work()
            except BaseException as exc:  # noqa: BLE001 - handed to whoever waits for it
                future.set_exception(exc)
            else:
                future.set_result(result)


class ThreadedHearing:
    """One recogniser, called from one thread: two at once would only share the same two cores."""

    def __init__(self, transcriber: Transcriber, threads: int = 1) -> None:
        self._transcriber = transcriber
        self._workers = Workers(threads, "hearing")

    async def transcribe(self, audio: Audio, asked: str | None, urgency: Urgency) -> Transcript:
        return await self._workers.run(lambda: self._transcriber.transcribe(audio), urgency)

    def close(self) -> None:
        """End the thread."""
        self._workers.close()
