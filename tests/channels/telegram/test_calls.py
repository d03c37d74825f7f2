"""A manager is called on the phone, and answers by a button."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from assistant.calling import AnswerKind, Button, PersonalMessage, PressedAnswer
from assistant.errors import ChannelRefused, ChannelUnavailable, StoreFullError
from channels.telegram.calls import TelegramCalls
from tests.channels.telegram.chat_house import SAM, ChatHouse
from tests.fakes.bot_api import TOKEN, FakeBotApi, error
from tests.fakes.bot_api.people import until

INCIDENT = UUID("01890000-0000-7000-8000-000000000002")
ON_MY_WAY = PressedAnswer(INCIDENT, AnswerKind.ON_MY_WAY, 2).data
CALL = PersonalMessage(
    key="call:1",
    device_id="telegram:77",
    text="ALARM P1 robbery, kiosk.",
    spoken="Alarm, robbery at the kiosk.",
    rows=(
        (Button("On my way, 2 min", ON_MY_WAY),),
        (Button("I know", PressedAnswer(INCIDENT, AnswerKind.ACKNOWLEDGED).data),),
    ),
    is_alarm=True,
)


@pytest.fixture
async def calls(bot_api: tuple[FakeBotApi, str]) -> AsyncIterator[TelegramCalls]:
    made = TelegramCalls(TOKEN, bot_api[1])
    yield made
    await made.aclose()


async def test_a_call_shows_its_buttons_and_is_changed_in_place(
    bot_api: tuple[FakeBotApi, str], calls: TelegramCalls
) -> None:
    phone = bot_api[0].phone(77, "Sam")
    receipt = await calls.send(CALL)
    assert phone.reads() == ["ALARM P1 robbery, kiosk."]
    assert phone.buttons() == ["On my way, 2 min", "I know"]
    over = PersonalMessage(key="call:2", device_id="telegram:77", text="Robin is on the way.", spoken="")
    await calls.update(over, receipt)
    await calls.update(over, receipt)
    assert phone.reads() == ["Robin is on the way."]
    assert phone.buttons() == []


async def test_what_stands_in_the_way_is_told_apart(bot_api: tuple[FakeBotApi, str], calls: TelegramCalls) -> None:
    api = bot_api[0]
    with pytest.raises(ChannelRefused, match="opened a chat"):
        await calls.send(CALL)
    api.chats[77] = "blocked"
    with pytest.raises(ChannelRefused, match="unblock"):
        await calls.send(CALL)
    api.chats[77] = "writable"
    api.next_answers.append(error(429, "Too Many Requests: retry after 3", retry_after=3))
    with pytest.raises(ChannelUnavailable) as asked_to_wait:
        await calls.send(CALL)
    assert asked_to_wait.value.retry_after_seconds == 3
    with pytest.raises(ChannelRefused):
        await calls.update(CALL, "message 999")
    with pytest.raises(ChannelRefused):
        await calls.update(CALL, "HTTP 204")


def test_only_chats_are_reached() -> None:
    calls = TelegramCalls(TOKEN)
    assert calls.reaches("telegram:77")
    assert not calls.reaches("headset-7")


async def test_a_press_is_handed_on_and_answered(house: ChatHouse, calls: TelegramCalls) -> None:
    phone = house.enrolled(77, SAM)
    await calls.send(CALL)
    query = phone.presses("On my way, 2 min")
    await until(lambda: bool(house.api.query_answers))
    assert house.answers.pressed == [(ON_MY_WAY, "telegram:77", "sam")]
    assert house.api.query_answers[0]["callback_query_id"] == query
    assert house.api.query_answers[0]["text"] == "Thank you. They have been told."
    assert house.store.turns_in("telegram:77") == ()


async def test_an_answer_that_cannot_be_saved_is_taken_again(house: ChatHouse, calls: TelegramCalls) -> None:
    phone = house.enrolled(77, SAM)
    await calls.send(CALL)
    house.answers.fails.append(StoreFullError("There is no room left."))
    phone.presses("I know")
    await until(lambda: bool(house.api.query_answers))
    assert len(house.answers.pressed) == 1


async def test_a_stranger_answers_no_call(house: ChatHouse, calls: TelegramCalls) -> None:
    stranger = house.api.phone(77, "Robin")
    await calls.send(CALL)
    stranger.presses("I know")
    await stranger.hears("Ask your manager for a code")
    assert house.answers.pressed == []
