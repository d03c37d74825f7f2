"""How updates arrive where Telegram can reach the store box: pushed to ``/telegram``, with the agreed secret token.

Answered with 200 once the update is stored; anything else, and Telegram sends it again.
"""

from __future__ import annotations

import hmac
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, HTTPException, Request
from telegram import Bot

from assistant.errors import ChannelError, SettingsError
from channels.telegram.failures import Wording, in_our_errors
from channels.telegram.incoming import update_number
from channels.telegram.polling import WANTED

log = logging.getLogger(__name__)

PATH: Final = "/telegram"
MAX_UPDATE_BYTES: Final = 1_000_000
"""An update holds one message of at most 4,096 characters and its surroundings."""
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")
_HOOK: Final = Wording(
    again="it is asked again",
    forbidden="Telegram does not let this bot have a webhook; check telegram.token.",
    bad_request="Telegram refused the webhook; check telegram.webhook_url, which must be https and reachable.",
)

TakeIn = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


def checked_secret(secret: str | None) -> str:
    """``SettingsError`` where it is missing, or not what Telegram takes."""
    if secret is None or not _SECRET.fullmatch(secret):
        raise SettingsError(
            "telegram.webhook_url needs telegram.webhook_secret (or webhook_secret_file): 16 to 256 of A-Z, a-z, 0-9, "
            "_ and -."
        )
    return secret


def webhook_router(secret: str, take_in: TakeIn) -> APIRouter:
    """The route that Telegram pushes to."""
    router = APIRouter()

    @router.post(PATH)
    async def update(
        request: Request, x_telegram_bot_api_secret_token: Annotated[str, Header()] = ""
    ) -> dict[str, bool]:
        if not hmac.compare_digest(x_telegram_bot_api_secret_token.encode(), secret.encode()):
            raise HTTPException(403, "This is Telegram's door.")
        if int(request.headers.get("content-length", "0") or 0) > MAX_UPDATE_BYTES:
            raise HTTPException(413, "No update is as long as this.")
        try:
            raw = await request.json()
            if not isinstance(raw, dict):
                raise ChannelError("not an object")
            update_number(raw)
        except (ValueError, ChannelError):
            raise HTTPException(400, "This is no update.") from None
        await take_in([raw])
        return {"ok": True}

    return router


async def ask_for_webhook(bot: Bot, url: str, secret: str) -> None:
    """Have Telegram push from now on. ``ChannelError`` where it cannot or will not."""
    with in_our_errors(_HOOK):
        await bot.set_webhook(url, secret_token=secret, allowed_updates=WANTED, max_connections=10)


async def end_webhook(bot: Bot) -> None:
    """Have Telegram keep updates for polling, in case there was a webhook before. ``ChannelError`` as above."""
    with in_our_errors(_HOOK):
        await bot.delete_webhook()
