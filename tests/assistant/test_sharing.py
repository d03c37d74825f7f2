"""Two people about one incident, and one person on two devices: joined, never merged by guess, nothing lost."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from assistant.audit import verify
from assistant.incident import Status
from assistant.turn_result import TurnResult
from tests.fakes.shop import Shop

FIGHT = "there's a fight at the kiosk"
THAT_FIGHT = "that fight at the kiosk, he's got a bottle"
WAVING = "he's waving a bottle about at the kiosk"
"""The same thing, called by another name."""
OFFER = "Is this the fight at the kiosk that Alex reported?"


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    await shop.aclose()


async def joined(shop: Shop, *, first: str = FIGHT, second: str = THAT_FIGHT) -> tuple[TurnResult, TurnResult]:
    """Alex reports, Sam's words are offered and joined."""
    alex = await shop.say("headset-1", first)
    await shop.say("headset-2", second)
    return alex, await shop.say("headset-2", "yes")


async def test_a_second_persons_words_are_offered_the_open_report(shop: Shop) -> None:
    await shop.say("headset-1", FIGHT)
    result = await shop.say("headset-2", THAT_FIGHT)
    assert result.replies[-1] == OFFER
    assert result.asked == "joining"


async def test_the_offer_says_how_to_stay_safe_first(shop: Shop) -> None:
    await shop.say("headset-1", FIGHT)
    result = await shop.say("headset-2", THAT_FIGHT)
    assert result.replies[0] == "Get away from them. Go where others can see you."
    assert "nine nine nine" in result.replies[1]


async def test_the_weapon_goes_to_the_team_before_the_offer_is_answered(shop: Shop) -> None:
    first = await shop.say("headset-1", FIGHT)
    result = await shop.say("headset-2", THAT_FIGHT)
    (alert,) = result.alerts
    assert alert["kind"] == "update"
    assert alert["incident_id"] == first.incident_id
    assert "weapon seen" in alert["what_to_do"]


async def test_a_yes_joins_and_each_fact_keeps_its_own_speaker(shop: Shop) -> None:
    first, second = await joined(shop)
    assert second.incident_id == first.incident_id
    assert second.replies[-1] == "Thank you. I've added it to what Alex reported. Tell me what else you see."
    record = shop.record(first)
    assert record.actor_ids == ("alex", "sam")
    assert (record.provenance["location"][-1].actor_id, record.provenance["weapon"][-1].actor_id) == ("alex", "sam")
    assert record.provenance["weapon"][-1].device_id == "headset-2"
    assert [line.actor_id for line in record.narrative] == ["alex", "sam", "sam"]


async def test_the_second_report_is_closed_and_says_where_it_went(shop: Shop) -> None:
    first = await shop.say("headset-1", FIGHT)
    offered = await shop.say("headset-2", THAT_FIGHT)
    await shop.say("headset-2", "yeah that's the one")
    own = shop.record(offered)
    assert own.status is Status.CANCELLED
    assert str(own.joined_to) == first.incident_id
    assert "report.joined" in [entry.event.action for entry in shop.store.audit_entries(str(own.incident_id))]
    verify(shop.store.audit_entries())


async def test_joining_does_not_alert_the_team_of_the_same_again(shop: Shop) -> None:
    _, second = await joined(shop)
    assert second.alerts == ()


async def test_a_no_goes_on_with_a_report_of_its_own(shop: Shop) -> None:
    first = await shop.say("headset-1", FIGHT)
    await shop.say("headset-2", THAT_FIGHT)
    result = await shop.say("headset-2", "no, it's a different one")
    assert result.incident_id != first.incident_id
    assert result.replies[0] == "All right, a report of its own."
    assert result.draft["weapon"] == "bottle"
    assert [alert["kind"] for alert in result.alerts] == ["alarm"]
    assert shop.record(first).weapon is None


