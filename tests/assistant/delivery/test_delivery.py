"""Delivery as a whole, on the real durable machinery, with fakes only at the far end."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from assistant.delivery import Accepted, Backoff, Delivery, Outcome, Policy, Queued
from assistant.errors import ChannelUnavailable, PlatformRefused, PlatformUnavailable, StoreError
from assistant.store import Store
from tests.assistant.delivery.receivers import FakeChannel, FakePlatform, incident_of, owe_alert, owe_report

QUICK = Policy(base_seconds=0.01, cap_seconds=0.05, max_age=timedelta(minutes=5))
SLOW = Policy(base_seconds=3_600, cap_seconds=3_600, max_age=timedelta(days=7))


class House:
    """A store box: what it delivers to, what it told, and as many starts as a test wants."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.platform = FakePlatform()
        self.channel = FakeChannel()
        self.told: list[tuple[UUID, Outcome]] = []
        self.told_on: set[asyncio.AbstractEventLoop] = set()
        self.stages: list[tuple[str, object]] = []
        self.next_job: Callable[[], str] | None = None
        self.delivery = self.build()

    def build(self, policy: Policy = QUICK, sweep_seconds: float = 60.0) -> Delivery:
        self.delivery = Delivery(
            self.store,
            self.platform,
            {"ops": self.channel},
            data_dir=self.folder,
            backoff=Backoff(reports=policy, alerts=policy, probes=QUICK),
            observer=self._observe,
            on_outcome=self._on_outcome,
            sweep_seconds=sweep_seconds,
        )
        return self.delivery

    async def until(self, happened: Callable[[], bool]) -> None:
        while not happened():  # noqa: ASYNC110 - most of it happens in a database
            await asyncio.sleep(0.005)

    async def until_nothing_is_owed(self) -> None:
        await self.until(lambda: self.store.pending_jobs() == ())

    def _observe(self, stage: str, details: Mapping[str, object]) -> None:
        self.stages.append((stage, details["key"]))

    async def _on_outcome(self, incident_id: UUID, outcome: Outcome) -> None:
        self.told.append((incident_id, outcome))
        self.told_on.add(asyncio.get_running_loop())
        if self.next_job is not None and isinstance(outcome, Accepted):
            await self.delivery.dispatch([self.next_job()])


@pytest.fixture
async def house(store: Store, tmp_path: Path) -> AsyncIterator[House]:
    built = House(store, tmp_path)
    yield built
    await built.delivery.stop()


async def test_an_alert_and_a_report_are_delivered_once_and_every_stage_is_seen(house: House) -> None:
    await house.delivery.start()
    alert, report = owe_alert(house.store), owe_report(house.store)
    await house.delivery.dispatch([alert, report])
    await house.until(lambda: bool(house.told))
    await house.until_nothing_is_owed()
    assert len(house.channel.calls) == 1
    assert list(house.platform.filed) == [report]
    assert house.told == [(incident_of(report), Accepted("FL-1"))]
    assert [stage for stage, key in house.stages if key == alert] == [
        "job_dispatched",
        "alert_sending",
        "alert_sent",
        "alert_recorded",
    ]
    assert [stage for stage, key in house.stages if key == report][:5] == [
        "job_dispatched",
        "submit_building",
        "submit_sending",
        "submit_sent",
        "submit_recorded",
    ]


async def test_the_reporter_is_told_on_the_loop_that_started_delivery(house: House) -> None:
    await house.delivery.start()
    await house.delivery.dispatch([owe_report(house.store)])
    await house.until(lambda: bool(house.told))
    assert house.told_on == {asyncio.get_running_loop()}


async def test_a_job_dispatched_twice_is_done_once(house: House) -> None:
    await house.delivery.start()
    keys = [owe_alert(house.store), owe_report(house.store)]
    await house.delivery.dispatch(keys * 2)
    await house.delivery.dispatch(keys)
    await house.until_nothing_is_owed()
    await house.delivery.dispatch(keys)
    await house.until(lambda: not house.delivery._beginnings)
    assert len(house.channel.calls) == 1
    assert len(house.platform.calls) == 1


