"""Durable workflows by DBOS: what makes a job go on after a crash, and its waiting last through one.

DBOS is one a process and has its own ideas about event loops: it swaps the default executor of the loop it runs on. So
it gets a loop and a thread of its own here, and every attempt is called back on the loop that started us (the owner),
where the HTTP clients and the conversation live.

Its database (``jobs.sqlite``) is working memory only. What is owed stands in the store's outbox, so ``sweep`` can
rebuild it from nothing; that is also why it need not wait for the disk (``synchronous=NORMAL``).

Workflow arguments and step results are a job's key and a number, never anything that was said.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, ClassVar, Final, Protocol, TypeVar

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID
from sqlalchemy.exc import DBAPIError

from assistant.delivery.attempts import Step
from assistant.errors import StoreError
from assistant.store.connection import driven_url, store_error

log = logging.getLogger(__name__)

ATTEMPTS_A_WORKFLOW: Final = 50
"""A workflow replays its log when it is recovered; this keeps a log short even if the platform is down for a week."""

_APPLICATION_VERSION: Final = "delivery-1"
"""DBOS recovers only workflows of its own version. It names the steps' order, not Floorline's release: a release must
carry on with what the one before left behind. When steps are reordered, give the workflow a new name instead."""

_EXECUTOR_ID: Final = "store-box"
"""One live process an executor; ``Delivery`` holds a lock file to see to it."""

_BEING_RUN: Final = ("PENDING", "ENQUEUED", "DELAYED")
_THREADS: Final = 8
_TIDY_AFTER_SECONDS: Final = 24 * 3600
_IDS_A_QUERY: Final = 500

T = TypeVar("T")


class Work(Protocol):
    """What a workflow does with a job; see ``attempts.py``."""

    async def attempt(self, key: str) -> Step: ...

    async def tell(self, key: str) -> None: ...


class DurableJobs:
    """One durable workflow for each job. The public methods are for the owner's loop, but for ``carry_out``."""

    running: ClassVar[DurableJobs | None] = None
    """DBOS finds workflows by name in a registry of the process; this is whom they belong to."""

    def __init__(self, where: Path | str, work: Work) -> None:
        """``where``: an SQLite file, or the URL of a PostgreSQL, where DBOS keeps to a schema of its own."""
        self._where = where
        self._work = work
        self._live: dict[str, asyncio.Task[Any] | None] = {}
        self._unattended: set[str] = set()
        self._is_stopping = False

    async def start(self) -> None:
        """Launch DBOS, which goes on with whatever the last process left unfinished. Raises ``StoreError``."""
        if DurableJobs.running is not None:
            raise StoreError("Delivery is running in this process already; stop it before it is started again.")
        self._owner = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self._engine = _engine_for(self._where)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run_loop, name="delivery", daemon=True)
        self._thread.start()
        DurableJobs.running = self
        try:
            await self._on_own_loop(self._launch())
        except BaseException:
            await self.close()
            raise

    async def begin(self, keys: Sequence[str], *, wait_seconds: float = 0.0) -> None:
        """Start a workflow for each job, which waits first. The job's key is the workflow's id, so twice is once."""
        await self._on_own_loop(self._begin_all(keys, wait_seconds))

    async def sweep(self, owed: Sequence[str], *, is_first: bool = False) -> tuple[str, ...]:
        """Start anew every job in ``owed`` that no workflow is attending to; answers which those were.

        At the first sweep after ``start`` recovery is still under way, so workflows it will take up count as attended.
        """
        try:
            return await self._on_own_loop(self._sweep(owed, is_first))
        except (DBAPIError, sqlite3.Error) as exc:
            raise self._explained(exc) from exc

    async def let_go(self) -> None:
        """Leave every workflow where it stands; the next start goes on from there."""
        await self._on_own_loop(self._let_go())

    async def close(self) -> None:
        """End DBOS, its loop and its thread, after ``let_go``."""
        # Not on DBOS's loop: its threads hand work to that loop and wait for it, while destroy() waits for them.
        await asyncio.get_running_loop().run_in_executor(None, DBOS.destroy)
        self._loop.call_soon_threadsafe(self._loop.stop)
        await asyncio.get_running_loop().run_in_executor(None, self._thread.join)
        self._engine.dispose()
        DurableJobs.running = None

    async def carry_out(self, key: str, wait_seconds: float) -> str:
        """The body of the workflow, on DBOS's loop. Everything here must come out the same when it is replayed."""
        if self._is_stopping:
            raise asyncio.CancelledError
        self._live[key] = asyncio.current_task()
        try:
            await DBOS.sleep_async(wait_seconds)
            for _ in range(ATTEMPTS_A_WORKFLOW):
                step = await DBOS.run_step_async({"name": "attempt"}, self._attempt, key)
                if step["tell"]:
                    await DBOS.run_step_async({"name": "tell"}, self._tell, key)
                if step["wait_seconds"] is None:
                    return "finished"
                await DBOS.sleep_async(step["wait_seconds"])
            return "handed to the next sweep"
        finally:
            self._live.pop(key, None)

    async def _attempt(self, key: str) -> dict[str, Any]:
        step = await self._on_owner(self._work.attempt, key)
        return {"wait_seconds": step.wait_seconds, "tell": step.tell}

    async def _tell(self, key: str) -> None:
        await self._on_owner(self._work.tell, key)

    async def _launch(self) -> None:
        try:
            self._launch_once()
        except (DBAPIError, sqlite3.Error) as exc:
            if isinstance(self._where, str) or not _is_broken(exc):
                raise self._explained(exc) from exc
            # Only working memory: the sweep after the start brings back everything that is owed.
            DBOS.destroy()
            self._engine.dispose()
            aside = self._where.with_name(f"{self._where.name}.broken-{time.time_ns()}")
            self._where.rename(aside)
            log.warning("%s was not a sound database; it was moved to %s and started anew", self._where, aside)
            self._engine = _engine_for(self._where)
            try:
                self._launch_once()
            except (DBAPIError, sqlite3.Error) as again:
                raise self._explained(again) from again

    def _launch_once(self) -> None:
        config: DBOSConfig = {
            "name": "floorline",
            "system_database_url": self._engine.url.render_as_string(hide_password=False),
            "system_database_engine": self._engine,
            "application_version": _APPLICATION_VERSION,
            "executor_id": _EXECUTOR_ID,
            "serializer": DBOSPortableJSONSerializer(),
            "enable_otlp": False,
            "max_executor_threads": _THREADS,
            # We neither send nor await messages; this only sets how long its listener takes to stop.
            "notification_listener_polling_interval_sec": 0.2,
            # Its log quotes errors in full, and an error may quote a record. Attempts write a log of their own.
            "log_level": "CRITICAL",
        }
        DBOS(config=config)
        DBOS.launch()

    async def _begin_all(self, keys: Sequence[str], wait_seconds: float) -> None:
        await asyncio.gather(*(self._begin(key, wait_seconds) for key in keys))

    async def _begin(self, key: str, wait_seconds: float = 0.0) -> None:
        if self._is_stopping:
            return
        try:
            with SetWorkflowID(key):
                await DBOS.start_workflow_async(deliver_job, key, wait_seconds)
        except (DBAPIError, sqlite3.Error) as exc:
            raise self._explained(exc) from exc

    async def _sweep(self, owed: Sequence[str], is_first: bool) -> tuple[str, ...]:
        statuses: dict[str, str] = {}
        for start in range(0, len(owed), _IDS_A_QUERY):
            part = list(owed[start : start + _IDS_A_QUERY])
            found = await DBOS.list_workflows_async(workflow_ids=part, load_input=False, load_output=False)
            statuses |= {workflow.workflow_id: workflow.status for workflow in found}
        unattended = {key for key in owed if key not in self._live and statuses.get(key) in _BEING_RUN}
        begun = []
        for key in owed:
            if self._is_stopping or key in self._live:
                continue
            # A workflow just claimed may not have begun yet: only one found so twice has nobody to run it.
            if key in unattended and (is_first or key not in self._unattended):
                continue
            if key in statuses:
                await DBOS.delete_workflow_async(key)
            await self._begin(key)
            begun.append(key)
        self._unattended = unattended - set(begun)
        await self._tidy()
        return tuple(begun)

    async def _tidy(self) -> None:
        """Drop the log of workflows that ended a day ago or earlier."""
        before = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - _TIDY_AFTER_SECONDS))
        old = await DBOS.list_workflows_async(
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=before,
            limit=_IDS_A_QUERY,
            load_input=False,
            load_output=False,
        )
        if old:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in old])

    async def _let_go(self) -> None:
        # A cancelled task writes nothing, so DBOS finds its workflow as it was and recovers it at the next start.
        self._is_stopping = True
        tasks = [task for task in self._live.values() if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        self._loop.close()

    async def _on_own_loop(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, self._loop))

    async def _on_owner(self, work: Callable[[str], Coroutine[Any, Any, T]], key: str) -> T:
        # Without DBOS's context: a job that an outcome causes is a job of its own, not a child of this workflow.
        future = self._context.copy().run(asyncio.run_coroutine_threadsafe, work(key), self._owner)
        return await asyncio.wrap_future(future)

    def _explained(self, exc: DBAPIError | sqlite3.Error) -> StoreError:
        if isinstance(exc, DBAPIError):
            return store_error(exc, self._engine.url)
        return StoreError(
            f"{self._where} cannot be used ({exc}); stop Floorline and move it aside: it will be rebuilt."
        )


@DBOS.workflow(name="deliver_job_v1", max_recovery_attempts=None)
async def deliver_job(key: str, wait_seconds: float) -> str:
    """Deliver the job with this key, for as long as it takes."""
    if DurableJobs.running is None:
        raise asyncio.CancelledError
    return await DurableJobs.running.carry_out(key, wait_seconds)


def _engine_for(where: Path | str) -> sa.Engine:
    if isinstance(where, str):
        return sa.create_engine(driven_url(where), pool_size=_THREADS, max_overflow=_THREADS, pool_pre_ping=True)
    engine = sa.create_engine(
        sa.URL.create("sqlite", database=str(where)),
        pool_size=_THREADS,
        max_overflow=-1,
        connect_args={"check_same_thread": False},
    )
    sa.event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    # The first three as DBOS sets them on an engine of its own making (dbos/_sys_db_sqlite.py).
    connection.isolation_level = "IMMEDIATE"
    connection.execute("PRAGMA busy_timeout = 30000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")


def _is_broken(exc: DBAPIError | sqlite3.Error) -> bool:
    original = exc.orig if isinstance(exc, DBAPIError) else exc
    code = getattr(original, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
