"""Alerts and calls in people's ears, through whatever live headsets there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from typing import Final
from uuid import UUID

from assistant.alerts import Alert, AlertKind
from assistant.announcing import Announcement, Announcers, Urgency
from assistant.calling import PersonalMessage
from assistant.delivery.escalation.pushing import SPOKEN
from assistant.errors import ChannelUnavailable
from assistant.people import is_headset

_NOT_SPOKEN: Final = "not spoken: silent alarm"
_NOBODY: Final = "no headset on"


class HeadsetBroadcast:
    """``AlertChannel`` to every headset of the store.

    A silent alarm is not spoken: it would be heard beside the one who raised it. Those who are to come are called one
    by one. An alert that no headset heard is not kept for later; by then it would be about the wrong place.
    """

    def __init__(
        self,
        announcers: Announcers,
        headsets_of_reporters: Callable[[UUID], Awaitable[Collection[str]]],
    ) -> None:
        """``headsets_of_reporters`` are those of the people who tell of an incident, on whatever device they tell it:
        they know, and in danger have other things to hear.
        """
        self._announcers = announcers
        self._headsets_of_reporters = headsets_of_reporters

    @property
    def name(self) -> str:
        return "headsets"

    async def send(self, alert: Alert) -> str:
        if alert.discreet:
            return _NOT_SPOKEN
        urgency = Urgency.ALARM if alert.kind is AlertKind.ALARM else Urgency.ROUTINE
        words = " ".join((alert.headline(), *alert.also))
        besides = frozenset(await self._headsets_of_reporters(alert.incident_id))
        announcement = Announcement(words, None, urgency, alert.incident_id, besides)
        reached = await self._announcers.announce(announcement)
        return SPOKEN if reached else _NOBODY


class HeadsetCalls:
    """``PersonalChannel`` to the headset in one person's hand: every device that names no channel of its own."""

    def __init__(self, announcers: Announcers) -> None:
        self._announcers = announcers

    @property
    def name(self) -> str:
        return "headset"

    def reaches(self, device_id: str) -> bool:
        return is_headset(device_id)

    async def send(self, message: PersonalMessage) -> str:
        await self._say(message)
        return SPOKEN

    async def update(self, message: PersonalMessage, receipt: str) -> None:
        """Say how things stand now; an ear keeps nothing that could be changed."""
        await self._say(message)

    async def _say(self, message: PersonalMessage) -> None:
        urgency = Urgency.ALARM if message.is_alarm else Urgency.ROUTINE
        if not await self._announcers.announce(Announcement(message.spoken, message.device_id, urgency)):
            raise ChannelUnavailable(f"The headset {message.device_id} is not on; the call is tried again.")
