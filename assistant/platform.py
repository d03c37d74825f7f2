"""The retailer's crime-reporting platform, seen from the store.

``HttpPlatform`` speaks the contract of ``docs/platform.openapi.json``. Every request is signed
(``assistant.signing``) and every write carries an idempotency key, so a lost answer is cured by asking again.

A drill never reaches a real platform, by construction: whether the other end is a sandbox is a type
(``SandboxEndpoint``), not a flag. A record that does not say ``"drill": false`` in so many words is not sent to a
``LiveEndpoint``; and nothing is sent to a ``SandboxEndpoint`` before the server there has shown itself as one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn, Protocol, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from pydantic import BaseModel, ValidationError

from assistant.client_certificate import TlsFiles, expiry_warning
from assistant.errors import PlatformRefused, PlatformUnavailable, SettingsError
from assistant.identifiers import uuid7
from assistant.incident import Incident, Status
from assistant.outbound import (
    Answer,
    NoAnswer,
    Outbound,
    Skew,
    checked_url,
    is_loopback,
    is_retryable,
    retry_after_seconds,
)
from assistant.platform_contract import (
    KEY_ID_HEADER,
    PIECE_MEDIA_TYPE,
    REPLAYED_HEADER,
    SANDBOX_HEADER,
    EvidenceContent,
    EvidenceReceipt,
    EvidenceRef,
    Health,
    Problem,
    ProblemCode,
    ReportReceipt,
    ReportStatus,
    problem_in,
)
from assistant.settings import PlatformSettings, Settings, secret_from
from assistant.signing import SignatureFault, SigningSecret, is_message_id, signed_headers

M = TypeVar("M", bound=BaseModel)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Receipt:
    """The platform holds the report."""

    report_id: str
    """The platform's identifier, for ``add_evidence`` and ``report_status``."""
    reference: str
    """What the reporter is told: short and speakable, e.g. ``FL-4821``."""
    status: Status
    """Submitted, accepted, rejected or closed."""
    replayed: bool
    """Whether this is the answer to an earlier attempt with the same key."""


class Platform(Protocol):
    """Where reports are filed. Every method but ``health`` raises ``PlatformUnavailable`` or ``PlatformRefused``."""

    async def create_report(self, record: bytes, idempotency_key: str) -> Receipt:
        """File the record; ``record`` is its exact JSON in UTF-8. Safe to repeat with the same key and bytes."""
        ...

    async def add_evidence(self, report_id: str, evidence: EvidenceRef, idempotency_key: str) -> EvidenceReceipt:
        """Add one reference to a filed report. Safe to repeat with the same key and evidence."""
        ...

    async def evidence_content(self, report_id: str, evidence_id: UUID) -> EvidenceContent:
        """How much of an evidence file the platform has."""
        ...

    async def add_evidence_content(
        self, report_id: str, evidence_id: UUID, offset_bytes: int, piece: bytes
    ) -> EvidenceContent:
        """Send a piece that begins at ``offset_bytes``. Safe to repeat."""
        ...

    async def report_status(self, report_id: str) -> ReportStatus:
        """Where a filed report stands."""
        ...

    async def health(self) -> bool:
        """Whether the platform takes reports now. Raises nothing."""
        ...

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        ...


@dataclass(frozen=True)
class LiveEndpoint:
    """A real platform: takes no drill. ``SettingsError`` for an unencrypted or broken URL."""

    url: str
    key_id: str
    secret: SigningSecret

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", checked_url(self.url, "the crime platform (platform.url)"))


@dataclass(frozen=True)
class SandboxEndpoint:
    """A stand-in on this machine, the only place a drill may go. ``SettingsError`` for any other machine."""

    url: str
    key_id: str
    secret: SigningSecret

    def __post_init__(self) -> None:
        object.__setattr__(self, "url", checked_url(self.url, "the sandbox"))
        if not is_loopback(urlsplit(self.url).hostname):
            raise SettingsError("The sandbox must be on this machine; give a URL on 127.0.0.1.")


Endpoint = LiveEndpoint | SandboxEndpoint


def _utc_now() -> datetime:
    return datetime.now(UTC)


