"""Alerts to a signed webhook."""

import asyncio
import json
from datetime import UTC, datetime

import httpx
import pytest

from assistant.alerts import AlertKind
from assistant.errors import ChannelRefused, ChannelUnavailable, SettingsError
from assistant.sandbox import FaultPlan, SandboxServer, SandboxState
from assistant.signing import SigningSecret, signature_fault
from channels.webhooks import WebhookChannel, cloud_event
from tests.fakes.made_alerts import an_alert

NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
SECRET_TEXT = SigningSecret.generate()
SECRET = SigningSecret(SECRET_TEXT)
URL = "https://hooks.example/floorline"


def webhook(answer):
    return WebhookChannel("ops", URL, SECRET, transport=httpx.MockTransport(answer), clock=lambda: NOW)


def always(*args, **kwargs):
    return lambda _request: httpx.Response(*args, **kwargs)


def test_the_event_is_a_cloud_event_of_the_alert():
    alert = an_alert(store_id="00 42/ü")
    event = json.loads(cloud_event(alert))
    assert event == {
        "specversion": "1.0",
        "id": str(alert.alert_id),
        "source": "/floorline/stores/00%2042%2F%C3%BC",
        "type": "floorline.alert.alarm",
        "subject": str(alert.incident_id),
        "time": "2025-03-01T12:00:00+00:00",
        "datacontenttype": "application/json",
        "data": alert.model_dump(mode="json"),
    }


@pytest.mark.parametrize("kind", AlertKind)
def test_the_type_of_the_event_names_the_kind_of_alert(kind):
    assert json.loads(cloud_event(an_alert(kind=kind)))["type"] == f"floorline.alert.{kind.value}"


def test_a_drill_is_marked_in_the_event():
    assert json.loads(cloud_event(an_alert(drill=True)))["data"]["drill"] is True


async def test_the_exact_bytes_are_signed_under_the_alerts_id():
    seen = []

    def note(request):
        seen.append(request)
        return httpx.Response(202)

    channel = webhook(note)
    alert = an_alert()
    for _attempt in range(2):
        assert await channel.send(alert) == "HTTP 202"
    first, second = seen
    assert first.content == second.content == cloud_event(alert)
    assert first.headers["webhook-id"] == first.headers["Idempotency-Key"] == str(alert.alert_id)
    assert first.headers["Content-Type"] == "application/cloudevents+json"
    assert signature_fault(first.headers, first.content, (SECRET,), NOW) is None


@pytest.mark.parametrize("status", [408, 423, 425, 429, 500, 503, 302])
async def test_what_may_pass_is_unavailable(status):
    with pytest.raises(ChannelUnavailable, match=f"HTTP {status}") as caught:
        await webhook(always(status, headers={"Retry-After": "9"})).send(an_alert())
    assert caught.value.retry_after_seconds == 9


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
async def test_what_will_not_pass_is_refused(status):
    with pytest.raises(ChannelRefused, match=f"HTTP {status}"):
        await webhook(always(status)).send(an_alert())


async def test_a_receiver_that_is_still_working_on_it_is_unavailable():
    busy = always(409, json={"title": "busy", "status": 409, "code": "in-progress"})
    with pytest.raises(ChannelUnavailable):
        await webhook(busy).send(an_alert())


async def test_a_receiver_that_cannot_be_reached_is_unavailable():
    def fail(_request):
        raise httpx.ConnectError("x")

    with pytest.raises(ChannelUnavailable, match="no connection"):
        await webhook(fail).send(an_alert())


async def test_a_lost_reply_leads_to_a_second_delivery_of_the_same_message():
    state = SandboxState()
    with SandboxServer(state, SECRET_TEXT) as server:
        channel = WebhookChannel("ops", f"{server.url}/sandbox/webhooks/ops", SECRET)
        server.faults.set(FaultPlan(target="webhooks", lose_replies=1))
        with pytest.raises(ChannelUnavailable):
            await channel.send(an_alert())
        await channel.send(an_alert())
        await channel.aclose()
        taken = state.webhooks("ops")
    state.close()
    assert [(one.webhook_id, one.deliveries) for one in taken] == [(str(an_alert().alert_id), 2)]


async def test_a_wrong_secret_is_refused_by_the_receiver():
    state = SandboxState()
    with SandboxServer(state, SigningSecret.generate()) as server:
        channel = WebhookChannel("ops", f"{server.url}/sandbox/webhooks/ops", SECRET)
        with pytest.raises(ChannelRefused, match="HTTP 401"):
            await channel.send(an_alert())
        await channel.aclose()
    state.close()


def test_one_channel_serves_several_event_loops():
    state = SandboxState()
    with SandboxServer(state, SECRET_TEXT) as server:
        channel = WebhookChannel("ops", f"{server.url}/sandbox/webhooks/ops", SECRET)

        async def send_and_close():
            await channel.send(an_alert())
            await channel.aclose()

        for _loop in range(2):
            asyncio.run(send_and_close())
        assert state.webhooks("ops")[0].deliveries == 2
    state.close()


def test_an_unencrypted_receiver_on_another_machine_cannot_be_named():
    with pytest.raises(SettingsError, match="the webhook ops"):
        WebhookChannel("ops", "http://hooks.example", SECRET)


def test_the_name_is_short_and_holds_no_secret():
    assert webhook(always(200)).name == "webhook:ops"
