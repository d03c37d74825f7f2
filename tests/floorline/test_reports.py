"""Records and dead letters from the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner

from assistant.identifiers import uuid7
from assistant.incident import Incident, Status
from assistant.store import Job, Store
from floorline.cli import app

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


def test_a_refused_report_that_is_redriven_from_the_command_line_is_built_anew(data_dir: Path) -> None:
    data_dir.mkdir()
    incident = Incident(incident_id=uuid7(), store_id="0042", timestamp_utc=NOW, reported_at_utc=NOW)
    key = f"submit:{incident.incident_id}"
    job = Job(key, "submit", incident.incident_id, "platform", {})
    store = Store.open(data_dir / "floorline.sqlite")
    store.add_jobs([job], incident=incident)
    store.submission(key, lambda: b"refused")
    store.save_incident_outcome(incident.incident_id, status=Status.REJECTED, reference=None)
    store.add_dead_letter(key, reason="No camera is given.", remedy="Correct the record.", attempts=1)
    store.close()

    assert "No camera is given." in CliRunner().invoke(app, ["dead-letters", "list"]).output
    done = CliRunner().invoke(app, ["dead-letters", "redrive", key])
    assert done.exit_code == 0, done.output

    store = Store.open(data_dir / "floorline.sqlite")
    assert store.dead_letters() == ()
    assert store.submission(key, lambda: b"corrected") == b"corrected"
    store.close()
