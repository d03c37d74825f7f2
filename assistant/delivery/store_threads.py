"""The (synchronous) store, used from an event loop."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, Final, TypeVar

from assistant.store import Store

T = TypeVar("T")

TOGETHER_SECONDS: Final = 0.02
"""How long one transaction takes in more work: an alarm waits no longer than this for the lane beside it."""


class StoreThreads:
    """Two threads at the store: an alarm only reads before it is sent, and that read waits for nobody's writing.

    What is to be written while a transaction is on its way goes into the next one, all together: one wait for the disk
    instead of many. Nobody is told that their part is written before all of it is on the disk.
    """

    def __init__(self, store: Store, *, patient: bool = False) -> None:
        """``patient``: others who write to the store go first."""
        self.store = store
        self._patient = patient
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="delivery-read")
        self._writes = ThreadPoolExecutor(1, thread_name_prefix="delivery-write")
        self._asked: deque[_Asked] = deque()

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Run ``work``, which only reads."""
        return await asyncio.get_running_loop().run_in_executor(self._reads, work, *args)

    async def write(self, work: Callable[..., T], *args: Any) -> T:
        """Run ``work``, which writes; in the order asked for, and done when it is on the disk.

        ``work`` is run a second time, after all of the first was undone, where something written together with it
        failed.
        """
        asked = _Asked(partial(work, *args))
        self._asked.append(asked)
        self._writes.submit(self._write_what_is_asked)
        result: T = await asked.done
        return result

    async def settle(self) -> None:
        """Wait until everything asked for so far is written."""
        await self.write(lambda: None)

    def _write_what_is_asked(self) -> None:
        if self._asked:  # else an earlier one has taken it along
            self._write(self._asked.popleft(), TOGETHER_SECONDS)

    def _write(self, first: _Asked, together_seconds: float) -> None:
        """``first``, and what else is asked for so long, in one transaction; where it fails, each by itself."""
        taken = [first]
        try:
            with self.store.together(patient=self._patient):
                until = monotonic() + together_seconds
                results = [first.work()]
                while self._asked and monotonic() < until:
                    taken.append(self._asked.popleft())
                    results.append(taken[-1].work())
        except Exception as exc:  # noqa: BLE001 - whatever it is, it is for those who asked
            if len(taken) == 1:
                first.fail(exc)
                return
            for asked in taken:
                self._write(asked, 0.0)
        else:
            for asked, result in zip(taken, results, strict=True):
                asked.succeed(result)


class _Asked:
    """One piece of work, and who waits for it on which event loop."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self._loop = asyncio.get_running_loop()
        self.done: asyncio.Future[Any] = self._loop.create_future()

    def succeed(self, result: Any) -> None:
        self._tell(lambda: self.done.set_result(result))

    def fail(self, exc: Exception) -> None:
        self._tell(lambda: self.done.set_exception(exc))

    def _tell(self, tell: Callable[[], None]) -> None:
        # Nobody may be waiting any more: cancelled, or the loop is gone with all of its tasks.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(lambda: None if self.done.done() else tell())
