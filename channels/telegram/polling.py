"""How updates are fetched: long polling. They are confirmed, by the next request's offset, once they are stored."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from telegram.error import Conflict

from assistant.errors import ChannelError, ChannelRefused, ChannelUnavailable
from channels.telegram.bots import StaffBot
from channels.telegram.failures import Wording, in_our_errors
from channels.telegram.incoming import update_number

log = logging.getLogger(__name__)

WANTED: Final = ("message", "edited_message", "callback_query")
FIRST_WAIT_SECONDS: Final = 1.0
LONGEST_WAIT_SECONDS: Final = 30.0
_POLL: Final = Wording(
    again="it is asked again",
    forbidden="Telegram does not let this bot have its messages; check telegram.token.",
    bad_request="Telegram refused to be asked for messages; check telegram.base_url.",
)

TakeIn = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


class Polling:
    """Asks Telegram for updates until it is cancelled."""

    def __init__(
        self,
        bot: StaffBot,
        take_in: TakeIn,
        *,
        poll_seconds: int = 30,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._take_in = take_in
        self._poll_seconds = poll_seconds
        self._sleep = sleep
        self._offset: int | None = None
        self._trouble: str | None = None

    async def run(self) -> None:
        """For ever. What fails is asked for again, with a breath between."""
        wait_seconds = FIRST_WAIT_SECONDS
        while True:
            try:
                raws = await self._fetched()
            except ChannelError as exc:
                self._say(str(exc))
                wait = exc.retry_after_seconds if isinstance(exc, ChannelUnavailable) else LONGEST_WAIT_SECONDS
                await self._sleep(wait or wait_seconds)
                wait_seconds = min(wait_seconds * 2, LONGEST_WAIT_SECONDS)
                continue
            if self._trouble is not None:
                log.warning("Telegram answers again")
                self._trouble = None
            wait_seconds = FIRST_WAIT_SECONDS
            await self._take_in(raws)
            numbers = [update_number(raw) for raw in raws]
            self._offset = max(numbers) + 1 if numbers else self._offset

    async def _fetched(self) -> list[Mapping[str, Any]]:
        with in_our_errors(_POLL):
            async with asyncio.timeout(self._poll_seconds + 10):
                try:
                    raws = await self._bot.raw_updates(
                        offset=self._offset, timeout_seconds=self._poll_seconds, kinds=WANTED
                    )
                except Conflict:
                    raise ChannelRefused(
                        "Another program, or a webhook, takes this bot's messages; stop it, or make a bot of its own."
                    ) from None
            if not isinstance(raws, list) or not all(isinstance(raw, dict) for raw in raws):
                raise ValueError("not a list of updates")
            for raw in raws:
                update_number(raw)
        return raws

    def _say(self, trouble: str) -> None:
        """Once, not twice a minute."""
        if trouble != self._trouble:
            log.warning("%s", trouble)
            self._trouble = trouble
