"""Outcomes are written down many at a time, and each is told to whoever waits for it, and to nobody too soon."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.audit import AuditEvent
from assistant.delivery.store_threads import StoreThreads
from assistant.errors import StoreError
from assistant.store import Store
from tests.assistant.store.samples import event


class CountedStore(Store):
    """Counts its transactions."""

    transactions = 0

    def together(self, *, patient: bool = False):
        self.transactions += 1
        return super().together(patient=patient)


@pytest.fixture
def store(tmp_path: Path):
    store = CountedStore.open(tmp_path / "floorline.sqlite")
    yield store
    store.close()


def noting(store: Store, subject: str) -> Callable[[], str]:
    happened: AuditEvent = event(subject)

    def work() -> str:
        store.add_audit([happened])
        return subject

    return work


async def all_at_once(store: Store, *works: Callable[[], object]) -> list[object]:
    """Ask for everything while the thread is busy with something else."""
    threads, busy = StoreThreads(store), threading.Event()
    first = asyncio.create_task(threads.write(busy.wait, 10))
    rest = [asyncio.create_task(threads.write(work)) for work in works]
    await asyncio.sleep(0.05)
    busy.set()
    await first
    return await asyncio.gather(*rest, return_exceptions=True)


async def test_what_is_asked_for_meanwhile_is_written_in_one_transaction(store: CountedStore) -> None:
    told = await all_at_once(store, *(noting(store, name) for name in "abc"))
    assert told == ["a", "b", "c"]
    assert [entry.event.subject for entry in store.audit_entries()] == ["a", "b", "c"]
    assert store.transactions <= 2


async def test_one_that_fails_takes_no_other_with_it(store: CountedStore) -> None:
    def fails() -> None:
        store.add_audit([event("undone")])
        raise StoreError("There is no such incident.")

    told = await all_at_once(store, noting(store, "a"), fails, noting(store, "b"))
    assert (told[0], told[2]) == ("a", "b")
    assert isinstance(told[1], StoreError)
    assert [entry.event.subject for entry in store.audit_entries()] == ["a", "b"]


async def test_nobody_is_told_before_it_is_on_the_disk(store: CountedStore) -> None:
    other = Store.open(store._engine.url.database)
    threads = StoreThreads(store)
    for name in "abcdef":
        await threads.write(noting(store, name))
        assert other.audit_entries()[-1].event.subject == name
    other.close()


async def test_who_no_longer_waits_does_not_stop_the_others(store: CountedStore) -> None:
    threads, busy = StoreThreads(store), threading.Event()
    first = asyncio.create_task(threads.write(busy.wait, 10))
    await asyncio.sleep(0)
    first.cancel()
    busy.set()
    assert await threads.write(noting(store, "a")) == "a"


class ClosedStore(Store):
    """Lets nobody in: its server is away, or another program has it."""

    def together(self, *, patient: bool = False):
        raise StoreError("The records cannot be reached.")


async def test_who_asks_of_a_store_that_lets_nobody_in_is_told(tmp_path: Path) -> None:
    store = ClosedStore.open(tmp_path / "floorline.sqlite")
    threads = StoreThreads(store)
    asked = [threads.write(noting(store, name)) for name in "ab"]
    async with asyncio.timeout(10):
        told = await asyncio.gather(*asked, return_exceptions=True)
    assert [str(one) for one in told] == ["The records cannot be reached."] * 2
    store.close()
