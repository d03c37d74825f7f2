"""Jobs for the delivery bench: incidents with a report to file, as turns would have left them in the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime

from assistant.incident import Incident, Status
from assistant.store import Job, Store


def owe_reports(store: Store, count: int) -> tuple[str, ...]:
    """Put so many incidents into the store, each with its report in the outbox; their keys, oldest first."""
    keys = []
    for number in range(count):
        now = datetime.now(UTC)
        record = Incident(
            store_id="bench",
            timestamp_utc=now,
            reported_at_utc=now,
            status=Status.SUBMITTED,
            category="shoplifting",
            location=f"aisle {number % 40 + 1}",
            suspect_count=2,
            suspect_description="grey hoodies",
            suspects_on_site=False,
            items=["razor blades"],
        )
        key = f"submit:{record.incident_id}"
        store.add_jobs([Job(key, "submit", record.incident_id, "platform", {})], incident=record)
        keys.append(key)
    return tuple(keys)


class Delivered:
    """An observer that knows when so many reports have been filed and noted down."""

    def __init__(self) -> None:
        self._left = 0
        self._all = asyncio.Event()

    def expect(self, count: int) -> None:
        """Begin anew."""
        self._left = count
        self._all.clear()

    async def wait(self) -> None:
        """Until all that were expected are."""
        await self._all.wait()

    def __call__(self, stage: str, details: Mapping[str, object]) -> None:
        if stage == "submit_recorded":
            self._left -= 1
            if self._left == 0:
                self._all.set()
