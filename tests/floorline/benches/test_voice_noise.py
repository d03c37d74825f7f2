"""The table of what noise and its suppression do, with a recogniser made up on the spot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.incident import SlotName
from floorline.benches.speech_scores import WordErrors
from floorline.benches.voice_noise import SNRS_DB, main, measured, table
from speech_data.shop_noises import made_noises
from tests.voice.made_sound import rms, tone
from voice.audio import Audio
from voice.transcribers.protocol import Transcript


class Deaf:
    """Hears the first of two words."""

    name = "deaf"

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        return Transcript("enter", self.name, audio.seconds)


def test_every_noise_is_of_one_loudness_and_the_same_again_from_its_seed() -> None:
    talk = [tone(0.7, frequency_hz=300.0), tone(0.4, frequency_hz=500.0)]
    noises, again = made_noises(talk, 1), made_noises(talk, 1)
    assert set(noises) == {"babble", "fridge hum", "music", "tannoy"}
    for name, noise in noises.items():
        assert rms(noise) == pytest.approx(0.05, rel=0.05)
        assert np.array_equal(noise.samples, again[name].samples)


def test_errors_are_told_by_noise_distance_and_level() -> None:
    told: list[str] = []
    errors = measured([(tone(0.3), "enter six")], {"hum": tone(0.5)}, Deaf(), [0, 1], told.append)
    assert errors == {("hum", snr, level): WordErrors(2, 1) for snr in SNRS_DB for level in (0, 1)}
    assert len(told) == len(SNRS_DB)
    lines = table(errors, [0, 1])
    assert lines[0] == "| noise | dB | none | level 1 |"
    assert lines[2] == "| hum | 20 | 50.0% | 50.0% |"
    assert lines[-1] == "| all | | 50.0% | 50.0% |"


def test_a_folder_that_holds_no_clips_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--speech", str(tmp_path)]) == 1
    assert "manifest.jsonl" in capsys.readouterr().err
