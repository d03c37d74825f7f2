"""The noises of a shop, made from a seed: for measuring what they do to a recogniser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from voice.audio import SAMPLE_RATE_HZ, Audio

SECONDS: Final = 20.0
TALKERS: Final = 6
_RMS: Final = 0.05
_SAMPLES: Final = int(SECONDS * SAMPLE_RATE_HZ)
_CHORDS: Final = ((220.0, 277.2, 329.6), (196.0, 246.9, 293.7), (174.6, 220.0, 261.6), (196.0, 246.9, 329.6))


def made_noises(talk: Sequence[Audio], seed: int) -> Mapping[str, Audio]:
    """Babble and a tannoy out of ``talk`` (16 kHz), fridge hum and music out of nothing; each may be looped."""
    rng = np.random.default_rng(seed)
    return {
        "babble": _levelled(sum((_chatter(talk, rng) for _ in range(TALKERS)), np.zeros(_SAMPLES))),
        "fridge hum": _levelled(_hum(rng)),
        "music": _levelled(_music(rng)),
        "tannoy": _levelled(_tannoy(_chatter(talk, rng))),
    }


def _chatter(talk: Sequence[Audio], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """One person talking all the time."""
    said: list[npt.NDArray[np.float32]] = []
    while sum(map(len, said)) < _SAMPLES:
        piece = talk[int(rng.integers(len(talk)))].samples
        said.append(piece / max(1e-3, float(np.abs(piece).max())))
    return np.roll(np.concatenate(said)[:_SAMPLES].astype(np.float64), int(rng.integers(_SAMPLES)))


def _hum(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Mains and its harmonics under the rush of a fan."""
    time = np.arange(_SAMPLES) / SAMPLE_RATE_HZ
    tones = sum(np.sin(2 * np.pi * 50 * k * time + rng.uniform(0, 6)) / k for k in range(1, 9))
    rush = np.cumsum(rng.normal(0, 1, _SAMPLES))
    rush -= np.convolve(rush, np.full(801, 1 / 801), mode="same")
    return np.asarray(tones + 0.8 * rush / rush.std())


def _music(rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Chords with overtones and a beat, two to the second."""
    time = np.arange(_SAMPLES) / SAMPLE_RATE_HZ
    sound = np.zeros(_SAMPLES)
    for number in range(int(SECONDS * 2)):
        here = (time >= number / 2) & (time < number / 2 + 0.5)
        since = time[here] - number / 2
        for note in _CHORDS[number // 4 % len(_CHORDS)]:
            sound[here] += sum(np.sin(2 * np.pi * note * k * since) / k for k in range(1, 6)) * np.exp(-3 * since)
        sound[here] += rng.normal(0, 1.2, int(here.sum())) * np.exp(-40 * since)
    return sound


def _tannoy(voice: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """A loudspeaker in a hall: only the telephone band, and echoes for half a second."""
    spectrum = np.fft.rfft(voice)
    hertz = np.fft.rfftfreq(len(voice), 1 / SAMPLE_RATE_HZ)
    spectrum[(hertz < 300) | (hertz > 3_400)] = 0
    dry = np.fft.irfft(spectrum, len(voice))
    return np.asarray(dry + sum(0.6**k * np.roll(dry, int(k * 0.083 * SAMPLE_RATE_HZ)) for k in range(1, 7)))


def _levelled(sound: npt.NDArray[np.float64]) -> Audio:
    rms = float(np.sqrt(np.mean(sound**2)))
    return Audio(np.clip(sound * (_RMS / max(rms, 1e-9)), -1, 1).astype(np.float32), SAMPLE_RATE_HZ)
