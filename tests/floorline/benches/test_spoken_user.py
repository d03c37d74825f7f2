"""Lines made sound: the same person with the same words sounds the same, and the words arrive as they were heard."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.errors import AudioError
from assistant.incident import SlotName
from assistant.settings import Settings
from floorline.benches.spoken_user import SpokenEars
from tests.voice.made_sound import hiss
from voice.audio import SAMPLE_RATE_HZ, Audio
from voice.transcribers.protocol import Transcript

LINE = "They went towards the bus station."


class KeepsWhatItHears:
    """A recogniser that always hears the same, and keeps the sound."""

    name = "keeps"

    def __init__(self) -> None:
        self.sounds: list[Audio] = []
        self.asked: list[SlotName | None] = []

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        self.sounds.append(audio)
        self.asked.append(asked)
        return Transcript("they went towards the bus", "keeps", audio.seconds, confidence=0.5)


def ears(snr_db: float = 20.0) -> tuple[SpokenEars, KeepsWhatItHears]:
    transcriber = KeepsWhatItHears()
    return SpokenEars(transcriber, (hiss(2.0, seed=1), hiss(2.0, seed=2)), snr_db), transcriber


async def test_what_was_heard_arrives_with_its_confidence_and_its_errors_are_counted() -> None:
    spoken, recogniser = ears()
    spoken.begin(1)
    assert await spoken.hear(LINE, "direction_of_travel") == ("they went towards the bus", 0.5)
    assert spoken.figures() == {"spoken_snr_db": 20.0, "spoken_word_error_rate": pytest.approx(1 / 6)}
    assert recogniser.asked == ["direction_of_travel"]


async def test_the_sound_of_a_person_hangs_on_the_seed_alone() -> None:
    spoken, recogniser = ears()
    for seed in (1, 1, 2):
        spoken.begin(seed)
        await spoken.hear(LINE, None)
    await spoken.hear(LINE, None)
    first, again, other, later = recogniser.sounds
    assert first.sample_rate_hz == SAMPLE_RATE_HZ
    assert np.array_equal(first.samples, again.samples)
    assert not np.array_equal(first.samples, other.samples)
    assert not np.array_equal(other.samples, later.samples)


def test_a_level_at_which_nobody_is_heard_is_refused() -> None:
    with pytest.raises(AudioError, match="--spoken"):
        SpokenEars.made(Settings(), -40.0, None, lambda line: None)


def test_a_noise_that_is_no_sound_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noise.wav").write_text("not a sound", encoding="utf-8")
    with pytest.raises(AudioError):
        SpokenEars.made(Settings(), 20.0, tmp_path / "noise.wav", lambda line: None)