async def test_what_is_no_answer_twice_leaves_two_reports(shop: Shop) -> None:
    first = await shop.say("headset-1", FIGHT)
    await shop.say("headset-2", THAT_FIGHT)
    again = await shop.say("headset-2", "he's wearing a green coat")
    assert again.replies == (OFFER,)
    alone = await shop.say("headset-2", "over by the lottery stand")
    assert alone.incident_id != first.incident_id
    assert alone.draft["suspect_description"] == "green coat"


@pytest.mark.parametrize(
    "words",
    [
        "two lads nicked razor blades from aisle four",
        "there's a fight in aisle nine",
        "someone's fallen over in the bakery",
    ],
)
async def test_another_place_or_kind_is_another_report(shop: Shop, words: str) -> None:
    first = await shop.say("headset-1", FIGHT)
    result = await shop.say("headset-2", words)
    assert result.asked != "joining"
    assert result.incident_id != first.incident_id


async def test_the_same_person_starting_over_is_offered_nothing(shop: Shop) -> None:
    first = await shop.say("headset-1", FIGHT)
    result = await shop.say("headset-1", FIGHT, talk=":2")
    assert result.asked != "joining"
    assert result.incident_id != first.incident_id


async def test_two_headsets_nobody_signed_for_are_two_people(shop: Shop) -> None:
    await shop.say("headset-8", FIGHT)
    result = await shop.say("headset-9", THAT_FIGHT)
    assert result.replies[-1] == "Is this the fight at the kiosk that a colleague reported?"


async def test_what_the_second_calls_it_is_no_contradiction(shop: Shop) -> None:
    first, second = await joined(shop, second=WAVING)
    record = shop.record(first)
    assert (record.category, record.weapon) == ("assault", "bottle")
    assert record.disputed == {}
    assert second.incident_id == first.incident_id


async def test_an_old_report_is_not_offered(shop: Shop) -> None:
    await shop.say("headset-1", FIGHT)
    shop.now = shop.now.replace(hour=19)
    assert (await shop.say("headset-2", THAT_FIGHT)).asked != "joining"


async def test_a_report_under_a_silent_alarm_is_never_offered_aloud(shop: Shop) -> None:
    await shop.say("headset-1", FIGHT)
    await shop.say("headset-1", "is inspector sands in the building")
    assert (await shop.say("headset-2", THAT_FIGHT)).asked != "joining"


async def test_a_witness_adds_and_is_asked_nothing(shop: Shop) -> None:
    first, _ = await joined(shop)
    result = await shop.say("headset-2", "he's wearing a green coat")
    assert result.replies == ("Added. Thank you.",)
    assert result.asked is None
    assert shop.record(first).suspect_description == "green coat"


async def test_a_witness_cannot_cancel_what_a_colleague_reports(shop: Shop) -> None:
    first, _ = await joined(shop)
    result = await shop.say("headset-2", "cancel the report")
    assert result.replies == ("Alex is reporting this. Only they can cancel it.",)
    assert shop.record(first).status is Status.DRAFT


async def test_duress_alarms_at_once_while_the_offer_is_open_and_after_joining(shop: Shop) -> None:
    await shop.say("headset-1", FIGHT)
    await shop.say("headset-2", THAT_FIGHT)
    open_offer = await shop.say("headset-2", "help me help me he's coming at me")
    assert open_offer.alarm
    assert [alert["kind"] for alert in open_offer.alerts] == ["alarm"]


async def test_duress_of_a_witness_is_an_alarm_about_the_shared_incident(shop: Shop) -> None:
    first, _ = await joined(shop)
    result = await shop.say("headset-2", "help me help me he's coming at me")
    assert [alert["kind"] for alert in result.alerts] == ["alarm"]
    assert result.incident_id == first.incident_id
    assert await shop.conversation.stand_down(shop.record(first).incident_id, "kim", "console")
    assert not (await shop.say("headset-2", "he's gone")).alarm


