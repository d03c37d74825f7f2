"""Reading the development sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import SetupError
from floorline.benches.dialogues import Scenario, load_dialogues
from floorline.benches.nlu_sets import SETS, is_relative_time, load_sets, quick, sampled, sets_sha256


def write_rows(folder: Path, *rows: dict[str, Any], name: str = "utterances.jsonl") -> None:
    (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def test_the_sets_of_the_repository_can_be_read() -> None:
    sets = load_sets(SETS)
    scenarios = load_dialogues(SETS / "dialogues.yml")
    assert len(sets.utterances) >= 400
    assert len(scenarios) >= 60
    assert min(map(len, (sets.closed, sets.duress_calls, sets.duress_near))) >= 200
    assert min(map(len, (sets.ordinary, sets.out_of_scope))) >= 1000


def test_a_set_that_is_not_there_is_empty(tmp_path: Path) -> None:
    write_rows(tmp_path, {"text": "aisle nine", "context": "location", "slots": {"location": "aisle 9"}})
    sets = load_sets(tmp_path)
    assert [row.text for row in sets.utterances] == ["aisle nine"]
    assert sets.closed == ()
    assert load_dialogues(tmp_path / "dialogues.yml") == ()


def test_a_folder_without_any_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no development sets"):
        load_sets(tmp_path)


@pytest.mark.parametrize(
    "row",
    [
        {"text": "", "context": None, "slots": {}},
        {"text": "x", "context": "colour", "slots": {}},
        {"text": "x", "context": None, "slots": {"colour": "red"}},
        {"text": "x", "context": None, "act": "shout", "slots": {}},
        {"text": "x", "context": None, "slots": {"occurred_at": "14:00"}},
        {"text": "x", "context": None},
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, row: dict[str, Any]) -> None:
    write_rows(tmp_path, {"text": "fine", "context": None, "slots": {}}, row)
    with pytest.raises(SetupError, match=r"utterances\.jsonl, line 2"):
        load_sets(tmp_path)


def test_lists_leave_out_comments_and_empty_lines(tmp_path: Path) -> None:
    (tmp_path / "ordinary.txt").write_text("# what it is\n\nmorning all\n", encoding="utf-8")
    assert load_sets(tmp_path).ordinary == ("morning all",)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ({"minutes_ago": 0}, True),
        ({"local_time": "09:05"}, True),
        ({"local_time": "09:05", "days_ago": 1}, True),
        ({"local_time": "09:05", "days_ago": -1}, False),
        ({"local_time": "09:05", "days_ago": "1"}, False),
        ({"minutes_ago": 5, "days_ago": 1}, False),
        ({"local_time": "9:05"}, False),
        ({"local_time": "24:00"}, False),
        ({"minutes_ago": -1}, False),
        ({"minutes_ago": 5, "local_time": "09:05"}, False),
        ({}, False),
        (5, False),
    ],
)
def test_times_of_the_sets_are_relative(value: object, right: bool) -> None:
    assert is_relative_time(value) is right


def test_a_sample_is_always_the_same_and_keeps_the_order() -> None:
    sample = sampled(range(1000), 50)
    assert sample == sampled(range(1000), 50)
    assert len(set(sample)) == 50
    assert list(sample) == sorted(sample)
    assert sampled("abc", 50) == ("a", "b", "c")


def test_the_quick_sets_are_samples_of_the_long_lists_alone(tmp_path: Path) -> None:
    (tmp_path / "ordinary.txt").write_text("\n".join(f"line {n}" for n in range(2000)), encoding="utf-8")
    (tmp_path / "duress_near.txt").write_text("\n".join(f"near {n}" for n in range(500)), encoding="utf-8")
    sets = quick(load_sets(tmp_path))
    assert len(sets.ordinary) == 300
    assert len(sets.duress_near) == 500
    assert quick(sets) == sets


def test_the_hash_changes_with_any_set_and_with_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "ordinary.txt").write_text("morning all", encoding="utf-8")
    before = sets_sha256(tmp_path)
    (tmp_path / "recorded.json").write_text("{}", encoding="utf-8")
    assert sets_sha256(tmp_path) == before
    (tmp_path / "closed.jsonl").write_text("", encoding="utf-8")
    assert sets_sha256(tmp_path) == before
    (tmp_path / "closed.jsonl").write_text("{}", encoding="utf-8")
    assert sets_sha256(tmp_path) != before


GOOD = """
- id: theft-1
  persona: someone
  opening: [someone's nicked the gin]
  tells: [category, items]
  truth: {category: shoplifting, items: [gin]}
  priority: P3
  says: {location: aisle nine, items: [gin, just gin], camera: dont_know}
  dont_know: [no idea]
  confirm: ["yes"]
  events: [{after_question: 1, kind: silence}, {after_question: 2, kind: status, say: is anyone coming}]
"""


def test_a_dialogue_is_read_with_all_its_parts(tmp_path: Path) -> None:
    path = tmp_path / "dialogues.yml"
    path.write_text(GOOD, encoding="utf-8")
    (scenario,) = load_dialogues(path)
    assert isinstance(scenario, Scenario)
    assert scenario.says == {"location": ("aisle nine",), "items": ("gin", "just gin"), "camera": "dont_know"}
    assert scenario.told_outright == {"category", "items"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: silence}", "kind: silence, say: hello}"),
        ("kind: status, say: is anyone coming", "kind: status"),
        ("tells: [category, items]", "tells: [camera]"),
        ("priority: P3", "priority: P9"),
        ("items: [gin]}", "items: [gin], occurred_at: noon}"),
        ("persona: someone", "colour: red"),
        ("confirm: [", "confirm: {["),
        (GOOD, GOOD + GOOD),
    ],
)
def test_a_dialogue_that_does_not_fit_together_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "dialogues.yml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(SetupError, match=r"dialogues\.yml"):
        load_dialogues(path)
