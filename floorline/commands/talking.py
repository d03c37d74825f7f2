"""``floorline converse``, ``parse`` and ``stand-down``: talking with Floorline by text."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import FloorlineError, SetupError
from assistant.incident import SLOT_NAMES
from assistant.settings import Settings, load_settings

if TYPE_CHECKING:
    from assistant.turn_result import TurnResult
    from floorline.talk import Talk

CONVERSE_FIELDS = ("replies", "asked", "draft", "priority", "status", "alarm", "alerts", "incident_id", "act", "mode")


class ConverseLine(BaseModel):
    """One line of ``converse``'s input."""

    model_config = ConfigDict(extra="forbid")

    say: str | None = None
    silence: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    new: bool = False

    @model_validator(mode="after")
    def _one_thing(self) -> ConverseLine:
        if (self.say is not None) + (self.silence is not None) + self.new != 1:
            raise ValueError('give one of {"say": text}, {"silence": seconds} and {"new": true}')
        return self


class ParseLine(BaseModel):
    """One line of ``parse``'s input."""

    model_config = ConfigDict(extra="ignore")

    text: str
    context: Literal[(*SLOT_NAMES, "confirmation")] | None = None  # type: ignore[valid-type]


def converse(
    channel: Annotated[Literal["headset", "chat"], typer.Option(help="Whose side to be on.")] = "chat",
    as_json: Annotated[
        bool | None, typer.Option("--json/--text", help="JSON lines; the default where input is not a terminal.")
    ] = None,
    actor: Annotated[str, typer.Option(help="Who is speaking.")] = "staff",
) -> None:
    """Talk with Floorline in the terminal, or let a program do so.

    Uses the server of 'floorline run' if one is up on the same data folder; else brings everything up for itself.
    Programs write one JSON object a line ({"say": "…"}, {"silence": 8}, {"new": true}) and read one a line.

    Example: echo '{"say": "two lads just nicked some gin"}' | floorline converse --channel headset
    """
    programmatic = not sys.stdin.isatty() if as_json is None else as_json
    asyncio.run(_converse(load_settings(), channel, programmatic, actor))


async def _converse(settings: Settings, channel: Literal["headset", "chat"], as_json: bool, actor: str) -> None:
    failed = False
    async with _talk(settings, channel, actor, quiet=as_json) as talk:
        if as_json:
            async for line in _stdin_lines():
                answer, wrong = await _json_line(talk, line)
                failed = failed or wrong
                sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
                sys.stdout.flush()
        else:
            await _chat(talk)
    if failed:
        raise typer.Exit(1)


async def _json_line(talk: Talk, line: str) -> tuple[dict[str, Any], bool]:
    try:
        asked = ConverseLine.model_validate_json(line)
    except ValidationError as exc:
        what = "; ".join(str(error["msg"]) for error in exc.errors())
        sentence = f'This line is not understood: {what}. Write, for example, {{"say": "someone is hurt"}}.'
        return {"error": sentence}, True
    if asked.new:
        talk.start_over()
        return {name: value for name, value in _empty().to_json().items() if name in CONVERSE_FIELDS}, False
    result = await (talk.be_silent(asked.silence) if asked.silence is not None else talk.say(asked.say or ""))
    return {name: value for name, value in result.to_json().items() if name in CONVERSE_FIELDS}, False


async def _chat(talk: Talk) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console()
    console.print(
        "[bold]Floorline[/bold]. Tell me what happened. (Ctrl-D ends, an empty line is silence, /new starts over.)"
    )
    async for line in _stdin_lines(prompt="you> "):
        text = line.rstrip("\n")
        if text.strip() == "/new":
            talk.start_over()
            continue
        result = await (talk.say(text) if text.strip() else talk.be_silent(8.0))
        for reply in result.replies:
            console.print(Text(f"floorline> {reply}", style="bold red" if result.alarm else "cyan"))


@asynccontextmanager
async def _talk(
    settings: Settings, channel: Literal["headset", "chat"], actor: str, *, quiet: bool
) -> AsyncIterator[Talk]:
    from rich.console import Console

    from channels.build import channels_from
    from floorline.logs import log_to
    from floorline.remote import RemoteFloorline
    from floorline.runtime import find_running, running
    from floorline.talk import Talk

    part = find_running(settings.data_dir)
    if part is not None:
        async with RemoteFloorline(part) as remote:
            yield Talk(remote.take_turn, remote, channel=channel, actor_id=actor, device_id="terminal")
        return
    log_to(settings.data_dir / "logs" / "floorline.log", settings.log_level)
    console = Console(stderr=True)
    channels = channels_from(settings, console, quiet=quiet)
    async with running(settings, channels_for=lambda sandbox: channels, progress=say_progress) as runtime:
        yield Talk(
            runtime.conversation.take_turn, runtime.outcomes, channel=channel, actor_id=actor, device_id="terminal"
        )


