"""Calling one person to an incident: a message to a device of their own, and what they answer.

The escalation ladder decides who is called and what it says; each kind of device (Telegram, headset) carries it. An
answer comes back by a button, by voice, from the console or by the local API, and is the same answer whichever way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol
from uuid import UUID


class AnswerKind(StrEnum):
    """What somebody who was called can say to it. Any of them means that a person knows of the incident."""

    ACKNOWLEDGED = "acknowledged"
    """They see to it, without saying when they will be there."""
    ON_MY_WAY = "on_my_way"
    """They are going there, perhaps with a time."""
    CALLED_999 = "called_999"
    """The emergency services have been called."""
    STAND_DOWN = "stand_down"
    """The danger is over."""


_CODES: Final = {
    AnswerKind.ACKNOWLEDGED: "a",
    AnswerKind.ON_MY_WAY: "w",
    AnswerKind.CALLED_999: "9",
    AnswerKind.STAND_DOWN: "s",
}
_DATA: Final = re.compile(r"call:([0-9a-f]{32}):([aw9s])(\d{0,3})")


@dataclass(frozen=True)
class PressedAnswer:
    """What the ``data`` of a button stands for."""

    incident_id: UUID
    kind: AnswerKind
    eta_minutes: int | None = None
    """For ``ON_MY_WAY``: in how many minutes they will be there; ``None`` if they did not say."""

    @property
    def data(self) -> str:
        """As a button carries it: at most 42 characters (Telegram's ``callback_data`` holds 64 bytes)."""
        eta = "" if self.eta_minutes is None else str(self.eta_minutes)
        return f"call:{self.incident_id.hex}:{_CODES[self.kind]}{eta}"

    @classmethod
    def read(cls, data: str) -> PressedAnswer | None:
        """The answer a button's data stands for; ``None`` for the data of anything else."""
        matched = _DATA.fullmatch(data)
        if matched is None:
            return None
        incident, code, eta = matched.groups()
        kind = next(kind for kind, letter in _CODES.items() if letter == code)
        return cls(UUID(incident), kind, int(eta) if eta else None)


@dataclass(frozen=True)
class Button:
    """One answer to choose from."""

    words: str
    data: str
    """Handed to ``AnswerTaker.press`` unchanged; see ``PressedAnswer``."""


@dataclass(frozen=True)
class PersonalMessage:
    """One call, or what has become of it, for one device of one person."""

    key: str
    """Idempotency key: a crash may send the same message again."""
    device_id: str
    """As the roster has it (``telegram:42``, ``headset-7``)."""
    text: str
    """For the eye: plain text, a drill says so first. May name colleagues, never the people of the incident."""
    spoken: str
    """For the ear: the same, with what to say in place of the buttons."""
    rows: tuple[tuple[Button, ...], ...] = ()
    """The buttons, row by row; empty when there is nothing left to answer."""
    is_alarm: bool = False
    """Whether it may make a noise and interrupt."""


class PersonalChannel(Protocol):
    """A kind of device that one person can be called on. Raises as ``AlertChannel`` does.

    It shares no rate limiter, queue or connection pool with ordinary messages: a call never waits for another's sake.
    """

    @property
    def name(self) -> str:
        """Short, stable, free of secrets: ``telegram``, ``headset``."""
        ...

    def reaches(self, device_id: str) -> bool:
        """Whether a device is of this kind."""
        ...

    async def send(self, message: PersonalMessage) -> str:
        """Show or say it once, and return the receipt by which it can be found again (a message number)."""
        ...

    async def update(self, message: PersonalMessage, receipt: str) -> None:
        """Show ``message`` in place of the one with that receipt, buttons included.

        Where there is nothing to replace (an ear), it is said if it is worth saying. ``ChannelRefused`` where the
        message is gone.
        """
        ...


class AnswerTaker(Protocol):
    """What a device calls when somebody answers; the escalations implement it."""

    async def press(self, data: str, *, device_id: str, actor_id: str | None = None) -> str:
        """Take a pressed button, and return the short sentence to show to whoever pressed it.

        When it returns, the answer is saved: only then may the press be taken off its queue. The same press twice is
        harmless. ``actor_id`` is who holds the device, where the device's own register knows better than the roster.
        Raises ``StoreError`` if it could not be saved; show the sentence, and take the press again later.
        """
        ...
