"""Sending and editing messages, and answering button presses."""

from __future__ import annotations

from typing import Any

from tests.fakes.bot_api.answers import bad_request
from tests.fakes.bot_api.chats import BOT, BOT_ID, Chats, Message


def get_me(api: Chats, given: dict[str, Any]) -> dict[str, Any]:
    return {**BOT, "can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}


def send_message(api: Chats, given: dict[str, Any]) -> Message:
    api.writable(given["chat_id"])
    api.sent.append(given)
    content = {"text": given["text"]}
    if "reply_markup" in given:
        content["reply_markup"] = given["reply_markup"]
    return api.post(given["chat_id"], BOT, **content)


def own_message(api: Chats, given: dict[str, Any]) -> Message:
    """The bot's own message that is to be edited."""
    api.writable(given["chat_id"])
    message = api.messages.get((given["chat_id"], given["message_id"]))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != BOT_ID:
        raise bad_request("message can't be edited")
    return message


def edit_message_text(api: Chats, given: dict[str, Any]) -> Message:
    message = own_message(api, given)
    if message.get("text") == given["text"] and message.get("reply_markup") == given.get("reply_markup"):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
        )
    message.pop("reply_markup", None)
    message |= {"text": given["text"], "edit_date": api.now()}
    if "reply_markup" in given:
        message["reply_markup"] = given["reply_markup"]
    return message


def edit_message_reply_markup(api: Chats, given: dict[str, Any]) -> Message:
    message = own_message(api, given)
    if message.get("reply_markup") == given.get("reply_markup"):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same"
        )
    message.pop("reply_markup", None)
    if "reply_markup" in given:
        message["reply_markup"] = given["reply_markup"]
    return message


def answer_callback_query(api: Chats, given: dict[str, Any]) -> bool:
    if given["callback_query_id"] not in api.queries:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    del api.queries[given["callback_query_id"]]
    api.query_answers.append(given)
    return True


def send_chat_action(api: Chats, given: dict[str, Any]) -> bool:
    api.writable(given["chat_id"])
    api.actions.append(given)
    return True


def set_my_commands(api: Chats, given: dict[str, Any]) -> bool:
    api.commands = given["commands"]
    return True


def get_chat(api: Chats, given: dict[str, Any]) -> dict[str, Any]:
    api.writable(given["chat_id"])
    return {**api.chat_object(given["chat_id"]), "accent_color_id": 0, "max_reaction_count": 11}


def get_chat_member(api: Chats, given: dict[str, Any]) -> dict[str, Any]:
    api.writable(given["chat_id"])
    if given["user_id"] == BOT_ID:
        status = "administrator" if given["chat_id"] in api.admin_in else "member"
        return {"status": "member", "user": BOT} if status == "member" else _administrator(BOT)
    status = api.members.get((given["chat_id"], given["user_id"]), "left")
    user = {"id": given["user_id"], "is_bot": False, "first_name": "Somebody"}
    return _administrator(user) if status == "administrator" else {"status": status, "user": user}


def _administrator(user: dict[str, Any]) -> dict[str, Any]:
    rights = (
        "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
        "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
    )
    return {
        "status": "administrator",
        "user": user,
        **{right: right == "can_delete_messages" for right in rights.split()},
    }
