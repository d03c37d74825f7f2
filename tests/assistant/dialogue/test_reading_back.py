"""Nothing is filed that was not read back."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from assistant.dialogue import wording
from assistant.dialogue.reading_back import SPOKEN_WORDS_AT_MOST
from assistant.incident import Injuries, Priority, Status
from tests.assistant.dialogue.scene import Scene

EVERYTHING: dict[str, Any] = {
    "location": "kiosk",
    "suspect_count": 2,
    "suspect_description": "black hoodies, balaclavas, grey joggers and white trainers, one of them with a limp",
    "suspects_on_site": False,
    "direction_of_travel": "over the bridge towards the station",
    "items": ["cigarettes", "cash", "scratch cards"],
    "item_quantity": 20,
    "item_value": Decimal("1234.50"),
    "weapon": "knife",
    "injuries": Injuries(any=True, text="cut to the left hand and a bruised cheek"),
    "vehicle_description": "silver golf with a dent in the door",
    "vehicle_plate": "AB12CDE",
    "police_called": True,
    "police_reference": "CAD1234",
    "camera": "camera 12",
    "till_receipt": "445566",
    "occurred_at": datetime(2026, 3, 14, 15, 10, tzinfo=UTC),
}


def spoken_facts(scene: Scene) -> set[str]:
    """The facts on record that somebody has said to the reporter, in the words of the read-back."""
    heard = " ".join(reply for turn in scene.turns for reply in turn.replies).lower()
    return {
        slot
        for slot, value in scene.incident.filled().items()
        if wording.fact(slot, value, scene.house.zone, scene.now).lower() in heard
    }


@pytest.mark.parametrize("category", ["robbery", "abuse_or_threat", "criminal_damage"])
def test_in_a_p1_too_every_fact_is_read_back(category: str) -> None:
    scene = Scene()
    scene.say(
        "knife", "report_incident", category=category, location="kiosk", weapon="knife", suspect_count=3,
        items=["gin"], item_quantity=2, suspects_on_site=True,
    )  # fmt: skip
    assert scene.incident.priority is Priority.P1
    assert scene.draft.state.asked == "confirmation"
    assert spoken_facts(scene) == set(scene.incident.filled())


def test_what_is_too_much_for_one_breath_is_read_before_it_is_filed() -> None:
    scene = Scene()
    scene.say("robbery", "report_incident", category="robbery", **EVERYTHING)
    breaths = 0
    while scene.incident.status is Status.DRAFT:
        assert scene.draft.state.asked == "confirmation"
        assert max(len(reply.split()) for reply in scene.turns[-1].replies) <= SPOKEN_WORDS_AT_MOST
        scene.yes()
        breaths += 1
        assert breaths < 4
    assert breaths > 1
    assert spoken_facts(scene) == set(scene.incident.filled())


def test_a_value_that_changes_on_the_way_is_read_back_as_it_is_now() -> None:
    scene = Scene()
    scene.say("knife", "report_incident", category="robbery", location="kiosk", weapon="knife", suspects_on_site=True)
    assert scene.draft.state.asked == "confirmation"
    scene.say("camera four has it", "add_evidence", camera="camera 4")
    assert scene.incident.status is Status.DRAFT
    scene.yes()
    assert scene.incident.status is Status.DRAFT
    assert "camera four" in scene.said.lower()
    scene.yes()
    assert scene.incident.status is Status.SUBMITTED


def test_what_was_heard_with_doubt_is_read_back_before_the_rest() -> None:
    scene = Scene()
    scene.say("theft", "report_incident", category="shoplifting", location="aisle 4", suspects_on_site=False)
    scene.say("grey hoodie", suspect_description="grey hoodie", heard_with=0.95)
    scene.say("gin", items=["gin"], heard_with=0.95)
    scene.say("forty", item_value=Decimal("40.00"), heard_with=0.3)
    scene.say("left", direction_of_travel="left", heard_with=0.95)
    said = scene.said.lower()
    assert said.index("forty pounds") < said.index("grey hoodie")
    assert said.index("forty pounds") < said.index("gone")


def test_confirming_repeats_nothing_that_was_heard_already() -> None:
    scene = Scene()
    scene.say("knife", "report_incident", category="robbery", location="kiosk", weapon="knife", suspects_on_site=True)
    scene.say("no, three of them", "correct", suspect_count=3)
    assert scene.said == "Three suspects. Shall I send it?"
