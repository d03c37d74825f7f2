"""The staff's side of the demo: the files that are in the repository, and the arithmetic that makes the noise."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
import soundfile

from assistant.incident import SlotName
from demo.audio_script import AUDIO_FOLDER, load_script
from demo.make_audio import word_errors
from demo.shop_noise import shop_noise
from tests.voice.made_sound import rms, tone
from voice.audio import read_audio
from voice.levels import mix_noise, speech_rms
from voice.transcribers.moonshine import MoonshineTranscriber

SCRIPT = load_script()
FILES = sorted({line.file for incident in SCRIPT.incidents.values() for line in incident.lines})


def test_every_line_has_its_file_and_every_file_its_line() -> None:
    assert {path.name for path in AUDIO_FOLDER.glob("*.flac")} == {*FILES, SCRIPT.noise.file}


def test_the_files_are_small_enough_to_live_in_a_repository() -> None:
    assert sum(path.stat().st_size for path in AUDIO_FOLDER.iterdir()) < 4_000_000


@pytest.mark.parametrize("file", [*FILES, SCRIPT.noise.file])
def test_a_file_is_16_khz_mono_and_does_not_clip(file: str) -> None:
    about = soundfile.info(AUDIO_FOLDER / file)
    assert (about.samplerate, about.channels, about.format) == (16_000, 1, "FLAC")
    samples = read_audio(AUDIO_FOLDER / file).samples
    assert 0.1 < float(np.max(np.abs(samples))) < 0.95


@pytest.mark.parametrize("file", FILES)
def test_staff_speak_at_one_level_and_not_for_long(file: str) -> None:
    audio = read_audio(AUDIO_FOLDER / file)
    assert 0.06 < speech_rms(audio) < 0.1
    assert 0.5 < audio.seconds < 10


@pytest.mark.parametrize("incident", SCRIPT.incidents)
def test_there_is_an_answer_to_every_slot_that_may_be_asked(incident: str) -> None:
    cues = {line.cue for line in SCRIPT.incidents[incident].lines}
    assert set(get_args(SlotName)) <= cues
    assert {"opening", "dont_know", "what_now", "confirm"} <= cues


def test_staff_do_not_have_the_voice_of_the_assistant() -> None:
    assert {incident.voice for incident in SCRIPT.incidents.values()} == {"bf_alice", "bm_lewis"}


def test_nine_of_ten_words_are_heard_in_the_noise_of_the_shop(moonshine: MoonshineTranscriber) -> None:
    noise = read_audio(AUDIO_FOLDER / SCRIPT.noise.file)
    counts = [
        word_errors(line.text, moonshine.transcribe(mix_noise(audio, noise, 15.0, seed=1)).text)
        for incident in SCRIPT.incidents.values()
        for line in incident.lines
        if (audio := read_audio(AUDIO_FOLDER / line.file)).seconds > 2
    ]
    assert sum(errors for errors, _ in counts) <= 0.1 * sum(words for _, words in counts)


def test_word_errors_count_figures_as_words_and_homophones_as_errors() -> None:
    assert word_errors("Aisle four, 999!", "aisle 4 nine nine nine") == (0, 5)
    assert word_errors("from aisle nine", "from Isle 9") == (1, 3)
    assert word_errors("it's right here", "its right") == (1, 3)


def test_the_same_seed_makes_the_same_shop() -> None:
    talk = [tone(1.5, frequency_hz=200.0), tone(0.8, frequency_hz=310.0)]
    one, again, other = (shop_noise(talk, 6.0, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.samples, again.samples)
    assert not np.array_equal(one.samples, other.samples)
    assert one.seconds == pytest.approx(6.0)
    assert rms(one) == pytest.approx(0.05, rel=0.01)


def test_the_noise_loops_without_a_seam() -> None:
    samples = shop_noise([tone(1.5, frequency_hz=200.0)], 6.0, seed=4).samples
    step_at_the_seam = abs(float(samples[0] - samples[-1]))
    assert step_at_the_seam <= 3 * float(np.std(np.diff(samples)))
