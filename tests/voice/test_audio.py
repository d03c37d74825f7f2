"""Sound files in and out."""

from __future__ import annotations

import os
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import AudioError, AudioFormatError
from tests.voice.made_sound import rms, silence, tone
from voice.audio import Audio, read_audio, resampled, without_dc, write_audio

KINDS = [
    ("a.wav", "WAV", "PCM_16"),
    ("a.wav", "WAV", "PCM_24"),
    ("a.wav", "WAV", "PCM_U8"),
    ("a.wav", "WAV", "FLOAT"),
    ("a.wav", "WAV", "ULAW"),
    ("a.wav", "WAVEX", "PCM_16"),
    ("a.flac", "FLAC", "PCM_16"),
    ("a.ogg", "OGG", "VORBIS"),
    ("a.oga", "OGG", "OPUS"),
]


def write(path: Path, audio: Audio, container: str = "WAV", width: str = "PCM_16", *, channels: int = 1) -> Path:
    frames = np.repeat(audio.samples[:, None], channels, axis=1)
    soundfile.write(path, frames, audio.sample_rate_hz, format=container, subtype=width)
    return path


def pitch_hz(audio: Audio) -> float:
    spectrum = np.abs(np.fft.rfft(audio.samples))
    return float(np.argmax(spectrum) * audio.sample_rate_hz / len(audio.samples))


@pytest.mark.parametrize(("name", "container", "width"), KINDS)
def test_common_files_come_out_as_16_khz_mono(tmp_path: Path, name: str, container: str, width: str) -> None:
    path = write(tmp_path / name, tone(rate_hz=48_000), container, width, channels=2)
    audio = read_audio(path)
    assert (audio.sample_rate_hz, audio.samples.ndim) == (16_000, 1)
    assert audio.samples.dtype == np.float32
    assert audio.seconds == pytest.approx(1.0, abs=0.01)
    assert pitch_hz(audio) == pytest.approx(440, abs=2)
    assert rms(audio) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)


@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 16_000, 22_050, 44_100, 96_000])
def test_any_common_rate_keeps_length_and_pitch(tmp_path: Path, rate_hz: int) -> None:
    audio = read_audio(write(tmp_path / "a.wav", tone(7.3, rate_hz=rate_hz)))
    assert audio.seconds == pytest.approx(7.3, abs=0.01)
    assert pitch_hz(audio) == pytest.approx(440, abs=1)


def test_channels_are_averaged(tmp_path: Path) -> None:
    frames = np.stack([tone(level=0.4).samples, silence().samples], axis=1)
    soundfile.write(tmp_path / "a.wav", frames, 16_000)
    assert rms(read_audio(tmp_path / "a.wav")) == pytest.approx(0.2 / np.sqrt(2), rel=0.01)


def test_a_constant_in_the_signal_is_taken_out(tmp_path: Path) -> None:
    shifted = Audio(tone().samples + np.float32(0.2), 16_000)
    assert float(np.mean(read_audio(write(tmp_path / "a.wav", shifted)).samples)) == pytest.approx(0.0, abs=1e-4)


def test_sound_without_samples_has_no_constant_to_take_out() -> None:
    assert not len(without_dc(silence(0.0)).samples)


def test_a_float_file_beyond_full_scale_is_scaled_down_as_a_whole(tmp_path: Path) -> None:
    audio = read_audio(write(tmp_path / "a.wav", tone(level=20.0), width="FLOAT"))
    assert float(np.max(np.abs(audio.samples))) == pytest.approx(1.0, abs=0.01)
    assert rms(audio) == pytest.approx(1 / np.sqrt(2), rel=0.01)


