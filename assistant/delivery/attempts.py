"""One attempt at one job: send, and note what came of it. Runs on the event loop that started delivery.

Nothing here remembers anything between two attempts; what is known about a job is in the store. An attempt may be made
again after a crash at any point, so every send carries the job's key, and a receiver that knows it does nothing twice.
"""

from __future__ import annotations

import logging
import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from assistant.alerts import Alert, AlertChannel
from assistant.audit import AuditEvent, DetailValue
from assistant.delivery.backoff import Backoff, Policy
from assistant.delivery.outcomes import Accepted, Outcome, Queued, Rejected, Update
from assistant.delivery.store_threads import StoreThreads
from assistant.delivery.team_alerts import HeldBackError, TeamAlerts, Told, valid_for
from assistant.delivery.uploading import REPORT_WAIT_SECONDS, ReportCancelled, ReportNotFiledYet, Uploads
from assistant.errors import (
    ChannelError,
    ChannelRefused,
    ChannelUnavailable,
    EvidenceError,
    PlatformError,
    PlatformRefused,
    PlatformUnavailable,
    SettingsError,
    StoreError,
)
from assistant.evidence import EvidenceStore
from assistant.incident import Incident, Status
from assistant.observer import Observer
from assistant.platform import Platform
from assistant.platform_news import ReportNews
from assistant.store import Job, StoredJob
from assistant.store.types import ORDINARY_KINDS

log = logging.getLogger(__name__)

STORE_RETRY_SECONDS: Final = 5.0
"""How long to wait when the store itself cannot note what happened (a full disk, say)."""

LATE_REMEDY: Final = "See to what it was about in person; redrive it only if it still holds."


KEEPS_FOR_EVER: Final = ("submit", "evidence", "news", "escalate", "answer")
"""Kinds of job that are worth doing however late."""


class Errand(Protocol):
    """What is done with one kind of job besides alerts and reports. May be asked twice to do the same job."""

    async def do(self, job: Job) -> str:
        """Do it, and give the receipt. Raises ``ChannelUnavailable`` or ``ChannelRefused``, or ``StoreError``."""
        ...

    async def failed(self, job: Job, *, is_given_up: bool) -> None:
        """Told when it did not succeed at the first attempt, and when it was given up for good."""
        ...


@dataclass(frozen=True)
class Step:
    """What one attempt came to. Small and free of personal data: it is written to the durable log."""

    wait_seconds: float | None
    """When to try again; ``None`` means the job is finished."""
    tell: bool = False
    """Whether the reporter is to be told how things stand."""
    is_ours: bool = False
    """Whether we failed (a full disk, say) and not the receiver."""
    quiet_seconds: float | None = None
    """The receiver asked that nothing at all be sent to it for so long."""


