"""Everything that can go wrong with a store box, at once: ``make chaos``.

Incidents are told to a Floorline that is killed with -9 again and again, as is the platform. Of the platform's answers
40% are 503 and 15% are lost; 2% of the reports it can never take. In turn the names stop resolving, the line goes dead
without a word, the client certificate expires, the disk is full, the clock jumps an hour forward and back.
Managers answer some of the cries for help, some while the store box is dead. At the end every incident and every answer
is counted.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from assistant.signing import SigningSecret
from tests.acceptance.chaos.called_people import ROSTER, Managers
from tests.acceptance.chaos.certificates import Authority
from tests.acceptance.chaos.counting import Counts, Times, count, count_answers
from tests.acceptance.chaos.processes import Repeating, Sandbox, StoreBox
from tests.acceptance.chaos.street import Street, asking_for_certificates

DISK_MB = 96
POISON_EVERY = 50


@dataclass(frozen=True)
class Plan:
    """How big the storm is."""

    incidents: int = 1000
    cries: int = 100
    kills: int = 50
    calm_seconds: float = 2.0
    weather_seconds: float = 4.0
    seed: int = 1
    most_seconds: float = 7200.0
    poison_every: int = POISON_EVERY
    answer_seconds: float = 20.0
    """How long an answer to a cry for help is waited for before the next are called."""


class Storm:
    """One run in ``folder``."""

    def __init__(self, plan: Plan, folder: Path, small_disk: bool) -> None:
        self._plan = plan
        self._folder = folder
        self._people = folder / "people"
        self._people.mkdir()
        self._data = folder / "data"
        self._data.mkdir(exist_ok=True)
        self._chance = random.Random(plan.seed)
        self._small_disk = small_disk
        self._names_fail = folder / "names-fail"
        self._clock_file = folder / "clock"
        self._clock_file.write_text("0")
        self._authority = Authority(folder / "authority")
        self._client = self._authority.issue("client")
        self._expired = self._authority.issue("expired", ends_in=-timedelta(days=1))
        self._used = (folder / "used.pem", folder / "used.key")
        self._use(self._client)
        self._outages: list[tuple[float, float]] = []
        self.left_out = [] if small_disk else ["full disk: only root can mount a small one"]

    def run(self) -> Counts:
        """Tell everything, break everything, count."""
        secret = SigningSecret.generate()
        sandbox = Sandbox(self._folder / "platform", secret)
        sandbox.start()
        server = self._authority.issue("localhost")
        tls = asking_for_certificates((str(server[0]), str(server[1])), str(self._authority.ca_file))
        with Street(sandbox.port, tls) as street, Managers(self._plan.seed) as managers:
            config = {
                "data_dir": str(self._data),
                "people": str(self._people),
                "platform_url": f"https://localhost:{street.port}",
                "team_url": f"{sandbox.url}/sandbox/webhooks/team",
                "secret": secret,
                "ca_file": str(self._authority.ca_file),
                "certificate_file": str(self._used[0]),
                "key_file": str(self._used[1]),
                "names_fail": str(self._names_fail),
                "clock": str(self._clock_file),
                "reports": self._plan.incidents,
                "cries": self._plan.cries,
                "poison_every": self._plan.poison_every,
                "telegram": managers.settings(),
                "answer_seconds": self._plan.answer_seconds,
            }
            (self._people / "roster.yml").write_text(ROSTER, encoding="utf-8")
            box = StoreBox(config)
            box.while_dead = managers.box_is_dead
            box.start()
            beside = [Repeating(lambda stopped: self._weather(stopped, street)), Repeating(managers.look)]
            for one in beside:
                one.start()
            try:
                self._until_finished(box, sandbox, beside, managers)
            finally:
                for one in beside:
                    one.stop()
                box.stop()
                sandbox.stop()
        times = Times([*self._outages, *box.outages, *sandbox.outages], time.time() - time.monotonic())
        counts = count(self._data, self._people, sandbox.state_file, self._plan.poison_every, times)
        count_answers(counts, self._data, self._people, managers)
        counts.figures["kills_of_the_store_box"] = box.kills
        counts.figures["kills_of_the_platform"] = sandbox.kills
        return counts

    def _until_finished(self, box: StoreBox, sandbox: Sandbox, beside: Sequence[Repeating], managers: Managers) -> None:
        finished = self._people / "finished.json"
        give_up = time.monotonic() + self._plan.most_seconds
        say_next = time.monotonic()
        while not finished.exists() or box.is_up:
            for one in beside:
                if one.error is not None:
                    raise one.error
            if time.monotonic() > give_up:
                raise TimeoutError(f"not finished after {self._plan.most_seconds:g} s; see {self._people}/box.log")
            if time.monotonic() > say_next:
                self._say(box, sandbox)
                say_next = time.monotonic() + 20.0
            time.sleep(self._chance.uniform(0.5, 3.0))
            if finished.exists():
                continue
            # A start on a full disk ends by itself; systemd would start it again, and so does this.
            box.restart_if_ended()
            if (self._people / "all-sent").exists() and managers.have_answered():
                (self._people / "all-answered").touch()
            if box.kills + sandbox.kills < self._plan.kills:
                (box if self._chance.random() < 0.7 else sandbox).kill()

    def _say(self, box: StoreBox, sandbox: Sandbox) -> None:
        told = self._people / "told.jsonl"
        lines = len(told.read_text().splitlines()) if told.exists() else 0
        sys.stderr.write(f"{lines} told, {box.kills + sandbox.kills} kills\n")

    def _weather(self, stopped: threading.Event, street: Street) -> None:
        kinds = [self._no_names, lambda: self._black_hole(street), self._expired_certificate]
        kinds += [lambda: self._clock_jump("3600"), lambda: self._clock_jump("-3600")]
        kinds += [self._full_disk] if self._small_disk else []
        for kind in kinds:
            if stopped.wait(self._plan.calm_seconds):
                return
            with kind():
                stopped.wait(self._plan.weather_seconds)

    @contextmanager
    def _no_names(self) -> Iterator[None]:
        self._names_fail.touch()
        try:
            yield
        finally:
            self._names_fail.unlink()

    @contextmanager
    def _black_hole(self, street: Street) -> Iterator[None]:
        street.is_black_hole = True
        try:
            yield
        finally:
            street.is_black_hole = False

    @contextmanager
    def _expired_certificate(self) -> Iterator[None]:
        self._use(self._expired)
        try:
            yield
        finally:
            self._use(self._client)

    @contextmanager
    def _clock_jump(self, offset: str) -> Iterator[None]:
        self._clock_file.write_text(offset)
        try:
            yield
        finally:
            self._clock_file.write_text("0")

    @contextmanager
    def _full_disk(self) -> Iterator[None]:
        ballast = self._data / "ballast"
        began = time.monotonic()
        with suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * 4096)
        try:
            yield
        finally:
            ballast.unlink()
            # A process that met the full disk waits a moment before it tries again.
            self._outages.append((began, time.monotonic() + 5.0))

    def _use(self, pair: tuple[Path, Path]) -> None:
        for source, used in zip(pair, self._used, strict=True):
            new = used.with_suffix(used.suffix + ".new")
            shutil.copy(source, new)
            new.replace(used)


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk of its own for ``folder``, where we may mount one; whether it is there."""
    folder.mkdir()
    mounted = False
    if os.geteuid() == 0 and shutil.which("mount") is not None:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(folder)], check=False, capture_output=True
        )
        mounted = done.returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=False)


