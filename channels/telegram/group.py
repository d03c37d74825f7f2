"""Alerts to a Telegram group.

A lane of its own, see ``bots``. Telegram knows no idempotency keys, so an alert whose answer was lost may be shown
twice; the text is the same.
"""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import LinkPreviewOptions
from telegram.error import ChatMigrated

from assistant.alerts import Alert
from assistant.outbound import PerLoop
from channels.telegram.bots import DEFAULT_BASE_URL, check_bot_settings, close_bot, make_bot
from channels.telegram.failures import Wording, in_our_errors

MAX_TEXT_CHARACTERS: Final = 4096
"""Bot API, ``sendMessage``."""
_ALERT: Final = Wording(
    again="the alert is sent again",
    forbidden="Telegram does not let the bot write to the group; add it there and allow it to write.",
    bad_request="Telegram refused the alert; check telegram.group_chat_id.",
)


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
        check_bot_settings(token, base_url)
        self._chat_id = chat_id
        self._timeout_seconds = timeout_seconds
        self._bots = PerLoop(lambda: make_bot(token, base_url, timeout_seconds=timeout_seconds))

    @property
    def name(self) -> str:
        return "telegram:group"

    async def send(self, alert: Alert) -> str:
        with in_our_errors(_ALERT):
            async with asyncio.timeout(self._timeout_seconds):
                return f"message {await self._send(alert_text(alert))}"

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
            await close_bot(bot)
