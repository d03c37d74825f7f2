"""The Telegram chat with staff, put together from the running parts."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from assistant.calling import PersonalChannel
from assistant.settings import Settings, secret_from

if TYPE_CHECKING:
    from floorline.runtime import Runtime


def wants_staff_chat(settings: Settings) -> bool:
    """Whether a bot is configured, and staff may write to it."""
    telegram = settings.telegram
    return telegram.staff_chat and (telegram.token is not None or telegram.token_file is not None)


def phones(settings: Settings, stack: AsyncExitStack) -> tuple[PersonalChannel, ...]:
    """The chats that managers can be called in, where there is a bot; closed with ``stack``."""
    if not wants_staff_chat(settings):
        return ()
    from channels.telegram.calls import TelegramCalls

    telegram = settings.telegram
    calls = TelegramCalls(secret_from(telegram.token, telegram.token_file, "telegram.token") or "", telegram.base_url)
    stack.push_async_callback(calls.aclose)
    return (calls,)


async def start_staff_chat(runtime: Runtime, stack: AsyncExitStack) -> None:
    """Bring the chat up; it stops with ``stack``. ``SettingsError`` for a broken token or secret."""
    # Loading the library takes a third of a second, which nobody without Telegram should wait for.
    from channels.telegram.staff_chat import Core, staff_chat
    from floorline.hearing import voice_note_listener

    settings = runtime.settings
    core = Core(
        settings=settings,
        store=runtime.store,
        sops=runtime.sops,
        roster=lambda: runtime.roster,
        take_turn=runtime.conversation.take_turn,
        dispatch=runtime.delivery.dispatch,
        transcribe=voice_note_listener(settings, runtime.sops),
        answers=runtime.calling.answers,
    )
    chat = await stack.enter_async_context(staff_chat(core))
    runtime.announcers.add(chat.announcer)
    runtime.outcomes.listen(chat.announcer.told)
    if chat.route is not None:
        runtime.api.app.include_router(chat.route)
