"""``floorline bench nlu``: what it refuses before it measures anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.errors import SetupError
from assistant.settings import Settings
from floorline.benches.nlu import NluOptions, bench_nlu
from floorline.cli import app


def test_it_has_help_with_an_example() -> None:
    result = CliRunner().invoke(app, ["bench", "nlu", "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert "Example:" in result.output


@pytest.mark.parametrize(
    "options",
    [
        ["--no-dialogues", "--only-dialogues"],
        ["--no-dialogues", "--spoken", "20"],
        ["--record", "--only-dialogues"],
        ["--record", "--no-dialogues"],
        ["--record", "--spoken", "20"],
        ["--noise", "shop.wav"],
    ],
)
def test_options_that_contradict_each_other_are_refused(options: list[str]) -> None:
    result = CliRunner().invoke(app, ["bench", "nlu", *options])
    assert result.exit_code == 2
    assert result.stdout == ""


async def test_a_folder_without_sets_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="--sets"):
        await bench_nlu(Settings(data_dir=tmp_path), NluOptions(sets=tmp_path), lambda line: None)
