"""How far calling people has come: saved whole, with what is owed for it."""

from __future__ import annotations

import pytest

from assistant.errors import StoreError
from assistant.store import Job, Store
from tests.assistant.store.samples import NOON, alert_job, event, incident, take


def push(about, key="push:1"):
    return Job(key, "push", about, "telegram:42", {})


def test_a_step_is_saved_with_its_calls_and_ends_the_job_that_caused_it(store: Store) -> None:
    record = incident()
    take(store, record, jobs=(alert_job(record.incident_id, "escalate:1"),))
    version = store.save_escalation(
        record.incident_id,
        {"next": 1},
        is_open=True,
        expected_version=0,
        jobs=[push(record.incident_id)],
        finished_job="escalate:1",
        audit=[event(str(record.incident_id), "people.called")],
    )
    saved = store.escalation(record.incident_id)
    assert saved is not None
    assert (saved.state, saved.is_open, saved.version, version) == ({"next": 1}, True, 1, 1)
    assert [job.job.key for job in store.pending_jobs()] == ["push:1"]
    assert store.audit_entries()[-1].event.action == "people.called"


def test_a_call_is_owed_since_a_moment_of_the_clock_that_does_not_jump(store: Store) -> None:
    record = incident()
    take(store, record)
    store.owed_clock = lambda: NOON
    store.save_escalation(
        record.incident_id, {"next": 1}, is_open=True, expected_version=0, jobs=[push(record.incident_id)]
    )
    assert [job.owed_since_utc for job in store.pending_jobs()] == [NOON]


def test_a_step_that_another_came_before_changes_nothing(store: Store) -> None:
    record = incident()
    take(store, record)
    store.save_escalation(record.incident_id, {"next": 1}, is_open=True, expected_version=0)
    for stale in (0, 7):
        with pytest.raises(StoreError, match="came between"):
            store.save_escalation(
                record.incident_id, {"next": 9}, is_open=True, expected_version=stale, jobs=[push(record.incident_id)]
            )
    assert store.pending_jobs() == ()
    saved = store.escalation(record.incident_id)
    assert saved is not None
    assert saved.state == {"next": 1}


def test_only_open_ones_are_gone_on_with(store: Store) -> None:
    first, second = incident(), incident()
    for record, is_open in ((first, True), (second, False)):
        take(store, record, conversation_id=str(record.incident_id))
        store.save_escalation(record.incident_id, {}, is_open=is_open, expected_version=0)
    assert [one.incident_id for one in store.open_escalations()] == [first.incident_id]
    assert store.escalation(incident().incident_id) is None


def test_a_receipt_is_kept_with_its_job(store: Store) -> None:
    record = incident()
    take(store, record, jobs=(push(record.incident_id),))
    store.mark_job("push:1", "done", attempts=1, receipt="message 9")
    stored = store.job("push:1")
    assert stored is not None
    assert stored.receipt == "message 9"
