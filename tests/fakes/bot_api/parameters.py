"""Which parameters each method has, of which type, and within which documented limits."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.bot_api.answers import bad_request

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_CALLBACK_DATA_BYTES = 64
MAX_CALLBACK_ANSWER = 200
MAX_BUTTONS = 100
MAX_BUTTONS_A_ROW = 8

Read = Callable[[str, str], Any]


@dataclass(frozen=True)
class File:
    """A file that came with the request."""

    content: bytes
    name: str


def integer(name: str, text: str) -> int:
    if not re.fullmatch(r"-?\d{1,19}", text):
        raise bad_request(f"{name} must be an integer")
    return int(text)


def number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise bad_request(f"{name} must be a number") from None


def boolean(name: str, text: str) -> bool:
    if text not in ("true", "false"):
        raise bad_request(f"{name} must be true or false")
    return text == "true"


def any_text(name: str, text: str) -> str:
    return text


def text_up_to(limit: int, *, least: int = 0) -> Read:
    def read(name: str, text: str) -> str:
        # Telegram counts UTF-16 code units.
        length = len(text.encode("utf-16-le")) // 2
        if length > limit:
            raise bad_request("message is too long" if name == "text" else f"{name} is too long")
        if length < least or (least and not text.strip()):
            raise bad_request("message text is empty" if name == "text" else f"{name} is empty")
        return text

    return read


def json_value(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise bad_request(f"can't parse {name}") from None


def json_object(name: str, text: str) -> dict[str, Any]:
    value = json_value(name, text)
    if not isinstance(value, dict):
        raise bad_request(f"can't parse {name}: an object is expected")
    return value


def link_preview(name: str, text: str) -> dict[str, Any]:
    value = json_object(name, text)
    if not isinstance(value.get("is_disabled", False), bool):
        raise bad_request(f"can't parse {name}")
    return value


def reply_parameters(name: str, text: str) -> dict[str, Any]:
    value = json_object(name, text)
    if not isinstance(value.get("message_id"), int):
        raise bad_request("can't parse reply parameters: message_id is missing")
    return value


def ids(name: str, text: str) -> list[int]:
    value = json_value(name, text)
    if not isinstance(value, list) or not all(type(one) is int for one in value) or not 1 <= len(value) <= 100:
        raise bad_request(f"{name} must be 1 to 100 message identifiers")
    return value


def update_kinds(name: str, text: str) -> list[str]:
    value = json_value(name, text)
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise bad_request(f"can't parse {name}")
    return value


def commands(name: str, text: str) -> list[dict[str, str]]:
    value = json_value(name, text)
    if not isinstance(value, list) or len(value) > 100:
        raise bad_request("can't parse BotCommands")
    for one in value:
        if not isinstance(one, dict) or not re.fullmatch(r"[a-z0-9_]{1,32}", str(one.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one.get("description", ""))) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return value


def inline_keyboard(name: str, text: str) -> dict[str, Any]:
    """Only inline keyboards: the bot under test shows no other."""
    value = json_object(name, text)
    rows = value.get("inline_keyboard")
    if set(value) != {"inline_keyboard"} or not isinstance(rows, list):
        raise bad_request("can't parse reply keyboard markup JSON object")
    if sum(len(row) for row in rows) > MAX_BUTTONS or any(len(row) > MAX_BUTTONS_A_ROW for row in rows):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    for button in (button for row in rows for button in row):
        if not isinstance(button, dict) or not str(button.get("text", "")).strip():
            raise bad_request('can\'t parse inline keyboard button: field "text" must be of type String')
        if ("callback_data" in button) == ("url" in button):
            raise bad_request("text buttons are unallowed in the inline keyboard")
        if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= MAX_CALLBACK_DATA_BYTES:
            raise bad_request("BUTTON_DATA_INVALID")
    return value


_MARKUP: dict[str, Read] = {"reply_markup": inline_keyboard}
_SENDING: dict[str, Read] = {
    "chat_id": integer,
    "disable_notification": boolean,
    "protect_content": boolean,
    "reply_parameters": reply_parameters,
    "parse_mode": any_text,
    **_MARKUP,
}
_ONE_MESSAGE: dict[str, Read] = {"chat_id": integer, "message_id": integer}
_CAPTION: dict[str, Read] = {"caption": text_up_to(MAX_CAPTION)}

METHODS: dict[str, tuple[Mapping[str, Read], frozenset[str]]] = {
    "getMe": ({}, frozenset()),
    "getUpdates": (
        {"offset": integer, "limit": integer, "timeout": integer, "allowed_updates": update_kinds},
        frozenset(),
    ),
    "setWebhook": (
        {
            "url": any_text,
            "secret_token": any_text,
            "max_connections": integer,
            "allowed_updates": update_kinds,
            "drop_pending_updates": boolean,
        },
        frozenset({"url"}),
    ),
    "deleteWebhook": ({"drop_pending_updates": boolean}, frozenset()),
    "getWebhookInfo": ({}, frozenset()),
    "sendMessage": (
        {**_SENDING, "text": text_up_to(MAX_TEXT, least=1), "link_preview_options": link_preview},
        frozenset({"chat_id", "text"}),
    ),
    "editMessageText": (
        {
            **_ONE_MESSAGE,
            **_MARKUP,
            "text": text_up_to(MAX_TEXT, least=1),
            "link_preview_options": link_preview,
            "parse_mode": any_text,
        },
        frozenset({"chat_id", "message_id", "text"}),
    ),
    "editMessageReplyMarkup": ({**_ONE_MESSAGE, **_MARKUP}, frozenset({"chat_id", "message_id"})),
    "deleteMessage": (_ONE_MESSAGE, frozenset({"chat_id", "message_id"})),
    "deleteMessages": ({"chat_id": integer, "message_ids": ids}, frozenset({"chat_id", "message_ids"})),
    "answerCallbackQuery": (
        {
            "callback_query_id": any_text,
            "text": text_up_to(MAX_CALLBACK_ANSWER),
            "show_alert": boolean,
            "cache_time": integer,
        },
        frozenset({"callback_query_id"}),
    ),
    "getFile": ({"file_id": any_text}, frozenset({"file_id"})),
    "sendPhoto": ({**_SENDING, **_CAPTION, "photo": any_text}, frozenset({"chat_id", "photo"})),
    "sendVoice": (
        {**_SENDING, **_CAPTION, "voice": any_text, "duration": integer},
        frozenset({"chat_id", "voice"}),
    ),
    "sendDocument": ({**_SENDING, **_CAPTION, "document": any_text}, frozenset({"chat_id", "document"})),
    "sendChatAction": ({"chat_id": integer, "action": any_text}, frozenset({"chat_id", "action"})),
    "setMyCommands": ({"commands": commands, "scope": json_object, "language_code": any_text}, frozenset({"commands"})),
    "getChat": ({"chat_id": integer}, frozenset({"chat_id"})),
    "getChatMember": ({"chat_id": integer, "user_id": integer}, frozenset({"chat_id", "user_id"})),
}
"""Method -> its parameters, and those that must be there."""

FILE_PARAMETERS = {"sendPhoto": "photo", "sendVoice": "voice", "sendDocument": "document"}


def checked(method: str, form: Mapping[str, str], files: Mapping[str, File]) -> dict[str, Any]:
    """The parameters in their types; ``Refused`` with Telegram's words for anything out of order."""
    known, needed = METHODS[method]
    given = set(form) | set(files)
    if unknown := given - set(known):
        raise bad_request(f"unknown parameter {min(unknown)}")
    for missing in sorted(needed - given):
        raise bad_request("message text is empty" if missing == "text" else f"parameter {missing} is required")
    values: dict[str, Any] = {name: known[name](name, text) for name, text in form.items()}
    for name, file in files.items():
        if FILE_PARAMETERS.get(method) != name:
            raise bad_request(f"{name} takes no file")
        values[name] = file
    return values
