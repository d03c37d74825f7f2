"""Figures over many utterances, worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floorline.benches.nlu_scores import (
    Tally,
    Understanding,
    calibration_error,
    kinds_of,
    mistakes,
    score_closed,
    score_utterances,
    tally_slot,
)
from floorline.benches.slot_matching import Moment

SAID = Moment(datetime(2025, 6, 12, 21, 0, tzinfo=UTC), ZoneInfo("Europe/London"))


def understood(
    expected: dict[str, Any],
    found: dict[str, Any],
    *,
    expected_act: str | None = "inform",
    act: str = "inform",
    confidence: float = 1.0,
    context: str | None = None,
) -> Understanding:
    return Understanding("words", context, expected_act, expected, act, confidence, found)


def test_a_wrong_value_is_both_missed_and_made_up() -> None:
    assert tally_slot("location", "aisle 4", "aisle 5", SAID) == Tally(expected=1, found=1, right=0)
    assert tally_slot("location", None, "aisle 5", SAID) == Tally(expected=0, found=1, right=0)
    assert tally_slot("location", "aisle 4", None, SAID) == Tally(expected=1, found=0, right=0)
    assert tally_slot("location", None, None, SAID) == Tally()


def test_each_item_counts_by_itself() -> None:
    assert tally_slot("items", ["gin", "beer"], ["gin", "crisps", "nuts"], SAID) == Tally(2, 3, 1)


def test_precision_recall_and_f1_are_what_the_books_say() -> None:
    tally = Tally(expected=4, found=2, right=1)
    assert (tally.precision, tally.recall, tally.f1) == (0.5, 0.25, pytest.approx(1 / 3))
    assert Tally(expected=3).f1 == 0.0
    assert (Tally(expected=3).precision, Tally(found=3).recall) == (0.0, 0.0)


def test_figures_of_a_small_set() -> None:
    figures = score_utterances(
        [
            understood({"location": "aisle 4", "items": ["gin", "beer"]}, {"location": "aisle 4", "items": ["gin"]}),
            understood({"weapon": "kitchen knife"}, {"weapon": "big knife", "camera": "camera 1"}),
            understood({}, {}, expected_act="affirm", act="deny"),
            understood({}, {}, expected_act=None, act="deny"),
        ],
        SAID,
    )
    assert figures["act_accuracy"] == pytest.approx(2 / 3)
    assert figures["slot_f1"] == pytest.approx(2 * 3 / (4 + 4))
    assert figures["slot_exact_f1"] == pytest.approx(2 * 2 / (4 + 4))
    assert figures["slot_recall_items"] == 0.5
    assert figures["slot_f1_camera"] == 0.0
    assert (figures["slot_f1_weapon"], figures["slot_exact_f1_weapon"]) == (1.0, 0.0)
    assert "slot_f1_vehicle_plate" not in figures
    assert "slot_exact_f1_location" not in figures


def test_closed_classes_are_counted_by_kind() -> None:
    figures = score_closed(
        [
            understood({"vehicle_plate": "AB12CDE"}, {"vehicle_plate": "AB12CDE"}),
            understood({"vehicle_plate": "AB12CDE"}, {"vehicle_plate": "AB12CDF"}),
            understood({"suspect_count": 2}, {"suspect_count": 2, "location": "aisle 2"}),
            understood({}, {"item_value": "5.00"}, context="item_value"),
            understood({"occurred_at": {"minutes_ago": 5}}, {"occurred_at": "2025-06-12T20:55:00Z"}),
        ],
        SAID,
    )
    assert figures["plates_right"] == 0.5
    assert figures["counts_right"] == 1.0
    assert figures["money_right"] == 0.0
    assert figures["times_right"] == 1.0
    assert figures["closed_right"] == 0.6
    assert figures["closed_extra_values"] == 1


def test_a_count_given_to_the_wrong_slot_is_a_wrong_count() -> None:
    figures = score_closed([understood({"suspect_count": 2}, {"suspect_count": 2, "item_quantity": 2})], SAID)
    assert figures["counts_right"] == 0.0


def test_an_answer_without_a_value_tests_the_class_that_was_asked_for() -> None:
    assert kinds_of(understood({}, {}, context="vehicle_plate")) == {"plates"}
    assert kinds_of(understood({"location": "till 2", "item_value": "5.00"}, {})) == {"places", "money"}


def test_calibration_is_how_far_confidence_lies_from_the_share_of_right_answers() -> None:
    assert calibration_error([(0.95, True)] * 19 + [(0.95, False)]) == pytest.approx(0.0)
    assert calibration_error([(1.0, False), (1.0, True)]) == pytest.approx(0.5)
    assert calibration_error([(0.25, True), (0.75, True)]) == pytest.approx(0.5)
    assert calibration_error([]) == 0.0


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_calibration_error_is_a_share(outcomes: list[tuple[float, bool]]) -> None:
    assert -1e-9 <= calibration_error(outcomes) <= 1.0


def test_every_mistake_is_named_with_what_was_expected_and_found() -> None:
    wrong = understood({"location": "aisle 4"}, {"camera": "camera 4"}, expected_act="correct")
    found = [(one["wrong"], one["expected"], one["found"]) for one in mistakes(wrong, SAID)]
    assert found == [("act", "correct", "inform"), ("location", "aisle 4", None), ("camera", None, "camera 4")]
    assert list(mistakes(understood({"location": "aisle 4"}, {"location": "aisle 4"}), SAID)) == []
