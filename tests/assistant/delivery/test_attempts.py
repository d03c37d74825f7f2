"""One attempt at one job, without the durable machinery."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from assistant.audit import verify
from assistant.delivery import Accepted, Backoff, Outcome, Queued, Rejected
from assistant.delivery.attempts import STORE_RETRY_SECONDS, Attempts, Step
from assistant.delivery.store_threads import StoreThreads
from assistant.errors import (
    ChannelRefused,
    ChannelUnavailable,
    PlatformError,
    PlatformRefused,
    PlatformUnavailable,
    StoreFullError,
)
from assistant.evidence import EvidenceStore
from assistant.incident import Status
from assistant.store import Store
from tests.assistant.delivery.receivers import FakeChannel, FakePlatform, incident_of, owe_alert, owe_report

DOWN = PlatformUnavailable("The platform does not answer.")


class Bench:
    """Attempts with everything around them in sight. Chance always falls on one half."""

    def __init__(
        self, store: Store, platform: FakePlatform, channel: FakeChannel, folder: Path = Path("nowhere")
    ) -> None:
        self.platform = platform
        self.channel = channel
        self.stages: list[str] = []
        self.told: list[tuple[UUID, Outcome]] = []
        self.age = timedelta(0)
        store.owed_clock = self._now
        self.attempts = Attempts(
            StoreThreads(store),
            platform,
            {channel.name: channel},
            backoff=Backoff(),
            observe=self._observe,
            on_outcome=self._tell,
            chance=lambda: 0.5,
            files=EvidenceStore(folder),
        )

    def _now(self) -> datetime:
        return datetime.now(UTC) + self.age

    async def attempt(self, key: str) -> Step:
        return await self.attempts.attempt(key)

    def _observe(self, stage: str, details: Mapping[str, object]) -> None:
        assert "red coat" not in str(details)
        self.stages.append(stage)

    async def _tell(self, incident_id: UUID, outcome: Outcome) -> None:
        self.told.append((incident_id, outcome))


@pytest.fixture
def bench(store: Store) -> Bench:
    return Bench(store, FakePlatform(), FakeChannel())


async def test_an_alert_is_sent_and_recorded(bench: Bench, store: Store) -> None:
    key = owe_alert(store)
    assert await bench.attempt(key) == Step(None)
    assert len(bench.channel.received) == 1
    assert bench.stages == ["alert_sending", "alert_sent", "alert_recorded"]
    stored = store.job(key)
    assert stored is not None
    assert (stored.state, stored.attempts) == ("done", 1)
    [entry] = store.audit_entries()
    assert entry.event.action == "alert.sent"
    assert entry.event.details == {"job": key, "target": "ops", "receipt": "receipt-1"}


async def test_a_channel_that_is_away_is_tried_again_soon(bench: Bench, store: Store) -> None:
    bench.channel.failures = [ChannelUnavailable("No answer."), ChannelUnavailable("No answer.")]
    key = owe_alert(store)
    assert await bench.attempt(key) == Step(0.1)
    assert await bench.attempt(key) == Step(0.2)
    stored = store.job(key)
    assert stored is not None
    assert (stored.state, stored.attempts, stored.error) == ("running", 2, "No answer.")
    assert await bench.attempt(key) == Step(None)
    assert [entry.event.action for entry in store.audit_entries()] == ["alert.delayed", "alert.sent"]


async def test_a_channel_may_say_when_to_come_back(bench: Bench, store: Store) -> None:
    bench.channel.failures = [ChannelUnavailable("Too many.", retry_after_seconds=30)]
    assert await bench.attempt(owe_alert(store)) == Step(30.1)


async def test_an_alert_that_is_refused_becomes_a_dead_letter(bench: Bench, store: Store) -> None:
    bench.channel.failures = [ChannelRefused("The token is wrong.")]
    key = owe_alert(store)
    assert await bench.attempt(key) == Step(None)
    [letter] = store.dead_letters()
    assert (letter.key, letter.target, letter.reason) == (key, "ops", "The token is wrong.")
    assert "redrive" in letter.remedy


async def test_an_alert_to_a_channel_that_is_gone_becomes_a_dead_letter(bench: Bench, store: Store) -> None:
    await bench.attempt(owe_alert(store, target="telegram"))
    [letter] = store.dead_letters()
    assert "no channel telegram" in letter.reason


async def test_an_alert_is_given_up_when_the_next_attempt_would_be_too_late(bench: Bench, store: Store) -> None:
    bench.channel.failures = [ChannelUnavailable("No answer.", retry_after_seconds=60)]
    key = owe_alert(store)
    bench.age = timedelta(minutes=14, seconds=30)
    await bench.attempt(key)
    [letter] = store.dead_letters()
    assert letter.reason == "No answer. It was tried 1 times."


async def test_an_alert_that_comes_up_too_late_is_not_sent_at_all(bench: Bench, store: Store) -> None:
    key = owe_alert(store)
    bench.age = timedelta(minutes=15)
    await bench.attempt(key)
    assert bench.channel.calls == []
    assert "in person" in store.dead_letters()[0].remedy


async def test_a_report_is_filed_and_the_reporter_told(bench: Bench, store: Store) -> None:
    key = owe_report(store)
    assert await bench.attempt(key) == Step(None, tell=True)
    await bench.attempts.tell(key)
    assert bench.told == [(incident_of(key), Accepted("FL-1"))]
    assert bench.stages == ["submit_building", "submit_sending", "submit_sent", "submit_recorded", "outcome_told"]
    outcome = store.outcome(incident_of(key))
    assert outcome is not None
    assert (outcome.status, outcome.reference, outcome.report_id) == (Status.ACCEPTED, "FL-1", "report-1")
    assert store.pending_jobs() == ()


async def test_a_report_the_platform_has_yet_to_look_at_is_accepted_all_the_same(store: Store) -> None:
    bench = Bench(store, FakePlatform(status=Status.SUBMITTED), FakeChannel())
    key = owe_report(store)
    await bench.attempt(key)
    outcome = store.outcome(incident_of(key))
    assert outcome is not None
    assert outcome.status is Status.ACCEPTED


async def test_a_report_filed_as_rejected_is_told_as_rejected(store: Store) -> None:
    bench = Bench(store, FakePlatform(status=Status.REJECTED), FakeChannel())
    key = owe_report(store)
    await bench.attempt(key)
    await bench.attempts.tell(key)
    [(_, outcome)] = bench.told
    assert isinstance(outcome, Rejected)
    assert "FL-1" in outcome.remedy


async def test_a_report_is_sent_again_with_the_same_bytes_even_if_the_record_moved_on(
    bench: Bench, store: Store
) -> None:
    bench.platform.loses_answers_with = lambda: PlatformUnavailable("The answer was lost.")
    key = owe_report(store)
    await bench.attempt(key)
    record = store.incident(incident_of(key))
    assert record is not None
    store.add_jobs((), incident=record.model_copy(update={"camera": "camera 4"}))
    assert await bench.attempt(key) == Step(None, tell=True)
    assert len(bench.platform.calls) == 2
    assert bench.platform.calls[0] == bench.platform.calls[1]
    assert len(bench.platform.filed) == 1


async def test_the_reporter_hears_of_the_first_failure_only(bench: Bench, store: Store) -> None:
    bench.platform.is_down_with = DOWN
    key = owe_report(store)
    assert await bench.attempt(key) == Step(0.25, tell=True)
    await bench.attempts.tell(key)
    assert bench.told == [(incident_of(key), Queued("The platform does not answer."))]
    assert await bench.attempt(key) == Step(0.5, tell=False)


async def test_a_report_is_tried_for_a_week_and_then_given_up_unrejected(bench: Bench, store: Store) -> None:
    bench.platform.is_down_with = DOWN
    key = owe_report(store)
    bench.age = timedelta(days=6, hours=23)
    assert (await bench.attempt(key)).wait_seconds is not None
    bench.age = timedelta(days=7)
    assert await bench.attempt(key) == Step(None, tell=True)
    await bench.attempts.tell(key)
    assert bench.told == [
        (
            incident_of(key),
            Rejected(
                "The platform does not answer. It was tried 2 times.",
                "See that platform can be reached, then redrive it.",
            ),
        )
    ]
    assert store.outcome(incident_of(key)) is None


async def test_a_report_that_was_owed_for_longer_than_a_week_is_still_tried(bench: Bench, store: Store) -> None:
    key = owe_report(store)
    bench.age = timedelta(days=20)
    await bench.attempt(key)
    assert list(bench.platform.filed) == [key]


async def test_a_refused_report_is_rejected_with_reason_and_remedy(bench: Bench, store: Store) -> None:
    bench.platform.failures = [PlatformRefused("The category is unknown there.")]
    key = owe_report(store)
    assert await bench.attempt(key) == Step(None, tell=True)
    await bench.attempts.tell(key)
    [(_, told)] = bench.told
    assert told == Rejected(
        "The category is unknown there.", "Correct the record as the platform asks, then redrive it."
    )
    outcome = store.outcome(incident_of(key))
    assert outcome is not None
    assert (outcome.status, outcome.reference, outcome.reason) == (
        Status.REJECTED,
        None,
        "The category is unknown there.",
    )


@pytest.mark.parametrize("state", ["done", "dead"])
async def test_a_job_that_ended_is_not_sent_again_but_may_still_have_to_be_told(
    bench: Bench, store: Store, state: str
) -> None:
    bench.platform.failures = [PlatformRefused("No.")] if state == "dead" else []
    key = owe_report(store)
    await bench.attempt(key)
    assert await bench.attempt(key) == Step(None, tell=True)
    assert len(bench.platform.calls) == 1


async def test_an_unknown_key_sends_nothing(bench: Bench) -> None:
    assert await bench.attempt("alert:none:ops") == Step(None)
    await bench.attempts.tell("submit:none")
    assert bench.told == []


async def test_an_error_of_ours_is_tried_again_and_its_words_are_not_kept(
    bench: Bench, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    bench.platform.failures = [ValueError("suspect in a red coat")]
    key = owe_report(store)
    with caplog.at_level(logging.DEBUG):
        step = await bench.attempt(key)
    assert step.wait_seconds == 0.25
    stored = store.job(key)
    assert stored is not None
    assert stored.error == "An unexpected ValueError came up."
    assert "red coat" not in caplog.text


async def test_an_error_that_is_neither_lasting_nor_passing_is_tried_again(bench: Bench, store: Store) -> None:
    bench.platform.failures = [PlatformError("Strange.")]
    assert (await bench.attempt(owe_report(store))).wait_seconds == 0.25


async def test_a_send_that_cannot_be_noted_down_is_made_again_under_the_same_key(
    bench: Bench, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = owe_report(store)

    def full(*args: object, **changes: object) -> None:
        raise StoreFullError("There is no room left.")

    with monkeypatch.context() as broken:
        broken.setattr(store, "save_incident_outcome", full)
        assert await bench.attempt(key) == Step(STORE_RETRY_SECONDS, is_ours=True)
    assert await bench.attempt(key) == Step(None, tell=True)
    assert len(bench.platform.calls) == 2
    assert len(bench.platform.filed) == 1


async def test_a_reporter_who_cannot_be_told_costs_nothing(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    async def fail(incident_id: UUID, outcome: Outcome) -> None:
        raise RuntimeError("red coat")

    attempts = Attempts(
        StoreThreads(store),
        FakePlatform(),
        {},
        backoff=Backoff(),
        observe=lambda *_: None,
        on_outcome=fail,
        files=EvidenceStore(Path("nowhere")),
    )
    key = owe_report(store)
    await attempts.attempt(key)
    await attempts.tell(key)
    assert "could not be told (RuntimeError)" in caplog.text
    assert "red coat" not in caplog.text


async def test_what_was_done_stands_in_a_whole_audit_log(bench: Bench, store: Store) -> None:
    bench.platform.failures = [DOWN]
    key = owe_report(store)
    await bench.attempt(key)
    await bench.attempt(key)
    entries = store.audit_entries(subject=str(incident_of(key)))
    assert [entry.event.action for entry in entries] == ["submit.delayed", "report.filed"]
    assert verify(entries) == ()