@pytest.mark.parametrize("length", [b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f"])
def test_a_wav_that_was_streamed_and_does_not_know_its_length_is_read(tmp_path: Path, length: bytes) -> None:
    path = write(tmp_path / "a.wav", tone())
    content = bytearray(path.read_bytes())
    at = content.index(b"data") + 4
    content[at : at + 4] = length
    path.write_bytes(content)
    assert read_audio(path).seconds == pytest.approx(1.0, abs=0.01)


def refusal(path: Path, **options: float) -> str:
    with pytest.raises(AudioFormatError) as caught:
        read_audio(path, **options)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert path.name in sentence
    return sentence


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "There is no file" in refusal(tmp_path / "gone.wav")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    assert "is empty" in refusal(tmp_path / "a.wav")


def test_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_text("not sound at all", encoding="utf-8")
    assert "is not audio" in refusal(tmp_path / "a.wav")


def test_a_file_named_raw_is_refused_without_a_guess(tmp_path: Path) -> None:
    (tmp_path / "a.raw").write_bytes(bytes(4_000))
    assert "is not audio" in refusal(tmp_path / "a.raw")


def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.wav")
    assert "is not a file" in refusal(tmp_path / "a.wav")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone())
    path.chmod(0)
    assert "may not be read" in refusal(path)


def test_another_kind_of_audio_is_refused_by_its_name(tmp_path: Path) -> None:
    sentence = refusal(write(tmp_path / "a.aiff", tone(), "AIFF"))
    assert "AIFF" in sentence
    assert "WAV, FLAC or Ogg" in sentence


def test_a_file_without_frames_is_refused(tmp_path: Path) -> None:
    assert "holds no sound" in refusal(write(tmp_path / "a.wav", silence(0.0)))


def test_a_file_with_a_senseless_rate_is_refused(tmp_path: Path) -> None:
    assert "1 samples a second" in refusal(write(tmp_path / "a.wav", Audio(tone().samples, 1)))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_file_that_holds_no_numbers_is_refused(tmp_path: Path, value: float) -> None:
    samples = tone().samples.copy()
    samples[100] = value
    assert "not numbers" in refusal(write(tmp_path / "a.wav", Audio(samples, 16_000), width="FLOAT"))


def test_a_file_that_is_too_long_is_refused_and_the_limit_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.wav", tone(3.0))
    assert "longer than 2 seconds" in refusal(path, max_seconds=2)
    assert read_audio(path, max_seconds=3).seconds == pytest.approx(3.0)


def test_a_file_over_ten_minutes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", Audio(np.zeros(601 * 8_000, dtype=np.float32), 8_000), "FLAC")
    tracemalloc.start()
    try:
        assert "longer than 10 minutes" in refusal(path)
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("name", "container", "width"), KINDS)
@pytest.mark.parametrize("share", [0.03, 0.5, 0.97])
def test_a_file_that_was_cut_off_is_refused(
    tmp_path: Path, name: str, container: str, width: str, share: float
) -> None:
    path = write(tmp_path / name, tone(2.0, rate_hz=48_000), container, width)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    refusal(path)


def test_a_flac_with_a_hole_in_it_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.flac", tone(5.0), "FLAC")
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 3_000] = bytes(3_000)
    path.write_bytes(content)
    refusal(path)


@given(
    content=st.binary(max_size=300), start=st.sampled_from([b"", b"RIFF", b"RIFF\x24\0\0\0WAVEfmt ", b"OggS", b"fLaC"])
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_bytes_at_all_do_worse_than_be_refused(tmp_path: Path, start: bytes, content: bytes) -> None:
    path = tmp_path / "a.wav"
    path.write_bytes(start + content)
    with pytest.raises(AudioFormatError):
        read_audio(path)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    write_audio(tmp_path / name, tone())
    audio = read_audio(tmp_path / name)
    assert pitch_hz(audio) == pytest.approx(440, abs=2)
    assert rms(audio) == pytest.approx(rms(tone()), rel=0.05)


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match="does not end in"):
        write_audio(tmp_path / "a.mp3", tone())
    with pytest.raises(AudioError, match="cannot be written"):
        write_audio(tmp_path / "no folder" / "a.wav", tone())


def test_resampling_keeps_the_sound() -> None:
    there_and_back = resampled(resampled(tone(), 22_050), 16_000)
    assert there_and_back.seconds == pytest.approx(1.0, abs=0.001)
    assert np.max(np.abs(there_and_back.samples[800:15_000] - tone().samples[800:15_000])) < 0.01
    assert resampled(tone(), 16_000).seconds == 1.0