def parse(
    explain: Annotated[
        bool, typer.Option("--explain", help="Add which words gave each value, by what rule, and what chose the act.")
    ] = False,
) -> None:
    """Show what single utterances are understood as; nothing is stored, no alarm is raised.

    Reads JSON lines {"text": "…", "context": slot or null}, writes {"text", "act", "confidence", "slots", "duress"};
    with --explain also "explain": {"act": {"rule", "intents"}, "values": [{"slot", "value", "words", "start", "end",
    "source", "rule", "confidence"}], "duress": {"kind", "words"} or null}.

    Example: echo '{"text": "aisle nine", "context": "location"}' | floorline parse

    Example: echo '{"text": "two lads, aisle nine, one has a knife"}' | floorline parse --explain
    """
    asyncio.run(_parse(load_settings(), explain=explain))


async def _parse(settings: Settings, *, explain: bool) -> None:
    from assistant.duress import spot
    from assistant.errors import UnderstandingError
    from assistant.sop import LiveSopBook
    from assistant.understanding.interpret import Context, interpret
    from assistant.understanding.places import Gazetteer
    from assistant.understanding.server_view import server_view
    from floorline.explaining import explanation
    from floorline.parsing import language_client
    from floorline.runtime import sop_folders

    sops = LiveSopBook(*sop_folders(settings))
    gazetteer = Gazetteer.from_settings(settings.store)
    failed = False
    async with language_client(settings, sops, say_progress) as client:
        async for line in _stdin_lines():
            try:
                asked = ParseLine.model_validate_json(line)
            except ValidationError as exc:
                what = "; ".join(str(error["msg"]) for error in exc.errors())
                sys.stdout.write(json.dumps({"error": f"This line is not understood: {what}."}) + "\n")
                failed = True
                continue
            try:
                model = await client.parse(asked.text, asked.context) if asked.text.strip() else None
            except UnderstandingError as exc:
                typer.echo(f"floorline: {exc} Understood by the grammar alone.", err=True)
                model = None
            context = Context(
                asked=asked.context,
                now=datetime.now(UTC),
                zone=settings.store.zone,
                gazetteer=gazetteer,
                cues=sops.book.cues(),
                duress=settings.duress,
            )
            understood = interpret(asked.text, model, context)
            duress = spot(asked.text, settings.duress, server_view(model))
            answer: dict[str, Any] = {
                "text": asked.text,
                "act": understood.act,
                "confidence": round(understood.confidence, 4),
                "slots": understood.slots(),
                "duress": duress is not None,
            }
            if explain:
                answer["explain"] = explanation(understood, model, duress)
            sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    if failed:
        raise typer.Exit(1)


def stand_down(
    incident: Annotated[str, typer.Argument(help="Its identifier, or the end of it, as 'report list' shows it.")],
    by: Annotated[str, typer.Option(help="Who ends the alarm.")],
) -> None:
    """End a duress alarm on a person's word. Floorline must be running.

    Example: floorline stand-down 0199c1e2-… --by sam
    """
    from floorline.commands.reports import opened_store, record_ending_in
    from floorline.remote import RemoteFloorline
    from floorline.runtime import find_running

    part = find_running(load_settings().data_dir)
    if part is None:
        raise SetupError("Floorline is not running on this data folder; start it with 'floorline run'.")
    with opened_store() as store:
        incident = str(record_ending_in(store, incident).incident_id)

    async def ask() -> bool:
        async with RemoteFloorline(part) as remote:
            return await remote.stand_down(incident, by)

    if not asyncio.run(ask()):
        raise FloorlineError(f"There is no alarm in force for incident {incident}; see 'floorline report list'.")
    typer.echo("The alarm has been ended, and the team told.")


def say_progress(line: str) -> None:
    """Progress goes to standard error, so that standard output stays clean for programs."""
    sys.stderr.write(f"floorline: {line}\n")
    sys.stderr.flush()


async def _stdin_lines(prompt: str = "") -> AsyncIterator[str]:
    """Lines of standard input, read in a thread so that alarms and deliveries go on while a person types."""
    lines: Iterator[str] = iter(sys.stdin)
    while True:
        if prompt:
            sys.stdout.write(prompt)
            sys.stdout.flush()
        try:
            line = await asyncio.to_thread(next, lines, None)
        except UnicodeDecodeError:
            typer.echo("floorline: that line was not UTF-8 text and was passed over.", err=True)
            continue
        if line is None:
            return
        if prompt or line.strip():
            yield line


def _empty() -> TurnResult:
    from assistant.turn_result import TurnResult

    return TurnResult()
