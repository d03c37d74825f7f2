"""One HTTP request out of the store box, and what its outcome means. Nothing here raises for the network's sake.

Used by the platform's client and by the webhook channel, which put the outcome into their own errors.
"""

from __future__ import annotations

import asyncio
import logging
import math
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from importlib import import_module
from ipaddress import ip_address
from typing import Final, Generic, TypeVar
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import httpx

from assistant.client_certificate import TlsFiles, is_certificate_trouble
from assistant.errors import SettingsError

MAX_ANSWER_BYTES: Final = 262_144
"""No honest answer is longer; what is longer is not read."""
MAX_RETRY_AFTER_SECONDS: Final = 3600.0
"""The longest wait a receiver can ask for: a nonsense date must not park a report for ever."""
RETRYABLE_STATUSES: Final = frozenset({408, 423, 425, 429})
"""With every 5xx, and a 409 that says the first attempt is still going on."""

_TIMES_ASKED: Final = 3
T = TypeVar("T")
log = logging.getLogger(__name__)


class Skew:
    """How far the receivers' clock is from ours, learnt from the ``Date`` of an answer that did not believe our time.

    A store box whose clock jumped (no battery, a summer time set by hand) must still get its alarms and reports out.
    """

    SMALLEST_SECONDS: Final = 60.0
    """Less is travel time and rounding, and within every receiver's window."""

    def __init__(self) -> None:
        self._seconds = 0.0

    async def asked(
        self, send: Callable[[datetime], Awaitable[Answer | NoAnswer]], clock: Callable[[], datetime]
    ) -> Answer | NoAnswer:
        """Send, signed at our time as the receiver would read it; again at once where it shows that we were wrong."""
        for _ in range(_TIMES_ASKED):
            # Kept: our clock may jump, and another request learn a better skew, while this one is on its way.
            signed_at = clock() + timedelta(seconds=self._seconds)
            outcome = await send(signed_at)
            if isinstance(outcome, NoAnswer) or not self._learn(outcome, clock, signed_at):
                return outcome
        return NoAnswer("it does not believe the time of this machine, whose clock jumps; set it")

    def _learn(self, answer: Answer, clock: Callable[[], datetime], signed_at: datetime) -> bool:
        """Whether it was refused for its time, as far as the answer's own time tells."""
        if answer.status not in (400, 401, 403):
            return False
        try:
            date = parsedate_to_datetime(answer.headers.get("Date", ""))
        except (ValueError, TypeError):
            return False
        if date.tzinfo is None or abs((date - signed_at).total_seconds()) < self.SMALLEST_SECONDS:
            return False
        offset = (date - clock()).total_seconds()
        self._seconds = offset if abs(offset) >= self.SMALLEST_SECONDS else 0.0
        if self._seconds:
            log.warning("this machine's clock is %.0f s off the receiver's; set it", -offset)
        return True


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    """HTTP status code."""
    headers: Mapping[str, str]
    """Case-insensitive."""
    body: bytes | None
    """``None``: longer than ``MAX_ANSWER_BYTES``, or compressed though we asked for it plain."""


@dataclass(frozen=True)
class NoAnswer:
    """Nothing usable came back; whether the request was acted upon is not known."""

    reason: str
    """For people, fits into brackets."""


@cache
def tls_context() -> ssl.SSLContext:
    """The one TLS context of the process, with all else that a first request would have to load.

    Reading the certificates takes 50 ms and loading httpx's inner parts 100 to 400 ms (measured on two busy cores):
    paid here, when channels are built, and not by the first alarm.
    """
    context = httpx.create_ssl_context()
    httpx.AsyncClient(verify=context)
    # Not a public name; should it go one day, the first request is slower again and nothing else changes.
    with suppress(ImportError):
        import_module("anyio._backends._asyncio")
    return context


class PerLoop(Generic[T]):
    """One ``T`` for each event loop: an HTTP client's connections belong to the loop that opened them.

    Durable jobs may run on a loop of their own beside the application's.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._made: WeakKeyDictionary[asyncio.AbstractEventLoop, T] = WeakKeyDictionary()

    def get(self) -> T:
        """The running loop's own."""
        loop = asyncio.get_running_loop()
        if loop not in self._made:
            self._made[loop] = self._make()
        return self._made[loop]

    def drop(self) -> T | None:
        """Take the running loop's own out, so that it can be closed."""
        return self._made.pop(asyncio.get_running_loop(), None)


