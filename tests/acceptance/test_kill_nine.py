"""Killed with -9 at any moment, nothing that was said is lost and nothing is filed or alerted twice."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

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


def run_child(config: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(CHILD), json.dumps(config)],
        capture_output=True, text=True, timeout=180, check=False, cwd=CHILD.parents[2],
        env=os.environ | {"PYTHONPATH": str(CHILD.parents[2])},
    )  # fmt: skip


def test_every_kill_leaves_exactly_one_record_and_one_alert_an_incident(rasa: RasaForTests, tmp_path: Path) -> None:
    with SandboxProcess(tmp_path / "platform") as sandbox:
        config = {
            "data_dir": str(tmp_path / "data"),
            "platform_url": sandbox.url,
            "secret": sandbox.secret,
            **rasa.config(),
        }
        finish = ""
        for number, kill_at in enumerate(KILLS):
            begin = f"c{number}"
            died = run_child(config | {"finish": finish, "begin": begin, "kill_at": kill_at})
            assert died.returncode == -signal.SIGKILL, f"{kill_at}: {died.returncode} {died.stderr[-3000:]}"
            finish = begin
        last = run_child(config | {"finish": finish, "begin": "", "kill_at": ""})
        assert last.returncode == 0, last.stderr[-3000:]
        assert json.loads(last.stdout)["untaken"] == 0
        reports, alerts = sandbox.reports(), sandbox.webhooks("team")
    filed = sorted(report["incident_id"] for report in reports)
    assert len(filed) == len(set(filed)) == len(KILLS), "a report is missing, or filed twice"
    assert sorted(alert["data"]["incident_id"] for alert in alerts) == filed, "an alert is missing, or there are two"
    for report in reports:
        assert len(report["narrative"]) == 2, "words were lost or doubled"
        assert report["category"] == "shoplifting"
        assert report["location"] == "aisle 4"
