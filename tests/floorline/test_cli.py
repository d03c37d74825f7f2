"""The command line: help with examples, errors as one sentence on standard error, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from floorline.cli import app
from floorline.commands.talking import ConverseLine

COMMANDS = [
    ["demo"], ["run"], ["train"], ["converse"], ["parse"], ["stand-down"], ["transcribe"], ["doctor"],
    ["report", "list"], ["report", "show"], ["report", "export"], ["report", "verify"],
    ["report", "evidence"],
    ["dead-letters", "list"], ["dead-letters", "redrive"], ["sop", "lint"], ["sop", "show"], ["bench", "turns"],
    ["bench", "nlu"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help_with_an_example(command: list[str]) -> None:
    result = CliRunner().invoke(app, [*command, "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert "Example:" in result.output


def floorline(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "floorline.cli", *arguments], capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["report", "list"], "There are no records"),
        (["sop", "show", "juggling"], "There is no procedure for juggling"),
        (["stand-down", "0199", "--by", "sam"], "not running"),
    ],
)
def test_errors_are_one_sentence_on_standard_error(arguments: list[str], words: str) -> None:
    done = floorline(*arguments)
    assert done.returncode == 1
    assert done.stdout == ""
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_broken_procedure_is_named_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "odd.yml").write_text("category: odd\ntitle: Odd\nversion: '1'\nsafety_line: Stay back.\n  bad: [\n")
    done = floorline("sop", "lint", str(tmp_path))
    assert done.returncode == 1
    assert "odd.yml" in done.stderr


def test_the_built_in_procedures_are_sound_and_can_be_read() -> None:
    assert CliRunner().invoke(app, ["sop", "lint"]).exit_code == 0
    shown = CliRunner().invoke(app, ["sop", "show", "robbery"])
    assert "Robbery" in shown.output


def test_a_file_that_is_no_audio_is_named_and_the_exit_code_says_so(tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF????not a wave")
    done = floorline("transcribe", str(broken), "--json")
    assert done.returncode == 1
    assert "broken.wav" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("line", ['{"say": "a", "silence": 3}', "{}", "[]", "nonsense", '{"silence": -1}', '{"x": 1}'])
def test_a_line_for_converse_says_exactly_one_thing(line: str) -> None:
    with pytest.raises(ValidationError):
        ConverseLine.model_validate_json(line)


@pytest.mark.parametrize("line", [{"say": ""}, {"silence": 0}, {"new": True}])
def test_lines_for_converse_are_understood(line: dict[str, object]) -> None:
    ConverseLine.model_validate_json(json.dumps(line))
