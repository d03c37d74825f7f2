"""``floorline transcribe`` as a person or a program calls it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.audio_script import AUDIO_FOLDER
from floorline.cli import app
from tests.voice.made_sound import silence
from voice.audio import write_audio

SAID = str(AUDIO_FOLDER / "knife-weapon.flac")
SHOP = str(AUDIO_FOLDER / "shop_noise.flac")


def run(*arguments: str) -> tuple[int, list[dict[str, object]], str]:
    result = CliRunner().invoke(app, ["transcribe", *arguments, "--json"])
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr


def test_a_file_is_heard_by_both_engines_with_words_and_confidence() -> None:
    code, lines, _ = run(SAID)
    assert code == 0
    [line] = lines
    assert "knife" in str(line["text"])
    assert line["engine"] == "moonshine+whisper"
    assert line["file"] == SAID
    assert line["words"]
    assert 0 < float(str(line["confidence"])) <= 1


def test_one_broken_file_does_not_keep_the_others_from_being_heard(tmp_path: Path) -> None:
    broken, quiet = tmp_path / "broken.wav", tmp_path / "quiet.wav"
    broken.write_bytes(b"RIFF....nonsense")
    write_audio(quiet, silence(2.0))
    code, lines, errors = run(str(broken), str(tmp_path / "gone.wav"), str(quiet), SAID, "--engine", "moonshine")
    assert code == 1
    assert [line["text"] == "" for line in lines] == [True, False]
    assert "is not audio that can be read" in errors
    assert "There is no file" in errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--noise", SHOP, "--snr", "900"], "between -60 and 100"),
        (["--noise", "/nonexistent/noise.flac"], "There is no file"),
        (["--engine", "vosk"], "unpack an English Vosk model"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    arguments: list[str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.transcribers.vosk_folders.well_known_folders", tuple)
    result = CliRunner().invoke(app, ["transcribe", SAID, *arguments])
    assert result.exit_code != 0
    assert words in str(result.exception) + result.stderr
