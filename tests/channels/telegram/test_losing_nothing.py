"""Telegram down or lying, a crash at any point, somebody who writes too much: nothing is lost, nobody else waits."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.conversation import NOT_SAVED
from assistant.errors import AudioFormatError, EngineError, StoreFullError
from assistant.store import ChatUpdate, Store
from channels.telegram import phrases
from channels.telegram.hearing import Heard
from tests.channels.telegram.chat_house import REPORT, SAM, ChatHouse, Ear, chat_house
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api.people import until


async def test_an_update_is_confirmed_once_it_is_stored(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    await until(lambda: house.api.confirmed > 1000)
    await house.chat.intake.settle()
    assert house.store.unfinished_updates("telegram") == ()


async def test_what_was_stored_but_not_answered_is_answered_after_a_crash(
    bot_api: tuple[FakeBotApi, str], tmp_path: Path
) -> None:
    api, base_url = bot_api
    async with chat_house(api, base_url, tmp_path / "data") as house:
        house.enrolled()
    phone = api.phone(42, "Alex")
    number = phone.says(REPORT)
    api.waiting_updates.clear()
    crashed = Store.open(tmp_path / "data" / "floorline.sqlite")
    update = {"update_id": 1000, "message": api.messages[42, number]}
    crashed.take_in_updates("telegram", [ChatUpdate(1000, json.dumps(update))], datetime.now(UTC))
    crashed.close()
    async with chat_house(api, base_url, tmp_path / "data") as house:
        await phone.hears("Are they still in the store?")
        await house.chat.intake.settle()
        assert house.store.unfinished_updates("telegram") == ()
        # Telegram, never told that it had arrived, sends it again.
        await house.chat.intake.take_in([update])
        await house.chat.intake.settle()
        assert len(house.store.turns_in("telegram:42")) == 1


async def test_a_crash_between_turn_and_answer_gives_the_same_answer(
    bot_api: tuple[FakeBotApi, str], tmp_path: Path
) -> None:
    api, base_url = bot_api
    async with chat_house(api, base_url, tmp_path / "data") as house:
        phone = house.enrolled()
        phone.says(REPORT)
        said = await phone.hears("Are they still in the store?")
        await house.chat.intake.settle()
        number = next(iter(api.messages))[1]
        update = {"update_id": 1000, "message": api.messages[42, number]}
        body = json.dumps(update)
        with house.store._writing() as connection:
            connection.exec_driver_sql("UPDATE chat_updates SET body = ?", (body,))
    last = phone.last()
    async with chat_house(api, base_url, tmp_path / "data") as house:
        assert await phone.hears("Are they still in the store?", after=last) == said
        assert len(house.store.turns_in("telegram:42")) == 1


@pytest.mark.parametrize("fault", ["502", "nonsense", "lost", "429"])
async def test_a_reply_gets_through_a_telegram_that_stumbles(house: ChatHouse, fault: str) -> None:
    phone = house.enrolled()
    house.api.fault(fault, "sendMessage", times=2)
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")


@pytest.mark.parametrize("fault", ["502", "nonsense", "lost"])
async def test_polling_gets_through_a_telegram_that_stumbles(house: ChatHouse, fault: str) -> None:
    phone = house.enrolled()
    house.api.fault(fault, "getUpdates")
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    assert len(house.store.turns_in("telegram:42")) == 1


async def test_an_update_that_cannot_be_read_is_passed_over(house: ChatHouse) -> None:
    phone = house.enrolled()
    for broken in ({"message": {"message_id": "x"}}, {"message": 7}, {"callback_query": {}}, {"unheard_of": {}}):
        house.api.waiting_updates.append({"update_id": next(house.api.update_numbers), **broken})
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")


async def test_a_person_who_blocked_the_bot_holds_up_nobody(house: ChatHouse) -> None:
    gone, phone = house.enrolled(77, SAM), house.enrolled()
    house.api.chats[77] = "blocked"
    gone.says("two lads nicked gin from aisle nine")  # told of the same place, it might be the same theft
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    await house.chat.intake.settle()
    assert house.store.unfinished_updates("telegram") == ()


async def test_whoever_floods_is_slowed_and_the_others_are_not(house: ChatHouse) -> None:
    hasty, phone = house.enrolled(77, SAM), house.enrolled()
    for number in range(40):
        hasty.says(f"/help {number}")
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    await hasty.hears(phrases.TOO_FAST)
    assert sum("/onshift" in text for text in hasty.reads()) < 40


async def test_with_a_full_disk_people_are_told_and_an_alarm_still_goes_out(
    bot_api: tuple[FakeBotApi, str], tmp_path: Path
) -> None:
    class FullLater(Store):
        is_full = False

        def take_in_updates(self, *given, **more):
            if FullLater.is_full:
                raise StoreFullError("There is no room left.")
            return super().take_in_updates(*given, **more)

        def add_utterance(self, utterance):
            if FullLater.is_full:
                raise StoreFullError("There is no room left.")
            super().add_utterance(utterance)

    async with chat_house(*bot_api, tmp_path / "data", store_class=FullLater) as house:
        phone = house.enrolled()
        FullLater.is_full = True
        phone.says(REPORT)
        await phone.hears(NOT_SAVED)
        phone.says("help me help me he's got a knife")
        await until(lambda: bool(house.unsaved))


@pytest.mark.parametrize(
    ("hears", "said"),
    [
        (AudioFormatError("cut off"), phrases.DAMAGED),
        (EngineError("broken"), phrases.CANNOT_LISTEN),
        (Heard("  "), phrases.NO_WORDS),
    ],
)
async def test_a_voice_note_that_cannot_be_heard_is_said_so(house: ChatHouse, hears, said: str) -> None:
    phone = house.enrolled()
    house.ear.hears = hears
    phone.records(b"OggS")
    await phone.hears(said)
    assert house.store.turns_in("telegram:42") == ()


async def test_a_voice_note_that_is_too_long_is_not_even_fetched(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.records(b"OggS", seconds=3600)
    await phone.hears(phrases.TOO_LONG)
    assert house.ear.sounds == []


@pytest.mark.parametrize("text", ["x" * 4096, "🤷" * 2000, "سرقة في الممر الرابع", "\u202eabc", "़" * 50, "/"])
async def test_text_of_any_length_and_script_is_answered(house: ChatHouse, text: str) -> None:
    phone = house.enrolled()
    phone.says(text)
    await until(lambda: bool(phone.reads()))
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")


async def test_neither_token_nor_words_reach_the_log(
    bot_api: tuple[FakeBotApi, str], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with chat_house(*bot_api, tmp_path / "data", ear=Ear()) as house:
        phone = house.enrolled()
        house.api.fault("502", "sendMessage")
        phone.says(REPORT)
        await phone.hears("Are they still in the store?")
        phone.records(b"OggS")
        await phone.hears("Heard:")
    ours = [one.getMessage() for one in caplog.records if not one.name.startswith(("uvicorn", "asyncio", "multipart"))]
    assert not [line for line in ours if TOKEN.partition(":")[2] in line]
    assert not [line for line in ours if "razor" in line]


async def test_the_webhook_takes_updates_with_the_secret_only(bot_api: tuple[FakeBotApi, str], tmp_path: Path) -> None:
    import httpx
    from fastapi import FastAPI

    from tests.fakes.served_app import ServedApp

    app = FastAPI()
    with ServedApp(app) as door:
        hook = {"webhook_url": f"{door.url}/telegram", "webhook_secret": "s" * 32}
        async with chat_house(*bot_api, tmp_path / "data", **hook) as house:
            assert house.chat.route is not None
            app.include_router(house.chat.route)
            phone = house.enrolled()
            phone.says(REPORT)
            await phone.hears("Are they still in the store?")
            async with httpx.AsyncClient() as client:
                forged = await client.post(f"{door.url}/telegram", json={"update_id": 5})
                odd = await client.post(
                    f"{door.url}/telegram", json=[], headers={"X-Telegram-Bot-Api-Secret-Token": "s" * 32}
                )
            assert (forged.status_code, odd.status_code) == (403, 400)
            assert house.api.calls["getUpdates"] == 0
