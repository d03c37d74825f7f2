"""The language server's process: started, watched, started again when it dies, and never outliving us.

It listens on loopback only and answers nobody without the token that is made up at each start. The token goes to it
over its standard input, where neither the list of processes nor the environment shows it. The same pipe is what ends
it: when we die, even by ``kill -9``, the kernel closes our end and the server stops (see
``deploy/rasa/floorline_rasa/serve.py``).
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import httpx

from assistant.errors import RasaDownError, SettingsError
from assistant.settings import PROJECT_ROOT, RasaSettings
from assistant.understanding.rasa_client import RasaClient
from assistant.understanding.rasa_process import rasa_environment, rasa_python

State = Literal["stopped", "starting", "up", "restarting"]

BACKOFF_SECONDS: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
"""Waited before the first, second … start after a death; the last one from then on."""
STEADY_SECONDS: Final = 60.0
"""Up for this long, and the next death starts the backoff from its beginning."""
LOG_BYTES: Final = 5_000_000
_POLL_SECONDS: Final = 0.2
_STOP_SECONDS: Final = 3.0


@dataclass(frozen=True, slots=True)
class RasaHealth:
    """How the language server is."""

    state: State
    url: str | None
    pid: int | None
    restarts: int
    """How often it was started again since ``start``."""
    start_seconds: float | None
    """How long the last start took until it answered."""


@dataclass(frozen=True, slots=True)
class Watch:
    """How the server is watched; the defaults are for a shop, tests shorten them."""

    backoff_seconds: tuple[float, ...] = BACKOFF_SECONDS
    look_every_seconds: float = 10.0
    misses_allowed: int = 3
    """So many looks in a row without an answer, and it is taken for hung: killed and started again."""


class RasaServer:
    """One Rasa server with ``model``, calling back to ``action_url``.

    ``log_file`` gets what it writes: warnings and errors, never what was said. ``command`` is for tests; it is given
    the token and ``--socket-fd N`` as ``floorline_rasa.serve`` is.
    """

    def __init__(
        self,
        settings: RasaSettings,
        model: Path,
        *,
        action_url: str,
        action_token: str,
        log_file: Path,
        watch: Watch | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        _refuse_all_but_loopback(settings.host)
        self._settings = settings
        self._watch = watch or Watch()
        self._command = tuple(command or _serve_command(settings, model))
        self._environment = rasa_environment(
            {"FLOORLINE_ACTION_URL": action_url, "FLOORLINE_ACTION_TOKEN": action_token}
        )
        self._log_file = log_file
        self._port = settings.port
        self._process: asyncio.subprocess.Process | None = None
        self._supervisor: asyncio.Task[None] | None = None
        self._state: State = "stopped"
        self._restarts = 0
        self._start_seconds: float | None = None
        self.token: Final = secrets.token_urlsafe(32)
        """What every request must bear."""

    @property
    def url(self) -> str:
        """Where it listens; with port 0 known only once it has started."""
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        return f"http://{host}:{self._port}"

    def health(self) -> RasaHealth:
        """How it is, without asking it."""
        running = self._process is not None and self._process.returncode is None
        return RasaHealth(
            state=self._state,
            url=self.url if self._port else None,
            pid=self._process.pid if running and self._process else None,
            restarts=self._restarts,
            start_seconds=self._start_seconds,
        )

    def client(self) -> RasaClient:
        """A client of this server, to be closed by the caller."""
        return RasaClient(self.url, self.token, self._settings.turn_timeout_seconds)

    async def start(self, progress: Callable[[str], None] = lambda line: None) -> None:
        """Start it and wait until it answers with its model loaded; from then on it is kept up.

        Raises ``RasaDownError`` where the port is taken, where it ends at once or is not up in
        ``start_timeout_seconds``.
        """
        if self._supervisor is not None:
            return
        self._state = "starting"
        try:
            await self._bring_up(progress)
        except BaseException:
            await self._end_process()
            self._state = "stopped"
            raise
        self._supervisor = asyncio.create_task(self._supervise(), name="rasa-supervisor")

    async def stop(self) -> None:
        """End it; a no-op when it is not running."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await supervisor
        await self._end_process()
        self._state = "stopped"

    async def _supervise(self) -> None:
        async with self.client() as client:
            deaths = 0
            while True:
                up_since = time.monotonic()
                await self._until_dead_or_hung(client)
                self._state = "restarting"
                deaths = 1 if time.monotonic() - up_since > STEADY_SECONDS else deaths + 1
                while not await self._start_again(deaths):
                    deaths += 1

    async def _start_again(self, deaths: int) -> bool:
        await self._end_process()
        backoff = self._watch.backoff_seconds
        await asyncio.sleep(backoff[min(deaths, len(backoff)) - 1])
        self._restarts += 1
        try:
            await self._bring_up(lambda line: None)
        except (RasaDownError, OSError):
            return False
        return True

    async def _until_dead_or_hung(self, client: RasaClient) -> None:
        process = self._process
        assert process is not None
        misses = 0
        while misses < self._watch.misses_allowed:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), self._watch.look_every_seconds)
                return
            misses = 0 if await client.ready() else misses + 1

    async def _bring_up(self, progress: Callable[[str], None]) -> None:
        started = time.monotonic()
        self._process = process = await self._spawn()
        limit = self._settings.start_timeout_seconds
        said = 0
        async with self.client() as client:
            while not await client.ready():
                seconds = time.monotonic() - started
                if process.returncode is not None:
                    raise RasaDownError(
                        f"The language server ended while starting (status {process.returncode}); see {self._log_file}."
                    )
                if seconds > limit:
                    raise RasaDownError(f"The language server is not up after {limit:g} s; see {self._log_file}.")
                if seconds // 5 > said:
                    said = int(seconds // 5)
                    progress(f"the language server is starting: {seconds:.0f} s so far")
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _POLL_SECONDS)
        self._start_seconds = time.monotonic() - started
        self._state = "up"
        progress(f"the language server is up ({self._start_seconds:.0f} s)")

    async def _spawn(self) -> asyncio.subprocess.Process:
        # Bound here and handed over, so that nobody can take the port between our choice and its use.
        listening = await self._bind()
        with listening, _log(self._log_file) as log:
            process = await asyncio.create_subprocess_exec(
                *self._command, "--socket-fd", str(listening.fileno()),
                cwd=PROJECT_ROOT, env=self._environment, stdin=asyncio.subprocess.PIPE, stdout=log, stderr=log,
                pass_fds=(listening.fileno(),),
                # A Ctrl-C is for us: we end it in our own order.
                start_new_session=True,
            )  # fmt: skip
        assert process.stdin is not None
        process.stdin.write(f"{self.token}\n".encode())
        with contextlib.suppress(ConnectionError):
            await process.stdin.drain()
        return process

    async def _bind(self) -> socket.socket:
        family = socket.AF_INET6 if ":" in self._settings.host else socket.AF_INET
        listening = socket.socket(family, socket.SOCK_STREAM)
        try:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((self._settings.host, self._port))
        except OSError as exc:
            listening.close()
            if await rasa_answers(self.url):
                raise RasaDownError(
                    f"A Rasa server is already up at {self.url}; stop it, or set rasa.port to 0 for a free port."
                ) from exc
            raise RasaDownError(
                f"The language server cannot listen at {self.url} ({exc.strerror}); set rasa.port to 0 for a free port."
            ) from exc
        self._port = listening.getsockname()[1]
        return listening

    async def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None and process.stdin is not None:
            process.stdin.close()  # it takes the end of its input for the end of ours
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), _STOP_SECONDS)
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def rasa_answers(url: str) -> bool:
    """Whether a Rasa server, ours or another, answers at ``url``."""
    try:
        async with httpx.AsyncClient(timeout=1.0, trust_env=False) as http:
            response = await http.get(url)
    except httpx.HTTPError:
        return False
    return "rasa" in response.text[:500].lower()


def _serve_command(settings: RasaSettings, model: Path) -> tuple[str, ...]:
    python = str(rasa_python(settings))
    files = ("--endpoints", str(PROJECT_ROOT / "endpoints.yml"), "--credentials", str(PROJECT_ROOT / "credentials.yml"))
    return (python, "-m", "floorline_rasa.serve", "--model", str(model), *files)


def _refuse_all_but_loopback(host: str) -> None:
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    raise SettingsError(f"rasa.host is {host}; this Rasa gets no updates any more, so set it to 127.0.0.1.")


@contextlib.contextmanager
def _log(path: Path) -> Iterator[int]:
    """The log file, open for appending, readable by us alone; a big one is put aside first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > LOG_BYTES:
            path.replace(path.with_name(path.name + ".1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
