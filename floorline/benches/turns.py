"""How fast a turn is, how many fit into a second, how soon a call for help reaches the team's channel."""

from __future__ import annotations

import asyncio
import itertools
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import UUID

import psutil

from assistant.alerts import Alert
from assistant.settings import Settings
from floorline.runtime import Runtime, running
from floorline.talk import Talk

DIALOGUE: Final = (
    "two lads have just nicked a load of razor blades from aisle four",
    "no sorry it was aisle nine",
    "grey hoodies and black joggers",
    "about two hundred quid",
    "what should I do now",
    "they've gone",
    "towards the bus station",
    "no weapon that I could see",
    "can you say that again",
    "I don't know sorry",
    "camera twelve",
    "forget it",
    "yes cancel it",
)
"""One conversation; a turn of each kind, and it ends in a cancelled report so that nothing is filed."""

WARM_UP_TURNS: Final = 20
SEQUENTIAL_TURNS: Final = 200
CONCURRENT_TURNS: Final = 300
CONVERSATIONS_AT_ONCE: Final = 8
ALARMS: Final = 60
MB: Final = 1_000_000


@dataclass
class _Stopwatch:
    """An observer and a channel in one: when each utterance's text was there, and when its alarm was handed over."""

    name: str = "bench"
    received: dict[UUID, float] = field(default_factory=dict)
    handed_over: dict[str, float] = field(default_factory=dict)
    handed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def __call__(self, stage: str, details: Mapping[str, object]) -> None:
        utterance = details.get("utterance_id")
        if stage == "utterance_received" and isinstance(utterance, UUID):
            self.received[utterance] = time.perf_counter()

    async def send(self, alert: Alert) -> str:
        self.handed_over[str(alert.alert_id)] = time.perf_counter()
        async with self.handed:
            self.handed.notify_all()
        return "timed"

    async def wait_for(self, alert_id: str) -> None:
        async with asyncio.timeout(10), self.handed:
            await self.handed.wait_for(lambda: alert_id in self.handed_over)


async def bench_turns(settings: Settings, progress: Callable[[str], None]) -> dict[str, float]:
    """Measure against a data folder of its own and the sandbox; gives a flat mapping with units in the names."""
    with tempfile.TemporaryDirectory(prefix="floorline-bench-") as folder:
        settings = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "webhooks": (),
                "platform": settings.platform.model_copy(update={"url": None, "sandbox_port": 0}),
            }
        )
        watch = _Stopwatch()
        async with running(
            settings, channels_for=lambda sandbox: (watch,), observer=watch, progress=progress
        ) as runtime:
            cold_start_seconds = time.time() - psutil.Process().create_time()
            await _turns_in_row(runtime, WARM_UP_TURNS)
            progress(f"timing {SEQUENTIAL_TURNS} turns one after the other")
            times_ms = await _turns_in_row(runtime, SEQUENTIAL_TURNS)
            progress(f"timing {CONCURRENT_TURNS} turns of {CONVERSATIONS_AT_ONCE} conversations at once")
            turns_per_second = await _turns_at_once(runtime)
            progress(f"timing {ALARMS} calls for help")
            alarms_ms = await _alarms(runtime, watch)
            resident_mb = _resident_mb()
    return {
        "turn_p50_ms": round(statistics.median(times_ms), 1),
        "turn_p95_ms": round(percentile(times_ms, 95), 1),
        "turns_per_second": round(turns_per_second, 1),
        "duress_to_alert_p50_ms": round(statistics.median(alarms_ms), 1),
        "duress_to_alert_p95_ms": round(percentile(alarms_ms, 95), 1),
        "cold_start_seconds": round(cold_start_seconds, 1),
        "resident_mb": round(resident_mb),
    }


def percentile(values: Sequence[float], percent: int) -> float:
    """The nearest-rank percentile."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _talk(runtime: Runtime, number: int) -> Talk:
    return Talk(
        runtime.conversation.take_turn,
        runtime.outcomes,
        channel="headset",
        actor_id="bench",
        device_id=f"bench-{number}",
        outcome_wait_seconds=0.0,
    )


async def _turns_in_row(runtime: Runtime, count: int) -> list[float]:
    talk = _talk(runtime, 0)
    times_ms = []
    for number, text in zip(range(count), itertools.cycle(DIALOGUE), strict=False):
        if number % len(DIALOGUE) == 0:
            talk.start_over()
        began = time.perf_counter()
        await talk.say(text)
        times_ms.append((time.perf_counter() - began) * 1000)
    return times_ms


async def _turns_at_once(runtime: Runtime) -> float:
    each = CONCURRENT_TURNS // CONVERSATIONS_AT_ONCE

    async def converse(number: int) -> None:
        talk = _talk(runtime, number)
        for _, text in zip(range(each), itertools.cycle(DIALOGUE), strict=False):
            await talk.say(text)

    began = time.perf_counter()
    await asyncio.gather(*(converse(number) for number in range(CONVERSATIONS_AT_ONCE)))
    return each * CONVERSATIONS_AT_ONCE / (time.perf_counter() - began)


async def _alarms(runtime: Runtime, watch: _Stopwatch) -> list[float]:
    times_ms = []
    for number in range(ALARMS):
        talk = _talk(runtime, 1000 + number)
        known = set(watch.received)
        result = await talk.say("help me help me he's coming at me")
        (utterance,) = set(watch.received) - known
        alert = str(result.alerts[0]["alert_id"])
        await watch.wait_for(alert)
        times_ms.append((watch.handed_over[alert] - watch.received[utterance]) * 1000)
    return times_ms


def _resident_mb() -> float:
    own = psutil.Process()
    return sum(process.memory_info().rss for process in (own, *own.children(recursive=True))) / MB
