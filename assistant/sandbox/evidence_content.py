"""The sandbox's routes for the files themselves: in pieces, gone on with where they stopped, checked by their hash."""

from __future__ import annotations

import hashlib
from typing import Annotated
from uuid import UUID

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response

from assistant.platform_contract import PIECE_MEDIA_TYPE, EvidenceContent, EvidenceRef, ProblemCode, ReportId
from assistant.sandbox.openapi import SIGNED, SIGNED_WRITE
from assistant.sandbox.reception import Reception, Signed, refuse

Offset = Annotated[int, Path(ge=0, description="Where the piece begins, in bytes.")]


def add_content_routes(app: FastAPI, reception: Reception) -> None:
    """Both routes, onto the sandbox's application."""
    state = reception.state

    def announced(report_id: str, evidence_id: UUID) -> EvidenceRef:
        report = state.report(report_id)
        for body in report.evidence if report else ():
            evidence = EvidenceRef.model_validate_json(body)
            if evidence.evidence_id == evidence_id and evidence.sha256 and evidence.size_bytes is not None:
                return evidence
        raise refuse(404, ProblemCode.NOT_FOUND, "No such evidence was announced with sha256 and size_bytes")

    def standing(evidence: EvidenceRef) -> EvidenceContent:
        received = state.received_bytes(str(evidence.evidence_id))
        return EvidenceContent(received_bytes=received, is_complete=received == evidence.size_bytes)

    def take(signed: Signed, report_id: str, evidence_id: UUID, offset: int) -> Response:
        evidence = announced(report_id, evidence_id)
        name, has, size = str(evidence_id), state.received_bytes(str(evidence_id)), evidence.size_bytes or 0
        if offset + len(signed.body) > has:
            if offset != has:
                raise refuse(409, ProblemCode.WRONG_OFFSET, "The piece does not follow", detail=f"{has} bytes are here")
            state.add_piece(name, offset, signed.body)
            has += len(signed.body)
        if has > size or (has == size and hashlib.sha256(state.content(name)).hexdigest() != evidence.sha256):
            state.forget_pieces(name)
            raise refuse(422, ProblemCode.WRONG_CONTENT, "The file is not the one that was announced")
        return Response(standing(evidence).model_dump_json(), 200, media_type="application/json")

    @app.get(
        "/v1/reports/{report_id}/evidence/{evidence_id}/content",
        response_model=EvidenceContent,
        openapi_extra=SIGNED,
        name="evidence_content",
    )
    async def evidence_content(request: Request, report_id: ReportId, evidence_id: UUID) -> EvidenceContent:
        """How much of an evidence file has arrived; ask before sending, and after an answer was lost."""
        await reception.signed(request)
        return standing(announced(report_id, evidence_id))

    @app.post(
        "/v1/reports/{report_id}/evidence/{evidence_id}/content/{offset}",
        response_model=EvidenceContent,
        openapi_extra=SIGNED_WRITE,
        name="add_evidence_content",
    )
    async def add_evidence_content(
        request: Request, report_id: ReportId, evidence_id: UUID, offset: Offset
    ) -> Response:
        """Send the piece of a file that begins at offset. One that is there already is answered as if it were new."""
        return await reception.write(
            request, (PIECE_MEDIA_TYPE,), lambda signed: take(signed, report_id, evidence_id, offset)
        )