class TestContradictions:
    """Sam says a bottle, Alex said a knife."""

    async def disputed(self, shop: Shop) -> tuple[TurnResult, TurnResult]:
        first = "there's a fight at the kiosk, no threat to us but one has got a knife on him"
        return await joined(shop, first=first)

    async def test_the_first_reporters_word_stands_until_they_are_asked(self, shop: Shop) -> None:
        first, second = await self.disputed(shop)
        record = shop.record(first)
        assert record.weapon == "knife"
        (claim,) = record.disputed["weapon"]
        assert (claim.value, claim.replaced, claim.actor_id, claim.device_id) == ("bottle", "knife", "sam", "headset-2")
        assert second.replies[0] == "Alex said a knife. I'll check."

    async def test_it_is_read_back_to_the_first_reporters_headset_at_once(self, shop: Shop) -> None:
        await self.disputed(shop)
        (told,) = shop.told
        assert told.device_id == "headset-1"
        assert told.words == "Sam says a bottle, you said a knife. Which is right?"

    async def test_it_is_asked_at_their_next_turn(self, shop: Shop) -> None:
        await self.disputed(shop)
        result = await shop.say("headset-1", "nobody's hurt")
        assert result.replies[-1] == "Sam says a bottle, you said a knife. Which is right?"
        assert result.asked == "weapon"

    @pytest.mark.parametrize(
        ("answer", "weapon"),
        [
            ("a bottle", "bottle"),
            ("it's a bottle", "bottle"),
            ("Sam's right", "bottle"),
            ("the knife", "knife"),
            ("no, it's a knife", "knife"),
            ("I'm sure, I saw it", "knife"),
        ],
    )
    @pytest.mark.parametrize("asked_first", [True, False])
    async def test_their_answer_settles_it(self, shop: Shop, answer: str, weapon: str, asked_first: bool) -> None:
        first, _ = await self.disputed(shop)
        if asked_first:
            await shop.say("headset-1", "nobody's hurt")
        result = await shop.say("headset-1", answer)
        record = shop.record(first)
        assert record.weapon == weapon
        assert record.disputed == {}
        assert {entry.actor_id for entry in record.provenance["weapon"]} == {"alex", "sam"}
        assert record.provenance["weapon"][-1].actor_id == "alex"
        assert "Which is right" not in " ".join(result.replies)

    async def test_not_knowing_keeps_both(self, shop: Shop) -> None:
        first, _ = await self.disputed(shop)
        await shop.say("headset-1", "nobody's hurt")
        result = await shop.say("headset-1", "I don't know")
        assert result.replies[0] == "Fine, I'll keep both."
        assert shop.record(first).disputed["weapon"][0].value == "bottle"
        assert "Which is right" not in " ".join((await shop.say("headset-1", "he's gone")).replies)

    async def test_nothing_is_filed_before_the_first_reporter_has_been_asked(self, shop: Shop) -> None:
        alex = await shop.say("headset-1", "there's a fight at the kiosk, one has got a knife on him")
        for _ in range(9):
            if alex.asked == "confirmation":
                break
            alex = await shop.say("headset-1", "nobody's hurt" if alex.asked == "injuries" else "I don't know")
        assert alex.asked == "confirmation"
        await shop.say("headset-2", THAT_FIGHT)
        await shop.say("headset-2", "yes")
        result = await shop.say("headset-1", "yes send it")
        assert result.status == "draft"
        assert "Which is right?" in result.replies[-1]
        settled = await shop.say("headset-1", "it's a knife")
        assert settled.asked == "confirmation"
        assert (await shop.say("headset-1", "yes send it")).status == "submitted"

    async def test_a_danger_that_was_denied_counts_until_they_are_asked(self, shop: Shop) -> None:
        first, _ = await joined(shop, first="there's a fight at the kiosk, no weapons")
        record = shop.record(first)
        assert record.weapon == "bottle"
        assert record.priority == "P1"
        assert shop.told[0].words == "Sam says a bottle, you said no weapon. Which is right?"
        await shop.say("headset-1", "no weapon, I'm sure")
        assert shop.record(first).weapon == "none"

    async def test_nothing_is_said_on_a_device_that_called_for_help(self, shop: Shop) -> None:
        first = await shop.say("headset-1", "there's a fight at the kiosk, one has got a knife on him")
        await shop.say("headset-2", THAT_FIGHT)
        await shop.say("headset-1", "code red")
        await shop.say("headset-2", "yes")
        assert shop.record(first).disputed
        assert shop.told == []

    async def test_what_changes_with_time_is_news_and_no_contradiction(self, shop: Shop) -> None:
        first, _ = await joined(shop, first="there's a fight at the kiosk, they're still here")
        await shop.say("headset-2", "they've gone now")
        record = shop.record(first)
        assert record.suspects_on_site is False
        assert record.disputed == {}
        assert record.provenance["suspects_on_site"][-1].replaced is True


