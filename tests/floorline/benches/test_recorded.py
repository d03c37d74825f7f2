"""Whether figures fall short of those recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SetupError
from floorline.benches.recorded import Recorded, drops, read_recorded, write_recorded

RECORDED = {
    "act_accuracy": 0.97,
    "slot_f1_camera": 0.9,
    "slot_expected_camera": 10.0,
    "slot_f1_location": 0.9,
    "slot_expected_location": 400.0,
    "duress_recall": 0.998,
    "duress_false_alarms_near": 1.0,
    "out_of_scope_accepted_sampled": 0.02,
    "dialogues_right_sampled": 0.9583,
    "dialogues_sampled": 24.0,
    "parse_p95_ms": 9.0,
}


@pytest.mark.parametrize(
    ("name", "fine", "too_bad"),
    [
        ("act_accuracy", 0.96, 0.959),
        ("slot_f1_camera", 0.8, 0.79),
        ("slot_f1_location", 0.89, 0.889),
        ("duress_recall", 0.998, 0.997),
        ("duress_false_alarms_near", 1.0, 2.0),
        ("out_of_scope_accepted_sampled", 0.03, 0.031),
        ("dialogues_right_sampled", 0.9167, 0.875),
    ],
)
def test_a_figure_may_be_a_point_worse_and_no_more(name: str, fine: float, too_bad: float) -> None:
    assert drops(RECORDED, {name: fine}) == []
    (drop,) = drops(RECORDED, {name: too_bad})
    assert name in drop


def test_better_figures_and_those_not_measured_or_not_held_are_no_drop() -> None:
    assert drops(RECORDED, {"act_accuracy": 1.0, "out_of_scope_accepted_sampled": 0.0, "parse_p95_ms": 99.0}) == []
    assert drops({}, {"act_accuracy": 0.1}) == []


def test_what_is_recorded_is_read_back_without_the_timings(tmp_path: Path) -> None:
    write_recorded(tmp_path, Recorded.of("5e75", "a0de1", RECORDED))
    recorded = read_recorded(tmp_path)
    assert (recorded.sets_sha256, recorded.model) == ("5e75", "a0de1")
    assert recorded.figures == {name: value for name, value in RECORDED.items() if name != "parse_p95_ms"}


@pytest.mark.parametrize("content", [None, "", "{}", "[1"])
def test_a_missing_or_damaged_file_is_an_error_that_says_what_to_do(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "recorded.json").write_text(content, encoding="utf-8")
    with pytest.raises(SetupError, match="--record"):
        read_recorded(tmp_path)
