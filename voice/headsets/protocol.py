"""A headset as the rest of Floorline sees it: frames of sound come out of it, sound and a light go into it.

A headset decides nothing. It neither knows what speech is nor who may speak; it carries frames and plays what it is
given until it is told to stop.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from voice.audio import SAMPLE_RATE_HZ, Audio, Samples

FRAME_SAMPLES: Final = 512
"""Silero's window, which the end of speech is judged by."""

FRAME_SECONDS: Final = FRAME_SAMPLES / SAMPLE_RATE_HZ
"""32 ms."""


class Light(StrEnum):
    """What the wearer is shown, or hears as a short tone where there is no lamp."""

    IDLE = "idle"
    """Nothing leaves the headset's memory."""
    LISTENING = "listening"
    """The microphone is heard."""
    HEARD = "heard"
    """The words were taken and are being understood."""
    SPEAKING = "speaking"
    ALARM = "alarm"


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """What the microphone gave in 32 ms."""

    samples: Samples
    """float32 of shape (512,) in [-1, 1], 16 kHz mono, whatever the device itself records at."""
    pressed: bool | None
    """Whether the talk button was held; ``None`` for a headset without one."""


class Headset(Protocol):
    """One headset, from being connected to being gone."""

    @property
    def device_id(self) -> str:
        """Stable over reconnects; what the roster and the records call it (``headset-7``)."""
        ...

    def frames(self) -> AsyncIterator[Frame]:
        """Frames in real time until the headset is closed. Called once.

        Raises ``HeadsetGoneError`` when it vanishes. Frames that nobody took in time are dropped oldest first, so
        that a slow reader never hears the past; the sound of a frame that was lost on the way is silence.
        """
        ...

    async def play(self, sound: Audio) -> None:
        """Play ``sound`` (any rate) after what is playing, and return when the last of it has sounded.

        Raises ``HeadsetGoneError``. Cancelling it, or ``stop``, ends it within 50 ms.
        """
        ...

    async def stop(self) -> float:
        """Fall silent at once. Gives the seconds of the interrupted sound that were heard; 0 if nothing sounded."""
        ...

    async def show(self, light: Light) -> None:
        """Show the wearer how things stand. Never raises for a headset that has no lamp or is gone."""
        ...

    async def aclose(self) -> None:
        """Let go of the device. ``frames`` then ends."""
        ...
