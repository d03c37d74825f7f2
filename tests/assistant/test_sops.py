"""The procedures that ship: what a safety team would look for in each."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.incident import CATEGORIES, Incident, Injuries, Priority, SlotName
from assistant.privacy import protected_terms
from assistant.sop import Sop, SopBook, lint
from assistant.triage import assess
from tests.fakes.made_incidents import incident_with

BOOK = SopBook.load()
EVERY = [BOOK.for_category(category) for category in (None, *BOOK.categories)]
TURNS_AT_MOST = 7
"""The opening, one for each answer, and the confirmation."""

MEDIAN_OPENINGS: dict[str, dict[str, Any]] = {
    "shoplifting": {"location": "aisle 9", "items": ["vodka"], "item_quantity": 2},
    "robbery": {"location": "kiosk", "weapon": "knife", "suspects_on_site": False, "items": ["cash"]},
    "assault": {"location": "till 4", "suspect_count": 1},
    "abuse_or_threat": {"location": "till 4"},
    "fraud": {"location": "till 6", "items": ["twenty pound notes"]},
    "burglary": {"location": "rear entrance", "suspects_on_site": False},
    "criminal_damage": {"location": "front entrance", "items": ["window"]},
    "antisocial_behaviour": {"location": "car park", "suspect_count": 5},
    "suspicious_person": {"location": "kiosk"},
    "medical_emergency": {"location": "aisle 4"},
}
ANSWERS: dict[SlotName, Any] = {
    "category": "shoplifting",
    "location": "aisle 4",
    "suspects_on_site": False,
    "suspect_description": "blue jacket, grey joggers",
    "suspect_count": 2,
    "items": ["vodka"],
    "item_value": 40,
    "weapon": "none",
    "injuries": Injuries(any=False),
    "direction_of_travel": "left",
    "vehicle_description": "silver van",
    "vehicle_plate": "AB12CDE",
    "police_called": False,
    "police_reference": "1234",
    "till_receipt": "4412",
    "occurred_at": "2026-03-14T03:00:00Z",
}


def asked_in_all(opening: dict[str, Any], **answers: Any) -> list[str]:
    """What is asked, one question at a time, when every answer is given."""
    incident: Incident = incident_with(**opening)
    sop = BOOK.for_category(incident.category)
    asked: list[str] = []
    while questions := sop.next_questions(incident, urgent_only=False):
        slot = questions[0].slot
        asked.append(slot)
        incident = incident_with(**{**incident.filled(), slot: answers.get(slot, ANSWERS[slot])})
    return asked


def test_the_ten_categories_and_the_unknown_one_have_a_procedure() -> None:
    assert set(BOOK.categories) == set(CATEGORIES)
    assert BOOK.for_category(None).category is None


def test_the_shipped_procedures_are_without_problems() -> None:
    assert lint() == ()


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_median_incident_is_done_in_seven_turns(category: str) -> None:
    asked = asked_in_all({"category": category, **MEDIAN_OPENINGS[category]})
    assert 1 + len(asked) + 1 <= TURNS_AT_MOST, asked


@pytest.mark.parametrize("category", CATEGORIES)
def test_nothing_is_asked_twice_and_the_place_comes_first(category: str) -> None:
    asked = asked_in_all({"category": category})
    assert asked[0] == "location"
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("category", CATEGORIES)
def test_only_one_or_two_questions_are_asked_while_life_is_in_danger(category: str) -> None:
    sop = BOOK.for_category(category)
    urgent = [question.slot for question in sop.questions if question.urgent]
    assert 1 <= len(urgent) <= 2
    assert "location" in urgent


def test_a_medical_emergency_never_asks_for_suspects() -> None:
    asked = asked_in_all({"category": "medical_emergency"})
    assert asked == ["location", "injuries"]


def test_shoplifting_asks_the_way_they_went_only_once_they_have_left() -> None:
    left = asked_in_all({"category": "shoplifting"}, suspects_on_site=False)
    here = asked_in_all({"category": "shoplifting"}, suspects_on_site=True)
    assert set(left) - set(here) == {"direction_of_travel"}
    assert set(here) == {"location", "items", "item_value", "suspect_description", "suspects_on_site"}


def test_a_plate_is_asked_for_only_where_there_is_a_vehicle() -> None:
    assert "vehicle_plate" not in asked_in_all({"category": "shoplifting"})
    assert "vehicle_plate" in asked_in_all({"category": "shoplifting", "vehicle_description": "silver golf"})


def test_a_police_reference_is_asked_for_only_where_the_police_were_called() -> None:
    for category in ("shoplifting", "robbery", "burglary"):
        assert "police_reference" not in asked_in_all({"category": category, "police_called": False})
        assert "police_reference" in asked_in_all({"category": category, "police_called": True})


def test_when_it_happened_is_asked_only_of_what_is_found_later() -> None:
    asking = {sop.category for sop in EVERY if any(question.slot == "occurred_at" for question in sop.questions)}
    assert asking == {"burglary", "criminal_damage"}


@pytest.mark.parametrize("category", sorted(set(CATEGORIES) - {"medical_emergency"}))
def test_a_weapon_always_means_the_emergency_number(category: str) -> None:
    sop = BOOK.for_category(category)
    armed = incident_with(category=category, weapon="knife")
    armed = armed.model_copy(update={"priority": assess(armed, sop).priority})
    assert "nine nine nine" in sop.emergency_calls(armed)[0].say


def test_danger_to_life_in_a_medical_emergency_means_an_ambulance() -> None:
    sop = BOOK.for_category("medical_emergency")
    badly = incident_with(category="medical_emergency", injuries=Injuries(any=True, text="not breathing"))
    badly = badly.model_copy(update={"priority": assess(badly, sop).priority})
    assert "ambulance" in sop.emergency_calls(badly)[0].say
    assert "not_breathing" in [action.id for action in sop.actions_for(badly)]


@pytest.mark.parametrize("category", ["robbery", "assault", "abuse_or_threat", "medical_emergency"])
def test_what_endangers_people_alerts_the_team_whatever_its_priority(category: str) -> None:
    assert BOOK.for_category(category).alert_at is Priority.P4


@pytest.mark.parametrize("sop", EVERY, ids=lambda sop: str(sop.category))
def test_nobody_is_told_to_chase_hold_or_search_anyone(sop: Sop) -> None:
    lines = [sop.safety_line, sop.alert, *(action.say for action in sop.actions), *(call.say for call in sop.call_999)]
    for line in lines:
        for sentence in re.split(r"[.!?]", line):
            if re.search(r"\b(?:chase|follow|detain|restrain|search|block|grab|hold (?:anyone|them))\b", sentence):
                assert re.search(r"\b(?:not|nobody|never)\b", sentence, re.IGNORECASE), sentence


@pytest.mark.parametrize("sop", EVERY, ids=lambda sop: str(sop.category))
def test_every_spoken_line_is_short_and_an_alert_names_nobody(sop: Sop) -> None:
    assert len(sop.safety_line) <= 90
    assert len(sop.alert) <= 200
    assert not protected_terms(sop.alert)
    assert all(len(question.ask) <= 90 for question in sop.questions)
    assert all(question.ask.count("?") <= 1 or question.slot in ("weapon", "injuries") for question in sop.questions)


def test_the_first_rung_of_every_ladder_is_told_at_once() -> None:
    assert all(sop.ladder[0].after_seconds == 0 for sop in EVERY)


def test_a_cue_points_to_one_category_only() -> None:
    owners: dict[str, str] = {}
    for category, cues in BOOK.cues().items():
        for cue in cues:
            assert owners.setdefault(cue, category) == category, cue
