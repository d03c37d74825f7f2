"""The stand-in of the crime platform: as strict as the contract, and able to misbehave when told."""

import asyncio
import json
import re
import signal
import subprocess
import sys
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SetupError, StoreError
from assistant.identifiers import uuid7
from assistant.incident import Incident
from assistant.platform_contract import MAX_RECORD_BYTES, record_schema
from assistant.sandbox import FaultPlan, Faults, SandboxServer, SandboxState, sandbox_app, write_openapi
from assistant.sandbox.checks import SchemaCheck, strict_json
from assistant.signing import SigningSecret, signed_headers
from tests.fakes.filed_records import a_record

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
SECRET_TEXT = SigningSecret.generate()
SECRET = SigningSecret(SECRET_TEXT)
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def state():
    held = SandboxState()
    yield held
    held.close()


@pytest.fixture
def faults():
    return Faults()


@pytest.fixture
async def sandbox(state, faults):
    """A client of the application itself, without a socket."""
    app = sandbox_app(state, (SECRET,), faults=faults, clock=lambda: NOW)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sandbox") as client:
        yield client


def signed(body, key="report-1", now=NOW, secret=SECRET):
    return signed_headers(secret, key, body, now) | JSON


async def post(client, body, key="report-1", path="/v1/reports", **more):
    return await client.post(path, content=body, headers=signed(body, key, **more))


async def get(client, path):
    return await client.get(path, headers=signed_headers(SECRET, "read-1", b"", NOW))


def code(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.json()["code"]


async def test_a_record_is_filed_and_held_as_it_was_sent(sandbox, state):
    record = a_record()
    filed = await post(sandbox, record)
    assert filed.status_code == 201
    assert filed.json()["reference"] == "SBX-1001"
    assert state.reports()[0].record == record
    held = await get(sandbox, f"/v1/reports/{filed.json()['report_id']}")
    assert held.json()["record"] == json.loads(record)
    listed = await get(sandbox, "/v1/reports")
    assert listed.json() == {"reports": [held.json()]}


async def test_every_answer_names_the_sandbox(sandbox):
    answers = [
        await sandbox.get("/v1/health"),
        await sandbox.get("/nowhere"),
        await sandbox.put("/v1/reports"),
        await post(sandbox, b"{}"),
        await sandbox.post("/v1/reports"),
        await sandbox.post("/sandbox/faults", json={"fail_next": 1}),
        await post(sandbox, a_record()),
    ]
    assert [answer.status_code for answer in answers] == [200, 404, 405, 422, 401, 200, 503]
    assert all(answer.headers["Floorline-Sandbox"] == "true" for answer in answers)


async def test_the_same_key_and_body_get_the_same_answer(sandbox, state):
    record = a_record()
    first = await post(sandbox, record)
    second = await post(sandbox, record, now=NOW + timedelta(seconds=60))
    assert (first.status_code, second.status_code) == (201, 200)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert first.content == second.content
    assert len(state.reports()) == 1


async def test_the_same_key_with_another_body_is_refused(sandbox, state):
    await post(sandbox, a_record())
    again = await post(sandbox, a_record())
    assert (again.status_code, code(again)) == (422, "idempotency-key-reused")
    assert len(state.reports()) == 1


async def test_the_same_incident_under_another_key_is_a_duplicate(sandbox, state):
    incident_id = uuid7()
    await post(sandbox, a_record(incident_id=incident_id))
    upper = a_record(incident_id=incident_id).replace(str(incident_id).encode(), str(incident_id).upper().encode())
    for body in (a_record(incident_id=incident_id, item_quantity=1), upper):
        again = await post(sandbox, body, key=f"report-{uuid7()}")
        assert (again.status_code, code(again)) == (409, "duplicate-incident")
    assert len(state.reports()) == 1


async def test_two_requests_at_once_with_one_key_file_one_report(sandbox, state, faults):
    faults.set(FaultPlan(latency_seconds=0.05))
    record = a_record()
    answers = await asyncio.gather(post(sandbox, record), post(sandbox, record))
    assert sorted(answer.status_code for answer in answers) == [201, 409]
    busy = max(answers, key=lambda answer: answer.status_code)
    assert (code(busy), busy.headers["Retry-After"]) == ("in-progress", "1")
    assert len(state.reports()) == 1


async def test_a_refused_record_does_not_use_up_its_key(sandbox):
    assert (await post(sandbox, a_record().replace(b'"P3"', b'"P9"'))).status_code == 422
    assert (await post(sandbox, a_record())).status_code == 201


async def test_a_wrong_signature_is_refused(sandbox, state):
    stranger = SigningSecret(SigningSecret.generate())
    answer = await post(sandbox, a_record(), secret=stranger)
    assert (answer.status_code, code(answer)) == (401, "signature-mismatch")
    assert state.reports() == ()


async def test_a_body_changed_on_the_way_is_refused(sandbox):
    record = a_record()
    changed = record.replace(b"aisle 4", b"aisle 9")
    answer = await sandbox.post("/v1/reports", content=changed, headers=signed(record))
    assert (answer.status_code, code(answer)) == (401, "signature-mismatch")


@pytest.mark.parametrize(
    ("late", "expected"),
    [(timedelta(minutes=5, seconds=1), "timestamp-too-old"), (timedelta(minutes=-5, seconds=-1), "timestamp-too-new")],
)
async def test_a_stale_time_stamp_is_refused(sandbox, late, expected):
    answer = await post(sandbox, a_record(), now=NOW - late)
    assert (answer.status_code, code(answer)) == (401, expected)


@pytest.mark.parametrize("path", ["/v1/reports", "/v1/reports/sbx-1", "/v1/reports/sbx-1/status"])
async def test_reading_needs_a_signature_too(sandbox, path):
    answer = await sandbox.get(path)
    assert (answer.status_code, code(answer)) == (401, "signature-missing")


async def test_the_idempotency_key_is_required_and_equals_the_message_id(sandbox):
    record = a_record()
    headers = signed(record)
    without = {name: value for name, value in headers.items() if name != "Idempotency-Key"}
    answer = await sandbox.post("/v1/reports", content=record, headers=without)
    assert (answer.status_code, code(answer)) == (400, "idempotency-key-missing")
    answer = await sandbox.post("/v1/reports", content=record, headers=headers | {"Idempotency-Key": "other"})
    assert (answer.status_code, code(answer)) == (400, "idempotency-key-mismatch")


@pytest.mark.parametrize("media_type", ["text/plain", "application/xml", "application/jsonx", ""])
async def test_only_json_is_taken(sandbox, media_type):
    record = a_record()
    answer = await sandbox.post("/v1/reports", content=record, headers=signed(record) | {"Content-Type": media_type})
    assert (answer.status_code, code(answer)) == (415, "unsupported-media-type")


async def test_a_huge_body_is_not_read_to_its_end(sandbox):
    read = 0

    async def endless():
        nonlocal read
        while True:
            read += 100_000
            yield b" " * 100_000

    answer = await sandbox.post("/v1/reports", content=endless(), headers=signed(b""))
    assert (answer.status_code, code(answer)) == (413, "too-large")
    assert read <= MAX_RECORD_BYTES + 200_000


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b'{"a": 1', b"\xef\xbb\xbf{}", b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": -Infinity}',
     b"[" * 200_000, b"{}{}"],
    ids=lambda body: body[:12].decode("latin-1"),
)  # fmt: skip
async def test_what_is_not_strict_json_is_refused(sandbox, body):
    answer = await post(sandbox, body)
    assert (answer.status_code, code(answer)) == (400, "not-json")


