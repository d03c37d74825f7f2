"""Taking noise away before a recogniser hears the sound: WebRTC's suppressor, at the level that measurement chose.

The table in ``voice/README.md`` says why it is off by default; how to make it anew stands there too.
"""

from __future__ import annotations

from typing import Final, Literal

import numpy as np
from webrtc_noise_gain import AudioProcessor

from voice.audio import SAMPLE_RATE_HZ, Audio, resampled

Level = Literal[0, 1, 2, 3, 4]
DEFAULT_LEVEL: Final[Level] = 0
"""0 leaves the sound as it is, 4 takes most away, and speech with it."""

_BLOCK: Final = SAMPLE_RATE_HZ // 100


def suppressed(audio: Audio, level: Level = DEFAULT_LEVEL) -> Audio:
    """``audio`` with its noise taken down; 16 kHz, as long as before. Level 0 gives it back untouched."""
    if level == 0:
        return audio
    sound = resampled(audio, SAMPLE_RATE_HZ)
    # The suppressor learns the noise from what it is given first: the sound's own beginning, heard twice.
    lead = sound.samples[: min(len(sound.samples), SAMPLE_RATE_HZ // 2)]
    samples = np.concatenate((lead, sound.samples))
    padded = np.concatenate((samples, np.zeros(-len(samples) % _BLOCK, dtype=np.float32)))
    pcm = np.round(np.clip(padded, -1.0, 1.0) * 32767).astype("<i2")
    processor = AudioProcessor(0, level)
    blocks = [processor.Process10ms(block.tobytes()).audio for block in pcm.reshape(-1, _BLOCK)]
    cleaned = np.frombuffer(b"".join(blocks), dtype="<i2").astype(np.float32) / 32768.0
    return Audio(cleaned[len(lead) : len(lead) + len(sound.samples)], SAMPLE_RATE_HZ)
