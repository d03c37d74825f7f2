"""Signed requests as Standard Webhooks has them: who sent these bytes, and when.

Headers ``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``; the signature is HMAC-SHA-256 over
``id.timestamp.body`` (https://www.standardwebhooks.com, specification 1.0). The same scheme signs what goes to the
crime platform and what goes to webhooks. ``Idempotency-Key`` equals ``webhook-id`` and stays the same over retries,
while timestamp and signature are made anew for each attempt.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import re
import secrets as randomness
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from assistant.errors import SettingsError

REPLAY_WINDOW_SECONDS: Final = 300
"""How far a timestamp may be from the receiver's clock, either way; the tolerance Standard Webhooks recommends."""

ID_HEADER: Final = "webhook-id"
TIMESTAMP_HEADER: Final = "webhook-timestamp"
SIGNATURE_HEADER: Final = "webhook-signature"
IDEMPOTENCY_HEADER: Final = "Idempotency-Key"

_PREFIX = "whsec_"
_MESSAGE_ID = re.compile(r"[A-Za-z0-9_:-]{1,128}")
"""No full stop: it separates the parts of what is signed."""
_TIMESTAMP = re.compile(r"[0-9]{1,11}")


class SignatureFault(StrEnum):
    """Why a request is not believed. The value is the ``code`` a receiver answers with."""

    HEADERS_MISSING = "signature-missing"
    HEADERS_MALFORMED = "signature-malformed"
    TOO_OLD = "timestamp-too-old"
    TOO_NEW = "timestamp-too-new"
    NO_MATCH = "signature-mismatch"


class SigningSecret:
    """One shared secret, checked when it is read rather than at the first alarm. Never shows itself."""

    def __init__(self, text: str, what: str = "the signing secret") -> None:
        """``text`` is ``whsec_`` and base64 of 24 to 64 bytes; ``what`` names it in the error. ``SettingsError``."""
        try:
            if not text.startswith(_PREFIX):
                raise ValueError
            key = base64.b64decode(text.removeprefix(_PREFIX), validate=True)
            if not 24 <= len(key) <= 64:
                raise ValueError
        except (ValueError, binascii.Error):
            # "from None": the original error could quote the secret.
            raise SettingsError(
                f"{what[:1].upper()}{what[1:]} is not a Standard Webhooks secret; "
                f"give it as {_PREFIX} followed by 24 to 64 bytes in base64."
            ) from None
        self._key = key

    @staticmethod
    def generate() -> str:
        """A new secret of 32 random bytes, as text."""
        return _PREFIX + base64.b64encode(randomness.token_bytes(32)).decode("ascii")

    def __repr__(self) -> str:
        return "SigningSecret(…)"

    def signature(self, message_id: str, timestamp: datetime, body: bytes) -> str:
        """``v1,`` and the base64 HMAC-SHA-256 of any bytes."""
        # Not by the library: it takes text only, and a piece of a photo is none. The tests hold the two equal.
        signed = f"{message_id}.{int(timestamp.timestamp())}.".encode() + body
        return "v1," + base64.b64encode(hmac.digest(self._key, signed, "sha256")).decode("ascii")


def is_message_id(text: str) -> bool:
    """Whether ``text`` can be a ``webhook-id``: 1 to 128 of ``A-Z a-z 0-9 _ : -``."""
    return _MESSAGE_ID.fullmatch(text) is not None


def signed_headers(
    secrets: SigningSecret | Sequence[SigningSecret], message_id: str, body: bytes, now: datetime
) -> dict[str, str]:
    """The four headers that go with exactly these bytes at ``now`` (timezone-aware).

    Several ``secrets`` (while one replaces another) each make a signature; the receiver believes any it knows.
    """
    all_secrets = (secrets,) if isinstance(secrets, SigningSecret) else secrets
    return {
        ID_HEADER: message_id,
        TIMESTAMP_HEADER: str(int(now.timestamp())),
        SIGNATURE_HEADER: " ".join(secret.signature(message_id, now, body) for secret in all_secrets),
        IDEMPOTENCY_HEADER: message_id,
    }


def signature_fault(
    headers: Mapping[str, str], body: bytes, secrets: Sequence[SigningSecret], now: datetime
) -> SignatureFault | None:
    """What is wrong with the signature of a received request, or ``None`` if it holds.

    ``secrets`` are all that are in force: during a rotation, the old and the new. The sender may also send several
    signatures, separated by spaces. ``headers`` must be case-insensitive or lower-case.
    """
    message_id = headers.get(ID_HEADER)
    stamp = headers.get(TIMESTAMP_HEADER)
    signatures = headers.get(SIGNATURE_HEADER)
    if not (message_id and stamp and signatures):
        return SignatureFault.HEADERS_MISSING
    if not is_message_id(message_id) or not _TIMESTAMP.fullmatch(stamp):
        return SignatureFault.HEADERS_MALFORMED
    sent_seconds = int(stamp)
    age_seconds = now.timestamp() - sent_seconds
    if age_seconds > REPLAY_WINDOW_SECONDS:
        return SignatureFault.TOO_OLD
    if age_seconds < -REPLAY_WINDOW_SECONDS:
        return SignatureFault.TOO_NEW
    sent_at = datetime.fromtimestamp(sent_seconds, UTC)
    expected = [secret.signature(message_id, sent_at, body).encode("ascii") for secret in secrets]
    offered = [signature.encode("utf-8", "replace") for signature in signatures.split(" ")[:16]]
    # Every pair is compared, in constant time, so that timing tells nothing of which secret nearly matched.
    matches = [hmac.compare_digest(ours, theirs) for ours in expected for theirs in offered]
    return None if any(matches) else SignatureFault.NO_MATCH