@given(st.binary())
def test_no_body_breaks_the_json_reader(body):
    with suppress(ValueError):
        strict_json(body)


WRONG_VALUES = {
    "category": "arson",
    "location": "",
    "suspect_count": -1,
    "suspect_description": "x" * 501,
    "suspects_on_site": "yes",
    "direction_of_travel": 4,
    "items": ["x"] * 51,
    "item_quantity": 1.5,
    "item_value": "about 200",
    "weapon": "",
    "injuries": {"any": "no"},
    "vehicle_description": [],
    "vehicle_plate": "ab12 cde",
    "police_called": 1,
    "police_reference": "",
    "camera": 12,
    "till_receipt": "",
    "occurred_at": "ten minutes ago",
    "incident_id": "INC-1",
    "schema_version": "2.0",
    "drill": "false",
    "store_id": "",
    "timestamp_utc": "2025-03-01 12:00:00Z",
    "reported_at_utc": "2025-02-30T12:00:00Z",
    "priority": "P5",
    "priority_reasons": "because",
    "status": "lost",
    "duress": None,
    "degraded": 0,
    "confirmed": "yes",
    "unknown_slots": ["shoe_size"],
    "actor_ids": [1],
    "evidence_refs": ["not a url"],
    "evidence_wanted": {},
    "narrative": [{"text": "no speaker"}],
    "provenance": {"shoe_size": []},
    "sop_version": 1,
}


def test_every_field_of_the_record_is_broken_once():
    assert set(WRONG_VALUES) == set(Incident.model_fields)


