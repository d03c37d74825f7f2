"""Telling a team: in place of what was told before where that can be changed, together where much comes at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from pydantic import ValidationError

from assistant.alerts import Alert, AlertChannel, AlertKind, UpdatingChannel
from assistant.delivery.store_threads import StoreThreads
from assistant.delivery.throttle import Throttle
from assistant.errors import ChannelRefused, FloorlineError
from assistant.incident import Priority
from assistant.store import Job, StoredJob

_URGENCY: Final = tuple(Priority)


class HeldBackError(FloorlineError):
    """An ordinary alert waits, to be told together with others. Never shown to anybody."""

    code = "held-back"

    def __init__(self, wait_seconds: float) -> None:
        super().__init__("The alert is told together with others in a moment; nothing needs to be done.")
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class Told:
    """What came of telling a team."""

    receipt: str
    along: tuple[str, ...] = ()
    """The keys of further jobs that the same message has told."""


class TeamAlerts:
    """Sends the alert of one job to its channel."""

    def __init__(self, threads: StoreThreads, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.throttle: Throttle | None = None
        """Put here before delivery starts; without it every alert is a message of its own."""
        self._threads = threads
        self._monotonic = monotonic

    async def tell(self, job: Job, alert: Alert, channel: AlertChannel) -> Told:
        """Tell it once. Raises as the channel does, and ``HeldBackError`` where it has to wait for others."""
        shown = await self._shown(job, alert, channel)
        if shown is not None:
            updating, receipt = shown
            try:
                return Told(await updating.update(alert, receipt))
            except ChannelRefused:
                pass  # the message is gone, or too old to be changed: it is told anew
        # A program reads any number, and it knows an alert by its id: the same id must carry the same bytes each time.
        if self.throttle is None or not getattr(channel, "is_read_by_people", True):
            return Told(await channel.send(alert))
        return await self._throttled(self.throttle, job, alert, channel)

    async def _throttled(self, throttle: Throttle, job: Job, alert: Alert, channel: AlertChannel) -> Told:
        wait_seconds = throttle.wait_seconds(job.target, job.key, alert, self._monotonic())
        if wait_seconds > 0:
            raise HeldBackError(wait_seconds)
        along = throttle.taken_along(job.target, job.key, alert)
        if along:
            alert = alert.model_copy(update={"also": tuple(other.headline() for other in along.values())})
        try:
            receipt = await channel.send(alert)
        except BaseException:
            throttle.failed(job.target, job.key, along)
            raise
        throttle.sent(job.target, job.key, self._monotonic())
        return Told(receipt, tuple(along))

    async def _shown(self, job: Job, alert: Alert, channel: AlertChannel) -> tuple[UpdatingChannel, str] | None:
        """The message that an update takes the place of; ``None`` where it has to be one of its own.

        What is more urgent than what is shown is a message of its own: a change makes no sound.
        """
        if alert.kind is not AlertKind.UPDATE or not isinstance(channel, UpdatingChannel):
            return None
        jobs = await self._threads.read(self._threads.store.jobs_of, job.incident_id)
        before = [one for one in jobs if _is_shown(one, job)]
        if not before:
            return None
        latest = before[-1]
        told = Priority(latest.job.payload["priority"])
        if latest.receipt is None or _URGENCY.index(alert.priority) < _URGENCY.index(told):
            return None
        return channel, latest.receipt


def valid_for(payload: dict[str, Any]) -> timedelta | None:
    """How long the alert of a job holds, from when it was owed; ``None`` where it does not say."""
    try:
        alert = Alert.model_validate(payload)
    except ValidationError:
        return None
    return None if alert.expires_at_utc is None else alert.expires_at_utc - alert.created_at_utc


def _is_shown(stored: StoredJob, job: Job) -> bool:
    is_same = stored.job.kind == "alert" and stored.job.target == job.target and stored.job.key != job.key
    return is_same and stored.state == "done" and stored.receipt is not None
