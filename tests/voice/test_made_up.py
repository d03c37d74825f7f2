"""Which words are taken for made up, and which never."""

from __future__ import annotations

import pytest

from demo.audio_script import AUDIO_FOLDER
from tests.voice.made_sound import hiss, joined, silence
from voice.audio import Audio, read_audio
from voice.transcribers.made_up import Voicing, without_made_up
from voice.voicing import VoicingMeter

NOBODY = Voicing(peak=0.3, voiced_seconds=0.03)
SOMEBODY = Voicing(peak=1.0, voiced_seconds=1.2)
FAINT = Voicing(peak=0.9, voiced_seconds=0.1)


@pytest.mark.parametrize("text", ["Thank you.", "Thank you for watching!", "I'm going to go to the hospital.", "♪ ♪"])
def test_where_nobody_speaks_nothing_was_said(text: str) -> None:
    assert without_made_up(text, NOBODY) == ""


@pytest.mark.parametrize("text", ["Thank you.", "Help.", "Help! Help! Help!", "Yes.", "You", "Thank you so much."])
def test_what_somebody_said_stays_whatever_it_is(text: str) -> None:
    assert without_made_up(text, SOMEBODY) == text


def test_a_cry_that_is_half_lost_in_noise_stays() -> None:
    assert without_made_up("Help!", Voicing(peak=0.7, voiced_seconds=0.03)) == "Help!"
    assert without_made_up("Help!", FAINT) == "Help!"


@pytest.mark.parametrize("text", ["Thank you.", "Mm-hmm.", "I'm going to tell you what I'm going to do."])
def test_a_stock_phrase_or_a_long_story_in_a_faint_sound_goes(text: str) -> None:
    assert without_made_up(text, FAINT) == ""


def test_nobody_says_twenty_words_in_a_second() -> None:
    assert without_made_up(" ".join(["word and so on"] * 6), SOMEBODY) == ""


def test_labels_and_credits_go_and_the_words_beside_them_stay() -> None:
    assert without_made_up("[Music] He's got a knife. (applause)", SOMEBODY) == "He's got a knife."
    assert without_made_up("Subtitles by somebody", SOMEBODY) == ""
    assert without_made_up("", SOMEBODY) == ""


@pytest.fixture(scope="module")
def meter() -> VoicingMeter:
    return VoicingMeter()


def test_speech_is_voiced_loud_or_quiet_and_noise_is_not(meter: VoicingMeter) -> None:
    speech = read_audio(AUDIO_FOLDER / "knife-duress.flac")
    quiet = Audio(speech.samples * 0.02, speech.sample_rate_hz)
    assert meter.measure(speech).voiced_seconds > 1.0
    assert meter.measure(quiet).voiced_seconds > 1.0
    for sound in (silence(1.0), silence(0.0), hiss(2.0, level=0.05)):
        assert meter.measure(sound).voiced_seconds < 0.06


def test_a_cry_amid_silence_is_voiced(meter: VoicingMeter) -> None:
    speech = read_audio(AUDIO_FOLDER / "knife-duress.flac")
    assert meter.measure(joined(silence(5.0), speech, silence(5.0))).voiced_seconds > 1.0
