"""A Floorline whose people can be called: run by test_ladder as a process of its own, until it is killed.

What reaches a person's device, and what is said to the reporter, is written to a file line by line, as if by devices
that go on while this process dies.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path

from assistant.announcing import Announcement
from assistant.calling import PersonalMessage
from assistant.settings import load_settings
from floorline.runtime import running


class Devices:
    """Devices ``test:…`` that people are called on, and the reporter's headset."""

    name = "test"

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = {json.loads(line)["key"] for line in file.read_text().splitlines()} if file.exists() else set()

    def reaches(self, device_id: str) -> bool:
        return device_id.startswith("test:")

    async def send(self, message: PersonalMessage) -> str:
        if message.key not in self._seen:
            self._note(message.key, message.device_id, message.text)
        return message.key

    async def update(self, message: PersonalMessage, receipt: str) -> None:
        return None

    async def announce(self, announcement: Announcement) -> bool:
        if announcement.device_id != "headset-1":
            return False
        self._note(f"said:{time.time_ns()}", "headset-1", announcement.words)
        return True

    def _note(self, key: str, device_id: str, text: str) -> None:
        self._seen.add(key)
        line = json.dumps({"key": key, "device": device_id, "text": text, "at": time.time()})
        with self._file.open("a") as file:
            file.write(line + "\n")
            file.flush()
            os.fsync(file.fileno())


async def main(file: Path) -> None:
    devices = Devices(file)
    # The devices must be there before the ladder goes on, as those of a shop are.
    async with running(load_settings(), rasa="none", announce=True, people_called_on=(devices,), announcers=(devices,)):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
