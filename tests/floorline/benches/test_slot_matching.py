"""When a slot value counts as right."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from floorline.benches.slot_matching import Moment, content_words, is_right, items_matched, resolved, token_f1

LONDON = ZoneInfo("Europe/London")
SAID = Moment(datetime(2025, 6, 12, 21, 0, tzinfo=UTC), LONDON)


@pytest.mark.parametrize(
    ("slot", "expected", "found"),
    [
        ("location", "aisle 4", "Aisle 4"),
        ("location", "back of the shop", "back of shop"),
        ("suspect_count", 2, 2),
        ("item_value", 160.0, "160.00"),
        ("item_value", "12.50", "12.5"),
        ("vehicle_plate", "AB12 CDE", "AB12CDE"),
        ("camera", "camera 12", "12"),
        ("police_reference", "42/88130/26", "42-88130-26"),
        ("suspects_on_site", False, False),
        ("weapon", "none", "none"),
        ("weapon", "a kitchen knife", "knife"),
        ("suspect_description", "one grey hoodie and a red cap", "grey hoodie, red cap"),
        ("direction_of_travel", "towards the bus station", "to bus station"),
        ("injuries", {"any": True, "text": "cut on his hand"}, {"any": True, "text": "hand cut"}),
        ("injuries", {"any": False, "text": None}, {"any": False, "text": "shaken"}),
        ("injuries", {"any": False}, {"any": False, "text": None}),
        ("items", ["razor blades", "gin"], ["gin", "blades"]),
        ("camera", None, None),
    ],
)
def test_what_is_the_same_is_right(slot: str, expected: Any, found: Any) -> None:
    assert is_right(slot, expected, found, SAID)


@pytest.mark.parametrize(
    ("slot", "expected", "found"),
    [
        ("location", "aisle 4", "aisle 14"),
        ("location", "aisle 4", None),
        ("location", None, "aisle 4"),
        ("suspect_count", 1, True),
        ("suspects_on_site", False, None),
        ("suspects_on_site", False, 0),
        ("item_value", "160.00", "1.60"),
        ("item_value", "160.00", "a lot"),
        ("vehicle_plate", "AB12CDE", "AB12CDF"),
        ("weapon", "none", "knife"),
        ("weapon", "knife", "none"),
        ("suspect_description", "grey hoodie and red cap", "grey car"),
        ("injuries", {"any": True, "text": None}, {"any": False, "text": None}),
        ("injuries", {"any": True, "text": "cut hand"}, {"any": True, "text": None}),
        ("items", ["gin"], ["gin", "vodka"]),
        ("items", ["gin", "vodka"], ["gin"]),
        ("occurred_at", {"minutes_ago": 10}, "not a time"),
        ("occurred_at", {"minutes_ago": 10}, "2025-06-12T20:50:00"),
    ],
)
def test_what_differs_is_wrong(slot: str, expected: Any, found: Any) -> None:
    assert not is_right(slot, expected, found, SAID)


def test_free_text_is_alike_from_half_of_its_words_on_and_the_same_only_word_for_word() -> None:
    assert is_right("weapon", "kitchen knife", "big knife", SAID)
    assert not is_right("weapon", "kitchen knife", "big knife", SAID, exactly=True)
    assert is_right("weapon", "the kitchen knife", "a Kitchen knife", SAID, exactly=True)
    assert not is_right("weapon", "long kitchen knife", "big old knife", SAID)


@pytest.mark.parametrize(("minutes", "right"), [(0, True), (3, True), (-3, True), (4, False), (-4, False)])
def test_a_time_may_be_three_minutes_off(minutes: int, right: bool) -> None:
    found = (SAID.now - timedelta(minutes=10 + minutes)).isoformat()
    assert is_right("occurred_at", {"minutes_ago": 10}, found, SAID) is right


def test_a_time_of_day_is_the_last_one_that_has_passed_in_the_shops_own_zone() -> None:
    assert resolved({"local_time": "15:15"}, SAID) == datetime(2025, 6, 12, 14, 15, tzinfo=UTC)
    assert resolved({"local_time": "22:00"}, SAID) == SAID.now
    assert resolved({"local_time": "23:50"}, SAID) == datetime(2025, 6, 11, 22, 50, tzinfo=UTC)


def test_a_time_of_day_with_its_day_is_of_that_day_however_late_it_is_told() -> None:
    assert resolved({"local_time": "20:40", "days_ago": 1}, SAID) == datetime(2025, 6, 11, 19, 40, tzinfo=UTC)


def test_each_item_needs_a_partner_of_its_own() -> None:
    assert items_matched(["gin", "gin"], ["gin"]) == 1
    assert items_matched(["red wine", "white wine"], ["white wine", "red wine"]) == 2
    assert items_matched(["wine", "red wine"], ["red wine", "wine"]) == 2


def test_words_that_carry_no_meaning_count_only_where_there_are_no_others() -> None:
    assert content_words("Out of the back") == ["back"]
    assert token_f1("out", "out") == 1.0
    assert token_f1("out", "") == 0.0
    assert token_f1("", "") == 0.0
    assert token_f1("two scratch cards", "two scratchcards") == 1.0
    assert token_f1("scratch cards", "gift cards") == 0.5


@given(st.text(), st.text())
def test_likeness_is_a_share_and_goes_both_ways(one: str, other: str) -> None:
    assert 0.0 <= token_f1(one, other) <= 1.0
    assert token_f1(one, other) == token_f1(other, one)


@given(st.lists(st.text(max_size=8), max_size=5), st.lists(st.text(max_size=8), max_size=5))
def test_no_more_items_match_than_either_side_has(expected: list[str], found: list[str]) -> None:
    assert items_matched(expected, found) <= min(len(expected), len(found))
