"""A headset without a device: sound is put into its microphone, and what its earpiece plays is written down.

For the bench, which feeds it in real time, and for tests, which feed it in virtual time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import numpy as np

from assistant.errors import HeadsetGoneError
from voice.audio import Audio, Samples
from voice.headsets.protocol import FRAME_SAMPLES, FRAME_SECONDS, Frame, Light

_SILENCE: Samples = np.zeros(FRAME_SAMPLES, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Played:
    """One sound in the earpiece."""

    began_seconds: float
    """In the loop's time."""
    sound: Audio
    heard_seconds: float
    """Less than all of it where it was stopped."""


class InMemoryHeadset:
    """Gives a frame every 32 ms of the loop's time: what ``speak`` queued, else silence."""

    def __init__(self, device_id: str, *, with_button: bool = False) -> None:
        self._device_id = device_id
        self._with_button = with_button
        self._pressed = False
        self._queue: list[Samples] = []
        self._drained = asyncio.Event()
        self._closed = False
        self._gone = False
        self._stopping: asyncio.Event = asyncio.Event()
        self._playing_since: float | None = None
        self.longest_sound_seconds: float | None = None
        """Play no more than this of each sound: the bench does not wait for long answers to be read out."""
        self.played: list[Played] = []
        self.lights: list[Light] = []
        self.lag_seconds = 0.0
        """The furthest that frames were taken behind real time."""
        self.changed = asyncio.Condition()

    @property
    def device_id(self) -> str:
        return self._device_id

    def press(self, *, down: bool) -> None:
        """Hold the talk button down, or let it go."""
        self._pressed = down

    async def speak(self, sound: Audio) -> float:
        """Say ``sound`` (16 kHz) into the microphone; gives the loop's time when the last frame of it was taken."""
        count = -(-len(sound.samples) // FRAME_SAMPLES)
        padded = np.zeros(count * FRAME_SAMPLES, dtype=np.float32)
        padded[: len(sound.samples)] = sound.samples
        self._queue.extend(padded.reshape(count, FRAME_SAMPLES))
        self._drained.clear()
        await self._drained.wait()
        return asyncio.get_running_loop().time()

    @property
    def is_playing(self) -> bool:
        """Whether something sounds in the earpiece."""
        return self._playing_since is not None

    def vanish(self) -> None:
        """Be unplugged."""
        self._gone = True
        self._stopping.set()

    async def frames(self) -> AsyncIterator[Frame]:
        loop = asyncio.get_running_loop()
        due_seconds = loop.time()
        while not self._closed:
            due_seconds += FRAME_SECONDS
            left_seconds = due_seconds - loop.time()
            self.lag_seconds = max(self.lag_seconds, -left_seconds)
            await asyncio.sleep(max(0.0, left_seconds))
            if self._gone:
                raise HeadsetGoneError(f"{self._device_id} was unplugged; plug it in again.")
            spoken = bool(self._queue)
            samples = self._queue.pop(0) if spoken else _SILENCE
            yield Frame(samples, self._pressed if self._with_button else None)
            if spoken and not self._queue:
                self._drained.set()

    async def play(self, sound: Audio) -> None:
        if self._gone:
            raise HeadsetGoneError(f"{self._device_id} was unplugged; plug it in again.")
        loop = asyncio.get_running_loop()
        began_seconds = self._playing_since = loop.time()
        self._stopping.clear()
        self.played.append(Played(began_seconds, sound, sound.seconds))
        async with self.changed:
            self.changed.notify_all()
        try:
            async with asyncio.timeout(min(sound.seconds, self.longest_sound_seconds or sound.seconds)):
                await self._stopping.wait()
        except TimeoutError:
            return
        finally:
            self._playing_since = None
            self.played[-1] = Played(began_seconds, sound, min(loop.time() - began_seconds, sound.seconds))
        if self._gone:
            raise HeadsetGoneError(f"{self._device_id} was unplugged; plug it in again.")

    async def stop(self) -> float:
        if self._playing_since is None:
            return 0.0
        heard_seconds = asyncio.get_running_loop().time() - self._playing_since
        self._stopping.set()
        return heard_seconds

    async def show(self, light: Light) -> None:
        self.lights.append(light)

    async def aclose(self) -> None:
        self._closed = True
