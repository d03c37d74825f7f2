"""Incident records for tests that are about what is in the slots."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from assistant.incident import Incident

REPORTED_AT = datetime(2026, 3, 14, 17, 58, tzinfo=UTC)


def incident_with(**fields: Any) -> Incident:
    """A draft in which only ``fields`` are known."""
    return Incident(store_id="0042", timestamp_utc=REPORTED_AT, reported_at_utc=REPORTED_AT, **fields)
