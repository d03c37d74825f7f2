"""What a procedure file may say after ``when:``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.conditions import DEEPEST, Condition, condition_from
from assistant.incident import Injuries, Priority
from tests.fakes.made_incidents import incident_with


def holds(raw: Any, **fields: Any) -> bool:
    return condition_from(raw).holds(incident_with(**fields))


@pytest.mark.parametrize(
    "raw",
    [
        {"slot": "weapon", "is": "none"},
        {"slot": "weapon", "is_not": "none"},
        {"slot": "suspect_count", "at_least": 0},
        {"slot": "category", "in": ["robbery"]},
        {"slot": "injuries.any", "is": False},
        {"slot": "injuries.any", "is_not": True},
        {"slot": "suspects_on_site", "is": False},
        {"slot": "item_value", "at_least": 0},
        {"slot": "weapon", "known": True},
    ],
)
def test_an_unknown_slot_satisfies_nothing_but_being_unknown(raw: dict[str, Any]) -> None:
    assert not holds(raw)
    assert holds({"slot": raw["slot"], "known": False})


def test_unknown_differs_from_none() -> None:
    assert not holds({"slot": "weapon", "is_not": "none"})
    assert not holds({"slot": "weapon", "is_not": "none"}, weapon="none")
    assert holds({"slot": "weapon", "is_not": "none"}, weapon="knife")
    assert holds({"not": {"slot": "weapon", "is": "none"}})


def test_text_is_compared_without_regard_to_capitals() -> None:
    assert holds({"slot": "weapon", "is": "None"}, weapon="none ")
    assert holds({"slot": "location", "in": ["Self Checkout", "kiosk"]}, location="self checkout")


def test_flags_are_compared_as_flags() -> None:
    assert holds({"slot": "suspects_on_site", "is": False}, suspects_on_site=False)
    assert holds({"slot": "suspects_on_site", "is_not": True}, suspects_on_site=False)
    assert not holds({"slot": "suspects_on_site", "is": True}, suspects_on_site=False)
    assert holds({"slot": "injuries.any", "is": True}, injuries=Injuries(any=True))
    assert not holds({"slot": "injuries.any", "is": True}, injuries=Injuries(any=False))


@given(count=st.integers(0, 1000), least=st.integers(0, 1000))
def test_at_least_counts_the_bound_itself(count: int, least: int) -> None:
    assert holds({"slot": "suspect_count", "at_least": least}, suspect_count=count) is (count >= least)


def test_money_is_compared_exactly() -> None:
    assert holds({"slot": "item_value", "at_least": 0.1}, item_value=Decimal("0.10"))
    assert not holds({"slot": "item_value", "at_least": 200}, item_value=Decimal("199.99"))
    assert holds({"slot": "suspect_count", "is": 2}, suspect_count=2)


@pytest.mark.parametrize(("priority", "expected"), [("P1", True), ("P2", True), ("P3", False), ("P4", False)])
def test_priority_at_least_means_this_or_more_urgent(priority: str, expected: bool) -> None:
    assert holds({"priority_at_least": "P2"}, priority=Priority(priority)) is expected


def test_all_any_and_not_combine() -> None:
    raw = {
        "all": [
            {"slot": "suspects_on_site", "is": False},
            {"any": [{"slot": "injuries.any", "is": True}, {"not": {"slot": "weapon", "is": "none"}}]},
        ]
    }
    assert holds(raw, suspects_on_site=False, weapon="knife")
    assert holds(raw, suspects_on_site=False, weapon="none", injuries=Injuries(any=True))
    assert not holds(raw, suspects_on_site=False, weapon="none")
    assert not holds(raw, suspects_on_site=True, weapon="knife")
    assert condition_from(raw).slots() == {"suspects_on_site", "injuries", "weapon"}


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        ("weapon", "mapping"),
        ({}, "found none of them"),
        ({"slot": "wepon", "is": "none"}, "no slot 'wepon'"),
        ({"slot": "weapon"}, "exactly one of"),
        ({"slot": "weapon", "is": "none", "known": True}, "exactly one of"),
        ({"slot": "weapon", "equals": "none"}, "found equals"),
        ({"slot": "weapon", "is": 3}, "put it in quotes"),
        ({"slot": "weapon", "at_least": 2}, "is not one"),
        ({"slot": "suspect_count", "at_least": "two"}, "with a number"),
        ({"slot": "suspect_count", "at_least": True}, "with a number"),
        ({"slot": "suspect_count", "in": ["2"]}, "'in' is for text"),
        ({"slot": "category", "in": []}, "list of words"),
        ({"slot": "category", "in": "robbery"}, "list of words"),
        ({"slot": "suspects_on_site", "is": "yes"}, "true or false"),
        ({"slot": "weapon", "known": "yes"}, "true or false"),
        ({"slot": "injuries", "is": True}, "injuries.any"),
        ({"slot": "items", "is": "vodka"}, "only 'known'"),
        ({"all": []}, "at least one condition"),
        ({"any": {"slot": "weapon", "known": True}}, "at least one condition"),
        ({"priority_at_least": "P9"}, "P1, P2, P3, P4"),
        ({"when": "always"}, "found when"),
        ({"all": [], "any": []}, "found all, any"),
    ],
)
def test_a_broken_condition_says_what_is_wrong(raw: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        condition_from(raw)


def test_endless_nesting_is_refused() -> None:
    raw: Any = {"slot": "weapon", "known": True}
    for _ in range(DEEPEST + 1):
        raw = {"not": raw}
    with pytest.raises(ValueError, match="nested"):
        condition_from(raw)


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.sampled_from(["weapon", "none", "P1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["slot", "is", "is_not", "in", "known", "at_least", "all", "any", "not", "priority_at_least"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(json_like)
def test_whatever_stands_in_the_file_it_is_a_condition_or_refused(raw: object) -> None:
    try:
        condition = condition_from(raw)
    except ValueError:
        return
    assert isinstance(condition, Condition)
    assert condition.holds(incident_with()) in (True, False)
