"""What the model marks in the words, and the grammar knows better."""

import pytest

from tests.assistant.understanding.readings import entity, heard, parse


def test_a_number_plate_spelt_out_is_no_make_of_car() -> None:
    said = "Sierra Tango, then one seven, then Bravo Yankee Oscar"
    marked = parse("inform", 0.9, entity("vehicle_description", "Sierra", said))
    assert "vehicle_description" not in heard(said, "vehicle_plate", marked).slots()


def test_a_make_of_car_beside_a_spelt_plate_stays_one() -> None:
    said = "screeched off in a black golf, whiskey x-ray six eight papa zulu tango"
    marked = parse("inform", 0.9, entity("vehicle_description", "black golf", said))
    assert heard(said, None, marked).slots()["vehicle_description"] == "black golf"


def test_what_was_forced_to_get_in_was_not_taken() -> None:
    said = "padlock has been cropped off the yard cage and six generators have gone, broken into overnight"
    items = [entity("item", "padlock", said), entity("item", "generators", said)]
    assert heard(said, None, parse("report_burglary", 0.97, *items)).slots()["items"] == ["generators"]


def test_where_damage_is_reported_the_door_is_what_it_is_about() -> None:
    said = "somebody has kicked the display door in"
    marked = parse("report_criminal_damage", 0.9, entity("item", "display door", said))
    assert heard(said, None, marked).slots()["items"] == ["display door"]


@pytest.mark.parametrize(
    ("said", "weapon"),
    [
        ("he has got our trolley lad in a headlock", "headlock"),
        ("Sam has cut her finger on the broken jar", "broken jar"),
    ],
)
def test_a_hold_and_what_one_is_cut_by_are_no_weapons(said: str, weapon: str) -> None:
    assert "weapon" not in heard(said, None, parse("inform", 0.9, entity("weapon", weapon, said))).slots()


def test_who_has_been_taken_ill_is_no_suspect() -> None:
    said = "older lady in a red coat has collapsed by the bakery"
    marked = parse("report_medical_emergency", 0.95, entity("suspect_description", "older lady in a red coat", said))
    assert not {"suspect_count", "suspect_description"} & set(heard(said, None, marked).slots())


@pytest.mark.parametrize("way", ["out the", "into", "Left the building"])
def test_words_of_going_without_a_where_are_no_direction(way: str) -> None:
    said = f"{way} already"
    marked = parse("inform", 0.9, entity("direction_of_travel", way, said))
    assert "direction_of_travel" not in heard(said, "suspects_on_site", marked).slots()


def test_what_somebody_was_called_is_not_what_the_caller_looks_like() -> None:
    said = "four boys shouting at me, calling me a fat cow, one in a red cap"
    marked = parse(
        "report_abuse_or_threat",
        0.98,
        *(entity("suspect_description", words, said) for words in ("fat cow", "red cap")),
    )
    assert heard(said, None, marked).slots()["suspect_description"] == "red cap"


@pytest.mark.parametrize(("confidence", "items"), [(0.24, ["notes"]), (0.97, None)])
def test_one_word_answers_where_the_model_can_make_nothing_of_it(confidence: float, items: object) -> None:
    assert heard("notes", "items", parse("out_of_scope", confidence)).slots().get("items") == items


def test_a_person_is_no_vehicle_whatever_the_model_takes_them_for() -> None:
    text = "it was an Asian geezer, blue cap"
    marked = parse("inform", 0.9, entity("vehicle_description", "Asian geezer", text))
    assert "vehicle_description" not in heard(text, None, marked).slots()


@pytest.mark.parametrize("intent", ["cancel", "status", "handover"])
def test_chatter_that_the_model_half_takes_for_a_request_changes_nothing_in_a_report(intent: str) -> None:
    text = "Sorry, sir, this one is closed. Use upstairs."
    assert heard(text, "item_value", parse(intent, 0.31)).act == "out_of_scope"
    assert heard(text, "item_value", parse(intent, 0.8)).act == intent


def test_the_verb_of_taking_is_no_part_of_what_was_taken() -> None:
    said = "got a lad stuffing joints of lamb down his jacket"
    marked = parse("report_shoplifting", 0.95, entity("item", "stuffing joints of lamb", said))
    assert heard(said, None, marked).slots()["items"] == ["joints of lamb"]