class HttpPlatform:
    """``Platform`` over HTTP. May be used from several event loops."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        timeout_seconds: float = 10.0,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], datetime] = _utc_now,
        tls: TlsFiles | None = None,
    ) -> None:
        """``timeout_seconds`` is for one whole request; ``clock`` gives timezone-aware UTC; ``tls``: mutual TLS."""
        self._endpoint = endpoint
        self._clock = clock
        # A sandbox is on this machine: a proxy from the environment could only lead away from it.
        self._outbound = Outbound(
            timeout_seconds, transport=transport, use_proxy=not isinstance(endpoint, SandboxEndpoint), tls=tls
        )
        self._skew = Skew()

    async def create_report(self, record: bytes, idempotency_key: str) -> Receipt:
        self._refuse_drill(is_drill=not _says_no_drill(record), what="This record")
        answer = await self._exchange("POST", "/v1/reports", record, idempotency_key)
        receipt = _parsed(answer, ReportReceipt)
        return Receipt(receipt.report_id, receipt.reference, receipt.status, _is_true(answer.headers, REPLAYED_HEADER))

    async def add_evidence(self, report_id: str, evidence: EvidenceRef, idempotency_key: str) -> EvidenceReceipt:
        self._refuse_drill(is_drill=evidence.drill, what="This evidence")
        body = evidence.model_dump_json(exclude_none=True).encode()
        answer = await self._exchange("POST", f"/v1/reports/{_checked_id(report_id)}/evidence", body, idempotency_key)
        return _parsed(answer, EvidenceReceipt)

    async def evidence_content(self, report_id: str, evidence_id: UUID) -> EvidenceContent:
        answer = await self._exchange("GET", _content_path(report_id, evidence_id), b"", str(uuid7()))
        return _parsed(answer, EvidenceContent)

    async def add_evidence_content(
        self, report_id: str, evidence_id: UUID, offset_bytes: int, piece: bytes
    ) -> EvidenceContent:
        path = f"{_content_path(report_id, evidence_id)}/{offset_bytes}"
        key = f"{evidence_id}:{offset_bytes}:{len(piece)}"
        return _parsed(await self._exchange("POST", path, piece, key, PIECE_MEDIA_TYPE), EvidenceContent)

    async def report_status(self, report_id: str) -> ReportStatus:
        answer = await self._exchange("GET", f"/v1/reports/{_checked_id(report_id)}/status", b"", str(uuid7()))
        return _parsed(answer, ReportStatus)

    async def health(self) -> bool:
        outcome = await self._outbound.send("GET", self._endpoint.url + "/v1/health", {}, b"")
        if not isinstance(outcome, Answer) or outcome.status != 200 or not self._is_declared(outcome):
            return False
        try:
            Health.model_validate_json(outcome.body or b"")
        except ValidationError:
            return False
        return True

    async def aclose(self) -> None:
        await self._outbound.aclose()

    def _refuse_drill(self, *, is_drill: bool, what: str) -> None:
        if is_drill and not isinstance(self._endpoint, SandboxEndpoint):
            raise PlatformRefused(f"{what} belongs to a drill and goes to a sandbox only; it was not sent.")

    def _is_declared(self, answer: Answer) -> bool:
        return isinstance(self._endpoint, LiveEndpoint) or _is_true(answer.headers, SANDBOX_HEADER)

    async def _signed(
        self, method: str, path: str, body: bytes, message_id: str, media_type: str, now: datetime
    ) -> Answer | NoAnswer:
        headers = signed_headers(self._endpoint.secret, message_id, body, now)
        headers |= {KEY_ID_HEADER: self._endpoint.key_id, "Accept": "application/json"}
        if method == "POST":
            headers["Content-Type"] = media_type
        return await self._outbound.send(method, self._endpoint.url + path, headers, body)

    async def _exchange(
        self, method: str, path: str, body: bytes, message_id: str, media_type: str = "application/json"
    ) -> Answer:
        """One signed request; the answer is 2xx."""
        if not is_message_id(message_id):
            raise PlatformRefused("The idempotency key has characters other than letters, digits, _ : -; change it.")
        if isinstance(self._endpoint, SandboxEndpoint) and not await self.health():
            # Asked anew each time, since another server may have taken the port; it costs a millisecond on loopback.
            raise PlatformUnavailable("No sandbox answers where one should be; nothing was sent, start it again.")
        outcome = await self._skew.asked(
            lambda now: self._signed(method, path, body, message_id, media_type, now), self._clock
        )
        if isinstance(outcome, NoAnswer):
            raise PlatformUnavailable(
                f"The crime platform did not answer ({outcome.reason}); the report is kept and sent again."
            )
        if not self._is_declared(outcome):
            raise PlatformUnavailable("What answered is not a sandbox; start the sandbox again.")
        if not 200 <= outcome.status < 300:
            _raise_for(outcome, self._clock())
        return outcome


def _raise_for(answer: Answer, now: datetime) -> NoReturn:
    problem = problem_in(answer.body)
    code = problem.code if problem else ""
    passes = code in (ProblemCode.IN_PROGRESS, ProblemCode.WRONG_OFFSET)
    if is_retryable(answer.status, in_progress=passes):
        raise PlatformUnavailable(
            f"The crime platform is not taking reports now (HTTP {answer.status}); the report is kept and sent again.",
            retry_after_seconds(answer.headers.get("Retry-After"), now),
            wants_quiet=answer.status == 429,
        )
    raise PlatformRefused(f"The crime platform refused the report (HTTP {answer.status}{_reason(problem)}).")


_ADVICE: Mapping[str, str] = {
    SignatureFault.HEADERS_MISSING: "something on the way strips its signature; check the proxy",
    SignatureFault.HEADERS_MALFORMED: "something on the way changes its signature; check the proxy",
    SignatureFault.TOO_OLD: "its time stamp is too old; set this machine's clock",
    SignatureFault.TOO_NEW: "its time stamp lies in the future; set this machine's clock",
    SignatureFault.NO_MATCH: "its signature does not match; check platform.secret",
    ProblemCode.DUPLICATE_INCIDENT: "this incident is already filed; look it up there",
    ProblemCode.KEY_REUSED: "the idempotency key was used for another record; file it under a new one",
    ProblemCode.SCHEMA_VIOLATION: "the record does not fit the schema; correct it and send it again",
    ProblemCode.TOO_LARGE: "the record is too large; shorten it and send it again",
    ProblemCode.WRONG_CONTENT: "the file did not arrive as it was announced; redrive it to send it anew",
    ProblemCode.NOT_FOUND: "no such report; check the platform's URL and the report's number",
}


def _reason(problem: Problem | None) -> str:
    """The platform's reason in our own words: its free text may quote the record, so it is never repeated."""
    if problem is None:
        return "; it gave no reason we know, ask the platform's operator"
    fields = sorted({field for field in problem.fields if field in Incident.model_fields})
    named = f" ({', '.join(fields)})" if fields else ""
    advice = _ADVICE.get(problem.code)
    return f": {advice}{named}" if advice else "; it gave no reason we know, ask the platform's operator"


