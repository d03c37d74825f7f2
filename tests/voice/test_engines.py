"""Which recogniser is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import EngineError
from assistant.settings import Settings, VoiceSettings
from voice.transcribers import make_listener, make_live_listeners, make_transcriber
from voice.transcribers.engines import vosk_model_for, why_this_engine


@pytest.fixture(autouse=True)
def nothing_lies_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Whoever runs the tests may have an English model at home."""
    monkeypatch.setattr("voice.transcribers.vosk_folders.well_known_folders", lambda: (tmp_path / "none",))


def test_an_english_model_that_lies_about_is_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, korean_model: str
) -> None:
    (tmp_path / "vosk-model-en-xx").symlink_to(korean_model, target_is_directory=True)
    monkeypatch.setattr("voice.transcribers.vosk_folders.well_known_folders", lambda: (tmp_path,))
    assert vosk_model_for(VoiceSettings()) == str(tmp_path / "vosk-model-en-xx")
    assert f"found in {tmp_path / 'vosk-model-en-xx'}" in why_this_engine(VoiceSettings())


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (VoiceSettings(), "Moonshine comes with Floorline"),
        (VoiceSettings(vosk_model="/opt/model"), "is configured"),
        (VoiceSettings(engine="vosk", vosk_model="/opt/model"), "voice.engine says so"),
    ],
)
def test_the_reason_for_an_engine_is_told(settings: VoiceSettings, why: str) -> None:
    assert why in why_this_engine(settings)


def test_without_a_vosk_model_it_is_moonshine() -> None:
    assert make_transcriber(VoiceSettings()).name == "moonshine"


def test_with_a_vosk_model_it_is_vosk(korean_model: str) -> None:
    assert make_transcriber(VoiceSettings(vosk_model=korean_model)).name == "vosk"


def test_the_engine_asked_for_wins_over_the_settings(korean_model: str) -> None:
    assert make_transcriber(VoiceSettings(engine="vosk", vosk_model=korean_model), "moonshine").name == "moonshine"


def test_asking_for_auto_wins_too(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="Vosk"):
        make_transcriber(VoiceSettings(engine="moonshine", vosk_model=str(tmp_path / "gone")), "auto")


def test_vosk_without_a_model_says_how_to_get_one() -> None:
    with pytest.raises(EngineError, match="No Vosk model is configured or found; unpack an English Vosk model"):
        make_transcriber(VoiceSettings(engine="vosk"))


def test_a_configured_model_that_is_gone_is_told_and_not_replaced_in_silence(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="There is no Vosk model folder"):
        make_transcriber(VoiceSettings(vosk_model=str(tmp_path / "gone")))


def test_files_are_heard_by_two_engines_unless_one_is_named() -> None:
    assert make_listener(Settings()).name == "moonshine+whisper"
    assert make_listener(Settings(), "moonshine").name == "moonshine"


def test_each_worker_on_headsets_has_an_engine_of_its_own() -> None:
    assert [ears.name for ears in make_live_listeners(Settings(), 2)] == ["moonshine+whisper"] * 2
    alone = Settings(voice=VoiceSettings(engine="moonshine"))
    assert [ears.name for ears in make_live_listeners(alone, 1)] == ["moonshine"]


def test_an_unknown_engine_is_told_with_the_known_ones() -> None:
    with pytest.raises(EngineError, match=r"no recogniser named ears.*auto, moonshine, vosk"):
        make_transcriber(VoiceSettings(), "ears")
