"""The sandbox deciding about a report, and saying so: in its status, and by a signed message where it is told to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict

from assistant.errors import SettingsError
from assistant.identifiers import uuid7
from assistant.outbound import checked_url
from assistant.platform_contract import FiledStatus, PoliceReference, ProblemCode
from assistant.sandbox.reception import Reception, refuse
from assistant.signing import SigningSecret, signed_headers

STATUS_TYPE = "platform.report.status"


class Decision(BaseModel):
    """What is decided about a report, and where that is to be said (nowhere if left out)."""

    model_config = ConfigDict(extra="forbid")

    status: FiledStatus
    police_reference: PoliceReference | None = None
    callback_url: str | None = None
    message_id: str | None = None
    """Left out: a new one. The same again is the same message, sent again."""


def add_news_routes(app: FastAPI, reception: Reception, secrets: Sequence[SigningSecret]) -> None:
    """``POST /sandbox/reports/{reference}/status``, onto the sandbox's application."""
    state = reception.state

    @app.post("/sandbox/reports/{reference}/status", include_in_schema=False)
    async def decide(reference: str, decision: Decision) -> dict[str, Any]:
        report = next((one for one in state.reports() if one.reference == reference), None)
        if report is None:
            raise refuse(404, ProblemCode.NOT_FOUND, "No such report")
        now = reception.clock()
        state.set_status(report.report_id, decision.status, decision.police_reference, now)
        if decision.callback_url is None:
            return {"told": None}
        message_id = decision.message_id or f"msg_{uuid7()}"
        event = {
            "specversion": "1.0",
            "id": message_id,
            "source": "/sandbox",
            "type": STATUS_TYPE,
            "time": now.isoformat(),
            "datacontenttype": "application/json",
            "data": {
                "incident_id": report.incident_id,
                "report_id": report.report_id,
                "reference": reference,
                "status": decision.status.value,
                "police_reference": decision.police_reference,
                "updated_at_utc": now.isoformat(),
            },
        }
        body = json.dumps(event).encode()
        try:
            url = checked_url(decision.callback_url, "the callback")
        except SettingsError as exc:
            raise refuse(422, ProblemCode.SCHEMA_VIOLATION, "The callback is no URL", detail=str(exc)) from exc
        headers = signed_headers(secrets, message_id, body, now) | {"Content-Type": "application/cloudevents+json"}
        async with httpx.AsyncClient(timeout=10, trust_env=False) as client:
            answer = await client.post(url, content=body, headers=headers)
        return {"told": answer.status_code, "message_id": message_id}
