"""Does taking noise away help a recogniser? ``python -m floorline.benches.voice_noise --help``.

Word errors over real clips under each noise of a shop, at each distance, with the suppressor off and at its levels:
one Markdown table an engine, for ``voice/README.md``.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from assistant.errors import FloorlineError
from assistant.settings import load_settings
from floorline.benches.speech_scores import WordErrors, word_errors
from floorline.benches.voice_accuracy import NOISE_FILE, read_manifest
from speech_data.shop_noises import made_noises
from voice.audio import Audio, read_audio
from voice.levels import mix_noise
from voice.noise import Level, suppressed
from voice.transcribers import Transcriber, make_transcriber
from voice.transcribers.spelt import spelt_apart

SNRS_DB: Final = (20.0, 10.0, 5.0, 0.0)
SEED: Final = 4
TALK_CLIPS: Final = 30
Cell = tuple[str, float, Level]


def measured(
    clips: Sequence[tuple[Audio, str]],
    noises: Mapping[str, Audio],
    transcriber: Transcriber,
    levels: Sequence[Level],
    progress: Callable[[str], None],
) -> dict[Cell, WordErrors]:
    """Word errors by noise, distance and level, over the same mixes for every level."""
    errors: dict[Cell, WordErrors] = {}
    for (name, noise), snr_db in itertools.product(noises.items(), SNRS_DB):
        for number, (audio, said) in enumerate(clips):
            mixed = mix_noise(audio, noise, snr_db, seed=SEED + number)
            for level in levels:
                heard = spelt_apart(transcriber.transcribe(suppressed(mixed, level)).text)
                cell = (name, snr_db, level)
                errors[cell] = errors.get(cell, WordErrors()) + word_errors(said, heard)
        progress(f"{name} at {snr_db:g} dB")
    return errors


def table(errors: Mapping[Cell, WordErrors], levels: Sequence[Level]) -> list[str]:
    """Markdown: one line a noise and distance, one column a level, and all of them together."""
    heads = ["none" if level == 0 else f"level {level}" for level in levels]
    lines = ["| noise | dB | " + " | ".join(heads) + " |", "|---|---" + "|---" * len(levels) + "|"]
    for name, snr_db in dict.fromkeys((name, snr_db) for name, snr_db, _ in errors):
        rates = [f"{errors[name, snr_db, level].rate:.1%}" for level in levels]
        lines.append(f"| {name} | {snr_db:g} | " + " | ".join(rates) + " |")
    sums = [sum((each for cell, each in errors.items() if cell[2] == level), WordErrors()) for level in levels]
    return [*lines, "| all | | " + " | ".join(f"{each.rate:.1%}" for each in sums) + " |"]


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 if the folder is none of clips."""
    parser = argparse.ArgumentParser(prog="python -m floorline.benches.voice_noise", description=__doc__)
    parser.add_argument("--speech", type=Path, required=True, help="folder of clips, as for floorline bench voice")
    parser.add_argument("--clips", type=int, default=30, help="how many clips with a text, evenly drawn")
    parser.add_argument("--engine", default="moonshine", choices=("moonshine", "whisper"))
    parser.add_argument("--levels", type=int, nargs="+", default=[0, 1, 2], choices=range(5))
    options = parser.parse_args(arguments)
    try:
        spoken = [clip for clip in read_manifest(options.speech) if clip.text is not None]
        step = max(1, len(spoken) // options.clips)
        chosen = spoken[::step][: options.clips]
        talk = [clip for clip in spoken if clip not in chosen][:TALK_CLIPS] or chosen
        noises = dict(made_noises([read_audio(options.speech / clip.path) for clip in talk], SEED))
        if (options.speech / NOISE_FILE).is_file():
            noises["kitchen"] = read_audio(options.speech / NOISE_FILE)
        clips = [(read_audio(options.speech / clip.path), clip.text or "") for clip in chosen]
        transcriber = make_transcriber(load_settings().voice, options.engine)
        errors = measured(clips, noises, transcriber, options.levels, _say)
    except FloorlineError as exc:
        _say(f"floorline: {exc}")
        return 1
    sys.stdout.write("\n".join(table(errors, options.levels)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
