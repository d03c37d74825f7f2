"""The sandbox misbehaving when told, and its webhook receiver."""

import httpx

from assistant.sandbox import FaultPlan, sandbox_app
from assistant.signing import SigningSecret
from tests.fakes.filed_records import a_record
from tests.fakes.sandbox_client import SECRET, post


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