def _parsed(answer: Answer, model: type[M]) -> M:
    try:
        return model.model_validate_json(answer.body or b"")
    except ValidationError:
        # Not chained: pydantic quotes what it read. Unavailable, not refused: it may have been a captive portal.
        raise PlatformUnavailable(
            f"The crime platform answered HTTP {answer.status} with something unreadable; the report is sent again."
        ) from None


def _says_no_drill(record: bytes) -> bool:
    """Whether the record says ``"drill": false``, once, at its top. Raises ``PlatformRefused`` if it is no record."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise ValueError("a name is there twice")
        return dict(pairs)

    try:
        parsed = json.loads(record, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise PlatformRefused("The record is not sound JSON; it was not sent.") from None
    if not isinstance(parsed, dict):
        raise PlatformRefused("The record is not a JSON object; it was not sent.")
    return parsed.get("drill") is False


def _checked_id(report_id: str) -> str:
    try:
        ReportReceipt(report_id=report_id, reference="X", status=Status.SUBMITTED)
    except ValidationError:
        raise PlatformRefused("The report's number has characters that no platform gives out; check it.") from None
    return report_id


def _is_true(headers: Mapping[str, str], name: str) -> bool:
    return headers.get(name, "").lower() == "true"


def _content_path(report_id: str, evidence_id: UUID) -> str:
    return f"/v1/reports/{_checked_id(report_id)}/evidence/{evidence_id}/content"


def wants_sandbox(settings: Settings) -> bool:
    """Whether no real platform is set, or everything is a drill."""
    return settings.platform.url is None or settings.drill


def platform_from(settings: Settings, sandbox: SandboxEndpoint | None) -> HttpPlatform:
    """The platform these settings ask for; ``SettingsError`` where they want a sandbox and there is none."""
    endpoint: Endpoint
    if not wants_sandbox(settings):
        endpoint = live_endpoint(settings.platform)
    elif sandbox is not None:
        endpoint = sandbox
    else:
        raise SettingsError("These settings file with a sandbox, and none is up; start it, or set platform.url.")
    tls = tls_files(settings.platform) if isinstance(endpoint, LiveEndpoint) else None
    warning = None if tls is None else expiry_warning(tls.expires_at_utc(), _utc_now())
    if warning is not None:
        log.warning("%s", warning)
    return HttpPlatform(endpoint, timeout_seconds=settings.platform.timeout_seconds, tls=tls)


def tls_files(settings: PlatformSettings) -> TlsFiles | None:
    """The platform's own TLS files, where the settings name any."""
    files = (settings.ca_file, settings.client_certificate_file, settings.client_key_file)
    return None if files == (None, None, None) else TlsFiles(*files)


def live_endpoint(settings: PlatformSettings) -> LiveEndpoint:
    """The configured real platform. ``SettingsError`` without URL or secret."""
    text = secret_from(settings.secret, settings.secret_file, "platform.secret")
    if settings.url is None or text is None:
        raise SettingsError("A crime platform needs platform.url and platform.secret (or secret_file); set both.")
    return LiveEndpoint(settings.url, settings.key_id, SigningSecret(text, "platform.secret"))
