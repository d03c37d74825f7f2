"""The accuracy part of ``floorline bench voice``, with clips and a recogniser made up on the spot."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.errors import SetupError
from assistant.incident import SlotName
from floorline.benches.voice_accuracy import bench_accuracy, read_manifest, stretches
from floorline.cli import app
from tests.voice.made_sound import hiss, tone
from voice.audio import Audio, write_audio
from voice.transcribers.protocol import Transcript

CLIPS = [
    {"path": "spelled/one.flac", "source": "spelled", "text": "enter six two four", "speaker": "x", "seconds": 1.0},
    {"path": "ordered/one.flac", "source": "ordered", "slots": {"size": "small", "drink": "iced tea"}},
]


class ByLoudness:
    """Hears one sentence in a loud tone, another in a quiet one, and a false word in anything that is noisy."""

    name = "by-loudness"

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        del asked
        noisy = bool(abs(audio.samples[:-1] - audio.samples[1:]).max() > 0.2)
        text = "a small iced tea sex" if audio.samples.max() < 0.2 else "Enter 6, 24."
        return Transcript("Thank you." if noisy else text, self.name, audio.seconds, took_seconds=0.1)


def told_nothing(line: str) -> None:
    del line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for clip, level in zip(CLIPS, (0.5, 0.1), strict=True):
        file = tmp_path / str(clip["path"])
        file.parent.mkdir()
        write_audio(file, tone(1.0, level=level))
    (tmp_path / "manifest.jsonl").write_text("\n".join(map(json.dumps, CLIPS)) + "\n", encoding="utf-8")
    return tmp_path


def test_words_and_slots_are_counted_by_source(folder: Path) -> None:
    told: list[str] = []
    figures = bench_accuracy(folder, ByLoudness(), told.append)
    assert figures == {"spelled_wer": 0.0, "ordered_slot_recall": 1.0, "transcribe_real_time_factor": 0.1}
    assert any("kitchen" in line for line in told)


def test_the_same_is_measured_under_noise_and_in_noise_alone(folder: Path) -> None:
    (folder / "noise").mkdir()
    write_audio(folder / "noise" / "kitchen.flac", hiss(7.0, level=0.2))
    figures = bench_accuracy(folder, ByLoudness(), told_nothing)
    assert figures["spelled_wer"] == 0.0
    assert figures["spelled_wer_kitchen_10db"] == 1.0
    assert figures["ordered_slot_recall"] == 1.0
    assert figures["noise_alone_heard_as_words"] == 1.0


def test_noise_alone_is_cut_into_whole_stretches() -> None:
    assert [piece.seconds for piece in stretches(hiss(7.0), 3.0)] == [3.0, 3.0]
    assert [piece.seconds for piece in stretches(hiss(2.0), 3.0)] == [2.0]


@pytest.mark.parametrize(
    ("manifest", "words"),
    [
        (None, r"no manifest.jsonl in .*--speech"),
        ("", "names no clips"),
        ('{"source": "an4"}', "a line that is no clip"),
        ("nonsense", "a line that is no clip"),
    ],
)
def test_a_folder_that_is_none_of_clips_is_told_with_what_to_do(
    tmp_path: Path, manifest: str | None, words: str
) -> None:
    if manifest is not None:
        (tmp_path / "manifest.jsonl").write_text(manifest, encoding="utf-8")
    with pytest.raises(SetupError, match=words):
        read_manifest(tmp_path)


def test_the_command_has_help_with_an_example_and_refuses_what_measures_nothing() -> None:
    result = CliRunner().invoke(app, ["bench", "voice", "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert CliRunner().invoke(app, ["bench", "voice", "--no-speed"]).exit_code == 2


def test_a_folder_that_is_not_there_is_told_and_is_no_failure(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["bench", "voice", "--no-speed", "--speech", str(tmp_path / "gone"), "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {}
    assert "accuracy is not measured" in result.stderr
