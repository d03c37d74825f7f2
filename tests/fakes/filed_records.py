"""Records as they are filed, with every slot filled; the names in them are invented."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from assistant.identifiers import uuid7
from assistant.incident import Incident, Injuries, NarrativeLine, Priority, Provenance, Status

WHEN = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)


def an_incident(*, drill: bool = False, incident_id: UUID | None = None, **changes: Any) -> Incident:
    """An incident with something in every field."""
    utterance_id = uuid7()
    values: dict[str, Any] = {
        "incident_id": incident_id or uuid7(),
        "drill": drill,
        "store_id": "0042",
        "timestamp_utc": WHEN,
        "reported_at_utc": WHEN,
        "priority": Priority.P3,
        "priority_reasons": ("a completed theft",),
        "status": Status.SUBMITTED,
        "confirmed": True,
        "category": "shoplifting",
        "location": "aisle 4",
        "suspect_count": 2,
        "suspect_description": "black hoodie, tall",
        "suspects_on_site": False,
        "direction_of_travel": "towards the car park",
        "items": ["razor blades", "whisky"],
        "item_quantity": 6,
        "item_value": Decimal("200.00"),
        "weapon": "none",
        "injuries": Injuries(any=False),
        "vehicle_description": "silver hatchback",
        "vehicle_plate": "AB12CDE",
        "police_called": True,
        "police_reference": "CAD 123",
        "camera": "camera 12",
        "till_receipt": "000123",
        "occurred_at": WHEN,
        "unknown_slots": (),
        "actor_ids": ("staff-1",),
        "evidence_refs": ("https://evidence.example/1",),
        "evidence_wanted": ("camera bookmark",),
        "narrative": (NarrativeLine(utterance_id=utterance_id, actor_id="staff-1", at_utc=WHEN, text="two lads"),),
        "provenance": {
            "suspect_count": (
                Provenance(
                    value=2,
                    actor_id="staff-1",
                    device_id="headset-1",
                    utterance_id=utterance_id,
                    words="two lads",
                    source="grammar",
                    confidence=0.9,
                    at_utc=WHEN,
                ),
            )
        },
        "sop_version": "1",
    }
    return Incident.model_validate(values | changes)


def a_record(*, drill: bool = False, incident_id: UUID | None = None, **changes: Any) -> bytes:
    """The same as the bytes that are filed."""
    return an_incident(drill=drill, incident_id=incident_id, **changes).model_dump_json().encode()
