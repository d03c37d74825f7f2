"""Telling an incident: what is asked, what is recorded, and what is read back."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from assistant.alerts import AlertKind
from assistant.dialogue import SubmitReport, wording
from assistant.incident import SLOT_NAMES, Injuries, Priority, SlotName, Status
from tests.assistant.dialogue.scene import BOOK, START, Scene

ANSWERS = {
    "category": ("it's a theft", {"category": "shoplifting"}),
    "location": ("aisle four", {"location": "aisle 4"}),
    "suspect_count": ("two", {"suspect_count": 2}),
    "suspect_description": ("grey hoodie", {"suspect_description": "grey hoodie"}),
    "suspects_on_site": ("no they've gone", {"suspects_on_site": False}),
    "direction_of_travel": ("towards the station", {"direction_of_travel": "towards the station"}),
    "items": ("razor blades", {"items": ["razor blades"]}),
    "item_quantity": ("twelve", {"item_quantity": 12}),
    "item_value": ("two hundred quid", {"item_value": Decimal("200.00")}),
    "weapon": ("no weapon", {"weapon": "none"}),
    "injuries": ("nobody is hurt", {"injuries": Injuries(any=False)}),
    "vehicle_description": ("a blue van", {"vehicle_description": "blue van"}),
    "vehicle_plate": ("a b one two c d e", {"vehicle_plate": "AB12CDE"}),
    "police_called": ("yes", {"police_called": True}),
    "police_reference": ("cad one two three", {"police_reference": "123"}),
    "camera": ("camera twelve", {"camera": "camera 12"}),
    "till_receipt": ("four five six", {"till_receipt": "456"}),
}


def tell_the_rest(scene: Scene) -> list[str]:
    """Answer whatever is asked until the read-back; gives the slots that were asked."""
    asked = []
    while (slot := scene.draft.state.asked) != "confirmation":
        assert slot in SLOT_NAMES, slot
        asked.append(slot)
        assert len(asked) < 15, asked
        if slot == "occurred_at":
            scene.say("ten minutes ago", occurred_at=scene.now)
        else:
            text, slots = ANSWERS[slot]
            scene.say(text, **slots)
    return asked


@pytest.mark.parametrize("category", BOOK.categories)
def test_every_procedure_goes_from_opening_to_submission(category: str) -> None:
    scene = Scene()
    scene.say("something happened", "report_incident", category=category)
    asked = tell_the_rest(scene)
    turn = scene.yes()
    assert scene.incident.status is Status.SUBMITTED
    assert scene.incident.confirmed
    assert SubmitReport(scene.incident_id) in turn.effects
    assert len(asked) == len(set(asked)), "a question was asked twice"
    assert len(asked) <= 10
    assert scene.incident.sop_version == BOOK.for_category(category).version


@pytest.mark.parametrize("category", BOOK.categories)
def test_the_safety_line_is_the_first_thing_said(category: str) -> None:
    scene = Scene()
    turn = scene.say("something happened", "report_incident", category=category)
    assert turn.replies[0] == BOOK.for_category(category).safety_line


def test_what_was_told_in_one_breath_is_not_asked_again() -> None:
    scene = Scene()
    scene.say(
        "two lads nicked razor blades",
        "report_incident",
        category="shoplifting",
        location="aisle 4",
        suspect_count=2,
        items=["razor blades"],
        item_value=Decimal(200),
        suspect_description="grey hoodies",
        suspects_on_site=False,
        direction_of_travel="towards the bus station",
    )
    assert scene.draft.state.asked == "confirmation"
    for words in (
        "Shoplifting in aisle four.",
        "Two suspects, grey hoodies.",
        "Razor blades, worth two hundred pounds.",
    ):
        assert words in scene.said
    assert "bus station" in scene.said


def test_a_correction_at_any_time_replaces_the_value_and_keeps_the_old_one() -> None:
    scene = Scene()
    scene.say("theft in aisle four", "report_incident", category="shoplifting", location="aisle 4")
    asked = scene.draft.state.asked
    scene.say("no, aisle nine", "correct", location="aisle 9")
    assert scene.incident.location == "aisle 9"
    history = scene.incident.provenance["location"]
    assert [entry.value for entry in history] == ["aisle 4", "aisle 9"]
    assert history[-1].replaced == "aisle 4"
    assert scene.said.startswith("Aisle nine, not aisle four.")
    assert scene.draft.state.asked == asked


def test_a_correction_at_the_read_back_is_confirmed_without_reading_everything_again() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting")
    tell_the_rest(scene)
    scene.say("no, it was aisle nine", "correct", yes_no=False, location="aisle 9")
    assert scene.incident.location == "aisle 9"
    assert scene.incident.status is Status.DRAFT
    assert scene.draft.state.asked == "confirmation"
    assert len(scene.said.split()) < 15
    scene.yes()
    assert scene.incident.status is Status.SUBMITTED


def test_yes_with_a_change_in_it_does_not_file_the_report() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting")
    tell_the_rest(scene)
    scene.say("yes but it was aisle nine", "affirm", yes_no=True, location="aisle 9")
    assert scene.incident.status is Status.DRAFT
    assert scene.incident.location == "aisle 9"


def test_yes_that_repeats_a_known_fact_files_the_report() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting")
    tell_the_rest(scene)
    scene.say("yes aisle four that's right", "affirm", yes_no=True, location="aisle 4")
    assert scene.incident.status is Status.SUBMITTED


def test_no_at_the_read_back_asks_what_to_change() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting")
    tell_the_rest(scene)
    scene.no("no that's wrong")
    assert scene.draft.state.asked == "correction"
    scene.say("three of them", suspect_count=3)
    assert scene.incident.suspect_count == 3
    assert scene.draft.state.asked == "confirmation"


def test_in_a_p1_nothing_is_asked_that_can_wait() -> None:
    scene = Scene()
    scene.say("he's got a knife", "report_incident", category="abuse_or_threat", weapon="knife")
    assert scene.incident.priority is Priority.P1
    assert scene.draft.state.asked == "location"
    scene.say("the kiosk", location="kiosk")
    assert scene.draft.state.asked == "confirmation"
    assert scene.said.endswith("Shall I send it?")
    assert scene.incident.suspect_description is None


def test_no_to_a_weapon_is_none_which_differs_from_unknown() -> None:
    scene = Scene()
    scene.say("he's shouting", "report_incident", category="abuse_or_threat", location="kiosk")
    while scene.draft.state.asked != "weapon":
        scene.say("don't know", "dont_know")
    assert scene.incident.weapon is None
    scene.no()
    assert scene.incident.weapon == "none"
    assert scene.incident.provenance["weapon"][-1].source == "confirmation"


def test_yes_to_a_weapon_asks_which() -> None:
    scene = Scene()
    scene.say("he's shouting", "report_incident", category="abuse_or_threat", location="kiosk")
    while scene.draft.state.asked != "weapon":
        scene.say("don't know", "dont_know")
    scene.yes()
    assert scene.said == "What is the weapon?"
    assert scene.incident.weapon is None


def test_not_knowing_leaves_the_slot_empty_and_goes_on() -> None:
    scene = Scene()
    scene.say("theft in aisle four", "report_incident", category="shoplifting", location="aisle 4")
    slot = scene.draft.state.asked
    scene.say("no idea", "dont_know")
    assert slot in scene.incident.unknown_slots
    assert scene.draft.state.asked != slot


def test_an_answer_the_model_found_nothing_in_is_taken_whole() -> None:
    scene = Scene()
    scene.say("theft in aisle four", "report_incident", category="shoplifting", location="aisle 4")
    while scene.draft.state.asked != "suspect_description":
        scene.say("don't know", "dont_know")
    scene.say("skinny fella with a limp")
    assert scene.incident.suspect_description == "skinny fella with a limp"


def test_protected_characteristics_stay_out_of_the_record_and_are_flagged_in_the_narrative() -> None:
    scene = Scene()
    scene.say("theft in aisle four", "report_incident", category="shoplifting", location="aisle 4")
    while scene.draft.state.asked != "suspect_description":
        scene.say("don't know", "dont_know")
    scene.say("a tall black man in a red cap")
    assert scene.incident.suspect_description == "a tall man in a red cap"
    assert scene.incident.narrative[-1].text == "a tall black man in a red cap"
    assert scene.incident.narrative[-1].flags == ("protected-characteristic",)


def test_a_second_description_adds_to_the_first() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting", suspect_description="grey hoodie")
    scene.say("and a red cap, aisle four", location="aisle 4", suspect_description="red cap")
    assert scene.incident.suspect_description == "grey hoodie, red cap"


def test_who_said_it_on_which_device_with_which_words_is_kept() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting")
    scene.say("aisle four", location="aisle 4", actor_id="sam")
    entry = scene.incident.provenance["location"][-1]
    assert (entry.actor_id, entry.device_id, entry.words) == ("sam", "headset-1", "aisle four")
    assert scene.incident.actor_ids == ("alex", "sam")
    assert entry.utterance_id == scene.incident.narrative[-1].utterance_id


def test_the_team_is_alerted_once_and_updated_when_the_danger_grows() -> None:
    scene = Scene()
    first = scene.say("he's shouting at the kiosk", "report_incident", category="abuse_or_threat", location="kiosk")
    assert [alert.kind for alert in first.alerts] == [AlertKind.ALERT]
    second = scene.say("he's got a knife", weapon="knife")
    assert [alert.kind for alert in second.alerts] == [AlertKind.UPDATE]
    assert second.alerts[0].priority is Priority.P1
    assert "weapon seen" in second.alerts[0].what_to_do
    third = scene.say("green jacket", suspect_description="green jacket")
    assert third.alerts == ()


def test_alerts_carry_no_description_plate_or_words_of_the_reporter() -> None:
    scene = Scene(link_base="http://127.0.0.1:5055/")
    turn = scene.say(
        "Kevin Smith in a green jacket, AB12 CDE, has a knife",
        "report_incident",
        category="robbery",
        location="kiosk",
        weapon="knife",
        suspect_description="green jacket",
        vehicle_plate="AB12CDE",
    )
    (alert,) = turn.alerts
    sent = alert.model_dump_json()
    for secret in ("Kevin", "green jacket", "AB12"):
        assert secret not in sent
    assert alert.zone == "kiosk"
    assert alert.link == f"http://127.0.0.1:5055/incidents/{scene.incident_id}"


def test_a_taken_again_utterance_gives_the_same_alert() -> None:
    one, two = Scene(), Scene()
    given = one.given("x")
    one.given = two.given = lambda text, actor_id="alex": given  # type: ignore[method-assign]
    first = one.say("x", "report_incident", category="robbery", location="kiosk")
    again = two.say("x", "report_incident", category="robbery", location="kiosk")
    assert first.alerts[0].alert_id == again.alerts[0].alert_id


def test_somebody_taken_ill_is_not_described_as_a_suspect() -> None:
    scene = Scene()
    scene.say(
        "an older lady has slipped",
        "report_incident",
        category="medical_emergency",
        location="frozen",
        suspect_description="older lady",
    )
    assert scene.incident.suspect_description is None


@pytest.mark.parametrize(
    ("weapon", "words"), [("knife", "A knife seen."), ("axe", "An axe seen."), ("none", "No weapon.")]
)
def test_a_weapon_is_read_back_as_a_person_would_say_it(weapon: str, words: str) -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="abuse_or_threat", location="kiosk", weapon=weapon)
    tell_the_rest(scene)
    assert any(words.rstrip(".").lower() in reply.lower() for turn in scene.turns for reply in turn.replies)


@pytest.mark.parametrize("text", [" ", "\t", "the", "s", "🔪"])
@pytest.mark.parametrize("slot", ["location", "weapon", "vehicle_description"])
def test_odd_values_are_still_said(slot: SlotName, text: str) -> None:
    assert isinstance(wording.fact(slot, text, ZoneInfo("Europe/London"), START), str)
