"""Words of one fact that look like another: whose "they" it is, what is swapped or forced off, what is read out."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.incident import SlotName
from assistant.sop import SopBook
from assistant.understanding.context import Context
from assistant.understanding.interpret import interpret
from assistant.understanding.values import Entity, Parse, Understood
from tests.assistant.understanding.readings import GAZETTEER, NOW, ZONE, told

CUES = SopBook.load().cues()


def read(text: str, asked: SlotName | None, parse: Parse | None = None) -> Understood:
    return interpret(text, parse, Context(asked, NOW, ZONE, GAZETTEER, CUES))


def values(text: str, asked: SlotName | None, parse: Parse | None = None) -> dict[str, Any]:
    return read(text, asked=asked, parse=parse).slots()


def test_to_a_question_about_the_police_those_who_are_here_are_the_police() -> None:
    assert values("yes, they're here", "police_called") == {"police_called": True}


def test_a_number_that_is_read_out_is_no_stroke() -> None:
    assert values("three six stroke one oh four five two", "police_reference") == {"police_reference": "36/10452"}


def test_two_of_them_who_drive_off_are_gone() -> None:
    found = values("no, gone, the neighbour saw two of them drive off", "suspects_on_site")
    assert found["suspects_on_site"] is False


def test_an_earpiece_that_cut_out_asks_for_a_repeat() -> None:
    understood = read("sorry my earpiece cut out, come again", asked="suspects_on_site")
    assert understood.act == "repeat"
    assert understood.values == ()


def marked(text: str, *words: tuple[str, str]) -> Parse:
    entities = tuple(Entity(label, said, text.index(said), text.index(said) + len(said), 0.9) for said, label in words)
    return Parse("inform", 0.9, entities, ())


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("they've had the lock off the stockroom", "lock"),
        ("saw two of them drive off", "drive"),
    ],
)
def test_what_is_forced_off_was_not_taken(text: str, item: str) -> None:
    assert "items" not in values(text, None, marked(text, (item, "item")))


def test_letters_of_a_plate_are_no_vehicle() -> None:
    text = "yankee juliet six six foxtrot tango papa"
    found = values(text, "vehicle_plate", marked(text, ("foxtrot", "vehicle_description")))
    assert found == {"vehicle_plate": "YJ66FTP"}


def test_a_vehicle_is_one_whatever_the_model_takes_it_for() -> None:
    text = "a grey flatbed"
    found = values(text, None, marked(text, ("grey flatbed", "suspect_description")))
    assert found.get("vehicle_description") == "grey flatbed"
    assert "suspect_description" not in found


def test_what_somebody_is_doing_is_told_with_their_looks() -> None:
    text = "swearing to himself, hospital gown, bare feet"
    found = values(text, "suspect_description", marked(text, ("hospital gown, bare feet", "suspect_description")))
    assert found["suspect_description"] == text


def test_a_fat_lip_is_an_injury() -> None:
    assert values("no, Mo's got a fat lip", None)["injuries"] == {"any": True, "text": "fat lip"}


@pytest.mark.parametrize("text", ["Five thousand, two hundred pounds.", "five thousand two hundred"])
def test_a_comma_that_a_recogniser_writes_does_not_cut_a_number(text: str) -> None:
    assert values(text, "item_value") == {"item_value": "5200.00"}


def test_a_bookmark_is_set_in_a_camera_whatever_is_heard_for_the_word() -> None:
    assert values("Please bookmark Hammer 14. It covers the desk.", "suspects_on_site")["camera"] == "camera 14"


def test_a_sentence_about_somebody_is_no_name_of_goods() -> None:
    assert values("As the area manager been told about the shet.", "items") == {}


def test_twenty_pass_three_is_twenty_past_three() -> None:
    found = values("Twenty pass three this morning", "occurred_at")
    assert "T02:20" in found["occurred_at"]  # by the store's clock an hour later


@pytest.mark.parametrize(
    "text",
    [
        "graffiti all over the lift doors",
        "he's slashed the tyres on the delivery van",
        "he ran in the direction of the mosque car park",
        "there's been a break-in, I've not gone in",
    ],
)
def test_what_is_named_in_passing_is_neither_place_nor_presence(text: str) -> None:
    assert not {"location", "suspects_on_site"} & told(text).keys() - ({"suspects_on_site"} if "ran" in text else set())
