"""Mutual TLS: who is let in, what is said when not, and a certificate that is renewed while Floorline runs."""

from __future__ import annotations

import shutil
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from assistant.client_certificate import TlsFiles, expiry_warning
from assistant.errors import PlatformUnavailable, SettingsError
from assistant.platform import HttpPlatform, LiveEndpoint
from assistant.sandbox import SandboxServer, SandboxState
from assistant.signing import SigningSecret
from tests.acceptance.chaos.certificates import Authority
from tests.acceptance.chaos.street import Street, asking_for_certificates
from tests.fakes.filed_records import a_record

NOW = datetime(2025, 3, 1, tzinfo=UTC)
SECRET = SigningSecret.generate()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def url(authority: Authority) -> Iterator[str]:
    """A platform that lets nobody in without a certificate of the authority."""
    certificate, key = authority.issue("localhost")
    context: ssl.SSLContext = asking_for_certificates((str(certificate), str(key)), str(authority.ca_file))
    with SandboxServer(SandboxState(), SECRET) as sandbox, Street(urlsplit(sandbox.url).port or 0, context) as street:
        yield f"https://localhost:{street.port}"


def platform(url: str, tls: TlsFiles) -> HttpPlatform:
    return HttpPlatform(LiveEndpoint(url, "store-box", SigningSecret(SECRET)), tls=tls)


async def test_with_our_certificate_the_platform_files(url: str, authority: Authority) -> None:
    client = platform(url, TlsFiles(authority.ca_file, *authority.issue("client")))
    receipt = await client.create_report(a_record(), "report-1")
    assert receipt.reference.startswith("SBX")
    await client.aclose()


@pytest.mark.parametrize("has_expired_one", [True, False])
async def test_without_a_good_one_the_report_waits_and_the_reason_names_the_certificate(
    url: str, authority: Authority, has_expired_one: bool
) -> None:
    expired = authority.issue("expired", ends_in=-timedelta(days=1)) if has_expired_one else (None, None)
    client = platform(url, TlsFiles(authority.ca_file, *expired))
    with pytest.raises(PlatformUnavailable, match="does not take our client certificate"):
        await client.create_report(a_record(), "report-1")
    await client.aclose()


async def test_a_renewed_certificate_is_used_without_a_restart(url: str, authority: Authority, tmp_path: Path) -> None:
    used = (tmp_path / "used.pem", tmp_path / "used.key")
    for source, target in zip(authority.issue("old", ends_in=-timedelta(days=1)), used, strict=True):
        shutil.copy(source, target)
    client = platform(url, TlsFiles(authority.ca_file, *used))
    with pytest.raises(PlatformUnavailable):
        await client.create_report(a_record(), "report-1")
    for source, target in zip(authority.issue("new"), used, strict=True):
        shutil.copy(source, target)
    assert (await client.create_report(a_record(), "report-1")).reference
    await client.aclose()


def test_its_end_is_warned_of_a_month_before() -> None:
    assert expiry_warning(None, NOW) is None
    assert expiry_warning(NOW + timedelta(days=31), NOW) is None
    assert "in 29 days" in (expiry_warning(NOW + timedelta(days=29, hours=1), NOW) or "")
    assert "expired on 28 February 2025" in (expiry_warning(NOW - timedelta(days=1), NOW) or "")


def test_the_end_stands_in_the_certificate(authority: Authority) -> None:
    ends = TlsFiles(None, *authority.issue("client", ends_in=timedelta(days=12))).expires_at_utc()
    assert ends is not None
    assert 11 <= (ends - datetime.now(UTC)).days <= 12


def test_a_certificate_without_its_key_and_files_that_are_none_are_refused(tmp_path: Path) -> None:
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    with pytest.raises(SettingsError, match="set both"):
        TlsFiles(None, nonsense, None)
    with pytest.raises(SettingsError, match="cannot be used"):
        TlsFiles(None, nonsense, nonsense).context()
    with pytest.raises(SettingsError, match="holds no certificate"):
        TlsFiles(None, nonsense, nonsense).expires_at_utc()
