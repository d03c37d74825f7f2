"""The audit log: what is tampered with is found and named."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.audit import GENESIS_HASH, AuditEntry, AuditEvent, chained, digest, hash_of, head_of, verify

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def event(number: int = 0, **details: str) -> AuditEvent:
    return AuditEvent(NOON + timedelta(seconds=number), "staff-7", "turn", f"incident-{number}", details)


def log_of(length: int) -> tuple[AuditEntry, ...]:
    return chained(event(number) for number in range(length))


def kinds(entries: list[AuditEntry], head: str | None = None) -> list[tuple[int, str]]:
    return [(problem.sequence, problem.kind) for problem in verify(entries, head)]


def test_an_untouched_log_has_no_problems() -> None:
    entries = log_of(5)
    assert verify(entries) == ()
    assert verify(entries, head_of(entries)) == ()


def test_an_empty_log_is_whole_and_has_the_genesis_hash_as_head() -> None:
    assert verify(()) == ()
    assert head_of(()) == GENESIS_HASH


def test_a_log_grown_in_two_parts_is_one_chain() -> None:
    first = log_of(3)
    second = chained([event(9)], last_sequence=3, head=head_of(first))
    assert verify(first + second) == ()


def test_a_changed_entry_is_named() -> None:
    entries = list(log_of(4))
    entries[1] = replace(entries[1], event=replace(entries[1].event, actor_id="staff-8"))
    assert kinds(entries) == [(2, "changed")]


def test_a_changed_entry_with_a_hash_to_match_is_disowned_by_the_next() -> None:
    entries = list(log_of(4))
    forged = replace(entries[1].event, actor_id="staff-8")
    entries[1] = replace(entries[1], event=forged, entry_hash=hash_of(2, forged, entries[1].previous_hash))
    assert kinds(entries) == [(2, "changed")]


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_removed_entry_is_named(gone: int) -> None:
    entries = [entry for entry in log_of(4) if entry.sequence != gone]
    assert kinds(entries) == [(gone, "removed")]


def test_entries_cut_off_at_the_end_are_found_with_a_head_noted_earlier() -> None:
    entries = list(log_of(4))
    assert kinds(entries[:3]) == []
    assert kinds(entries[:3], head_of(entries)) == [(4, "removed")]


def test_a_head_noted_before_the_log_grew_is_still_found_in_it() -> None:
    assert kinds(list(log_of(4)), head_of(log_of(2))) == []


def test_an_inserted_entry_is_named() -> None:
    entries = list(log_of(4))
    entries.insert(2, chained([event(77)], last_sequence=1, head=entries[0].entry_hash)[0])
    assert kinds(entries) == [(2, "inserted")]


def test_reordered_entries_are_named() -> None:
    entries = list(log_of(4))
    entries[1], entries[2] = entries[2], entries[1]
    assert kinds(entries) == [(2, "reordered")]


@given(st.integers(1, 8), st.data())
def test_any_one_entry_that_is_tampered_with_is_found(length: int, data: st.DataObject) -> None:
    entries = list(log_of(length))
    head = head_of(entries)
    at = data.draw(st.integers(0, length - 1))
    how = data.draw(st.sampled_from(["change", "remove", "double", "retime"]))
    if how == "change":
        entries[at] = replace(entries[at], event=replace(entries[at].event, action="nothing"))
    elif how == "remove":
        del entries[at]
    elif how == "double":
        entries.insert(at, entries[at])
    else:
        later = entries[at].event.at_utc + timedelta(microseconds=1)
        entries[at] = replace(entries[at], event=replace(entries[at].event, at_utc=later))
    assert at + 1 in {problem.sequence for problem in verify(entries, head)}


def test_words_never_reach_the_log() -> None:
    noted = event(said="he has got a knife").details["said"]
    assert noted == digest("he has got a knife")
    assert AuditEvent(NOON, "a", "turn", "i", {"slots": ("weapon", "a knife")}).details["slots"] == (
        "weapon",
        digest("a knife"),
    )


def test_ids_codes_and_digests_stay_as_they_are() -> None:
    event = AuditEvent(NOON, "a", "turn", "i", {"job": "alert:1:webhook:ops", "count": 2, "ok": True, "ref": "FL-12"})
    assert event.details == {"job": "alert:1:webhook:ops", "count": 2, "ok": True, "ref": "FL-12"}


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        AuditEvent(datetime(2026, 3, 4), "a", "turn", "i")  # noqa: DTZ001


def test_the_hash_does_not_depend_on_the_zone_the_time_was_given_in() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=1)))
    assert chained([replace(event(), at_utc=there)]) == chained([event()])
