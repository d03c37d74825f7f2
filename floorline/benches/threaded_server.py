"""A small TCP server on an event loop and a thread of its own: what is measured or tested has its own to itself."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

LONGEST_SECONDS = 10.0
"""For coming up, and for hanging up on everybody."""


class ThreadedServer(ABC):
    """Listens while its ``with`` block lasts; then every connection is cut off."""

    def __init__(self, name: str) -> None:
        """``name`` is the thread's."""
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._server: asyncio.Server | None = None

    @abstractmethod
    async def _listen(self) -> asyncio.Server:
        """Open a free port of this machine."""

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(LONGEST_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result(LONGEST_SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONGEST_SECONDS)
        self._loop.close()

    async def _start(self) -> None:
        self._server = await self._listen()
        self.port = self._server.sockets[0].getsockname()[1]

    async def _hang_up(self) -> None:
        # asyncio's streams report every connection that is cut off as a fault.
        self._loop.set_exception_handler(lambda loop, context: None)
        if self._server is not None:
            self._server.close()
        others = asyncio.all_tasks() - {task for task in (asyncio.current_task(),) if task}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
