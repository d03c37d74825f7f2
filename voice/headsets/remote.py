"""What headsets at the other end of a network connection have in common: a microphone that is fed, sound that is sent.

Sound is sent in pieces, a little ahead of when it is heard, and no more: what was sent can hardly be taken back, and
whoever interrupts the assistant wants it to be silent at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

import numpy as np

from assistant.errors import HeadsetGoneError
from voice.audio import Audio, Samples, resampled
from voice.headsets.arriving import ArrivingSound
from voice.headsets.protocol import FRAME_SECONDS, Frame

PIECE_SECONDS: Final = 0.04


class RemoteMicrophone:
    """Between whoever reads the connection and whoever listens."""

    def __init__(self, *, has_button: bool) -> None:
        self.pressed: bool | None = False if has_button else None
        self.sound = ArrivingSound()
        self._came = asyncio.Event()
        self._closed = False
        self._lost: HeadsetGoneError | None = None

    def put(self, samples: Samples) -> None:
        """Take what came over the network: 16 kHz."""
        self.sound.put(samples, self.pressed)
        self._came.set()

    def close(self) -> None:
        """End ``frames``."""
        self._closed = True
        self._came.set()

    def lose(self, error: HeadsetGoneError) -> None:
        """Have ``frames`` raise ``error``, unless it was closed before."""
        self._lost = self._lost or error
        self._came.set()

    @property
    def lost(self) -> HeadsetGoneError | None:
        return self._lost

    async def frames(self) -> AsyncIterator[Frame]:
        """See ``Headset.frames``."""
        loop = asyncio.get_running_loop()
        while not self._closed:
            if self._lost is not None:
                raise self._lost
            for frame in self.sound.take(self.pressed, loop.time()):
                yield frame
            self._came.clear()
            try:
                async with asyncio.timeout(FRAME_SECONDS):
                    await self._came.wait()
            except TimeoutError:
                continue


class PacedPlayer:
    """Sends one sound after the other in real time. ``send`` takes 16-bit little-endian mono at ``rate_hz``."""

    def __init__(self, send: Callable[[bytes], Awaitable[None]], *, rate_hz: int, lead_seconds: float) -> None:
        """``lead_seconds``: how far what is sent runs ahead of what is heard, for the network to be uneven in."""
        self._send = send
        self._rate_hz = rate_hz
        self._lead_seconds = lead_seconds
        self._turn = asyncio.Lock()
        self._stopping: asyncio.Event | None = None
        self._began_seconds = 0.0
        self._sent_seconds = 0.0

    async def play(
        self, sound: Audio, begin: Callable[[], Awaitable[None]], end: Callable[[bool], Awaitable[None]]
    ) -> None:
        """Return when the last of it has sounded. ``end`` is told whether it was cut off."""
        pcm = s16le(resampled(sound, self._rate_hz).samples)
        async with self._turn:
            stopping = self._stopping = asyncio.Event()
            loop = asyncio.get_running_loop()
            self._began_seconds, self._sent_seconds = loop.time(), 0.0
            cut_off = True
            try:
                await begin()
                cut_off = await self._sent(pcm, stopping)
            finally:
                self._stopping = None
                await end(cut_off)

    async def _sent(self, pcm: bytes, stopping: asyncio.Event) -> bool:
        """Whether it was stopped."""
        piece = round(PIECE_SECONDS * self._rate_hz) * 2
        for start in range(0, len(pcm), piece):
            at_seconds = self._began_seconds + start / (2 * self._rate_hz) - self._lead_seconds
            if await _comes_before(stopping, at_seconds):
                return True
            await self._send(pcm[start : start + piece])
            self._sent_seconds = min(start + piece, len(pcm)) / (2 * self._rate_hz)
        return await _comes_before(stopping, self._began_seconds + self._sent_seconds)

    def stop(self) -> float:
        """Send no more of it; gives the seconds that were heard by now, 0 if nothing sounds."""
        if self._stopping is None:
            return 0.0
        self._stopping.set()
        return min(asyncio.get_running_loop().time() - self._began_seconds, self._sent_seconds)


def s16le(samples: Samples) -> bytes:
    """16-bit little-endian, clipped."""
    return np.round(np.clip(samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()


def from_s16le(pcm: bytes) -> Samples:
    """float32 in [-1, 1]; ``pcm`` holds whole samples."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / np.float32(32768.0)


async def _comes_before(event: asyncio.Event, at_seconds: float) -> bool:
    if event.is_set() or at_seconds <= asyncio.get_running_loop().time():
        return event.is_set()
    try:
        async with asyncio.timeout_at(at_seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
