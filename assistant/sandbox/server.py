"""The sandbox as a server on loopback: in a thread of this process, or as a process of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from assistant.errors import SetupError
from assistant.incident import CATEGORIES
from assistant.outbound import is_loopback
from assistant.platform import SandboxEndpoint
from assistant.sandbox.app import sandbox_app
from assistant.sandbox.faults import DROP_EXTENSION, Faults
from assistant.sandbox.state import SandboxState
from assistant.signing import SigningSecret

START_TIMEOUT_SECONDS = 20.0
GRACE_SECONDS = 2


class _DroppableProtocol(H11Protocol):
    """HTTP/1.1 whose application can cut the connection before a single byte of the answer."""

    # H11Protocol narrows the argument in the same way.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        inner: ASGIApp = self.app

        async def with_drop(scope: Scope, receive: Receive, send: Send) -> None:
            scope.setdefault("extensions", {})[DROP_EXTENSION] = self.transport.abort
            await inner(scope, receive, send)

        self.app = with_drop


class _Server(uvicorn.Server):
    """Says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


class SandboxServer:
    """Runs the sandbox. ``with SandboxServer(state, secrets) as server: … server.url``."""

    def __init__(
        self,
        state: SandboxState,
        secret: str | Sequence[str],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        faults: Faults | None = None,
        key_id: str = "store-box",
        categories: Sequence[str] = CATEGORIES,
    ) -> None:
        """``secret``: one, or several during a rotation, the newest first. Port 0 takes a free one.
        ``categories``: the kinds of incident it takes reports of.

        ``SettingsError`` for a broken secret, ``SetupError`` for a host other than loopback.
        """
        if not is_loopback(host):
            raise SetupError("The sandbox runs on this machine only; bind it to 127.0.0.1.")
        texts = (secret,) if isinstance(secret, str) else tuple(secret)
        self._secrets = tuple(SigningSecret(text, "the sandbox's secret") for text in texts)
        self.state = state
        self.faults = faults or Faults()
        self._host, self._port = host, port
        self._key_id = key_id
        self._categories = tuple(categories)
        self._server: _Server | None = None
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """``http://127.0.0.1:5080``. ``SetupError`` while it is not running."""
        if self._socket is None:
            raise SetupError("The sandbox is not running; start it first.")
        return f"http://{self._host}:{self._port}"

    @property
    def endpoint(self) -> SandboxEndpoint:
        """What ``HttpPlatform`` needs to talk to it."""
        return SandboxEndpoint(self.url, self._key_id, self._secrets[0])

    def start(self) -> None:
        """Serve in a thread; returns when requests are answered. ``SetupError`` if the port is taken.

        After ``stop`` it may be started again and takes the same port.
        """
        server = self._listen()
        self._thread = threading.Thread(target=server.run, args=([self._socket],), name="sandbox", daemon=True)
        self._thread.start()
        if not server.ready.wait(START_TIMEOUT_SECONDS):
            self.stop(force=True)
            raise SetupError(f"The sandbox did not start within {START_TIMEOUT_SECONDS:g} s; try again.")

    def run(self, on_listening: Callable[[str], None]) -> None:
        """Serve in this (the main) thread until SIGTERM or SIGINT. ``on_listening`` is given the URL."""
        server = self._listen()
        try:
            # Connections wait in the listening socket from here on; none is turned away.
            on_listening(self.url)
            server.run([self._socket] if self._socket else None)
        finally:
            self._close()

    def stop(self, *, force: bool = False) -> None:
        """Stop and free the port. Requests under way get up to 2 s to end; with ``force``, none."""
        if self._server is not None and self._thread is not None:
            self._server.force_exit = force
            self._server.should_exit = True
            self._thread.join(GRACE_SECONDS * 5)
        self._close()

    def _listen(self) -> _Server:
        if self._socket is not None:
            raise SetupError("The sandbox is already running; stop it first.")
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self._host, self._port))
            listening.listen(128)
        except OSError as exc:
            listening.close()
            raise SetupError(
                f"The sandbox cannot listen on port {self._port} ({exc.strerror}); "
                "stop what uses it or set platform.sandbox_port to another, or 0."
            ) from exc
        self._socket = listening
        self._port = listening.getsockname()[1]
        self._server = _Server(
            uvicorn.Config(
                sandbox_app(self.state, self._secrets, faults=self.faults, categories=self._categories),
                http=_DroppableProtocol,
                ws="none",
                lifespan="off",
                access_log=False,
                log_config=None,
                server_header=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        return self._server

    def _close(self) -> None:
        if self._socket is not None:
            self._socket.close()
        self._socket = self._server = self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
