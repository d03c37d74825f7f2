"""Alerts to a Telegram group.

A lane of its own, see ``bots``. Telegram knows no idempotency keys, so an alert whose answer was lost may be shown
twice; the text is the same.
"""

from __future__ import annotations

import asyncio
from typing import Final

from telegram import LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated

from assistant.alerts import Alert
from assistant.errors import ChannelRefused
from assistant.outbound import PerLoop
from channels.telegram.bots import DEFAULT_BASE_URL, check_bot_settings, close_bot, make_bot
from channels.telegram.failures import Wording, in_our_errors

MAX_TEXT_CHARACTERS: Final = 4096
"""Bot API, ``sendMessage``."""
_RECEIPT: Final = "message "
_ALERT: Final = Wording(
    again="the alert is sent again",
    forbidden="Telegram does not let the bot write to the group; add it there and allow it to write.",
    bad_request="Telegram refused the alert; check telegram.group_chat_id.",
)


def alert_text(alert: Alert) -> str:
    """What the group reads: plain text without personal data; a drill says so first."""
    return "\n".join(alert.lines())[:MAX_TEXT_CHARACTERS]


class TelegramGroupChannel:
    """``AlertChannel`` and ``UpdatingChannel`` to one group. Its receipt is ``message`` and the message's number."""

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
                return f"{_RECEIPT}{await self._send(alert_text(alert))}"

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

    async def update(self, alert: Alert, receipt: str) -> str:
        """Put ``alert`` in the place of the message with that receipt: a group reads one message an incident."""
        number = receipt.removeprefix(_RECEIPT)
        if not number.isdigit():
            raise ChannelRefused("The message that was to be changed is not one of ours; the alert is sent anew.")
        with in_our_errors(_ALERT):
            async with asyncio.timeout(self._timeout_seconds):
                try:
                    await self._bots.get().edit_message_text(
                        alert_text(alert),
                        chat_id=self._chat_id,
                        message_id=int(number),
                        link_preview_options=LinkPreviewOptions(is_disabled=True),
                    )
                except BadRequest as exc:
                    if "not modified" not in str(exc):  # it shows this already
                        raise
        return receipt

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        bot = self._bots.drop()
        if bot is not None:
            await close_bot(bot)
