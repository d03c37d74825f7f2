"""Receivers for the delivery bench: as little server as can be, so that what is measured is ours.

``Wire`` notes when the first byte of each request was there and answers at once. It runs on a loop and a thread of its
own, and counts how many requests were in its hands at the same time.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from floorline.benches.threaded_server import ThreadedServer

Reply = Callable[["Request"], tuple[int, bytes]]


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    path: str
    message_id: str
    """``webhook-id``, or empty."""
    arrived_seconds: float
    """Of ``time.perf_counter``."""


@dataclass
class Tally:
    """What came in."""

    arrivals: dict[str, float] = field(default_factory=dict)
    """Message id -> when it first came, seconds of ``time.perf_counter``."""
    requests: int = 0
    at_once: int = 0
    most_at_once: int = 0


class Wire(ThreadedServer):
    """``with Wire(reply, answer_seconds=0.0) as wire: … wire.url, wire.tally``."""

    def __init__(self, reply: Reply, *, answer_seconds: float = 0.0) -> None:
        """``answer_seconds``: how long each answer takes."""
        super().__init__("wire")
        self.reply = reply
        self.answer_seconds = answer_seconds
        self.tally = Tally()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    async def _listen(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                first = await reader.readexactly(1)
                arrived = time.perf_counter()
                head = first + await reader.readuntil(b"\r\n\r\n")
                lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
                await reader.readexactly(int(headers.get("content-length", "0")))
                request = Request(lines[0].split(" ")[1], headers.get("webhook-id", ""), arrived)
                status, body = await self._answered(request)
                writer.write(
                    b"HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                    % (status, len(body))
                    + body
                )
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answered(self, request: Request) -> tuple[int, bytes]:
        tally = self.tally
        tally.requests += 1
        tally.at_once += 1
        tally.most_at_once = max(tally.most_at_once, tally.at_once)
        tally.arrivals.setdefault(request.message_id, request.arrived_seconds)
        try:
            if self.answer_seconds:
                await asyncio.sleep(self.answer_seconds)
            return self.reply(request)
        finally:
            tally.at_once -= 1


def takes_alerts(_request: Request) -> tuple[int, bytes]:
    """A webhook's receiver."""
    return 200, b"{}"


def takes_reports(request: Request) -> tuple[int, bytes]:
    """A platform that files everything."""
    number = abs(hash(request.message_id)) % 10_000_000
    return 201, json.dumps({"report_id": f"r{number}", "reference": f"B-{number}", "status": "accepted"}).encode()


def is_away(_request: Request) -> tuple[int, bytes]:
    """A platform in an outage."""
    return 503, b"{}"


def asks_to_wait(_request: Request) -> tuple[int, bytes]:
    """Telegram, when too much was sent."""
    body = {"ok": False, "error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": 5}}
    return 429, json.dumps(body).encode()
