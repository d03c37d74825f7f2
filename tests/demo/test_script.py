"""The demo's script and the check of what was filed against what was told."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.incident import Incident
from demo.script import cue_for, differences, lines_of, scenes, told


def test_every_moment_has_a_line_and_every_spoken_line_a_file() -> None:
    for scene in scenes():
        lines = lines_of(scene)
        assert {*scene.moments, "confirm", "dont_know"} <= set(lines)
        assert set(scene.means) <= set(lines)
        if scene.spoken:
            assert all(line.file is not None and line.file.is_file() for line in lines.values())


def test_what_is_told_are_fields_of_the_record() -> None:
    for scene in scenes():
        for fields in scene.means.values():
            assert set(fields) <= set(Incident.model_fields)


def test_the_latest_word_on_a_field_counts() -> None:
    (scene, *_) = scenes()
    assert told(scene, ["opening", "what_now", "correction"])["location"] == "aisle 9"


@pytest.mark.parametrize(
    ("recorded", "right"),
    [
        ({"location": "aisle 9", "items": ["Razor blades"], "injuries": {"any": False, "text": None}}, True),
        ({"location": "aisle 4", "items": ["Razor blades"], "injuries": {"any": False, "text": None}}, False),
        ({"location": "aisle 9", "items": ["gin"], "injuries": {"any": False, "text": None}}, False),
        ({"location": "aisle 9", "items": ["razor blades"], "injuries": None}, False),
    ],
)
def test_a_wrong_or_missing_value_is_found(recorded: dict[str, Any], right: bool) -> None:
    expected = {"location": "aisle 9", "items": ["razor blades"], "injuries": {"any": False}}
    assert (differences(expected, recorded) == []) is right


def test_after_an_alarm_the_answer_that_fits_then_is_given() -> None:
    lines = lines_of(scenes()[1])
    assert cue_for("suspects_on_site", lines, after_alarm=True) == "suspects_on_site_after"
    assert cue_for("suspects_on_site", lines, after_alarm=False) == "suspects_on_site"
    assert cue_for("confirmation", lines, after_alarm=True) == "confirm"
