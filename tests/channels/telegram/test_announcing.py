"""What comes unasked: the outcome of a report, who is on the way; and what leaves the chat then."""

from __future__ import annotations

from pathlib import Path

from assistant.announcing import Announcement, Urgency
from assistant.incident import Status
from tests.channels.telegram.chat_house import REPORT, ChatHouse, chat_house
from tests.fakes.bot_api import FakeBotApi, Phone
from tests.fakes.bot_api.people import until

FULL = "two lads in grey hoodies nicked gin worth two hundred pounds from aisle four, they have left to the left"


async def filed(house: ChatHouse, phone: Phone):
    phone.says(FULL)
    for _ in range(3):
        await until(lambda: bool(phone.buttons()))
        if "Yes, send it" in phone.buttons():
            break
        phone.presses("Left" if "Left" in phone.buttons() else "Don't know")
        await house.chat.intake.settle()
    await phone.hears("Is that right?")
    phone.presses("Yes, send it")
    await phone.hears("Sending it now")
    incident_id = house.store.conversation("telegram:42").incident_id
    house.store.save_incident_outcome(incident_id, status=Status.ACCEPTED, reference="SBX-7")
    house.chat.announcer.told(incident_id, "Received, reference SBX-7.")
    await house.chat.announcer.settle()


async def test_the_details_leave_the_chat_and_the_reference_stays(house: ChatHouse) -> None:
    phone = house.enrolled()
    await filed(house, phone)
    assert phone.reads() == ["Received, reference SBX-7."]
    assert [number for chat, number in house.api.messages if chat == 42] == [max(n for _, n in house.api.messages)]


async def test_the_details_stay_where_the_shop_wants_them_to(bot_api: tuple[FakeBotApi, str], tmp_path: Path) -> None:
    async with chat_house(*bot_api, tmp_path / "data", clear_after_filing=False) as house:
        phone = house.enrolled()
        await filed(house, phone)
        assert "Received, reference SBX-7." in phone.reads()
        assert house.api.deleted == []


async def test_what_telegram_keeps_is_left_without_a_fuss(house: ChatHouse) -> None:
    phone = house.enrolled()
    number = phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    house.api.age(42, number, hours=50)
    incident_id = house.store.conversation("telegram:42").incident_id
    assert incident_id is not None
    house.store.save_incident_outcome(incident_id, status=Status.ACCEPTED, reference="SBX-7")
    house.chat.announcer.told(incident_id, "Received, reference SBX-7.")
    await house.chat.announcer.settle()
    assert (42, number) in house.api.messages
    assert phone.reads() == ["Received, reference SBX-7."]


async def test_words_reach_the_chat_they_are_for(house: ChatHouse) -> None:
    phone = house.enrolled()
    assert await house.chat.announcer.announce(Announcement("Sam is on the way.", "telegram:42", Urgency.ALARM))
    await phone.hears("Sam is on the way.")
    assert not await house.chat.announcer.announce(Announcement("To all.", None))
    assert not await house.chat.announcer.announce(Announcement("To a headset.", "headset-7"))
    assert not await house.chat.announcer.announce(Announcement("Odd.", "telegram:x"))
