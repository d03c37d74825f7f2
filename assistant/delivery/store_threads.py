"""The (synchronous) store, used from an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any, TypeVar

from assistant.store import Store

T = TypeVar("T")


class StoreThreads:
    """Two threads at the store: an alarm only reads before it is sent, and that read waits for nobody's writing."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._reads = ThreadPoolExecutor(1, thread_name_prefix="delivery-read")
        self._writes = ThreadPoolExecutor(1, thread_name_prefix="delivery-write")

    async def read(self, work: Callable[..., T], *args: Any) -> T:
        """Run ``work``, which only reads."""
        return await self._run(self._reads, work, *args)

    async def write(self, work: Callable[..., T], *args: Any) -> T:
        """Run ``work``, which writes; one such at a time, in the order they were asked for."""
        return await self._run(self._writes, work, *args)

    async def settle(self) -> None:
        """Wait until everything asked for so far is written."""
        await self.write(lambda: None)

    @staticmethod
    async def _run(executor: Executor, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(executor, work, *args)
