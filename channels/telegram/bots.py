"""Making bots: python-telegram-bot's ``Bot`` alone, without its rate limiter, its updater or its own event loop.

Its limiter holds back *every* request once Telegram asks one to wait, and an alarm must not wait for another message's
sake; so each lane has a bot of its own. Its updater confirms updates before anybody has stored them.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from typing import Any, Final

# From version 22.2 the library warns at every RetryAfter unless told that a timedelta is expected.
os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot
from telegram.request import HTTPXRequest

from assistant.errors import SettingsError
from assistant.outbound import checked_url, tls_context
from channels.telegram.failures import Wording, in_our_errors

_ASKING: Final = Wording(
    again="try again, and see that this machine reaches it",
    forbidden="Telegram does not let this bot in; check telegram.token.",
    bad_request="Telegram does not understand; check telegram.base_url.",
)
DEFAULT_BASE_URL: Final = "https://api.telegram.org/bot"


class StaffBot(Bot):
    """A bot that also gives updates as they came."""

    async def raw_updates(self, *, offset: int | None, timeout_seconds: int, kinds: Sequence[str]) -> Any:
        """What ``getUpdates`` answers, unparsed: parsed by the library as a whole, one update that it cannot read
        would hide all others for ever. The timeout is how long Telegram may wait for something to happen.
        """
        given: dict[str, Any] = {"timeout": timeout_seconds, "allowed_updates": list(kinds)}
        if offset is not None:
            given["offset"] = offset
        return await self._post("getUpdates", given, read_timeout=timeout_seconds + 5)


def make_bot(token: str, base_url: str, *, timeout_seconds: float, connections: int = 8) -> StaffBot:
    """A bot with connections of its own. ``timeout_seconds`` is for each step of a request.

    ``SettingsError`` for an empty token or a server that is not to be trusted with it.
    """
    check_bot_settings(token, base_url)
    tls = tls_context()

    def request() -> HTTPXRequest:
        return HTTPXRequest(
            connection_pool_size=connections,
            read_timeout=timeout_seconds,
            write_timeout=timeout_seconds,
            connect_timeout=timeout_seconds,
            pool_timeout=timeout_seconds,
            media_write_timeout=timeout_seconds * 4,
            httpx_kwargs={"verify": tls},
        )

    # The second one is never used here, but left out it would read the certificates again.
    return StaffBot(
        token,
        base_url=base_url,
        base_file_url=file_base_url(base_url),
        request=request(),
        get_updates_request=request(),
    )


def bot_name(token: str, base_url: str, *, timeout_seconds: float = 5.0) -> str:
    """How Telegram knows the bot. ``ChannelError`` where it does not, or cannot be reached."""

    async def ask() -> str:
        bot = make_bot(token, base_url, timeout_seconds=timeout_seconds)
        try:
            with in_our_errors(_ASKING):
                async with asyncio.timeout(timeout_seconds):
                    return (await bot.get_me()).username or "a bot without a name"
        finally:
            await close_bot(bot)

    return asyncio.run(ask())


def check_bot_settings(token: str, base_url: str) -> None:
    """``SettingsError`` for an empty token or a server that is not to be trusted with it; keeps the token unlogged."""
    if not token:
        raise SettingsError("The Telegram token is empty; set telegram.token (or token_file).")
    checked_url(base_url, "the Telegram server (telegram.base_url)")
    # These write URLs, and so the token, into the log at INFO and DEBUG.
    for library in ("httpx", "httpcore", "telegram"):
        logging.getLogger(library).setLevel(logging.WARNING)
    # Writes a traceback for every answer it cannot read; we say the same in a sentence.
    logging.getLogger("telegram.request").setLevel(logging.CRITICAL)


def file_base_url(base_url: str) -> str:
    """Where files are fetched from a Bot API server: ``…/file/bot`` beside ``…/bot``."""
    return f"{base_url.removesuffix('/bot')}/file/bot"


async def close_bot(bot: Bot) -> None:
    """Close its connections."""
    # Not bot.shutdown(): that does nothing for a bot that never asked Telegram for its own name.
    for request in bot._request:  # noqa: SLF001 - the one for getUpdates has no public name
        await request.shutdown()
