"""``floorline demo``: three incidents, from noisy speech to filed report."""

from __future__ import annotations

import asyncio
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT, Settings, load_settings
from floorline.commands.talking import say_progress

if TYPE_CHECKING:
    from assistant.alerts import AlertChannel
    from assistant.sandbox import SandboxServer


def demo(
    to: Annotated[Path, typer.Option(help="Where audio, records and the timeline are left; emptied first.")] = (
        PROJECT_ROOT / "demo-output"
    ),
    sound: Annotated[bool | None, typer.Option(help="Play it aloud; the default where there is a sound card.")] = None,
    records: Annotated[bool, typer.Option(help="End with the filed records in full.")] = True,
) -> None:
    """See and hear the whole product: a theft, a threat that turns into duress, an injured customer.

    The staff are recorded voices in shop noise; everything else is the product itself, against the built-in sandbox
    platform. Exit code 1 if a record is not filed, or is not what was told.

    Example: floorline demo --no-sound
    """
    wrong = asyncio.run(_demo(load_settings(), to.resolve(), sound, records))
    if wrong:
        for line in wrong:
            typer.echo(f"floorline: {line}", err=True)
        raise typer.Exit(1)


async def _demo(settings: Settings, folder: Path, sound: bool | None, show_records: bool) -> list[str]:
    from rich.console import Console

    from assistant.dialogue.prompts import fixed_prompts
    from channels.webhooks import WebhookChannel
    from demo.play import Player
    from demo.script import scenes
    from demo.timeline import WIDTH, StageClock, Timeline
    from floorline.logs import log_to
    from floorline.runtime import running
    from voice.playing import has_output
    from voice.speaking import Speaker
    from voice.transcribers import ShopSpeech, make_transcriber

    began = time.monotonic()
    _emptied(folder)
    (folder / "audio").mkdir(parents=True)
    settings = settings.model_copy(
        update={
            "data_dir": folder / "data",
            "platform": settings.platform.model_copy(update={"url": None, "sandbox_port": 0}),
            "webhooks": (),
        }
    )
    log_to(folder / "floorline.log", settings.log_level)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    timeline, clock = Timeline(console), StageClock()

    def team_webhook(sandbox: SandboxServer | None) -> tuple[AlertChannel, ...]:
        # The sandbox's own strict webhook receiver, which verifies signatures and counts repetitions.
        assert sandbox is not None
        url = f"{sandbox.url}/sandbox/webhooks/team"
        return (WebhookChannel("team", url, sandbox.endpoint.secret),)

    say_progress("starting; nothing of this goes further than this machine")
    async with running(settings, channels_for=team_webhook, observer=clock, progress=say_progress) as runtime:
        assert runtime.sandbox is not None
        speaker = Speaker(folder / "data" / "prompts")
        transcriber = await asyncio.to_thread(
            lambda: make_transcriber(settings.voice, speech=ShopSpeech.of(settings, runtime.sops.book))
        )
        prompts = frozenset(fixed_prompts(runtime.sops.book))
        await asyncio.to_thread(speaker.say, "Ready.")
        timeline.note(f"Everything is up after {time.monotonic() - began:.0f} s. Recogniser: {transcriber.name}.")
        aloud = has_output() if sound is None else sound
        player = Player(runtime, transcriber, speaker, timeline, clock, folder / "audio", prompts, aloud)
        wrong: list[str] = []
        for number, scene in enumerate(scenes(), 1):
            wrong += await player.play(number, scene)
        filed = player.filed()
        alerts = runtime.sandbox.state.webhooks("team")
        timeline.note("")
        timeline.note(
            f"{len(filed)} records filed, {len(alerts)} alerts at the team's webhook, "
            f"{sum(alert.deliveries for alert in alerts) - len(alerts)} repeated, "
            f"{time.monotonic() - began:.0f} s in all."
        )
        if show_records:
            for number, record in enumerate(filed.values(), 1):
                timeline.note(f"\nRecord {number}, as the platform holds it:")
                timeline.json(record)
    (folder / "timeline.txt").write_text(timeline.text, encoding="utf-8")
    console.print(f"Audio, records and this timeline are in {folder}.", soft_wrap=True)
    return wrong


def _emptied(folder: Path) -> None:
    marker = folder / ".floorline-demo"
    if folder.exists():
        if any(folder.iterdir()) and not marker.exists():
            raise SetupError(f"{folder} holds something that is not from a demo; name another folder with --to.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    marker.touch()
