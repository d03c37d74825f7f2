"""What else the microphone hears: the shop, and people talking close by. Made from a seed; no recordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from demo.make_audio import SMALL_TALK
from demo.shop_noise import RATE_HZ, shop_noise
from speech_data.speakers import JOE, Speakers
from voice.audio import Audio

NOISE_SECONDS: Final = 40.0
TALKERS: Final = 4
_LEVEL_RMS: Final = 0.05
_LONGEST_PAUSE_SECONDS: Final = 0.5


def made_noises(speakers: Speakers, names: Sequence[str], seed: int) -> Mapping[str, Audio]:
    """Each kind of noise by its name, at 16 kHz, fit to be looped. ``names``: who talks in the background."""
    # joe is quick to make and Kokoro slow, so he says what is in the distance, where nobody can tell who it is.
    talkers = [*names[:2], JOE]
    talk = [speakers.say(text, talkers[number % len(talkers)], 1.0) for number, text in enumerate(SMALL_TALK)]
    return {"shop": shop_noise(talk, NOISE_SECONDS, seed), "babble": babble(talk, NOISE_SECONDS, seed)}


def babble(talk: Sequence[Audio], seconds: float, seed: int) -> Audio:
    """``TALKERS`` people at once, equally near, each saying pieces of ``talk`` (16 kHz) with hardly a pause."""
    rng = np.random.default_rng(seed)
    length = int(seconds * RATE_HZ)
    sound = np.zeros(length)
    for _ in range(TALKERS):
        at = int(rng.integers(length))
        said = 0
        while said < length:
            piece = talk[int(rng.integers(len(talk)))].samples[: length - said]
            # Round the end and on at the beginning, so that the loop has no seam.
            sound[(at + said + np.arange(len(piece))) % length] += piece
            said += len(piece) + int(rng.uniform(0.1, _LONGEST_PAUSE_SECONDS) * RATE_HZ)
    level = float(np.sqrt(np.mean(sound**2)))
    return Audio((sound * (_LEVEL_RMS / max(level, 1e-9))).astype(np.float32), RATE_HZ)
