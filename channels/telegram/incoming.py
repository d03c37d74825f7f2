"""What came in, as typed values: one update of Telegram, parsed once. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from telegram import Message, Update
from telegram.constants import ChatType

from assistant.errors import ChannelError

DEVICE_PREFIX: Final = "telegram:"
_UPDATES: Final = UUID("6f0c1f0e-5a0b-5a6e-8b63-0f1d5a1c7e42")
"""Namespace of the identifiers that are made from Telegram's update numbers."""


@dataclass(frozen=True)
class Said:
    """Plain words."""

    text: str


@dataclass(frozen=True)
class Command:
    """``/status`` or ``/start CODE``."""

    name: str
    rest: str


@dataclass(frozen=True)
class Recorded:
    """A voice note."""

    file_id: str
    seconds: float
    size_bytes: int | None


@dataclass(frozen=True)
class Sent:
    """A photo, a film, a file."""

    kind: str
    """``photo``, ``video``, ``audio`` or ``document``."""
    file_id: str
    media_type: str
    size_bytes: int | None
    caption: str = ""
    album: str | None = None


@dataclass(frozen=True)
class Position:
    """A place on the map, or a venue with its name."""

    latitude: float
    longitude: float
    title: str = ""


@dataclass(frozen=True)
class Pressed:
    """A button."""

    query_id: str
    data: str


@dataclass(frozen=True)
class Edited:
    """A message that says something else now."""

    text: str


@dataclass(frozen=True)
class Unusable:
    """A sticker, a contact, a dice: nothing that can be taken down."""


Content = Said | Command | Recorded | Sent | Position | Pressed | Edited | Unusable


@dataclass(frozen=True)
class Incoming:
    """One update from one person."""

    number: int
    """Telegram's number for the update."""
    user_id: int
    chat_id: int
    is_private: bool
    message_id: int
    """The message it is, or on which the button was."""
    at_utc: datetime
    content: Content

    @property
    def device_id(self) -> str:
        """The chat as a device: ``telegram:42``."""
        return device_of(self.user_id)

    @property
    def utterance_id(self) -> UUID:
        """The same for the same update, so that one that is delivered again gives the first answer again."""
        return uuid5(_UPDATES, f"{self.user_id}:{self.number}")


def device_of(user_id: int) -> str:
    return f"{DEVICE_PREFIX}{user_id}"


def chat_of(device_id: str) -> int | None:
    """The private chat behind a device (Telegram gives it the person's own number), or ``None``."""
    number = device_id.removeprefix(DEVICE_PREFIX)
    return int(number) if device_id.startswith(DEVICE_PREFIX) and number.isascii() and number.isdigit() else None


def update_number(raw: Mapping[str, Any]) -> int:
    """The number of an update. ``ChannelError`` where it is none of Telegram's."""
    number = raw.get("update_id")
    if not isinstance(number, int):
        raise ChannelError("This is no update of Telegram's; check telegram.base_url.")
    return number


def parsed(raw: Mapping[str, Any], now: datetime) -> Incoming | None:
    """The update, or ``None`` for a kind that is of no concern. ``ChannelError`` where it cannot be read."""
    try:
        update = Update.de_json(dict(raw), None)
    # The library raises what its parsing happens to trip over.
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError):
        raise ChannelError("An update of Telegram's cannot be read; it is passed over.") from None
    query = update.callback_query
    if query is not None:
        if query.message is None or query.data is None:
            return None
        chat = query.message.chat
        return Incoming(
            update.update_id, query.from_user.id, chat.id, chat.type == ChatType.PRIVATE, query.message.message_id,
            now, Pressed(query.id, query.data),
        )  # fmt: skip
    message = update.edited_message or update.message
    if message is None or message.from_user is None or message.from_user.is_bot:
        return None
    content = _edited(message) if update.edited_message is not None else _content(message)
    if content is None:
        return None
    at = message.edit_date or message.date
    return Incoming(
        update.update_id, message.from_user.id, message.chat.id, message.chat.type == ChatType.PRIVATE,
        message.message_id, min(at.astimezone(UTC), now), content,
    )  # fmt: skip


def _edited(message: Message) -> Content | None:
    words = message.text or message.caption
    # A live position is edited every few seconds; a photo that was exchanged comes without words.
    return Edited(words) if words else None


def _content(message: Message) -> Content | None:
    if message.text is not None:
        return _words(message.text)
    if message.voice is not None:
        return Recorded(message.voice.file_id, _seconds(message.voice.duration), message.voice.file_size)
    sent = _file(message)
    if sent is not None:
        return sent
    if message.venue is not None:
        place = message.venue.location
        return Position(place.latitude, place.longitude, message.venue.title)
    if message.location is not None:
        return Position(message.location.latitude, message.location.longitude)
    if message.new_chat_members or message.left_chat_member or message.pinned_message or message.group_chat_created:
        return None
    return Unusable()


def _words(text: str) -> Content:
    if not text.startswith("/"):
        return Said(text)
    name, _, rest = text[1:].partition(" ")
    return Command(name.partition("@")[0].lower(), rest.strip())


def _file(message: Message) -> Sent | None:
    words, album = message.caption or "", message.media_group_id
    if message.photo:
        largest = max(message.photo, key=lambda size: size.width * size.height)
        return Sent("photo", largest.file_id, "image/jpeg", largest.file_size, words, album)
    film = message.video or message.video_note or message.animation
    if film is not None:
        media_type = getattr(film, "mime_type", None) or "video/mp4"
        return Sent("video", film.file_id, media_type, film.file_size, words, album)
    if message.audio is not None:
        media_type = message.audio.mime_type or "audio/mpeg"
        return Sent("audio", message.audio.file_id, media_type, message.audio.file_size, words, album)
    file = message.document
    if file is None:
        return None
    media_type = (file.mime_type or "application/octet-stream").lower()
    main = media_type.partition("/")[0]
    kind = {"image": "photo", "video": "video", "audio": "audio"}.get(main, "document")
    return Sent(kind, file.file_id, media_type, file.file_size, words, album)


def _seconds(duration: Any) -> float:
    return float(duration.total_seconds() if hasattr(duration, "total_seconds") else duration)
