"""Calls as durable jobs: made from a step, worded and sent when their turn comes.

A job holds ids only. What a call says is worked out when it is sent, so one that was held up tells how things stand.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final
from uuid import UUID

from assistant.alerts import AlertChannel
from assistant.calling import PersonalChannel
from assistant.delivery.escalation import wording
from assistant.delivery.escalation.state import CallFailed, CallPerson, Escalation, Event, Page, Phase
from assistant.errors import ChannelRefused, ChannelUnavailable
from assistant.people import Roster
from assistant.store import Job, StoredJob

_SETTLED: Final = (Phase.ANSWERED, Phase.STOOD_DOWN, Phase.LAPSED)


def call_job(escalation: Escalation, call: CallPerson) -> Job:
    """One person on one device."""
    key = _key(escalation.incident_id, call.step, call.device_id)
    return Job(key, "push", escalation.incident_id, call.device_id, {"step": call.step})


def page_job(escalation: Escalation, page: Page) -> Job:
    """One pager target."""
    key = _key(escalation.incident_id, page.step, page.target)
    return Job(key, "push", escalation.incident_id, page.target, {"step": page.step})


def show_jobs(escalation: Escalation, version: int) -> tuple[Job, ...]:
    """How things stand, in place of the last call on each device."""
    last = {one.target: one for one in escalation.told if one.actor_id is not None and not one.failed}
    return tuple(
        Job(
            f"push:shown:{escalation.incident_id}:{version}:{target}",
            "push",
            escalation.incident_id,
            target,
            {"shows": _key(escalation.incident_id, told.step, target)},
        )
        for target, told in last.items()
    )


def _key(incident_id: UUID, step: str, target: str) -> str:
    return f"push:{incident_id}:{step}:{target}"


class Pushing:
    """The errand of the jobs of kind ``push``."""

    def __init__(
        self,
        *,
        escalation_of: Callable[[UUID], Awaitable[Escalation | None]],
        happened: Callable[[UUID, Event], Awaitable[object]],
        stored_job: Callable[[str], Awaitable[StoredJob | None]],
        roster: Callable[[], Roster],
        channels: Sequence[PersonalChannel],
        pagers: Mapping[str, AlertChannel],
    ) -> None:
        """``pagers`` by ``pager:name``. ``channels`` may still grow; the first that reaches a device is used."""
        self._escalation_of = escalation_of
        self._happened = happened
        self._stored_job = stored_job
        self._roster = roster
        self._channels = channels
        self._pagers = pagers

    async def do(self, job: Job) -> str:
        """Call, or show how things stand. Raises as ``PersonalChannel`` does."""
        escalation = await self._escalation_of(job.incident_id)
        if escalation is None:
            raise ChannelRefused("Nobody is being called to this incident any more; nothing needs to be sent.")
        if "shows" in job.payload:
            return await self._show(job, escalation)
        if escalation.phase is Phase.STOOD_DOWN:
            return "stood down before it was sent"
        try:
            return await self._call(job, escalation)
        except ChannelUnavailable:
            if escalation.phase in _SETTLED:
                return "answered before it could be sent"
            raise

    async def failed(self, job: Job, *, is_given_up: bool) -> None:
        """Tell the ladder that it need not wait for this one."""
        if is_given_up and "step" in job.payload:
            await self._happened(job.incident_id, CallFailed(str(job.payload["step"]), job.target))

    async def _call(self, job: Job, escalation: Escalation) -> str:
        if job.target in self._pagers:
            return await self._pagers[job.target].send(escalation.alert)
        channel = self._channel(job.target)
        return await channel.send(wording.personal_message(escalation, self._roster(), job.key, job.target))

    async def _show(self, job: Job, escalation: Escalation) -> str:
        called = await self._stored_job(str(job.payload["shows"]))
        if called is None or called.receipt is None:
            return "never shown"
        if escalation.answers and escalation.answers[-1].device_id == job.target and not _keeps_messages(called):
            return "they said it themselves"
        message = wording.personal_message(escalation, self._roster(), job.key, job.target)
        try:
            await self._channel(job.target).update(message, called.receipt)
        except ChannelRefused:
            return "no longer there"
        return called.receipt

    def _channel(self, device_id: str) -> PersonalChannel:
        for channel in self._channels:
            if channel.reaches(device_id):
                return channel
        raise ChannelRefused(f"No channel reaches {device_id}; correct the roster, or set that channel up.")


SPOKEN: Final = "spoken"
"""The receipt of what was said into an ear: there is nothing to change."""


def _keeps_messages(called: StoredJob) -> bool:
    return called.receipt != SPOKEN
