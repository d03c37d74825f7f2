"""The sandbox as a server and as a process: its state outlives it, and it says what is wrong."""

import json
import signal
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from assistant.errors import SetupError, StoreError
from assistant.sandbox import FaultPlan, Faults, SandboxServer, SandboxState
from tests.fakes.filed_records import a_record
from tests.fakes.sandbox_client import SECRET_TEXT, code, post, signed

ROOT = Path(__file__).resolve().parents[3]


async def test_a_state_that_cannot_be_written_is_a_503(sandbox, state):
    state._db.execute("DROP TABLE answers")
    answer = await post(sandbox, a_record())
    assert (answer.status_code, code(answer)) == (503, "storage")
    assert state.reports() == ()


def test_a_state_file_that_is_something_else_is_refused(tmp_path):
    file = tmp_path / "notes.txt"
    file.write_text("not a database, but longer than the header of one would be\n" * 100)
    with pytest.raises(StoreError, match="not one of its own"):
        SandboxState(file)
    with pytest.raises(StoreError, match="cannot be opened"):
        SandboxState(file / "below")


def test_a_state_file_is_readable_by_its_owner_only(tmp_path):
    file = tmp_path / "new" / "state.db"
    SandboxState(file).close()
    assert file.stat().st_mode & 0o077 == 0


def test_a_server_on_another_address_or_a_taken_port_is_refused(state):
    with pytest.raises(SetupError, match="this machine only"):
        SandboxServer(state, SECRET_TEXT, host="0.0.0.0")
    with SandboxServer(state, SECRET_TEXT) as server:
        port = httpx.URL(server.url).port
        with pytest.raises(SetupError, match="sandbox_port"):
            SandboxServer(state, SECRET_TEXT, port=port or 0).start()
        with pytest.raises(SetupError, match="already running"):
            server.start()
    with pytest.raises(SetupError, match="not running"):
        _ = server.url


def test_a_server_stops_at_once_when_forced(state):
    server = SandboxServer(state, SECRET_TEXT, faults=(faults := Faults()))
    server.start()
    faults.set(FaultPlan(latency_seconds=600))
    url = server.url
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{url}/v1/reports", content=b"{}", headers=signed(b"{}", now=datetime.now(UTC)), timeout=0.3)
    server.stop(force=True)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{url}/v1/health")


@pytest.mark.parametrize(
    ("fault", "lost"), [("lose_replies", "without sending a response"), ("cut_replies", "complete message body")]
)
def test_a_reply_is_lost_after_the_report_was_stored(state, fault, lost):
    record = a_record()
    with SandboxServer(state, SECRET_TEXT) as server, httpx.Client(base_url=server.url) as client:
        client.post("/sandbox/faults", json={fault: 1}).raise_for_status()
        with pytest.raises(httpx.RemoteProtocolError, match=lost):
            client.post("/v1/reports", content=record, headers=signed(record, now=datetime.now(UTC)))
        assert len(state.reports()) == 1
        again = client.post("/v1/reports", content=record, headers=signed(record, now=datetime.now(UTC)))
        assert again.headers["Idempotent-Replayed"] == "true"


@contextmanager
def sandbox_process(tmp_path):
    """The sandbox as a process of its own, and its URL."""
    secret_file = tmp_path / "secrets"
    secret_file.write_text(SECRET_TEXT + "\n")
    command = [sys.executable, "-m", "assistant.sandbox", "--port", "0", "--state", str(tmp_path / "state.db")]
    command += ["--secret-file", str(secret_file)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, json.loads(process.stdout.readline())["url"]
        finally:
            process.kill()


def test_a_killed_sandbox_still_has_what_it_answered(tmp_path):
    record = a_record()
    with sandbox_process(tmp_path) as (process, url):
        first = httpx.post(f"{url}/v1/reports", content=record, headers=signed(record, now=datetime.now(UTC)))
        assert first.status_code == 201
        process.send_signal(signal.SIGKILL)
        process.wait()
    with sandbox_process(tmp_path) as (process, url):
        again = httpx.post(f"{url}/v1/reports", content=record, headers=signed(record, now=datetime.now(UTC)))
        assert (again.status_code, again.content) == (200, first.content)
        process.terminate()
        process.wait()


@pytest.mark.parametrize(("secrets", "says"), [(None, "cannot be read"), ("", "is empty"), ("password", "whsec_")])
def test_a_sandbox_process_without_a_secret_says_what_to_do(tmp_path, secrets, says):
    file = tmp_path / "secrets"
    if secrets is not None:
        file.write_text(secrets)
    command = [sys.executable, "-m", "assistant.sandbox", "--port", "0", "--secret-file", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
