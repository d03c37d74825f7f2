"""The canary: a daily alert that takes the way every alert takes, and has to come back as receipts.

A way that nobody uses for weeks is found broken on the day it is needed. What does not come back is complained of
aloud, in the log and by ``floorline doctor``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, Protocol, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from assistant.alerts import Alert, AlertKind
from assistant.announcing import Announcement, Announcers
from assistant.audit import AuditEvent, DetailValue
from assistant.errors import StoreError
from assistant.incident import Incident, Priority, Status
from assistant.store import Job, Store, StoredJob

log = logging.getLogger(__name__)

LOOKED_AT_SECONDS: Final = 30.0
"""How often it is looked whether the time has come: a clock that jumps is noticed within this."""

_WORDS: Final = "Nothing to do: this only shows that alerts reach you."

T = TypeVar("T")


class Dispatcher(Protocol):
    """Sets durable jobs going; they are in the store already."""

    async def dispatch(self, keys: Sequence[str]) -> None: ...


def due_day(now: datetime, at: time, zone: ZoneInfo, last: date | None) -> date | None:
    """The day whose canary is to fly now; ``None`` while today's is still to come, or has flown.

    ``at`` is in the store's own time. A store box that was off at that time makes up for it later the same day.
    """
    local = now.astimezone(zone)
    if local.time() < at or (last is not None and last >= local.date()):
        return None
    return local.date()


def canary_record_id(store_id: str) -> UUID:
    """The record that all canaries of a store belong to: one, closed, and a drill."""
    return uuid5(NAMESPACE_URL, f"floorline:canary:{store_id}")


@dataclass(frozen=True)
class Flight:
    """One day's canary."""

    day: date
    came_back: tuple[str, ...]
    """The channels that gave a receipt."""
    missing: tuple[str, ...]
    """Those that have not, or not yet."""


def last_flight(jobs: Sequence[StoredJob]) -> Flight | None:
    """The latest of the canaries that these jobs (of the canary's record) were made for."""
    days = {day for one in jobs if (day := _day_of(one.job.key)) is not None}
    if not days:
        return None
    latest = max(days)
    flown = [one for one in jobs if _day_of(one.job.key) == latest]
    return Flight(
        latest,
        tuple(one.job.target for one in flown if one.state == "done"),
        tuple(one.job.target for one in flown if one.state != "done"),
    )


class Canary:
    """Flies every day."""

    def __init__(
        self,
        *,
        store: Store,
        store_id: str,
        targets: Sequence[str],
        at: time,
        zone: ZoneInfo,
        wait_seconds: float,
        dispatcher: Dispatcher,
        announcers: Announcers,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        in_thread: Callable[..., Awaitable[object]] = asyncio.to_thread,
    ) -> None:
        """``targets`` are the names of the alert channels; their receipts are waited for ``wait_seconds``."""
        self._store = store
        self._store_id = store_id
        self._record_id = canary_record_id(store_id)
        self._targets = tuple(targets)
        self._at, self._zone = at, zone
        self._wait_seconds = wait_seconds
        self._dispatcher = dispatcher
        self._announcers = announcers
        self._utc_now = utc_now
        self._in_thread = in_thread

    async def fly_daily(self) -> None:
        """For ever; cancel to end. The outermost loop: whatever goes wrong, it is there again tomorrow."""
        while True:
            try:
                last = last_flight(await self._jobs())
                day = due_day(self._utc_now(), self._at, self._zone, None if last is None else last.day)
                if day is not None:
                    await self.fly(day)
            except StoreError as exc:
                log.error("the daily test of the alerts could not be made: %s", exc)
            except Exception as exc:  # noqa: BLE001
                log.error("the daily test of the alerts failed (%s)", type(exc).__name__)
            await asyncio.sleep(LOOKED_AT_SECONDS)

    async def fly(self, day: date) -> Flight:
        """Send the canary of ``day`` and wait for it; complain of what does not come back."""
        jobs = self._owed(day)
        await self._in_thread(self._add, jobs)
        await self._dispatcher.dispatch([job.key for job in jobs])
        waited = 0.0
        while True:
            flight = last_flight(await self._jobs())
            assert flight is not None
            if not flight.missing or waited >= self._wait_seconds:
                break
            await asyncio.sleep(min(1.0, self._wait_seconds))
            waited += min(1.0, self._wait_seconds)
        await self._note(flight)
        return flight

    async def _jobs(self) -> tuple[StoredJob, ...]:
        jobs = await self._in_thread(self._store.jobs_of, self._record_id)
        assert isinstance(jobs, tuple)
        return jobs

    def _owed(self, day: date) -> tuple[Job, ...]:
        now = self._utc_now()
        alert = Alert(
            alert_id=uuid5(self._record_id, day.isoformat()),
            incident_id=self._record_id,
            kind=AlertKind.ALERT,
            drill=True,
            store_id=self._store_id,
            category="daily_test",
            zone="every channel",
            priority=Priority.P4,
            what_to_do=_WORDS,
            created_at_utc=now,
        )
        payload = alert.model_dump(mode="json")
        return tuple(
            Job(f"alert:canary:{day.isoformat()}:{target}", "alert", self._record_id, target, payload)
            for target in self._targets
        )

    def _add(self, jobs: Sequence[Job]) -> None:
        now = self._utc_now()
        record = self._store.incident(self._record_id) or Incident(
            incident_id=self._record_id,
            drill=True,
            store_id=self._store_id,
            status=Status.CLOSED,
            timestamp_utc=now,
            reported_at_utc=now,
        )
        self._store.add_jobs(jobs, incident=record)

    async def _note(self, flight: Flight) -> None:
        action = "canary.missed" if flight.missing else "canary.returned"
        details: dict[str, DetailValue] = {"day": flight.day.isoformat(), "missing": flight.missing}
        event = AuditEvent(self._utc_now(), "system", action, str(self._record_id), details)
        await self._in_thread(self._store.add_audit, (event,))
        if not flight.missing:
            return
        log.error("the daily test of the alerts did not come back from %s", ", ".join(flight.missing))
        names = " and ".join(name.replace(":", " ") for name in flight.missing)
        words = f"The daily test of the alerts did not come back from {names}. Tell your manager: see floorline doctor."
        await self._announcers.announce(Announcement(words, None))


def _day_of(key: str) -> date | None:
    kind, _, rest = key.partition(":canary:")
    if kind != "alert" or not rest:
        return None
    return date.fromisoformat(rest[:10])
