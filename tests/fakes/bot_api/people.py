"""The other side of the chat: a member of staff with a phone."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.bot_api.server import FakeBotApi

LOOK_AGAIN_SECONDS = 0.01
PATIENCE_SECONDS = 20.0
_albums = itertools.count(1)


class Phone:
    """Writes, records, photographs, edits and presses buttons; reads what the bot answers."""

    def __init__(self, api: FakeBotApi, user_id: int, name: str, *, group_id: int | None = None) -> None:
        self._api = api
        self.user_id = user_id
        self.chat_id = user_id if group_id is None else group_id
        self._user = {"id": user_id, "is_bot": False, "first_name": name, "language_code": "en"}

    def in_group(self, group_id: int) -> Phone:
        """The same person, writing in a group."""
        return Phone(self._api, self.user_id, self._user["first_name"], group_id=group_id)

    def says(self, text: str) -> int:
        """Write a message; gives its number."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            content["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return self._posts(**content)

    def edits(self, message_id: int, text: str) -> None:
        message = self._api.messages[self.chat_id, message_id]
        message |= {"text": text, "edit_date": self._api.now()}
        self._update(edited_message=dict(message))

    def records(self, sound: bytes, *, seconds: int = 5, size: int | None = None) -> int:
        """Send a voice note (Opus in Ogg)."""
        kept = self._api.keep_file(sound, "voice/note", size=size)
        return self._posts(voice={**kept, "duration": seconds, "mime_type": "audio/ogg"})

    def photographs(self, *pictures: bytes, caption: str | None = None, size: int | None = None) -> list[int]:
        """Send one picture, or several as an album; the caption stands with the first."""
        album = {"media_group_id": f"album-{next(_albums)}"} if len(pictures) > 1 else {}
        numbers = []
        for number, picture in enumerate(pictures):
            small = {**self._api.keep_file(picture[:10], "thumbs/small"), "width": 90, "height": 67}
            large = {**self._api.keep_file(picture, "photos/large", size=size), "width": 1280, "height": 960}
            words = {"caption": caption} if caption and number == 0 else {}
            numbers.append(self._posts(photo=[small, large], **album, **words))
        return numbers

    def films(self, film: bytes, *, size: int | None = None, caption: str | None = None) -> int:
        kept = self._api.keep_file(film, "videos/film", size=size)
        words = {"caption": caption} if caption else {}
        return self._posts(
            video={**kept, "width": 640, "height": 480, "duration": 3, "mime_type": "video/mp4"}, **words
        )

    def sends_file(self, content: bytes, name: str, media_type: str, *, size: int | None = None) -> int:
        kept = self._api.keep_file(content, "documents/file", size=size)
        return self._posts(document={**kept, "file_name": name, "mime_type": media_type})

    def shares_location(self, latitude: float, longitude: float) -> int:
        return self._posts(location={"latitude": latitude, "longitude": longitude})

    def sends(self, **content: Any) -> int:
        """Anything else (a sticker, a contact, a dice)."""
        return self._posts(**content)

    def presses(self, label: str, *, message_id: int | None = None) -> str:
        """Press the button with these words on the newest message that has one (or on that message)."""
        message, data = self._button(label, message_id)
        query_id = f"query-{next(self._api.numbers)}"
        query = {"id": query_id, "from": self._user, "message": message, "chat_instance": "1", "data": data}
        self._api.queries[query_id] = query
        self._update(callback_query=query)
        return query_id

    def buttons(self) -> list[str]:
        """What stands on the newest message with buttons."""
        message = next((message for message in self._newest_first() if "reply_markup" in message), None)
        return [] if message is None else [button["text"] for row in _rows(message) for button in row]

    def numbers(self) -> list[int]:
        """The messages of the bot in this chat, newest first."""
        return [int(message["message_id"]) for message in self._newest_first()]

    def choices(self, message_id: int) -> list[tuple[str, str]]:
        """The buttons of one message, and what each of them stands for."""
        rows = _rows(self._api.messages[self.chat_id, message_id])
        return [(button["text"], button["callback_data"]) for row in rows for button in row]

    def reads(self) -> list[str]:
        """What the bot has said in this chat."""
        return self._api.texts(self.chat_id)

    async def hears(self, *parts: str, after: int = 0) -> str:
        """Wait until one message of the bot holds all of ``parts``; gives its text.

        ``after``: only messages with a higher number count.
        """
        found: list[str] = []

        def is_there() -> bool:
            found[:] = [
                message["text"]
                for message in self._newest_first()
                if message["message_id"] > after and all(part in message.get("text", "") for part in parts)
            ]
            return bool(found)

        await until(is_there, lambda: f"{parts} was not said; said was {self.reads()}")
        return found[0]

    def last(self) -> int:
        """The number of the newest message anywhere, for ``hears(after=…)``."""
        return max((number for _, number in self._api.messages), default=0)

    def _newest_first(self) -> list[dict[str, Any]]:
        mine = [one for (chat, _), one in list(self._api.messages.items()) if chat == self.chat_id]
        return sorted(
            (one for one in mine if one["from"]["is_bot"]), key=lambda one: int(one["message_id"]), reverse=True
        )

    def _button(self, label: str, message_id: int | None) -> tuple[dict[str, Any], str]:
        for message in self._newest_first():
            if message_id not in (None, message["message_id"]):
                continue
            for row in _rows(message):
                for button in row:
                    if button["text"] == label:
                        return dict(message), button["callback_data"]
        raise AssertionError(f"there is no button {label!r}; there are {self.buttons()}")

    def _posts(self, **content: Any) -> int:
        message = self._api.post(self.chat_id, self._user, **content)
        self._update(message=dict(message))
        number: int = message["message_id"]
        return number

    def _update(self, **content: Any) -> None:
        self._api.waiting_updates.append({"update_id": next(self._api.update_numbers), **content})


def _rows(message: dict[str, Any]) -> list[list[dict[str, Any]]]:
    rows: list[list[dict[str, Any]]] = message.get("reply_markup", {}).get("inline_keyboard", [])
    return rows


async def until(
    holds: Callable[[], bool],
    otherwise: Callable[[], str] = lambda: "it never came true",
    patience_seconds: float = PATIENCE_SECONDS,
) -> None:
    """Wait until something that happens on another thread has happened."""
    deadline = asyncio.get_running_loop().time() + patience_seconds
    while not holds():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(otherwise())
        await asyncio.sleep(LOOK_AGAIN_SECONDS)
