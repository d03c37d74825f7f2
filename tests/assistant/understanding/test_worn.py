"""Clothes told of somebody are neither taken goods nor a number of them."""

from datetime import UTC, datetime

import pytest

from assistant.incident import SlotName
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.values import Entity, Parse
from tests.assistant.understanding.readings import GAZETTEER, ZONE, told

NOW = datetime(2026, 6, 17, 14, 20, 30, tzinfo=UTC)


def slots(text: str, asked: SlotName | None, item: str = "") -> dict[str, object]:
    entities = (Entity("item", item, text.index(item), text.index(item) + len(item), 0.9),) if item else ()
    intent = "inform" if asked else "report_shoplifting"
    return interpret(text, Parse(intent, 0.97, entities), Context(asked, NOW, ZONE, GAZETTEER)).slots()


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("earphones in", "earphones"),
        ("one red puffer, one grey joggers", "grey joggers"),
        ("black coat and a cap", "coat"),
        ("both had headphones on", "headphones"),
    ],
)
def test_a_description_that_was_asked_for_is_no_item(text: str, item: str) -> None:
    found = slots(text, "suspect_description", item)
    assert "items" not in found
    assert "item_quantity" not in found


def test_what_is_worn_in_a_report_is_no_item() -> None:
    assert "items" not in slots("a lad with earphones in, he's swearing at Bev", None, "earphones")
    assert slots("a lad nicked some earphones in a box", None, "earphones")["items"] == ["earphones"]


def test_what_a_door_is_fitted_with_is_no_item() -> None:
    assert "items" not in slots("they've ripped the lock off the door", None, "lock")


@pytest.mark.parametrize("text", ["one red puffer, one grey joggers", "one in a black jacket, one in shorts"])
def test_clothes_are_not_counted_as_goods(text: str) -> None:
    assert "item_quantity" not in told(text)


def test_clothes_that_were_taken_are() -> None:
    assert told("two jackets nicked")["item_quantity"] == 2
    assert told("three coats", "item_quantity")["item_quantity"] == 3