class TestOnePersonOnTwoDevices:
    async def test_a_report_goes_on_in_the_chat_where_the_headset_left_it(self, shop: Shop) -> None:
        first = await shop.say("headset-1", "two lads nicked razor blades from aisle four")
        assert first.asked is not None
        on_chat = await shop.say("telegram:1", "they've gone")
        assert on_chat.incident_id == first.incident_id
        assert on_chat.draft["suspects_on_site"] is False
        assert "Get" not in " ".join(on_chat.replies), "the safety line has been said"

    async def test_and_back_again(self, shop: Shop) -> None:
        first = await shop.say("headset-1", "two lads nicked razor blades from aisle four")
        on_chat = await shop.say("telegram:1", "they've gone")
        back = await shop.say("headset-1", "grey hoodies")
        assert back.incident_id == first.incident_id
        assert on_chat.asked == "suspect_description"
        assert back.draft["suspect_description"] == "grey hoodies"
        assert back.draft["suspects_on_site"] is False
        devices = {entry.device_id for h in shop.record(first).provenance.values() for entry in h}
        assert devices == {"headset-1", "telegram:1"}

    async def test_no_question_is_asked_anew_on_the_other_device(self, shop: Shop) -> None:
        asked = [(await shop.say("headset-1", "two lads nicked razor blades from aisle four")).asked]
        for number in range(12):
            device = "telegram:1" if number % 2 else "headset-1"
            result = await shop.say(device, "I don't know")
            if result.asked == "confirmation":
                break
            asked.append(result.asked)
        assert len(asked) == len(set(asked))

    async def test_a_colleagues_report_is_not_carried_over(self, shop: Shop) -> None:
        first = await shop.say("headset-1", "two lads nicked razor blades from aisle four")
        other = await shop.say("telegram:2", "they've gone")
        assert other.incident_id != first.incident_id

    async def test_a_device_that_nobody_is_known_to_hold_carries_nothing_over(self, shop: Shop) -> None:
        first = await shop.say("headset-8", "two lads nicked razor blades from aisle four")
        other = await shop.say("headset-9", "someone nicked a ham from the deli")
        assert other.incident_id != first.incident_id

    async def test_a_call_for_help_in_the_chat_belongs_to_the_report_on_the_headset(self, shop: Shop) -> None:
        first = await shop.say("headset-1", FIGHT)
        result = await shop.say("telegram:1", "code red")
        assert result.alarm
        assert result.incident_id == first.incident_id

    async def test_a_filed_report_is_not_carried_over(self, shop: Shop) -> None:
        first = await shop.say("headset-1", FIGHT)
        await shop.say("headset-1", "cancel the report")
        await shop.say("headset-1", "yes cancel it")
        assert shop.record(first).status is Status.CANCELLED
        assert (await shop.say("telegram:1", FIGHT)).incident_id != first.incident_id


async def test_people_who_speak_at_once_about_one_incident_lose_nothing(shop: Shop) -> None:
    first, _ = await joined(shop)
    await shop.say("headset-3", THAT_FIGHT)
    await shop.say("headset-3", "yes")
    words = {f"headset-{number}": [f"note {number} {turn}" for turn in range(8)] for number in (1, 2, 3)}

    async def speak(device_id: str) -> None:
        for text in words[device_id]:
            await shop.say(device_id, text)

    await asyncio.gather(*(speak(device_id) for device_id in words))
    said = {line.text for line in shop.record(first).narrative}
    assert {text for texts in words.values() for text in texts} <= said
    verify(shop.store.audit_entries())
