"""What training takes is watched from outside. A script plays Rasa's interpreter."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil
import pytest

from assistant.errors import SetupError
from assistant.settings import RasaSettings
from floorline.benches.pipeline_workshop import PeakWatch, RasaWorkshop, load_of

MB_OF_MEMORY = 120


def workshop(folder: Path, does: str) -> RasaWorkshop:
    python = folder / "python"
    python.write_text(
        f"#!{sys.executable}\nimport sys, time\nout = sys.argv[sys.argv.index('--out') + 1]\n{does}\n", encoding="utf-8"
    )
    python.chmod(0o755)
    return RasaWorkshop(RasaSettings(python=python, models_dir=folder), lambda line: None)


def test_training_tells_its_peak_of_memory(tmp_path: Path) -> None:
    does = f"held = bytearray({MB_OF_MEMORY} * 10**6)\ntime.sleep(1)\ndel held\nopen(out, 'w').write('a model')"
    cost = workshop(tmp_path, does).train(tmp_path / "config.yml", tmp_path / "nlu.yml", tmp_path / "model.tar.gz")
    assert (tmp_path / "model.tar.gz").read_text() == "a model"
    assert cost.peak_mb > MB_OF_MEMORY
    assert cost.seconds > 0


def test_a_training_that_fails_is_an_error(tmp_path: Path) -> None:
    failing = workshop(tmp_path, "print('error: no such component'); sys.exit(1)")
    with pytest.raises(SetupError, match="no such component"):
        failing.train(tmp_path / "config.yml", tmp_path / "nlu.yml", tmp_path / "model.tar.gz")


def test_a_process_has_taken_processor_time_and_holds_memory() -> None:
    load = load_of(psutil.Process(os.getpid()))
    assert load.cpu_seconds > 0
    assert load.resident_mb > 1


def test_watching_ends_where_nothing_was_watched() -> None:
    watch = PeakWatch()
    watch.end()
    assert watch.peak.resident_mb == 0
