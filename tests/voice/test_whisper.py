"""The second opinion, for real, with the smaller of its models."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.errors import EngineError
from demo.audio_script import AUDIO_FOLDER
from tests.voice.made_sound import hiss, joined, silence
from voice.audio import read_audio
from voice.transcribers import whisper_model
from voice.transcribers.whisper import WhisperTranscriber
from voice.transcribers.whisper_model import model_files


@pytest.fixture(scope="module")
def whisper() -> WhisperTranscriber:
    return WhisperTranscriber("tiny.en")


def words(text: str) -> list[str]:
    return "".join(char for char in text.lower() if char.isalpha() or char.isspace()).split()


def test_a_sentence_is_heard_with_the_time_and_confidence_of_each_word(whisper: WhisperTranscriber) -> None:
    audio = read_audio(AUDIO_FOLDER / "knife-weapon.flac")
    heard = whisper.transcribe(audio)
    assert words(heard.text) == "hes got a knife".split()
    assert heard.engine == "whisper"
    assert heard.confidence is not None
    assert 0.3 < heard.confidence <= 1
    assert [word for part in heard.words for word in words(part.text)] == words(heard.text)
    assert all(0 <= word.start_seconds <= word.end_seconds <= audio.seconds + 0.5 for word in heard.words)
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in heard.words)


@pytest.mark.parametrize("sound", [silence(0.0), silence(3.0), hiss(3.0)], ids=["nothing", "silence", "hiss"])
def test_nothing_is_heard_where_nothing_is_said(whisper: WhisperTranscriber, sound: object) -> None:
    heard = whisper.transcribe(sound)  # type: ignore[arg-type]
    assert (heard.text, heard.words, heard.confidence) == ("", (), None)


def test_a_long_report_is_heard_to_its_end(whisper: WhisperTranscriber) -> None:
    opening = read_audio(AUDIO_FOLDER / "shoplifting-opening.flac")
    # Longer than one window, and mostly silence, which costs nothing.
    sound = joined(opening, silence(22.0), read_audio(AUDIO_FOLDER / "knife-weapon.flac"))
    assert sound.seconds > 25
    heard = whisper.transcribe(sound)
    assert "knife" in words(heard.text)[-3:]
    assert heard.words[-1].start_seconds > 20


def test_hints_and_threads_do_it_no_harm(whisper: WhisperTranscriber) -> None:
    audio = read_audio(AUDIO_FOLDER / "knife-weapon.flac")
    with ThreadPoolExecutor(3) as pool:
        texts = set(pool.map(lambda _: whisper.transcribe_hinted(audio, ["kiosk", "aisle four"]).text, range(3)))
    assert len(texts) == 1
    assert "knife" in words(texts.pop())


def test_a_model_that_is_not_there_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(name: str) -> Mapping[str, bytes]:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(whisper_model, "files", gone)
    with pytest.raises(EngineError, match="not installed whole; run make"):
        model_files("base")
    with pytest.raises(EngineError, match="not installed whole; run make"):
        WhisperTranscriber("tiny.en")


def test_the_model_in_two_packages_is_joined_whole() -> None:
    assert len(model_files("base")["model.bin"]) == 145_217_532
