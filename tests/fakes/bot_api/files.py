"""Files: what the bot fetches, and what it sends."""

from __future__ import annotations

from typing import Any

from tests.fakes.bot_api.answers import bad_request
from tests.fakes.bot_api.chats import BOT, Chats, Message
from tests.fakes.bot_api.parameters import File

DOWNLOAD_BYTES = 20_000_000
UPLOAD_BYTES = 50_000_000
PHOTO_BYTES = 10_000_000


def get_file(api: Chats, given: dict[str, Any]) -> dict[str, Any]:
    file_id = given["file_id"]
    if file_id not in api.file_paths:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if api.file_sizes[file_id] > DOWNLOAD_BYTES:
        raise bad_request("file is too big")
    return {
        "file_id": file_id,
        "file_unique_id": f"unique-{file_id}",
        "file_size": api.file_sizes[file_id],
        "file_path": api.file_paths[file_id],
    }


def _kept(api: Chats, given: dict[str, Any], name: str, limit: int) -> dict[str, Any]:
    """The file object for what was uploaded, or for the file_id that was named."""
    api.writable(given["chat_id"])
    file = given[name]
    if isinstance(file, File):
        if not file.content:
            raise bad_request("file must be non-empty")
        if len(file.content) > limit:
            raise bad_request("file is too big")
        return api.keep_file(file.content, f"{name}s/{file.name or 'file'}")
    if file not in api.file_paths:
        raise bad_request("wrong remote file identifier specified")
    return {"file_id": file, "file_unique_id": f"unique-{file}", "file_size": api.file_sizes[file]}


def _posted(api: Chats, given: dict[str, Any], content: dict[str, Any]) -> Message:
    api.sent.append(given)
    for name in ("caption", "reply_markup"):
        if name in given:
            content[name] = given[name]
    return api.post(given["chat_id"], BOT, **content)


def send_photo(api: Chats, given: dict[str, Any]) -> Message:
    size = {**_kept(api, given, "photo", PHOTO_BYTES), "width": 90, "height": 90}
    return _posted(api, given, {"photo": [size]})


def send_voice(api: Chats, given: dict[str, Any]) -> Message:
    kept = _kept(api, given, "voice", UPLOAD_BYTES)
    return _posted(api, given, {"voice": {**kept, "duration": given.get("duration", 0), "mime_type": "audio/ogg"}})


def send_document(api: Chats, given: dict[str, Any]) -> Message:
    return _posted(api, given, {"document": _kept(api, given, "document", UPLOAD_BYTES)})
