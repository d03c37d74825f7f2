"""Ordinary jobs of one kind, worked off at their receiver's pace.

The outbox is the queue: it is durable already, so what stands here is only which key is due when, some hundred bytes a
job. Alarms never come this way: they have no queue, no pace and no connections in common with what is here.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import logging
import math
import random
from collections.abc import Callable, Coroutine, Iterable
from functools import partial
from time import monotonic
from typing import Any

from assistant.delivery.attempts import Step
from assistant.delivery.pace import Pace

log = logging.getLogger(__name__)


class PacedLane:
    """Takes keys of the outbox and attempts each until it is finished. All methods belong to one event loop."""

    def __init__(
        self,
        name: str,
        pace: Pace,
        *,
        attempt: Callable[[str], Coroutine[Any, Any, Step]],
        tell: Callable[[str], Coroutine[Any, Any, None]],
        clock: Callable[[], float] = monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """``clock`` gives steady seconds; ``attempt`` raises nothing."""
        self._name = name
        self._pace = pace
        self._attempt = attempt
        self._tell = tell
        self._clock = clock
        self._chance = chance
        self._due: list[tuple[float, int, str]] = []
        self._order = itertools.count()
        self._known: set[str] = set()
        self._told_waiting: set[str] = set()
        self._under_way: dict[str, asyncio.Task[None]] = {}
        self._telling: set[asyncio.Task[None]] = set()
        self._way_until_seconds = -math.inf
        self._something_new = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many jobs are not finished."""
        return len(self._known)

    @property
    def is_down(self) -> bool:
        """Whether the receiver counts as away."""
        return self._pace.is_down

    def start(self) -> None:
        self._running = asyncio.create_task(self._run(), name=f"lane of {self._name}")

    def add(self, keys: Iterable[str], *, is_new: bool = False) -> tuple[str, ...]:
        """Take these on, in this order, and answer which were not known. ``is_new``: somebody waits to hear of them."""
        added = tuple(key for key in dict.fromkeys(keys) if key not in self._known)
        now = self._clock()
        for key in added:
            self._known.add(key)
            heapq.heappush(self._due, (now, next(self._order), key))
            if is_new and self._pace.is_down:
                # Its turn may come late; that it is saved can be said now.
                self._told_waiting.add(key)
                self._say(key)
        if added:
            self._something_new.set()
        return added

    def make_way(self, seconds: float) -> None:
        """Begin nothing for so long: something urgent wants the event loop, the disk and the line now."""
        self._way_until_seconds = self._clock() + seconds

    async def stop(self) -> None:
        """Begin nothing more. What waits, or is under way, is in the outbox still."""
        ending = [*([self._running] if self._running else []), *self._under_way.values(), *self._telling]
        self._running = None
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        self._due.clear()
        self._known.clear()
        self._told_waiting.clear()

    async def _run(self) -> None:
        while True:
            self._something_new.clear()
            now = self._clock()
            while self._due and self._due[0][0] <= now >= self._way_until_seconds and self._pace.may_begin(now):
                _, _, key = heapq.heappop(self._due)
                self._pace.begin()
                task = asyncio.create_task(self._work_on(key), name=f"attempt at {key}")
                self._under_way[key] = task
                task.add_done_callback(partial(self._ended, key))
            try:
                async with asyncio.timeout(self._sleep_seconds(now)):
                    await self._something_new.wait()
            except TimeoutError:
                continue

    def _sleep_seconds(self, now: float) -> float | None:
        """Until something may be begun by the passing of time alone; ``None``: only news can change anything."""
        if not self._due:
            return None
        wait = max(self._due[0][0] - now, self._pace.quiet_for(now), self._way_until_seconds - now)
        return wait if wait > 0 else None

    async def _work_on(self, key: str) -> None:
        try:
            step = await self._attempt(key)
        except BaseException:
            self._pace.left()
            raise
        if step.tell and not (step.wait_seconds is not None and key in self._told_waiting):
            self._say(key)
        if step.wait_seconds is None:
            self._pace.answered()
            self._known.discard(key)
            self._told_waiting.discard(key)
            return
        now = self._clock()
        if step.is_ours:
            self._pace.left()
        else:
            self._pace.failed(now, self._chance(), step.quiet_seconds)
        heapq.heappush(self._due, (now + step.wait_seconds, next(self._order), key))

    def _ended(self, key: str, task: asyncio.Task[None]) -> None:
        self._under_way.pop(key, None)
        self._something_new.set()
        if not task.cancelled() and task.exception() is not None:
            # The next sweep takes it up again.
            log.error("an attempt at job %s broke (%s)", key, type(task.exception()).__name__)
            self._known.discard(key)

    def _say(self, key: str) -> None:
        task = asyncio.create_task(self._tell(key), name=f"telling of {key}")
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)
