"""Filing into the sandbox: as strict as the contract."""

import asyncio
import json
from datetime import timedelta

import pytest

from assistant.identifiers import uuid7
from assistant.platform_contract import MAX_RECORD_BYTES
from assistant.sandbox import FaultPlan
from assistant.signing import SigningSecret
from tests.fakes.filed_records import a_record
from tests.fakes.sandbox_client import NOW, code, get, post, signed


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
