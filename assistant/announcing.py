"""Words that go to people without being asked for: "Sam is on the way", "received, reference 123", an alarm.

The core says what is to be said and to whom; headsets and chats each carry what reaches their own devices. A device
that is not connected just now does not hear it: whatever must not be lost is a durable job besides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Urgency(StrEnum):
    """How far an announcement may push itself forward."""

    ROUTINE = "routine"
    """Waits for the wearer's own turn."""
    ALARM = "alarm"
    """Pre-empts everything and cannot be interrupted."""


@dataclass(frozen=True)
class Announcement:
    """One thing to say."""

    words: str
    device_id: str | None
    """The headset or chat that it is for (``headset-7``, ``telegram:42``); ``None`` for every headset of the store,
    in which case ``words`` hold no personal data."""
    urgency: Urgency = Urgency.ROUTINE
    about: UUID | None = None
    """The incident it tells the store of: whoever reports that one knows, and is not talked over."""
    besides: frozenset[str] = frozenset()
    """Headsets that it is not for, where it is for every headset."""


class Announcer(Protocol):
    """A kind of device that can be spoken to."""

    async def announce(self, announcement: Announcement) -> bool:
        """Whether it reached a device. Never raises, and does not wait until it has been said aloud."""
        ...


class Announcers:
    """All kinds of devices as one. Kinds are added while the process starts."""

    def __init__(self, kinds: Sequence[Announcer] = ()) -> None:
        self._kinds = list(kinds)

    def add(self, kind: Announcer) -> None:
        self._kinds.append(kind)

    async def announce(self, announcement: Announcement) -> bool:
        """Offered to every kind; true where one of them reached somebody."""
        return any([await kind.announce(announcement) for kind in self._kinds])
