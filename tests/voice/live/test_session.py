"""Whole talks on one headset, in virtual time: made speech in, lines out."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from assistant.announcing import Announcement, Urgency
from assistant.errors import HeadsetGoneError
from assistant.identifiers import uuid7
from assistant.turn_result import TurnResult
from tests.fakes.virtual_time import in_virtual_time
from tests.voice.live.worn import INCIDENT, LONG, OPEN, Shop, only_listens, talk
from voice.headsets.in_memory import InMemoryHeadset
from voice.headsets.protocol import Light
from voice.live.mouth import PAUSE_SECONDS


def test_an_incident_is_reported_by_the_wake_phrase_and_answered() -> None:
    async def script(shop: Shop) -> None:
        ended = await shop.says("floorline there's been a theft")
        await asyncio.sleep(3)
        assert shop.headset.played[0].began_seconds - ended < 0.6

    shop = talk(Shop(OPEN), script)
    assert shop.turns.texts == ["there's been a theft"]
    assert shop.heard == ["How many?."]


def test_the_wake_phrase_alone_is_answered_by_a_tone_and_the_next_words_are_taken() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("floorline")
        await asyncio.sleep(2)
        await shop.says("there's been a theft")
        await asyncio.sleep(2)

    shop = talk(Shop(OPEN), script)
    assert shop.turns.texts == ["there's been a theft"]
    assert shop.heard == ["(listening)", "How many?."]


def test_what_is_not_addressed_to_us_is_neither_taken_nor_kept() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("have you seen the offers on this week they are very good indeed and so cheap")
        await asyncio.sleep(2)

    shop = talk(Shop(), script)
    assert shop.turns.said == []
    assert shop.headset.played == []
    assert max(seconds for _, _, seconds in shop.speech.asked_for) <= 2.0
    assert shop.headset.lights == []


def test_a_call_for_help_is_heard_without_the_wake_phrase_and_before_the_sentence_ends() -> None:
    alarm = TurnResult(replies=("Alarm sent.",), act="panic", alarm=True, status="draft", incident_id=INCIDENT)

    async def script(shop: Shop) -> None:
        began = asyncio.get_running_loop().time()
        ended = await shop.says("help me help me he's coming at me and he has a knife in his hand now")
        # "help me help me" is over after 1.3 s.
        assert shop.turns.said_at[0] - (began + 1.3) < 1.0
        assert shop.turns.said_at[0] < ended
        await asyncio.sleep(3)

    shop = talk(Shop(alarm), script)
    assert shop.heard[0] == "Alarm sent."
    assert shop.headset.lights[0] is Light.ALARM


def test_a_call_for_help_in_an_open_microphone_can_be_left_to_the_wake_phrase() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("help me help me he's coming at me")
        await asyncio.sleep(2)

    assert talk(Shop(duress_without_wake_phrase=False), script).turns.said == []


def test_help_me_find_is_no_call_for_help_however_it_is_cut() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("can you help me find the gift cards please love")
        await asyncio.sleep(2)

    assert talk(Shop(), script).turns.said == []


def test_a_silent_alarm_says_nothing_and_shows_nothing() -> None:
    silent_alarm = TurnResult(act="panic", alarm=True, status="draft", incident_id=INCIDENT)

    async def script(shop: Shop) -> None:
        await shop.says("has anyone seen doctor black today")
        await asyncio.sleep(2)
        assert await shop.live.announce(Announcement("Sam is on the way.", "headset-1"))
        assert await shop.live.announce(Announcement("Alarm at the kiosk.", None, Urgency.ALARM))
        await asyncio.sleep(30)

    shop = Shop(silent_alarm)
    shop.turns.after_silence = replace(silent_alarm, act="silence")
    talk(shop, script)
    assert len(shop.turns.said) == 1
    assert shop.headset.played == []
    assert Light.ALARM not in shop.headset.lights
    assert shop.turns.silences == [15.0], "silence after duress is told to the team"


def test_the_wearer_interrupts_and_is_answered_instead() -> None:
    long = replace(OPEN, replies=("One two three four five six seven eight nine ten eleven twelve", "Is that right"))

    async def script(shop: Shop) -> None:
        await shop.says("floorline there's been a theft")
        await asyncio.sleep(0.9)
        began = asyncio.get_running_loop().time()
        await shop.says("no it was aisle nine")
        first = shop.headset.played[0]
        assert first.began_seconds + first.heard_seconds - began < 0.15
        await asyncio.sleep(3)

    shop = talk(Shop(long, replace(OPEN, replies=("Aisle nine",))), script)
    assert shop.turns.texts == ["there's been a theft", "no it was aisle nine"]
    assert shop.heard[-1] == "Aisle nine."
    cut_off = shop.turns.said[1].cut_off
    assert cut_off is not None
    assert "Is that right" in cut_off.words_unheard


def test_a_listeners_noise_only_makes_a_pause() -> None:
    shop = talk(Shop(LONG), only_listens)
    assert shop.turns.texts == ["there's been a theft"]
    assert len(shop.headset.played) == 2
    assert sum(played.heard_seconds for played in shop.headset.played) >= 2.3


def test_a_safety_line_is_not_interrupted() -> None:
    safety = replace(OPEN, replies=("Step back and give them space and a way out now please",))

    async def script(shop: Shop) -> None:
        await shop.says("floorline he has a knife")
        await asyncio.sleep(0.7)
        await shop.says("he is at the kiosk now")
        await asyncio.sleep(2)

    shop = talk(Shop(safety, replace(OPEN, replies=())), script)
    assert shop.headset.played[0].heard_seconds == pytest.approx(1.2 + PAUSE_SECONDS, abs=0.01)
    assert shop.turns.texts[1] == "he is at the kiosk now", "and what was said meanwhile was heard"


def test_a_pause_in_the_middle_of_a_sentence_does_not_end_it() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("floorline two lads have taken razor blades and … they went to the car park")
        await asyncio.sleep(2)

    shop = talk(Shop(OPEN), script)
    assert len(shop.turns.said) == 1


def test_silence_after_a_question_is_told_twice_and_then_left() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("floorline there's been a theft")
        await asyncio.sleep(120)

    assert talk(Shop(OPEN), script).turns.silences == [8.0, 20.0]


def test_nobody_is_asked_again_where_nothing_was_asked() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("floorline thanks for that")
        await asyncio.sleep(120)

    assert talk(Shop(TurnResult(replies=("Nothing is open.",))), script).turns.silences == []


def test_push_to_talk_hears_only_while_the_button_is_held() -> None:
    async def script(shop: Shop) -> None:
        await shop.says("help me help me not for us")
        await asyncio.sleep(1)
        shop.headset.press(down=True)
        await asyncio.sleep(0.1)
        await shop.says("there's been a theft")
        shop.headset.press(down=False)
        released = asyncio.get_running_loop().time()
        await asyncio.sleep(2)
        assert shop.headset.played[0].began_seconds - released < 0.25

    shop = talk(Shop(OPEN, with_button=True, mode="push_to_talk"), script)
    assert shop.turns.texts == ["there's been a theft"]


def test_a_stuck_button_is_told() -> None:
    async def script(shop: Shop) -> None:
        shop.headset.press(down=True)
        await asyncio.sleep(65)

    shop = talk(Shop(with_button=True, mode="push_to_talk"), script)
    assert shop.voice.said[0].startswith("Your button seems to be stuck")


def test_an_outcome_waits_until_the_wearer_has_ended() -> None:
    async def script(shop: Shop) -> None:
        speaking = asyncio.create_task(shop.says("floorline there's been another theft by the door"))
        await asyncio.sleep(1)
        shop.live.outcome(UUID(INCIDENT), "Received, reference one")
        await speaking
        assert shop.headset.played == []
        await asyncio.sleep(3)

    shop = talk(Shop(OPEN), script)
    assert shop.heard == ["How many?.", "Received, reference one."]


def test_an_alarm_of_somebody_else_is_heard_at_once_after_a_tone() -> None:
    async def script(shop: Shop) -> None:
        await shop.live.announce(Announcement("Alarm at the kiosk.", None, Urgency.ALARM))
        await asyncio.sleep(3)

    assert talk(Shop(), script).heard == ["(alarm)", "Alarm at the kiosk."]


def test_who_reports_an_incident_is_not_told_of_it_over_their_own_answer() -> None:
    alert = Announcement("Alarm, theft in aisle four.", None, Urgency.ALARM, UUID(INCIDENT))

    async def script(shop: Shop) -> None:
        shop.turns.took_seconds = 0.3
        speaking = asyncio.create_task(shop.says("floorline there's been a theft"))
        await shop.turns.begun.wait()
        await shop.live.announce(alert)  # goes out before the turn is answered
        await speaking
        await asyncio.sleep(3)
        other = replace(alert, about=uuid7(), words="Alarm, another one.")
        await shop.live.announce(other)
        await asyncio.sleep(3)

    assert talk(Shop(OPEN), script).heard == ["How many?.", "(alarm)", "Alarm, another one."]


def test_a_recogniser_that_fails_is_told_and_the_headset_goes_on() -> None:
    async def script(shop: Shop) -> None:
        shop.headset.press(down=True)
        await asyncio.sleep(0.1)
        shop.speech.fails = True
        await shop.says("there's been a theft")
        shop.headset.press(down=False)
        await asyncio.sleep(4)
        shop.speech.fails = False
        shop.headset.press(down=True)
        await asyncio.sleep(0.1)
        await shop.says("there's been a theft")
        shop.headset.press(down=False)
        await asyncio.sleep(2)

    shop = talk(Shop(OPEN, with_button=True, mode="push_to_talk"), script)
    assert shop.heard[0].startswith("I lost what you said")
    assert shop.turns.texts == ["there's been a theft"]


def test_a_slow_answer_is_announced_by_a_tone() -> None:
    async def script(shop: Shop) -> None:
        shop.turns.took_seconds = 2.0
        await shop.says("floorline there's been a theft")
        await asyncio.sleep(4)

    assert talk(Shop(OPEN), script).heard == ["(heard)", "How many?."]


def test_a_headset_that_vanishes_is_waited_for_and_goes_on_where_it_was() -> None:
    async def run() -> None:
        shop = Shop(OPEN, OPEN)
        headsets = [InMemoryHeadset("headset-1"), InMemoryHeadset("headset-1")]
        tries: list[float] = []

        async def connect() -> InMemoryHeadset:
            tries.append(asyncio.get_running_loop().time())
            if len(tries) in (2, 3):
                raise HeadsetGoneError("There is no microphone; plug it in.")
            return headsets.pop(0)

        first, second = headsets
        keeping = asyncio.create_task(shop.live.keep(connect, shop.settings))
        await asyncio.sleep(0.2)
        await first.speak(shop.speech.says("floorline there's been a theft"))
        await asyncio.sleep(2)
        first.vanish()
        await asyncio.sleep(4)
        assert len(tries) == 4
        assert shop.live.connected == ("headset-1",)
        await second.speak(shop.speech.says("two of them"))
        await asyncio.sleep(2)
        assert shop.turns.texts == ["there's been a theft", "two of them"]
        keeping.cancel()
        await asyncio.gather(keeping, return_exceptions=True)

    in_virtual_time(run())
