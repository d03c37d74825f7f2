"""A Wyoming satellite as far as we see it: waits for a server, sends a microphone, notes what it is told."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self

from wyoming.audio import AudioChunk
from wyoming.event import Event, async_read_event, async_write_event
from wyoming.info import Attribution, Info, Satellite
from wyoming.pipeline import PipelineStage, RunPipeline

_INFO = Info(
    satellite=Satellite(
        name="stockroom",
        attribution=Attribution(name="", url=""),
        installed=True,
        description="stockroom",
        version="1.0.0",
        area=None,
    )
)


class FakeSatellite:
    """``async with FakeSatellite() as satellite: … satellite.port``. Serves one connection at a time."""

    def __init__(self) -> None:
        self.told: list[Event] = []
        self.connections = 0
        self.port = 0
        self._server: asyncio.Server | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._changed = asyncio.Condition()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    async def send(self, event: Event) -> None:
        assert self._writer is not None
        await async_write_event(event, self._writer)

    async def send_raw(self, data: bytes) -> None:
        assert self._writer is not None
        self._writer.write(data)
        await self._writer.drain()

    async def chunk(self, pcm: bytes, *, rate: int = 16_000, width: int = 2, channels: int = 1) -> None:
        await self.send(AudioChunk(rate=rate, width=width, channels=channels, audio=pcm).event())

    def hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()

    async def until(self, kind: str, count: int = 1) -> list[Event]:
        """The events of this kind, once there are so many."""
        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: len(self._of(kind)) >= count)
        return self._of(kind)

    def sound(self) -> bytes:
        """All the sound it was sent."""
        return b"".join(event.payload or b"" for event in self._of("audio-chunk"))

    def _of(self, kind: str) -> list[Event]:
        return [event for event in self.told if event.type == kind]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while (event := await async_read_event(reader)) is not None:
                if event.type == "describe":
                    await async_write_event(_INFO.event(), writer)
                if event.type == "run-satellite":
                    stages = RunPipeline(start_stage=PipelineStage.WAKE, end_stage=PipelineStage.TTS)
                    await async_write_event(stages.event(), writer)
                async with self._changed:
                    self.told.append(event)
                    self._changed.notify_all()
        writer.close()
