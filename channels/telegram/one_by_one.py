"""One thing at a time in one chat: what comes of a turn is never overtaken by what comes of its report."""

from __future__ import annotations

import asyncio
from weakref import WeakValueDictionary


class OneByOne:
    """A lock for each chat; it lives as long as somebody holds it or waits for it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    def in_chat(self, chat_id: int) -> asyncio.Lock:
        """To be held by ``async with``."""
        lock = self._locks.get(chat_id)
        if lock is None:
            lock = self._locks[chat_id] = asyncio.Lock()
        return lock
