"""Short tones that say without words how things stand. Each is told apart by its melody, not by its pitch alone."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Final

import numpy as np

from voice.audio import Audio

RATE_HZ: Final = 22_050
_LEVEL: Final = 0.22
"""13 dB below full scale: clear over a shop, no fright in an ear."""
_ALARM_LEVEL: Final = 0.5
_EDGE_SECONDS: Final = 0.008


class Earcon(StrEnum):
    """What is told."""

    LISTENING = "listening"
    """Rising: the microphone is open, speak."""
    HEARD = "heard"
    """One low note: the words were taken; the answer takes a moment."""
    SENT = "sent"
    """Three notes up: the report is on its way."""
    ALARM = "alarm"
    """Two notes in turn, loud: what follows is urgent."""


_MELODIES: Final[dict[Earcon, tuple[tuple[float, float], ...]]] = {
    Earcon.LISTENING: ((660.0, 0.06), (990.0, 0.08)),
    Earcon.HEARD: ((520.0, 0.07),),
    Earcon.SENT: ((523.0, 0.07), (659.0, 0.07), (784.0, 0.12)),
    Earcon.ALARM: ((880.0, 0.14), (660.0, 0.14), (880.0, 0.14), (660.0, 0.14)),
}
"""Notes (Hz, seconds), one after the other."""


@cache
def tone(earcon: Earcon) -> Audio:
    """The sound of ``earcon``."""
    level = _ALARM_LEVEL if earcon is Earcon.ALARM else _LEVEL
    notes = []
    for pitch_hz, seconds in _MELODIES[earcon]:
        count = round(seconds * RATE_HZ)
        time_seconds = np.arange(count) / RATE_HZ
        edge = np.clip(np.minimum(time_seconds, seconds - time_seconds) / _EDGE_SECONDS, 0.0, 1.0)
        notes.append(level * edge * np.sin(2 * np.pi * pitch_hz * time_seconds))
    return Audio(np.concatenate(notes).astype(np.float32), RATE_HZ)
