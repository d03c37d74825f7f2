"""An answer to "where?" that the gazetteer does not know, and the words that a model marks for a place."""

from datetime import UTC, datetime

import pytest

from assistant.incident import SlotName
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.values import Entity, Parse
from tests.assistant.understanding.readings import GAZETTEER, ZONE

NOW = datetime(2026, 6, 17, 14, 20, 30, tzinfo=UTC)


def slots(text: str, asked: SlotName | None, parse: Parse | None = None) -> dict[str, object]:
    return interpret(text, parse, Context(asked, NOW, ZONE, GAZETTEER)).slots()


def marked(text: str, place: str) -> Parse:
    start = text.index(place)
    entity = Entity("location", place, start, start + len(place), 0.9)
    return Parse("inform", 0.9, (entity,), (("inform", 0.9),))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("by the pick and mix", "pick and mix"),
        ("kitchens", "kitchens"),
        ("he's over near the garden furniture stand", "garden furniture stand"),
        ("the one by the bus stop", "one by the bus stop"),
        ("near the gray shelving", "grey shelving"),
        ("men's shoes", "men's shoes"),
    ],
)
def test_any_place_may_be_the_answer(text: str, place: str) -> None:
    assert str(slots(text, "location")["location"]).endswith(place)


@pytest.mark.parametrize(
    "text",
    [
        "I was on shift when it happened",
        "he ran at me",
        "we are looking into it",
        "staff",
        "can you hear me",
        "yeah that's what I said",
        "somebody said so",
        "sorry I was talking to a customer",
        "I've got two minutes",
    ],
)
def test_talk_is_no_place(text: str) -> None:
    assert "location" not in slots(text, "location")


@pytest.mark.parametrize(
    ("text", "place", "name"),
    [
        ("a pallet went missing from goods in", "goods", "loading bay"),
        ("it was till six he said", "till six", "till 6"),
        ("over at the coffee shop he was", "the coffee shop", "cafe"),
        ("by the old bandstand", "by the old bandstand", "old bandstand"),
    ],
)
def test_the_models_place_goes_by_its_name_in_the_gazetteer(text: str, place: str, name: str) -> None:
    assert slots(text, "items", marked(text, place))["location"] == name


@pytest.mark.parametrize("word", ["shift", "staff", "store", "home"])
def test_a_single_everyday_word_is_no_place(word: str) -> None:
    text = f"he was seen on {word} again"
    assert "location" not in slots(text, "items", marked(text, word))


def test_a_way_in_is_no_direction_of_travel() -> None:
    assert "direction_of_travel" not in slots("into, the rear entrance", "direction_of_travel")
    assert slots("towards the precinct", "direction_of_travel") == {"direction_of_travel": "towards the precinct"}
