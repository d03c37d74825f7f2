"""A real platform that answers what a test wants it to, without a network."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx

from assistant.identifiers import uuid7
from assistant.platform import HttpPlatform, LiveEndpoint
from assistant.platform_contract import EvidenceRef
from assistant.signing import SigningSecret

NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
SECRET_TEXT = SigningSecret.generate()
SECRET = SigningSecret(SECRET_TEXT)
RECEIPT = {"report_id": "r1", "reference": "FL-4821", "status": "accepted"}

Answer = Callable[[httpx.Request], httpx.Response]


def live(answer: Answer, *, timeout_seconds: float = 10.0, clock: Callable[[], datetime] = lambda: NOW) -> HttpPlatform:
    """A client of it; ``answer`` is asked for every request."""
    endpoint = LiveEndpoint("https://platform.example", "store-box", SECRET)
    return HttpPlatform(endpoint, timeout_seconds=timeout_seconds, transport=httpx.MockTransport(answer), clock=clock)


def always(*args: Any, **kwargs: Any) -> Answer:
    """The same response to every request."""
    return lambda _request: httpx.Response(*args, **kwargs)


def never_asked(request: httpx.Request) -> httpx.Response:
    """Fails the test: nothing should have been sent."""
    raise AssertionError(f"{request.url} was asked")


def evidence(*, drill: bool) -> EvidenceRef:
    """A bookmark of camera 12."""
    return EvidenceRef(evidence_id=uuid7(), drill=drill, kind="camera_bookmark", camera="camera 12")
