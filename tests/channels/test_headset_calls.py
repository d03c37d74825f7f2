"""Alerts and calls in people's ears."""

from __future__ import annotations

from uuid import UUID

import pytest

from assistant.alerts import AlertKind
from assistant.announcing import Announcement, Announcers, Urgency
from assistant.calling import PersonalMessage
from assistant.delivery.escalation.pushing import SPOKEN
from assistant.errors import ChannelUnavailable
from channels.headset_calls import HeadsetBroadcast, HeadsetCalls
from tests.fakes.made_alerts import an_alert


class Headsets:
    """Everything said to those that are on."""

    def __init__(self, *on: str) -> None:
        self.on = on
        self.said: list[Announcement] = []

    async def announce(self, announcement: Announcement) -> bool:
        if announcement.device_id not in (None, *self.on) or not self.on:
            return False
        self.said.append(announcement)
        return True


def broadcast(headsets: Headsets, *reporters: str) -> HeadsetBroadcast:
    """To everybody; ``reporters`` are the headsets of whoever tells of the incident."""

    async def headsets_of_reporters(incident_id: UUID) -> tuple[str, ...]:
        return reporters

    return HeadsetBroadcast(Announcers([headsets]), headsets_of_reporters)


def call(device_id: str = "headset-7", *, is_alarm: bool = True) -> PersonalMessage:
    return PersonalMessage("push:1", device_id, "for the eye", "for the ear", (), is_alarm)


async def test_an_alarm_is_spoken_on_every_headset_at_once() -> None:
    headsets = Headsets("headset-1", "headset-7")
    alert = an_alert()
    assert await broadcast(headsets).send(alert) == SPOKEN
    [said] = headsets.said
    words = "ALARM P1 abuse or threat, aisle 4. Stay back, call 999."
    assert said == Announcement(words, None, Urgency.ALARM, alert.incident_id)


async def test_whoever_reports_it_is_not_told_of_it_on_their_headset() -> None:
    headsets = Headsets("headset-1", "headset-7")
    await broadcast(headsets, "headset-7").send(an_alert())
    [said] = headsets.said
    assert said.besides == {"headset-7"}


async def test_news_waits_for_the_wearers_turn() -> None:
    headsets = Headsets("headset-1")
    await broadcast(headsets).send(an_alert(kind=AlertKind.UPDATE, also=("And another.",)))
    [said] = headsets.said
    assert said.urgency is Urgency.ROUTINE
    assert said.words.endswith("And another.")


async def test_a_silent_alarm_is_not_spoken_to_everybody() -> None:
    headsets = Headsets("headset-1")
    receipt = await broadcast(headsets).send(an_alert(discreet=True))
    assert receipt == "not spoken: silent alarm"
    assert headsets.said == []


async def test_an_alert_that_no_headset_heard_is_not_kept_for_later() -> None:
    assert await broadcast(Headsets()).send(an_alert()) == "no headset on"


async def test_one_person_is_called_on_their_own_headset() -> None:
    headsets = Headsets("headset-1", "headset-7")
    channel = HeadsetCalls(Announcers([headsets]))
    assert await channel.send(call()) == SPOKEN
    assert headsets.said == [Announcement("for the ear", "headset-7", Urgency.ALARM)]
    await channel.update(call(is_alarm=False), SPOKEN)
    assert headsets.said[-1].urgency is Urgency.ROUTINE


async def test_a_headset_that_is_off_is_called_again() -> None:
    with pytest.raises(ChannelUnavailable, match="headset-9 is not on"):
        await HeadsetCalls(Announcers([Headsets("headset-1")])).send(call("headset-9"))


def test_a_chat_is_no_headset() -> None:
    channel = HeadsetCalls(Announcers())
    assert channel.reaches("headset-7")
    assert not channel.reaches("telegram:42")
