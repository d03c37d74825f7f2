"""A shop whose ladder runs on virtual time, with everything that it reaches in sight."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from assistant.announcing import Announcement, Announcers
from assistant.calling import PersonalChannel
from assistant.delivery.escalation import Reporter, TimeOuts
from assistant.delivery.escalation.answering import Answering, Answers, Raising, escalate_job
from assistant.delivery.escalation.pushing import Pushing
from assistant.delivery.escalation.running import Escalations
from assistant.errors import ChannelError
from assistant.people import Roster
from assistant.sop import LiveSopBook
from assistant.store import Job, Store, StoredJob
from tests.assistant.delivery.escalation.people import NOON, REPORTER, ROSTER, raised
from tests.assistant.delivery.receivers import FakeChannel
from tests.assistant.store.samples import incident, take
from tests.fakes.inline_executor import InlineExecutor
from tests.fakes.personal_channel import FakePersonalChannel


class FakeAnnouncer:
    """Devices that can be spoken to."""

    def __init__(self, *connected: str) -> None:
        self.connected = set(connected)
        self.said: list[Announcement] = []

    async def announce(self, announcement: Announcement) -> bool:
        if announcement.device_id not in self.connected:
            return False
        self.said.append(announcement)
        return True

    @property
    def words(self) -> list[str]:
        return [announcement.words for announcement in self.said]


class Shop:
    """One process's life on one store. Make another on the same store for what happens after a crash."""

    def __init__(
        self,
        store: Store,
        *,
        roster: Roster = ROSTER,
        pagers: Sequence[str] = ("pager:ops",),
        began: datetime = NOON,
        connected: Sequence[str] = ("headset-1",),
        personal: PersonalChannel | None = None,
    ) -> None:
        loop = asyncio.get_running_loop()
        self.store = store
        self.began, self.loop_began = began, loop.time()
        self.jump = timedelta(0)
        """How far the clock on the wall has been set forward."""
        self.reporter_hears = FakeAnnouncer(*connected)
        self.telegram = FakePersonalChannel("telegram:")
        self.headsets = FakePersonalChannel("headset-")
        self.pager = FakeChannel("pager:ops")
        self.ended: list[tuple[UUID, str, str]] = []
        self.escalations = Escalations(
            store=store,
            sops=LiveSopBook(),
            roster=lambda: roster,
            time_outs=TimeOuts(),
            announcers=Announcers([self.reporter_hears]),
            pagers=pagers,
            end_alarm=self._end_alarm,
            monotonic=loop.time,
            utc_now=self.utc_now,
            executor=InlineExecutor(),
        )
        self.answers = Answers(self.escalations, lambda: roster, utc_now=self.utc_now)
        pushing = Pushing(
            escalation_of=self.escalations.of,
            happened=self.escalations.happened,
            stored_job=self._job,
            roster=lambda: roster,
            channels=[self.telegram, self.headsets],
            pagers={"pager:ops": self.pager},
        )
        self.errands = {"push": pushing, "escalate": Raising(self.escalations), "answer": Answering(self.answers)}
        self.escalations.dispatcher = self
        self.escalations.push_now = pushing.do

    def utc_now(self) -> datetime:
        return self.began + timedelta(seconds=asyncio.get_running_loop().time() - self.loop_began) + self.jump

    async def dispatch(self, keys: Sequence[str]) -> None:
        """Delivery in small: every job once, at once; what fails is given up."""
        for key in keys:
            stored = self.store.job(key)
            assert stored is not None, "a call must be in the store before it is made"
            await self.do(stored.job)

    async def do(self, job: Job) -> None:
        errand = self.errands[job.kind]
        try:
            receipt = await errand.do(job)
        except ChannelError:
            self.store.mark_job(job.key, "dead", attempts=1)
            await errand.failed(job, is_given_up=True)
        else:
            self.store.mark_job(job.key, "done", attempts=1, receipt=receipt)

    async def raise_alarm(self, reporter: Reporter = REPORTER, **changes: object) -> UUID:
        """A turn has owed the calling of people."""
        record = incident()
        event = raised(incident_id=record.incident_id, reporter=reporter, **changes)
        job = escalate_job(event.alert, reporter)
        take(self.store, record, jobs=(job,), conversation_id=f"{reporter.conversation_id}:{record.incident_id}")
        await self.do(job)
        return record.incident_id

    async def _end_alarm(self, incident_id: UUID, actor_id: str, device_id: str) -> None:
        self.ended.append((incident_id, actor_id, device_id))

    async def _job(self, key: str) -> StoredJob | None:
        return self.store.job(key)

    @property
    def called(self) -> list[str]:
        """Every device and pager that was called, in order."""
        return [*self.telegram.devices, *self.headsets.devices, *["pager:ops"] * len(self.pager.received)]


def opened(folder: Path) -> Store:
    return Store.open(folder / "floorline.sqlite")


__all__ = ["UTC", "FakeAnnouncer", "Shop", "opened"]
