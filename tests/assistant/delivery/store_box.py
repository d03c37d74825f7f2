"""A store box to be killed: delivers what is owed in its folder, and dies with -9 at the stage it is told.

Its receivers write what reaches them to files, which outlive it, as a real receiver would.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from assistant.alerts import Alert
from assistant.delivery import Backoff, Delivery, Policy
from assistant.errors import PlatformRefused
from assistant.incident import Status
from assistant.platform import Receipt
from assistant.store import Store
from tests.assistant.delivery.receivers import FakePlatform


class LastingChannel:
    """Appends each alert that reaches it to ``alerts.txt``."""

    name = "ops"

    def __init__(self, folder: Path) -> None:
        self._file = folder / "alerts.txt"

    async def send(self, alert: Alert) -> str:
        with self._file.open("a") as file:
            file.write(f"{alert.alert_id}\n")
        return "taken"


class LastingPlatform(FakePlatform):
    """Files each report in ``reports.json`` under its key."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file = folder / "reports.json"

    async def create_report(self, record: bytes, idempotency_key: str) -> Receipt:
        filed: dict[str, str] = json.loads(self._file.read_text()) if self._file.exists() else {}
        if filed.setdefault(idempotency_key, record.decode()) != record.decode():
            raise PlatformRefused("The key was used for another report.")
        self._file.write_text(json.dumps(filed))
        return Receipt("report-1", "FL-1", Status.ACCEPTED, replayed=False)


def delivery_for(store: Store, folder: Path, die_at: str | None = None) -> Delivery:
    """Delivery to the receivers in ``folder``, by a process that may be about to die."""

    def observe(stage: str, details: Mapping[str, object]) -> None:
        if stage == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    policy = Policy(base_seconds=0.01, cap_seconds=0.05, max_age=Backoff().reports.max_age)
    return Delivery(
        store,
        LastingPlatform(folder),
        {"ops": LastingChannel(folder)},
        data_dir=folder,
        backoff=Backoff(reports=policy, alerts=policy),
        observer=observe,
    )


async def _deliver_until_killed(folder: Path, die_at: str) -> None:
    store = Store.open(folder / "floorline.sqlite")
    delivery = delivery_for(store, folder, die_at)
    await delivery.start()
    await delivery.dispatch([stored.job.key for stored in store.pending_jobs()])
    await asyncio.sleep(60)


if __name__ == "__main__":
    asyncio.run(_deliver_until_killed(Path(sys.argv[1]), sys.argv[2]))
