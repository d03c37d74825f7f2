"""How much of a sound is somebody speaking, by Silero's network over all of it."""

from __future__ import annotations

import threading
from typing import Final

import numpy as np

from voice.audio import SAMPLE_RATE_HZ, Audio, resampled
from voice.levels import SILENCE_DBFS, frame_levels_dbfs
from voice.transcribers.made_up import VOICED_FROM, Voicing
from voice.vad import SileroDetector

WINDOW_SAMPLES: Final = 512
LEVEL_DBFS: Final = -23.0
"""The loudest frames are brought to this level first: Silero overlooks speech below about -45 dBFS."""

MOST_GAIN_DB: Final = 30.0
_WARM_UP_WINDOWS: Final = 2
"""The network needs some frames before it judges; the first of the sound are given to it twice."""


class VoicingMeter:
    """One network, one sound at a time. About a millisecond for each 32 of sound."""

    def __init__(self) -> None:
        self._detector = SileroDetector()
        self._lock = threading.Lock()

    def measure(self, audio: Audio) -> Voicing:
        """Of the whole sound; no voice at all in silence."""
        sound = resampled(audio, SAMPLE_RATE_HZ)
        levels = frame_levels_dbfs(sound)
        if not len(levels):
            return Voicing(0.0, 0.0)
        loudest = float(np.percentile(levels, 98))
        if loudest < SILENCE_DBFS:
            return Voicing(0.0, 0.0)
        gain_db = float(np.clip(LEVEL_DBFS - loudest, 0.0, MOST_GAIN_DB))
        samples = np.clip(sound.samples * np.float32(10 ** (gain_db / 20)), -1.0, 1.0)
        padded = np.concatenate((samples, np.zeros(-len(samples) % WINDOW_SAMPLES, dtype=np.float32)))
        windows = padded.reshape(-1, WINDOW_SAMPLES)
        with self._lock:
            self._detector.reset()
            for window in windows[:_WARM_UP_WINDOWS]:
                self._detector.probability(window)
            likely = [self._detector.probability(window) for window in windows]
        voiced = sum(one >= VOICED_FROM for one in likely)
        return Voicing(max(likely), voiced * WINDOW_SAMPLES / SAMPLE_RATE_HZ)
