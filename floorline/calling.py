"""Calling people, put together: roster, ladder, the devices they are called on, and the pagers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

from assistant.alerts import AlertChannel
from assistant.announcing import Announcers
from assistant.calling import PersonalChannel
from assistant.conversation import Conversation
from assistant.delivery import Delivery
from assistant.delivery.canary import Canary
from assistant.delivery.escalation import TimeOuts
from assistant.delivery.escalation.answering import Answering, Answers, Raising
from assistant.delivery.escalation.pushing import Pushing
from assistant.delivery.escalation.running import Escalations
from assistant.delivery.throttle import Throttle
from assistant.enrolment import with_enrolled
from assistant.errors import ChannelError, StoreError
from assistant.people import Roster
from assistant.settings import CallingSettings, Settings
from assistant.sop import LiveSopBook
from assistant.store import Store, StoredJob
from channels.headset_calls import HeadsetCalls

log = logging.getLogger(__name__)


@dataclass
class Calling:
    """What calls people in this process."""

    store: Store
    escalations: Escalations
    answers: Answers
    pagers: Mapping[str, AlertChannel]
    devices: list[PersonalChannel] = field(default_factory=list)
    """Kinds of device people are called on; put others first, the headsets take whatever is left."""

    async def start(self) -> None:
        """Go on with what was open, once delivery runs."""
        await self.escalations.start(self._take_answers)

    async def _take_answers(self) -> None:
        """Those given at the command line while nobody was there; delivery takes them again, which changes nothing."""
        answering = Answering(self.answers)
        for stored in await asyncio.to_thread(self.store.pending_jobs):
            if stored.job.kind == "answer":
                try:
                    await answering.do(stored.job)
                except (ChannelError, StoreError) as exc:
                    log.error("an answer given while Floorline was down is taken later: %s", exc)

    async def stop(self) -> None:
        """Leave everything where it stands."""
        await self.escalations.stop()


def make_calling(
    settings: Settings,
    store: Store,
    sops: LiveSopBook,
    roster: Callable[[], Roster],
    announcers: Announcers,
    delivery: Delivery,
    conversation: Conversation,
    pagers: Mapping[str, AlertChannel],
) -> Calling:
    """Calling for one process, made known to its delivery and its conversations."""
    escalations = Escalations(
        store=store,
        sops=sops,
        roster=roster,
        time_outs=time_outs(settings.calling),
        announcers=announcers,
        pagers=tuple(pagers),
        end_alarm=conversation.stand_down,
    )
    answers = Answers(escalations, roster)
    calling = Calling(store, escalations, answers, pagers, [HeadsetCalls(announcers)])

    async def stored_job(key: str) -> StoredJob | None:
        return await asyncio.to_thread(store.job, key)

    pushing = Pushing(
        escalation_of=escalations.of,
        happened=escalations.happened,
        stored_job=stored_job,
        roster=roster,
        channels=calling.devices,
        pagers=pagers,
    )
    delivery.team.throttle = Throttle(settings.calling.merge_above, settings.calling.merge_seconds)
    escalations.dispatcher = delivery
    escalations.push_now = pushing.do
    delivery.errands |= {"push": pushing, "escalate": Raising(escalations), "answer": Answering(answers)}
    conversation.calls = answers
    return calling


def headsets_of_reporters(store: Store, roster: Callable[[], Roster]) -> Callable[[UUID], Awaitable[tuple[str, ...]]]:
    """Looks up the headsets of the people who have told of an incident, on whatever device they told it."""

    async def look_up(incident_id: UUID) -> tuple[str, ...]:
        try:
            incident = await asyncio.to_thread(store.incident, incident_id)
        except StoreError as exc:
            log.error("who reports an incident cannot be looked up; they hear of it like everybody: %s", exc)
            return ()
        actors = () if incident is None else incident.actor_ids
        return tuple(device for actor_id in actors for device in roster().headsets_of(actor_id))

    return look_up


def make_canary(
    settings: Settings, store: Store, channels: Sequence[AlertChannel], speaking: Announcers, delivery: Delivery
) -> Canary | None:
    """The daily test of the alerts, if one is set."""
    if settings.canary.at is None:
        return None
    return Canary(
        store=store,
        store_id=settings.store.id,
        targets=[channel.name for channel in channels]
        + ([f"pager:{pager.name}" for pager in settings.pagers] if settings.canary.pagers else []),
        at=settings.canary.at,
        zone=settings.store.zone,
        # An ordinary alert may be told together with others; that is no fault.
        wait_seconds=settings.canary.wait_seconds + settings.calling.merge_seconds,
        dispatcher=delivery,
        announcers=speaking,
    )


def roster_now(settings: Settings) -> Roster:
    """The written roster with the devices that people have enrolled, for commands that run beside Floorline."""
    written = Roster.load(settings.people_file, settings.store.timezone)
    records = settings.records
    if isinstance(records, Path) and not records.exists():
        return written
    store = Store.open(records)
    try:
        return with_enrolled(written, store.enrolled_devices())
    finally:
        store.close()


def time_outs(settings: CallingSettings) -> TimeOuts:
    """The waits that are set."""
    return TimeOuts(settings.p1_seconds, settings.p2_seconds, settings.p3_seconds, settings.p4_seconds)
