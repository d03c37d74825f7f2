"""The sound of a busy supermarket, made from arithmetic and background voices: the same seed, the same shop.

Layers, with their level below the babble: fridges (mains hum of 50 Hz and its overtones, compressor rush), talk from
many people at many distances in a hard room, till beeps, a trolley with a bad wheel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from voice.audio import Audio

RATE_HZ: Final = 16_000
LEVEL_RMS: Final = 0.05
_JOIN_SECONDS: Final = 1.0
_ROOM_SECONDS: Final = 0.7

Wave = npt.NDArray[np.float64]


def shop_noise(talk: Sequence[Audio], seconds: float, seed: int) -> Audio:
    """``seconds`` of shop that may be looped: its end runs into its beginning. ``talk``: bits of speech at 16 kHz."""
    rng = np.random.default_rng(seed)
    length = int((seconds + _JOIN_SECONDS) * RATE_HZ)
    sound = (
        _at(_in_a_room(_babble(talk, length, rng), rng), 0.0)
        + _at(_fridges(length, rng), -7.0)
        + _at(_in_a_room(_beeps(length, rng), rng), -13.0)
        + _at(_in_a_room(_trolley(length, rng), rng), -9.0)
    )
    looped = _joined(sound)
    return Audio((looped * (LEVEL_RMS / np.sqrt(np.mean(looped**2)))).astype(np.float32), RATE_HZ)


def _at(wave: Wave, level_db: float) -> Wave:
    return wave / max(float(np.sqrt(np.mean(wave**2))), 1e-9) * 10 ** (level_db / 20)


def _babble(talk: Sequence[Audio], length: int, rng: np.random.Generator) -> Wave:
    """Twelve conversations, near and far, each a chain of snippets with pauses."""
    sound = np.zeros(length)
    for _ in range(12):
        level = 10 ** (rng.uniform(-16, 0) / 20)
        at = int(rng.uniform(0, 3) * RATE_HZ)
        while at < length:
            snippet = talk[int(rng.integers(len(talk)))].samples
            # Other throats: the same speaker a little faster and higher, or slower and lower.
            pace = rng.uniform(0.88, 1.14)
            moved = np.interp(np.arange(0, len(snippet) - 1, pace), np.arange(len(snippet)), snippet)
            piece = moved[: length - at]
            sound[at : at + len(piece)] += level * piece
            at += len(piece) + int(rng.uniform(0.2, 2.5) * RATE_HZ)
    return sound


def _fridges(length: int, rng: np.random.Generator) -> Wave:
    time = np.arange(length) / RATE_HZ
    hum = np.zeros(length)
    for overtone, level in enumerate((0.5, 1.0, 0.35, 0.5, 0.15, 0.25, 0.1, 0.12), start=1):
        drift = 1 + 0.15 * np.sin(2 * np.pi * rng.uniform(0.05, 0.3) * time + rng.uniform(0, 2 * np.pi))
        hum += level * drift * np.sin(2 * np.pi * 50.0 * overtone * time + rng.uniform(0, 2 * np.pi))
    return _at(hum, 0.0) + _at(_band(rng.standard_normal(length), 80, 1800), -3.0)


def _beeps(length: int, rng: np.random.Generator) -> Wave:
    """Three tills scanning in bursts, each with its own note."""
    sound = np.zeros(length)
    time = np.arange(int(0.09 * RATE_HZ)) / RATE_HZ
    shape = np.minimum(1.0, np.minimum(time, time[::-1]) / 0.005)
    for note_hz in (1850.0, 2350.0, 2800.0):
        beep = shape * (np.sin(2 * np.pi * note_hz * time) + 0.3 * np.sin(6 * np.pi * note_hz * time))
        level = 10 ** (rng.uniform(-12, 0) / 20)
        at = int(rng.uniform(0, 6) * RATE_HZ)
        while at < length - len(beep):
            sound[at : at + len(beep)] += level * beep
            pause_seconds = rng.uniform(5, 12) if rng.random() < 0.15 else rng.uniform(0.7, 2.6)
            at += int(pause_seconds * RATE_HZ)
    return sound


def _trolley(length: int, rng: np.random.Generator) -> Wave:
    """Rattles that come by now and then: a train of clicks of metal, swelling and fading."""
    clicks = np.zeros(length)
    at = int(rng.uniform(1, 5) * RATE_HZ)
    while at < length:
        passing = int(rng.uniform(2.0, 4.5) * RATE_HZ)
        inside = 0
        while inside < passing and at + inside < length:
            clicks[at + inside] += np.sin(np.pi * inside / passing) * rng.uniform(0.3, 1.0)
            inside += int(RATE_HZ / rng.uniform(9, 24))
        at += passing + int(rng.uniform(3, 9) * RATE_HZ)
    ring_time = np.arange(int(0.06 * RATE_HZ)) / RATE_HZ
    ring = np.exp(-ring_time / 0.012) * rng.standard_normal(len(ring_time))
    return _band(_convolved(clicks, ring), 700, 5200)


def _in_a_room(wave: Wave, rng: np.random.Generator) -> Wave:
    """With the tail of a large room with hard walls: noise that dies away, duller than the sound itself."""
    time = np.arange(int(_ROOM_SECONDS * RATE_HZ)) / RATE_HZ
    tail = _band(rng.standard_normal(len(time)), 100, 3500) * np.exp(-time / 0.18)
    tail *= 0.9 / max(float(np.sqrt(np.sum(tail**2))), 1e-9)
    tail[0] += 0.6
    return _convolved(wave, tail)


def _band(wave: Wave, low_hz: float, high_hz: float) -> Wave:
    spectrum = np.fft.rfft(wave)
    frequency = np.fft.rfftfreq(len(wave), 1 / RATE_HZ)
    gain = 1 / np.sqrt(1 + (low_hz / np.maximum(frequency, 1e-3)) ** 4) / np.sqrt(1 + (frequency / high_hz) ** 4)
    return np.asarray(np.fft.irfft(spectrum * gain, len(wave)))


def _convolved(wave: Wave, with_: Wave) -> Wave:
    size = len(wave) + len(with_)
    return np.asarray(np.fft.irfft(np.fft.rfft(wave, size) * np.fft.rfft(with_, size), size)[: len(wave)])


def _joined(sound: Wave) -> Wave:
    """The last second laid over the first, one fading out and one in at equal power, so that a loop has no seam."""
    join = int(_JOIN_SECONDS * RATE_HZ)
    fade = np.linspace(0, np.pi / 2, join)
    head = sound[:join] * np.sin(fade) + sound[-join:] * np.cos(fade)
    return np.concatenate((head, sound[join:-join]))
