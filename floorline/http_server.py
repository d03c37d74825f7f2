"""uvicorn inside our own event loop: started and stopped by us, never taking our signals."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from typing import Final

import uvicorn
from fastapi import FastAPI

from assistant.errors import SetupError

START_SECONDS: Final = 10.0
MESSAGE_BYTES_AT_MOST: Final = 65_536
"""Of a WebSocket message; what is larger closes it before it is in memory."""
PING_SECONDS: Final = 5.0
"""A socket whose other end has lost its power or its network is closed after twice that."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # Ctrl-C belongs to the command line, which stops all parts in order


class HttpServer:
    """Serves ``app`` on ``host:port`` (0 takes a free one)."""

    def __init__(self, app: FastAPI, host: str, port: int) -> None:
        self.app = app
        self._host, self._port = host, port
        self._server: _Server | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where it listens; with port 0 known once it has started."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}"

    async def start(self) -> None:
        """Listen; returns when requests are answered. ``SetupError`` where the port is taken."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self._host, self._port))
        except OSError as exc:
            listening.close()
            raise SetupError(
                f"Floorline cannot listen on port {self._port} ({exc.strerror}); stop what uses it, or set server.port "
                "to another, or 0."
            ) from exc
        self._port = listening.getsockname()[1]
        config = uvicorn.Config(
            self.app,
            lifespan="off",
            ws="websockets-sansio",
            ws_max_size=MESSAGE_BYTES_AT_MOST,
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_per_message_deflate=False,  # it would cost time and memory for sound that hardly shrinks
            access_log=False,
            log_config=None,
            timeout_graceful_shutdown=2,
        )
        self._server = server = _Server(config)
        self._task = asyncio.create_task(server.serve([listening]), name="http-server")
        async with asyncio.timeout(START_SECONDS):
            await server.ready.wait()

    async def stop(self) -> None:
        """Stop listening; requests under way get up to 2 s."""
        server, task = self._server, self._task
        self._server = self._task = None
        if server is not None and task is not None:
            server.should_exit = True
            await task
