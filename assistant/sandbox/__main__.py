"""``python -m assistant.sandbox``: the sandbox as a process of its own. Prints one JSON line when it listens."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import FloorlineError, SettingsError
from assistant.incident import CATEGORIES
from assistant.sandbox.server import SandboxServer
from assistant.sandbox.state import SandboxState


def main(
    secret_file: Annotated[Path, typer.Option(help="One whsec_… secret a line, the newest first.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 5080,
    state: Annotated[
        Path | None, typer.Option(help="SQLite file that outlives a crash; in memory if left out.")
    ] = None,
    without_category: Annotated[
        list[str] | None, typer.Option(help="A kind of incident it does not know: reports of it are refused.")
    ] = None,
) -> None:
    """Run a strict stand-in of the crime platform on 127.0.0.1 until SIGTERM or Ctrl-C."""
    try:
        known = [category for category in CATEGORIES if category not in (without_category or ())]
        server = SandboxServer(SandboxState(state), _secrets(secret_file), port=port, categories=known)
        server.run(on_listening=_announce)
    except FloorlineError as exc:
        typer.echo(str(exc), err=True)
        raise typer.Exit(1) from None


def _secrets(file: Path) -> list[str]:
    try:
        lines = file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingsError(f"The secret file {file} cannot be read; give one with a whsec_… line.") from exc
    if not lines:
        raise SettingsError(f"The secret file {file} is empty; give one with a whsec_… line.")
    return lines


def _announce(url: str) -> None:
    sys.stdout.write(json.dumps({"url": url}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    typer.run(main)