@pytest.mark.parametrize("field", WRONG_VALUES)
async def test_a_field_that_breaks_the_schema_is_named_and_its_value_is_not_repeated(sandbox, state, field):
    record = json.loads(a_record()) | {field: WRONG_VALUES[field]}
    answer = await post(sandbox, json.dumps(record).encode())
    assert (answer.status_code, code(answer)) == (422, "schema-violation")
    assert answer.json()["fields"] == [field]
    assert "ten minutes ago" not in answer.text
    assert state.reports() == ()


@pytest.mark.parametrize("field", Incident.model_fields)
async def test_no_field_may_be_left_out(sandbox, field):
    record = json.loads(a_record())
    del record[field]
    answer = await post(sandbox, json.dumps(record).encode())
    assert (answer.status_code, answer.json()["fields"]) == (422, [field])


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1"])
async def test_a_record_is_an_object(sandbox, body):
    answer = await post(sandbox, body.encode())
    assert (answer.status_code, answer.json()["fields"]) == (422, ["(record)"])


async def test_an_unknown_field_is_refused_without_being_repeated(sandbox):
    answer = await post(sandbox, json.dumps(json.loads(a_record()) | {"Jo Example": 1}).encode())
    assert answer.json()["fields"] == ["(unknown field)"]


@pytest.mark.parametrize(
    ("moment", "fits"),
    [
        ("2025-03-01T12:00:00Z", True),
        ("2025-03-01T12:00:00.123456789Z", True),
        ("2025-03-01T12:00:00+00:00", True),
        ("2025-03-01T12:00:00", False),
        ("2025-03-01T25:00:00Z", False),
        ("2025-03-01", False),
        ("٢٠٢٥-03-01T12:00:00Z", False),
    ],
)
def test_times_are_rfc_3339(moment, fits):
    record = json.loads(a_record()) | {"timestamp_utc": moment}
    assert SchemaCheck(record_schema()).broken_fields(record) == (() if fits else ("timestamp_utc",))


def an_evidence(**changes):
    values = {"evidence_id": str(uuid7()), "drill": False, "kind": "photo", "sha256": "0" * 64}
    return json.dumps(values | changes).encode()


async def test_evidence_is_added_once_and_counted(sandbox):
    report_id = (await post(sandbox, a_record())).json()["report_id"]
    path = f"/v1/reports/{report_id}/evidence"
    body = an_evidence()
    first = await post(sandbox, body, "evidence-1", path)
    again = await post(sandbox, body, "evidence-1", path)
    other_key = await post(sandbox, body, "evidence-2", path)
    assert [first.status_code, again.status_code, other_key.status_code] == [201, 200, 409]
    assert code(other_key) == "duplicate-evidence"
    status = (await get(sandbox, f"/v1/reports/{report_id}/status")).json()
    assert (status["evidence_count"], status["status"]) == (1, "accepted")
    held = (await get(sandbox, f"/v1/reports/{report_id}")).json()
    assert held["evidence"] == [json.loads(body)]


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"sha256": "abc"}, "sha256"), ({"kind": "rumour"}, "kind"), ({"drill": None}, "drill"), ({"url": "x"}, "url")],
)
async def test_evidence_that_breaks_its_schema_is_refused(sandbox, changes, field):
    report_id = (await post(sandbox, a_record())).json()["report_id"]
    answer = await post(sandbox, an_evidence(**changes), "evidence-1", f"/v1/reports/{report_id}/evidence")
    assert (answer.status_code, answer.json()["fields"]) == (422, [field])


async def test_a_report_that_is_not_there_is_not_found(sandbox):
    for path in ("/v1/reports/sbx-1", "/v1/reports/sbx-1/status", "/v1/reports/a%20b"):
        assert (await get(sandbox, path)).status_code == 404
    answer = await post(sandbox, an_evidence(), "evidence-1", "/v1/reports/sbx-1/evidence")
    assert (answer.status_code, code(answer)) == (404, "not-found")


async def test_a_key_used_on_one_path_cannot_be_used_on_another(sandbox):
    record = a_record()
    report_id = (await post(sandbox, record)).json()["report_id"]
    answer = await post(sandbox, record, "report-1", f"/v1/reports/{report_id}/evidence")
    assert (answer.status_code, code(answer)) == (422, "idempotency-key-reused")


