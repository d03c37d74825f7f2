"""The OpenAPI contract, generated from the sandbox."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from assistant.sandbox import write_openapi
from tests.fakes.filed_records import a_record

ROOT = Path(__file__).resolve().parents[3]


def test_the_contract_in_docs_is_the_one_of_the_code(tmp_path):
    write_openapi(tmp_path / "platform.openapi.json")
    kept = ROOT / "docs" / "platform.openapi.json"
    assert kept.read_text() == (tmp_path / "platform.openapi.json").read_text(), (
        "write it anew: python -m assistant.docs docs"
    )


@pytest.fixture(scope="module")
def contract(tmp_path_factory):
    file = tmp_path_factory.mktemp("contract") / "platform.openapi.json"
    write_openapi(file)
    return json.loads(file.read_text())


def test_the_contract_holds_the_platform_and_none_of_the_controls(contract):
    assert set(contract["paths"]) == {
        "/v1/health",
        "/v1/reports",
        "/v1/reports/{report_id}",
        "/v1/reports/{report_id}/evidence",
        "/v1/reports/{report_id}/evidence/{evidence_id}/content",
        "/v1/reports/{report_id}/evidence/{evidence_id}/content/{offset}",
        "/v1/reports/{report_id}/status",
    }


def test_every_reference_in_the_contract_leads_somewhere(contract):
    references = set(re.findall(r'"\$ref": "([^"]*)"', json.dumps(contract)))
    assert references <= {f"#/components/schemas/{name}" for name in contract["components"]["schemas"]}
    assert "#/components/schemas/Incident" in references


def test_the_contracts_record_schema_takes_our_records_and_refuses_broken_ones(contract):
    schema = {"$ref": "#/components/schemas/Incident", "components": contract["components"]}
    validator = jsonschema.Draft202012Validator(schema)
    record = json.loads(a_record())
    assert validator.is_valid(record)
    assert not validator.is_valid(record | {"priority": "P9"})


def test_every_write_in_the_contract_asks_for_signature_and_key(contract):
    for path, operations in contract["paths"].items():
        for method, operation in operations.items():
            headers = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "header"}
            assert ("webhook-signature" in headers) == (path != "/v1/health")
            assert ("Idempotency-Key" in headers) == (method == "post")
            assert ("requestBody" in operation) == (method == "post")
