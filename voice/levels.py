"""How loud sound is, frame by frame, and what follows: is there speech at all, where to cut, how much noise to mix in.

Pure arithmetic over arrays; levels are RMS over frames of 20 ms, in dB relative to full scale (dBFS).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from assistant.errors import AudioError
from voice.audio import Audio, resampled

FRAME_SECONDS: Final = 0.02
FLOOR_DBFS: Final = -120.0

SILENCE_DBFS: Final = -60.0
"""Quiet speech into a poor headset lies near -45 dBFS; below -60 there is nothing a recogniser could use."""

STEADY_RANGE_DB: Final = 2.0
"""White noise and fridge hum vary by under 1 dB from frame to frame, speech 5 dB under such noise by more than 2."""

ACTIVE_RANGE_DB: Final = 30.0
MIX_PEAK: Final = 0.98


def frame_levels_dbfs(audio: Audio) -> npt.NDArray[np.float64]:
    """The level of each whole 20 ms frame; of the whole sound if it is shorter than one."""
    width = max(1, round(FRAME_SECONDS * audio.sample_rate_hz))
    if len(audio.samples) < width:
        width = max(1, len(audio.samples))
    count = len(audio.samples) // width
    if count == 0:
        return np.zeros(0)
    frames = audio.samples[: count * width].reshape(count, width).astype(np.float64)
    power = np.mean(frames**2, axis=1)
    return np.asarray(10.0 * np.log10(np.maximum(power, 10 ** (FLOOR_DBFS / 10))))


def is_without_speech(audio: Audio) -> bool:
    """Whether there is certainly no speech: silence, near-silence, or half a second and more of unchanging hum or hiss.

    Leans to ``False``: to lose a cry for help is worse than to read a word into a noise.
    """
    levels = frame_levels_dbfs(audio)
    if not len(levels) or float(np.percentile(levels, 98)) < SILENCE_DBFS:
        return True
    if audio.seconds < 0.5:
        return False
    loud, quiet = np.percentile(levels, (98, 5))
    return bool(loud - quiet < STEADY_RANGE_DB)


def speech_rms(audio: Audio) -> float:
    """RMS over the frames that carry speech: those within 30 dB of the loudest (a 98th percentile, so that one click
    does not count). The pauses of an utterance would otherwise make it look quieter than it sounds. Zero for silence.
    """
    levels = frame_levels_dbfs(audio)
    if not len(levels):
        return 0.0
    loudest = float(np.percentile(levels, 98))
    if loudest <= FLOOR_DBFS:
        return 0.0
    active = levels[levels > loudest - ACTIVE_RANGE_DB]
    return float(np.sqrt(np.mean(10 ** (active / 10))))


def mix_noise(speech: Audio, noise: Audio, snr_db: float, seed: int) -> Audio:
    """Lay noise under speech, ``snr_db`` below it.

    The ratio is that of the speech's RMS over its active frames (``speech_rms``) to the RMS of the noise laid under it.
    The noise is looped from an offset drawn with ``seed``: the same seed, the same mix. Where the sum would clip, all
    of it is scaled down, which leaves the ratio as it is. Raises ``AudioError`` for silent speech or noise.
    """
    if not np.isfinite(snr_db) or not -60 <= snr_db <= 100:
        raise AudioError(f"A signal-to-noise ratio of {snr_db} dB cannot be mixed; give one between -60 and 100.")
    noise = resampled(noise, speech.sample_rate_hz)
    if not len(noise.samples):
        raise AudioError("The noise is empty; give another file.")
    offset = int(np.random.default_rng(seed).integers(len(noise.samples)))
    laid = np.resize(np.roll(noise.samples, -offset), len(speech.samples)).astype(np.float64)
    signal_rms = speech_rms(speech)
    noise_rms = float(np.sqrt(np.mean(laid**2))) if len(laid) else 0.0
    if signal_rms == 0.0:
        raise AudioError("There is no speech to mix noise with; give a file that is not silent.")
    if noise_rms == 0.0:
        raise AudioError("The noise is silent; give another file.")
    mixed = speech.samples + laid * (signal_rms / noise_rms / 10 ** (snr_db / 20))
    peak = float(np.max(np.abs(mixed)))
    return Audio((mixed * (MIX_PEAK / peak) if peak > MIX_PEAK else mixed).astype(np.float32), speech.sample_rate_hz)


def cut_at_pauses(audio: Audio, *, longest_seconds: float, search_seconds: float) -> list[Audio]:
    """Cut long sound into pieces of at most ``longest_seconds``, each cut in the quietest moment of the last
    ``search_seconds`` of its piece. Nothing is dropped: joined, the pieces are the sound.
    """
    levels = frame_levels_dbfs(audio)
    width = max(1, round(FRAME_SECONDS * audio.sample_rate_hz))
    longest = int(longest_seconds / FRAME_SECONDS)
    search = min(int(search_seconds / FRAME_SECONDS), longest - 1)
    # A pause is longer than one frame: smooth over 0.2 s, or the cut lands inside a plosive.
    smooth = np.convolve(levels, np.full(11, 1 / 11), mode="same") if len(levels) >= 11 else levels
    pieces: list[Audio] = []
    start = 0
    while (len(audio.samples) - start * width) > longest * width:
        window = smooth[start + longest - search : start + longest]
        cut = start + longest - search + int(np.argmin(window))
        pieces.append(Audio(audio.samples[start * width : cut * width], audio.sample_rate_hz))
        start = cut
    pieces.append(Audio(audio.samples[start * width :], audio.sample_rate_hz))
    return pieces
