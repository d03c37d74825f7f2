"""A browser as a headset: 16 kHz sound in, the assistant's voice out, a button and a light, over one WebSocket.

Knows nothing of HTTP: the socket is a ``Wire``, what comes over it is handed to ``take_sound`` and ``take_text``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any, Final, Protocol

import numpy as np

from assistant.errors import HeadsetGoneError, HeadsetRefusedError
from voice.audio import SAMPLE_RATE_HZ, Audio
from voice.headsets.allowance import Allowance
from voice.headsets.browser_messages import (
    CLOSE_ELSEWHERE,
    CLOSE_GARBAGE,
    CLOSE_TOO_FAST,
    CLOSE_TOO_LARGE,
    MESSAGE_BYTES_AT_MOST,
    PLAY_RATE_HZ,
    Button,
    Hello,
    Played,
    Volume,
    client_message,
    shown,
    welcome,
)
from voice.headsets.protocol import Frame, Light
from voice.headsets.remote import PacedPlayer, RemoteMicrophone, from_s16le

LEAD_SECONDS: Final = 0.2
"""What the page holds of the sound to come; it throws the rest away when told to stop."""

REPORT_SECONDS: Final = 0.1
"""How long the page is waited for to say how much was heard; the clock knows it nearly as well."""

SOUND_BYTES_PER_SECOND: Final = 2 * SAMPLE_RATE_HZ
MESSAGES_PER_SECOND: Final = 20.0
REMEMBERED: Final = 4
"""Sounds whose reports may still come."""


class Wire(Protocol):
    """The socket. Every method raises ``HeadsetGoneError`` once the other end is gone."""

    async def send_text(self, text: str) -> None: ...

    async def send_bytes(self, data: bytes) -> None: ...

    async def close(self, code: int, reason: str) -> None:
        """Close it; never raises."""
        ...


class BrowserHeadset:
    """Implements ``Headset``."""

    def __init__(self, device_id: str, hello: Hello, wire: Wire) -> None:
        self._device_id = device_id
        self._wire = wire
        self._microphone = RemoteMicrophone(has_button=hello.button)
        self._player = PacedPlayer(wire.send_bytes, rate_hz=PLAY_RATE_HZ, lead_seconds=LEAD_SECONDS)
        self._sound_allowed = Allowance(1.5 * SOUND_BYTES_PER_SECOND, 3.0 * SOUND_BYTES_PER_SECOND)
        self._messages_allowed = Allowance(MESSAGES_PER_SECOND, 5 * MESSAGES_PER_SECOND)
        self._volume = 1.0
        self._number = 0
        self._reports: dict[int, asyncio.Future[float]] = {}

    @property
    def device_id(self) -> str:
        return self._device_id

    async def greet(self) -> None:
        """Answer the hello."""
        await self._tell(welcome(self._device_id))

    def frames(self) -> AsyncIterator[Frame]:
        return self._microphone.frames()

    def take_sound(self, data: bytes) -> None:
        """A binary message. Raises ``HeadsetRefusedError`` for what no headset of ours sends."""
        if len(data) > MESSAGE_BYTES_AT_MOST:
            raise HeadsetRefusedError("A message was too large; send less than a second at a time.", CLOSE_TOO_LARGE)
        if len(data) % 2:
            raise HeadsetRefusedError("A message held half a sample; send whole 16-bit samples.", CLOSE_GARBAGE)
        if not self._sound_allowed.spend(len(data), asyncio.get_running_loop().time()):
            raise HeadsetRefusedError("Sound came faster than anybody speaks; send it in real time.", CLOSE_TOO_FAST)
        self._microphone.put(from_s16le(data))

    def take_text(self, text: str) -> None:
        """A text message. Raises ``HeadsetRefusedError``."""
        if len(text) > MESSAGE_BYTES_AT_MOST:
            raise HeadsetRefusedError("A message was too large.", CLOSE_TOO_LARGE)
        if not self._messages_allowed.spend(1, asyncio.get_running_loop().time()):
            raise HeadsetRefusedError("Too many messages came; send them when something changes.", CLOSE_TOO_FAST)
        match client_message(text):
            case Button(pressed=pressed):
                if self._microphone.pressed is None:
                    raise HeadsetRefusedError("The hello said that there is no button; say so there.", CLOSE_GARBAGE)
                self._microphone.pressed = pressed
            case Volume(level=level):
                self._volume = level
            case Played(id=number, seconds=seconds):
                report = self._reports.get(number)
                if report is not None and not report.done():
                    report.set_result(seconds)
            case Hello():
                raise HeadsetRefusedError("Hello was said before; say it once.", CLOSE_GARBAGE)

    def lose(self, error: HeadsetGoneError) -> None:
        """The socket is gone: whoever listens or plays is told."""
        self._microphone.lose(error)
        self._player.stop()

    async def play(self, sound: Audio) -> None:
        if self._microphone.lost is not None:
            raise self._microphone.lost
        self._number += 1
        number = self._number
        self._reports[number] = asyncio.get_running_loop().create_future()
        self._reports.pop(number - REMEMBERED, None)

        async def begin() -> None:
            await self._tell({"type": "play", "id": number, "seconds": round(sound.seconds, 3)})

        async def end(cut_off: bool) -> None:
            if not cut_off:
                await self._tell({"type": "end", "id": number})
                return
            with contextlib.suppress(HeadsetGoneError):  # whoever stopped it need not hear that nobody listens
                await self._tell({"type": "stop", "id": number})

        await self._player.play(self._as_loud_as_wanted(sound), begin, end)
        if self._microphone.lost is not None:
            raise self._microphone.lost

    async def stop(self) -> float:
        report = self._reports.get(self._number)
        heard_seconds = self._player.stop()
        if heard_seconds and report is not None:
            try:
                async with asyncio.timeout(REPORT_SECONDS):
                    return min(await asyncio.shield(report), heard_seconds + LEAD_SECONDS)
            except TimeoutError:
                pass
        return heard_seconds

    async def show(self, light: Light) -> None:
        try:
            await self._tell(shown(light))
        except HeadsetGoneError:
            return

    async def aclose(self) -> None:
        self._microphone.close()
        self._player.stop()
        if self._microphone.lost is not None:
            return  # whoever found that out closes the socket, with the reason
        await self._wire.close(CLOSE_ELSEWHERE, "This headset is connected elsewhere, or Floorline is stopping.")

    def _as_loud_as_wanted(self, sound: Audio) -> Audio:
        if self._volume == 1.0:
            return sound
        return Audio((sound.samples * np.float32(self._volume)).clip(-1.0, 1.0), sound.sample_rate_hz)

    async def _tell(self, message: dict[str, Any]) -> None:
        await self._wire.send_text(json.dumps(message))
