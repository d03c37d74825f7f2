"""What goes wrong on purpose: slow, failing, rate-limited, talking nonsense, losing replies.

``Faults`` holds what is still to go wrong; ``FaultyServer`` wraps the application and does it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.outbound import is_loopback
from assistant.platform_contract import SANDBOX_HEADER, Problem, ProblemCode

Target = Literal["platform", "webhooks"]

DROP_EXTENSION: Final = "floorline.drop"
"""Where the server puts the function that cuts the connection (``server.py``)."""


class FaultPlan(BaseModel):
    """What is to go wrong. The numbers count down with each request to the target; rates and latency stay.

    Where several are set they come in the order of the fields.
    """

    model_config = ConfigDict(extra="forbid")

    target: Target = "platform"
    rate_limit: int = Field(default=0, ge=0, le=1_000_000, description="Answer 429 this many times.")
    retry_after_seconds: int = Field(default=1, ge=0, le=86_400, description="What 429 and failures ask for.")
    retry_after_as_date: bool = Field(default=False, description="Say it as an HTTP date.")
    fail_next: int = Field(default=0, ge=0, le=1_000_000, description="Answer fail_status this many times.")
    fail_status: int = Field(default=503, ge=400, le=599)
    garbage: int = Field(default=0, ge=0, le=1_000_000, description="Answer 200 with a web page; nothing is stored.")
    lose_replies: int = Field(
        default=0, ge=0, le=1_000_000, description="Process and store, then cut the connection without an answer."
    )
    cut_replies: int = Field(
        default=0, ge=0, le=1_000_000, description="Process and store, then cut the connection in mid-answer."
    )
    fail_rate: float = Field(default=0, ge=0, le=1, description="Answer fail_status by chance, this often.")
    lose_rate: float = Field(default=0, ge=0, le=1, description="Lose the reply by chance, this often.")
    latency_seconds: float = Field(default=0, ge=0, le=600, description="Wait this long before storing.")


class Faults:
    """The plans in force, one for each target."""

    def __init__(self) -> None:
        self.plans: dict[Target, FaultPlan] = {}
        self.reset()

    def reset(self) -> None:
        """Nothing goes wrong any more."""
        self.plans = {"platform": FaultPlan(target="platform"), "webhooks": FaultPlan(target="webhooks")}

    def set(self, plan: FaultPlan) -> None:
        """Replace the plan of the plan's target."""
        self.plans[plan.target] = plan.model_copy()


def _take(plan: FaultPlan, name: str) -> bool:
    left: int = getattr(plan, name)
    if left > 0:
        setattr(plan, name, left - 1)
    return left > 0


def _target(scope: Scope) -> Target | None:
    path: str = scope["path"]
    if path == "/v1/reports" or path.startswith("/v1/reports/"):
        return "platform"
    if path.startswith("/sandbox/webhooks/") and scope["method"] == "POST":
        return "webhooks"
    return None


class FaultyServer:
    """Outermost layer: names the sandbox on every answer, answers this machine only, and injects faults."""

    def __init__(
        self,
        app: ASGIApp,
        faults: Faults,
        clock: Callable[[], datetime],
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._app = app
        self._faults = faults
        self._clock = clock
        self._chance = chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (SANDBOX_HEADER.lower().encode(), b"true")]}
            await send(message)

        client = scope.get("client")
        if client is None or not is_loopback(client[0]):
            await PlainTextResponse("The sandbox answers this machine only.", 403)(scope, receive, named)
            return
        target = _target(scope)
        if target is None:
            await self._app(scope, receive, named)
            return
        plan = self._faults.plans[target]
        instead = self._answer_instead(plan)
        if instead is not None:
            await instead(scope, receive, named)
        elif _take(plan, "lose_replies") or self._chance() < plan.lose_rate:
            await self._lose(scope, receive, send)
        elif _take(plan, "cut_replies"):
            await self._app(scope, receive, _cut(named))
        else:
            await self._app(scope, receive, named)

    def _answer_instead(self, plan: FaultPlan) -> Response | None:
        headers = {"Retry-After": self._retry_after(plan)}
        if _take(plan, "rate_limit"):
            return problem_response(429, ProblemCode.RATE_LIMITED, "Too many requests", headers=headers)
        if _take(plan, "fail_next") or self._chance() < plan.fail_rate:
            return problem_response(plan.fail_status, ProblemCode.FAULT_INJECTED, "Told to fail", headers=headers)
        if _take(plan, "garbage"):
            return Response("<html><title>Welcome to the shop's wireless network</title>", media_type="text/html")
        return None

    def _retry_after(self, plan: FaultPlan) -> str:
        if plan.retry_after_as_date:
            return format_datetime(self._clock() + timedelta(seconds=plan.retry_after_seconds), usegmt=True)
        return str(plan.retry_after_seconds)

    async def _lose(self, scope: Scope, receive: Receive, send: Send) -> None:
        drop: Callable[[], None] | None = scope.get("extensions", {}).get(DROP_EXTENSION)
        if drop is None:
            # A server other than ours cannot cut before the first byte; in mid-answer is the nearest it can do.
            await self._app(scope, receive, _cut(send))
            return

        async def swallow(_message: Message) -> None:
            """The reply that gets lost."""

        await self._app(scope, receive, swallow)
        drop()


def _cut(send: Send) -> Send:
    """A ``send`` that promises the whole body and delivers half: the server then closes the connection."""

    async def half(message: Message) -> None:
        if message["type"] == "http.response.body":
            body: bytes = message.get("body", b"")
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        else:
            await send(message)

    return half


def problem_response(
    status: int,
    code: str,
    title: str,
    *,
    fields: tuple[str, ...] = (),
    detail: str | None = None,
    headers: Mapping[str, Any] | None = None,
) -> Response:
    """An answer in ``application/problem+json``."""
    problem = Problem(title=title, status=status, code=code, fields=fields, detail=detail)
    return Response(
        problem.model_dump_json(exclude_none=True),
        status,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )
