"""A machine whose clock is wrong gets its requests through all the same."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from assistant.errors import PlatformRefused
from assistant.signing import TIMESTAMP_HEADER, signature_fault
from tests.fakes.filed_records import a_record
from tests.fakes.live_platform import RECEIPT, SECRET, live

TRUE_TIME = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class StrictPlatform:
    """Believes nobody whose time is more than five minutes off, and says what time it is."""

    def __init__(self) -> None:
        self.refused = 0
        self.gate: asyncio.Event | None = None

    async def answer(self, request: httpx.Request) -> httpx.Response:
        if self.gate is not None:
            await self.gate.wait()
        date = {"Date": format_datetime(TRUE_TIME, usegmt=True)}
        if signature_fault(request.headers, request.content, (SECRET,), TRUE_TIME) is not None:
            self.refused += 1
            return httpx.Response(401, headers=date, json={"title": "", "status": 401, "code": "timestamp-too-old"})
        return httpx.Response(201, headers=date, json=RECEIPT)


async def test_a_request_of_an_hour_ago_is_signed_again_by_the_receivers_clock() -> None:
    strict = StrictPlatform()
    for now in (TRUE_TIME - HOUR, TRUE_TIME + HOUR):
        client = live(strict.answer, clock=lambda now=now: now)  # type: ignore[arg-type,misc]
        await client.create_report(a_record(), "report-1")
        await client.create_report(a_record(), "report-2")
    assert strict.refused == 2, "what was learnt was forgotten"


async def test_requests_that_were_on_their_way_when_the_clock_jumped_all_get_through() -> None:
    strict = StrictPlatform()
    strict.gate = asyncio.Event()
    client = live(strict.answer, clock=lambda: TRUE_TIME - HOUR)  # type: ignore[arg-type]
    sent = [asyncio.create_task(client.create_report(a_record(), f"report-{number}")) for number in range(5)]
    await asyncio.sleep(0)
    strict.gate.set()
    assert len(await asyncio.gather(*sent)) == 5
    assert strict.refused == 5


async def test_a_clock_that_is_put_right_again_is_noticed() -> None:
    strict = StrictPlatform()
    now = TRUE_TIME - HOUR
    client = live(strict.answer, clock=lambda: now)  # type: ignore[arg-type]
    await client.create_report(a_record(), "report-1")
    now = TRUE_TIME
    await client.create_report(a_record(), "report-2")
    assert strict.refused == 2


async def test_a_clock_that_is_put_right_while_a_request_is_on_its_way_costs_no_report() -> None:
    strict = StrictPlatform()
    strict.gate = asyncio.Event()
    now = TRUE_TIME - HOUR
    client = live(strict.answer, clock=lambda: now)  # type: ignore[arg-type]
    sent = asyncio.create_task(client.create_report(a_record(), "report-1"))
    await asyncio.sleep(0.01)
    now = TRUE_TIME
    strict.gate.set()
    await sent
    assert strict.refused == 1


async def test_a_refusal_that_has_nothing_to_do_with_the_time_is_not_repeated() -> None:
    asked = []

    async def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers[TIMESTAMP_HEADER])
        return httpx.Response(401, headers={"Date": format_datetime(TRUE_TIME, usegmt=True)})

    client = live(refuse, clock=lambda: TRUE_TIME)  # type: ignore[arg-type]
    with pytest.raises(PlatformRefused):
        await client.create_report(a_record(), "report-1")
    assert len(asked) == 1
