"""The client of the crime platform: what it makes of every kind of answer, and where a drill may go."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from assistant.errors import PlatformRefused, PlatformUnavailable, SettingsError
from assistant.identifiers import uuid7
from assistant.incident import Incident, Status
from assistant.outbound import MAX_ANSWER_BYTES, checked_url, retry_after_seconds
from assistant.platform import (
    HttpPlatform,
    LiveEndpoint,
    Receipt,
    SandboxEndpoint,
    live_endpoint,
    platform_from,
)
from assistant.platform_contract import EvidenceRef
from assistant.sandbox import FaultPlan, SandboxServer, SandboxState
from assistant.settings import PlatformSettings, Settings
from assistant.signing import SigningSecret, signature_fault
from tests.fakes.filed_records import a_record, an_incident

NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
SECRET_TEXT = SigningSecret.generate()
SECRET = SigningSecret(SECRET_TEXT)
LIVE = LiveEndpoint("https://platform.example", "store-box", SECRET)
RECEIPT = {"report_id": "r1", "reference": "FL-4821", "status": "accepted"}


def live(answer, **more):
    """A client of a real platform that answers with ``answer(request)``."""
    return HttpPlatform(LIVE, transport=httpx.MockTransport(answer), clock=lambda: NOW, **more)


def always(*args, **kwargs):
    return lambda _request: httpx.Response(*args, **kwargs)


def evidence(*, drill):
    return EvidenceRef(evidence_id=uuid7(), drill=drill, kind="camera_bookmark", camera="camera 12")


@pytest.fixture
def sandbox():
    state = SandboxState()
    with SandboxServer(state, SECRET_TEXT) as server:
        yield server
    state.close()


@pytest.fixture
async def platform(sandbox):
    client = HttpPlatform(sandbox.endpoint)
    yield client
    await client.aclose()


async def test_a_report_is_filed_and_its_reference_can_be_read_aloud(platform, sandbox):
    record = a_record()
    receipt = await platform.create_report(record, "report-1")
    assert (receipt.reference, receipt.status, receipt.replayed) == ("SBX-1001", Status.ACCEPTED, False)
    assert [report.record for report in sandbox.state.reports()] == [record]


async def test_evidence_and_status_follow_a_filed_report(platform):
    receipt = await platform.create_report(a_record(), "report-1")
    added = evidence(drill=False)
    for _attempt in range(2):
        answer = await platform.add_evidence(receipt.report_id, added, f"evidence-{added.evidence_id}")
        assert answer.evidence_id == added.evidence_id
    status = await platform.report_status(receipt.report_id)
    assert (status.reference, status.status, status.evidence_count) == ("SBX-1001", Status.ACCEPTED, 1)


async def test_a_report_the_platform_does_not_know_is_refused(platform):
    with pytest.raises(PlatformRefused, match="no such report"):
        await platform.report_status("sbx-unknown")


@pytest.mark.parametrize("number", ["../reports", "a/b", "", "ä", "x" * 65])
async def test_a_report_number_never_changes_the_path(platform, number):
    with pytest.raises(PlatformRefused, match="number"):
        await platform.report_status(number)


@pytest.mark.parametrize("fault", ["lose_replies", "cut_replies"])
async def test_after_a_lost_reply_asking_again_gives_the_same_report(platform, sandbox, fault):
    sandbox.faults.set(FaultPlan.model_validate({fault: 1}))
    record = a_record()
    with pytest.raises(PlatformUnavailable, match="did not answer"):
        await platform.create_report(record, "report-1")
    receipt = await platform.create_report(record, "report-1")
    assert receipt.replayed
    assert [report.report_id for report in sandbox.state.reports()] == [receipt.report_id]


async def test_a_slow_platform_meets_the_time_out_and_the_report_is_there_once(sandbox):
    sandbox.faults.set(FaultPlan(latency_seconds=0.5))
    record = a_record()
    impatient = HttpPlatform(sandbox.endpoint, timeout_seconds=0.2)
    with pytest.raises(PlatformUnavailable, match=r"no answer within 0\.2 s"):
        await impatient.create_report(record, "report-1")
    sandbox.faults.reset()
    patient = HttpPlatform(sandbox.endpoint)
    while True:
        try:
            receipt = await patient.create_report(record, "report-1")
            break
        except PlatformUnavailable as exc:
            # The first request is still under way.
            assert exc.retry_after_seconds == 1  # noqa: PT017
            await asyncio.sleep(0.02)
    assert receipt.replayed
    assert len(sandbox.state.reports()) == 1
    await impatient.aclose()
    await patient.aclose()


async def test_a_stopped_platform_is_unavailable_and_takes_the_report_when_it_is_back(platform, sandbox):
    record = a_record()
    url = sandbox.url
    sandbox.stop()
    assert not await platform.health()
    with pytest.raises(PlatformUnavailable):
        await platform.create_report(record, "report-1")
    sandbox.start()
    assert sandbox.url == url
    assert await platform.health()
    assert not (await platform.create_report(record, "report-1")).replayed


async def test_one_client_serves_two_event_loops(platform):
    first = await platform.create_report(a_record(), "report-1")
    receipts: list[Receipt] = []

    async def on_a_loop_of_its_own() -> None:
        receipts.append(await platform.create_report(a_record(), "report-2"))
        await platform.aclose()

    thread = Thread(target=lambda: asyncio.run(on_a_loop_of_its_own()))
    thread.start()
    await asyncio.to_thread(thread.join)
    third = await platform.create_report(a_record(), "report-3")
    assert [r.reference for r in (first, *receipts, third)] == ["SBX-1001", "SBX-1002", "SBX-1003"]


@pytest.mark.parametrize("status", [408, 423, 425, 429, 500, 502, 503, 504, 599, 301, 302, 307])
async def test_what_may_pass_is_unavailable(status):
    with pytest.raises(PlatformUnavailable, match=f"HTTP {status}"):
        await live(always(status)).create_report(a_record(), "report-1")


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 451])
async def test_what_will_not_pass_is_refused(status):
    with pytest.raises(PlatformRefused, match=f"HTTP {status}"):
        await live(always(status)).create_report(a_record(), "report-1")


async def test_a_conflict_that_is_only_in_progress_is_unavailable():
    busy = always(409, json={"title": "busy", "status": 409, "code": "in-progress"}, headers={"Retry-After": "3"})
    with pytest.raises(PlatformUnavailable) as caught:
        await live(busy).create_report(a_record(), "report-1")
    assert caught.value.retry_after_seconds == 3


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        (" 0 ", 0),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW - timedelta(seconds=90), usegmt=True), 0),
        ("9" * 5000, 3600),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3600),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
    ],
)
async def test_the_wait_the_platform_asks_for_is_understood(header, seconds):
    with pytest.raises(PlatformUnavailable) as caught:
        await live(always(429, headers={"Retry-After": header})).create_report(a_record(), "report-1")
    assert caught.value.retry_after_seconds == seconds


@given(st.text())
def test_no_retry_after_header_raises_or_waits_for_ever(header):
    seconds = retry_after_seconds(header, NOW)
    assert seconds is None or 0 <= seconds <= 3600


class Dripping(httpx.AsyncByteStream):
    """A body that never ends, one byte at a time."""

    async def __aiter__(self):
        while True:
            yield b" "
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "answer",
    [
        always(200, text="<html>Welcome to the shop's wireless network</html>"),
        always(200, content=b""),
        always(200, content=b"\xff\xfe\x00"),
        always(200, json=[]),
        always(200, json={}),
        always(200, json=RECEIPT | {"status": "draft"}),
        always(200, json=RECEIPT | {"reference": "<b>" * 99}),
        always(200, json=RECEIPT | {"report_id": "../x"}),
        always(200, content=b" " * (MAX_ANSWER_BYTES + 1) + json.dumps(RECEIPT).encode()),
        always(204),
    ],
)
async def test_an_unreadable_yes_is_no_receipt(answer):
    with pytest.raises(PlatformUnavailable, match="unreadable"):
        await live(answer).create_report(a_record(), "report-1")


async def test_a_compressed_answer_is_not_unpacked():
    bomb = always(200, headers={"Content-Encoding": "zstd"}, stream=httpx.ByteStream(b"not read"))
    with pytest.raises(PlatformUnavailable, match="unreadable"):
        await live(bomb).create_report(a_record(), "report-1")


async def test_an_answer_that_drips_for_ever_meets_the_time_out():
    with pytest.raises(PlatformUnavailable, match="no answer within"):
        await live(always(200, stream=Dripping()), timeout_seconds=0.1).create_report(a_record(), "report-1")


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("x"),
        httpx.ConnectTimeout("x"),
        httpx.ReadTimeout("x"),
        httpx.PoolTimeout("x"),
        httpx.ReadError("x"),
        httpx.WriteError("x"),
        httpx.RemoteProtocolError("x"),
        httpx.ProxyError("x"),
        httpx.DecodingError("x"),
    ],
)
async def test_every_network_failure_is_unavailable(failure):
    def fail(_request):
        raise failure

    with pytest.raises(PlatformUnavailable, match="did not answer"):
        await live(fail).create_report(a_record(), "report-1")
    assert not await live(fail).health()


async def test_the_reason_for_a_refusal_names_fields_and_repeats_no_text():
    problem = {
        "title": "Jo Example, 1 High Street",
        "status": 422,
        "code": "schema-violation",
        "fields": ["item_value", "Jo Example"],
        "detail": "Jo Example is not a number",
    }
    with pytest.raises(PlatformRefused) as caught:
        await live(always(422, json=problem)).create_report(a_record(), "report-1")
    assert "item_value" in str(caught.value)
    assert "Jo" not in str(caught.value)


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b'{"code": "something of theirs", "status": 400, "title": ""}'])
async def test_a_refusal_without_a_reason_we_know_is_still_a_sentence(body):
    with pytest.raises(PlatformRefused, match="no reason we know"):
        await live(always(400, content=body)).create_report(a_record(), "report-1")


async def test_a_wrong_secret_says_which_setting_to_check(sandbox):
    stranger = HttpPlatform(SandboxEndpoint(sandbox.url, "store-box", SigningSecret(SigningSecret.generate())))
    with pytest.raises(PlatformRefused, match=r"check platform\.secret"):
        await stranger.create_report(a_record(), "report-1")
    await stranger.aclose()


async def test_a_wrong_clock_says_to_set_it(sandbox):
    late = HttpPlatform(sandbox.endpoint, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    with pytest.raises(PlatformRefused, match="set this machine's clock"):
        await late.create_report(a_record(), "report-1")
    await late.aclose()


async def test_every_attempt_is_signed_anew_under_the_same_key():
    seen: list[httpx.Request] = []

    def note(request):
        seen.append(request)
        return httpx.Response(201, json=RECEIPT)

    times = iter([NOW, NOW + timedelta(hours=1)])
    platform = HttpPlatform(LIVE, transport=httpx.MockTransport(note), clock=lambda: next(times))
    record = a_record()
    for _attempt in range(2):
        await platform.create_report(record, "report-1")
    for request, signed_at in zip(seen, (NOW, NOW + timedelta(hours=1)), strict=True):
        assert request.content == record
        assert request.headers["Idempotency-Key"] == request.headers["webhook-id"] == "report-1"
        assert request.headers["Floorline-Key-Id"] == "store-box"
        assert signature_fault(request.headers, request.content, (SECRET,), signed_at) is None


@pytest.mark.parametrize("key", ["", "a.b", "a\r\nb", "x" * 200])
async def test_a_key_that_cannot_be_signed_is_refused_before_anything_is_sent(key):
    with pytest.raises(PlatformRefused, match="idempotency key"):
        await live(never_asked).create_report(a_record(), key)


def never_asked(request):
    raise AssertionError(f"{request.url} was asked")


@pytest.mark.parametrize(
    "record",
    [
        a_record(drill=True),
        b"{}",
        b'{"drill": null}',
        b'{"drill": 0}',
        b'{"drill": "false"}',
        b'{"drill": true, "drill": false}',
        b"[false]",
        b"drill false",
        b'{"drill": false}\xff',
        b"[" * 100_000,
    ],
)
async def test_only_a_record_that_says_it_is_no_drill_goes_to_a_real_platform(record):
    with pytest.raises(PlatformRefused, match="not sent"):
        await live(never_asked).create_report(record, "report-1")


async def test_evidence_of_a_drill_does_not_go_to_a_real_platform():
    with pytest.raises(PlatformRefused, match="drill"):
        await live(never_asked).add_evidence("r1", evidence(drill=True), "evidence-1")


async def test_a_drill_is_filed_in_the_sandbox(platform):
    receipt = await platform.create_report(a_record(drill=True), "report-1")
    await platform.add_evidence(receipt.report_id, evidence(drill=True), "evidence-1")
    assert receipt.reference.startswith("SBX")


async def test_nothing_is_filed_where_the_server_does_not_declare_itself_a_sandbox():
    asked: list[str] = []

    def real_platform(request):
        asked.append(request.url.path)
        return httpx.Response(200, json={"status": "ok"})

    endpoint = SandboxEndpoint("http://127.0.0.1:5080", "store-box", SECRET)
    platform = HttpPlatform(endpoint, transport=httpx.MockTransport(real_platform))
    with pytest.raises(PlatformUnavailable, match="No sandbox"):
        await platform.create_report(a_record(drill=True), "report-1")
    assert asked == ["/v1/health"]


@pytest.mark.parametrize("url", ["https://platform.example", "http://10.0.0.1", "http://127.0.0.1.example"])
def test_a_sandbox_on_another_machine_cannot_be_named(url):
    with pytest.raises(SettingsError):
        SandboxEndpoint(url, "store-box", SECRET)


@pytest.mark.parametrize(
    "url",
    ["", "platform.example", "ftp://platform.example", "http://platform.example", "https://", "https://u:p@host",
     "https://host:port", "https://[::1", "https://host?x=1",
     "https://a b", "https://" + "a" * 70_000],
)  # fmt: skip
def test_a_platform_that_is_not_encrypted_cannot_be_named(url):
    with pytest.raises(SettingsError, match="URL"):
        LiveEndpoint(url, "store-box", SECRET)


@pytest.mark.parametrize("url", ["https://host/path/", "http://localhost:1", "http://[::1]:5080", "http://127.0.0.2"])
def test_https_and_this_machine_can_be_named(url):
    assert checked_url(url, "it") == url.rstrip("/")


@pytest.mark.parametrize(
    ("answer", "healthy"),
    [
        (always(200, json={"status": "ok"}), True),
        (always(200, json={"status": "down"}), False),
        (always(200, text="ok"), False),
        (always(503, json={"status": "ok"}), False),
    ],
)
async def test_health_is_yes_or_no(answer, healthy):
    assert await live(answer).health() is healthy


def settings(**platform):
    return Settings(platform=PlatformSettings(**platform))


def endpoint_of(client):
    return client._endpoint


def test_without_a_url_the_settings_mean_the_sandbox():
    sandbox = SandboxEndpoint("http://127.0.0.1:5080", "store-box", SECRET)
    assert endpoint_of(platform_from(settings(), sandbox)) is sandbox


def test_with_a_url_the_settings_mean_the_real_platform_unless_all_is_a_drill():
    sandbox = SandboxEndpoint("http://127.0.0.1:5080", "store-box", SECRET)
    real = settings(url="https://platform.example", secret=SecretStr(SECRET_TEXT))
    assert isinstance(endpoint_of(platform_from(real, sandbox)), LiveEndpoint)
    assert endpoint_of(platform_from(real.model_copy(update={"drill": True}), sandbox)) is sandbox


def test_a_real_platform_without_a_secret_is_a_settings_error():
    with pytest.raises(SettingsError, match=r"platform\.secret"):
        live_endpoint(PlatformSettings(url="https://platform.example"))


def test_an_incident_of_ours_always_says_whether_it_is_a_drill():
    record = json.loads(an_incident(drill=False).model_dump_json())
    assert record["drill"] is False
    assert set(record) == set(Incident.model_fields)
