"""What a bot may delete: in a private chat both sides' messages, in a group its own; nothing older than 48 hours.

An administrator of a group may delete any message there, however old.
"""

from __future__ import annotations

from typing import Any

from tests.fakes.bot_api.answers import Refused, bad_request
from tests.fakes.bot_api.chats import BOT_ID, Chats

DELETABLE_SECONDS = 48 * 3600


def delete_message(api: Chats, given: dict[str, Any]) -> bool:
    api.writable(given["chat_id"])
    _delete(api, given["chat_id"], given["message_id"])
    return True


def delete_messages(api: Chats, given: dict[str, Any]) -> bool:
    """Those that cannot be deleted are skipped."""
    api.writable(given["chat_id"])
    for message_id in given["message_ids"]:
        try:
            _delete(api, given["chat_id"], message_id)
        except Refused:
            continue
    return True


def _delete(api: Chats, chat_id: int, message_id: int) -> None:
    message = api.messages.get((chat_id, message_id))
    if message is None:
        raise bad_request("message to delete not found")
    if chat_id not in api.admin_in:
        is_own = message["from"]["id"] == BOT_ID
        if (chat_id < 0 and not is_own) or api.now() - message["date"] > DELETABLE_SECONDS:
            raise bad_request("message can't be deleted")
    del api.messages[chat_id, message_id]
    api.deleted.append((chat_id, message_id))
