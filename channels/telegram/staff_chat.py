"""The staff chat as a whole: every room of it made, started, and stopped in the reverse order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from telegram import Bot

from assistant.calling import AnswerTaker
from assistant.custody import Custody, Dispatch
from assistant.duress import spot
from assistant.errors import ChannelError, SettingsError
from assistant.people import Roster
from assistant.settings import Settings, secret_from
from assistant.sop import LiveSopBook
from assistant.store import Store
from channels.telegram.announcer import TelegramAnnouncer
from channels.telegram.attaching import Attaching
from channels.telegram.bots import StaffBot, close_bot, make_bot
from channels.telegram.calls import CallAnswers
from channels.telegram.clearing import Clearing
from channels.telegram.commands import MENU, Commands
from channels.telegram.desk import StaffDesk
from channels.telegram.failures import REPLY, in_our_errors
from channels.telegram.hearing import Transcribe
from channels.telegram.intake import Intake
from channels.telegram.one_by_one import OneByOne
from channels.telegram.outgoing import Outgoing
from channels.telegram.polling import Polling
from channels.telegram.pressing import Pressing
from channels.telegram.turns import ChatTurns, TakeTurn
from channels.telegram.webhook import ask_for_webhook, checked_secret, end_webhook, webhook_router

log = logging.getLogger(__name__)

TRY_AGAIN_SECONDS: Final = 30.0


@dataclass(frozen=True)
class Core:
    """What the chat stands on."""

    settings: Settings
    store: Store
    sops: LiveSopBook
    roster: Callable[[], Roster]
    take_turn: TakeTurn
    dispatch: Dispatch
    transcribe: Transcribe | None = None
    answers: AnswerTaker | None = None
    """Who takes the answers to calls; ``None`` where nobody in particular is called."""


@dataclass(frozen=True)
class StaffChat:
    """What others need of it."""

    announcer: TelegramAnnouncer
    intake: Intake
    route: APIRouter | None
    """Where Telegram pushes to, to be put into the server; ``None`` while polling."""


@asynccontextmanager
async def staff_chat(core: Core, *, poll_seconds: int = 30, timeout_seconds: float = 10.0) -> AsyncIterator[StaffChat]:
    """The chat, up. Telegram may be down meanwhile: it is tried again until it answers.

    ``SettingsError`` for a missing token or secret.
    """
    telegram = core.settings.telegram
    token = secret_from(telegram.token, telegram.token_file, "telegram.token")
    if token is None:
        raise SettingsError("The staff chat needs telegram.token (or token_file); see the README for making a bot.")
    async with AsyncExitStack() as stack:

        def bot() -> StaffBot:
            made = make_bot(token, telegram.base_url, timeout_seconds=timeout_seconds)
            stack.push_async_callback(close_bot, made)
            return made

        # Three lanes: a wait that Telegram asks of one holds up neither alarms nor the fetching of what comes in.
        polling_bot, ordinary, alarms = bot(), Outgoing(bot()), Outgoing(bot())
        turns = ChatTurns(core.store, core.sops, core.take_turn, ordinary)
        clearing = Clearing(core.store, ordinary) if telegram.clear_after_filing else None
        one_by_one = OneByOne()
        announcer = TelegramAnnouncer(core.store, ordinary, alarms, clearing, one_by_one)
        desk = StaffDesk(
            store=core.store,
            roster=core.roster,
            outgoing=ordinary,
            turns=turns,
            pressing=Pressing(core.store, core.sops, core.settings.store, turns, ordinary),
            attaching=Attaching(
                core.store,
                Custody.from_settings(core.settings, core.store, core.dispatch),
                turns,
                ordinary,
            ),
            commands=Commands(core.store, core.roster, core.settings.store.zone, turns, ordinary),
            transcribe=core.transcribe,
            call_answers=None if core.answers is None else CallAnswers(core.answers, alarms),
        )
        duress = core.settings.duress
        intake = Intake(
            core.store,
            desk,
            ordinary,
            one_by_one=one_by_one,
            is_urgent=lambda text: spot(text, duress) is not None,
        )
        stack.push_async_callback(announcer.aclose)
        stack.push_async_callback(intake.aclose)
        await intake.recover()
        route = None
        if telegram.webhook_url is not None:
            secret = checked_secret(
                secret_from(telegram.webhook_secret, telegram.webhook_secret_file, "telegram.webhook_secret")
            )
            route = webhook_router(secret, intake.take_in)
            task = asyncio.create_task(_webhook(polling_bot, telegram.webhook_url, secret))
        else:
            task = asyncio.create_task(
                _poll(polling_bot, Polling(polling_bot, intake.take_in, poll_seconds=poll_seconds))
            )
        stack.push_async_callback(_cancelled, task)
        yield StaffChat(announcer, intake, route)


async def _webhook(bot: Bot, url: str, secret: str) -> None:
    await _until_done(lambda: ask_for_webhook(bot, url, secret))
    await _until_done(lambda: _menu(bot))


async def _poll(bot: StaffBot, polling: Polling) -> None:
    await _until_done(lambda: end_webhook(bot))
    menu = asyncio.create_task(_until_done(lambda: _menu(bot)))
    try:
        await polling.run()
    finally:
        await _cancelled(menu)


async def _menu(bot: Bot) -> None:
    with in_our_errors(REPLY):
        await bot.set_my_commands(MENU)


async def _until_done(step: Callable[[], Awaitable[None]]) -> None:
    """Once is enough, but it has to be once: Telegram may be down when Floorline starts."""
    while True:
        try:
            await step()
        except ChannelError as exc:
            log.warning("%s", exc)
            await asyncio.sleep(TRY_AGAIN_SECONDS)
        else:
            return


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
