"""What follows a filed report: evidence in pieces, the platform's word, dead letters that rest; on the real sandbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI

from assistant.delivery import Accepted, Delivery, Outcome, Update, drop
from assistant.delivery.uploading import CHUNK_BYTES
from assistant.errors import StoreError
from assistant.evidence import EvidenceStore, evidence_job
from assistant.identifiers import uuid7
from assistant.incident import Incident, Status
from assistant.platform import HttpPlatform
from assistant.platform_news import StatusPoller
from assistant.sandbox import FaultPlan, SandboxServer, SandboxState
from assistant.signing import SigningSecret
from assistant.store import Store
from floorline.outcomes import update_sentence
from floorline.platform_hook import platform_hook
from tests.assistant.delivery.receivers import incident_of, owe_report
from tests.fakes.served_app import ServedApp

PHOTO = bytes(range(256)) * 3000
"""768,000 bytes: three pieces, none of them text."""


class Shop:
    """A store box at a sandbox."""

    def __init__(self, store: Store, folder: Path, sandbox: SandboxServer) -> None:
        self.store = store
        self.sandbox = sandbox
        self.folder = folder
        self.files = EvidenceStore(folder)
        self.platform = HttpPlatform(sandbox.endpoint)
        self.told: list[tuple[UUID, Outcome]] = []
        self.delivery = Delivery(store, self.platform, {}, data_dir=folder, on_outcome=self._tell)
        self._loop = asyncio.get_running_loop()

    async def dispatch(self, keys: Sequence[str]) -> None:
        """As from the server's loop, which in a test is another than delivery's."""
        asyncio.run_coroutine_threadsafe(self.delivery.dispatch(keys), self._loop)

    async def _tell(self, incident_id: UUID, outcome: Outcome) -> None:
        self.told.append((incident_id, outcome))

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not happened():  # noqa: ASYNC110 - most of it happens in a database
                await asyncio.sleep(0.01)

    async def filed(self) -> UUID:
        """File a report; its incident."""
        key = owe_report(self.store)
        await self.delivery.dispatch([key])
        await self.until(lambda: any(isinstance(outcome, Accepted) for _, outcome in self.told))
        self.told.clear()
        return incident_of(key)

    def updates(self) -> list[Update]:
        return [outcome for _, outcome in self.told if isinstance(outcome, Update)]


@pytest.fixture
async def shop(store: Store, tmp_path: Path) -> AsyncIterator[Shop]:
    with SandboxServer(SandboxState(), SigningSecret.generate()) as sandbox:
        built = Shop(store, tmp_path, sandbox)
        await built.delivery.start()
        yield built
        await built.delivery.stop()
        await built.platform.aclose()


async def test_a_photo_goes_up_in_pieces_and_is_gone_on_with_where_the_line_broke(shop: Shop) -> None:
    incident = await shop.filed()
    blob = shop.files.add([PHOTO])
    assert blob.size_bytes > 2 * CHUNK_BYTES
    job = evidence_job(incident, blob, kind="photo", media_type="image/jpeg")
    shop.store.add_jobs([job])
    shop.sandbox.faults.set(FaultPlan(lose_replies=3))
    await shop.delivery.dispatch([job.key])
    await shop.until(lambda: not shop.store.owed_keys())
    [report] = shop.sandbox.state.reports()
    assert len(report.evidence) == 1
    assert shop.sandbox.state.content(job.payload["evidence_id"]) == PHOTO
    [sent] = [entry.event for entry in shop.store.audit_entries() if entry.event.action == "evidence.uploaded"]
    assert sent.details["sha256"] == blob.sha256


async def test_evidence_that_is_gone_from_the_disk_is_kept_owed_and_said(shop: Shop) -> None:
    incident = await shop.filed()
    blob = shop.files.add([PHOTO])
    job = evidence_job(incident, blob, kind="photo", media_type="image/jpeg")
    next(shop.folder.rglob(blob.sha256)).unlink()
    shop.store.add_jobs([job])
    await shop.delivery.dispatch([job.key])
    await shop.until(lambda: (stored := shop.store.job(job.key)) is not None and stored.error is not None)
    stored = shop.store.job(job.key)
    assert stored is not None
    assert "restore it from the backup" in (stored.error or "")


def another_record(**fields: object) -> Incident:
    now = datetime.now(UTC)
    return Incident.model_validate(
        {"store_id": "0042", "timestamp_utc": now, "reported_at_utc": now, "status": Status.CANCELLED, **fields}
    )


async def test_evidence_of_a_report_that_was_taken_back_stays_here_and_nobody_is_bothered(shop: Shop) -> None:
    cancelled = another_record()
    blob = shop.files.add([PHOTO])
    job = evidence_job(cancelled.incident_id, blob, kind="photo", media_type="image/jpeg")
    shop.store.add_jobs([job], incident=cancelled)
    await shop.delivery.dispatch([job.key])
    await shop.until(lambda: not shop.store.owed_keys())
    assert shop.store.dead_letters() == ()
    assert shop.sandbox.state.reports() == ()
    assert shop.files.is_sound(blob.sha256)
    assert [entry.event.action for entry in shop.store.audit_entries()] == ["evidence.stays_here"]


async def test_evidence_of_a_report_that_was_told_into_another_goes_up_with_that_one(shop: Shop) -> None:
    joined = another_record(joined_to=await shop.filed())
    blob = shop.files.add([PHOTO])
    job = evidence_job(joined.incident_id, blob, kind="photo", media_type="image/jpeg")
    shop.store.add_jobs([job], incident=joined)
    await shop.delivery.dispatch([job.key])
    await shop.until(lambda: not shop.store.owed_keys())
    assert shop.sandbox.state.content(job.payload["evidence_id"]) == PHOTO


async def test_the_platforms_word_is_in_the_record_once_and_the_reporter_is_told(shop: Shop) -> None:
    incident = await shop.filed()
    retired = SigningSecret(SigningSecret.generate())
    app = FastAPI()
    app.include_router(platform_hook(shop.store, (retired, *shop.sandbox._secrets), shop.dispatch))
    with ServedApp(app) as ours:
        decision = {
            "status": "closed",
            "police_reference": "CAD 123/25",
            "callback_url": f"{ours.url}/hooks/platform",
            "message_id": "msg_1",
        }
        async with httpx.AsyncClient(base_url=shop.sandbox.url) as client:
            for _ in range(2):
                answer = await client.post("/sandbox/reports/SBX-1001/status", json=decision)
                assert answer.json()["told"] == 204
    await shop.until(lambda: bool(shop.updates()) and not shop.store.owed_keys())
    [update] = shop.updates()
    assert update == Update("SBX-1001", Status.CLOSED, "CAD 123/25")
    assert "police reference is CAD 123/25" in update_sentence(update)
    record = shop.store.incident(incident)
    assert record is not None
    assert (record.status, record.police_reference) == (Status.CLOSED, "CAD 123/25")
    assert [entry.event.action for entry in shop.store.audit_entries()].count("report.news") == 1


async def test_a_message_of_a_stranger_or_about_no_report_changes_nothing(shop: Shop) -> None:
    await shop.filed()
    stranger = (SigningSecret(SigningSecret.generate()),)
    app = FastAPI()
    app.include_router(platform_hook(shop.store, stranger, shop.dispatch))
    with ServedApp(app) as ours:
        decision = {"status": "closed", "callback_url": f"{ours.url}/hooks/platform"}
        async with httpx.AsyncClient(base_url=shop.sandbox.url) as client:
            answer = await client.post("/sandbox/reports/SBX-1001/status", json=decision)
    assert answer.json()["told"] == 401
    assert shop.store.owed_keys() == ()
    assert shop.updates() == []


async def test_a_platform_that_says_nothing_is_asked(shop: Shop) -> None:
    incident = await shop.filed()
    poller = StatusPoller(shop.store, shop.platform, shop.delivery.dispatch, every_seconds=900)
    assert await poller.poll_once() == 0
    [report] = shop.sandbox.state.reports()
    shop.sandbox.state.set_status(report.report_id, Status.ACCEPTED, "CAD 7", report.filed_at_utc)
    assert await poller.poll_once() == 1
    await shop.until(lambda: bool(shop.updates()))
    record = shop.store.incident(incident)
    assert record is not None
    assert record.police_reference == "CAD 7"
    assert await poller.poll_once() == 0


async def test_a_dead_letter_that_was_dropped_rests_and_who_did_it_is_on_record(shop: Shop) -> None:
    key = owe_report(shop.store)
    shop.store.add_dead_letter(key, reason="No.", remedy="Ask.", attempts=1)
    drop(shop.store, key, "manager-1", "seen to in person")
    assert shop.store.dead_letters() == ()
    stored = shop.store.job(key)
    assert stored is not None
    assert (stored.state, stored.error) == ("dropped", "seen to in person")
    last = shop.store.audit_entries()[-1].event
    assert (last.action, last.actor_id) == ("job.dropped", "manager-1")
    with pytest.raises(StoreError, match="no dead letter"):
        drop(shop.store, f"submit:{uuid7()}", "manager-1", "never mind")
    with pytest.raises(StoreError, match="no dead letter"):
        shop.store.revive(key)