async def test_what_fails_is_tried_until_it_works(house: House) -> None:
    house.channel.failures = [ChannelUnavailable("No answer.")] * 3
    house.platform.failures = [PlatformUnavailable("No answer.")] * 3
    await house.delivery.start()
    report = owe_report(house.store)
    await house.delivery.dispatch([owe_alert(house.store), report])
    await house.until(lambda: len(house.told) == 2)
    await house.until_nothing_is_owed()
    assert len(house.channel.calls) == len(house.platform.calls) == 4
    assert len({record for _, record in house.platform.calls}) == 1
    assert [outcome for _, outcome in house.told] == [Queued("No answer."), Accepted("FL-1")]


async def test_a_job_that_outlives_its_workflow_is_taken_up_by_the_next_sweep(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.delivery.durable.ATTEMPTS_A_WORKFLOW", 2)
    house.channel.failures = [ChannelUnavailable("No answer.")] * 5
    await house.build(sweep_seconds=0.05).start()
    await house.delivery.dispatch([owe_alert(house.store)])
    await house.until_nothing_is_owed()
    assert len(house.channel.calls) == 6
    assert len(house.channel.received) == 1


async def test_two_hundred_jobs_at_once_are_each_done_once(house: House) -> None:
    await house.delivery.start()
    alerts = [owe_alert(house.store) for _ in range(100)]
    reports = [owe_report(house.store) for _ in range(100)]
    await house.delivery.dispatch(alerts + reports)
    await house.until(lambda: len(house.told) == 100)
    await house.until_nothing_is_owed()
    assert len(house.channel.calls) == len(set(house.channel.calls)) == 100
    assert sorted(key for key, _ in house.platform.calls) == sorted(reports)
    assert {incident_id for incident_id, _ in house.told} == {incident_of(key) for key in reports}


async def test_alerts_that_wait_go_on_after_a_restart(house: House) -> None:
    house.channel.failures = [ChannelUnavailable("No answer.")] * 5
    await house.build(SLOW).start()
    alerts = [owe_alert(house.store) for _ in range(5)]
    await house.delivery.dispatch(alerts)
    await house.until(lambda: len(_live(house.delivery)) == 5)
    await house.delivery.stop()
    assert len(house.store.pending_jobs()) == 5

    # The waits recorded before hold: a workflow sleeps on, and nothing is begun a second time.
    await house.delivery.start()
    await house.until(lambda: len(_live(house.delivery)) == 5)
    assert len(house.channel.calls) == 5
    await house.delivery.stop()


async def test_reports_that_wait_are_tried_at_once_after_a_restart(house: House) -> None:
    house.platform.is_down_with = PlatformUnavailable("No answer.")
    await house.build(SLOW).start()
    reports = [owe_report(house.store) for _ in range(3)]
    await house.delivery.dispatch(reports)
    await house.until(lambda: len(house.told) == 3)
    await house.delivery.stop()
    house.platform.is_down_with = None
    await house.delivery.start()
    await house.until_nothing_is_owed()
    assert sorted(house.platform.filed) == sorted(reports)


async def test_while_the_platform_is_away_it_is_probed_and_new_reports_are_said_to_be_saved(house: House) -> None:
    house.platform.is_down_with = PlatformUnavailable("No answer.")
    await house.build().start()
    first = [owe_report(house.store) for _ in range(20)]
    await house.delivery.dispatch(first)
    await house.until(lambda: house.delivery.is_platform_down)
    calls = len(house.platform.calls)
    late = owe_report(house.store)
    await house.delivery.dispatch([late])
    await house.until(lambda: (incident_of(late), Queued("It has not been sent yet.")) in house.told)
    assert len(house.platform.calls) <= calls + 2
    assert calls <= 8, "the rest of them knocked too"
    house.platform.is_down_with = None
    await house.until_nothing_is_owed()
    assert sorted(house.platform.filed) == sorted([*first, late])


async def test_an_alert_waits_for_no_report(house: House) -> None:
    """Neither the platform's silence nor a crowd of reports is in the way of an alarm."""
    silence = asyncio.Event()
    house.platform.gate = silence
    await house.delivery.start()
    await house.delivery.dispatch([owe_report(house.store) for _ in range(50)])
    await house.until(lambda: len(house.platform.calls) >= 4)
    await house.delivery.dispatch([owe_alert(house.store)])
    await house.until(lambda: len(house.channel.received) == 1)
    assert house.platform.filed == {}
    silence.set()
    await house.until_nothing_is_owed()


async def test_a_wait_that_ended_while_the_box_was_off_is_not_begun_again(house: House) -> None:
    house.platform.is_down_with = PlatformUnavailable("No answer.")
    await house.build(Policy(base_seconds=0.3, cap_seconds=0.3, max_age=timedelta(days=7))).start()
    report = owe_report(house.store)
    await house.delivery.dispatch([report])
    await house.until(lambda: bool(house.told))
    await house.delivery.stop()
    house.platform.is_down_with = None
    await house.delivery.start()
    await house.until_nothing_is_owed()
    assert list(house.platform.filed) == [report]


async def test_jobs_of_a_process_that_died_before_it_began_them_are_swept_up(house: House) -> None:
    keys = [owe_alert(house.store), owe_report(house.store)]
    await house.delivery.start()
    await house.until_nothing_is_owed()
    assert {key for stage, key in house.stages if stage == "job_dispatched"} == set(keys)
    assert len(house.channel.received) == len(house.platform.filed) == 1


async def test_a_job_that_lost_its_workflow_is_swept_up_while_running(house: House) -> None:
    await house.build(sweep_seconds=0.05).start()
    owe_report(house.store)
    await house.until_nothing_is_owed()
    assert len(house.platform.filed) == 1


async def test_a_broken_jobs_file_is_set_aside_and_nothing_owed_is_lost(house: House) -> None:
    owe_report(house.store)
    (house.folder / "jobs.sqlite").write_bytes(b"no database, but long enough to be looked at\n" * 100)
    await house.delivery.start()
    await house.until_nothing_is_owed()
    assert len(house.platform.filed) == 1
    assert len(list(house.folder.glob("jobs.sqlite.broken-*"))) == 1


async def test_a_dead_letter_is_redriven_from_the_corrected_record(house: House) -> None:
    house.platform.failures = [PlatformRefused("No camera is given.")]
    await house.delivery.start()
    report = owe_report(house.store)
    await house.delivery.dispatch([report])
    await house.until(lambda: bool(house.told))
    [letter] = await house.delivery.dead_letters()
    assert (letter.key, letter.reason) == (report, "No camera is given.")

    record = house.store.incident(incident_of(report))
    assert record is not None
    house.store.add_jobs((), incident=record.model_copy(update={"camera": "camera 4"}))
    await house.delivery.redrive(report, actor_id="manager-1")
    await house.until(lambda: len(house.told) == 2)
    assert house.told[-1][1] == Accepted("FL-1")
    assert b'"camera":"camera 4"' in house.platform.filed[report]
    assert b'"status":"submitted"' in house.platform.filed[report]
    assert await house.delivery.dead_letters() == ()
    assert [entry.event.action for entry in house.store.audit_entries()] == [
        "submit.given_up",
        "job.redriven",
        "report.filed",
    ]


async def test_a_report_that_could_not_be_delivered_is_redriven_with_the_same_bytes(house: House) -> None:
    house.platform.loses_answers_with = lambda: PlatformUnavailable("The answer was lost.")
    await house.build(Policy(base_seconds=0.01, cap_seconds=0.01, max_age=timedelta(0))).start()
    report = owe_report(house.store)
    await house.delivery.dispatch([report])
    await house.until(lambda: bool(house.told))
    record = house.store.incident(incident_of(report))
    assert record is not None
    house.store.add_jobs((), incident=record.model_copy(update={"camera": "camera 4"}))
    await house.delivery.redrive(report)
    await house.until_nothing_is_owed()
    assert house.platform.calls[0] == house.platform.calls[1]
    assert len(house.platform.filed) == 1


async def test_only_a_dead_letter_can_be_redriven(house: House) -> None:
    await house.delivery.start()
    with pytest.raises(StoreError, match="no dead letter"):
        await house.delivery.redrive("submit:none")


async def test_a_job_caused_by_an_outcome_is_delivered_too(house: House) -> None:
    house.next_job = lambda: owe_alert(house.store)
    await house.delivery.start()
    await house.delivery.dispatch([owe_report(house.store)])
    await house.until(lambda: len(house.channel.received) == 1)


async def test_a_send_under_way_is_let_finish_when_delivery_stops(house: House) -> None:
    house.channel.gate = asyncio.Event()
    await house.delivery.start()
    await house.delivery.dispatch([owe_alert(house.store)])
    await house.until(lambda: len(house.channel.calls) == 1)
    stopping = asyncio.create_task(house.delivery.stop())
    await asyncio.sleep(0)
    house.channel.gate.set()
    await stopping
    assert house.store.pending_jobs() == ()


async def test_a_send_that_hangs_is_cut_off_and_made_again_at_the_next_start(house: House) -> None:
    house.channel.gate = asyncio.Event()
    await house.delivery.start()
    await house.delivery.dispatch([owe_alert(house.store)])
    await house.until(lambda: len(house.channel.calls) == 1)
    await house.delivery.stop()
    assert len(house.store.pending_jobs()) == 1
    house.channel.gate = None
    await house.delivery.start()
    await house.until_nothing_is_owed()
    assert len(house.channel.calls) == 2
    assert len(house.channel.received) == 1


async def test_delivery_can_be_stopped_twice_and_dispatches_nothing_while_stopped(house: House) -> None:
    await house.delivery.start()
    await house.delivery.stop()
    await house.delivery.stop()
    key = owe_alert(house.store)
    await house.delivery.dispatch([key])
    assert house.channel.calls == []
    await house.delivery.start()
    await house.until_nothing_is_owed()
    assert len(house.channel.received) == 1


async def test_two_deliveries_from_one_folder_are_refused(house: House) -> None:
    await house.delivery.start()
    other = Delivery(house.store, house.platform, {}, data_dir=house.folder)
    with pytest.raises(StoreError, match="Another Floorline delivers from"):
        await other.start()


async def test_two_deliveries_in_one_process_are_refused(house: House, tmp_path: Path) -> None:
    await house.delivery.start()
    other = Delivery(house.store, house.platform, {}, data_dir=tmp_path / "other")
    with pytest.raises(StoreError, match="running in this process already"):
        await other.start()


async def test_the_durable_log_holds_no_words_of_anybody(house: House) -> None:
    house.platform.failures = [PlatformUnavailable("red coat")]
    house.channel.failures = [ChannelUnavailable("red coat")]
    await house.delivery.start()
    await house.delivery.dispatch([owe_report(house.store), owe_alert(house.store)])
    await house.until_nothing_is_owed()
    await house.delivery.stop()
    raw = sqlite3.connect(house.folder / "jobs.sqlite")
    dump = "\n".join(raw.iterdump())
    raw.close()
    assert "alert:" in dump
    assert "red coat" not in dump


def test_asking_for_an_outcome_does_not_load_the_durable_machinery() -> None:
    code = "import sys, assistant.delivery; sys.exit('dbos' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def _live(delivery: Delivery) -> set[str]:
    assert delivery._durable is not None
    return set(delivery._durable._live)
