"""Utterances, turns, records and conversations."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from assistant.audit import verify
from assistant.errors import StoreConflictError, StoreError
from assistant.identifiers import uuid7
from assistant.incident import Incident, NarrativeLine, Priority, Provenance, Status
from assistant.store import Job, Store
from tests.assistant.store.samples import (
    NOON,
    alert_job,
    event,
    incident,
    submit_job,
    submitted,
    take,
    turn,
    utterance,
)


def test_an_utterance_stored_twice_is_one(store: Store) -> None:
    said = utterance()
    store.add_utterance(said)
    store.add_utterance(said)
    assert store.untaken_utterances() == (said,)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_words_come_back_as_they_were_said(store: Store, text: str) -> None:
    said = utterance(text)
    store.add_utterance(said)
    assert said in store.untaken_utterances()


def test_ten_thousand_characters_are_kept_whole(store: Store) -> None:
    said = utterance("knife 🔪 " * 1250, silence_seconds=None, audio_ref="audio/1.wav", words_unheard="Is that right?")
    store.add_utterance(said)
    assert store.untaken_utterances() == (said,)


def test_what_was_never_answered_comes_back_oldest_first(store: Store) -> None:
    # Told apart by arrival, not by the clock of the device.
    first, second, third = utterance("1"), utterance("2", said_at_utc=NOON - timedelta(hours=1)), utterance("3")
    for said in (first, second, third):
        store.add_utterance(said)
    store.commit_turn(turn=turn(second, None), incident=None, state={}, jobs=(), audit=(), expected_version=0)
    assert store.untaken_utterances() == (first, third)


def test_a_conversation_never_heard_of_is_empty_at_version_0(store: Store) -> None:
    fresh = store.conversation("chat-9")
    assert (fresh.incident_id, fresh.state, fresh.version) == (None, {}, 0)


def test_a_turn_moves_record_conversation_outbox_and_audit_together(store: Store) -> None:
    record = incident(category="shoplifting")
    job = alert_job(record.incident_id)
    taken = take(store, record, jobs=(job,))
    conversation = store.conversation("headset-1")
    assert (conversation.incident_id, conversation.version) == (record.incident_id, 1)
    assert store.incident(record.incident_id) == record
    assert [stored.job for stored in store.pending_jobs()] == [job]
    assert store.turn(taken.utterance_id) == taken
    assert [entry.event.subject for entry in store.audit_entries()] == [str(record.incident_id)]


def test_a_record_comes_back_exactly(store: Store) -> None:
    said = utterance("two hundred quid of gin")
    provenance = Provenance(
        value="200.00",
        actor_id="staff-7",
        device_id="headset-1",
        utterance_id=said.utterance_id,
        words="two hundred quid",
        source="grammar",
        confidence=0.7,
        at_utc=NOON,
    )
    record = incident(
        category="shoplifting",
        item_value="200.00",
        items=["gin"],
        occurred_at=NOON,
        provenance={"item_value": (provenance,)},
        narrative=(NarrativeLine(utterance_id=said.utterance_id, actor_id="staff-7", at_utc=NOON, text=said.text),),
    )
    take(store, record)
    stored = store.incident(record.incident_id)
    assert stored == record
    assert stored is not None
    assert stored.model_dump_json() == record.model_dump_json()


def test_the_same_utterance_taken_twice_changes_nothing_and_gives_the_first_answer(store: Store) -> None:
    record = incident()
    first = take(store, record)
    again = turn(utterance(utterance_id=first.utterance_id), record.incident_id, replies=("Something else.",))
    answer = store.commit_turn(
        turn=again,
        incident=record.model_copy(update={"category": "fraud"}),
        state={"other": True},
        jobs=[submit_job(record.incident_id)],
        audit=[event("again")],
        expected_version=1,
    )
    assert answer == first
    assert answer is not again
    assert store.incident(record.incident_id) == record
    assert store.pending_jobs() == ()
    assert len(store.audit_entries()) == 1
    assert store.conversation("headset-1").version == 1


@pytest.mark.parametrize("wrong_version", [0, 1, 3])
def test_a_turn_on_an_outdated_conversation_is_refused_whole(store: Store, wrong_version: int) -> None:
    record = incident()
    take(store, record)
    take(store, record, version=1)
    with pytest.raises(StoreError, match="came between"):
        take(store, record.model_copy(update={"category": "fraud"}), version=wrong_version)
    assert store.incident(record.incident_id) == record
    assert len(store.audit_entries()) == 2
    assert len(store.untaken_utterances()) == 1


def test_a_first_turn_that_expects_a_later_version_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="came between"):
        take(store, incident(), version=4)


def test_a_turn_that_fails_half_way_leaves_nothing_behind(store: Store) -> None:
    record = incident()
    unwritable = Job("alert:1:ops", "alert", record.incident_id, "ops", {"when": NOON})
    with pytest.raises((StatementError, TypeError)):  # psycopg writes JSON itself
        take(store, record, jobs=(alert_job(record.incident_id, "alert:0:ops"), unwritable))
    assert store.incident(record.incident_id) is None
    assert store.pending_jobs() == ()
    assert store.conversation("headset-1").version == 0
    assert len(store.untaken_utterances()) == 1


def test_a_turn_about_another_incident_than_its_record_is_refused(store: Store) -> None:
    said = utterance()
    store.add_utterance(said)
    with pytest.raises(ValueError, match="another incident"):
        store.commit_turn(
            turn=turn(said, uuid7()), incident=incident(), state={}, jobs=(), audit=(), expected_version=0
        )


def test_a_turn_for_words_that_were_not_stored_first_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match=r"FOREIGN KEY|ForeignKey"):
        store.commit_turn(turn=turn(utterance(), None), incident=None, state={}, jobs=(), audit=(), expected_version=0)


def test_a_turn_may_leave_the_record_as_it_is(store: Store) -> None:
    record = incident()
    take(store, record)
    said = utterance("say that again")
    store.add_utterance(said)
    store.commit_turn(
        turn=turn(said, record.incident_id), incident=None, state={}, jobs=(), audit=(), expected_version=1
    )
    assert store.conversation("headset-1").incident_id == record.incident_id
    assert store.incident(record.incident_id) == record


def test_a_headset_and_a_chat_can_share_an_incident(store: Store) -> None:
    record = incident()
    first = take(store, record, conversation_id="headset-1")
    second = take(store, record, conversation_id="chat-5")
    assert store.turns_of(record.incident_id) == (first, second)
    assert [said.conversation_id for said in store.utterances_of(record.incident_id)] == ["headset-1", "chat-5"]
    assert store.conversations_about(record.incident_id) == ("chat-5", "headset-1")
    last = store.last_talk(record.incident_id)
    assert last is not None
    assert last.conversation_id == "chat-5"
    assert store.turns_in("headset-1") == (first,)


def test_an_incident_nobody_spoke_of_has_no_conversation(store: Store) -> None:
    assert store.conversations_about(uuid7()) == ()
    assert store.last_talk(uuid7()) is None


def test_a_record_that_somebody_else_changed_meanwhile_is_not_overwritten(store: Store) -> None:
    record = incident()
    take(store, record)
    theirs = record.model_copy(update={"weapon": "knife"})
    take(store, theirs, conversation_id="headset-2")
    said = utterance()
    store.add_utterance(said)
    with pytest.raises(StoreConflictError):
        store.commit_turn(
            turn=turn(said, record.incident_id),
            incident=record.model_copy(update={"location": "kiosk"}),
            state={},
            jobs=(),
            audit=(),
            expected_version=1,
            replaces=record,
        )
    assert store.incident(record.incident_id) == theirs
    assert store.turn(said.utterance_id) is None


def test_a_turn_may_change_a_second_record_with_its_own(store: Store) -> None:
    joined, into = incident(), incident()
    take(store, joined)
    said = utterance()
    store.add_utterance(said)
    closed = joined.model_copy(update={"status": Status.CANCELLED, "joined_to": into.incident_id})
    store.commit_turn(
        turn=turn(said, into.incident_id), incident=into, state={}, jobs=(), audit=(), expected_version=1, also=[closed]
    )
    assert store.incident(joined.incident_id) == closed
    assert store.open_incidents(store_id="0042", drill=False, since_utc=NOON) == (into,)


def test_incidents_are_listed_newest_first_and_by_what_is_asked(store: Store) -> None:
    old = incident(category="fraud", priority=Priority.P3)
    new = incident(reported_at_utc=NOON + timedelta(hours=1), status=Status.SUBMITTED, drill=True)
    for record in (old, new):
        store.add_jobs((), incident=record)
    assert [listed.incident_id for listed in store.incidents()] == [new.incident_id, old.incident_id]
    assert [listed.incident_id for listed in store.incidents(limit=1)] == [new.incident_id]
    assert [listed.incident_id for listed in store.incidents(status=Status.DRAFT)] == [old.incident_id]
    assert [listed.incident_id for listed in store.incidents(drill=True)] == [new.incident_id]
    assert [listed.incident_id for listed in store.incidents(since_utc=NOON + timedelta(minutes=1))] == [
        new.incident_id
    ]
    listed = store.incidents()[1]
    assert (listed.category, listed.priority, listed.reported_at_utc) == ("fraud", Priority.P3, NOON)


def test_the_platforms_answer_is_in_the_record_and_beside_it(store: Store) -> None:
    record = submitted(store)
    store.save_incident_outcome(
        record.incident_id,
        status=Status.ACCEPTED,
        reference="FL-12",
        report_id="r-1",
        finished_job=f"submit:{record.incident_id}",
        audit=[event(str(record.incident_id), "report.filed")],
    )
    outcome = store.outcome(record.incident_id)
    assert outcome is not None
    assert (outcome.status, outcome.reference, outcome.report_id) == (Status.ACCEPTED, "FL-12", "r-1")
    stored = store.incident(record.incident_id)
    assert stored is not None
    assert stored.status is Status.ACCEPTED
    assert store.incidents()[0].reference == "FL-12"
    assert store.pending_jobs() == ()


def test_the_platforms_answer_told_twice_is_audited_once(store: Store) -> None:
    record = submitted(store)
    for _ in range(2):
        store.save_incident_outcome(
            record.incident_id, status=Status.ACCEPTED, reference="FL-12", audit=[event("x", "report.filed")]
        )
    assert len(store.audit_entries()) == 1


def test_a_turn_begun_before_the_platform_answered_does_not_undo_the_answer(store: Store) -> None:
    record = submitted(store)
    store.save_incident_outcome(record.incident_id, status=Status.ACCEPTED, reference="FL-12")
    take(store, record.model_copy(update={"camera": "camera 4"}))
    stored = store.incident(record.incident_id)
    assert stored is not None
    assert (stored.status, stored.camera) == (Status.ACCEPTED, "camera 4")
    assert store.incidents()[0].status is Status.ACCEPTED


def test_an_outcome_for_an_unknown_incident_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no incident"):
        store.save_incident_outcome(uuid7(), status=Status.ACCEPTED, reference="FL-12")


def test_a_record_of_another_schema_is_named_without_its_words(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    record = incident(suspect_description="red coat")
    monkeypatch.setattr(Incident, "model_dump_json", lambda self: '{"suspect_description": "red coat"}')
    store.add_jobs((), incident=record)
    with pytest.raises(StoreError, match=str(record.incident_id)) as raised:
        store.incident(record.incident_id)
    assert "red coat" not in str(raised.value)


def test_turns_of_many_conversations_at_once_all_land_on_one_chain(store: Store) -> None:
    barrier = threading.Barrier(4)

    def talk(number: int) -> None:
        barrier.wait()
        record = incident()
        for version in range(10):
            take(store, record, version=version, conversation_id=f"headset-{number}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(talk, range(4)))
    assert len(store.audit_entries()) == 40
    assert verify(store.audit_entries()) == ()
    assert [store.conversation(f"headset-{number}").version for number in range(4)] == [10] * 4