class Outbound:
    """Sends requests. Never follows a redirect, never reads more than ``MAX_ANSWER_BYTES``, never waits longer."""

    def __init__(
        self,
        timeout_seconds: float,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        use_proxy: bool = True,
        tls: TlsFiles | None = None,
    ) -> None:
        """``timeout_seconds`` is for the whole exchange. ``use_proxy``: heed the environment's proxy settings.

        ``tls``: files of our own for this receiver; when one is replaced, the next request uses the new one.
        """
        self._timeout_seconds = timeout_seconds
        self._tls = tls
        self._tls_stamp = None if tls is None else tls.stamp()
        self._verify = tls_context() if tls is None else tls.context()
        self._clients: PerLoop[httpx.AsyncClient] = PerLoop(
            lambda: httpx.AsyncClient(
                verify=self._verify, transport=transport, timeout=timeout_seconds, trust_env=use_proxy
            )
        )

    async def send(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer | NoAnswer:
        """One request. Raises nothing for the network's sake; ``SettingsError`` where new TLS files are broken."""
        if self._tls is not None and self._tls.stamp() != self._tls_stamp:
            self._verify = self._tls.context()
            self._tls_stamp = self._tls.stamp()
            await self.aclose()
        client = self._clients.get()
        plain = {**headers, "Accept-Encoding": "identity", "User-Agent": "Floorline"}
        try:
            # httpx's time-outs are per read: a server that drips one byte a second would never meet them.
            async with (
                asyncio.timeout(self._timeout_seconds),
                client.stream(method, url, headers=plain, content=body) as response,
            ):
                return Answer(response.status_code, response.headers, await _limited_body(response))
        except (TimeoutError, httpx.TimeoutException):
            return NoAnswer(f"no answer within {self._timeout_seconds:g} s")
        except httpx.RequestError as exc:
            if is_certificate_trouble(exc):
                return NoAnswer("it does not take our client certificate; see to platform.client_certificate_file")
            if isinstance(exc, httpx.ConnectError):
                return NoAnswer("no connection")
            if self._tls is not None:
                # Often all that is to be seen: the other side hangs up after the handshake.
                kind = type(exc).__name__
                return NoAnswer(
                    f"connection broken, {kind}, as where it does not take our client certificate; "
                    "see to platform.client_certificate_file"
                )
            # The type only: the text may quote what the other side sent.
            return NoAnswer(f"connection broken, {type(exc).__name__}")

    async def aclose(self) -> None:
        """Close the running loop's connections; those of other loops end with their loop."""
        client = self._clients.drop()
        if client is not None:
            await client.aclose()


async def _limited_body(response: httpx.Response) -> bytes | None:
    if response.headers.get("Content-Encoding", "identity") != "identity":
        return None
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MAX_ANSWER_BYTES:
            return None
    return bytes(body)


def is_retryable(status: int, *, in_progress: bool = False) -> bool:
    """Whether the same request may succeed later. ``in_progress``: a 409 said that the first one is under way.

    A redirect counts as retryable: on a shop's network it is a captive portal, not the receiver.
    """
    return status in RETRYABLE_STATUSES or status >= 500 or 300 <= status < 400 or (status == 409 and in_progress)


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """``Retry-After`` (RFC 9110, section 10.2.3: seconds or an HTTP date) as seconds from ``now``, at least 0.

    ``None`` if it is missing or neither; at most ``MAX_RETRY_AFTER_SECONDS``.
    """
    if header is None:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        # Digits beyond any sane wait are not converted: int() refuses thousands of them.
        return MAX_RETRY_AFTER_SECONDS if len(text) > 9 else min(float(text), MAX_RETRY_AFTER_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    seconds = (moment - now).total_seconds()
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS) if math.isfinite(seconds) else None


def is_loopback(host: str | None) -> bool:
    """Whether ``host`` is this machine: ``localhost`` or a loopback address."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def checked_url(url: str, what: str) -> str:
    """``url`` without a trailing slash, if it may carry incident data: https, or http to this machine.

    ``what`` names the setting in the ``SettingsError``.
    """
    try:
        parts = urlsplit(url)
        fits = url.isprintable() and " " not in url and bool(parts.hostname)
        fits = fits and not (parts.query or parts.fragment or parts.username or parts.password)
        # httpx is stricter than urlsplit in places, and it is httpx that will be given the URL.
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        fits = False
    if not fits:
        raise SettingsError(f"The URL of {what} is not one; give it as https://host or https://host/path.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname)):
        raise SettingsError(f"The URL of {what} is not encrypted; use https (plain http is only for this machine).")
    return url.rstrip("/")
