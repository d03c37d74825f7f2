"""Ten thousand reports wait out an outage of the platform, in a process of their own so that its memory can be read."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import psutil

from assistant.delivery import Delivery
from assistant.platform import HttpPlatform, LiveEndpoint
from assistant.signing import SigningSecret
from assistant.store import Store
from floorline.benches.owed_jobs import owe_reports
from floorline.benches.wire import Wire, is_away, takes_reports

JOBS: Final = 10_000
DRAINED_JOBS: Final = 2_000
"""How many are watched going out afterwards; the rest go the same way."""
OUTAGE_SECONDS: Final = 20.0
ANSWER_SECONDS: Final = 0.05
"""A platform across the country."""
MB: Final = 1_000_000


def outage_figures(python: str) -> dict[str, float]:
    """Memory while they wait, requests a second then, the most at once and the pace afterwards."""
    done = subprocess.run(
        [python, "-m", "floorline.benches.outage"], stdout=subprocess.PIPE, text=True, check=True, timeout=1200
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


async def _measure(folder: Path) -> dict[str, float]:
    store = Store.open(folder / "floorline.sqlite")
    await asyncio.to_thread(owe_reports, store, JOBS)
    with Wire(is_away, answer_seconds=ANSWER_SECONDS) as wire:
        platform = HttpPlatform(LiveEndpoint(wire.url, "bench", SigningSecret(SigningSecret.generate())))
        delivery = Delivery(store, platform, {}, data_dir=folder)
        await delivery.start()
        await asyncio.sleep(OUTAGE_SECONDS)
        requests_in_outage = wire.tally.requests
        waiting_mb = psutil.Process().memory_info().rss / MB
        most_in_outage, wire.tally.most_at_once = wire.tally.most_at_once, 0
        wire.reply = takes_reports
        while len(await asyncio.to_thread(store.owed_keys)) == JOBS:  # noqa: ASYNC110 - it happens in a database
            await asyncio.sleep(0.05)
        began, before = time.perf_counter(), wire.tally.requests
        while len(await asyncio.to_thread(store.owed_keys)) > JOBS - DRAINED_JOBS:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.2)
        took = time.perf_counter() - began
        drained = wire.tally.requests - before
        most_at_once = wire.tally.most_at_once
        await delivery.stop()
        await platform.aclose()
    store.close()
    return {
        "waiting_10000_jobs_mb": round(waiting_mb, 1),
        "outage_requests_per_second": round(requests_in_outage / OUTAGE_SECONDS, 2),
        "outage_most_requests_at_once": most_in_outage,
        "drain_most_requests_at_once": most_at_once,
        "drain_jobs_per_second": round(DRAINED_JOBS / took, 1),
        "drain_requests_per_job": round(drained / DRAINED_JOBS, 2),
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="floorline-bench-") as made:
        json.dump(asyncio.run(_measure(Path(made))), sys.stdout)
