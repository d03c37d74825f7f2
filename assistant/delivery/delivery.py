"""Delivery: everything Floorline owes to the outside, done once, whatever happens in between.

Two lanes that share nothing. The urgent one (alarms, alerts) hands each job to its channel at once and beside all
others, and a durable workflow of its own keeps at it. The ordinary one (reports, evidence) works off the outbox at its
receiver's pace. They have threads at the store of their own, and every channel and the platform their own connections.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from filelock import FileLock, Timeout

from assistant.alerts import AlertChannel
from assistant.delivery.attempts import Attempts, Errand, Step
from assistant.delivery.backoff import Backoff
from assistant.delivery.outcomes import Outcome
from assistant.delivery.pace import Pace
from assistant.delivery.paced_lane import PacedLane
from assistant.delivery.redriving import owe_again
from assistant.delivery.store_threads import StoreThreads
from assistant.errors import StoreError
from assistant.evidence import EvidenceStore
from assistant.observer import Observer, silent
from assistant.platform import Platform
from assistant.store import DeadLetter, JobKind, Store, TargetHealth

if TYPE_CHECKING:
    from assistant.delivery.durable import DurableJobs

log = logging.getLogger(__name__)

SWEEP_SECONDS: Final = 15.0
"""How often the outbox is looked through for jobs that nobody attends to."""

AT_ONCE: Final[Mapping[JobKind, int]] = {"submit": 16, "evidence": 2}
"""The ordinary kinds, and how many of each may be on their way at once: files are large and leave room for reports."""

MAKE_WAY_SECONDS: Final = 0.1
"""For so long after something urgent came up, no ordinary job is begun: by then it is on the wire."""

_GRACE_SECONDS: Final = 0.5
"""How long ``stop`` waits for a send under way: it would only be sent again."""


class Delivery:
    """Durable delivery of the store's outbox.

    Channels, the platform, ``observer`` and ``on_outcome`` are all called on the event loop that called ``start``.
    ``on_outcome`` hears of reports only, at least once for each outcome: after a crash it may hear one again.
    """

    def __init__(
        self,
        store: Store,
        platform: Platform,
        channels: Mapping[str, AlertChannel],
        *,
        data_dir: Path,
        backoff: Backoff | None = None,
        observer: Observer = silent,
        on_outcome: Callable[[UUID, Outcome], Awaitable[None]] | None = None,
        sweep_seconds: float = SWEEP_SECONDS,
        jobs_url: str | None = None,
        evidence: EvidenceStore | None = None,
    ) -> None:
        """``jobs_url``: a PostgreSQL for the durable workflows; left out, they are in a file of the data folder.
        ``evidence``: the files that are uploaded; left out, those of the data folder, sealed with its own key.
        """
        self.errands: dict[str, Errand] = {}
        """What is done with jobs of further kinds, by kind; put here before ``start``."""
        self._store = store
        self._data_dir = data_dir
        self._jobs_url = jobs_url
        self._observe = observer
        self._sweep_seconds = sweep_seconds
        backoff = backoff or Backoff()
        self._threads = StoreThreads(store)
        self._ordinary_threads = StoreThreads(store, patient=True)
        self._urgent, self._ordinary = (
            Attempts(
                threads,
                platform,
                channels,
                backoff=backoff,
                observe=observer,
                on_outcome=on_outcome,
                errands=self.errands,
                files=evidence or EvidenceStore(data_dir),
            )
            for threads in (self._threads, self._ordinary_threads)
        )
        self.team = self._urgent.team
        """How teams are told; its throttle is set before ``start``."""
        self._lanes: dict[str, PacedLane] = {
            kind: PacedLane(kind, Pace(at_once, backoff.probes), attempt=self.attempt, tell=self._ordinary.tell)
            for kind, at_once in AT_ONCE.items()
        }
        self._beginnings: dict[str, asyncio.Task[None]] = {}
        self._under_way: dict[str, asyncio.Task[Step]] = {}
        self._durable: DurableJobs | None = None
        self._sweeping: asyncio.Task[None] | None = None
        self._lock: FileLock | None = None

    async def start(self) -> None:
        """Go on with whatever the last process left, then with every job in the outbox that has no workflow.

        Raises ``StoreError`` if another process delivers from the same data folder, or the folder cannot be used.
        """
        # DBOS takes most of a second to import; those who only ask what an outcome is are spared it.
        from assistant.delivery.durable import DurableJobs

        if self._durable is not None:
            return
        self._lock = _locked(self._data_dir)
        durable = DurableJobs(self._jobs_url or self._data_dir / "jobs.sqlite", self)
        try:
            await durable.start()
        except BaseException:
            self._lock.release()
            raise
        self._durable = durable
        for lane in self._lanes.values():
            lane.start()
        try:
            await self._sweep(is_first=True)
        except StoreError as exc:
            # A disk that is full at the start may have room later; alarms go out meanwhile.
            log.error("the outbox could not be swept at the start and will be later: %s", exc)
        self._sweeping = asyncio.create_task(self._sweep_for_ever(), name="delivery-sweep")

    async def dispatch(self, keys: Sequence[str]) -> None:
        """Set jobs going that are in the outbox, and return at once. The same key twice is done once.

        An alert is handed to its channel without further ado: it is durable in the outbox already, and writing down a
        workflow first would only cost it time. If that attempt fails, or the process dies, a workflow takes over.
        Reports and evidence wait for their turn in a lane. While delivery is stopped this does nothing: what is in the
        outbox goes out after the next start.
        """
        if self._durable is None:
            return
        for key in dict.fromkeys(keys):
            lane = self._lane_of(key)
            if lane is not None:
                for added in lane.add([key], is_new=True):
                    self._observe("job_dispatched", {"key": added})
            elif key not in self._beginnings:
                for other in self._lanes.values():
                    other.make_way(MAKE_WAY_SECONDS)
                self._observe("job_dispatched", {"key": key})
                beginning = asyncio.create_task(self._begin(key), name=f"delivery of {key}")
                self._beginnings[key] = beginning
                beginning.add_done_callback(partial(self._begun, key))

    async def stop(self) -> None:
        """Stop within two seconds. Jobs that wait, or are being sent, go on at the next start."""
        durable, self._durable = self._durable, None
        if durable is None:
            return
        ending = [*self._beginnings.values(), *([self._sweeping] if self._sweeping else [])]
        for task in ending:
            task.cancel()
        await asyncio.gather(*ending, return_exceptions=True)
        for lane in self._lanes.values():
            await lane.stop()
        await durable.let_go()
        if self._under_way:
            await asyncio.wait(self._under_way.values(), timeout=_GRACE_SECONDS)
        cut_off = list(self._under_way.values())
        for attempt in cut_off:
            attempt.cancel()
        await asyncio.gather(*cut_off, return_exceptions=True)
        await durable.close()
        await self._threads.settle()
        await self._ordinary_threads.settle()
        if self._lock is not None:
            self._lock.release()

    @property
    def is_platform_down(self) -> bool:
        """Whether the platform counts as away, and is only probed."""
        return self._lanes["submit"].is_down

    async def health(self) -> tuple[TargetHealth, ...]:
        """Every receiver to which something is owed or was given up."""
        return await self._ordinary_threads.read(self._store.health_by_target)

    async def dead_letters(self) -> tuple[DeadLetter, ...]:
        """The jobs that were given up, why, and what to do about each."""
        return await self._ordinary_threads.read(self._store.dead_letters)

    async def redrive(self, key: str, *, actor_id: str = "system") -> None:
        """Try a dead letter again, at once where delivery runs; see ``owe_again``."""
        await self._ordinary_threads.write(owe_again, self._store, key, actor_id)
        await self._take_up([key])

    async def attempt(self, key: str) -> Step:
        """One attempt at one job; what a workflow's step calls. Never two at once at the same job."""
        under_way = self._under_way.get(key)
        if under_way is None:
            attempts = self._urgent if self._lane_of(key) is None else self._ordinary
            under_way = asyncio.create_task(attempts.attempt(key), name=f"attempt at {key}")
            self._under_way[key] = under_way
            under_way.add_done_callback(partial(self._attempted, key))
        # A workflow that is let go of must not take a send with it that may just have reached its receiver.
        return await asyncio.shield(under_way)

    async def tell(self, key: str) -> None:
        """Tell the reporter how a job stands; what a workflow's step calls."""
        await self._urgent.tell(key)

    async def _begin(self, key: str) -> None:
        durable = self._durable
        if durable is None:
            return
        try:
            step = await self.attempt(key)
            if step.tell:
                await self.tell(key)
            if step.wait_seconds is not None:
                await durable.begin([key], wait_seconds=step.wait_seconds)
        except Exception as exc:  # noqa: BLE001
            # The outermost of a task that nobody awaits; the job stays owed, and the next sweep begins it.
            log.error("job %s could not be begun now (%s) and will be later", key, type(exc).__name__)

    def _begun(self, key: str, _: asyncio.Task[None]) -> None:
        del self._beginnings[key]

    def _attempted(self, key: str, _: asyncio.Task[Step]) -> None:
        del self._under_way[key]

    async def _sweep(self, *, is_first: bool = False) -> None:
        if self._durable is None:
            return
        begun = await self._take_up(await self._ordinary_threads.read(self._store.owed_keys), is_first=is_first)
        if begun:
            log.info("%d jobs of the outbox had nobody to attend to them and were started", begun)

    async def _take_up(self, owed: Sequence[str], *, is_first: bool = False) -> int:
        """See that every one of these has somebody to attend to it; answers how many had nobody."""
        if self._durable is None:
            return 0
        urgent = [key for key in owed if self._lane_of(key) is None and key not in self._beginnings]
        begun = list(await self._durable.sweep(urgent, is_first=is_first))
        for kind, lane in self._lanes.items():
            begun += lane.add(key for key in owed if _kind_of(key) == kind)
        for key in begun:
            self._observe("job_dispatched", {"key": key})
        return len(begun)

    def _lane_of(self, key: str) -> PacedLane | None:
        return self._lanes.get(_kind_of(key))

    async def _sweep_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._sweep_seconds)
            try:
                await self._sweep()
            except Exception as exc:  # noqa: BLE001
                log.error("the outbox could not be swept (%s); trying again", type(exc).__name__)


def _kind_of(key: str) -> str:
    return key.partition(":")[0]


def _locked(data_dir: Path) -> FileLock:
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = FileLock(data_dir / "jobs.lock", timeout=0)
        lock.acquire()
    except Timeout as exc:
        raise StoreError(f"Another Floorline delivers from {data_dir}; stop it, or use another data folder.") from exc
    except OSError as exc:
        raise StoreError(f"{data_dir} cannot be written to ({exc.strerror}); check its owner and permissions.") from exc
    return lock
