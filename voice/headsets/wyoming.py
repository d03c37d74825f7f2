"""A Wyoming satellite as a headset: a gateway somewhere in the store, with a microphone and a loudspeaker or a headset.

As Home Assistant does, we connect to the satellite, say ``run-satellite``, and are sent its microphone; what we do is
told back in the events that its lamps and tones go by. The protocol knows no authentication: trusted networks only.

Satellites that stream always, or after speech, are wanted: which words are for us is decided here, by the wake phrase.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Final, Self

import structlog
from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event, async_write_event
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import RunSatellite
from wyoming.tts import Synthesize
from wyoming.vad import VoiceStopped
from wyoming.wake import Detect, Detection

from assistant.errors import HeadsetGoneError
from assistant.settings import HeadsetSettings
from voice.audio import Audio
from voice.headsets.protocol import Frame, Light
from voice.headsets.remote import PacedPlayer, RemoteMicrophone
from voice.headsets.wyoming_events import DATA_BYTES_AT_MOST, ChunkConverter, read_event

_log = structlog.get_logger(__name__)

CONNECT_SECONDS: Final = 5.0
PLAY_RATE_HZ: Final = 22_050
LEAD_SECONDS: Final = 0.08
"""Sound that has been sent is played, whatever we say then: the protocol cannot take it back."""

_SILENT_AFTER_SECONDS: Final = 5
_PROBES: Final = 3
"""A satellite without power is noticed after 5 + 3 * 2 seconds, whether or not it was sending."""


class WyomingHeadset:
    """Implements ``Headset``. Made by ``connect``."""

    def __init__(self, device_id: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._device_id = device_id
        self._reader = reader
        self._writer = writer
        self._writing = asyncio.Lock()
        self._microphone = RemoteMicrophone(has_button=False)
        self._player = PacedPlayer(self._send_sound, rate_hz=PLAY_RATE_HZ, lead_seconds=LEAD_SECONDS)
        self._light = Light.IDLE
        self._closed = False
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, settings: HeadsetSettings) -> Self:
        """Connect to the satellite that ``settings`` name. Raises ``HeadsetGoneError`` while it is not there."""
        where = f"{settings.host}:{settings.port}"
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await asyncio.open_connection(settings.host, settings.port, limit=DATA_BYTES_AT_MOST)
        except (OSError, TimeoutError) as exc:
            raise HeadsetGoneError(
                f"The satellite of {settings.id} at {where} does not answer; see that it is on and in the network."
            ) from exc
        _notice_when_it_is_gone(writer)
        headset = cls(settings.id, reader, writer)
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                await headset._introduced()
        except (HeadsetGoneError, TimeoutError) as exc:
            await headset.aclose()
            raise HeadsetGoneError(
                f"What answers at {where} for {settings.id} is no satellite, or serves another already; "
                "check host and port."
            ) from exc
        headset._reading = asyncio.create_task(headset._read(), name=f"satellite {settings.id}")
        return headset

    @property
    def device_id(self) -> str:
        return self._device_id

    def frames(self) -> AsyncIterator[Frame]:
        return self._microphone.frames()

    async def play(self, sound: Audio) -> None:
        if self._microphone.lost is not None:
            raise self._microphone.lost
        await self._player.play(sound, self._begin_sound, self._end_sound)
        if self._microphone.lost is not None:
            raise self._microphone.lost

    async def stop(self) -> float:
        return self._player.stop()

    async def show(self, light: Light) -> None:
        before, self._light = self._light, light
        event: Event | None = None
        match light:
            case Light.LISTENING if before is Light.IDLE:
                event = Detection(name="floorline").event()
            case Light.HEARD:
                event = VoiceStopped().event()
            case Light.IDLE if before is not Light.IDLE:
                # Only now: a satellite with a wake word of its own stops sending at this.
                event = Transcript(text="").event()
        if event is not None:
            with contextlib.suppress(HeadsetGoneError):
                await self._send(event)

    async def aclose(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._microphone.close()
        self._player.stop()
        if self._reading is not None:
            self._reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reading
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _introduced(self) -> None:
        """Ask what it is, and say that we are ready for it."""
        await self._send(Describe().event())
        event = await read_event(self._reader)
        while not Info.is_type(event.type):
            event = await read_event(self._reader)
        await self._send(RunSatellite().event())

    async def _read(self) -> None:
        converter = ChunkConverter()
        try:
            while True:
                event = await read_event(self._reader)
                if AudioChunk.is_type(event.type):
                    self._microphone.put(converter.convert(event))
                elif RunPipeline.is_type(event.type):
                    await self._pipeline_wanted(event)
                elif Ping.is_type(event.type):
                    await self._send(Pong(text=Ping.from_event(event).text).event())
        except HeadsetGoneError as exc:
            _log.warning("satellite lost", device=self._device_id, reason=str(exc))
            self._microphone.lose(exc)
            self._player.stop()

    async def _pipeline_wanted(self, event: Event) -> None:
        """It has begun to send. Where it leaves the wake phrase to us, it is told that we listen for it."""
        try:
            stage = RunPipeline.from_event(event).start_stage
        except (KeyError, ValueError) as exc:
            raise HeadsetGoneError("The satellite asked for a pipeline that is not known; update it.") from exc
        if stage is PipelineStage.WAKE:
            await self._send(Detect().event())

    async def _begin_sound(self) -> None:
        await self._send(Synthesize(text="").event())
        await self._send(AudioStart(rate=PLAY_RATE_HZ, width=2, channels=1).event())

    async def _send_sound(self, pcm: bytes) -> None:
        await self._send(AudioChunk(rate=PLAY_RATE_HZ, width=2, channels=1, audio=pcm).event())

    async def _end_sound(self, cut_off: bool) -> None:
        if not cut_off:
            await self._send(AudioStop().event())
            return
        with contextlib.suppress(HeadsetGoneError):
            await self._send(AudioStop().event())

    async def _send(self, event: Event) -> None:
        async with self._writing:
            try:
                await async_write_event(event, self._writer)
            except (OSError, RuntimeError) as exc:
                raise HeadsetGoneError(
                    "The satellite closed the connection; see that it is on and in the network."
                ) from exc


def _notice_when_it_is_gone(writer: asyncio.StreamWriter) -> None:
    connection = writer.get_extra_info("socket")
    if connection is None:
        return
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for option, value in (("TCP_KEEPIDLE", _SILENT_AFTER_SECONDS), ("TCP_KEEPINTVL", 2), ("TCP_KEEPCNT", _PROBES)):
        if hasattr(socket, option):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
