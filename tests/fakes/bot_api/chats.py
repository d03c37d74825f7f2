"""What Telegram remembers: chats, messages, files, updates that wait for the bot."""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.bot_api.answers import Refused, bad_request

BOT_ID = 123456789
BOT = {"id": BOT_ID, "is_bot": True, "first_name": "Floorline", "username": "floorline_test_bot"}
Message = dict[str, Any]


@dataclass
class Chats:
    """The state of the stand-in."""

    chats: dict[int, str] = field(default_factory=lambda: {-1001: "writable"})
    """Chat -> ``writable``, ``kicked``, ``blocked`` or ``migrated:<new id>``."""
    admin_in: set[int] = field(default_factory=set)
    """The groups in which the bot may delete other people's messages."""
    sent: list[dict[str, Any]] = field(default_factory=list)
    """The parameters of every message that was accepted."""
    messages: dict[tuple[int, int], Message] = field(default_factory=dict)
    """(chat, message number) -> the message as it stands; deleted ones are gone."""
    deleted: list[tuple[int, int]] = field(default_factory=list)
    queries: dict[str, Message] = field(default_factory=dict)
    """Button presses that wait for an answer."""
    query_answers: list[dict[str, Any]] = field(default_factory=list)
    file_paths: dict[str, str] = field(default_factory=dict)
    """file_id -> the path under which it can be fetched."""
    file_contents: dict[str, bytes] = field(default_factory=dict)
    file_sizes: dict[str, int] = field(default_factory=dict)
    """file_id -> the size it is said to have."""
    waiting_updates: list[dict[str, Any]] = field(default_factory=list)
    confirmed: int = 0
    """Every update before this number is gone for good."""
    webhook: dict[str, Any] = field(default_factory=dict)
    webhook_failures: int = 0
    commands: list[dict[str, str]] = field(default_factory=list)
    members: dict[tuple[int, int], str] = field(default_factory=dict)
    """(chat, user) -> ``member``, ``administrator``, ``left`` …"""
    actions: list[dict[str, Any]] = field(default_factory=list)
    numbers: Any = field(default_factory=lambda: itertools.count(1))
    update_numbers: Any = field(default_factory=lambda: itertools.count(1000))
    clock: Any = time.time

    def now(self) -> int:
        return int(self.clock())

    def writable(self, chat_id: int) -> None:
        """``Refused`` where the bot may not write."""
        chat = self.chats.get(chat_id)
        if chat is None:
            raise bad_request("chat not found")
        if chat == "kicked":
            raise Refused(403, "Forbidden: bot was kicked from the supergroup chat")
        if chat == "blocked":
            raise Refused(403, "Forbidden: bot was blocked by the user")
        if chat.startswith("migrated:"):
            new_id = int(chat.partition(":")[2])
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=new_id)

    def chat_object(self, chat_id: int) -> dict[str, Any]:
        if chat_id < 0:
            return {"id": chat_id, "type": "supergroup", "title": "Store alerts"}
        return {"id": chat_id, "type": "private", "first_name": "Somebody"}

    def post(self, chat_id: int, sender: dict[str, Any], **content: Any) -> Message:
        """Put a message into a chat."""
        message = {
            "message_id": next(self.numbers),
            "date": self.now(),
            "chat": self.chat_object(chat_id),
            "from": sender,
            **content,
        }
        self.messages[chat_id, message["message_id"]] = message
        return message

    def keep_file(self, content: bytes, path: str, *, size: int | None = None) -> dict[str, Any]:
        """Keep a file as Telegram would; gives ``file_id`` and what else every file object has."""
        number = next(self.numbers)
        file_id = f"file-{number}"
        self.file_paths[file_id] = f"{path}_{number}"
        self.file_contents[f"{path}_{number}"] = content
        self.file_sizes[file_id] = len(content) if size is None else size
        return {"file_id": file_id, "file_unique_id": f"unique-{number}", "file_size": self.file_sizes[file_id]}

    def age(self, chat_id: int, message_id: int, hours: float) -> None:
        """Make a message older than it is."""
        self.messages[chat_id, message_id]["date"] -= int(hours * 3600)

    def texts(self, chat_id: int) -> list[str]:
        """What the bot has said in a chat and not deleted since, oldest first."""
        return [
            message.get("text", "")
            for (chat, _), message in sorted(self.messages.items())
            if chat == chat_id and message["from"]["is_bot"]
        ]
