"""Alerts and calls in people's ears, through whatever live headsets there are."""

from __future__ import annotations

from typing import Final

from assistant.alerts import Alert, AlertKind
from assistant.announcing import Announcement, Announcers, Urgency
from assistant.calling import PersonalMessage
from assistant.delivery.escalation.pushing import SPOKEN
from assistant.errors import ChannelUnavailable

_NOT_SPOKEN: Final = "not spoken: silent alarm"
_NOBODY: Final = "no headset on"


class HeadsetBroadcast:
    """``AlertChannel`` to every headset of the store.

    A silent alarm is not spoken: it would be heard beside the one who raised it. Those who are to come are called one
    by one. An alert that no headset heard is not kept for later; by then it would be about the wrong place.
    """

    def __init__(self, announcers: Announcers) -> None:
        self._announcers = announcers

    @property
    def name(self) -> str:
        return "headsets"

    async def send(self, alert: Alert) -> str:
        if alert.discreet:
            return _NOT_SPOKEN
        urgency = Urgency.ALARM if alert.kind is AlertKind.ALARM else Urgency.ROUTINE
        words = " ".join((alert.headline(), *alert.also))
        reached = await self._announcers.announce(Announcement(words, None, urgency, alert.incident_id))
        return SPOKEN if reached else _NOBODY


class HeadsetCalls:
    """``PersonalChannel`` to the headset in one person's hand: every device that names no channel of its own."""

    def __init__(self, announcers: Announcers) -> None:
        self._announcers = announcers

    @property
    def name(self) -> str:
        return "headset"

    def reaches(self, device_id: str) -> bool:
        return ":" not in device_id

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
