"""The sound of one microphone that is held in memory: two seconds, or one turn that is for us."""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from voice.audio import SAMPLE_RATE_HZ, Audio, Samples
from voice.headsets.protocol import FRAME_SECONDS

RING_SECONDS: Final = 2.0
"""All that is ever kept of what is not addressed to the assistant."""

PRE_ROLL_SECONDS: Final = 0.4
"""Kept from before speech was certain: the first consonant of a word is quiet."""


class Recording:
    """Frames in, the turn's sound out."""

    def __init__(self) -> None:
        self._ring: deque[Samples] = deque(maxlen=round(RING_SECONDS / FRAME_SECONDS))
        self._turn: list[Samples] | None = None
        self._since_began = 0

    def add(self, samples: Samples) -> None:
        """Take one frame."""
        self._ring.append(samples)
        self._since_began += 1
        if self._turn is not None:
            self._turn.append(samples)

    def begin(self, onset_seconds: float, *, keep: bool) -> None:
        """A turn began ``onset_seconds`` ago. ``keep`` keeps all of it; else it stays within the ring."""
        self._since_began = round((onset_seconds + PRE_ROLL_SECONDS) / FRAME_SECONDS)
        self._turn = None
        if keep:
            self.keep()

    def keep(self) -> None:
        """The turn is for us: keep what the ring still has of it, and all that follows."""
        if self._turn is None:
            frames = list(self._ring)
            self._turn = frames[max(0, len(frames) - self._since_began) :]

    def sound(self, last_seconds: float | None = None) -> Audio:
        """The turn so far, or its end."""
        frames = self._turn
        if frames is None:
            frames = list(self._ring)[-max(1, self._since_began) :]
        if last_seconds is not None:
            frames = frames[-round(last_seconds / FRAME_SECONDS) :]
        return Audio(np.concatenate(frames) if frames else np.zeros(0, dtype=np.float32), SAMPLE_RATE_HZ)

    def end(self) -> None:
        """Forget the turn; the ring goes on."""
        self._turn = None

    def forget(self) -> None:
        """Forget everything: the microphone is closed."""
        self._turn = None
        self._ring.clear()
