"""The client of the crime platform against the sandbox: filed once, whatever gets lost on the way."""

import asyncio
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest

from assistant.errors import PlatformRefused, PlatformUnavailable
from assistant.incident import Status
from assistant.platform import HttpPlatform, Receipt, SandboxEndpoint
from assistant.sandbox import FaultPlan, SandboxServer, SandboxState
from assistant.signing import SigningSecret
from tests.fakes.filed_records import a_record
from tests.fakes.live_platform import SECRET_TEXT, evidence

ROOT = Path(__file__).resolve().parents[2]


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


async def test_a_wrong_secret_says_which_setting_to_check(sandbox):
    stranger = HttpPlatform(SandboxEndpoint(sandbox.url, "store-box", SigningSecret(SigningSecret.generate())))
    with pytest.raises(PlatformRefused, match=r"check platform\.secret"):
        await stranger.create_report(a_record(), "report-1")
    await stranger.aclose()


async def test_with_a_wrong_clock_a_report_is_filed_all_the_same(sandbox):
    late = HttpPlatform(sandbox.endpoint, clock=lambda: datetime.now(UTC) - timedelta(hours=1))
    assert (await late.create_report(a_record(), "report-1")).reference.startswith("SBX")
    await late.aclose()


async def test_a_drill_is_filed_in_the_sandbox(platform):
    receipt = await platform.create_report(a_record(drill=True), "report-1")
    await platform.add_evidence(receipt.report_id, evidence(drill=True), "evidence-1")
    assert receipt.reference.startswith("SBX")


FIRST_REQUEST = """
import asyncio, sys
from assistant.outbound import Outbound

outbound = Outbound(5.0)
before = set(sys.modules)

async def first_request():
    print(await outbound.send("GET", "http://127.0.0.1:9/", {}, b""), file=sys.stderr)
    await outbound.aclose()

asyncio.run(first_request())
print(" ".join(sorted(set(sys.modules) - before)))
"""


def test_the_first_request_has_nothing_left_to_load():
    # Loading cost the first alarm 300 ms before it was done ahead.
    done = subprocess.run([sys.executable, "-c", FIRST_REQUEST], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "no connection" in done.stderr
    assert done.stdout.split() == []
