"""What a platform says of a report after it was filed: where it stands now, and the number the police gave it.

It comes in two ways, asked for (``StatusPoller``) and unasked (a signed webhook), and each is put into the outbox as a
job first: so nothing is lost if the power fails between the platform's word and the record, the same message twice is
once, and the reporter is told once.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Final, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from assistant.errors import PlatformError, StoreError
from assistant.platform import Platform
from assistant.platform_contract import FiledStatus, PoliceReference, Reference, ReportId
from assistant.store import Job, Store

log = logging.getLogger(__name__)

STATUS_EVENT: Final = "platform.report.status"
MAX_EVENT_BYTES: Final = 65_536


class ReportNews(BaseModel):
    """Where a report stands. What is null is not known, and changes nothing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    incident_id: UUID
    report_id: ReportId
    reference: Reference
    status: FiledStatus
    police_reference: PoliceReference | None = Field(default=None, description="The crime or incident number.")
    updated_at_utc: AwareDatetime


class StatusEvent(BaseModel):
    """A CloudEvents 1.0 event in structured mode, as the platform sends it to ``/hooks/platform``."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    specversion: Literal["1.0"]
    id: Annotated[str, Field(min_length=1, max_length=128)]
    source: Annotated[str, Field(min_length=1, max_length=300)]
    type: Literal["platform.report.status"]
    data: ReportNews


def news_job(news: ReportNews, message_id: str) -> Job:
    """The job that takes this in. ``message_id``: the same for the same message, so that twice is once."""
    return Job(f"news:{message_id}", "news", news.incident_id, "record", news.model_dump(mode="json"))


class StatusPoller:
    """Asks after reports that were filed and are not closed: for platforms that send nothing by themselves."""

    def __init__(
        self,
        store: Store,
        platform: Platform,
        dispatch: Callable[[Sequence[str]], Awaitable[None]],
        *,
        every_seconds: float,
    ) -> None:
        self._store = store
        self._platform = platform
        self._dispatch = dispatch
        self._every_seconds = every_seconds

    async def run(self) -> None:
        """Poll until cancelled."""
        while True:
            await asyncio.sleep(self._every_seconds)
            try:
                await self.poll_once()
            except StoreError as exc:
                log.error("the status of reports could not be asked after: %s", exc)

    async def poll_once(self) -> int:
        """Ask after every open report, one at a time; how many had news."""
        found = 0
        for one in await asyncio.to_thread(self._store.open_reports):
            try:
                status = await self._platform.report_status(one.report_id)
            except PlatformError as exc:
                log.info("the status of reports is asked after later: %s", exc)
                return found
            if status.status is one.status and status.police_reference in (None, one.police_reference):
                continue
            news = ReportNews(incident_id=one.incident_id, **status.model_dump(exclude={"evidence_count"}))
            digest = hashlib.sha256(f"{news.status} {news.police_reference}".encode()).hexdigest()[:16]
            job = news_job(news, f"{one.report_id}:{digest}")
            await asyncio.to_thread(self._store.add_jobs, [job])
            await self._dispatch([job.key])
            found += 1
        return found
