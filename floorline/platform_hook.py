"""``POST /hooks/platform``: where the crime platform says, signed, what became of a report."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError

from assistant.platform_news import MAX_EVENT_BYTES, StatusEvent, news_job
from assistant.settings import PlatformSettings, secret_from
from assistant.signing import ID_HEADER, SigningSecret, signature_fault
from assistant.store import Store

log = logging.getLogger(__name__)


def inbound_secrets(settings: PlatformSettings) -> tuple[SigningSecret, ...]:
    """The secrets that the platform's messages may be signed with; two while one replaces the other."""
    what = "platform.inbound_secret"
    text = secret_from(settings.inbound_secret, settings.inbound_secret_file, what)
    return tuple(SigningSecret(one, what) for one in (text or "").split())


def platform_hook(
    store: Store,
    secrets: Sequence[SigningSecret],
    dispatch: Callable[[Sequence[str]], Awaitable[None]],
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> APIRouter:
    """The route. A message is in the outbox before it is answered, so 204 means that it will not be forgotten."""
    router = APIRouter()

    @router.post("/hooks/platform", include_in_schema=False)
    async def take(request: Request) -> Response:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > MAX_EVENT_BYTES:
                return _no(413, "too-large")
        fault = signature_fault(request.headers, bytes(body), secrets, clock())
        if fault is not None:
            log.warning("a message that claims to be the platform's was not believed: %s", fault)
            return _no(401, fault)
        try:
            event = StatusEvent.model_validate_json(bytes(body))
        except ValidationError:
            return _no(422, "schema-violation")
        known = await asyncio.to_thread(store.outcome, event.data.incident_id)
        if known is None or known.report_id != event.data.report_id:
            # Perhaps it overtook the platform's own answer to the report: sent again, it will be known.
            return _no(404, "not-found")
        # The id of the signed header, not of the body: it is what stays the same over the platform's attempts.
        job = news_job(event.data, request.headers[ID_HEADER])
        await asyncio.to_thread(store.add_jobs, [job])
        await dispatch([job.key])
        return Response(status_code=204)

    return router


def _no(status: int, code: str) -> JSONResponse:
    return JSONResponse({"status": status, "code": code, "title": "Not taken"}, status)
