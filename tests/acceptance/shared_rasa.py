"""One real Rasa server for several processes under test, kept up in a thread of the test's own process."""

from __future__ import annotations

import asyncio
import secrets
import socket
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.settings import RasaSettings
from assistant.understanding.rasa_server import RasaServer
from assistant.understanding.rasa_training import ensure_model
from floorline.runtime import SharedRasa

START_SECONDS = 180.0


class RasaForTests:
    """Calls back to a port that whichever process is under test listens on."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="rasa-for-tests", daemon=True)
        self._folder = tempfile.TemporaryDirectory(prefix="rasa-for-tests-")
        self._action_port = _free_port()
        self._action_token = secrets.token_urlsafe(16)
        settings = RasaSettings(port=0)
        self._server = RasaServer(
            settings,
            ensure_model(settings, lambda line: None),
            action_url=f"http://127.0.0.1:{self._action_port}/webhook",
            action_token=self._action_token,
            log_file=Path(self._folder.name) / "rasa.log",
        )

    def __enter__(self) -> Self:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._server.start(), self._loop).result(START_SECONDS)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        self._folder.cleanup()

    def stop(self) -> None:
        """End the server, as a crash would for those who use it."""
        asyncio.run_coroutine_threadsafe(self._server.stop(), self._loop).result(30)

    def shared(self) -> SharedRasa:
        """For ``running`` in this process."""
        return SharedRasa(self._server.url, self._server.token, self._action_port, self._action_token)

    def config(self) -> dict[str, str]:
        """What a process under test needs to share it."""
        return {
            "rasa_url": self._server.url,
            "rasa_token": self._server.token,
            "action_port": str(self._action_port),
            "action_token": self._action_token,
        }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
