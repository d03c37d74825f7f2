"""``floorline people`` and ``floorline ack``, as far as they need no server."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.audit import AuditEvent
from assistant.calling import AnswerKind
from assistant.errors import SettingsError
from assistant.settings import PROJECT_ROOT
from assistant.store import Store
from floorline.cli import app
from tests.assistant.store.samples import incident

EXAMPLE = PROJECT_ROOT / "deploy" / "examples" / "people.yml"


@pytest.fixture(autouse=True)
def roster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLOORLINE_PEOPLE_FILE", str(EXAMPLE))


def run(*words: str) -> str:
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_ladder_says_who_would_be_called_when_and_through_what() -> None:
    shown = run("people", "ladder", "--at", "2026-03-04T15:00", "--priority", "P1", "--category", "robbery")
    assert shown.splitlines()[0] == "Robbery, P1, Wednesday 15:00"
    assert "0 s  duty manager: Priya (headset-2, telegram:1003)" in shown
    assert shown.rstrip().endswith("nobody is left: the reporter (in their ear: nobody has answered, call 999)")


def test_the_list_says_who_is_on_shift_and_who_covers() -> None:
    assert "noor" in run("people", "list", "--at", "2026-03-04T23:00")


def test_a_time_that_is_none_is_named() -> None:
    with pytest.raises(SettingsError, match="is no time"):
        run("people", "list", "--at", "teatime")


def test_an_import_writes_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text("actor_id,name\nsam,Sam\n")
    said = run("people", "import", str(tmp_path / "staff.csv"), "--to", str(tmp_path / "people.yml"))
    assert said.startswith("1 people written")
    assert "actor_id: sam" in (tmp_path / "people.yml").read_text()


def test_an_answer_is_kept_while_floorline_is_down(data_dir: Path) -> None:
    data_dir.mkdir(parents=True)
    store = Store.open(data_dir / "floorline.sqlite")
    record = incident()
    store.add_jobs((), incident=record, audit=[AuditEvent(record.reported_at_utc, "x", "turn", "y")])
    assert "Kept" in run("ack", str(record.incident_id)[-12:], "--by", "sam", "--eta", "2")
    [kept] = store.pending_jobs()
    store.close()
    assert kept.job.kind == "answer"
    assert kept.job.payload["kind"] == AnswerKind.ON_MY_WAY
    assert (kept.job.payload["actor_id"], kept.job.payload["eta_minutes"]) == ("sam", 2)


def test_only_somebody_on_the_roster_can_answer() -> None:
    with pytest.raises(SettingsError, match="Nobody on the roster is called Bob"):
        run("ack", "1", "--by", "Bob")
    with pytest.raises(SettingsError, match="One answer at a time"):
        run("ack", "1", "--by", "sam", "--eta", "2", "--stand-down")
