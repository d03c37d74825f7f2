"""Sums told piece by piece: the price of one, the total, a figure mended in the same breath."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.incident import SlotName
from assistant.understanding.numbers import in_words
from tests.assistant.understanding.readings import told


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("item_value", "three hundred each so one thousand two hundred pounds", "1200"),
        ("item_value", "five of them at a hundred each so five hundred", "500"),
        (None, "five of them at a hundred each so five hundred", "500"),
        ("item_value", "three hundred, well three hundred and fifty", "350"),
        ("item_value", "two hundred quid, more like two fifty quid", "250"),
        ("item_value", "eighteen ninety nine each so that's fifty six ninety seven altogether", "56.97"),
        (None, "eighteen ninety nine each so that's fifty six ninety seven altogether", "56.97"),
        ("item_value", "twelve pound each, four of them, that's forty eight", "48"),
        (None, "three at forty pounds each, so a hundred and twenty", "120"),
        (None, "two coats at ninety nine ninety nine each", "199.98"),
        ("item_value", "call it one sixty", "160"),
        ("item_value", "one sixty", "1.60"),
        (None, "two hundred quick worth of razors", "200"),
    ],
)
def test_what_it_comes_to(asked: SlotName | None, text: str, value: str) -> None:
    found = told(text, asked)
    assert found["item_value"] == Decimal(value)
    assert "suspect_count" not in found


@pytest.mark.parametrize(
    "text", ["sorry sir this one is closed", "haven't got one of those", "the next one is open", "one sec mate"]
)
def test_a_one_that_stands_for_a_thing_is_no_amount(text: str) -> None:
    assert told(text, "item_value") == {}
    assert told(text, "till_receipt") == {}


@settings(deadline=None)
@given(st.integers(min_value=2, max_value=9), st.integers(min_value=10, max_value=300))
def test_so_many_at_so_much_is_the_total_that_is_told(count: int, price: int) -> None:
    text = f"{in_words(count)} of them at {in_words(price)} each so {in_words(count * price)} pounds"
    assert told(text, "item_value")["item_value"] == count * price


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=400), st.integers(min_value=1, max_value=400))
def test_well_mends_the_figure_before_it(first: int, second: int) -> None:
    text = f"{in_words(first)} pounds, well {in_words(second)} pounds"
    assert told(text, "item_value")["item_value"] == second


@pytest.mark.parametrize(
    ("text", "sum_of_all"),
    [
        ("twelve ninety nine a bottle and there was six of them", "77.94"),
        ("twenty quid each, four of them", "80.00"),
        ("nine ninety nine each and there were three", "29.97"),
    ],
)
def test_a_price_each_is_told_with_how_many_of_them(text: str, sum_of_all: str) -> None:
    assert told(text, "item_value")["item_value"] == Decimal(sum_of_all)
