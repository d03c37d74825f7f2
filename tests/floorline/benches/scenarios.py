"""A scenario made up for a test, and answers of Floorline's."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from assistant.turn_result import TurnResult
from floorline.benches.dialogues import Scenario

LONDON = ZoneInfo("Europe/London")


def scenario(**changes: Any) -> Scenario:
    """A theft of gin in aisle nine."""
    return Scenario.model_validate(
        {
            "id": "theft-1",
            "persona": "someone in a hurry",
            "opening": ["someone's nicked the gin"],
            "tells": ["category", "items"],
            "truth": {"category": "shoplifting", "items": ["gin"], "location": "aisle 9", "suspects_on_site": False},
            "priority": "P3",
            "says": {
                "location": ["aisle nine", "I said aisle nine"],
                "suspects_on_site": ["no they've gone"],
                "items": ["gin"],
                "vehicle_plate": "dont_know",
            },
            "dont_know": ["no idea", "couldn't tell you"],
            "confirm": ["yes that's right", "yes, send it"],
            "wrong": {"location": "no, aisle nine"},
        }
        | changes
    )


def answer(
    *replies: str,
    asked: str | None = None,
    draft: dict[str, Any] | None = None,
    status: str | None = "draft",
    alarm: bool = False,
    mode: str = "rasa",
) -> TurnResult:
    """What Floorline answers, in the middle of a report unless said otherwise."""
    return TurnResult(replies, asked, draft or {}, "P3", status, alarm, incident_id="1", mode=mode)
