"""The suppressor takes noise down and leaves the sound as long as it was."""

from __future__ import annotations

import pytest

from tests.voice.made_sound import hiss, rms, silence, tone
from voice.audio import Audio
from voice.noise import DEFAULT_LEVEL, suppressed


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_hiss_is_taken_down_and_the_length_stays(level: int) -> None:
    noise = hiss(1.0, level=0.05)
    cleaned = suppressed(noise, level)  # type: ignore[arg-type]
    assert len(cleaned.samples) == len(noise.samples)
    assert rms(cleaned) < 0.8 * rms(noise)


def test_level_nought_leaves_the_sound_alone() -> None:
    sound = tone(0.5)
    assert suppressed(sound, 0) is sound
    assert DEFAULT_LEVEL == 0


@pytest.mark.parametrize("sound", [silence(0.0), silence(0.003), silence(1.0)])
def test_short_and_silent_sound_is_no_trouble(sound: Audio) -> None:
    assert len(suppressed(sound, 2).samples) == len(sound.samples)
