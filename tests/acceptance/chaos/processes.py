"""The two processes of a storm, each started again whenever it was killed, and when they were away."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[3]
FAULTS = {"fail_rate": 0.4, "lose_rate": 0.15, "retry_after_seconds": 0}


class Process:
    """One command, kept up. ``outages`` are (from, to) in seconds of the monotonic clock."""

    def __init__(self, command: list[str], log: Path) -> None:
        self._command = command
        self._log = log
        self._environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self._process: subprocess.Popen[str] | None = None
        self.outages: list[tuple[float, float]] = []
        self.kills = 0
        self.first_line = ""
        self.while_dead: Callable[[], None] = lambda: None
        """What others do between the end of it and its next start."""

    def start(self) -> None:
        """Returns when it has said that it is up (its first line)."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        self.first_line = self._process.stdout.readline()

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """With -9, and start it again."""
        if self._process is None:
            return
        gone = time.monotonic()
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()
        self.kills += 1
        self.while_dead()
        self.start()
        self.outages.append((gone, time.monotonic()))

    def restart_if_ended(self) -> int | None:
        """A process that ended by itself before its work was done is started again; its exit code."""
        if self._process is None or self._process.poll() is None:
            return None
        code = self._process.returncode
        gone = time.monotonic()
        self.start()
        self.outages.append((gone, time.monotonic()))
        return code

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


class Sandbox(Process):
    """The platform, with its faults by chance set anew after each start."""

    def __init__(self, folder: Path, secret: str) -> None:
        folder.mkdir()
        (folder / "secret").write_text(secret)
        self.state_file = folder / "sandbox.sqlite"
        self._port = 0
        self._folder = folder
        super().__init__([], folder / "sandbox.err")

    def start(self) -> None:
        self._command = [
            sys.executable, "-m", "assistant.sandbox", "--secret-file", str(self._folder / "secret"),
            "--port", str(self._port), "--state", str(self.state_file), "--without-category", "fraud",
        ]  # fmt: skip
        super().start()
        self.url: str = json.loads(self.first_line)["url"]
        self._port = int(self.url.rpartition(":")[2])
        for target in ("platform", "webhooks"):
            httpx.post(f"{self.url}/sandbox/faults", json=FAULTS | {"target": target}, timeout=20).raise_for_status()

    @property
    def port(self) -> int:
        return self._port


class StoreBox(Process):
    """Floorline, told by its people."""

    def __init__(self, config: dict[str, Any]) -> None:
        log = Path(config["people"]) / "box.err"
        super().__init__([sys.executable, "-m", "tests.acceptance.chaos.box", json.dumps(config)], log)


class Repeating(threading.Thread):
    """Runs ``work`` until it is stopped; what it raises ends the run."""

    def __init__(self, work: Any) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._stopped = threading.Event()
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._work(self._stopped)
        except BaseException as exc:  # noqa: BLE001
            self.error = exc

    def stop(self) -> None:
        self._stopped.set()
        self.join(60)
