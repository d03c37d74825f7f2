"""Floorline's own HTTP API on the store box: turns for the terminal chat, health, metrics, stand-down.

Everything needs the bearer token, also on loopback: any program of the machine can reach loopback.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel, ConfigDict, Field

from assistant.calling import AnswerKind
from assistant.delivery.escalation import Answer
from assistant.identifiers import uuid7
from assistant.store import Utterance

if TYPE_CHECKING:
    from floorline.runtime import Runtime


class TurnRequest(BaseModel):
    """One utterance, or a silence."""

    model_config = ConfigDict(extra="forbid")

    utterance_id: UUID = Field(default_factory=uuid7, description="The same again gives the first answer again.")
    conversation_id: str = Field(min_length=1, max_length=200)
    actor_id: str = Field(min_length=1, max_length=100)
    device_id: str = Field(min_length=1, max_length=100)
    channel: Literal["headset", "chat", "console"] = "chat"
    text: str = Field(default="", max_length=1_000_000)
    confidence: float | None = Field(default=None, ge=0, le=1)
    silence_seconds: float | None = Field(default=None, ge=0)


class OutcomeAnswer(BaseModel):
    """What the reporter is told of a filed report."""

    sentence: str | None
    status: str | None


class AnswerRequest(BaseModel):
    """What somebody who was called to an incident answers."""

    model_config = ConfigDict(extra="forbid")

    actor_id: str = Field(min_length=1, max_length=100)
    kind: AnswerKind
    eta_minutes: int | None = Field(default=None, ge=0, le=120)
    device_id: str = Field(default="console", min_length=1, max_length=100)


class StandDownRequest(BaseModel):
    """Who ends an alarm."""

    actor_id: str = Field(min_length=1, max_length=100)


def _runtime(request: Request) -> Runtime:
    runtime: Runtime = request.app.state.runtime
    return runtime


# FastAPI reads annotations of the routes below as text, so what they name must stand at the module's level.
TheRuntime = Annotated[Any, Depends(_runtime)]


def local_api(token: str) -> FastAPI:
    """The application; the runtime is put into ``app.state.runtime`` before it is served."""
    app = FastAPI(title="Floorline store box", docs_url=None, redoc_url=None, openapi_url=None)

    def authenticated(authorization: Annotated[str, Header()] = "") -> None:
        if not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
            raise HTTPException(401, "A bearer token is needed; it stands in running.json in the data folder.")

    protected = [Depends(authenticated)]

    @app.post("/v1/turns", dependencies=protected)
    async def turn(asked: TurnRequest, runtime: TheRuntime) -> dict[str, Any]:
        utterance = Utterance(**asked.model_dump(), said_at_utc=datetime.now(UTC))
        result = await runtime.conversation.take_turn(utterance)
        answer: dict[str, Any] = result.to_json()
        return answer

    @app.get("/v1/incidents/{incident_id}/outcome", dependencies=protected)
    async def outcome(incident_id: UUID, runtime: TheRuntime, wait_seconds: float = 0.0) -> OutcomeAnswer:
        told = await runtime.outcomes.wait(incident_id, min(max(wait_seconds, 0.0), 30.0))
        return OutcomeAnswer(sentence=told[0] if told else None, status=told[1] if told else None)

    @app.post("/v1/incidents/{incident_id}/stand-down", dependencies=protected)
    async def stand_down(incident_id: UUID, asked: StandDownRequest, runtime: TheRuntime) -> dict[str, bool]:
        return {"ended": await runtime.conversation.stand_down(incident_id, asked.actor_id, "console")}

    @app.post("/v1/incidents/{incident_id}/answers", dependencies=protected)
    async def answer(incident_id: UUID, asked: AnswerRequest, runtime: TheRuntime) -> dict[str, str]:
        given = Answer(**asked.model_dump(), at_utc=datetime.now(UTC))
        return {"words": await runtime.calling.answers.take(incident_id, given)}

    @app.get("/v1/incidents/{incident_id}/calls", dependencies=protected)
    async def calls(incident_id: UUID, runtime: TheRuntime) -> dict[str, Any]:
        escalation = await runtime.calling.escalations.of(incident_id)
        if escalation is None:
            raise HTTPException(404, "Nobody was called to that incident.")
        shown: dict[str, Any] = escalation.model_dump(mode="json", include={"phase", "round", "told", "answers"})
        return shown

    @app.get("/v1/health", dependencies=protected)
    async def health(runtime: TheRuntime) -> dict[str, Any]:
        rasa = runtime.rasa.health() if runtime.rasa else None
        return {
            "rasa": rasa.state if rasa else "left out",
            "rasa_restarts": rasa.restarts if rasa else 0,
            "platform": "up" if await runtime.platform.health() else "down",
            "procedures_broken": len(runtime.sops.problems),
            "targets": {
                one.target: {"owed": one.owed, "failing": one.failing, "dead": one.dead, "last_error": one.last_error}
                for one in await runtime.delivery.health()
            },
        }

    return app
