"""Flite's voices, with a program in its place that notes how it was called."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from assistant.errors import EngineError, SetupError
from speech_data.flite import STRETCHES, VOICES, FliteVoices

SPEAKS = """
import pathlib, sys, wave
arguments = dict(zip(sys.argv[1::2], sys.argv[2::2]))
pathlib.Path(__file__).with_suffix(".log").open("a").write(repr(arguments) + "\\n")
if "fail" in arguments["-t"]:
    sys.exit(1)
with wave.open(arguments["-o"], "wb") as sound:
    sound.setparams((1, 2, 16000, 0, "NONE", ""))
    sound.writeframes(bytes(3200))
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    script = tmp_path / "flite.py"
    script.write_text(SPEAKS)
    program = tmp_path / "flite"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    program.chmod(0o755)
    return program


def test_each_line_is_said_by_one_of_the_voices_at_a_pace_of_its_own(program: Path) -> None:
    voices = FliteVoices(seed=3, program=str(program))
    assert len(voices.say("he's nicked two bottles").samples) == 1600
    for _ in range(9):
        voices.say("aisle four")
    calls = [ast.literal_eval(line) for line in program.with_suffix(".log").read_text().splitlines()]
    assert [call["-t"] for call in calls[:2]] == ["he's nicked two bottles", "aisle four"]
    assert {call["-voice"] for call in calls} <= set(VOICES)
    assert len({call["-voice"] for call in calls}) > 1
    stretches = [float(call["--setf"].removeprefix("duration_stretch=")) for call in calls]
    assert all(STRETCHES[0] <= stretch <= STRETCHES[1] for stretch in stretches)


def test_the_same_seed_draws_the_same(program: Path) -> None:
    for _ in range(2):
        voices = FliteVoices(seed=5, program=str(program))
        voices.say("one")
        voices.say("two")
    calls = [ast.literal_eval(line) for line in program.with_suffix(".log").read_text().splitlines()]
    drawn = [(call["-voice"], call["--setf"]) for call in calls]
    assert drawn[:2] == drawn[2:]


def test_a_missing_flite_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="Debian's package 'flite'"):
        FliteVoices(seed=1, program=str(tmp_path / "nothing")).say("hello")


def test_a_line_it_cannot_say_is_an_audio_error(program: Path) -> None:
    with pytest.raises(EngineError, match="4 characters"):
        FliteVoices(seed=1, program=str(program)).say("fail")
