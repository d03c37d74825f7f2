"""Places of the gazetteer, and which of them is where it happened."""

import pytest

from assistant.settings import StoreSettings
from assistant.understanding.location import find
from assistant.understanding.places import Gazetteer
from tests.assistant.understanding.readings import values


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("he's in aisle four", "aisle 4"),
        ("isle for", "aisle 4"),
        ("isle number twelve", "aisle 12"),
        ("the ninth aisle", "aisle 9"),
        ("till ate", "till 8"),
        ("a lad at till number six", "till 6"),
        ("checkout four", "till 4"),
        ("self check out", "self checkout"),
        ("by the self scan", "self checkout"),
        ("by the key osk", "kiosk"),
        ("at the fraunt entrance", "front entrance"),
        ("near the stock rum", "stockroom"),
        ("in the car bark", "car park"),
        ("up the booze aisle", "beers wines and spirits"),
        ("front door, two lads", "front entrance"),
        ("in cosmetics", "health and beauty"),
        ("two lads at the tills", "checkouts"),
    ],
)
def test_a_place_is_found_as_it_is_said_and_heard(text: str, place: str) -> None:
    assert values(find, text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("aisle four, no sorry aisle nine", "aisle 9"),
        ("he's in aisle nine not aisle four", "aisle 9"),
        ("not in the stockroom, in the cash office", "cash office"),
        ("from aisle four, now by the front entrance", "front entrance"),
        ("by the freezers in aisle nine", "aisle 9"),
        ("took gin from aisle four and legged it out the front entrance", "aisle 4"),
        ("took meat from the deli and gone out the front doors", "deli counter"),
    ],
)
def test_of_several_places_the_one_that_is_meant_is_chosen(text: str, place: str) -> None:
    assert values(find, text) == [place]


@pytest.mark.parametrize(
    "text",
    [
        "heading towards the front entrance",
        "ran out of the fire exit",
        "heading for the car park",
        "he wants the money from the tills",
        "nicked some cosmetics",
        "trolleys everywhere",
        "aisle 52",
        "aisle for cereal",
        "he's at the till",
    ],
)
def test_what_is_not_where_it_happened_is_no_location(text: str) -> None:
    assert values(find, text) == []


@pytest.mark.parametrize(
    "text", ["he's gone out the back door towards the canal", "walked out the front doors", "run into the car park"]
)
def test_in_the_middle_of_a_report_the_way_out_is_not_where_it_happened(text: str) -> None:
    assert values(find, text, "suspects_on_site") == []


def test_the_place_of_a_camera_is_not_where_it_happened() -> None:
    assert values(find, "the one by the main doors", "camera") == []


def test_where_nothing_else_is_told_the_way_out_is_where_it_happened() -> None:
    assert values(find, "just gone out the back door with a drill set") == ["rear entrance"]


@pytest.mark.parametrize(
    ("text", "place"), [("nine", "aisle 9"), ("four no nine", "aisle 9"), ("the loos", "customer toilets")]
)
def test_a_bare_answer_is_a_place(text: str, place: str) -> None:
    assert values(find, text, "location") == [place]


def test_a_store_has_the_places_of_its_settings() -> None:
    store = StoreSettings(places={"garden centre": ("plants", "outdoor bit")}, aisles=3, tills=0)
    gazetteer = Gazetteer.from_settings(store)
    assert [place.name for place in gazetteer.find("by the outdoor bit")] == ["garden centre"]
    assert [place.name for place in gazetteer.find("aisle three, aisle four, till one")] == ["aisle 3"]


def test_a_store_without_places_finds_none() -> None:
    assert Gazetteer({}, 0, 0).find("by the kiosk in aisle four", answer=True) == ()
