"""The platform's contract as OpenAPI 3.1, generated from the sandbox's own routes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from assistant.platform_contract import (
    KEY_ID_HEADER,
    MAX_RECORD_BYTES,
    PIECE_MEDIA_TYPE,
    REPLAYED_HEADER,
    EvidenceRef,
    Problem,
    record_schema,
)
from assistant.signing import (
    ID_HEADER,
    IDEMPOTENCY_HEADER,
    REPLAY_WINDOW_SECONDS,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
)

CONTRACT_VERSION: Final = "1.0.0"
_SCHEMAS = "#/components/schemas/"


def _header(name: str, description: str, *, required: bool = True, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": required,
        "description": description,
        "schema": {"type": "string", **schema},
    }


_ID_PATTERN: Final = r"^[A-Za-z0-9_:-]{1,128}$"
_SIGNATURE_HEADERS: Final = [
    _header(ID_HEADER, "Identifies the message, the same over retries (Standard Webhooks).", pattern=_ID_PATTERN),
    _header(
        TIMESTAMP_HEADER,
        f"Unix seconds of this attempt; refused when more than {REPLAY_WINDOW_SECONDS} s off.",
        pattern=r"^[0-9]{1,11}$",
    ),
    _header(SIGNATURE_HEADER, "v1, and the base64 HMAC-SHA-256 over id.timestamp.body; several apart by spaces."),
    _header(KEY_ID_HEADER, "Which customer signs.", required=False),
]
_RETRYABLE: Final = "Not now; send it again, after Retry-After if it is there."
_ANSWERS: Final = {
    "401": "The signature does not hold, or the time stamp is outside the window.",
    "404": "No such report.",
    "429": _RETRYABLE,
    "503": _RETRYABLE,
}
_WRITE_ANSWERS: Final = {
    "400": "Not strict JSON, or the Idempotency-Key is missing or differs from webhook-id.",
    "409": "in-progress: send it again. duplicate-…: it is already filed under another key.",
    "413": f"Larger than {MAX_RECORD_BYTES} bytes.",
    "415": "Not application/json.",
    "422": "The body does not fit the schema, or the key was used for another request.",
}


def _problems(answers: dict[str, str]) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": {"$ref": _SCHEMAS + "Problem"}}}
    return {status: {"description": text, "content": content} for status, text in sorted(answers.items())}


SIGNED: Final[dict[str, Any]] = {"parameters": _SIGNATURE_HEADERS, "responses": _problems(_ANSWERS)}
"""What every signed route says of itself."""
SIGNED_WRITE: Final[dict[str, Any]] = {
    "parameters": [
        *_SIGNATURE_HEADERS,
        _header(IDEMPOTENCY_HEADER, "Equal to webhook-id.", pattern=_ID_PATTERN),
    ],
    "responses": _problems(_ANSWERS | _WRITE_ANSWERS),
}
"""What every signed route that stores says of itself."""

_BODIES: Final = {"create_report": "Incident", "add_evidence": "EvidenceRef"}


def describe(app: FastAPI) -> None:
    """Make ``app.openapi()`` the contract."""
    made: dict[str, Any] = {}

    def openapi() -> dict[str, Any]:
        if not made:
            made.update(_contract(app))
        return made

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way


def _contract(app: FastAPI) -> dict[str, Any]:
    contract = get_openapi(
        title=app.title,
        version=CONTRACT_VERSION,
        summary="What the retailer's platform must answer for Floorline to file into it.",
        routes=app.routes,
    )
    schemas = contract["components"]["schemas"]
    for name, schema in (
        ("Incident", record_schema()),
        ("EvidenceRef", EvidenceRef.model_json_schema()),
        ("Problem", Problem.model_json_schema()),
    ):
        schemas.update(_as_components(name, schema))
    # FastAPI's own answer to a bad path parameter is not what the sandbox gives.
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path in contract["paths"].values():
        for operation in path.values():
            _finish(operation)
    contract["components"]["schemas"] = dict(sorted(schemas.items()))
    return contract


def _finish(operation: dict[str, Any]) -> None:
    name = operation["operationId"] = operation["summary"].lower().replace(" ", "_")
    if "HTTPValidationError" in json.dumps(operation["responses"].get("422", {})):
        del operation["responses"]["422"]
    if name == "add_evidence_content":
        content = {PIECE_MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}}
        operation["requestBody"] = {"required": True, "content": content}
    body = _BODIES.get(name)
    if body is not None:
        schema = {"$ref": _SCHEMAS + body}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
        created = operation["responses"]["201"]
        created["description"] = "Stored."
        operation["responses"]["200"] = {
            **created,
            "description": "Stored before, by the same request.",
            "headers": {REPLAYED_HEADER: {"schema": {"const": "true"}}},
        }
        operation["responses"] = dict(sorted(operation["responses"].items()))


def _as_components(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A JSON Schema with ``$defs`` as components of an OpenAPI document, where ``#/`` is the whole document."""
    moved = json.loads(json.dumps(schema).replace('"#/$defs/', f'"{_SCHEMAS}'))
    moved.pop("$schema", None)
    return {**moved.pop("$defs", {}), name: moved}


def write_openapi(path: Path) -> None:
    """Write the contract to ``path`` (``docs/platform.openapi.json``)."""
    from assistant.sandbox.app import sandbox_app  # app.py needs this module's descriptions
    from assistant.sandbox.state import SandboxState

    state = SandboxState()
    try:
        contract = sandbox_app(state, ()).openapi()
    finally:
        state.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(contract, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
