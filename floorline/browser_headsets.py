"""The endpoint for headsets in a browser: who may connect, and one socket from its handshake to its close.

A page cannot send an Authorization header with a WebSocket. So it is given a ticket, which is good for one connection
of one headset within half a minute, and sends it as a subprotocol, where no log of addresses keeps it.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Final
from urllib.parse import urlsplit

import structlog
from fastapi import APIRouter, Depends, Header, HTTPException, WebSocket
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import PlainTextResponse
from starlette.websockets import WebSocketDisconnect

from assistant.errors import HeadsetGoneError, HeadsetRefusedError
from assistant.settings import BrowserSettings, HeadsetSettings
from voice.headsets.browser import BrowserHeadset
from voice.headsets.browser_messages import (
    CLOSE_GARBAGE,
    CLOSE_NO_HELLO,
    CLOSE_STOPPING,
    MESSAGE_BYTES_AT_MOST,
    SUBPROTOCOL,
    accepted_hello,
    client_message,
)
from voice.headsets.protocol import Headset

_log = structlog.get_logger(__name__)

TICKET_SECONDS: Final = 30.0
TICKETS_AT_MOST: Final = 1000
HELLO_SECONDS: Final = 5.0
_TICKET: Final = "ticket."

Serve = Callable[[Headset, HeadsetSettings], Awaitable[None]]
"""Runs a headset until it is gone."""


class TicketRequest(BaseModel):
    """Which headset wants to connect."""

    model_config = ConfigDict(extra="forbid")

    device_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$", description="As the roster calls it.")


class TicketAnswer(BaseModel):
    """What the page connects with."""

    ticket: str
    expires_in_seconds: float = TICKET_SECONDS


class Tickets:
    """Tickets that are out. Pure: fed with time."""

    def __init__(self) -> None:
        self._out: dict[str, tuple[str, float]] = {}

    def issue(self, device_id: str, now_seconds: float) -> str:
        """A ticket for one connection of this headset."""
        self._out = {ticket: known for ticket, known in self._out.items() if known[1] > now_seconds}
        while len(self._out) >= TICKETS_AT_MOST:
            del self._out[next(iter(self._out))]
        ticket = secrets.token_urlsafe(32)
        self._out[ticket] = (device_id, now_seconds + TICKET_SECONDS)
        return ticket

    def redeem(self, ticket: str, now_seconds: float) -> str | None:
        """The headset it is for; ``None`` if it is not known, used, or too old."""
        device_id, until_seconds = self._out.pop(ticket, ("", 0.0))
        return device_id if until_seconds > now_seconds else None


@dataclass(eq=False)
class BrowserHeadsets:
    """Everything that is connected, and what it may do."""

    settings: BrowserSettings
    known: Mapping[str, HeadsetSettings]
    """How the headsets that the settings name are wanted, by device."""
    serve: Serve
    tickets: Tickets = field(default_factory=Tickets)
    connected: int = 0

    def settings_of(self, device_id: str, *, has_button: bool) -> HeadsetSettings:
        """As the settings say, or: with a button by the button, without one by the wake phrase."""
        known = self.known.get(device_id)
        if known is not None:
            return known
        return HeadsetSettings(id=device_id, mode="push_to_talk" if has_button else "wake_phrase")

    def may_come_from(self, origin: str | None, host: str) -> bool:
        """Whether a page of ``origin`` may connect: our own, or one that the settings name. A program has none."""
        if origin is None:
            return True
        return urlsplit(origin).netloc.lower() == host.lower() or origin.rstrip("/") in self.settings.origins


def browser_headset_router(headsets: BrowserHeadsets, token: str) -> APIRouter:
    """``POST /v1/headset-tickets`` and the WebSocket ``/v1/headset``."""
    router = APIRouter()

    def authenticated(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "A bearer token is needed; it stands in running.json in the data folder.")

    @router.post("/v1/headset-tickets", dependencies=[Depends(authenticated)])
    async def ticket(asked: TicketRequest) -> TicketAnswer:
        return TicketAnswer(ticket=headsets.tickets.issue(asked.device_id, asyncio.get_running_loop().time()))

    @router.websocket("/v1/headset")
    async def headset(socket: WebSocket) -> None:
        device_id = await _let_in(socket, headsets)
        if device_id is None:
            return
        headsets.connected += 1
        try:
            await _connected(socket, device_id, headsets)
        finally:
            headsets.connected -= 1

    return router


async def _let_in(socket: WebSocket, headsets: BrowserHeadsets) -> str | None:
    """The device that is connecting, with the handshake done; ``None`` where it was refused."""
    offered = [part.strip() for part in socket.headers.get("sec-websocket-protocol", "").split(",")]
    ticket = next((part.removeprefix(_TICKET) for part in offered if part.startswith(_TICKET)), "")
    origin = socket.headers.get("origin")
    refusal: tuple[int, str] | None = None
    device_id = None
    if not headsets.may_come_from(origin, socket.headers.get("host", "")):
        refusal = (403, "This page may not connect; add its origin to browser_headsets.origins.")
    elif SUBPROTOCOL not in offered:
        refusal = (400, f"The subprotocol {SUBPROTOCOL} is needed.")
    elif headsets.connected >= headsets.settings.clients_at_most:
        refusal = (503, "No more headsets can be served now; try again, or raise browser_headsets.clients_at_most.")
    else:
        device_id = headsets.tickets.redeem(ticket, asyncio.get_running_loop().time())
        if device_id is None:
            refusal = (401, "The ticket is used, too old or unknown; ask for another at /v1/headset-tickets.")
    if refusal is not None:
        _log.warning("browser headset refused", status=refusal[0], reason=refusal[1])
        await socket.send_denial_response(PlainTextResponse(refusal[1], refusal[0]))
        return None
    await socket.accept(subprotocol=SUBPROTOCOL)
    return device_id


async def _connected(socket: WebSocket, device_id: str, headsets: BrowserHeadsets) -> None:
    wire = _SocketWire(socket)
    try:
        hello = accepted_hello(client_message(await _hello(socket)))
        headset = BrowserHeadset(device_id, hello, wire)
        await headset.greet()
        serving = asyncio.ensure_future(
            headsets.serve(headset, headsets.settings_of(device_id, has_button=hello.button))
        )
        try:
            await _read(socket, headset, serving)
        except HeadsetRefusedError as exc:
            headset.lose(HeadsetGoneError(str(exc)))
            raise
        finally:
            headset.lose(HeadsetGoneError(f"The page of {device_id} closed or lost its connection; open it again."))
            await _ended(serving, device_id)
    except HeadsetRefusedError as exc:
        _log.warning("browser headset closed", device=device_id, code=exc.close_code, reason=str(exc))
        await wire.close(exc.close_code, str(exc))
    except HeadsetGoneError:
        return
    else:
        await wire.close(CLOSE_STOPPING, "Floorline has ended the connection.")


async def _hello(socket: WebSocket) -> str:
    try:
        async with asyncio.timeout(HELLO_SECONDS):
            message = await socket.receive()
    except TimeoutError as exc:
        raise HeadsetRefusedError("No hello came; send it as the first message.", CLOSE_NO_HELLO) from exc
    if message["type"] == "websocket.disconnect":
        raise HeadsetGoneError("The page closed before it said hello.")
    text = message.get("text")
    if text is None or len(text) > MESSAGE_BYTES_AT_MOST:
        raise HeadsetRefusedError("The first message must be hello.", CLOSE_GARBAGE)
    return str(text)


async def _read(socket: WebSocket, headset: BrowserHeadset, serving: asyncio.Future[None]) -> None:
    """Take what comes until the page is gone or the headset is no longer served."""
    reading = asyncio.ensure_future(_take_all(socket, headset))
    try:
        await asyncio.wait({reading, serving}, return_when=asyncio.FIRST_COMPLETED)
        if reading.done():
            reading.result()
    finally:
        reading.cancel()


async def _take_all(socket: WebSocket, headset: BrowserHeadset) -> None:
    while True:
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            return
        if message.get("bytes") is not None:
            headset.take_sound(message["bytes"])
        else:
            headset.take_text(message["text"])


async def _ended(serving: asyncio.Future[None], device_id: str) -> None:
    """Wait until the headset is served no more; what it failed with is logged, and nobody else notices."""
    try:
        await serving
    except HeadsetGoneError:
        return
    except Exception as exc:  # noqa: BLE001 - the outermost loop of one headset
        _log.error("headset session failed", device=device_id, error=type(exc).__name__, exc_info=True)


class _SocketWire:
    """A starlette socket as a ``Wire``."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._writing = asyncio.Lock()

    async def send_text(self, text: str) -> None:
        await self._send(lambda: self._socket.send_text(text))

    async def send_bytes(self, data: bytes) -> None:
        await self._send(lambda: self._socket.send_bytes(data))

    async def _send(self, send: Callable[[], Awaitable[None]]) -> None:
        async with self._writing:
            try:
                await send()
            except (WebSocketDisconnect, RuntimeError) as exc:  # starlette's words for: closed already
                raise HeadsetGoneError("The page closed its connection; open it again.") from exc

    async def close(self, code: int, reason: str) -> None:
        with contextlib.suppress(WebSocketDisconnect, RuntimeError):
            await self._socket.close(code, reason[:120])
