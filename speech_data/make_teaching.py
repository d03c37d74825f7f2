r"""Speak training lines and write what the recogniser is to learn from them: sounds, and the pieces it should write.

    python -m speech_data.make_teaching --out teaching.npz
    cd deploy/rasa && ../../.rasa-venv/bin/python -m floorline_ear.teach --data teaching.npz \
        --out ../../voice/transcribers/moonshine_shop.npz

3,700 lines of Piper's joe take about twenty minutes of one processor; ``--flite 1800`` adds lines of three other voices
in six (Debian's package ``flite``). Kokoro's (see ``speech_data/make_heard.py`` for how to get them) are ``--voices DIR
--speakers af_bella am_adam``, eight times as slow a line.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np

from assistant.errors import AudioError, FloorlineError, SetupError
from assistant.settings import PROJECT_ROOT
from assistant.understanding.examples import read_examples
from demo.make_audio import SMALL_TALK
from demo.shop_noise import shop_noise
from speech_data.flite import FliteVoices
from speech_data.held_out import read_held_out
from speech_data.shop_noises import made_noises
from speech_data.speakers import KokoroAndJoe
from speech_data.teaching_lines import teaching_lines
from speech_data.teaching_texts import Spelling, text_to_write
from speech_data.varied_joe import VariedJoe
from voice.audio import SAMPLE_RATE_HZ, Audio
from voice.speakable import speakable
from voice.transcribers import Transcriber
from voice.transcribers.moonshine import MoonshineTranscriber
from voice.transcribers.moonshine_network import MoonshineNetwork

NLU_DATA: Final = PROJECT_ROOT / "nlu_data"
SHOPS: Final = range(300, 306)
"""Seeds of noises, none of which is measured with."""
MIXTURES: Final = (41, 42)
NOISE_SECONDS: Final = 30.0
SLOWEST, FASTEST = 0.85, 1.2
SAY_EVERY: Final = 100


class Mouth(Protocol):
    """Who says a line."""

    def say(self, text: str) -> Audio:
        """``text`` at 16 kHz, another way each time."""
        ...


class SomeOf:
    """Some of Kokoro's speakers, drawn anew for each line."""

    def __init__(self, speakers: KokoroAndJoe, names: Sequence[str], seed: int) -> None:
        if unknown := set(names) - set(speakers.names):
            raise SetupError(
                f"There is no speaker {', '.join(sorted(unknown))}; choose of {', '.join(speakers.names)}."
            )
        self._speakers, self._names = speakers, list(names)
        self._dice = np.random.default_rng(seed)

    def say(self, text: str) -> Audio:
        name = self._names[int(self._dice.integers(len(self._names)))]
        return self._speakers.say(text, name, float(self._dice.uniform(SLOWEST, FASTEST)))


def taught(lines: Sequence[str], mouth: Mouth, ear: Transcriber, spelling: Spelling) -> Iterator[tuple[Any, Any]]:
    """Each line's sound, ``(samples,)`` of half precision, and the numbers of the pieces to write."""
    for number, line in enumerate(lines):
        said = speakable(line)
        try:
            sound = mouth.say(said)
        except AudioError as exc:
            _say(f"left out: {line!r}: {exc}")
            continue
        text = text_to_write(said, ear.transcribe(sound).text)
        yield sound.samples.astype(np.float16), np.array(spelling.pieces_of(text), np.int32)
        if number % SAY_EVERY == 0:
            _say(f"{number} of {len(lines)}: {text}")


def noises(seed: int) -> list[Audio]:
    """Shops, babble, hum, music and announcements, and the rush of air, fit to be looped."""
    joe = VariedJoe(seed)
    talk = [joe.say(text) for text in SMALL_TALK]
    shops = [shop_noise(talk, NOISE_SECONDS, shop) for shop in SHOPS]
    mixtures = [noise for mixture in MIXTURES for noise in made_noises(talk, mixture).values()]
    white = np.random.default_rng(seed).normal(0, 0.05, int(NOISE_SECONDS * SAMPLE_RATE_HZ))
    return [*shops, *mixtures, Audio(white.astype(np.float32), SAMPLE_RATE_HZ)]


def _make(options: argparse.Namespace) -> None:
    held_out = frozenset().union(*(read_held_out(NLU_DATA / name) for name in ("dev", "verification")))
    lines = teaching_lines(read_examples(NLU_DATA / "nlu"), held_out, options.seed)[: options.count + options.flite]
    mouth: Mouth = VariedJoe(options.seed)
    if options.voices is not None:
        mouth = SomeOf(KokoroAndJoe(options.voices), options.speakers, options.seed)
    network = MoonshineNetwork(learnt=None)
    pieces = Spelling(network.alphabet.texts)
    ear = MoonshineTranscriber(network=network)
    made = list(taught(lines[: options.count], mouth, ear, pieces))
    made += taught(lines[options.count :], FliteVoices(options.seed), ear, pieces)
    background = [noise.samples.astype(np.float16) for noise in noises(options.seed)]
    np.savez(
        options.out,
        sounds=np.concatenate([sound for sound, _ in made]),
        sound_lengths=[len(sound) for sound, _ in made],
        pieces=np.concatenate([numbers for _, numbers in made]),
        piece_lengths=[len(numbers) for _, numbers in made],
        noises=np.concatenate(background),
        noise_lengths=[len(noise) for noise in background],
    )
    _say(f"{len(made)} lines, {sum(len(sound) for sound, _ in made) / SAMPLE_RATE_HZ:.0f} s of speech")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 if all went well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="where it goes, an .npz")
    parser.add_argument("--count", type=int, default=3700, metavar="N", help="how many lines are said (3700)")
    parser.add_argument("--flite", type=int, default=0, metavar="N", help="lines besides, said by voices of Flite (0)")
    parser.add_argument("--seed", type=int, default=11, help="another seed draws other lines and intonations (11)")
    parser.add_argument("--voices", type=Path, metavar="DIR", help="the styles of Kokoro's speakers, NAME.bin")
    parser.add_argument("--speakers", nargs="+", default=["af_bella", "am_adam", "bf_alice"], metavar="NAME")
    options = parser.parse_args(arguments)
    try:
        _make(options)
    except FloorlineError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