async def test_faults_count_down_in_their_order_and_can_be_reset(sandbox, state):
    plan = {"rate_limit": 1, "retry_after_seconds": 7, "fail_next": 2, "fail_status": 500, "garbage": 1}
    assert (await sandbox.post("/sandbox/faults", json=plan)).status_code == 200
    record = a_record()
    answers = [await post(sandbox, record) for _attempt in range(4)]
    assert [answer.status_code for answer in answers] == [429, 500, 500, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert answers[3].headers["Content-Type"].startswith("text/html")
    assert state.reports() == ()
    await sandbox.post("/sandbox/faults", json={"fail_next": 9})
    assert (await sandbox.delete("/sandbox/faults")).status_code == 204
    assert (await post(sandbox, record)).status_code == 201


async def test_the_wait_can_be_asked_for_as_a_date(sandbox, faults):
    faults.set(FaultPlan(rate_limit=1, retry_after_seconds=60, retry_after_as_date=True))
    assert (await post(sandbox, a_record())).headers["Retry-After"] == "Sat, 01 Mar 2025 12:01:00 GMT"


async def test_a_fault_that_does_not_exist_is_refused(sandbox):
    for plan in ({"explode": 1}, {"fail_next": -1}, {"fail_status": 200}, {"target": "police"}):
        answer = await sandbox.post("/sandbox/faults", json=plan)
        assert (answer.status_code, answer.json()["fields"]) == (422, list(plan))


async def test_faults_of_the_webhooks_leave_the_platform_alone(sandbox, faults):
    faults.set(FaultPlan(target="webhooks", fail_next=1))
    assert (await post(sandbox, a_record())).status_code == 201
    assert (await post(sandbox, b"{}", "alert-1", "/sandbox/webhooks/ops")).status_code == 503
    assert (await post(sandbox, b"{}", "alert-1", "/sandbox/webhooks/ops")).status_code == 204


async def test_a_webhook_counts_each_message_once_and_each_delivery(sandbox):
    path = "/sandbox/webhooks/ops"
    for key, body in (("alert-1", b'{"n":1}'), ("alert-2", b'{"n":2}'), ("alert-1", b'{"n":1}')):
        assert (await post(sandbox, body, key, path)).status_code == 204
    taken = (await sandbox.get(path)).json()["webhooks"]
    assert [(one["webhook_id"], one["deliveries"], one["body"]) for one in taken] == [
        ("alert-1", 2, {"n": 1}),
        ("alert-2", 1, {"n": 2}),
    ]
    assert (await sandbox.get("/sandbox/webhooks/others")).json() == {"webhooks": []}


async def test_a_webhook_refuses_a_wrong_signature_and_a_changed_repetition(sandbox, state):
    path = "/sandbox/webhooks/ops"
    stranger = SigningSecret(SigningSecret.generate())
    assert (await post(sandbox, b"{}", "alert-1", path, secret=stranger)).status_code == 401
    assert state.webhooks("ops") == ()
    await post(sandbox, b'{"n":1}', "alert-1", path)
    assert (await post(sandbox, b'{"n":2}', "alert-1", path)).status_code == 422
    assert state.webhooks("ops")[0].deliveries == 1


async def test_another_machine_gets_nothing(state):
    transport = httpx.ASGITransport(sandbox_app(state, (SECRET,)), client=("192.168.0.9", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://sandbox") as client:
        assert (await client.get("/v1/health")).status_code == 403


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


def test_the_contract_in_docs_is_the_one_of_the_code(tmp_path):
    write_openapi(tmp_path / "platform.openapi.json")
    kept = ROOT / "docs" / "platform.openapi.json"
    assert kept.read_text() == (tmp_path / "platform.openapi.json").read_text(), (
        "write it anew with assistant.sandbox.write_openapi"
    )


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    file = tmp_path_factory.mktemp("contract") / "platform.openapi.json"
    write_openapi(file)
    return json.loads(file.read_text())


def test_the_contract_holds_the_platform_and_none_of_the_controls(contract):
    assert set(contract["paths"]) == {
        "/v1/health",
        "/v1/reports",
        "/v1/reports/{report_id}",
        "/v1/reports/{report_id}/evidence",
        "/v1/reports/{report_id}/status",
    }


def test_every_reference_in_the_contract_leads_somewhere(contract):
    references = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(contract)))
    assert references <= {f"#/components/schemas/{name}" for name in contract["components"]["schemas"]}
    assert "#/components/schemas/Incident" in references


def test_the_contracts_record_schema_takes_our_records_and_refuses_broken_ones(contract):
    schema = {"$ref": "#/components/schemas/Incident", "components": contract["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    record = json.loads(a_record())
    assert validator.is_valid(record)
    assert not validator.is_valid(record | {"priority": "P9"})


def test_every_write_in_the_contract_asks_for_signature_and_key(contract):
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            headers = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
            assert ("webhook-signature" in headers) == (path != "/v1/health")
            assert ("Idempotency-Key" in headers) == (method == "post")
            assert ("requestBody" in operation) == (method == "post")
