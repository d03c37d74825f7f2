"""Where reports may go: a drill never to a real platform, nothing unencrypted, and what the settings mean."""

import json

import httpx
import pytest
from pydantic import SecretStr

from assistant.errors import PlatformRefused, PlatformUnavailable, SettingsError
from assistant.incident import Incident
from assistant.outbound import checked_url
from assistant.platform import HttpPlatform, LiveEndpoint, SandboxEndpoint, live_endpoint, platform_from
from assistant.settings import PlatformSettings, Settings
from tests.fakes.filed_records import a_record, an_incident
from tests.fakes.live_platform import SECRET, SECRET_TEXT, evidence, live, never_asked


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
