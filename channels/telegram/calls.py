"""Calling a manager on their phone: one message with its buttons, kept up to date in place.

A lane of its own, see ``bots``: a call never waits because Telegram has asked an ordinary message to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest

from assistant.calling import AnswerTaker, PersonalMessage, PressedAnswer
from assistant.errors import ChannelRefused, StoreError
from assistant.outbound import PerLoop
from assistant.people import Person
from channels.telegram.bots import DEFAULT_BASE_URL, check_bot_settings, close_bot, make_bot
from channels.telegram.failures import Wording, in_our_errors
from channels.telegram.incoming import Incoming, Pressed, chat_of
from channels.telegram.outgoing import Outgoing, pieces

log = logging.getLogger(__name__)

SAVE_AGAIN_SECONDS: Final = (1.0, 5.0, 15.0)
"""An answer that cannot be saved is taken again after these waits; the ladder goes on meanwhile."""
NOT_SAVED: Final = "I could not save your answer yet and keep trying. Call the store if it matters now."
_RECEIPT: Final = "message "
_CALL: Final = Wording(
    again="the call is sent again",
    forbidden="Telegram does not let the bot write to this person; ask them to open a chat with it and unblock it.",
    bad_request="Telegram refused the call; see that the person has opened a chat with the bot.",
)

T = TypeVar("T")


class TelegramCalls:
    """``PersonalChannel`` to private chats. Its receipt is ``message`` and Telegram's message number."""

    def __init__(self, token: str, base_url: str = DEFAULT_BASE_URL, *, timeout_seconds: float = 5.0) -> None:
        """``timeout_seconds`` is for one whole request. ``SettingsError`` for an empty token or a broken URL."""
        check_bot_settings(token, base_url)
        self._timeout_seconds = timeout_seconds
        self._bots = PerLoop(lambda: make_bot(token, base_url, timeout_seconds=timeout_seconds))

    @property
    def name(self) -> str:
        return "telegram"

    def reaches(self, device_id: str) -> bool:
        return chat_of(device_id) is not None

    async def send(self, message: PersonalMessage) -> str:
        async def call(bot: Bot) -> str:
            sent = await bot.send_message(
                _chat(message),
                _text(message),
                reply_markup=_keyboard(message),
                link_preview_options=LinkPreviewOptions(is_disabled=True),
                disable_notification=None if message.is_alarm else True,
            )
            return f"{_RECEIPT}{sent.message_id}"

        return await self._asked(call)

    async def update(self, message: PersonalMessage, receipt: str) -> None:
        number = receipt.removeprefix(_RECEIPT)
        if not number.isdigit():
            raise ChannelRefused("There is no such message of ours in the chat.")

        async def call(bot: Bot) -> None:
            try:
                await bot.edit_message_text(
                    _text(message), chat_id=_chat(message), message_id=int(number), reply_markup=_keyboard(message)
                )
            except BadRequest as exc:
                if "not modified" not in str(exc):  # it shows this already
                    raise

        await self._asked(call)

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        bot = self._bots.drop()
        if bot is not None:
            await close_bot(bot)

    async def _asked(self, call: Callable[[Bot], Awaitable[T]]) -> T:
        with in_our_errors(_CALL):
            async with asyncio.timeout(self._timeout_seconds):
                return await call(self._bots.get())


class CallAnswers:
    """Presses of the buttons under a call, handed to whoever runs the ladder."""

    def __init__(
        self,
        answers: AnswerTaker,
        outgoing: Outgoing,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._answers = answers
        self._outgoing = outgoing
        self._sleep = sleep

    async def pressed(self, incoming: Incoming, person: Person, content: Pressed) -> None:
        """Take the press; it is saved when this returns, or was tried for a while and the person told."""
        for wait_seconds in (*SAVE_AGAIN_SECONDS, None):
            try:
                sentence = await self._answers.press(
                    content.data, device_id=incoming.device_id, actor_id=person.actor_id
                )
            except StoreError as exc:
                log.error("an answer to a call could not be saved: %s", exc)
                if wait_seconds is None:
                    await self._outgoing.send(incoming.chat_id, NOT_SAVED)
                    raise
                await self._sleep(wait_seconds)
            else:
                await self._outgoing.answer_press(content.query_id, sentence)
                return


def is_answer(data: str) -> bool:
    """Whether a button's data answers a call."""
    return PressedAnswer.read(data) is not None


def _chat(message: PersonalMessage) -> int:
    chat_id = chat_of(message.device_id)
    if chat_id is None:
        raise ChannelRefused(f"{message.device_id} is no Telegram chat; correct the roster.")
    return chat_id


def _text(message: PersonalMessage) -> str:
    return next(pieces(message.text), "…")


def _keyboard(message: PersonalMessage) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(button.words, callback_data=button.data) for button in row] for row in message.rows]
    return InlineKeyboardMarkup(rows) if rows else None