def run(plan: Plan) -> tuple[Counts, list[str]]:
    """One storm in a folder of its own; the counts, and what this machine could not do to it."""
    with tempfile.TemporaryDirectory(prefix="floorline-chaos-") as made:
        folder = Path(made)
        with small_disk(folder / "data") as is_small:
            storm = Storm(plan, folder, is_small)
            try:
                counts = storm.run()
            except BaseException:
                for log in ("box.log", "box.err"):
                    file = folder / "people" / log
                    sys.stderr.write(file.read_text()[-3000:] if file.exists() else f"no {log}\n")
                raise
    return counts, storm.left_out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--incidents", type=int, default=Plan.incidents)
    parser.add_argument("--cries", type=int, default=Plan.cries)
    parser.add_argument("--kills", type=int, default=Plan.kills)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--most-seconds", type=float, default=Plan.most_seconds)
    given = parser.parse_args()
    # Answers of the Telegram stand-in are lost on purpose, and its server would report each.
    logging.getLogger("uvicorn.error").disabled = True
    began = time.monotonic()
    counts, left_out = run(
        Plan(given.incidents, given.cries, given.kills, seed=given.seed, most_seconds=given.most_seconds)
    )
    counts.figures["seconds"] = round(time.monotonic() - began)
    for line in left_out:
        sys.stdout.write(f"left out: {line}\n")
    for name, value in counts.figures.items():
        sys.stdout.write(f"{name:<42} {value:g}\n")
    sys.stdout.write(json.dumps(counts.figures) + "\n")
    for line in counts.wrong:
        sys.stderr.write(f"wrong: {line}\n")
    return 1 if counts.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
