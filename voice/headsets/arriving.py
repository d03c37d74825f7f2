"""Sound that comes over a network: made into frames of 32 ms in real time, whatever the network does to it.

Pure: fed with time. It comes in pieces of any length, late, in bursts, or not at all for a while; what goes on to be
listened to keeps pace with the clock all the same, since the end of speech is judged by counting frames.
"""

from __future__ import annotations

from collections import deque
from typing import Final

import numpy as np

from voice.audio import Samples
from voice.headsets.protocol import FRAME_SAMPLES, FRAME_SECONDS, Frame

GAP_SECONDS: Final = 0.12
"""Sound that is later than this counts as lost, and is silence; a busy wireless network delays by half of it."""

AHEAD_SECONDS: Final = 0.2
"""Late sound that comes after all is caught up with by leaving out quiet frames, so that no word of it is lost."""

QUEUED_SECONDS: Final = 1.0
"""Older sound than this is dropped, oldest first: an answer to what was said a second ago helps nobody."""

_QUIET: Final = 0.006
"""Root mean square below which a frame holds no speech (-44 dB of full scale)."""
_SILENCE: Final[Samples] = np.zeros(FRAME_SAMPLES, dtype=np.float32)
_SILENCE.flags.writeable = False


class ArrivingSound:
    """One microphone's sound, from the pieces that came to frames."""

    def __init__(self) -> None:
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        self._queue: deque[Frame] = deque()
        self._given_until_seconds: float | None = None
        self._asked_at_seconds = 0.0
        self.dropped_frames = 0
        """Frames that were left out, too late or too many."""
        self.missing_frames = 0
        """Frames of silence in place of sound that did not come."""

    def put(self, samples: Samples, pressed: bool | None) -> None:
        """Take what came: 16 kHz, any number of samples. ``pressed`` is how the talk button stood then."""
        joined = np.concatenate((self._rest, samples)) if len(self._rest) else samples
        whole = len(joined) // FRAME_SAMPLES * FRAME_SAMPLES
        self._rest = joined[whole:]
        for start in range(0, whole, FRAME_SAMPLES):
            self._queue.append(Frame(joined[start : start + FRAME_SAMPLES], pressed))
        while len(self._queue) > QUEUED_SECONDS / FRAME_SECONDS:
            self._queue.popleft()
            self.dropped_frames += 1

    def take(self, pressed: bool | None, now_seconds: float) -> list[Frame]:
        """The frames that are due at ``now_seconds`` of any steady clock."""
        if self._given_until_seconds is None:
            self._given_until_seconds = self._asked_at_seconds = now_seconds
        # Where nobody asked for a while, this machine was late and not the sound: it may be here the next time.
        overslept = now_seconds - self._asked_at_seconds > GAP_SECONDS
        self._asked_at_seconds = now_seconds
        frames: list[Frame] = []
        while self._queue:
            frame = self._queue.popleft()
            ahead_seconds = self._given_until_seconds - now_seconds
            if ahead_seconds > QUEUED_SECONDS or (ahead_seconds > AHEAD_SECONDS and _is_quiet(frame)):
                self.dropped_frames += 1
                continue
            frames.append(frame)
            self._given_until_seconds += FRAME_SECONDS
        behind_seconds = now_seconds - self._given_until_seconds
        if frames:
            # A device whose clock is a little slow falls behind for ever: that is no gap.
            self._given_until_seconds = max(self._given_until_seconds, now_seconds - GAP_SECONDS / 2)
        elif behind_seconds >= GAP_SECONDS and not overslept:
            frames = self._instead(int(behind_seconds / FRAME_SECONDS), pressed)
            self._given_until_seconds += len(frames) * FRAME_SECONDS
        return frames

    def _instead(self, count: int, pressed: bool | None) -> list[Frame]:
        """``count`` frames for sound that did not come, beginning with the piece of a frame that did."""
        self.missing_frames += count
        frames = [Frame(_SILENCE, pressed)] * count
        if len(self._rest):
            padded = np.zeros(FRAME_SAMPLES, dtype=np.float32)
            padded[: len(self._rest)] = self._rest
            self._rest = self._rest[:0]
            frames[0] = Frame(padded, pressed)
        return frames


def _is_quiet(frame: Frame) -> bool:
    return float(np.sqrt(np.mean(np.square(frame.samples)))) < _QUIET
