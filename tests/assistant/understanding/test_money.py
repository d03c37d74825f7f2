"""Sterling as it is said."""

from decimal import Decimal

import pytest

from assistant.understanding.money import find
from tests.assistant.understanding.readings import told, values


@pytest.mark.parametrize(
    ("text", "gbp"),
    [
        ("about two hundred quid", "200"),
        ("two hundred quid give or take", "200"),
        ("a hundred and odd quid", "100"),
        ("a couple of hundred quid", "200"),
        ("two to three hundred quid", "300"),
        ("two fifty quid", "250"),
        ("a grand", "1000"),
        ("a grand and a half", "1500"),
        ("two and a half grand", "2500"),
        ("half a grand", "500"),
        ("fifty pence", "0.50"),
        ("50p", "0.50"),
        ("£12.50", "12.50"),
        ("£1,200", "1200"),
        ("twelve pound fifty", "12.50"),
        ("nine pounds and ninety-nine pence", "9.99"),
        ("two for a fiver", "5"),
        ("a couple of tenners", "20"),
        ("worth about three hundred", "300"),
        ("worth forty-nine ninety-nine", "49.99"),
    ],
)
def test_an_amount_is_read_as_it_is_said(text: str, gbp: str) -> None:
    assert values(find, text) == [Decimal(gbp)]


@pytest.mark.parametrize(
    ("text", "gbp"),
    [
        ("forty-nine ninety-nine", "49.99"),
        ("four ninety nine", "4.99"),
        ("two fifty", "2.50"),
        ("one oh five", "1.05"),
        ("about two hundred", "200"),
        ("two hundred and fifty", "250"),
        ("49.99", "49.99"),
        ("a monkey", "500"),
    ],
)
def test_pounds_may_go_unsaid_where_the_value_was_asked_for(text: str, gbp: str) -> None:
    assert values(find, text, "item_value") == [Decimal(gbp)]
    assert values(find, text) == []


@pytest.mark.parametrize(
    "text", ["two lads", "aisle nine", "a pony in the car park", "£", "two for one", "£99999999999"]
)
def test_what_is_no_amount_gives_none(text: str) -> None:
    assert values(find, text) == []


def test_a_price_each_is_multiplied_by_how_many_were_told() -> None:
    assert told("three bottles of gin at thirty quid each")["item_value"] == Decimal(90)
    assert told("thirty quid each")["item_value"] == Decimal(30)


def test_pounds_before_another_fact_are_not_pounds_and_pence() -> None:
    slots = told("ten pounds twenty minutes ago")
    assert slots["item_value"] == Decimal(10)
    assert "occurred_at" in slots


def test_a_corrected_amount_is_the_amount() -> None:
    assert told("about fifty quid, no sorry, eighty quid")["item_value"] == Decimal(80)