class Attempts:
    """Everything that can be done with one job."""

    def __init__(
        self,
        threads: StoreThreads,
        platform: Platform,
        channels: Mapping[str, AlertChannel],
        *,
        backoff: Backoff,
        observe: Observer,
        on_outcome: Callable[[UUID, Outcome], Awaitable[None]] | None,
        files: EvidenceStore,
        errands: Mapping[str, Errand] | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store = threads.store
        self._threads = threads
        self._platform = platform
        self._channels = channels
        self._backoff = backoff
        self._observe = observe
        self._on_outcome = on_outcome
        self.team = TeamAlerts(threads)
        self._errands: Mapping[str, Errand] = errands if errands is not None else {}
        self._uploads = Uploads(threads, platform, files)
        self._clock = clock
        self._chance = chance

    async def attempt(self, key: str) -> Step:
        """Try job ``key`` once. Raises nothing: whatever goes wrong is a reason to try again or to give up."""
        try:
            stored = await self._threads.read(self._store.job, key)
            if stored is None:
                log.error("job %s is in no outbox; nothing is sent", key)
                return Step(None)
            if stored.state in ("done", "dead", "dropped"):
                # A crash came between noting the end here and in the durable log; only the telling may be missing.
                return Step(None, tell=stored.job.kind == "submit")
            return await self._try(stored)
        except StoreError as exc:
            log.error("job %s cannot be noted down and will be tried again: %s", key, exc)
            return Step(STORE_RETRY_SECONDS, is_ours=True)

    async def tell(self, key: str) -> None:
        """Tell the reporter how job ``key`` stands. A reporter who cannot be told is no reason to send it again."""
        if self._on_outcome is None:
            return
        try:
            told = await self._threads.read(self._outcome_of, key)
            if told is None:
                return
            incident_id, outcome = told
            await self._on_outcome(incident_id, outcome)
        except Exception as exc:  # noqa: BLE001
            log.error("the outcome of job %s could not be told (%s)", key, type(exc).__name__)
            return
        self._observe("outcome_told", {"key": key, "outcome": type(outcome).__name__.lower()})

    async def _try(self, stored: StoredJob) -> Step:
        kind = stored.job.kind
        policy = self._backoff.reports if kind in ORDINARY_KINDS else self._backoff.alerts
        if kind == "alert" and (holds := valid_for(stored.job.payload)) is not None:
            policy = replace(policy, max_age=holds)
        if kind not in KEEPS_FOR_EVER and policy.is_too_late(self._store.owed_clock() - stored.owed_since_utc, 0.0):
            reason = "Nothing could be sent until it was too late to be of use."
            return await self._give_up(stored, reason, LATE_REMEDY)
        try:
            tell = await self._work_on(stored)
        except StoreError:
            raise
        except HeldBackError as exc:
            return Step(exc.wait_seconds)
        except ReportNotFiledYet:
            return Step(REPORT_WAIT_SECONDS, is_ours=True)
        except (ChannelRefused, PlatformRefused) as exc:
            return await self._refused(stored, str(exc))
        except (ChannelUnavailable, PlatformUnavailable) as exc:
            quiet = exc.retry_after_seconds if exc.wants_quiet else None
            return await self._failed(stored, policy, str(exc), exc.retry_after_seconds, quiet_seconds=quiet)
        except (ChannelError, PlatformError, SettingsError, EvidenceError) as exc:
            return await self._failed(stored, policy, str(exc), None)
        except Exception as exc:  # noqa: BLE001
            # A fault of ours must not take an alarm with it. Its message may quote the record: only its type is kept.
            log.error("job %s met an unexpected %s", stored.job.key, type(exc).__name__)
            return await self._failed(stored, policy, f"An unexpected {type(exc).__name__} came up.", None)
        return Step(None, tell=tell)

    async def _work_on(self, stored: StoredJob) -> bool:
        """Do it; whether the reporter is to be told of it."""
        match stored.job.kind:
            case "alert":
                await self._alert(stored)
            case "submit":
                await self._submit(stored)
            case "evidence":
                await self._evidence(stored)
            case "news":
                return await self._news(stored)
            case _:
                await self._errand(stored)
        return stored.job.kind == "submit"

    async def _evidence(self, stored: StoredJob) -> None:
        job = stored.job
        sha256 = str(job.payload["sha256"])
        try:
            sent_bytes = await self._uploads.send(job)
            event = self._event(stored, "evidence.uploaded", sha256=sha256, sent_bytes=sent_bytes)
        except ReportCancelled:
            # Nobody has to be told: the file stays here, with the record that was taken back.
            event = self._event(stored, "evidence.stays_here", sha256=sha256)
        await self._threads.write(
            lambda: self._store.mark_job(job.key, "done", attempts=stored.attempts + 1, audit_events=(event,)),
        )

    async def _news(self, stored: StoredJob) -> bool:
        news = ReportNews.model_validate(stored.job.payload)
        event = self._event(
            stored, "report.news", status=news.status.value, police_reference=news.police_reference or ""
        )
        return await self._threads.write(
            lambda: self._store.take_news(
                news.incident_id,
                status=news.status,
                police_reference=news.police_reference,
                finished_job=stored.job.key,
                audit=(event,),
            ),
        )

    async def _errand(self, stored: StoredJob) -> None:
        job = stored.job
        errand = self._errands.get(job.kind)
        if errand is None:
            raise ChannelUnavailable(f"This Floorline does not do jobs of the kind {job.kind}; run 'floorline run'.")
        receipt = await errand.do(job)
        event = self._event(stored, f"{job.kind}.done", receipt=receipt)
        await self._threads.write(
            lambda: self._store.mark_job(
                job.key, "done", attempts=stored.attempts + 1, receipt=receipt, audit_events=(event,)
            ),
        )

    async def _alert(self, stored: StoredJob) -> None:
        job = stored.job
        details = {"key": job.key, "target": job.target, "incident_id": job.incident_id}
        channel = self._channels.get(job.target)
        if channel is None:
            raise ChannelRefused(f"There is no channel {job.target} in the settings; add it, then redrive.")
        alert = Alert.model_validate(job.payload)
        self._observe("alert_sending", details)
        told = await self.team.tell(job, alert, channel)
        self._observe("alert_sent", details)
        await self._threads.write(self._told, stored, told)
        self._observe("alert_recorded", details)

    def _told(self, stored: StoredJob, told: Told) -> None:
        event = self._event(stored, "alert.sent", receipt=told.receipt)
        self._store.mark_job(
            stored.job.key, "done", attempts=stored.attempts + 1, receipt=told.receipt, audit_events=(event,)
        )
        for key in told.along:
            other = self._store.job(key)
            if other is not None:
                event = self._event(other, "alert.sent", receipt=told.receipt, together_with=stored.job.key)
                self._store.mark_job(key, "done", attempts=other.attempts + 1, audit_events=(event,))

    async def _submit(self, stored: StoredJob) -> None:
        job = stored.job
        details = {"key": job.key, "target": job.target, "incident_id": job.incident_id}
        self._observe("submit_building", details)
        record = await self._threads.write(self._record_of, stored)
        self._observe("submit_sending", details)
        receipt = await self._platform.create_report(record, job.key)
        self._observe("submit_sent", details)
        # The platform's "submitted" means that it holds the report; ours only that the report is on its way.
        status = Status.ACCEPTED if receipt.status is Status.SUBMITTED else receipt.status
        event = self._event(stored, "report.filed", reference=receipt.reference, status=status.value)
        await self._threads.write(
            lambda: self._store.save_incident_outcome(
                job.incident_id,
                status=status,
                reference=receipt.reference,
                report_id=receipt.report_id,
                finished_job=job.key,
                audit=(event,),
            ),
        )
        self._observe("submit_recorded", details)

    def _record_of(self, stored: StoredJob) -> bytes:
        return self._store.submission(stored.job.key, lambda: self._built(stored.job.incident_id))

    def _built(self, incident_id: UUID) -> bytes:
        incident = self._store.incident(incident_id)
        if incident is None:
            raise PlatformRefused(f"There is no record {incident_id} to send; restore the last backup, then redrive.")
        return record_bytes(incident)

    async def _failed(
        self,
        stored: StoredJob,
        policy: Policy,
        error: str,
        retry_after: float | None,
        *,
        quiet_seconds: float | None = None,
    ) -> Step:
        attempts = stored.attempts + 1
        wait = policy.wait_seconds(attempts, self._chance(), retry_after)
        lasts = stored.job.kind in KEEPS_FOR_EVER and stored.job.kind not in ORDINARY_KINDS
        if not lasts and policy.is_too_late(self._store.owed_clock() - stored.owed_since_utc, wait):
            remedy = f"See that {stored.job.target} can be reached, then redrive it."
            return await self._give_up(stored, f"{error} It was tried {attempts} times.", remedy)
        is_first = attempts == 1
        events = (self._event(stored, f"{stored.job.kind}.delayed"),) if is_first else ()
        await self._threads.write(
            lambda: self._store.mark_job(
                stored.job.key, "running", attempts=attempts, error=error, audit_events=events
            ),
        )
        if is_first:
            await self._tell_errand(stored.job, is_given_up=False)
        return Step(wait, tell=is_first and stored.job.kind == "submit", quiet_seconds=quiet_seconds)

    async def _tell_errand(self, job: Job, *, is_given_up: bool) -> None:
        errand = self._errands.get(job.kind)
        if errand is None:
            return
        try:
            await errand.failed(job, is_given_up=is_given_up)
        except StoreError as exc:
            log.error("that job %s failed could not be noted: %s", job.key, exc)

    async def _refused(self, stored: StoredJob, reason: str) -> Step:
        job = stored.job
        if job.kind == "submit" and await self._threads.read(self._store.incident, job.incident_id) is not None:
            await self._threads.write(
                lambda: self._store.save_incident_outcome(
                    job.incident_id, status=Status.REJECTED, reference=None, reason=reason
                ),
            )
            remedy = "Correct the record as the platform asks, then redrive it."
        else:
            remedy = f"Correct the settings of {job.target}, then redrive it."
        return await self._give_up(stored, reason, remedy)

    async def _give_up(self, stored: StoredJob, reason: str, remedy: str) -> Step:
        event = self._event(stored, f"{stored.job.kind}.given_up")
        await self._threads.write(
            lambda: self._store.add_dead_letter(
                stored.job.key, reason=reason, remedy=remedy, attempts=stored.attempts + 1, audit_events=(event,)
            ),
        )
        log.error("job %s was given up after %d attempts", stored.job.key, stored.attempts + 1)
        await self._tell_errand(stored.job, is_given_up=True)
        return Step(None, tell=stored.job.kind == "submit")

    def _outcome_of(self, key: str) -> tuple[UUID, Outcome] | None:
        stored = self._store.job(key)
        if stored is None:
            return None
        incident_id = stored.job.incident_id
        if stored.state == "dead":
            letter = next((letter for letter in self._store.dead_letters() if letter.key == key), None)
            return None if letter is None else (incident_id, Rejected(letter.reason, letter.remedy))
        if stored.job.kind == "news":
            news = ReportNews.model_validate(stored.job.payload)
            return incident_id, Update(news.reference, news.status, news.police_reference)
        if stored.state != "done":
            return incident_id, Queued(stored.error or "It has not been sent yet.")
        outcome = self._store.outcome(incident_id)
        if outcome is None or outcome.reference is None:
            return None
        if outcome.status is Status.REJECTED:
            return incident_id, Rejected(
                "The platform has filed the report as rejected.", f"Ask the platform about {outcome.reference}."
            )
        return incident_id, Accepted(outcome.reference)

    def _event(self, stored: StoredJob, action: str, **details: DetailValue) -> AuditEvent:
        about: dict[str, DetailValue] = {"job": stored.job.key, "target": stored.job.target}
        return AuditEvent(self._clock(), "system", action, str(stored.job.incident_id), about | details)


def record_bytes(incident: Incident) -> bytes:
    """The exact bytes the platform is sent: the record as JSON, submitted whatever became of earlier attempts."""
    return incident.model_copy(update={"status": Status.SUBMITTED}).model_dump_json().encode()
