"""The sandbox's routes: the platform's contract under ``/v1``, its controls under ``/sandbox``."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from assistant.incident import CATEGORIES
from assistant.platform_contract import (
    EvidenceReceipt,
    EvidenceRef,
    FiledReport,
    FiledReports,
    Health,
    ProblemCode,
    ReportId,
    ReportReceipt,
    ReportStatus,
    record_schema,
)
from assistant.sandbox.checks import SchemaCheck, strict_json
from assistant.sandbox.evidence_content import add_content_routes
from assistant.sandbox.faults import FaultPlan, Faults, FaultyServer, Target, problem_response
from assistant.sandbox.news import add_news_routes
from assistant.sandbox.openapi import SIGNED, SIGNED_WRITE, describe
from assistant.sandbox.reception import Reception, Refusal, Signed, refuse, utc_now
from assistant.sandbox.state import SandboxState, StoredReport
from assistant.signing import SigningSecret

WebhookName = Annotated[str, Path(pattern=r"^[a-z0-9-]{1,40}$")]


def sandbox_app(
    state: SandboxState,
    secrets: Sequence[SigningSecret],
    *,
    faults: Faults | None = None,
    clock: Callable[[], datetime] = utc_now,
    categories: Sequence[str] = CATEGORIES,
) -> FastAPI:
    """The stand-in as an ASGI application.

    ``secrets`` are those in force (several during a rotation), for reports and for ``/sandbox/webhooks`` alike.
    ``clock`` gives timezone-aware UTC. ``categories`` are the kinds of incident it knows.
    """
    faults = faults or Faults()
    reception = Reception(state, secrets, faults, clock)
    app = FastAPI(title="Crime-reporting platform, as Floorline expects it", docs_url=None, redoc_url=None)
    app.add_middleware(FaultyServer, faults=faults, clock=clock)
    _add_error_answers(app)
    _add_platform_routes(app, reception, categories)
    add_content_routes(app, reception)
    _add_control_routes(app, reception)
    add_news_routes(app, reception, secrets)
    describe(app)
    return app


def _add_platform_routes(app: FastAPI, reception: Reception, categories: Sequence[str]) -> None:
    state = reception.state
    record_check = SchemaCheck(record_schema(categories))

    def file(signed: Signed) -> Response:
        record = _json(signed.body)
        broken = record_check.broken_fields(record)
        if broken:
            raise refuse(422, ProblemCode.SCHEMA_VIOLATION, "The record does not fit the schema", fields=broken)
        answer = state.file_report(
            signed.webhook_id, signed.path, signed.body, record["incident_id"].lower(), reception.clock()
        )
        if answer is None:
            raise refuse(409, ProblemCode.DUPLICATE_INCIDENT, "The incident is already filed")
        return Response(answer, 201, media_type="application/json")

    def report_or_404(report_id: str) -> StoredReport:
        report = state.report(report_id)
        if report is None:
            raise refuse(404, ProblemCode.NOT_FOUND, "No such report")
        return report

    def add(signed: Signed, report_id: str) -> Response:
        report = report_or_404(report_id)
        _json(signed.body)
        try:
            evidence = EvidenceRef.model_validate_json(signed.body)
        except ValidationError as exc:
            broken = tuple(sorted({str(error["loc"][0]) for error in exc.errors() if error["loc"]}))
            raise refuse(
                422, ProblemCode.SCHEMA_VIOLATION, "The evidence does not fit the schema", fields=broken
            ) from exc
        answer = state.add_evidence(
            signed.webhook_id, signed.path, report.report_id, str(evidence.evidence_id), signed.body, reception.clock()
        )
        if answer is None:
            raise refuse(409, ProblemCode.DUPLICATE_EVIDENCE, "The evidence is already there")
        return Response(answer, 201, media_type="application/json")

    async def read(request: Request) -> None:
        await reception.signed(request)
        await asyncio.sleep(reception.faults.plans["platform"].latency_seconds)

    @app.post(
        "/v1/reports", status_code=201, response_model=ReportReceipt, openapi_extra=SIGNED_WRITE, name="create_report"
    )
    async def create_report(request: Request) -> Response:
        """File an incident record. The same key and body again give the same answer with status 200."""
        return await reception.write(
            request, ("application/json",), lambda signed: reception.once(signed, lambda: file(signed))
        )

    @app.post(
        "/v1/reports/{report_id}/evidence",
        status_code=201,
        response_model=EvidenceReceipt,
        openapi_extra=SIGNED_WRITE,
        name="add_evidence",
    )
    async def add_evidence(request: Request, report_id: ReportId) -> Response:
        """Add a reference to a piece of evidence. The same key and body again give the same answer, status 200."""
        return await reception.write(
            request, ("application/json",), lambda signed: reception.once(signed, lambda: add(signed, report_id))
        )

    @app.get("/v1/reports", response_model=FiledReports, openapi_extra=SIGNED, name="list_reports")
    async def list_reports(request: Request) -> Response:
        """Every report this customer filed, oldest first."""
        await read(request)
        bodies = b",".join(_filed(report) for report in state.reports())
        return Response(b'{"reports":[' + bodies + b"]}", media_type="application/json")

    @app.get("/v1/reports/{report_id}", response_model=FiledReport, openapi_extra=SIGNED, name="get_report")
    async def get_report(request: Request, report_id: ReportId) -> Response:
        """A report as the platform holds it."""
        await read(request)
        return Response(_filed(report_or_404(report_id)), media_type="application/json")

    @app.get("/v1/reports/{report_id}/status", response_model=ReportStatus, openapi_extra=SIGNED, name="report_status")
    async def report_status(request: Request, report_id: ReportId) -> ReportStatus:
        """Where a report stands."""
        await read(request)
        report = report_or_404(report_id)
        return ReportStatus.model_validate(
            {
                "report_id": report.report_id,
                "reference": report.reference,
                "status": report.status,
                "police_reference": report.police_reference,
                "evidence_count": len(report.evidence),
                "updated_at_utc": report.updated_at_utc,
            }
        )

    @app.get("/v1/health", response_model=Health, name="health")
    async def health() -> Health:
        """Whether reports are taken. Needs no signature."""
        return Health(status="ok")


def _add_control_routes(app: FastAPI, reception: Reception) -> None:
    state, faults = reception.state, reception.faults

    @app.post("/sandbox/faults", include_in_schema=False)
    async def set_faults(plan: FaultPlan) -> FaultPlan:
        faults.set(plan)
        return plan

    @app.get("/sandbox/faults", include_in_schema=False)
    async def show_faults() -> dict[Target, FaultPlan]:
        return faults.plans

    @app.delete("/sandbox/faults", include_in_schema=False, status_code=204)
    async def reset_faults() -> None:
        faults.reset()

    @app.post("/sandbox/webhooks/{name}", include_in_schema=False)
    async def take_webhook(request: Request, name: WebhookName) -> Response:
        def take(signed: Signed) -> Response:
            _json(signed.body)
            if not state.take_webhook(name, signed.webhook_id, signed.body, reception.clock()):
                raise refuse(422, ProblemCode.KEY_REUSED, "The webhook-id came before with another body")
            return Response(status_code=204)

        return await reception.write(request, ("application/cloudevents+json", "application/json"), take)

    @app.get("/sandbox/webhooks/{name}", include_in_schema=False)
    async def list_webhooks(name: WebhookName) -> JSONResponse:
        taken = [
            {
                "webhook_id": webhook.webhook_id,
                "deliveries": webhook.deliveries,
                "first_at_utc": webhook.first_at_utc.isoformat(),
                "body": json.loads(webhook.body),
            }
            for webhook in state.webhooks(name)
        ]
        return JSONResponse({"webhooks": taken})


def _add_error_answers(app: FastAPI) -> None:
    @app.exception_handler(Refusal)
    async def refused(_request: Request, refusal: Refusal) -> Response:
        return refusal.answer

    @app.exception_handler(HTTPException)
    async def not_a_route(_request: Request, error: HTTPException) -> Response:
        return problem_response(error.status_code, ProblemCode.NOT_FOUND, error.detail, headers=error.headers)

    @app.exception_handler(RequestValidationError)
    async def not_understood(_request: Request, error: RequestValidationError) -> Response:
        wrong = tuple(sorted({str(part["loc"][-1]) for part in error.errors()}))
        if wrong == ("report_id",):
            return problem_response(404, ProblemCode.NOT_FOUND, "No such report")
        return problem_response(422, ProblemCode.SCHEMA_VIOLATION, "The request does not fit", fields=wrong)

    @app.exception_handler(sqlite3.Error)
    async def cannot_store(_request: Request, _error: sqlite3.Error) -> Response:
        return problem_response(503, ProblemCode.STORAGE, "The sandbox cannot write its state file")


def _json(body: bytes) -> Any:
    try:
        return strict_json(body)
    except ValueError as exc:
        raise refuse(400, ProblemCode.NOT_JSON, "The body is not strict JSON") from exc


def _filed(report: StoredReport) -> bytes:
    """A ``FiledReport`` in JSON, with the record and the evidence byte for byte as they came."""
    head = {
        "report_id": report.report_id,
        "reference": report.reference,
        "status": report.status.value,
        "filed_at_utc": report.filed_at_utc.isoformat(),
    }
    evidence = b"[" + b",".join(report.evidence) + b"]"
    return json.dumps(head).encode()[:-1] + b', "evidence": ' + evidence + b', "record": ' + report.record + b"}"
