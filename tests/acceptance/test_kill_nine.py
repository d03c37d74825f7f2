"""Killed with -9 at any moment, nothing that was said is lost and nothing is filed or alerted twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.shared_rasa import RasaForTests
from tests.fakes.sandbox_process import SandboxProcess

CHILD = Path(__file__).with_name("crash_child.py")

KILLS = [
    # the report: the first utterance of a conversation
    "utterance_received:1", "utterance_stored:1", "duress_checked:1", "rasa_asked:1", "parsed:1", "advanced:1",
    "turn_committed:1", "job_dispatched:1", "jobs_dispatched:1", "alert_sending:1", "alert_sent:1", "alert_recorded:1",
    # the confirmation: the second utterance, up to the platform's answer being told
    "utterance_received:2", "utterance_stored:2", "duress_checked:2", "rasa_asked:2", "parsed:2", "advanced:2",
    "turn_committed:2", "job_dispatched:2", "submit_building:1", "submit_sending:1", "submit_sent:1",
    "submit_recorded:1", "outcome_told:1",
]  # fmt: skip


@pytest.fixture(scope="module")
def rasa() -> Any:
    with RasaForTests() as rasa:
        yield rasa


def run_child(config: dict[str, str], kill_at: str | None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "KILL_AT"}
    if kill_at is not None:
        environment["KILL_AT"] = kill_at
    return subprocess.run(
        [sys.executable, str(CHILD), json.dumps(config)],
        capture_output=True, text=True, timeout=120, check=False, cwd=CHILD.parents[2],
        env=environment | {"PYTHONPATH": str(CHILD.parents[2])},
    )  # fmt: skip


def test_every_kill_leaves_exactly_one_record_and_one_alert_an_incident(rasa: RasaForTests, tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "platform") as sandbox:
        killed = []
        expected: set[str] = set()
        for number, kill_at in enumerate(KILLS):
            config = {
                "data_dir": str(tmp_path / "data"),
                "platform_url": sandbox.url,
                "secret": sandbox.secret,
                "conversations": f"c{number}",
                **rasa.config(),
            }
            first = run_child(config, kill_at)
            if first.returncode == -signal.SIGKILL:
                killed.append(kill_at)
            else:
                pytest.fail(f"{kill_at} was never reached: {first.returncode} {first.stdout} {first.stderr[-2000:]}")
            second = run_child(config, None)
            assert second.returncode == 0, f"after {kill_at}: {second.stderr[-3000:]}"
            done = json.loads(second.stdout)
            assert done["untaken"] == 0
            expected.update(done["incidents"])
        assert len(killed) >= 20
        reports, alerts = sandbox.reports(), sandbox.webhooks("team")
    assert sorted(report["incident_id"] for report in reports) == sorted(expected)
    assert len(reports) == len(KILLS)
    alerted = [alert["data"]["incident_id"] for alert in alerts]
    assert sorted(alerted) == sorted(expected), "an alert is missing or there are two"
    for report in reports:
        assert len(report["narrative"]) == 2, "words were lost or doubled"
        assert report["category"] == "shoplifting"
