"""``floorline run`` and ``floorline train``."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
from typing import TYPE_CHECKING, Final

from assistant.settings import Settings, load_settings
from assistant.store import TargetHealth
from floorline.commands.talking import say_progress

if TYPE_CHECKING:
    from rich.console import Console

    from floorline.runtime import Runtime

HEALTH_SECONDS: Final = 5.0


def run() -> None:
    """Bring everything up and keep it up; Ctrl-C takes it down.

    Shows the health of each part, and again whenever it changes. Talk with it by 'floorline converse' in another
    terminal.

    Example: FLOORLINE_DATA_DIR=/var/lib/floorline floorline run
    """
    asyncio.run(_run(load_settings()))


def train() -> None:
    """Train the language model, if anything it learns from has changed.

    Example: floorline train
    """
    from assistant.sop import LiveSopBook
    from assistant.understanding.rasa_training import ensure_model
    from floorline.runtime import extra_categories, sop_folders

    settings = load_settings()
    began = time.monotonic()
    sops = LiveSopBook(*sop_folders(settings))
    model = ensure_model(settings.rasa, say_progress, extra_categories=extra_categories(sops))
    say_progress(f"the model {model.name} is ready ({time.monotonic() - began:.0f} s)")


async def _run(settings: Settings) -> None:
    from rich.console import Console

    from channels.build import channels_from
    from floorline.logs import log_to
    from floorline.runtime import running

    log_to(settings.data_dir / "logs" / "floorline.log", settings.log_level)
    console = Console(highlight=False)
    began = time.monotonic()
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    starting = asyncio.current_task()
    assert starting is not None
    watcher = asyncio.create_task(_cancel_when(stop, starting))
    try:
        async with running(
            settings,
            channels_for=lambda sandbox: channels_from(settings, console),
            progress=say_progress,
            announce=True,
            headsets=True,
        ) as up:
            watcher.cancel()
            console.print(f"Floorline is up after {time.monotonic() - began:.0f} s. Ctrl-C stops it.")
            if up.recovered_utterances:
                console.print(f"{up.recovered_utterances} utterances of the last run were still to be answered; done.")
            await _show_health(up, console, stop)
            console.print("Stopping …")
    except asyncio.CancelledError:
        if not stop.is_set():
            raise
    console.print(
        "Stopped. Nothing that was said is lost; what is still to be sent goes out after the next start.",
        soft_wrap=True,
    )


async def _cancel_when(stop: asyncio.Event, task: asyncio.Task[None]) -> None:
    await stop.wait()
    task.cancel()


async def _show_health(runtime: Runtime, console: Console, stop: asyncio.Event) -> None:
    shown: dict[str, str] = {}
    while not stop.is_set():
        problems = await asyncio.to_thread(runtime.sops.reload)
        health = await health_lines(runtime)
        health |= {str(problem): "the last good version stays in force" for problem in problems}
        for part, state in health.items():
            if shown.get(part) != state:
                console.print(f"  {part:<20} {state}")
        shown = health
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), HEALTH_SECONDS)


def _owed(one: TargetHealth) -> str:
    if not one.failing:
        return f"{one.owed} on their way"
    return f"{one.owed} wait, {one.failing} of them failed: {one.last_error}"


async def health_lines(runtime: Runtime) -> dict[str, str]:
    """Each part and how it is, for people."""
    rasa = runtime.rasa.health() if runtime.rasa else None
    platform = "up" if await runtime.platform.health() else "down; reports are kept and sent later"
    kind = "sandbox" if runtime.sandbox else "platform"
    dead = len(await runtime.delivery.dead_letters())
    return {
        "language server": "left out" if rasa is None else f"{rasa.state} ({rasa.restarts} restarts)",
        "records": "PostgreSQL" if runtime.settings.database_url else str(runtime.settings.records),
        kind: platform,
        "alerts go to": ", ".join(channel.name for channel in runtime.channels),
        "local address": runtime.api.url,
        **{f"to {one.target}": _owed(one) for one in await runtime.delivery.health() if one.owed},
        "dead letters": "none" if dead == 0 else f"{dead}: see 'floorline dead-letters list'",
    }
