"""How updates reach the bot: long polling, or pushed to its webhook. Never both, as with Telegram itself."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.fakes.bot_api.answers import Refused, bad_request
from tests.fakes.bot_api.chats import Chats

LOOK_AGAIN_SECONDS = 0.01
PUSH_AGAIN_SECONDS = 0.05


async def get_updates(api: Chats, given: dict[str, Any]) -> list[dict[str, Any]]:
    """What waits, at most ``timeout`` seconds later. An offset confirms all that came before it."""
    if api.webhook.get("url"):
        raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
    if not 1 <= given.get("limit", 100) <= 100:
        raise bad_request("limit must be between 1 and 100")
    if given.get("timeout", 0) < 0:
        raise bad_request("timeout must not be negative")
    if "offset" in given:
        api.confirmed = max(api.confirmed, given["offset"])
        api.waiting_updates = [one for one in api.waiting_updates if one["update_id"] >= given["offset"]]
    deadline = asyncio.get_running_loop().time() + given.get("timeout", 0)
    while not api.waiting_updates and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110 - another thread's
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
    return api.waiting_updates[: given.get("limit", 100)]


def set_webhook(api: Chats, given: dict[str, Any]) -> bool:
    address = urlsplit(given["url"])
    # Telegram's own cloud takes https alone; a Bot API server on the same machine, which this is, takes http too.
    if address.scheme != "https" and address.hostname != "127.0.0.1":
        raise bad_request("bad webhook: an HTTPS URL must be provided for webhook")
    secret = given.get("secret_token", "")
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret):
        raise bad_request("secret token contains unallowed characters")
    if not 1 <= given.get("max_connections", 40) <= 100:
        raise bad_request("max_connections must be between 1 and 100")
    if given.get("drop_pending_updates"):
        api.waiting_updates = []
    api.webhook = {"url": given["url"], "secret": secret}
    task = asyncio.get_running_loop().create_task(_push(api, api.webhook))
    api.webhook["task"] = task
    return True


def delete_webhook(api: Chats, given: dict[str, Any]) -> bool:
    api.webhook = {}
    if given.get("drop_pending_updates"):
        api.waiting_updates = []
    return True


def get_webhook_info(api: Chats, given: dict[str, Any]) -> dict[str, Any]:
    return {
        "url": api.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(api.waiting_updates),
    }


async def _push(api: Chats, webhook: dict[str, Any]) -> None:
    """One update after the other, each until it is taken with a 2xx."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": webhook["secret"]} if webhook["secret"] else {}
    async with httpx.AsyncClient(timeout=5) as client:
        while api.webhook is webhook:
            if not api.waiting_updates:
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
                continue
            update = api.waiting_updates[0]
            try:
                answer = await client.post(webhook["url"], json=update, headers=headers)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.is_success:
                api.waiting_updates = [one for one in api.waiting_updates if one is not update]
                api.confirmed = max(api.confirmed, update["update_id"] + 1)
            else:
                api.webhook_failures += 1
                await asyncio.sleep(PUSH_AGAIN_SECONDS)
