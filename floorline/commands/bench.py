"""``floorline bench``: the figures by which speed and quality are held."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.settings import load_settings
from floorline.commands.talking import say_progress

app = typer.Typer(no_args_is_help=True, help="Measure speed and quality on this machine.")

EngineName = Literal["auto", "moonshine", "vosk", "whisper"]
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
    _tell(asyncio.run(bench_turns(load_settings(), say_progress)), as_json)


@app.command("nlu", epilog="Example: floorline bench nlu --json --errors mistakes.jsonl")
def nlu(
    as_json: JsonFlag = False,
    sets: Annotated[Path | None, typer.Option(help="Folder of the sets; nlu_data/dev unless given.")] = None,
    errors: Annotated[Path | None, typer.Option(help="Write every mistake here, one JSON object a line.")] = None,
    no_dialogues: Annotated[bool, typer.Option("--no-dialogues", help="Only single utterances.")] = False,
    only_dialogues: Annotated[bool, typer.Option("--only-dialogues", help="Only whole dialogues.")] = False,
    spoken: Annotated[
        float | None, typer.Option(metavar="SNR_DB", help="Speak the dialogues, so many dB above a shop's noise.")
    ] = None,
    noise: Annotated[Path | None, typer.Option(help="Sound file of that noise; made up unless given.")] = None,
    transcripts: Annotated[Path | None, typer.Option(help="Write every dialogue out into this folder.")] = None,
    record: Annotated[bool, typer.Option("--record", help="Keep the figures beside the sets: CI holds them.")] = False,
) -> None:
    """Measure how well people are understood: acts, slots, calls for help, whole dialogues with simulated staff."""
    from floorline.benches.nlu import NluOptions, bench_nlu
    from floorline.benches.nlu_sets import SETS
    from floorline.logs import log_to

    log_to(None, "error")
    if no_dialogues and (only_dialogues or spoken is not None):
        raise typer.BadParameter("leave out --no-dialogues to have dialogues")
    whole = not (no_dialogues or only_dialogues or spoken is not None)
    if record and not whole:
        raise typer.BadParameter("--record keeps the figures of a whole run; leave out what narrows it")
    if noise is not None and spoken is None:
        raise typer.BadParameter("--noise is what --spoken lays under the words; give both")
    options = NluOptions(
        sets=sets or SETS,
        errors=errors,
        record=record,
        utterances=not only_dialogues and spoken is None,
        dialogues=not no_dialogues,
        spoken_snr_db=spoken,
        noise=noise,
        transcripts=transcripts,
    )
    _tell(asyncio.run(bench_nlu(load_settings(), options, say_progress)), as_json)


@app.command("pipelines", epilog="Example: floorline bench pipelines --only shop --only lr_crf --models compared")
def pipelines(
    as_json: JsonFlag = False,
    seeds: Annotated[int, typer.Option(help="How often each is trained.")] = 3,
    only: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Compare this one; may be repeated.")] = None,
    examples: Annotated[int, typer.Option(help="Examples each is taught, drawn by intent; 0 takes all.")] = 4000,
    folds: Annotated[int, typer.Option(help="Cross-validate in so many parts, one a seed; 0 leaves it out.")] = 0,
    models: Annotated[
        Path | None, typer.Option(help="Keep models and figures here, and go on from what is there.")
    ] = None,
) -> None:
    """Train pipelines for the language server and compare what they understand and what they cost. Takes hours.

    Each row of the tables is a pipeline: the median over its seeds, with the least and the greatest.
    """
    from floorline.benches.pipelines import PipelineOptions, bench_pipelines
    from floorline.logs import log_to

    log_to(None, "error")
    options = PipelineOptions(seeds, tuple(only or ()), examples, folds, models)
    comparison = bench_pipelines(load_settings(), options, say_progress)
    if as_json:
        _tell(comparison.flat(), as_json)
    else:
        typer.echo(comparison.markdown())


@app.command("voice", epilog="Example: floorline bench voice --speech recordings --json")
def voice(
    as_json: JsonFlag = False,
    speech: Annotated[
        Path | None, typer.Option(help="Folder of real clips with a manifest.jsonl: how well they are heard.")
    ] = None,
    engine: Annotated[EngineName | None, typer.Option(help="Left out: the setting voice.engine.")] = None,
    no_speed: Annotated[bool, typer.Option("--no-speed", help="Only how well is heard, not how fast.")] = False,
) -> None:
    """Measure spoken turns: how soon people are answered and, over clips of real speech, how well they are heard.

    A folder that is not there is told on standard error, and the rest is measured all the same.
    """
    from floorline.benches.voice_accuracy import bench_accuracy
    from floorline.benches.voice_speed import bench_speed
    from floorline.logs import log_to
    from voice.transcribers import make_listener

    log_to(None, "error")
    if no_speed and speech is None:
        raise typer.BadParameter("--no-speed leaves only accuracy, which needs --speech")
    settings = load_settings()
    figures = {} if no_speed else asyncio.run(bench_speed(settings, say_progress))
    if speech is not None and not speech.is_dir():
        say_progress(f"there is no folder {speech}: accuracy is not measured")
    elif speech is not None:
        figures |= bench_accuracy(speech, make_listener(settings, engine), say_progress)
    _tell(figures, as_json)


@app.command("delivery", epilog="Example: floorline bench delivery --json")
def delivery(as_json: JsonFlag = False) -> None:
    """Time alarms to the wire, idle and under load, jobs a second, and what an outage of the platform costs.

    PostgreSQL is measured too where it is installed. Takes some minutes.
    """
    from floorline.benches.delivery import bench_delivery
    from floorline.logs import log_to

    log_to(None, "critical")
    _tell(asyncio.run(bench_delivery(load_settings(), say_progress)), as_json)


def _tell(figures: Mapping[str, float], as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(figures))
        return
    width = max(map(len, figures), default=0)
    for name, value in figures.items():
        typer.echo(f"{name:<{width}} {value:g}")
