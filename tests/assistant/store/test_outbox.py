"""Jobs, dead letters, submitted bytes and the audit log in the database."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text

from assistant.audit import AuditEvent, DetailValue, verify
from assistant.errors import StoreError
from assistant.identifiers import uuid7
from assistant.store import Store
from tests.assistant.store.samples import NOON, alert_job, event, incident, submit_job, submitted


def owed(store: Store) -> str:
    record = incident()
    job = alert_job(record.incident_id)
    store.add_jobs([job], incident=record)
    return job.key


def test_a_key_is_owed_once_whatever_comes_with_it_later(store: Store) -> None:
    record = incident()
    first = alert_job(record.incident_id)
    store.add_jobs([first], incident=record)
    store.add_jobs([replace(first, payload={"kind": "stand_down"}), alert_job(record.incident_id, "alert:2:ops")])
    assert [stored.job.key for stored in store.jobs_of(record.incident_id)] == [first.key, "alert:2:ops"]
    stored = store.job(first.key)
    assert stored is not None
    assert stored.job == first


def test_a_job_about_no_known_incident_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"(?i)foreign key"):
        store.add_jobs([submit_job(uuid7())])


def test_an_unknown_job_is_none(store: Store) -> None:
    assert store.job("alert:none") is None


def test_a_job_is_owed_until_it_is_done_or_dead(store: Store) -> None:
    key = owed(store)
    store.mark_job(key, "running", attempts=2, error="The channel is down.")
    [pending] = store.pending_jobs()
    assert (pending.state, pending.attempts, pending.error) == ("running", 2, "The channel is down.")
    store.mark_job(key, "done", attempts=3)
    assert store.pending_jobs() == ()


def test_what_is_done_stays_done_and_is_audited_once(store: Store) -> None:
    key = owed(store)
    store.mark_job(key, "done", attempts=1, audit_events=[event(key)])
    store.mark_job(key, "running", attempts=2, error="too late", audit_events=[event(key)])
    store.add_dead_letter(key, reason="too late", remedy="none", attempts=2)
    stored = store.job(key)
    assert stored is not None
    assert (stored.state, stored.error) == ("done", None)
    assert store.dead_letters() == ()
    assert len(store.audit_entries()) == 1


def test_a_job_given_up_twice_is_one_dead_letter(store: Store) -> None:
    key = owed(store)
    for _ in range(2):
        store.add_dead_letter(
            key, reason="It was refused.", remedy="Correct it.", attempts=1, audit_events=[event(key, "alert.given_up")]
        )
    [letter] = store.dead_letters()
    assert (letter.key, letter.reason, letter.remedy, letter.attempts) == (key, "It was refused.", "Correct it.", 1)
    assert store.pending_jobs() == ()
    assert len(store.audit_entries()) == 1


def test_a_revived_job_is_owed_anew_and_can_die_again(store: Store) -> None:
    key = owed(store)
    store.add_dead_letter(key, reason="first", remedy="x", attempts=9)
    store.revive(key)
    [pending] = store.pending_jobs()
    assert (pending.state, pending.attempts, pending.error) == ("waiting", 0, None)
    assert pending.owed_since_utc > NOON
    assert store.dead_letters() == ()
    store.add_dead_letter(key, reason="second", remedy="x", attempts=1)
    assert [letter.reason for letter in store.dead_letters()] == ["second"]


def test_only_a_dead_letter_can_be_revived(store: Store) -> None:
    with pytest.raises(StoreError, match="no dead letter"):
        store.revive(owed(store))


def test_the_bytes_to_be_sent_are_built_once(store: Store) -> None:
    record = submitted(store)
    key = f"submit:{record.incident_id}"
    assert store.submission(key, lambda: b'{"first": 1}') == b'{"first": 1}'
    assert store.submission(key, lambda: b'{"second": 2}') == b'{"first": 1}'
    store.forget_submission(key)
    assert store.submission(key, lambda: b'{"second": 2}') == b'{"second": 2}'


def test_two_threads_that_ask_at_once_are_given_the_same_bytes(store: Store) -> None:
    key = f"submit:{submitted(store).incident_id}"
    with ThreadPoolExecutor(2) as threads:
        other: list[Future[bytes]] = []

        def slowly() -> bytes:
            other.append(threads.submit(store.submission, key, lambda: b"theirs"))
            return b"ours"

        assert threads.submit(store.submission, key, slowly).result(10) == b"ours"
        assert other[0].result(10) == b"ours"


def test_what_is_written_together_is_kept_together_or_not_at_all(store: Store) -> None:
    key = owed(store)

    def broken_off() -> None:
        with store.together():
            store.mark_job(key, "done", attempts=1)
            assert store.job(key).state == "done"
            raise KeyError

    with pytest.raises(KeyError):
        broken_off()
    assert store.job(key).state == "waiting"
    with store.together():
        store.mark_job(key, "running", attempts=1)
        store.add_audit([event("a")])
    assert store.job(key).state == "running"


def test_the_stored_log_is_whole_and_its_head_stands_for_it(store: Store) -> None:
    store.add_audit([event("a"), event("b")])
    store.add_audit([event("a")])
    entries = store.audit_entries()
    assert verify(entries) == ()
    assert store.audit_head() == (3, entries[-1].entry_hash)
    assert [entry.sequence for entry in store.audit_entries(subject="a")] == [1, 3]


def test_details_of_every_kind_survive_the_database(store: Store) -> None:
    details: dict[str, DetailValue] = {
        "slots": ("weapon", "location"),
        "count": 2,
        "alarm": True,
        "ref": None,
        "job": "alert:1:ops",
    }
    store.add_audit([AuditEvent(NOON, "staff-7", "turn", "é", details)])
    [entry] = store.audit_entries()
    assert entry.event.details == details
    assert verify([entry]) == ()


def test_an_entry_changed_in_the_database_is_named(store: Store) -> None:
    store.add_audit([event("a"), event("b"), event("c")])
    with store._writing() as connection:
        connection.execute(text("UPDATE audit SET actor_id = 'staff-8' WHERE sequence = 2"))
    assert [(problem.sequence, problem.kind) for problem in verify(store.audit_entries())] == [(2, "changed")]


def test_how_each_receiver_is_doing_is_read_off_what_is_owed_to_it(store: Store) -> None:
    about = incident()
    waiting, failing, dead, done = (replace(submit_job(about.incident_id), key=f"submit:{name}") for name in "abcd")
    store.add_jobs([waiting, failing, dead, done], incident=about)
    store.mark_job(failing.key, "running", attempts=2, error="No answer.")
    store.add_dead_letter(dead.key, reason="No.", remedy="Ask.", attempts=1)
    store.mark_job(done.key, "done", attempts=1)
    [health] = store.health_by_target()
    assert (health.target, health.owed, health.failing, health.dead) == ("platform", 2, 1, 1)
    assert health.last_error == "No answer."
    assert health.owed_since_utc is not None
