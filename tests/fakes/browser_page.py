"""A browser headset's page, as a program: says hello, sends sound in real time, plays what it is sent.

Follows docs/browser-headset.md and nothing else of ours, so that it would notice if the page of somebody else broke.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import numpy as np
from websockets.asyncio.client import ClientConnection, connect

from voice.audio import Samples

CHUNK = 512


async def ticket_for(url: str, token: str, device_id: str) -> str:
    """What the page asks the server for before it connects."""
    async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
        answer = await http.post(
            "/v1/headset-tickets", json={"device_id": device_id}, headers={"Authorization": f"Bearer {token}"}
        )
        answer.raise_for_status()
        return str(answer.json()["ticket"])


class Page:
    """One open page."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.told: list[dict[str, Any]] = []
        self.heard = bytearray()
        """All the sound it was sent."""
        self._changed = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    async def hello(self, **changes: Any) -> None:
        hello = {"type": "hello", "version": 1, "sample_rate_hz": 16000, "format": "s16le", "button": True}
        await self.tell(**(hello | changes))

    async def tell(self, **message: Any) -> None:
        await self.socket.send(json.dumps(message))

    async def speak(self, samples: Samples) -> None:
        """Send sound (16 kHz) as fast as it would be spoken."""
        pcm = (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()
        loop = asyncio.get_running_loop()
        began = loop.time()
        for start in range(0, len(pcm), 2 * CHUNK):
            await self.socket.send(pcm[start : start + 2 * CHUNK])
            await asyncio.sleep(max(0.0, began + (start / 2 + CHUNK) / 16000 - loop.time()))

    async def until(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first message of this kind, with these fields, that has come or comes within ten seconds."""

        def found() -> dict[str, Any] | None:
            wanted = fields | {"type": kind}
            return next((one for one in self.told if wanted.items() <= one.items()), None)

        async with asyncio.timeout(10), self._changed:
            await self._changed.wait_for(lambda: found() is not None)
        message = found()
        assert message is not None
        return message

    async def closed(self) -> tuple[int, str]:
        """The close code and reason, once it is closed."""
        async with asyncio.timeout(10):
            await self._reading
            await self.socket.wait_closed()
        return self.socket.close_code or 0, self.socket.close_reason or ""

    async def aclose(self) -> None:
        await self.socket.close()
        self._reading.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reading

    async def _read(self) -> None:
        with contextlib.suppress(Exception):
            async for message in self.socket:
                async with self._changed:
                    if isinstance(message, bytes):
                        self.heard += message
                    else:
                        self.told.append(json.loads(message))
                    self._changed.notify_all()


@asynccontextmanager
async def page(url: str, ticket: str, *, origin: str | None = None) -> AsyncIterator[Page]:
    """Connect to the server at ``url`` (http://…)."""
    async with connect(
        f"{url.replace('http', 'ws', 1)}/v1/headset",
        subprotocols=["floorline.headset.v1", f"ticket.{ticket}"],  # type: ignore[list-item]
        origin=origin,  # type: ignore[arg-type]
        proxy=None,
        compression=None,
    ) as socket:
        opened = Page(socket)
        try:
            yield opened
        finally:
            await opened.aclose()
