"""Alerts to a Telegram group.

A bot of its own without a rate limiter: python-telegram-bot's limiter holds back *every* request once Telegram asks
one to wait, and an alarm must not wait for another message's sake. Telegram knows no idempotency keys, so an alert
whose answer was lost may be shown twice; the text is the same.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from datetime import timedelta

from telegram import Bot, LinkPreviewOptions
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from assistant.alerts import Alert
from assistant.errors import ChannelRefused, ChannelUnavailable, SettingsError
from assistant.outbound import MAX_RETRY_AFTER_SECONDS, PerLoop, checked_url, tls_context

# From version 22.2 the library warns at every RetryAfter unless told that a timedelta is expected.
os.environ.setdefault("PTB_TIMEDELTA", "true")

MAX_TEXT_CHARACTERS = 4096
"""Bot API, ``sendMessage``."""
DEFAULT_BASE_URL = "https://api.telegram.org/bot"


def alert_text(alert: Alert) -> str:
    """What the group reads: plain text without personal data; a drill says so first."""
    text = f"{alert.headline()}\n{alert.link}" if alert.link else alert.headline()
    return text[:MAX_TEXT_CHARACTERS]


class TelegramGroupChannel:
    """``AlertChannel`` to one group. Its receipt is ``message`` and Telegram's message number."""

    def __init__(
        self, token: str, chat_id: int, base_url: str = DEFAULT_BASE_URL, *, timeout_seconds: float = 5.0
    ) -> None:
        """``timeout_seconds`` is for one whole request. ``SettingsError`` for an empty token or a broken URL."""
        if not token:
            raise SettingsError("The Telegram token is empty; set telegram.token (or token_file).")
        checked_url(base_url, "the Telegram server (telegram.base_url)")
        # These write URLs, and so the token, into the log at INFO and DEBUG.
        for library in ("httpx", "httpcore", "telegram"):
            logging.getLogger(library).setLevel(logging.WARNING)
        # Writes a traceback for every answer it cannot read; we say the same in a sentence.
        logging.getLogger("telegram.request").setLevel(logging.CRITICAL)
        self._chat_id = chat_id
        self._timeout_seconds = timeout_seconds
        self._bots: PerLoop[Bot] = PerLoop(_bot_factory(token, base_url, timeout_seconds))

    @property
    def name(self) -> str:
        return "telegram:group"

    async def send(self, alert: Alert) -> str:
        try:
            async with asyncio.timeout(self._timeout_seconds):
                return f"message {await self._send(alert_text(alert))}"
        except TimeoutError:
            raise ChannelUnavailable(
                f"Telegram did not answer within {self._timeout_seconds:g} s; the alert is sent again."
            ) from None
        # "from None" throughout: the library's messages can hold the token, and a chained error would be logged.
        except RetryAfter as exc:
            raise ChannelUnavailable(
                "Telegram asks us to wait; the alert is sent again.", _seconds(exc.retry_after)
            ) from None
        except InvalidToken:
            raise ChannelRefused("Telegram does not know the bot's token; check telegram.token.") from None
        except Forbidden:
            raise ChannelRefused(
                "Telegram does not let the bot write to the group; add it there and allow it to write."
            ) from None
        except BadRequest:
            raise ChannelRefused("Telegram refused the alert; check telegram.group_chat_id.") from None
        except TelegramError as exc:
            raise ChannelUnavailable(
                f"Telegram cannot be reached ({type(exc).__name__}); the alert is sent again."
            ) from None
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
            # What the library makes of an answer that is JSON but not Telegram's: a captive portal.
            raise ChannelUnavailable(
                "Something other than Telegram answered in its place; the alert is sent again."
            ) from None

    async def _send(self, text: str) -> int:
        bot = self._bots.get()
        preview = LinkPreviewOptions(is_disabled=True)
        try:
            message = await bot.send_message(self._chat_id, text, link_preview_options=preview)
        except ChatMigrated as exc:
            # A group that grew into a supergroup has a new number; the alarm follows it at once.
            self._chat_id = exc.new_chat_id
            message = await bot.send_message(self._chat_id, text, link_preview_options=preview)
        return message.message_id

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        bot = self._bots.drop()
        if bot is not None:
            # Not bot.shutdown(): that does nothing for a bot that never asked Telegram for its own name.
            await bot.request.shutdown()


def _bot_factory(token: str, base_url: str, timeout_seconds: float) -> Callable[[], Bot]:
    tls = tls_context()

    def request() -> HTTPXRequest:
        return HTTPXRequest(
            read_timeout=timeout_seconds,
            write_timeout=timeout_seconds,
            connect_timeout=timeout_seconds,
            pool_timeout=timeout_seconds,
            httpx_kwargs={"verify": tls},
        )

    def make() -> Bot:
        # The second one is never used here, but left out it would read the certificates again.
        return Bot(token, base_url=base_url, request=request(), get_updates_request=request())

    return make


def _seconds(wait: object) -> float | None:
    # Typed as a timedelta, but the library passes on whatever the answer held.
    if not isinstance(wait, timedelta):
        return None
    return min(max(wait.total_seconds(), 0.0), MAX_RETRY_AFTER_SECONDS)
