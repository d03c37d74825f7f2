"""Voices of Carnegie Mellon's Flite, a small program of Debian's (``apt install flite``): other mouths than joe's.

They sound more like machines than Piper or Kokoro do, and say a line in a tenth of a second; whoever listens to them
as well leans less on how one man speaks.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from assistant.errors import EngineError, SetupError
from voice.audio import Audio, read_audio

VOICES: Final = ("awb", "slt", "rms")
"""A Scot, and a woman and a man of the United States."""
STRETCHES: Final = (0.85, 1.2)
"""From hurried to slow; 1 is the voice's own pace."""
TIMEOUT_SECONDS: Final = 60.0


class FliteVoices:
    """One of ``VOICES`` for each line, at a pace of its own; what is drawn hangs on ``seed``."""

    def __init__(self, seed: int, program: str = "flite") -> None:
        self._program = program
        self._dice = np.random.default_rng(seed)

    def say(self, text: str) -> Audio:
        """``text`` at 16 kHz. Raises ``SetupError`` where Flite is missing, ``EngineError`` where it fails."""
        voice = VOICES[int(self._dice.integers(len(VOICES)))]
        stretch = f"duration_stretch={self._dice.uniform(*STRETCHES):.3f}"
        with tempfile.TemporaryDirectory() as folder:
            said = Path(folder) / "said.wav"
            command = [self._program, "-voice", voice, "--setf", stretch, "-t", text, "-o", str(said)]
            try:
                subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT_SECONDS)
            except FileNotFoundError as exc:
                raise SetupError("Flite is missing; install Debian's package 'flite', or leave --flite 0.") from exc
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as exc:
                raise EngineError(f"Flite failed on a line of {len(text)} characters.") from exc
            return read_audio(said)
