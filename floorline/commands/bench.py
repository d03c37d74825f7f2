"""``floorline bench``: the figures by which speed and quality are held."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated

import typer

from assistant.settings import load_settings
from floorline.commands.talking import say_progress

app = typer.Typer(no_args_is_help=True, help="Measure speed and quality on this machine.")

JsonFlag = Annotated[bool, typer.Option("--json", help="One flat JSON object, units in the names.")]


@app.callback()
def group() -> None:
    """Measure speed and quality on this machine."""


@app.command("turns", epilog="Example: floorline bench turns --json")
def turns(as_json: JsonFlag = False) -> None:
    """Time text turns through Rasa, calls for help to the channel, start-up and memory. Takes about a minute."""
    from floorline.benches.turns import bench_turns
    from floorline.logs import log_to

    log_to(None, "error")
    figures = asyncio.run(bench_turns(load_settings(), say_progress))
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        for name, value in figures.items():
            typer.echo(f"{name:<26} {value:g}")
