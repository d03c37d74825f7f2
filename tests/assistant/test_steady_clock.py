"""A clock that nobody can set."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from assistant.steady_clock import SteadyClock

A_MOMENT = timedelta(seconds=30)


def test_it_begins_from_the_wall_clock_and_goes_on(tmp_path: Path) -> None:
    clock = SteadyClock(tmp_path / "clock.json")
    first = clock()
    assert abs(first - datetime.now(UTC)) < A_MOMENT
    assert clock() > first


def test_a_process_agrees_with_the_one_before_it_whatever_the_wall_clock_says_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    SteadyClock(file)
    stored = json.loads(file.read_text())
    an_hour_ago = datetime.fromisoformat(stored["anchor"]) - timedelta(hours=1)
    file.write_text(json.dumps(stored | {"anchor": an_hour_ago.isoformat()}))
    assert abs(SteadyClock(file)() - (datetime.now(UTC) - timedelta(hours=1))) < A_MOMENT


def test_after_the_machine_was_switched_on_again_it_begins_anew(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    file.write_text(json.dumps({"boot": "another", "anchor": "2001-01-01T00:00:00+00:00"}))
    assert abs(SteadyClock(file)() - datetime.now(UTC)) < A_MOMENT
    assert json.loads(file.read_text())["boot"] != "another"


def test_nonsense_in_its_file_and_a_folder_that_cannot_be_written_to_do_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "clock.json").write_text("{")
    assert abs(SteadyClock(tmp_path / "clock.json")() - datetime.now(UTC)) < A_MOMENT
    (tmp_path / "file").write_text("")
    assert abs(SteadyClock(tmp_path / "file" / "clock.json")() - datetime.now(UTC)) < A_MOMENT
