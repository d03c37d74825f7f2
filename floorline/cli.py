"""The command ``floorline``. Errors go to standard error with what to do, and the exit code is not 0."""

from __future__ import annotations

import sys

import typer

from assistant.errors import FloorlineError
from floorline.commands import (
    bench,
    calling,
    demo,
    doctor,
    enrolling,
    listening,
    reports,
    serving,
    sops,
    talking,
    wearing,
)

app = typer.Typer(
    name="floorline",
    help="A voice and chat assistant for shops: raises the alarm, follows the procedure, files the report.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(demo.demo)
app.command()(serving.run)
app.command()(serving.train)
app.command()(talking.converse)
app.command()(talking.parse)
app.command("stand-down")(talking.stand_down)
app.command()(listening.transcribe)
app.command("sign-on-code")(wearing.sign_on_code)
app.command()(doctor.doctor)
app.add_typer(reports.app, name="report")
app.add_typer(reports.dead_letters, name="dead-letters")
app.command()(calling.ack)
calling.app.command()(enrolling.enrol)
calling.app.command()(enrolling.unenrol)
calling.app.command()(enrolling.enrolled)
app.add_typer(calling.app, name="people")
app.add_typer(sops.app, name="sop")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Entry point: any error of ours becomes one sentence and exit code 1."""
    try:
        app()
    except FloorlineError as exc:
        sys.stderr.write(f"floorline: {exc}\n")
        sys.exit(1)
    except BrokenPipeError:
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
