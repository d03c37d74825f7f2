"""The daily test of the way alerts take."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.announcing import Announcement, Announcers
from assistant.delivery.canary import Canary, due_day, last_flight
from assistant.store import Store
from tests.fakes.virtual_time import in_virtual_time

LONDON = ZoneInfo("Europe/London")
HALF_NINE = time(9, 30)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "last", "due"),
    [
        ("2026-03-04T09:29", None, None),
        ("2026-03-04T09:30", None, date(2026, 3, 4)),
        ("2026-03-04T09:31", date(2026, 3, 4), None),
        ("2026-03-04T15:00", date(2026, 3, 3), date(2026, 3, 4)),
        ("2026-03-05T00:10", date(2026, 3, 4), None),
        ("2026-07-06T08:30", None, date(2026, 7, 6)),  # British summer time
        ("2026-07-06T08:29", None, None),
        ("2026-03-03T09:31", date(2026, 3, 4), None),  # the clock was set back a day
    ],
)
def test_it_flies_once_a_day_at_its_time_in_the_store(now, last, due) -> None:
    assert due_day(utc(now), HALF_NINE, LONDON, last) == due


class Way:
    """Delivery, as far as it works: jobs to the channels in ``works`` are done at once."""

    def __init__(self, store: Store, *works: str) -> None:
        self.store, self.works = store, works
        self.said: list[Announcement] = []

    async def dispatch(self, keys: Sequence[str]) -> None:
        for key in keys:
            stored = self.store.job(key)
            assert stored is not None
            if stored.job.target in self.works:
                self.store.mark_job(key, "done", attempts=1, receipt="shown")

    async def announce(self, announcement: Announcement) -> bool:
        self.said.append(announcement)
        return True

    def canary(self) -> Canary:
        return Canary(
            store=self.store,
            store_id="0042",
            targets=("terminal", "telegram:group"),
            at=HALF_NINE,
            zone=LONDON,
            wait_seconds=60.0,
            dispatcher=self,
            announcers=Announcers([self]),
            utc_now=lambda: utc("2026-03-04T09:30"),
            in_thread=_here,
        )


async def _here(work: Callable[..., Any], *args: Any) -> Any:
    return work(*args)


def test_one_that_comes_back_from_everywhere_is_noted_and_nothing_is_said(store: Store) -> None:
    way = Way(store, "terminal", "telegram:group")
    flight = in_virtual_time(way.canary().fly(date(2026, 3, 4)))
    assert (flight.came_back, flight.missing) == (("terminal", "telegram:group"), ())
    assert way.said == []
    assert store.audit_entries()[-1].event.action == "canary.returned"


def test_one_that_does_not_come_back_is_complained_of_aloud(store: Store, caplog) -> None:
    way = Way(store, "terminal")
    flight = in_virtual_time(way.canary().fly(date(2026, 3, 4)))
    assert flight.missing == ("telegram:group",)
    [said] = way.said
    assert said.device_id is None
    assert "did not come back from telegram group" in said.words
    assert "telegram:group" in caplog.text
    assert store.audit_entries()[-1].event.action == "canary.missed"


def test_it_is_known_after_a_restart_that_today_s_has_flown(store: Store) -> None:
    way = Way(store, "terminal", "telegram:group")
    in_virtual_time(way.canary().fly(date(2026, 3, 4)))
    [record] = store.incidents()
    assert record.drill
    flight = last_flight(store.jobs_of(record.incident_id))
    assert flight is not None
    assert flight.day == date(2026, 3, 4)
