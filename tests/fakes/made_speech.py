"""Speech that only the fakes understand: sound whose samples say which words it is, and how far they have come."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import numpy as np

from assistant.errors import EngineError
from voice.audio import SAMPLE_RATE_HZ, Audio, Samples
from voice.headsets.protocol import FRAME_SAMPLES, FRAME_SECONDS
from voice.live.hearing import Urgency
from voice.transcribers.protocol import Transcript

_LOUD = 0.25


@dataclass
class MadeSpeech:
    """Makes speech, and hears it back as a recogniser would: whole words, as far as they were in the sound."""

    seconds_a_word: float = 0.32
    took_seconds: float = 0.08
    fails: bool = False
    asked_for: list[tuple[str | None, Urgency, float]] = field(default_factory=list)
    """What was to be transcribed: what was asked, how urgent, and the seconds of sound."""
    _texts: list[str] = field(default_factory=list)

    def says(self, text: str) -> Audio:
        """``text`` as sound; "…" in it is a pause of half a second."""
        self._texts.append(text)
        number = len(self._texts)
        frames: list[Samples] = []
        words = text.split()
        for at, word in enumerate(words):
            pause = word == "…"
            for part in range(round((0.5 if pause else self.seconds_a_word) / FRAME_SECONDS)):
                frame = np.full(FRAME_SAMPLES, 0.0 if pause else _LOUD, dtype=np.float32)
                if not pause:
                    frame[:3] = (number / 1000, at / 1000, part / 1000)
                frames.append(frame)
        return Audio(np.concatenate(frames), SAMPLE_RATE_HZ)

    async def transcribe(self, audio: Audio, asked: str | None, urgency: Urgency) -> Transcript:
        self.asked_for.append((asked, urgency, audio.seconds))
        await asyncio.sleep(self.took_seconds)
        if self.fails:
            raise EngineError("The recogniser failed; try again.")
        words: list[str] = []
        lasting = round(self.seconds_a_word / FRAME_SECONDS)
        for start in range(0, len(audio.samples) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            frame = audio.samples[start : start + FRAME_SAMPLES]
            if frame[-1] != np.float32(_LOUD):
                continue
            number, at, part = (round(float(value) * 1000) for value in frame[:3])
            if part == lasting - 1:
                words.append(self._texts[number - 1].split()[at])
        return Transcript(" ".join(words), "made", audio.seconds, confidence=0.9)


class MadeDetector:
    """Sure of made speech, and of nothing else."""

    def probability(self, samples: Samples) -> float:
        return 0.99 if samples[-1] == np.float32(_LOUD) else 0.01

    def reset(self) -> None:
        """It has no memory."""


@dataclass
class MadeVoice:
    """Says a sentence as a sound of a tenth of a second a word, whose samples tell which sentence it is."""

    took_seconds: float = 0.03
    said: list[str] = field(default_factory=list)

    def pieces(self, text: str) -> list[str]:
        return [part.strip() + "." for part in text.split(".") if part.strip()]

    async def sound(self, piece: str, *, keep: bool, speed: float) -> Audio:
        await asyncio.sleep(self.took_seconds)
        self.said.append(piece)
        count = round(0.1 * len(piece.split()) * SAMPLE_RATE_HZ / speed)
        return Audio(np.full(count, len(self.said) / 1000, dtype=np.float32), SAMPLE_RATE_HZ)
