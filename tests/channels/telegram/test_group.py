"""Alerts to a Telegram group, against a strict stand-in of the Bot API."""

import asyncio
import logging
import traceback

import pytest
from starlette.responses import HTMLResponse, JSONResponse, Response

from assistant.errors import ChannelRefused, ChannelUnavailable, SettingsError
from channels.telegram.group import TelegramGroupChannel, alert_text
from tests.fakes.bot_api import TOKEN, FakeBotApi, error
from tests.fakes.made_alerts import an_alert
from tests.fakes.served_app import ServedApp

GROUP = -1001


@pytest.fixture(scope="module")
def served():
    api = FakeBotApi()
    with ServedApp(api.app()) as server:
        yield api, f"{server.url}/bot"


@pytest.fixture
def bot_api(served):
    api, base_url = served
    api.__init__()
    return api, base_url


@pytest.fixture
async def channel(bot_api):
    made = TelegramGroupChannel(TOKEN, GROUP, bot_api[1])
    yield made
    await made.aclose()


async def refused_or_not(channel, kind, match):
    with pytest.raises(kind, match=match) as caught:
        await channel.send(an_alert())
    shown = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in shown
    assert TOKEN.partition(":")[2] not in shown
    return caught.value


async def test_an_alert_arrives_as_plain_text_without_a_preview(bot_api, channel):
    api, _ = bot_api
    alert = an_alert(link="https://store.example/i/1")
    assert await channel.send(alert) == "message 1"
    assert api.sent == [
        {
            "chat_id": GROUP,
            "text": f"{alert.headline()}\nhttps://store.example/i/1",
            "link_preview_options": {"is_disabled": True},
        }
    ]


async def test_signs_that_are_markup_elsewhere_arrive_as_they_are(bot_api, channel):
    await channel.send(an_alert(zone="aisle *4* <b>_x_</b> & [y](z)"))
    assert "aisle *4* <b>_x_</b> & [y](z)" in bot_api[0].sent[0]["text"]
    assert "parse_mode" not in bot_api[0].sent[0]


def test_a_drill_says_so_first():
    assert alert_text(an_alert(drill=True)).startswith("DRILL ")


def test_a_text_is_never_longer_than_telegram_takes():
    assert len(alert_text(an_alert(link="https://store.example/" + "x" * 9000))) == 4096


async def test_when_telegram_asks_to_wait_the_channel_says_how_long(bot_api, channel):
    bot_api[0].next_answers.append(error(429, "Too Many Requests: retry after 17", retry_after=17))
    wait = await refused_or_not(channel, ChannelUnavailable, "asks us to wait")
    assert wait.retry_after_seconds == 17
    assert await channel.send(an_alert()) == "message 1"


async def test_a_wrong_token_is_refused(bot_api):
    for token in ("999999999:AAFakeTokenForTestsOnly_0123456789ab", "not a token"):
        channel = TelegramGroupChannel(token, GROUP, bot_api[1])
        with pytest.raises(ChannelRefused, match=r"check telegram\.token") as caught:
            await channel.send(an_alert())
        assert token not in "".join(traceback.format_exception(caught.value))
        await channel.aclose()


async def test_a_bot_that_was_put_out_of_the_group_is_refused(bot_api, channel):
    bot_api[0].chats[GROUP] = "kicked"
    await refused_or_not(channel, ChannelRefused, "add it there")


async def test_a_group_that_does_not_exist_is_refused(bot_api, channel):
    bot_api[0].chats.clear()
    await refused_or_not(channel, ChannelRefused, "group_chat_id")


async def test_an_alert_is_brought_up_to_date_in_place(bot_api, channel):
    api, _ = bot_api
    receipt = await channel.send(an_alert())
    later = an_alert(what_to_do="Now: a knife. Stay back.")
    assert await channel.update(later, receipt) == receipt
    assert await channel.update(later, receipt) == receipt
    assert api.texts(GROUP) == [later.headline()]


