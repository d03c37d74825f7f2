"""Signed requests to the sandbox, as the client of the platform would send them, and as it never would."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx

from assistant.signing import SigningSecret, signed_headers

NOW = datetime(2025, 3, 1, 12, 0, 0, tzinfo=UTC)
"""The sandbox's clock in tests without a server."""
SECRET_TEXT = SigningSecret.generate()
SECRET = SigningSecret(SECRET_TEXT)


def signed(body: bytes, key: str = "report-1", now: datetime = NOW, secret: SigningSecret = SECRET) -> dict[str, str]:
    """The headers of a write."""
    return signed_headers(secret, key, body, now) | {"Content-Type": "application/json"}


async def post(
    client: httpx.AsyncClient,
    body: bytes,
    key: str = "report-1",
    path: str = "/v1/reports",
    now: datetime = NOW,
    secret: SigningSecret = SECRET,
) -> httpx.Response:
    return await client.post(path, content=body, headers=signed(body, key, now, secret))


async def get(client: httpx.AsyncClient, path: str) -> httpx.Response:
    return await client.get(path, headers=signed_headers(SECRET, "read-1", b"", NOW))


def code(response: httpx.Response) -> str:
    """Why the sandbox said no."""
    assert response.headers["Content-Type"] == "application/problem+json"
    found: str = response.json()["code"]
    return found
