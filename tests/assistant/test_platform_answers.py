"""What the client of the crime platform makes of every kind of answer."""

import asyncio
import gzip
import json
from datetime import timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import PlatformRefused, PlatformUnavailable
from assistant.outbound import MAX_ANSWER_BYTES, retry_after_seconds
from assistant.signing import signature_fault
from tests.fakes.filed_records import a_record
from tests.fakes.live_platform import NOW, RECEIPT, SECRET, always, live, never_asked


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
    packed = httpx.ByteStream(gzip.compress(json.dumps(RECEIPT).encode()))
    bomb = always(200, headers={"Content-Encoding": "gzip"}, stream=packed)
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


async def test_every_attempt_is_signed_anew_under_the_same_key():
    seen: list[httpx.Request] = []

    def note(request):
        seen.append(request)
        return httpx.Response(201, json=RECEIPT)

    times = iter([NOW, NOW + timedelta(hours=1)])
    platform = live(note, clock=lambda: next(times))
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