@pytest.mark.parametrize("receipt", ["message 999", "HTTP 204"])
async def test_a_message_that_is_gone_is_refused_so_that_the_alert_is_sent_anew(channel, receipt):
    with pytest.raises(ChannelRefused):
        await channel.update(an_alert(), receipt)


async def test_a_group_that_became_a_supergroup_is_followed(bot_api, channel):
    api, _ = bot_api
    api.chats = {GROUP: "migrated:-1002", -1002: "writable"}
    for _alert in range(2):
        await channel.send(an_alert())
    assert [message["chat_id"] for message in api.sent] == [-1002, -1002]
    assert api.requests == 3


@pytest.mark.parametrize(
    "answer",
    [
        error(500, "Internal Server Error"),
        error(502, "Bad Gateway"),
        error(429, "Too Many Requests"),
        error(409, "Conflict"),
        HTMLResponse("<html>Welcome to the shop's wireless network</html>"),
        HTMLResponse("<html>", 503),
        JSONResponse([]),
        JSONResponse({}),
        JSONResponse({"ok": True, "result": 7}),
        JSONResponse({"ok": True, "result": {"message_id": 1}}),
        JSONResponse({"ok": False, "parameters": {"retry_after": "soon"}}, 429),
        Response(b'{"ok": false, "parameters": {"retry_after": 1e999}}', 429),
        Response(b'{"ok": false, "parameters": {"retry_after": NaN}}', 429),
        Response(b'{"ok": false, "parameters": 7}', 429),
        Response(b'{"ok": true, "result": {"message_id": 1, "date": 1e18, "chat": 7}}'),
        JSONResponse([], 400),
        Response(b"\xff\xfe"),
    ],
)
async def test_every_answer_that_is_not_telegrams_yes_is_unavailable(bot_api, channel, answer):
    bot_api[0].next_answers.append(answer)
    await refused_or_not(channel, ChannelUnavailable, "sent again")


async def test_a_telegram_that_cannot_be_reached_is_unavailable():
    channel = TelegramGroupChannel(TOKEN, GROUP, "http://127.0.0.1:9/bot")
    await refused_or_not(channel, ChannelUnavailable, "cannot be reached")
    await channel.aclose()


async def test_a_telegram_that_says_nothing_meets_the_time_out():
    accepted = []
    silent = await asyncio.start_server(lambda _reader, writer: accepted.append(writer), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    channel = TelegramGroupChannel(TOKEN, GROUP, f"http://127.0.0.1:{port}/bot", timeout_seconds=0.2)
    await refused_or_not(channel, ChannelUnavailable, "sent again")
    await channel.aclose()
    for writer in accepted:
        writer.close()
    silent.close()


async def test_the_token_stays_out_of_the_log(bot_api, channel, caplog):
    caplog.set_level(logging.DEBUG)
    await channel.send(an_alert())
    bot_api[0].next_answers.append(HTMLResponse("<html>"))
    await refused_or_not(channel, ChannelUnavailable, "sent again")
    # The stand-in's own server writes what it was asked; that is Telegram's log, not ours.
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    assert not [record for record in ours if TOKEN.partition(":")[2] in record.getMessage()]
    assert not [record for record in ours if record.exc_info]


def test_one_channel_serves_several_event_loops(bot_api):
    channel = TelegramGroupChannel(TOKEN, GROUP, bot_api[1])

    async def send_and_close():
        await channel.send(an_alert())
        await channel.aclose()

    for _loop in range(2):
        asyncio.run(send_and_close())
    assert len(bot_api[0].sent) == 2


def test_an_empty_token_or_an_unencrypted_server_is_a_settings_error():
    with pytest.raises(SettingsError, match="token"):
        TelegramGroupChannel("", GROUP)
    with pytest.raises(SettingsError, match="base_url"):
        TelegramGroupChannel(TOKEN, GROUP, "http://telegram.example/bot")


def test_the_name_holds_neither_token_nor_chat():
    assert TelegramGroupChannel(TOKEN, GROUP).name == "telegram:group"
