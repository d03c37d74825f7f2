"""An alarm that nobody answers climbs the ladder, whatever becomes of the process; an answer reaches the reporter."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.calling import AnswerKind
from floorline.remote import RemoteFloorline
from floorline.runtime import find_running
from floorline.talk import Talk

CHILD = Path(__file__).with_name("ladder_child.py")
WAIT_SECONDS = 3.0
"""In place of the 20 s of a shop."""
ROSTER = """
people:
  - {actor_id: mia, name: Mia, devices: [headset-1]}
  - {actor_id: priya, name: Priya, roles: [duty_manager], devices: ["test:priya"]}
  - {actor_id: sam, name: Sam, roles: [store_manager], devices: ["test:sam"]}
  - {actor_id: lee, name: Lee, roles: [area_manager], devices: ["test:lee"]}
"""


class Shop:
    """The process, and what its people's devices have seen."""

    def __init__(self, folder: Path) -> None:
        self.data_dir = folder / "data"
        self.seen_file = folder / "seen.jsonl"
        (folder / "people.yml").write_text(ROSTER, encoding="utf-8")
        self.env = os.environ | {
            "PYTHONPATH": str(CHILD.parents[2]),
            "FLOORLINE_DATA_DIR": str(self.data_dir),
            "FLOORLINE_PEOPLE_FILE": str(folder / "people.yml"),
            "FLOORLINE_CALLING__P1_SECONDS": str(WAIT_SECONDS),
            "FLOORLINE_SERVER__PORT": "0",
            "FLOORLINE_PLATFORM__SANDBOX_PORT": "0",
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.data_dir / "running.json").unlink(missing_ok=True)
        command = [sys.executable, str(CHILD), str(self.seen_file)]
        self.process = subprocess.Popen(command, env=self.env, cwd=CHILD.parents[2])
        self.wait_for(lambda: find_running(self.data_dir) is not None, 180)

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def remote(self) -> RemoteFloorline:
        part = find_running(self.data_dir)
        assert part is not None
        return RemoteFloorline(part)

    async def call_for_help(self) -> str:
        async with self.remote() as remote:
            talk = Talk(remote.take_turn, remote, channel="headset", actor_id="mia", device_id="headset-1")
            alarm = await talk.say("help me help me")
            assert alarm.incident_id is not None
            return alarm.incident_id

    def command(self, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "floorline.cli", *words],
            env=self.env, cwd=CHILD.parents[2], capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    @property
    def seen(self) -> list[dict[str, Any]]:
        lines = self.seen_file.read_text(encoding="utf-8").splitlines() if self.seen_file.exists() else []
        return [json.loads(line) for line in lines]

    @property
    def devices(self) -> list[str]:
        return [line["device"] for line in self.seen]

    def wait_for(self, happened: Callable[[], bool], timeout_seconds: float = 60.0) -> None:
        until = time.monotonic() + timeout_seconds
        while not happened():
            assert time.monotonic() < until, f"it did not happen in time; seen so far: {self.seen}"
            time.sleep(0.05)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    shop = Shop(tmp_path)
    yield shop
    shop.kill()


def test_an_alarm_climbs_the_ladder_over_a_kill_and_an_answer_is_heard_by_the_reporter(shop: Shop) -> None:
    shop.start()
    incident = asyncio.run(shop.call_for_help())
    shop.wait_for(lambda: shop.devices == ["test:priya", "test:sam", "test:priya"])
    first, second = shop.seen[0]["at"], shop.seen[1]["at"]
    assert second - first >= WAIT_SECONDS / 2, "whoever is called first is given time to answer"

    shop.kill()
    time.sleep(WAIT_SECONDS)
    shop.start()
    shop.wait_for(lambda: "test:lee" in shop.devices)
    assert shop.devices.count("test:lee") == 1

    async def answer() -> str:
        async with shop.remote() as remote:
            return await remote.answer(incident, AnswerKind.ON_MY_WAY, "sam", 2)

    assert "Your colleague knows" in asyncio.run(answer())
    shop.wait_for(lambda: shop.devices[-1] == "headset-1")
    assert shop.seen[-1]["text"] == "Sam is on the way, two minutes."
    so_far = len(shop.devices)
    time.sleep(WAIT_SECONDS + 1)
    assert len(shop.devices) == so_far, "an answered call goes no further"

    again = asyncio.run(shop.call_for_help())
    shop.wait_for(lambda: len(shop.devices) > so_far)
    shop.kill()
    kept = len(shop.devices)
    assert "Kept" in shop.command("ack", again[-12:], "--by", "Priya")
    shop.start()
    shop.wait_for(lambda: "Priya has got your call and is seeing to it." in [line["text"] for line in shop.seen])
    time.sleep(WAIT_SECONDS + 1)
    assert set(shop.devices[kept:]) == {"headset-1"}, "an answer given while nobody was there comes before any rung"
    assert not [line for line in shop.seen[kept:] if line["text"].startswith("Nobody")]
    assert "unbroken" in shop.command("report", "verify")
