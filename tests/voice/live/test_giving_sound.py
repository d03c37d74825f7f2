"""The sound of a turn goes with its words, whole, once, and only where it is wanted."""

from __future__ import annotations

import asyncio

import pytest

from assistant.turn_result import TurnResult
from tests.voice.live.worn import INCIDENT, LONG, OPEN, Shop, only_listens, talk
from voice.audio import Audio
from voice.live import Said
from voice.live.recording import RING_SECONDS

ALARM = TurnResult(replies=("Alarm sent.",), act="panic", alarm=True, status="draft", incident_id=INCIDENT)
CRY = "help me help me he's coming at me and he has a knife in his hand now"
OFFERS = "have you seen the offers on this week they are very good indeed and so cheap"


def sound_of(said: Said) -> Audio:
    """What the turn was given; it must be complete by now."""
    assert said.sound is not None
    return said.sound.result()


def words_in(shop: Shop, sound: Audio) -> str:
    return asyncio.run(shop.speech.transcribe(sound, None, shop.speech.asked_for[-1][1])).text


def test_nothing_is_given_unless_it_is_wanted() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("floorline there's been a theft")
        await asyncio.sleep(3)
        await shop.says(CRY)
        await asyncio.sleep(3)

    shop = talk(Shop(OPEN, ALARM), script)
    assert len(shop.turns.said) >= 2
    assert {said.sound for said in shop.turns.said} == {None}


def test_a_turn_is_given_the_sound_of_all_that_was_said_in_it() -> None:
    async def script(shop: Shop) -> None:
        await shop.says(OFFERS)
        await asyncio.sleep(2)
        await shop.says("floorline there's been a theft")
        await asyncio.sleep(3)
        await shop.says("two lads by the door")
        await asyncio.sleep(2)

    shop = talk(Shop(OPEN, OPEN, gives_sound=True), script)
    sounds = [words_in(shop, sound_of(said)) for said in shop.turns.said]
    assert sounds == ["floorline there's been a theft", "two lads by the door"]


def test_the_sound_of_a_call_for_help_is_all_of_it_though_the_alarm_did_not_wait() -> None:
    async def script(shop: Shop) -> None:
        ended = await shop.says(f"floorline {CRY}")
        assert shop.turns.said_at[0] < ended
        assert shop.turns.said[0].sound is not None
        await asyncio.sleep(3)

    shop = talk(Shop(ALARM, gives_sound=True), script)
    first, *rest = shop.turns.said
    assert words_in(shop, sound_of(first)) == f"floorline {CRY}"
    assert [said.sound for said in rest] == [None] * len(rest), "what followed is in it, and is not kept twice"


def test_of_a_cry_in_an_open_microphone_the_ring_is_given_and_all_that_follows() -> None:
    async def script(shop: Shop) -> None:
        await shop.says(f"{OFFERS} {CRY}")
        await asyncio.sleep(3)

    shop = talk(Shop(ALARM, gives_sound=True), script)
    words = words_in(shop, sound_of(shop.turns.said[0]))
    assert words.endswith(CRY)
    assert len(words.split()) <= len(CRY.split()) + RING_SECONDS / shop.speech.seconds_a_word


@pytest.mark.parametrize("gives_sound", [True, False])
def test_what_is_not_for_us_stays_within_the_ring(*, gives_sound: bool) -> None:
    async def script(shop: Shop) -> None:
        await shop.says(OFFERS)
        await asyncio.sleep(2)

    shop = talk(Shop(gives_sound=gives_sound), script)
    assert shop.turns.said == []
    assert max(seconds for _, _, seconds in shop.speech.asked_for) <= RING_SECONDS


def test_a_headset_torn_off_in_the_middle_of_a_cry_gives_what_there_is() -> None:
    async def script(shop: Shop) -> None:
        crying = asyncio.create_task(shop.says(f"floorline {CRY}"))
        await shop.turns.begun.wait()
        await asyncio.sleep(0.1)
        await shop.headset.aclose()
        crying.cancel()
        await asyncio.gather(crying, return_exceptions=True)
        await asyncio.sleep(1)

    shop = talk(Shop(ALARM, gives_sound=True), script)
    assert f"floorline {CRY}".startswith(words_in(shop, sound_of(shop.turns.said[0])))
    assert sound_of(shop.turns.said[0]).seconds > 1.0


def test_a_listeners_noise_is_no_turn_and_gives_none() -> None:
    assert len(talk(Shop(LONG, gives_sound=True), only_listens).turns.said) == 1
