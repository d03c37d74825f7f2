"""How loud sound is, and what follows."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import AudioError
from demo.audio_script import AUDIO_FOLDER
from tests.voice.made_sound import hiss, joined, rms, silence, tone
from voice.audio import Audio, read_audio
from voice.levels import cut_at_pauses, frame_levels_dbfs, is_without_speech, mix_noise, speech_rms

CRY_FOR_HELP = AUDIO_FOLDER / "knife-duress.flac"


def test_a_full_scale_tone_has_3_db_less_than_full_scale() -> None:
    assert frame_levels_dbfs(tone(level=1.0)) == pytest.approx(-3.01, abs=0.1)


def test_sound_shorter_than_a_frame_has_one_level_and_no_sound_none() -> None:
    assert len(frame_levels_dbfs(tone(0.005))) == 1
    assert len(frame_levels_dbfs(silence(0.0))) == 0


@pytest.mark.parametrize(
    "sound",
    [
        silence(0.0),
        silence(2.0),
        hiss(2.0, level=0.0005),
        hiss(2.0, level=0.1),
        tone(2.0, frequency_hz=50.0),
        joined(hiss(1.0, level=0.05), hiss(1.0, level=0.05, seed=2)),
    ],
    ids=["nothing", "silence", "faint hiss", "hiss", "hum", "long hiss"],
)
def test_silence_and_steady_noise_hold_no_speech(sound: Audio) -> None:
    assert is_without_speech(sound)


@pytest.mark.parametrize("snr_db", [20.0, 10.0, 5.0, 0.0])
def test_a_cry_for_help_is_speech_even_in_loud_hiss(snr_db: float) -> None:
    assert not is_without_speech(mix_noise(read_audio(CRY_FOR_HELP), hiss(5.0), snr_db, seed=1))


def test_a_quiet_cry_for_help_is_speech() -> None:
    cry = read_audio(CRY_FOR_HELP)
    assert not is_without_speech(Audio(cry.samples * np.float32(0.03), cry.sample_rate_hz))


def test_a_short_word_is_not_taken_for_steady_noise() -> None:
    assert not is_without_speech(hiss(0.3))


def test_pauses_do_not_make_speech_look_quieter() -> None:
    talk = tone(1.0)
    assert speech_rms(joined(silence(3.0), talk, silence(4.0))) == pytest.approx(speech_rms(talk), rel=0.02)
    assert speech_rms(silence()) == 0.0


@pytest.mark.parametrize("snr_db", [0.0, 10.0, 15.0])
def test_noise_is_laid_under_the_speech_at_the_ratio_asked_for(snr_db: float) -> None:
    speech = joined(tone(1.0, level=0.1), silence(1.0))
    noise = mix_noise(speech, hiss(7.0), snr_db, seed=3).samples - speech.samples
    ratio_db = 20 * np.log10(speech_rms(speech) / rms(Audio(noise, 16_000)))
    assert ratio_db == pytest.approx(snr_db, abs=0.1)


def test_the_same_seed_gives_the_same_mix_and_another_seed_another() -> None:
    speech, noise = tone(1.0), hiss(7.0)
    first, again, other = (mix_noise(speech, noise, 10, seed).samples for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_short_noise_is_looped() -> None:
    speech = tone(3.0, level=0.1)
    laid = mix_noise(speech, hiss(1.0), 10, seed=1).samples - speech.samples
    assert np.allclose(laid[:16_000], laid[16_000:32_000], atol=1e-6)


def test_noise_of_another_rate_is_brought_to_that_of_the_speech() -> None:
    mixed = mix_noise(silence_with_a_word(), tone(1.0, rate_hz=48_000, frequency_hz=1_000.0), 0, seed=1)
    spectrum = np.abs(np.fft.rfft(mixed.samples[-16_000:]))
    assert np.argmax(spectrum) == pytest.approx(1_000, abs=2)


def silence_with_a_word() -> Audio:
    return joined(tone(0.5), silence(2.0))


@given(snr_db=st.floats(-30, 40), level=st.floats(0.01, 1.0), seed=st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_no_mix_clips(snr_db: float, level: float, seed: int) -> None:
    mixed = mix_noise(tone(0.3, level=level), hiss(0.5, level=0.3), snr_db, seed)
    assert float(np.max(np.abs(mixed.samples))) <= 0.9801
    assert mixed.samples.dtype == np.float32


def test_what_cannot_be_mixed_is_told() -> None:
    with pytest.raises(AudioError, match="no speech"):
        mix_noise(silence(), hiss(), 10, seed=1)
    with pytest.raises(AudioError, match="noise is silent"):
        mix_noise(tone(), silence(), 10, seed=1)
    with pytest.raises(AudioError, match="noise is empty"):
        mix_noise(tone(), silence(0.0), 10, seed=1)
    with pytest.raises(AudioError, match="nan dB"):
        mix_noise(tone(), hiss(), float("nan"), seed=1)


def test_long_sound_is_cut_in_its_pauses() -> None:
    sound = joined(tone(4.0), silence(0.5), tone(5.0), silence(0.5), tone(3.0))
    pieces = cut_at_pauses(sound, longest_seconds=6.0, search_seconds=4.0)
    assert [piece.seconds for piece in pieces] == pytest.approx([4.25, 5.5, 3.25], abs=0.2)


def test_short_sound_is_not_cut() -> None:
    assert [piece.seconds for piece in cut_at_pauses(tone(6.0), longest_seconds=6.0, search_seconds=4.0)] == [6.0]


@given(seconds=st.floats(0.0, 20.0), longest=st.floats(1.0, 5.0), search=st.floats(0.1, 10.0), seed=st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_cut_pieces_are_short_enough_and_lose_nothing(seconds: float, longest: float, search: float, seed: int) -> None:
    sound = hiss(seconds, seed=seed, rate_hz=8_000)
    pieces = cut_at_pauses(sound, longest_seconds=longest, search_seconds=search)
    assert np.array_equal(joined(*pieces).samples, sound.samples)
    assert all(piece.seconds <= longest + 0.02 for piece in pieces)
