"""Putting right at the read-back: bare values, values nobody told, and what is never mistaken for a yes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from assistant.dialogue import wording
from assistant.dialogue.recording import Change
from assistant.incident import Status
from tests.assistant.dialogue.scene import BOOK, START, Scene
from tests.assistant.dialogue.test_reporting import tell_the_rest

THEFT: dict[str, Any] = {
    "category": "shoplifting",
    "location": "aisle 4",
    "suspects_on_site": False,
    "suspect_description": "grey hoodie",
    "suspect_count": 2,
    "items": ["gin"],
    "item_quantity": 3,
    "item_value": Decimal("1.60"),
    "direction_of_travel": "towards the station",
}


def read_back(**more: Any) -> Scene:
    scene = Scene()
    scene.say("theft", "report_incident", **{**THEFT, **more})
    while scene.draft.state.asked != "confirmation":
        scene.say("don't know", "dont_know")
    return scene


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("no, one hundred and sixty", "item_value", Decimal("160.00")),
        ("not that, its 310", "item_value", Decimal("310.00")),
        ("no it's one thousand two hundred", "item_value", Decimal("1200.00")),
        ("no, only cash", "items", ["cash"]),
        ("no, oxycodone", "items", ["oxycodone"]),
        ("no, black tracksuits", "suspect_description", "black tracksuits"),
        ("not gin, it was vodka", "items", ["vodka"]),
        ("it was vodka, not gin", "items", ["vodka"]),
        ("no, gin and tonic", "items", ["gin and tonic"]),
        ("no, towards the precinct", "direction_of_travel", "towards the precinct"),
    ],
)
@pytest.mark.parametrize("asked", ["confirmation", "correction"])
@pytest.mark.parametrize("act", ["deny", "correct"])
def test_a_bare_value_replaces_the_one_it_fits(text: str, slot: str, value: Any, asked: str, act: Any) -> None:
    scene = read_back()
    if asked == "correction":
        scene.no()
    before = scene.incident.filled()
    scene.say(text, act, yes_no=False)
    assert scene.incident.filled() == {**before, slot: value}
    assert scene.draft.state.asked == "confirmation"
    assert wording.fact(slot, value, scene.house.zone, START).lower() in scene.said.lower()  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["no it's criminal damage", "no, criminal damage", "it was damage"])
def test_another_kind_is_taken_by_its_name(text: str) -> None:
    scene = read_back()
    scene.say(text, "deny", yes_no=False)
    assert scene.incident.category == "criminal_damage"
    assert scene.incident.items == ["gin"]


def test_a_drill_that_was_stolen_starts_no_drill() -> None:
    scene = read_back()
    scene.say("no, drills", "drill_start")
    assert scene.incident.items == ["drills"]


@pytest.mark.parametrize(("text", "act"), [("no, the pick and mix", "deny"), ("the pick and mix", "out_of_scope")])
def test_a_place_that_was_cut_short_is_put_right_by_all_of_it(text: str, act: Any) -> None:
    scene = read_back(location="pick")
    scene.say(text, act)
    assert scene.incident.location == "pick and mix"


def test_a_phone_call_is_no_phone() -> None:
    scene = read_back()
    scene.say("no, it was a phone call", "deny", yes_no=False)
    assert scene.incident.items == ["gin"]
    assert scene.draft.state.asked == "correction"


def test_words_that_take_a_fact_out_are_not_its_new_value() -> None:
    scene = read_back()
    scene.say("no, I said nothing about the direction of travel", "correct", direction_of_travel="direction of")
    assert scene.incident.direction_of_travel is None


def test_a_number_that_fits_several_facts_is_not_guessed() -> None:
    scene = read_back()
    before = scene.incident.filled()
    scene.say("no, five", "deny", yes_no=False)
    assert scene.incident.filled() == before
    assert scene.draft.state.asked == "correction"
    assert scene.said.startswith(wording.CHANGE_ASK)
    assert "the value" in scene.said


def test_a_number_after_a_correction_means_the_fact_that_was_just_corrected() -> None:
    scene = read_back()
    scene.say("three of them", "correct", suspect_count=3)
    scene.say("no, five", "deny", yes_no=False)
    assert scene.incident.suspect_count == 5
    assert scene.incident.item_quantity == 3


def test_naming_what_is_wrong_asks_for_that() -> None:
    scene = read_back()
    scene.say("the value's wrong", "deny", yes_no=False)
    assert scene.draft.state.asked == "item_value"
    scene.say("a hundred quid", item_value=Decimal("100.00"))
    assert scene.draft.state.asked == "confirmation"
    assert scene.said.startswith("Worth one hundred pounds")


def test_what_was_asked_for_anew_and_is_not_told_stays_as_it_is() -> None:
    scene = read_back()
    scene.say("the number of people is wrong", "deny", yes_no=False)
    assert scene.draft.state.asked == "suspect_count"
    scene.mumble()
    scene.mumble()
    assert scene.incident.suspect_count == 2
    assert scene.draft.state.asked == "confirmation"


@pytest.mark.parametrize("yes_no", [True, False, None])
@pytest.mark.parametrize("act", ["affirm", "deny", "correct", "inform"])
@pytest.mark.parametrize(
    "text", ["no, it was a phone call", "no it was the other lad", "that's not right", "yes but it was worse"]
)
def test_a_denial_never_files_whatever_was_made_of_it(text: str, act: Any, yes_no: bool | None) -> None:
    scene = read_back()
    scene.say(text, act, yes_no=yes_no)
    assert scene.incident.status is Status.DRAFT


@pytest.mark.parametrize("act", ["cancel", "deny", "affirm"])
@pytest.mark.parametrize("text", ["nothing else, leave it", "nothing, it's fine as it is", "leave it as it is"])
def test_nothing_to_change_leads_back_and_cancels_nothing(text: str, act: Any) -> None:
    scene = read_back()
    scene.no()
    before = scene.incident.filled()
    scene.say(text, act)
    assert scene.draft.state.asked == "confirmation"
    assert scene.incident.filled() == before
    scene.yes("yes send it")
    assert scene.incident.status is Status.SUBMITTED


def test_cancelling_can_still_be_asked_for_there() -> None:
    scene = read_back()
    scene.no()
    scene.say("cancel the whole report", "cancel")
    assert scene.draft.state.asked == "cancellation"


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("no, I said nothing about the items", {"items", "item_quantity"}),
        ("I never mentioned a car", {"vehicle_description", "vehicle_plate"}),
        ("there was no car", {"vehicle_description", "vehicle_plate"}),
        ("scrap the plate", {"vehicle_plate"}),
        ("no, I said nothing about the suspect count", {"suspect_count"}),
        ("ignore the knife, it was his keys", {"weapon"}),
        ("take out the gin", {"items", "item_quantity"}),
    ],
)
@pytest.mark.parametrize("act", ["deny", "correct", "cancel", "inform"])
def test_what_nobody_told_can_be_taken_out(text: str, slots: set[str], act: Any) -> None:
    scene = read_back(weapon="knife", vehicle_description="silver car", vehicle_plate="AB12CDE")
    before = scene.incident.filled()
    scene.say(text, act, yes_no=False if text.startswith("no") else None)
    assert set(before) - set(scene.incident.filled()) == slots
    for slot in slots:
        last = scene.incident.provenance[slot][-1]  # type: ignore[index]
        assert last.value is None
        assert last.replaced is not None, "the history keeps what it was"
    assert "I've taken out" in scene.said
    assert scene.incident.status is Status.DRAFT


@pytest.mark.parametrize(
    "text",
    [
        "I said the items were cigarettes",
        "there was no time to look",
        "he had no money on him",
        "there was no stock left on the shelf",
        "there were no customers about",
        "he dropped the car keys",
        "I told you the plate already",
        "they took the van",
    ],
)
def test_other_talk_takes_nothing_out(text: str) -> None:
    scene = read_back(weapon="knife", vehicle_description="silver car", vehicle_plate="AB12CDE", occurred_at=START)
    before = set(scene.incident.filled())
    scene.say(text, "inform")
    assert set(scene.incident.filled()) == before


def test_there_was_no_weapon_is_none_which_differs_from_unknown() -> None:
    scene = read_back(weapon="knife")
    scene.say("there was no knife", "deny", yes_no=False)
    assert scene.incident.weapon == "none"


def test_another_value_for_what_is_scrapped_is_a_correction() -> None:
    scene = read_back(vehicle_description="silver car", vehicle_plate="AB12CDE")
    scene.say("scrap the plate, it's kn18 wdr", "correct", vehicle_plate="KN18WDR")
    assert scene.incident.vehicle_plate == "KN18WDR"


def test_taking_out_can_be_said_in_the_middle_and_the_open_question_stays() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting", location="aisle 4", vehicle_description="red van")
    asked = scene.draft.state.asked
    scene.say("there was no van", "deny", yes_no=False)
    assert scene.incident.vehicle_description is None
    assert scene.draft.state.asked == asked


def test_a_contrast_before_anything_is_known_is_recorded_and_costs_no_try() -> None:
    scene = Scene()
    scene.say("robbery", "report_incident", category="robbery", location="pharmacy")
    asked = scene.draft.state.asked
    scene.say("I beg your pardon, not morphine, it was oxycodone.", "correct")
    assert scene.incident.items == ["oxycodone"]
    assert scene.draft.state.asked == asked
    assert scene.draft.state.failures == 0


def test_a_note_is_what_it_was_about_and_not_only_a_sum() -> None:
    scene = Scene()
    scene.say("fraud", "report_incident", category="fraud", location="till 4", suspects_on_site=False)
    assert scene.draft.state.asked == "items"
    scene.hears("a fifty pound note")
    assert scene.incident.items == ["fifty pound note"]
    assert scene.incident.item_value == Decimal("50.00")
    assert scene.draft.state.asked == "till_receipt"


@pytest.mark.parametrize("text", ["about fifty quid", "fifty pounds", "fifty quid or so I think", "at fifty pounds"])
def test_a_bare_sum_is_no_thing(text: str) -> None:
    scene = Scene()
    scene.say("fraud", "report_incident", category="fraud", location="till 4", suspects_on_site=False)
    scene.hears(text)
    assert scene.incident.items is None


def test_a_plate_is_put_right_by_its_part() -> None:
    scene = read_back(vehicle_plate="AB12CDE", vehicle_description="red van")
    scene.say("third letter's a tango", "inform")
    assert scene.incident.vehicle_plate == "AB12TDE"
    scene.say("no, it ends in kilo lima", "correct", vehicle_plate="?????KL")
    assert scene.incident.vehicle_plate == "AB12TKL"
    assert "t k l" in scene.said.lower()


def test_several_facts_taken_out_are_said_in_one_sentence() -> None:
    changes = [Change("items", ["gin"], None), Change("item_quantity", 2, None)]
    said = wording.changed_to(changes, Scene().house.zone, START)
    assert said == "I've taken out the items and the number of items."


@pytest.mark.parametrize("category", BOOK.categories)
def test_a_correction_of_every_fact_can_be_confirmed(category: str) -> None:
    scene = Scene()
    scene.say("something", "report_incident", category=category)
    tell_the_rest(scene)
    scene.say("no, aisle nine", "correct", yes_no=False, location="aisle 9")
    scene.yes("yes, that's right")
    assert scene.incident.status is Status.SUBMITTED


def test_another_capital_letter_is_no_correction() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting", location="aisle 4", direction_of_travel="the lifts")
    turn = scene.say("The lifts", direction_of_travel="The lifts")
    assert turn.draft.incident is not None
    assert turn.draft.incident.direction_of_travel == "the lifts"
    assert not any("not the lifts" in reply for reply in turn.replies)
