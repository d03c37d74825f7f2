"""Sounds to learn from, another way each time: in another noise, room, pace, pitch and loudness."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator, List, NamedTuple, Sequence

import numpy as np

RATE_HZ = 16_000
SHORTEST_SECONDS, LONGEST_SECONDS = 0.2, 12.0
PACES = (0.9, 1.12)
"""Of the recording; the pitch goes with it, which makes other speakers of one."""
SNRS_DB = (4.0, 26.0)
NEARLY_QUIET_DB, NEARLY_QUIET = 35.0, 0.12
IN_A_ROOM = 0.25
REVERBERATION_SECONDS, REVERBERATION = (0.05, 0.25), (0.1, 0.5)
GAINS_DB = (-12.0, 8.0)
SPEECH_RMS = 0.05
BEFORE_SECONDS, BEHIND_SECONDS = (0.0, 0.35), (0.1, 0.5)
_LOUD_ENOUGH = 0.02
BEGIN, END = 1, 2
"""The pieces that begin and end a text."""


class Batch(NamedTuple):
    """``sounds`` ``(lines, samples)``; the pieces a text goes on from, those it goes on with, which of them count."""

    sounds: np.ndarray
    given: np.ndarray
    wanted: np.ndarray
    counts: np.ndarray


class Sounds:
    """The content of one or more files of ``speech_data/make_teaching.py``."""

    def __init__(self, files: Sequence[Path], seed: int) -> None:
        self._dice = np.random.default_rng(seed)
        self._sounds: List[np.ndarray] = []
        self._pieces: List[np.ndarray] = []
        self._noises: List[np.ndarray] = []
        for file in files:
            with np.load(file) as stored:
                sounds, lengths = stored["sounds"], stored["sound_lengths"]
                pieces, piece_lengths = stored["pieces"], stored["piece_lengths"]
                self._noises += _parts(stored["noises"].astype(np.float32), stored["noise_lengths"])
            for sound, text in zip(_parts(sounds, lengths), _parts(pieces, piece_lengths), strict=True):
                if SHORTEST_SECONDS <= len(sound) / RATE_HZ <= LONGEST_SECONDS:
                    self._sounds.append(sound)
                    self._pieces.append(text)

    def __len__(self) -> int:
        return len(self._sounds)

    def batches(self, seconds: float) -> Iterator[Batch]:
        """Every line once, those of like length together, about ``seconds`` of sound at a time."""
        order = sorted(range(len(self)), key=lambda at: len(self._sounds[at]) * self._dice.uniform(*PACES))
        groups: List[List[int]] = [[]]
        for at in order:
            longest = len(self._sounds[at]) / RATE_HZ + BEHIND_SECONDS[1]
            if groups[-1] and longest * (len(groups[-1]) + 1) > seconds:
                groups.append([])
            groups[-1].append(at)
        for number in self._dice.permutation(len(groups)):
            yield self._batch(groups[number])

    def _batch(self, lines: Sequence[int]) -> Batch:
        spoken = [self._said_anew(self._sounds[at].astype(np.float32)) for at in lines]
        before = [int(self._dice.uniform(*BEFORE_SECONDS) * RATE_HZ) for _ in lines]
        length = max(start + len(sound) for start, sound in zip(before, spoken, strict=True))
        length += int(self._dice.uniform(*BEHIND_SECONDS) * RATE_HZ)
        sounds = np.stack([self._noise(length) for _ in lines])
        for row, start, sound in zip(sounds, before, spoken, strict=True):
            row[start : start + len(sound)] += sound
        sounds *= 10 ** (self._dice.uniform(*GAINS_DB, (len(lines), 1)) / 20)
        texts = [self._pieces[at] for at in lines]
        size = (len(texts), max(map(len, texts)) + 1)
        given, wanted, counts = np.zeros(size, np.int32), np.zeros(size, np.int32), np.zeros(size, np.float32)
        for row, text in enumerate(texts):
            given[row, : len(text) + 1] = [BEGIN, *text]
            wanted[row, : len(text) + 1] = [*text, END]
            counts[row, : len(text) + 1] = 1
        return Batch(np.clip(sounds, -1, 1).astype(np.float32), given, wanted, counts)

    def _said_anew(self, sound: np.ndarray) -> np.ndarray:
        pace = self._dice.uniform(*PACES)
        sound = np.interp(np.arange(int(len(sound) / pace)) * pace, np.arange(len(sound)), sound).astype(np.float32)
        if self._dice.random() < IN_A_ROOM:
            sound = self._in_a_room(sound)
        loud = np.abs(sound) > _LOUD_ENOUGH * np.abs(sound).max()
        return sound / max(float(np.sqrt(np.mean(sound[loud] ** 2))) if loud.any() else 0.0, 1e-6) * SPEECH_RMS

    def _in_a_room(self, sound: np.ndarray) -> np.ndarray:
        length = int(self._dice.uniform(*REVERBERATION_SECONDS) * RATE_HZ)
        echo = self._dice.normal(0, 1, length) * np.exp(-np.arange(length) / (length / 5))
        echo *= self._dice.uniform(*REVERBERATION) / np.sqrt((echo**2).sum())
        echo[0] += 1
        size = 1 << int(np.ceil(np.log2(len(sound) + length)))
        both = np.fft.rfft(sound, size) * np.fft.rfft(echo, size)
        return np.fft.irfft(both, size)[: len(sound)].astype(np.float32)

    def _noise(self, length: int) -> np.ndarray:
        noise = self._noises[int(self._dice.integers(len(self._noises)))]
        noise = np.resize(np.roll(noise, -int(self._dice.integers(len(noise)))), length)
        snr_db = NEARLY_QUIET_DB if self._dice.random() < NEARLY_QUIET else self._dice.uniform(*SNRS_DB)
        noise = noise / max(float(np.sqrt(np.mean(noise**2))), 1e-6) * SPEECH_RMS
        return (noise * 10 ** (-snr_db / 20)).astype(np.float32)


def _parts(whole: np.ndarray, lengths: np.ndarray) -> List[np.ndarray]:
    return np.split(whole, np.cumsum(lengths)[:-1])
