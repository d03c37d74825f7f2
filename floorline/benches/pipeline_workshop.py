"""Where pipelines are trained and served, each in a process of its own that is watched for what it takes."""

from __future__ import annotations

import tempfile
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Final, Protocol

import psutil

from assistant.settings import PROJECT_ROOT, RasaSettings
from assistant.understanding.rasa_process import rasa_python
from assistant.understanding.rasa_server import RasaServer
from assistant.understanding.rasa_training import TrainingFiles, train_model
from assistant.understanding.values import Parse
from floorline.benches.turns import MB
from floorline.benches.utterances import Parser

Progress = Callable[[str], None]

TRAINING_TIMEOUT_SECONDS: Final = 6 * 3600.0
"""DIET on all examples takes an hour or two on one core."""
PARSE_TIMEOUT_SECONDS: Final = 20.0
"""A slow answer is still an answer here; a turn would go on without it."""
START_TIMEOUT_SECONDS: Final = 900.0
_LOOK_EVERY_SECONDS: Final = 0.2


@dataclass(frozen=True)
class TrainingCost:
    """``seconds`` by the clock, ``cpu_seconds`` of all threads together, ``peak_mb`` resident."""

    seconds: float
    cpu_seconds: float
    peak_mb: float


@dataclass(frozen=True)
class Load:
    """What a process and its children have taken so far: processor seconds; and now: resident megabytes."""

    cpu_seconds: float
    resident_mb: float


class Served(Protocol):
    """A language server that is up with a model."""

    @property
    def parser(self) -> Parser:
        """What is asked; it counts how often."""
        ...

    @property
    def start_seconds(self) -> float:
        """How long it took until it answered."""
        ...

    def parses(self) -> int:
        """How often it has been asked."""
        ...

    def load(self) -> Load:
        """What its processes take."""
        ...


class Workshop(Protocol):
    """Trains and serves."""

    def train(self, config: Path, data: Path, made: Path) -> TrainingCost:
        """Train a model and write it to ``made``. Raises ``SetupError``."""
        ...

    def serve(self, model: Path) -> AbstractAsyncContextManager[Served]:
        """A server with ``model``, up for as long as the context lasts. Raises ``RasaDownError``."""
        ...


class RasaWorkshop:
    """Rasa's own environment, with the project's domain and rules."""

    def __init__(self, settings: RasaSettings, progress: Progress) -> None:
        self._settings = settings.model_copy(
            update={
                "port": 0,
                "turn_timeout_seconds": PARSE_TIMEOUT_SECONDS,
                "start_timeout_seconds": START_TIMEOUT_SECONDS,
            }
        )
        self._progress = progress

    def train(self, config: Path, data: Path, made: Path) -> TrainingCost:
        """As ``Workshop`` says; misaligned entities and the like are not told, only how long it takes."""
        files = TrainingFiles(config, PROJECT_ROOT / "domain.yml", (PROJECT_ROOT / "nlu_data" / "rules.yml", data))
        watch = PeakWatch()
        began = time.monotonic()
        try:
            train_model(
                rasa_python(self._settings),
                files,
                made,
                lambda line: None,
                timeout_seconds=TRAINING_TIMEOUT_SECONDS,
                on_started=watch.begin,
            )
        finally:
            watch.end()
        cost = TrainingCost(time.monotonic() - began, watch.peak.cpu_seconds, watch.peak.resident_mb)
        self._progress(
            f"trained in {cost.seconds:.0f} s ({cost.cpu_seconds:.0f} s of processor, peak {cost.peak_mb:.0f} MB)"
        )
        return cost

    @asynccontextmanager
    async def serve(self, model: Path) -> AsyncIterator[Served]:
        """As ``Workshop`` says. No turn is taken, so nothing listens where the server would call back."""
        with tempfile.TemporaryDirectory(prefix="floorline-bench-") as folder:
            server = RasaServer(
                self._settings,
                model,
                action_url="http://127.0.0.1:9/webhook",
                action_token="unused",  # noqa: S106 - no turn is taken
                log_file=Path(folder) / "rasa.log",
            )
            try:
                await server.start()
                health = server.health()
                assert health.pid is not None
                assert health.start_seconds is not None
                async with server.client() as client:
                    yield _ServedByRasa(_Counted(client), health.start_seconds, psutil.Process(health.pid))
            finally:
                await server.stop()


@dataclass
class _Counted:
    """Counts what it hands on."""

    inner: Parser
    count: int = 0

    async def parse(self, text: str, asked: str | None = None, meanwhile: Callable[[], object] | None = None) -> Parse:
        self.count += 1
        return await self.inner.parse(text, asked, meanwhile)


@dataclass(frozen=True)
class _ServedByRasa:
    parser: _Counted
    start_seconds: float
    process: psutil.Process

    def parses(self) -> int:
        return self.parser.count

    def load(self) -> Load:
        return load_of(self.process)


def load_of(process: psutil.Process) -> Load:
    """What ``process`` and its children take. Raises ``psutil.NoSuchProcess`` where it has ended."""
    cpu_seconds = resident_bytes = 0.0
    for each in (process, *process.children(recursive=True)):
        times = each.cpu_times()
        cpu_seconds += times.user + times.system
        resident_bytes += each.memory_info().rss
    return Load(cpu_seconds, resident_bytes / MB)


class PeakWatch:
    """Looks at a process five times a second until it ends; ``peak`` holds the most that was seen of each."""

    def __init__(self) -> None:
        self.peak = Load(0.0, 0.0)
        self._over = Event()
        self._thread: Thread | None = None

    def begin(self, pid: int) -> None:
        """Watch ``pid`` from now on."""
        self._thread = Thread(target=self._watch, args=(psutil.Process(pid),), name="peak-watch", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Watch no longer; a no-op where nothing was watched."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self, process: psutil.Process) -> None:
        with suppress(psutil.NoSuchProcess):
            while not self._over.wait(_LOOK_EVERY_SECONDS):
                now = load_of(process)
                self.peak = Load(
                    max(self.peak.cpu_seconds, now.cpu_seconds), max(self.peak.resident_mb, now.resident_mb)
                )
