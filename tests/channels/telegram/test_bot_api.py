"""The stand-in of the Bot API is as strict as Telegram: a real library meets it, and is refused as it would be."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

os.environ.setdefault("PTB_TIMEDELTA", "true")

from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TelegramError

from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api.chats import BOT_ID
from tests.fakes.served_app import ServedApp

GROUP = -1001


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeBotApi, str]]:
    api = FakeBotApi()
    with ServedApp(api.app()) as server:
        yield api, server.url


@pytest.fixture
def api(served: tuple[FakeBotApi, str]) -> FakeBotApi:
    served[0].__init__()  # type: ignore[misc]
    served[0].phone(42, "Alex")
    return served[0]


@pytest.fixture
async def bot(api: FakeBotApi, served: tuple[FakeBotApi, str]) -> AsyncIterator[Bot]:
    made = Bot(TOKEN, base_url=f"{served[1]}/bot", base_file_url=f"{served[1]}/file/bot")
    yield made
    for request in made._request:
        await request.shutdown()


def one_button(data: str, text: str = "Yes") -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(text, callback_data=data)]])


async def test_it_knows_its_own_name(bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.id, me.is_bot) == (BOT_ID, True)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4097, "🤷" * 2049])
async def test_a_text_has_its_limits(bot: Bot, text: str) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(42, text)


@pytest.mark.parametrize(
    "markup",
    [
        one_button("x" * 65),
        one_button("é" * 33),
        one_button("x", text=" "),
        InlineKeyboardMarkup([[InlineKeyboardButton(str(n), callback_data="x") for n in range(9)]]),
        InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")] for _ in range(101)]),
    ],
)
async def test_a_keyboard_has_its_limits(bot: Bot, markup: InlineKeyboardMarkup) -> None:
    with pytest.raises(BadRequest):
        await bot.send_message(42, "Is that right?", reply_markup=markup)


async def test_unknown_methods_parameters_and_types_are_refused(
    api: FakeBotApi, served: tuple[FakeBotApi, str]
) -> None:
    url = f"{served[1]}/bot{TOKEN}"
    async with httpx.AsyncClient() as client:
        wrong = [
            await client.post(f"{url}/sendGift", data={"user_id": "42"}),
            await client.post(f"{url}/sendMessage", data={"chat_id": "42", "text": "x", "colour": "red"}),
            await client.post(f"{url}/sendMessage", data={"chat_id": "Alex", "text": "x"}),
            await client.post(f"{url}/sendMessage", data={"chat_id": "42", "text": "x", "disable_notification": "1"}),
            await client.post(f"{url}/sendMessage", data={"chat_id": "42", "text": "x", "reply_markup": "{"}),
            await client.post(f"{url}/getUpdates", data={"limit": "0"}),
            await client.post(f"{url}/sendMessage", json={"chat_id": 42, "text": "x"}),
            await client.post(f"{url}/setWebhook", data={"url": "http://shop.example/telegram"}),
            await client.post(f"{url}/setWebhook", data={"url": "https://shop.example", "secret_token": "a b"}),
        ]
    assert [answer.status_code for answer in wrong] == [404, *[400] * 8]
    assert all(answer.json()["ok"] is False for answer in wrong)


async def test_tokens_and_chats_are_told_apart(api: FakeBotApi, bot: Bot, served: tuple[FakeBotApi, str]) -> None:
    stranger = Bot("999999999:AAFakeTokenForTestsOnly_0123456789ab", base_url=f"{served[1]}/bot")
    with pytest.raises(InvalidToken):
        await stranger.get_me()
    for request in stranger._request:
        await request.shutdown()
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(7, "x")
    api.chats |= {7: "blocked", GROUP: "migrated:-1002"}
    with pytest.raises(Forbidden, match="blocked"):
        await bot.send_message(7, "x")
    with pytest.raises(ChatMigrated) as moved:
        await bot.send_message(GROUP, "x")
    assert moved.value.new_chat_id == -1002


async def test_only_its_own_messages_are_edited_and_only_to_something_else(api: FakeBotApi, bot: Bot) -> None:
    mine = await bot.send_message(42, "one", reply_markup=one_button("a"))
    edited = await bot.edit_message_text("two", chat_id=42, message_id=mine.message_id)
    assert edited.text == "two"  # type: ignore[union-attr]
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_text("two", chat_id=42, message_id=mine.message_id)
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(42, mine.message_id, reply_markup=None)
    theirs = api.phone().says("hello")
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("x", chat_id=42, message_id=theirs)
    with pytest.raises(BadRequest, match="not found"):
        await bot.edit_message_text("x", chat_id=42, message_id=10_000)


async def test_in_private_both_sides_messages_can_be_deleted_for_48_hours(api: FakeBotApi, bot: Bot) -> None:
    mine, theirs = await bot.send_message(42, "one"), api.phone().says("two")
    old = api.phone().says("three")
    api.age(42, old, hours=49)
    assert await bot.delete_message(42, mine.message_id)
    assert await bot.delete_messages(42, [theirs, old, 10_000])
    assert [number for chat, number in api.messages if chat == 42] == [old]
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(42, old)
    with pytest.raises(BadRequest, match="not found"):
        await bot.delete_message(42, theirs)


async def test_in_a_group_only_an_administrator_deletes_what_others_wrote(api: FakeBotApi, bot: Bot) -> None:
    mine, theirs = await bot.send_message(GROUP, "one"), api.phone().in_group(GROUP).says("two")
    assert await bot.delete_message(GROUP, mine.message_id)
    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(GROUP, theirs)
    api.admin_in.add(GROUP)
    assert (await bot.get_chat_member(GROUP, BOT_ID)).status == "administrator"
    assert await bot.delete_message(GROUP, theirs)
    api.members[GROUP, 42] = "member"
    assert (await bot.get_chat_member(GROUP, 42)).status == "member"
    assert (await bot.get_chat_member(GROUP, 43)).status == "left"


async def test_updates_come_until_an_offset_confirms_them(api: FakeBotApi, bot: Bot) -> None:
    phone = api.phone()
    phone.says("one")
    phone.edits(phone.says("two"), "three")
    phone.photographs(b"a", b"b", caption="both")
    updates = await bot.get_updates(timeout=0)
    assert [update.update_id for update in await bot.get_updates(timeout=0)] == [one.update_id for one in updates]
    assert updates[2].edited_message is not None
    assert updates[2].edited_message.text == "three"
    assert updates[3].message is not None
    assert updates[4].message is not None
    assert updates[3].message.media_group_id == updates[4].message.media_group_id
    assert (updates[3].message.caption, updates[4].message.caption) == ("both", None)
    assert await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0) == ()
    assert await bot.get_updates(timeout=0) == ()


async def test_polling_and_webhook_exclude_each_other(api: FakeBotApi, bot: Bot) -> None:
    await bot.set_webhook("https://shop.example/telegram", secret_token="s" * 20)
    with pytest.raises(Conflict):
        await bot.get_updates(timeout=0)
    await bot.delete_webhook()
    assert await bot.get_updates(timeout=0) == ()


async def test_a_press_is_answered_once(api: FakeBotApi, bot: Bot) -> None:
    await bot.send_message(42, "Is that right?", reply_markup=one_button("yes"))
    query = api.phone().presses("Yes")
    with pytest.raises(BadRequest):
        await bot.answer_callback_query(query, "x" * 201)
    assert await bot.answer_callback_query(query, "Thank you")
    with pytest.raises(BadRequest, match="too old"):
        await bot.answer_callback_query(query)


async def test_files_go_up_and_down(api: FakeBotApi, bot: Bot) -> None:
    sent = [
        await bot.send_photo(42, b"picture", caption="here"),
        await bot.send_voice(42, b"OggS", duration=3),
        await bot.send_document(42, b"%PDF", filename="list.pdf"),
    ]
    assert sent[2].document is not None
    again = await bot.send_document(42, sent[2].document.file_id)
    assert again.document is not None
    file = await bot.get_file(sent[2].document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"%PDF"
    api.phone().films(b"long", size=20_000_001)
    (update,) = await bot.get_updates(timeout=0)
    assert update.message is not None
    assert update.message.video is not None
    with pytest.raises(BadRequest, match="too big"):
        await bot.get_file(update.message.video.file_id)
    with pytest.raises(BadRequest):
        await bot.get_file("no-such-file")


async def test_commands_are_small_letters(api: FakeBotApi, bot: Bot) -> None:
    assert await bot.set_my_commands([BotCommand("status", "How it stands")])
    assert api.commands == [{"command": "status", "description": "How it stands"}]
    with pytest.raises(BadRequest):
        await bot.set_my_commands([BotCommand("STATUS", "How it stands")])


async def test_faults_come_when_they_are_ordered(api: FakeBotApi, bot: Bot) -> None:
    for kind in ("502", "nonsense", "lost"):
        api.fault(kind, "sendMessage")
        with pytest.raises(TelegramError):
            await bot.send_message(42, kind)
    # What was lost on the way back was done all the same.
    assert [sent["text"] for sent in api.sent] == ["lost"]
    api.fault(429, retry_after=7)
    with pytest.raises(RetryAfter) as wait:
        await bot.send_message(42, "x")
    assert wait.value.retry_after.total_seconds() == 7  # type: ignore[union-attr]
    await bot.send_message(42, "at last")
