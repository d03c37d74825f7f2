"""The escalations of the store, kept going: each step saved with its calls, timers, answers from everywhere.

Nothing decides here; see ``engine.py``. What a step decides is in the store before any of it is done, so a process that
dies goes on where it stood: a step that has become due meanwhile is taken at the start, an answer that was given
meanwhile counts when it arrives.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeVar
from uuid import UUID

from assistant.alerts import Alert
from assistant.announcing import Announcement, Announcers, Urgency
from assistant.audit import AuditEvent
from assistant.delivery.escalation import engine, wording
from assistant.delivery.escalation.planning import URGENT, TimeOuts, plan
from assistant.delivery.escalation.pushing import call_job, page_job, show_jobs
from assistant.delivery.escalation.state import (
    Answered,
    CallPerson,
    Effect,
    EndAlarm,
    Escalation,
    Event,
    Heard,
    Line,
    Moment,
    Note,
    OffShift,
    Page,
    Phase,
    Raised,
    Reporter,
    Show,
    TellOthers,
    TellReporter,
    Tick,
)
from assistant.errors import ChannelError, StoreError
from assistant.people import Roster
from assistant.sop import LiveSopBook
from assistant.store import Job, Store, StoredEscalation

log = logging.getLogger(__name__)

LAPSES_AFTER_SECONDS: Final = 12 * 3600.0
"""A call nobody attended to for so long (the store box was off) is not made any more."""

STORE_RETRY_SECONDS: Final = 5.0
SHIFTS_LOOKED_AT_SECONDS: Final = 30.0

T = TypeVar("T")


class Dispatcher(Protocol):
    """Sets durable jobs going; they are in the store already."""

    async def dispatch(self, keys: Sequence[str]) -> None: ...


@dataclass
class _Held:
    """One escalation in memory, and where its own clock stood at which reading of the monotonic one."""

    escalation: Escalation
    version: int
    base_seconds: float
    read_at: float
    is_saved: bool = True
    unsaved_notes: tuple[AuditEvent, ...] = ()
    """For the audit log, of steps that could not be saved."""


class Escalations:
    """Every escalation of the store. Its methods are for one event loop."""

    def __init__(
        self,
        *,
        store: Store,
        sops: LiveSopBook,
        roster: Callable[[], Roster],
        time_outs: TimeOuts,
        announcers: Announcers,
        pagers: Sequence[str] = (),
        end_alarm: Callable[[UUID, str, str], Awaitable[object]] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        executor: Executor | None = None,
    ) -> None:
        """``roster`` gives the one in force: people are enrolled while it runs.

        ``end_alarm`` takes incident, actor and device, and ends the alarm in the reporter's conversation.
        """
        self.roster = roster
        self.end_alarm = end_alarm
        self.dispatcher: Dispatcher | None = None
        """Delivery, which itself needs this; set before ``start``."""
        self.push_now: Callable[[Job], Awaitable[object]] | None = None
        """Sends a call that could not be put into the outbox."""
        self._store = store
        self._sops = sops
        self._time_outs = time_outs
        self._announcers = announcers
        self._pagers = tuple(pagers)
        self._monotonic = monotonic
        self._utc_now = utc_now
        # A thread of its own: a call never waits for an ordinary message's writing.
        self._thread = executor or ThreadPoolExecutor(1, thread_name_prefix="escalations")
        self._lock = asyncio.Lock()
        self._live: dict[UUID, _Held] = {}
        self._wake = asyncio.Event()
        self._timer: asyncio.Task[None] | None = None
        self._later: set[asyncio.Task[Any]] = set()
        self._there: frozenset[str] | None = None

    async def start(self, answers_first: Callable[[], Awaitable[None]] | None = None) -> None:
        """Go on with every escalation that was open; what is overdue is taken now, one step each.

        ``answers_first`` takes the answers that were given meanwhile, before anybody further is called.
        """
        for stored in await self._stored(self._store.open_escalations):
            self._take_up(stored)
            if self._live[stored.incident_id].escalation.phase is Phase.LAPSED:
                await self._save(self._live[stored.incident_id], (), ())
        if answers_first is not None:
            await answers_first()
        self._timer = asyncio.create_task(self._keep_time(), name="escalations")

    async def stop(self) -> None:
        """Leave each where it stands; the next start goes on from there."""
        tasks = [*self._later, *([self._timer] if self._timer else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._thread.shutdown(wait=True)

    async def raised(self, alert: Alert, reporter: Reporter) -> None:
        """The team was told of something: call people to it, or take the news into account.

        Nothing happens where nobody on the roster can be called and there is no pager.
        """
        if not self.can_call:
            return
        sop = self._sops.book.for_category(alert.category)
        await self._happen(
            alert.incident_id, Raised(alert, plan(sop.ladder, alert.priority, self._time_outs), reporter)
        )

    async def happened(self, incident_id: UUID, event: Event) -> Escalation | None:
        """Take one event; gives the escalation afterwards, or ``None`` where nobody was called to the incident.

        What cannot be saved happens all the same. Only an answer then raises ``StoreError``, to be given again.
        """
        return await self._happen(incident_id, event)

    async def of(self, incident_id: UUID) -> Escalation | None:
        """How far one incident's has come."""
        async with self._lock:
            held = await self._held(incident_id)
        return None if held is None else held.escalation

    @property
    def can_call(self) -> bool:
        """Whether there is anybody to call."""
        return self.roster().can_be_called or bool(self._pagers)

    @property
    def live(self) -> tuple[Escalation, ...]:
        """Those in memory: every open one, and those of this process that have ended."""
        return tuple(held.escalation for held in self._live.values())

    async def news_for(self, conversation_id: str) -> tuple[str, ...]:
        """What a reporter has not heard yet, for the next turn of their conversation; counts as told from now on."""
        told: list[str] = []
        for escalation in self.live:
            if escalation.reporter.conversation_id == conversation_id and escalation.untold:
                told += [wording.line(line, escalation, self.roster()) for line in escalation.untold]
                await self._heard(escalation.incident_id, tuple(line.number for line in escalation.untold))
        return tuple(told)

    async def _happen(self, incident_id: UUID, event: Event) -> Escalation | None:
        async with self._lock:
            held = await self._held(incident_id)
            if held is None:
                if not isinstance(event, Raised):
                    return None
                moment = Moment(0.0, self._utc_now(), self.roster(), self._pagers)
                after, effects = engine.begin(event, moment)
                held = self._live[incident_id] = _Held(after, 0, 0.0, self._monotonic())
            else:
                now = self._now_seconds(held)
                moment = Moment(now, self._utc_now(), self.roster(), self._pagers)
                after, effects = engine.step(held.escalation, event, moment)
                if after == held.escalation and held.is_saved:
                    return after
                held.escalation, held.base_seconds, held.read_at = after, now, self._monotonic()
            now_saved = {"clock_seconds": held.base_seconds, "saved_at_utc": self._utc_now()}
            after = held.escalation = after.model_copy(update=now_saved)
            self._wake.set()
            jobs = self._jobs(after, effects, held.version + 1)
            try:
                await self._save(held, effects, jobs)
            except StoreError as exc:
                held.is_saved = False
                log.error("a step of an escalation could not be saved, and is taken all the same: %s", exc)
                self._soon(self._carry_out(after, effects))
                self._soon(self._push_unsaved(jobs))
                if isinstance(event, Answered):
                    raise
                return after
        if self.dispatcher is not None:
            await self.dispatcher.dispatch([job.key for job in jobs])
        self._soon(self._carry_out(after, effects))
        return after

    async def _push_unsaved(self, jobs: Sequence[Job]) -> None:
        """The last resort of a full disk: calls that are in no outbox are sent once, and that is all."""
        if self.push_now is None:
            return
        for job in jobs:
            try:
                await self.push_now(job)
            except (ChannelError, StoreError) as exc:
                log.error("an unsaved call did not go out: %s", exc)

    async def _save(self, held: _Held, effects: tuple[Effect, ...], jobs: Sequence[Job]) -> None:
        now, escalation = self._utc_now(), held.escalation
        # Kept until they are saved: that somebody answered while the disk was full belongs into the log too.
        held.unsaved_notes += tuple(
            AuditEvent(now, effect.actor_id, effect.action, str(escalation.incident_id), dict(effect.details))
            for effect in effects
            if isinstance(effect, Note)
        )
        held.version = await self._stored(
            lambda: self._store.save_escalation(
                escalation.incident_id,
                escalation.model_dump(mode="json"),
                is_open=escalation.is_open,
                expected_version=held.version,
                jobs=jobs,
                audit=held.unsaved_notes,
            )
        )
        held.is_saved, held.unsaved_notes = True, ()

    def _jobs(self, escalation: Escalation, effects: tuple[Effect, ...], version: int) -> tuple[Job, ...]:
        jobs: list[Job] = []
        for effect in effects:
            match effect:
                case CallPerson():
                    jobs.append(call_job(escalation, effect))
                case Page():
                    jobs.append(page_job(escalation, effect))
                case Show():
                    jobs += show_jobs(escalation, version)
                case _:
                    pass
        return tuple(jobs)

    async def _carry_out(self, escalation: Escalation, effects: tuple[Effect, ...]) -> None:
        """What is said aloud, and the end of the alarm. Calls are jobs of their own."""
        for effect in effects:
            match effect:
                case TellReporter(line):
                    await self._tell_reporter(escalation, line)
                case TellOthers():
                    await self._tell_others(escalation)
                case EndAlarm(actor_id, device_id):
                    if self.end_alarm is not None:
                        await self.end_alarm(escalation.incident_id, actor_id, device_id)
                case _:
                    pass

    async def _tell_reporter(self, escalation: Escalation, line: Line) -> None:
        """Where they told it, and in their ear: who has typed a call for help may have no hand or eye left to read."""
        reporter, roster = escalation.reporter, self.roster()
        words = wording.line(line, escalation, roster)
        urgency = Urgency.ALARM if escalation.priority in URGENT else Urgency.ROUTINE
        devices = dict.fromkeys((reporter.device_id, *roster.headsets_of(reporter.actor_id)))
        if any([await self._announcers.announce(Announcement(words, device, urgency)) for device in devices]):
            await self._heard(escalation.incident_id, (line.number,))

    async def _tell_others(self, escalation: Escalation) -> None:
        """To the headsets of everybody on shift but the reporter's: theirs must stay silent."""
        words = wording.to_others(escalation)
        for person in self.roster().on_shift(self._utc_now()):
            for device in person.devices:
                if device != escalation.reporter.device_id and person.actor_id != escalation.reporter.actor_id:
                    await self._announcers.announce(Announcement(words, device, Urgency.ALARM))

    async def _heard(self, incident_id: UUID, numbers: tuple[int, ...]) -> None:
        try:
            await self._happen(incident_id, Heard(numbers))
        except StoreError as exc:
            log.error("that a reporter was told could not be saved; they may hear it again: %s", exc)

    async def _keep_time(self) -> None:
        """Take each step when it is due. The outermost loop of the ladder: whatever goes wrong, it goes on."""
        while True:
            now_due = [key for key, held in self._live.items() if self._is_due(held)]
            try:
                for incident_id in now_due:
                    await self._happen(incident_id, Tick())
                await self._look_at_shifts()
            except Exception as exc:  # noqa: BLE001
                log.error("a step of an escalation failed (%s) and is tried again", type(exc).__name__)
                await asyncio.sleep(STORE_RETRY_SECONDS)
                continue
            self._wake.clear()
            waits = [left for held in self._live.values() if (left := self._left(held)) is not None]
            if not all(held.is_saved for held in self._live.values()):
                waits.append(STORE_RETRY_SECONDS)
            try:
                async with asyncio.timeout(max(0.0, min(waits)) if waits else None):
                    await self._wake.wait()
            except TimeoutError:
                pass

    async def _look_at_shifts(self) -> None:
        """Whoever has gone home since the last look is not waited for."""
        there = frozenset(person.actor_id for person in self.roster().on_shift(self._utc_now()))
        gone = (self._there or there) - there
        self._there = there
        for actor_id in sorted(gone):
            for incident_id in [key for key, held in self._live.items() if held.escalation.phase is Phase.CALLING]:
                await self._happen(incident_id, OffShift(actor_id))

    def _is_due(self, held: _Held) -> bool:
        left = self._left(held)
        return not held.is_saved or (left is not None and left <= 0)

    def _left(self, held: _Held) -> float | None:
        """Seconds until its next step; ``None`` while nothing is waited for."""
        due = engine.due_at_seconds(held.escalation)
        if due is None:
            return None
        left = due - self._now_seconds(held)
        return left if left <= 0 else min(left, SHIFTS_LOOKED_AT_SECONDS)

    def _now_seconds(self, held: _Held) -> float:
        return held.base_seconds + max(0.0, self._monotonic() - held.read_at)

    async def _held(self, incident_id: UUID) -> _Held | None:
        """From memory, or from the store where it had ended. The lock is held."""
        if incident_id not in self._live:
            stored = await self._stored(self._store.escalation, incident_id)
            if stored is not None:
                self._take_up(stored)
        return self._live.get(incident_id)

    def _take_up(self, stored: StoredEscalation) -> None:
        """Its clock goes on by the time that has passed since; a clock that was set back has let no time pass."""
        escalation = Escalation.model_validate(stored.state)
        saved_at_utc = escalation.saved_at_utc or stored.saved_at_utc
        away_seconds = max(0.0, (self._utc_now() - saved_at_utc).total_seconds())
        if away_seconds > LAPSES_AFTER_SECONDS and escalation.is_open:
            if escalation.phase is Phase.CALLING:
                log.error("nobody was there to call people to incident %s for %.0f s", stored.incident_id, away_seconds)
            escalation = escalation.model_copy(update={"phase": Phase.LAPSED, "untold": ()})
        now = escalation.clock_seconds + away_seconds
        self._live[stored.incident_id] = _Held(escalation, stored.version, now, self._monotonic())

    def _soon(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _stored(self, work: Callable[..., T], *args: Any) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *args)
