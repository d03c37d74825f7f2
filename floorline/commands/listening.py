"""``floorline transcribe``: what a recogniser hears in a sound file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from assistant.errors import AudioError
from assistant.settings import load_settings


def transcribe(
    files: Annotated[list[Path], typer.Argument(help="WAV, FLAC or OGG, any rate, up to ten minutes each.")],
    engine: Annotated[
        Literal["auto", "moonshine", "vosk", "whisper"] | None, typer.Option(help="Left out: the setting voice.engine.")
    ] = None,
    noise: Annotated[Path | None, typer.Option(help="Mix this sound in first, to see what noise does.")] = None,
    snr: Annotated[float, typer.Option("--snr", help="How loud the speech is over the noise, in dB.")] = 15.0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a file.")] = False,
) -> None:
    """Transcribe sound files.

    A file that cannot be read is named on standard error, the others are still done, and the exit code is 1.

    Example: floorline transcribe call.wav --noise demo/audio/shop_noise.flac --snr 10 --json
    """
    from voice.audio import read_audio
    from voice.levels import mix_noise
    from voice.transcribers.engines import make_listener

    background = None if noise is None else read_audio(noise)
    listener = make_listener(load_settings(), engine)
    failed = False
    for file in files:
        try:
            audio = read_audio(file)
            if background is not None:
                audio = mix_noise(audio, background, snr, seed=0)
            heard = listener.transcribe(audio)
        except AudioError as exc:
            failed = True
            typer.echo(f"floorline: {exc}", err=True)
            continue
        if not as_json:
            typer.echo(f"{file}: {heard.text}" if len(files) > 1 else heard.text)
            continue
        line: dict[str, object] = {
            "file": str(file),
            "text": heard.text,
            "engine": heard.engine,
            "seconds": round(heard.seconds, 3),
            "took_seconds": round(heard.took_seconds, 3),
        }
        if heard.words:
            line["words"] = [
                {
                    "text": word.text,
                    "start_seconds": word.start_seconds,
                    "end_seconds": word.end_seconds,
                    "confidence": word.confidence,
                }
                for word in heard.words
            ]
        if heard.confidence is not None:
            line["confidence"] = round(heard.confidence, 4)
        if heard.alternatives:
            line["alternatives"] = list(heard.alternatives)
        typer.echo(json.dumps(line, ensure_ascii=False))
    if failed:
        raise typer.Exit(1)
