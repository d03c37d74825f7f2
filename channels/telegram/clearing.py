"""After filing: the messages with details leave the chat, and the reference stays.

A chat is on a private phone. What was told there belongs into the record, which is where it is now.
"""

from __future__ import annotations

import asyncio
from itertools import groupby
from uuid import UUID

from assistant.store import Store
from channels.telegram.incoming import DEVICE_PREFIX, chat_of
from channels.telegram.outgoing import Outgoing


class Clearing:
    """Takes the messages of one report out of every chat that spoke of it."""

    def __init__(self, store: Store, outgoing: Outgoing) -> None:
        self._store = store
        self._outgoing = outgoing

    async def clear(self, incident_id: UUID) -> int:
        """Gives how many messages were to go. What Telegram keeps (older than 48 hours) stays."""
        messages = await asyncio.to_thread(self._store.messages_about, incident_id, DEVICE_PREFIX)
        count = 0
        for device_id, some in groupby(messages, key=lambda message: message.device_id):
            chat_id = chat_of(device_id)
            if chat_id is None:
                continue
            numbers = [message.number for message in some]
            await self._outgoing.delete(chat_id, numbers)
            await asyncio.to_thread(self._store.forget_messages, device_id, numbers)
            count += len(numbers)
        return count
