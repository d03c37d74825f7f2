"""Killed with -9 at any point, delivery ends with each job done once."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.audit import verify
from assistant.store import Store
from tests.assistant.delivery.receivers import owe_alert, owe_report
from tests.assistant.delivery.store_box import delivery_for

PROJECT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "stage", ["job_dispatched", "alert_sending", "alert_sent", "submit_building", "submit_sent", "submit_recorded"]
)
async def test_killed_and_started_again_everything_is_delivered_once(tmp_path: Path, stage: str) -> None:
    store = Store.open(tmp_path / "floorline.sqlite")
    alert, report = owe_alert(store), owe_report(store)
    died = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "tests.assistant.delivery.store_box", str(tmp_path), stage],
        cwd=PROJECT,
        check=False,
    )
    assert died.returncode == -signal.SIGKILL

    delivery = delivery_for(store, tmp_path)
    await delivery.start()
    while store.pending_jobs():  # noqa: ASYNC110 - it happens in a database
        await asyncio.sleep(0.01)
    await delivery.stop()

    # The channel knows an alert by its id: the same one again is no second alert.
    assert {f"alert:{line}:ops" for line in (tmp_path / "alerts.txt").read_text().split()} == {alert}
    assert list(json.loads((tmp_path / "reports.json").read_text())) == [report]
    assert [entry.event.action for entry in store.audit_entries()].count("report.filed") == 1
    assert [entry.event.action for entry in store.audit_entries()].count("alert.sent") == 1
    assert verify(store.audit_entries()) == ()
    assert store.dead_letters() == ()
    store.close()
