"""Mutual TLS: the certificate by which a platform knows this store box, and when it must be renewed."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
from cryptography import x509

from assistant.errors import SettingsError

WARN_BEFORE: Final = timedelta(days=30)
"""Renewing a certificate goes through people; a month is what that takes."""


@dataclass(frozen=True)
class TlsFiles:
    """What the settings name. All are PEM; each may be left out, but a certificate needs its key."""

    ca_file: Path | None = None
    """Whose certificates are believed instead of the usual authorities'."""
    certificate_file: Path | None = None
    key_file: Path | None = None

    def __post_init__(self) -> None:
        if (self.certificate_file is None) != (self.key_file is None):
            raise SettingsError(
                "A client certificate needs platform.client_certificate_file and platform.client_key_file; set both."
            )

    def context(self) -> ssl.SSLContext:
        """A TLS context with what stands in the files now. ``SettingsError`` for a file that is not what it should be.

        An expired certificate is no error here: the platform decides, and a report waits rather than is lost.
        """
        try:
            context = (
                httpx.create_ssl_context()
                if self.ca_file is None
                else ssl.create_default_context(cafile=str(self.ca_file))
            )
            if self.certificate_file is not None and self.key_file is not None:
                context.load_cert_chain(self.certificate_file, self.key_file)
        except OSError as exc:
            # ssl.SSLError is one too; its text names no secret, but says little to people.
            why = exc.strerror or "not PEM, or key and certificate differ"
            raise SettingsError(
                f"The TLS files of the platform cannot be used ({why});"
                " check platform.ca_file, client_certificate_file and client_key_file."
            ) from None
        return context

    def stamp(self) -> tuple[int, ...]:
        """Changes when any of the files is replaced."""
        stamps = []
        for file in (self.ca_file, self.certificate_file, self.key_file):
            try:
                stamps.append(0 if file is None else file.stat().st_mtime_ns)
            except OSError:
                stamps.append(-1)
        return tuple(stamps)

    def expires_at_utc(self) -> datetime | None:
        """When the client certificate ends; ``None`` without one. ``SettingsError`` if it cannot be read."""
        if self.certificate_file is None:
            return None
        try:
            return x509.load_pem_x509_certificate(self.certificate_file.read_bytes()).not_valid_after_utc
        except (OSError, ValueError):
            raise SettingsError(
                f"{self.certificate_file} holds no certificate; check platform.client_certificate_file."
            ) from None


def expiry_warning(expires_at_utc: datetime | None, now: datetime) -> str | None:
    """What to say of a certificate that ends on that day, ``None`` while there is time. Pure."""
    if expires_at_utc is None:
        return None
    day = f"{expires_at_utc.astimezone(UTC):%d %B %Y}"
    if expires_at_utc <= now:
        return f"the client certificate of the platform expired on {day}; renew it now, reports wait for it"
    if expires_at_utc - now < WARN_BEFORE:
        days = (expires_at_utc - now).days
        return f"the client certificate of the platform expires on {day}, in {days} days; have it renewed"
    return None


def is_certificate_trouble(error: BaseException) -> bool:
    """Whether a broken connection was the other side's no to our client certificate.

    With TLS 1.3 it comes after the handshake, so the HTTP library sees but a failed read; the alert's name is in the
    error below it.
    """
    seen: BaseException | None = error
    while seen is not None:
        text = str(seen).upper().replace(" ", "_")
        if "ALERT" in text and ("CERTIFICATE" in text or "UNKNOWN_CA" in text):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
