"""The route Rasa calls: ``POST /webhook``, rasa_sdk's executor behind our own token and time-out.

Rasa is told of both by ``endpoints.yml``: the address is ``FLOORLINE_ACTION_URL`` and every call bears
``Authorization: Bearer $FLOORLINE_ACTION_TOKEN``. Both are set by ``RasaServer`` when it starts Rasa.
"""

from __future__ import annotations

import asyncio
import hmac
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, HTTPException, status
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException

from actions.take_turn import ActionTakeTurn, Take
from assistant.errors import FloorlineError


def action_router(take: Take, timeout_seconds: float, token: str | None = None) -> APIRouter:
    """A router with ``POST /webhook`` (what Rasa calls) and ``GET /health``.

    ``take`` is awaited once a call, for ``timeout_seconds`` at most, then cancelled. With a ``token``, a call without
    it is refused. Whatever fails is answered with a status of 400 or more, which makes Rasa give the turn up without
    our acknowledgement, so the caller sees ``RasaAnswerError``.
    """
    executor = ActionExecutor()
    executor.register_action(ActionTakeTurn(take))
    router = APIRouter()

    @router.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.post("/webhook")
    async def webhook(
        call: Annotated[dict[str, Any], Body()], authorization: Annotated[str, Header()] = ""
    ) -> dict[str, Any]:
        if token is not None and not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(status.HTTP_401_UNAUTHORIZED, "The action webhook's token is needed.")
        if not _is_call(call):
            raise HTTPException(status.HTTP_400_BAD_REQUEST, "This is not a call of an action by Rasa.")
        # endpoints.yml spares every turn the domain; the executor insists on one all the same.
        call.setdefault("domain", {})
        try:
            async with asyncio.timeout(timeout_seconds):
                result = await executor.run(call)
        except TimeoutError as exc:
            raise HTTPException(status.HTTP_504_GATEWAY_TIMEOUT, "The turn took too long.") from exc
        except ActionNotFoundException as exc:
            raise HTTPException(status.HTTP_404_NOT_FOUND, "There is no such action here.") from exc
        except ActionExecutionRejection as exc:
            raise HTTPException(status.HTTP_400_BAD_REQUEST, "The action was refused.") from exc
        except FloorlineError as exc:
            raise HTTPException(status.HTTP_500_INTERNAL_SERVER_ERROR, f"The turn failed ({exc.code}).") from exc
        answer: dict[str, Any] = result.model_dump() if result is not None else {"events": [], "responses": []}
        return answer

    return router


def _is_call(call: dict[str, Any]) -> bool:
    """Whether it has all that the executor reads without looking."""
    tracker = call.get("tracker")
    return (
        isinstance(call.get("next_action"), str)
        and isinstance(tracker, dict)
        and isinstance(tracker.get("events"), list)
    )
