"""A conversation while people are being called: answers aloud, news for the reporter, "who is coming?"."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest

from assistant.store import Utterance
from assistant.understanding.values import Parse
from tests.assistant.test_conversation import REPORT, House

COMING = "Sam is on the way, two minutes."


class FakeCalls:
    """The ladder, as far as a conversation sees it."""

    can_call = True

    def __init__(self) -> None:
        self.answers = {"on my way": "Thank you. Your colleague knows that you are coming."}
        self.coming: str | None = None
        self.news: dict[str, tuple[str, ...]] = {}

    async def answer_aloud(self, utterance: Utterance) -> str | None:
        return self.answers.get(utterance.text)

    def who_is_coming(self, incident_id: UUID) -> str | None:
        return self.coming

    async def news_for(self, conversation_id: str) -> tuple[str, ...]:
        return self.news.pop(conversation_id, ())


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    house.conversation.calls = FakeCalls()
    yield house
    await house.aclose()


def calls_of(house: House) -> FakeCalls:
    calls = house.conversation.calls
    assert isinstance(calls, FakeCalls)
    return calls


async def test_people_are_called_to_what_the_team_is_told_of(house: House) -> None:
    result = await house.conversation.take_turn(house.utterance(REPORT))
    (alert,) = result.alerts
    assert house.dispatcher.keys == [f"alert:{alert['alert_id']}:team", f"escalate:{alert['alert_id']}"]
    stored = house.store.job(f"escalate:{alert['alert_id']}")
    assert stored is not None
    assert stored.job.payload["reporter"] == {
        "actor_id": "alex",
        "device_id": "headset-1",
        "conversation_id": "headset:1",
    }
    assert "razor" not in str(stored.job.payload), "a job holds none of the reporter's words"


async def test_nobody_is_called_where_nobody_can_be(house: House) -> None:
    calls_of(house).can_call = False
    await house.conversation.take_turn(house.utterance(REPORT))
    assert not [key for key in house.dispatcher.keys if key.startswith("escalate:")]


async def test_an_answer_to_a_call_is_no_report_and_leaves_the_open_question_open(house: House) -> None:
    report = await house.conversation.take_turn(house.utterance(REPORT))
    answer = await house.conversation.take_turn(house.utterance("on my way"))
    assert answer.replies == ("Thank you. Your colleague knows that you are coming.",)
    assert (answer.act, answer.asked) == ("answer_call", report.asked)
    assert house.rasa.asked == [REPORT], "the language model is not asked about it"
    assert house.store.conversation("headset:1").incident_id is not None


async def test_a_call_for_help_is_one_whoever_was_called(house: House) -> None:
    calls_of(house).answers["help me help me"] = "Thank you."
    result = await house.conversation.take_turn(house.utterance("help me help me"))
    assert result.alarm


async def test_what_the_reporter_could_not_be_told_comes_first_in_their_next_turn_and_once(house: House) -> None:
    calls_of(house).news["headset:1"] = (COMING,)
    said = house.utterance(REPORT)
    first = await house.conversation.take_turn(said)
    assert first.replies[0] == COMING
    again = await house.conversation.take_turn(said)
    assert again.replies == first.replies[1:]


async def test_who_is_coming_is_answered_with_a_name(house: House) -> None:
    house.rasa.parses["who is coming"] = Parse("status", 0.95, ())
    await house.conversation.take_turn(house.utterance(REPORT))
    calls_of(house).coming = COMING
    result = await house.conversation.take_turn(house.utterance("who is coming"))
    assert result.replies[0].startswith(COMING)


async def test_who_is_coming_is_answered_under_an_alarm_too(house: House) -> None:
    house.rasa.parses["who is coming"] = Parse("status", 0.95, ())
    await house.conversation.take_turn(house.utterance("help me help me"))
    calls_of(house).coming = COMING
    result = await house.conversation.take_turn(house.utterance("who is coming"))
    assert result.replies == (COMING,)
