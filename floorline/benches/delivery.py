"""How soon an alarm is on the wire, how many jobs go out in a second, and what an outage costs."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from assistant.alerts import AlertChannel
from assistant.delivery import Delivery
from assistant.identifiers import uuid7
from assistant.platform import HttpPlatform, LiveEndpoint
from assistant.settings import PlatformSettings, Settings
from assistant.signing import SigningSecret
from assistant.store import Store
from channels.telegram.group import TelegramGroupChannel
from channels.webhooks import WebhookChannel
from floorline.benches.outage import outage_figures
from floorline.benches.owed_jobs import Delivered, owe_reports
from floorline.benches.temporary_postgres import TemporaryPostgres, why_no_postgres
from floorline.benches.turns import percentile
from floorline.benches.wire import Wire, asks_to_wait, takes_alerts, takes_reports
from floorline.runtime import Runtime, running
from floorline.talk import Talk

IDLE_ALARMS: Final = 60
WARM_UP_ALARMS: Final = 5
LOADED_ALARMS: Final = 60
ORDINARY_JOBS: Final = 500
TIMED_JOBS: Final = 1000
WARM_UP_JOBS: Final = 100
PAUSE_SECONDS: Final = 0.05
"""Between two alarms under load: a shop's worst minute, many times over."""

Progress = Callable[[str], None]


async def bench_delivery(settings: Settings, progress: Progress) -> dict[str, float]:
    """Measure against data folders of its own; a flat mapping with units in the names.

    Alarms are calls for help, which never wait for the language server: it is left out. Figures of PostgreSQL are
    missing where there is none, and ``progress`` says so.
    """
    figures = await _alarms(settings, progress)
    progress(f"timing {TIMED_JOBS} reports out of SQLite")
    figures["jobs_per_second"] = await _jobs_per_second(None)
    why_not = why_no_postgres()
    if why_not is None:
        progress(f"timing {TIMED_JOBS} reports out of PostgreSQL")
        with TemporaryPostgres() as postgres:
            figures["postgresql_jobs_per_second"] = await _jobs_per_second(postgres.url)
    else:
        progress(f"postgresql_jobs_per_second left out: {why_not}")
    progress("10,000 reports wait out an outage of the platform")
    return figures | await asyncio.to_thread(outage_figures, sys.executable)


async def _alarms(settings: Settings, progress: Progress) -> dict[str, float]:
    secret = SigningSecret.generate()
    with (
        tempfile.TemporaryDirectory(prefix="floorline-bench-") as folder,
        Wire(takes_alerts) as team,
        Wire(asks_to_wait) as telegram,
        Wire(takes_reports) as platform,
    ):
        settings = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "drill": False,
                "platform": PlatformSettings(url=platform.url, secret=secret),  # type: ignore[arg-type]
            }
        )
        channels: tuple[AlertChannel, ...] = (
            WebhookChannel("bench", team.url, SigningSecret(secret)),
            TelegramGroupChannel("123456789:" + "A" * 35, -1001, f"{telegram.url}/bot"),
        )
        async with running(settings, channels_for=lambda sandbox: channels, rasa="none") as runtime:
            progress(f"timing {IDLE_ALARMS} calls for help with nothing else going on")
            for _ in range(WARM_UP_ALARMS):
                await _alarm_ms(runtime, team)
            idle_ms = [await _alarm_ms(runtime, team) for _ in range(IDLE_ALARMS)]
            progress(f"timing {LOADED_ALARMS} more among {ORDINARY_JOBS} reports, Telegram asking us to wait")
            loaded_ms = await _alarms_under_load(runtime, team)
    return {
        "alert_p50_ms": round(percentile(idle_ms, 50), 1),
        "alert_p95_ms": round(percentile(idle_ms, 95), 1),
        "alert_under_load_p50_ms": round(percentile(loaded_ms, 50), 1),
        "alert_under_load_p95_ms": round(percentile(loaded_ms, 95), 1),
    }


async def _alarm_ms(runtime: Runtime, team: Wire) -> float:
    talk = Talk(
        runtime.conversation.take_turn,
        runtime.outcomes,
        channel="headset",
        actor_id="bench",
        device_id=f"bench-{uuid7()}",
        outcome_wait_seconds=0.0,
    )
    began = time.perf_counter()
    result = await talk.say("help me help me he's coming at me")
    alert = str(result.alerts[0]["alert_id"])
    async with asyncio.timeout(30):
        while alert not in team.tally.arrivals:  # noqa: ASYNC110 - it arrives on another thread
            await asyncio.sleep(0.001)
    return (team.tally.arrivals[alert] - began) * 1000


async def _alarms_under_load(runtime: Runtime, team: Wire) -> list[float]:
    """Alarms while there are ordinary jobs in the queue; it is filled up again whenever it runs low."""
    times_ms: list[float] = []
    owed: tuple[str, ...] = ()
    while len(times_ms) < LOADED_ALARMS:
        waiting = set(owed).intersection(await asyncio.to_thread(runtime.store.owed_keys))
        if len(waiting) < ORDINARY_JOBS // 5:
            owed = await asyncio.to_thread(owe_reports, runtime.store, ORDINARY_JOBS)
            await runtime.delivery.dispatch(owed)
        times_ms.append(await _alarm_ms(runtime, team))
        await asyncio.sleep(PAUSE_SECONDS)
    return times_ms


async def _jobs_per_second(database_url: str | None) -> float:
    """Reports filed in a second, from the outbox to the platform's answer noted down."""
    with tempfile.TemporaryDirectory(prefix="floorline-bench-") as folder, Wire(takes_reports) as wire:
        store = Store.open(database_url or Path(folder) / "floorline.sqlite")
        platform = HttpPlatform(LiveEndpoint(wire.url, "bench", SigningSecret(SigningSecret.generate())))
        delivered = Delivered()
        delivery = Delivery(store, platform, {}, data_dir=Path(folder), jobs_url=database_url, observer=delivered)
        await delivery.start()
        try:
            warm_up = await asyncio.to_thread(owe_reports, store, WARM_UP_JOBS)
            delivered.expect(WARM_UP_JOBS)
            await delivery.dispatch(warm_up)
            await delivered.wait()
            keys = await asyncio.to_thread(owe_reports, store, TIMED_JOBS)
            delivered.expect(TIMED_JOBS)
            began = time.perf_counter()
            await delivery.dispatch(keys)
            await delivered.wait()
            return round(TIMED_JOBS / (time.perf_counter() - began), 1)
        finally:
            await delivery.stop()
            await platform.aclose()
            store.close()
