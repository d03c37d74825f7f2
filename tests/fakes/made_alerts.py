"""Alerts as delivery hands them to channels."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from assistant.alerts import Alert, AlertKind
from assistant.incident import Priority


def an_alert(**changes: Any) -> Alert:
    """An alarm in aisle 4 of store 0042; the same at every call but for ``changes``."""
    values: dict[str, Any] = {
        "alert_id": UUID("01890000-0000-7000-8000-000000000001"),
        "incident_id": UUID("01890000-0000-7000-8000-000000000002"),
        "kind": AlertKind.ALARM,
        "store_id": "0042",
        "category": "abuse_or_threat",
        "zone": "aisle 4",
        "priority": Priority.P1,
        "what_to_do": "Stay back, call 999.",
        "created_at_utc": datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC),
    }
    return Alert.model_validate(values | changes)
