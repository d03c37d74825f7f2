"""Sound for tests, made on the spot."""

from __future__ import annotations

import numpy as np

from voice.audio import Audio


def tone(seconds: float = 1.0, *, rate_hz: int = 16_000, level: float = 0.3, frequency_hz: float = 440.0) -> Audio:
    """A pure tone with the given peak."""
    time = np.arange(int(seconds * rate_hz)) / rate_hz
    return Audio((level * np.sin(2 * np.pi * frequency_hz * time)).astype(np.float32), rate_hz)


def silence(seconds: float = 1.0, *, rate_hz: int = 16_000) -> Audio:
    """Digital silence."""
    return Audio(np.zeros(int(seconds * rate_hz), dtype=np.float32), rate_hz)


def hiss(seconds: float = 1.0, *, rate_hz: int = 16_000, level: float = 0.1, seed: int = 1) -> Audio:
    """White noise of the given RMS."""
    samples = np.random.default_rng(seed).normal(0.0, level, int(seconds * rate_hz))
    return Audio(np.clip(samples, -1, 1).astype(np.float32), rate_hz)


def joined(*pieces: Audio) -> Audio:
    """One after the other."""
    return Audio(np.concatenate([piece.samples for piece in pieces]), pieces[0].sample_rate_hz)


def rms(audio: Audio) -> float:
    """Root mean square of all of it."""
    return float(np.sqrt(np.mean(audio.samples.astype(np.float64) ** 2)))
