"""Words that come unasked to a chat: "Sam is on the way", "Received, reference 123"."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from assistant.announcing import Announcement, Urgency
from assistant.errors import StoreError
from assistant.incident import Status
from assistant.store import Store
from channels.telegram.clearing import Clearing
from channels.telegram.incoming import DEVICE_PREFIX, chat_of
from channels.telegram.one_by_one import OneByOne
from channels.telegram.outgoing import Outgoing

log = logging.getLogger(__name__)


class TelegramAnnouncer:
    """``Announcer`` for the chats of enrolled staff. Each announcement goes out beside the caller's work."""

    def __init__(
        self, store: Store, ordinary: Outgoing, alarms: Outgoing, clearing: Clearing | None, one_by_one: OneByOne
    ) -> None:
        """``alarms`` has connections of its own. ``clearing``: ``None`` leaves filed reports in the chat."""
        self._store = store
        self._ordinary = ordinary
        self._alarms = alarms
        self._clearing = clearing
        self._one_by_one = one_by_one
        self._going: set[asyncio.Task[None]] = set()

    async def announce(self, announcement: Announcement) -> bool:
        """Whether it was for a chat of ours that may be written to now."""
        device_id = announcement.device_id
        chat_id = None if device_id is None else chat_of(device_id)
        if device_id is None or chat_id is None or not await self._may_speak_to(device_id):
            return False
        lane = self._alarms if announcement.urgency is Urgency.ALARM else self._ordinary
        self._start(self._say(lane, chat_id, announcement.words))
        return True

    def told(self, incident_id: UUID, sentence: str) -> None:
        """Tell every chat that spoke about a report what became of it; once it is received, its details go."""
        self._start(self._tell(incident_id, sentence))

    async def settle(self) -> None:
        """Wait until everything announced so far is out."""
        while self._going:
            await asyncio.wait(set(self._going))

    async def aclose(self) -> None:
        for task in self._going:
            task.cancel()
        await asyncio.gather(*self._going, return_exceptions=True)

    async def _tell(self, incident_id: UUID, sentence: str) -> None:
        try:
            devices = await asyncio.to_thread(self._store.devices_about, incident_id, DEVICE_PREFIX)
            incident = await asyncio.to_thread(self._store.incident, incident_id)
        except StoreError as exc:
            log.error("the chats of a report cannot be looked up: %s", exc)
            return
        for device_id in devices:
            chat_id = chat_of(device_id)
            if chat_id is not None and await self._may_speak_to(device_id):
                async with self._one_by_one.in_chat(chat_id):
                    await self._ordinary.send(chat_id, sentence)
        if self._clearing is not None and incident is not None and incident.status is Status.ACCEPTED:
            await self._clearing.clear(incident_id)

    async def _say(self, lane: Outgoing, chat_id: int, words: str) -> None:
        await lane.send(chat_id, words)

    async def _may_speak_to(self, device_id: str) -> bool:
        """Nothing lights up on the phone of somebody who has called for help in silence."""
        try:
            conversation = await asyncio.to_thread(self._store.conversation, device_id)
        except StoreError as exc:
            log.error("whether a chat may be written to cannot be looked up: %s", exc)
            return True
        return conversation.state.get("alarm") != "silent"

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._going.add(task)
        task.add_done_callback(self._going.discard)
