"""Records and dead letters from the command line."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from assistant.evidence import EvidenceStore
from assistant.identifiers import uuid7
from assistant.incident import Incident, Status
from assistant.store import Attachment, Job, Store
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


PHOTO = b"\xff\xd8 a photo" * 1000


@pytest.fixture
def photographed(data_dir: Path) -> Attachment:
    """A photo of an incident, kept."""
    data_dir.mkdir()
    incident = Incident(incident_id=uuid7(), store_id="0042", timestamp_utc=NOW, reported_at_utc=NOW)
    blob = EvidenceStore(data_dir).add([PHOTO])
    attachment = Attachment(
        uuid7(), "alex", "telegram:1", "photo", "image/jpeg", blob.sha256, blob.size_bytes, NOW, incident.incident_id
    )
    store = Store.open(data_dir / "floorline.sqlite")
    store.add_jobs([], incident=incident)
    store.add_attachment(attachment)
    store.add_attachment(replace(attachment, attachment_id=uuid7()))  # sent twice
    store.close()
    return attachment


def take_out(attachment: Attachment, to: Path) -> Result:
    arguments = ["report", "evidence", str(attachment.incident_id), "--to", str(to), "--by", "priya"]
    return CliRunner().invoke(app, arguments)


def test_evidence_is_taken_out_as_it_came_for_its_owner_alone_and_the_log_says_by_whom(
    photographed: Attachment, data_dir: Path, tmp_path: Path
) -> None:
    done = take_out(photographed, tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert photographed.sha256 in done.output
    (file,) = (tmp_path / "out").iterdir()
    assert (file.read_bytes(), file.suffix, file.stat().st_mode & 0o077) == (PHOTO, ".jpg", 0)
    store = Store.open(data_dir / "floorline.sqlite")
    noted = store.audit_entries()[-1].event
    store.close()
    assert (noted.action, noted.actor_id, noted.details["sha256"]) == ("evidence.taken_out", "priya", file_hash(file))


def file_hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_evidence_that_was_changed_is_not_taken_out_and_no_file_is_written_over(
    photographed: Attachment, data_dir: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert take_out(photographed, out).exit_code == 0
    assert "cannot be written" in str(take_out(photographed, out).exception)
    (sealed,) = (data_dir / "evidence").glob("??/*")
    sealed.write_bytes(sealed.read_bytes()[:-1])
    assert "changed or cut off" in str(take_out(photographed, tmp_path / "again").exception)
    assert list((tmp_path / "again").iterdir()) == []
