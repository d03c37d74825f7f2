"""What goes out to chats: tried again while Telegram is down or asks to wait, each chat on its own."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from time import monotonic
from typing import Final, TypeVar

from telegram import Bot, InlineKeyboardMarkup, LinkPreviewOptions

from assistant.errors import ChannelError, ChannelRefused, ChannelUnavailable
from channels.telegram.failures import REPLY, in_our_errors

log = logging.getLogger(__name__)

MAX_TEXT_UNITS: Final = 4096
"""Bot API, ``sendMessage``; counted in UTF-16 code units."""
MAX_NOTE_CHARACTERS: Final = 200
"""Bot API, ``answerCallbackQuery``."""
MAX_DELETED_AT_ONCE: Final = 100
MAX_DOWNLOAD_BYTES: Final = 20_000_000
"""Bot API, ``getFile``."""
FIRST_WAIT_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 30.0
GIVE_UP_SECONDS: Final = 900.0
"""A reply that is a quarter of an hour late answers nobody; what was said is in the record all the same."""
SMALL_THING_SECONDS: Final = 5.0
"""How long taking buttons away, or noting a press, is worth trying."""

T = TypeVar("T")


class Outgoing:
    """Everything the bot does in a chat. Only ``fetch`` raises."""

    def __init__(
        self,
        bot: Bot,
        *,
        timeout_seconds: float = 10.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], float] = monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._bot = bot
        self._timeout_seconds = timeout_seconds
        self._sleep = sleep
        self._clock = clock
        self._chance = chance

    async def send(
        self, chat_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None, *, quietly: bool = False
    ) -> int | None:
        """Say ``text``; gives the number of the (last) message, or ``None`` if the person cannot be reached."""
        number = None
        parts = list(pieces(text))
        for part in parts:
            markup = keyboard if part is parts[-1] else None

            async def call(part: str = part, markup: InlineKeyboardMarkup | None = markup) -> int:
                message = await self._bot.send_message(
                    chat_id,
                    part,
                    reply_markup=markup,
                    disable_notification=quietly or None,
                    link_preview_options=LinkPreviewOptions(is_disabled=True),
                )
                return message.message_id

            number = await self._patiently(call, GIVE_UP_SECONDS)
        return number

    async def edit(
        self, chat_id: int, message_id: int, text: str, keyboard: InlineKeyboardMarkup | None = None
    ) -> bool:
        """Put other words into a message of ours; false if it could not be done."""
        edited = self._bot.edit_message_text
        done = await self._patiently(
            lambda: edited(text, chat_id=chat_id, message_id=message_id, reply_markup=keyboard), SMALL_THING_SECONDS
        )
        return done is not None

    async def set_buttons(self, chat_id: int, message_id: int, keyboard: InlineKeyboardMarkup | None) -> None:
        """Put other buttons under a message of ours, or none."""
        await self._patiently(
            lambda: self._bot.edit_message_reply_markup(chat_id, message_id, reply_markup=keyboard),
            SMALL_THING_SECONDS,
        )

    async def answer_press(self, query_id: str, note: str | None = None) -> None:
        """Stop the button's spinning, with a note if there is something to say."""
        text = None if note is None else note[:MAX_NOTE_CHARACTERS]
        await self._patiently(lambda: self._bot.answer_callback_query(query_id, text), SMALL_THING_SECONDS)

    async def delete(self, chat_id: int, message_ids: Sequence[int]) -> None:
        """Take messages out of a chat; those that Telegram keeps (older than 48 hours) stay."""
        for start in range(0, len(message_ids), MAX_DELETED_AT_ONCE):
            some = list(message_ids[start : start + MAX_DELETED_AT_ONCE])
            await self._patiently(lambda some=some: self._bot.delete_messages(chat_id, some), GIVE_UP_SECONDS)  # type: ignore[misc]

    async def fetch(self, file_id: str) -> bytes:
        """A file that was sent to the bot, at most 20 MB.

        Raises ``ChannelRefused`` where Telegram does not give it out, ``ChannelUnavailable`` where it cannot be had
        now.
        """

        async def call() -> bytes:
            file = await self._bot.get_file(file_id)
            return bytes(await file.download_as_bytearray())

        return await self._insisting(call, LONGEST_WAIT_SECONDS, timeout_seconds=self._timeout_seconds * 6)

    async def _patiently(self, call: Callable[[], Awaitable[T]], give_up_seconds: float) -> T | None:
        """Try until it works; ``None`` where that is hopeless or took too long."""
        try:
            return await self._insisting(call, give_up_seconds)
        except ChannelError as exc:
            log.warning("something for a chat did not go out: %s", exc)
            return None

    async def _insisting(
        self, call: Callable[[], Awaitable[T]], give_up_seconds: float, *, timeout_seconds: float | None = None
    ) -> T:
        began = self._clock()
        wait_seconds = FIRST_WAIT_SECONDS
        while True:
            try:
                with in_our_errors(REPLY):
                    async with asyncio.timeout(timeout_seconds or self._timeout_seconds):
                        return await call()
            except ChannelUnavailable as exc:
                wait = exc.retry_after_seconds or wait_seconds * (0.5 + self._chance() / 2)
                if self._clock() - began + wait > give_up_seconds:
                    raise
                await self._sleep(wait)
                wait_seconds = min(wait_seconds * 2, LONGEST_WAIT_SECONDS)
            except ChannelRefused:
                raise


def pieces(text: str, limit_units: int = MAX_TEXT_UNITS) -> Iterator[str]:
    """``text`` in parts that Telegram takes, cut at the end of a line or word where there is one."""
    rest = text.strip()
    while rest:
        if _units(rest) <= limit_units:
            yield rest
            return
        end = min(len(rest), limit_units)
        while _units(rest[:end]) > limit_units:
            end -= max(1, (_units(rest[:end]) - limit_units) // 2)
        cut = max(rest.rfind("\n", 0, end), rest.rfind(" ", 0, end))
        cut = cut if cut > end // 2 else end
        yield rest[:cut].rstrip()
        rest = rest[cut:].lstrip()


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
