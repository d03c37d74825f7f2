"""From Telegram's door to the desk: stored before it is confirmed, in order for each person, alarms past everybody.

An update is confirmed to Telegram once it is in the store, and finished there once it has been answered; what was
stored but not finished is taken again at the next start. So nothing is lost whenever the power fails, and nothing slow
(a voice note, a photo) holds up anybody else, nor the next update.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from assistant.errors import ChannelError, StoreError
from assistant.store import ChatUpdate, Store
from channels.telegram import phrases
from channels.telegram.calls import is_answer
from channels.telegram.desk import StaffDesk
from channels.telegram.incoming import Incoming, Pressed, Said, parsed, update_number
from channels.telegram.one_by_one import OneByOne
from channels.telegram.outgoing import Outgoing
from channels.telegram.pace import WAITING_AT_MOST, Pace, Seldom

log = logging.getLogger(__name__)

SOURCE: Final = "telegram"
TOLD_TOO_FAST_SECONDS: Final = 60.0

LANES_KEPT: Final = 1_000
"""People whose pace is remembered; strangers may be many."""

IsUrgent = Callable[[str], bool]


@dataclass
class _Lane:
    """One person's updates, one after the other."""

    waiting: deque[Incoming] = field(default_factory=deque)
    pace: Pace = field(default_factory=Pace)
    worker: asyncio.Task[None] | None = None


class Intake:
    """Takes updates in from polling or webhook."""

    def __init__(
        self,
        store: Store,
        desk: StaffDesk,
        outgoing: Outgoing,
        *,
        one_by_one: OneByOne,
        is_urgent: IsUrgent,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """``is_urgent`` says of words whether they are a call for help; those wait for nothing."""
        self._store = store
        self._desk = desk
        self._outgoing = outgoing
        self._one_by_one = one_by_one
        self._is_urgent = is_urgent
        self._sleep = sleep
        self._lanes: dict[int, _Lane] = {}
        self._urgent: set[asyncio.Task[None]] = set()
        self._too_fast = Seldom(TOLD_TOO_FAST_SECONDS)

    async def take_in(self, raws: Sequence[Mapping[str, Any]]) -> None:
        """Returns when every update is stored (or, with a full disk, dealt with): now it may be confirmed."""
        now = datetime.now(UTC)
        known: list[tuple[Incoming, ChatUpdate]] = []
        for raw in raws:
            try:
                incoming = parsed(raw, now)
                if incoming is None:
                    continue
                stored = ChatUpdate(update_number(raw), json.dumps(raw))
            except ChannelError as exc:
                log.warning("%s", exc)
                continue
            if incoming.is_private and await self._is_enrolled(incoming):
                known.append((incoming, stored))
            else:
                self._line_up(incoming)  # strangers have nothing to lose, and are given no room in the store
        if not known:
            return
        try:
            new = await asyncio.to_thread(self._store.take_in_updates, SOURCE, [one for _, one in known], now)
        except StoreError as exc:
            # The desk takes them all the same: it says that nothing can be saved, and an alarm still goes out.
            log.error("updates could not be stored: %s", exc)
            await asyncio.gather(*(self._desk.handle(incoming) for incoming, _ in known))
            return
        numbers = {one.number for one in new}
        for incoming, stored in known:
            if stored.number in numbers:
                self._line_up(incoming)

    async def recover(self) -> int:
        """Line up what was stored but not finished before the process died. Returns how many."""
        updates = await asyncio.to_thread(self._store.unfinished_updates, SOURCE)
        for update in updates:
            try:
                incoming = parsed(json.loads(update.body), datetime.now(UTC))
            except (ChannelError, ValueError):
                incoming = None
            if incoming is None:
                await asyncio.to_thread(self._store.finish_update, SOURCE, update.number)
            else:
                self._line_up(incoming)
        return len(updates)

    async def settle(self) -> None:
        """Wait until everything taken in so far has been answered."""
        while workers := [lane.worker for lane in self._lanes.values() if lane.worker] + list(self._urgent):
            await asyncio.wait(workers)

    async def aclose(self) -> None:
        """Stop at once; what is not finished is taken again at the next start."""
        workers = [lane.worker for lane in self._lanes.values() if lane.worker] + list(self._urgent)
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _is_enrolled(self, incoming: Incoming) -> bool:
        try:
            return await self._desk.person_behind(incoming) is not None
        except StoreError as exc:
            log.error("who wrote cannot be looked up: %s", exc)
            return True

    def _line_up(self, incoming: Incoming) -> None:
        if self._waits_for_nobody(incoming):
            task = asyncio.create_task(self._deal_with(incoming))
            self._urgent.add(task)
            task.add_done_callback(self._urgent.discard)
            return
        lane = self._lanes.setdefault(incoming.user_id, _Lane())
        lane.waiting.append(incoming)
        if lane.worker is None:
            lane.worker = asyncio.create_task(self._work(incoming.user_id, lane))

    def _waits_for_nobody(self, incoming: Incoming) -> bool:
        """A call for help, and the answer to a call: what was written before it is taken meanwhile."""
        match incoming.content:
            case Said(text):
                return self._is_urgent(text)
            case Pressed() as pressed:
                return is_answer(pressed.data)
            case _:
                return False

    async def _work(self, user_id: int, lane: _Lane) -> None:
        try:
            while lane.waiting:
                dropped = 0
                while len(lane.waiting) > WAITING_AT_MOST:
                    await self._finish(lane.waiting.pop())
                    dropped += 1
                incoming = lane.waiting.popleft()
                if dropped:
                    log.warning("%d messages of one person were more than can be taken in", dropped)
                    await self._outgoing.send(incoming.chat_id, phrases.DROPPED)
                wait_seconds = lane.pace.wait_seconds()
                if wait_seconds:
                    if self._too_fast.may(str(user_id)):
                        await self._outgoing.send(incoming.chat_id, phrases.TOO_FAST)
                    await self._sleep(min(wait_seconds, 1.0))
                async with self._one_by_one.in_chat(incoming.chat_id):
                    await self._deal_with(incoming)
        finally:
            lane.worker = None
            if len(self._lanes) > LANES_KEPT:
                self._lanes = {user: lane for user, lane in self._lanes.items() if lane.worker or lane.waiting}

    async def _deal_with(self, incoming: Incoming) -> None:
        await self._desk.handle(incoming)
        await self._finish(incoming)

    async def _finish(self, incoming: Incoming) -> None:
        try:
            await asyncio.to_thread(self._store.finish_update, SOURCE, incoming.number)
        except StoreError as exc:
            log.error("an update could not be finished and will be answered again: %s", exc)
