"""What every request to the sandbox passes first: size, signature, key, and one at a time a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from assistant.errors import FloorlineError
from assistant.platform_contract import MAX_RECORD_BYTES, REPLAYED_HEADER, ProblemCode
from assistant.sandbox.faults import Faults, Target, problem_response
from assistant.sandbox.state import SandboxState
from assistant.signing import ID_HEADER, IDEMPOTENCY_HEADER, SigningSecret, signature_fault


class Refusal(FloorlineError):
    """Ends a request with this answer."""

    def __init__(self, answer: Response) -> None:
        super().__init__("The sandbox refused a request.")
        self.answer = answer


def refuse(status: int, code: str, title: str, **more: Any) -> Refusal:
    return Refusal(problem_response(status, code, title, **more))


@dataclass(frozen=True)
class Signed:
    """A request that is believed."""

    webhook_id: str
    path: str
    body: bytes


def utc_now() -> datetime:
    return datetime.now(UTC)


class Reception:
    """What every signed request passes: size, signature, and for writes media type, key, and one at a time a key."""

    def __init__(
        self, state: SandboxState, secrets: Sequence[SigningSecret], faults: Faults, clock: Callable[[], datetime]
    ) -> None:
        self.state = state
        self.faults = faults
        self.clock = clock
        self._secrets = tuple(secrets)
        self._under_way: set[str] = set()

    async def signed(self, request: Request) -> Signed:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_RECORD_BYTES:
                raise refuse(413, ProblemCode.TOO_LARGE, "The body is too large", detail=f"{MAX_RECORD_BYTES} bytes")
        fault = signature_fault(request.headers, bytes(body), self._secrets, self.clock())
        if fault is not None:
            raise refuse(401, fault, "The signature does not hold")
        return Signed(request.headers[ID_HEADER], request.url.path, bytes(body))

    async def write(
        self, request: Request, media_types: tuple[str, ...], act: Callable[[Signed], Response]
    ) -> Response:
        """Run ``act`` for a signed write, unless the same request is still being worked on."""
        signed = await self.signed(request)
        media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type not in media_types:
            raise refuse(415, ProblemCode.UNSUPPORTED_MEDIA_TYPE, "The media type is not taken", detail=media_types[0])
        key = request.headers.get(IDEMPOTENCY_HEADER)
        if key is None:
            raise refuse(400, ProblemCode.KEY_MISSING, "Idempotency-Key is missing")
        if key != signed.webhook_id:
            raise refuse(400, ProblemCode.KEY_MISMATCH, "Idempotency-Key and webhook-id differ")
        if key in self._under_way:
            headers = {"Retry-After": "1"}
            raise refuse(409, ProblemCode.IN_PROGRESS, "The first request is still under way", headers=headers)
        self._under_way.add(key)
        try:
            target: Target = "platform" if signed.path.startswith("/v1/") else "webhooks"
            await asyncio.sleep(self.faults.plans[target].latency_seconds)
            return act(signed)
        finally:
            self._under_way.discard(key)

    def once(self, signed: Signed, act: Callable[[], Response]) -> Response:
        """The stored answer if this request was answered before, else what ``act`` answers."""
        earlier = self.state.earlier_answer(signed.webhook_id, signed.path, signed.body)
        if earlier is None:
            return act()
        if not earlier.same_request:
            raise refuse(422, ProblemCode.KEY_REUSED, "The key was used for another request")
        return Response(earlier.answer, 200, headers={REPLAYED_HEADER: "true"}, media_type="application/json")
