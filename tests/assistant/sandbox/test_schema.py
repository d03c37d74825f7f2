"""What the sandbox takes for a record."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.incident import Incident
from assistant.platform_contract import record_schema
from assistant.sandbox.checks import SchemaCheck, strict_json
from tests.fakes.filed_records import a_record
from tests.fakes.sandbox_client import code, post


@pytest.mark.parametrize(
    "body",
    [b"", b"not json", b'{"a": 1', b"\xef\xbb\xbf{}", b'{"a": 1, "a": 2}', b'{"a": NaN}', b'{"a": -Infinity}',
     b"[" * 200_000, b"{}{}"],
    ids=lambda body: body[:12].decode("latin-1"),
)  # fmt: skip
async def test_what_is_not_strict_json_is_refused(sandbox, body):
    answer = await post(sandbox, body)
    assert (answer.status_code, code(answer)) == (400, "not-json")


@given(st.binary())
def test_no_body_breaks_the_json_reader(body):
    with suppress(ValueError):
        strict_json(body)


WRONG_VALUES = {
    "disputed": {"weapon": "a knife"},
    "joined_to": "the other one",
    "category": "arson",
    "location": "",
    "suspect_count": -1,
    "suspect_description": "x" * 501,
    "suspects_on_site": "yes",
    "direction_of_travel": 4,
    "items": ["x"] * 51,
    "item_quantity": 1.5,
    "item_value": "about 200",
    "weapon": "",
    "injuries": {"any": "no"},
    "vehicle_description": [],
    "vehicle_plate": "ab12 cde",
    "police_called": 1,
    "police_reference": "",
    "camera": 12,
    "till_receipt": "",
    "occurred_at": "ten minutes ago",
    "incident_id": "INC-1",
    "schema_version": "2.0",
    "drill": "false",
    "store_id": "",
    "timestamp_utc": "2025-03-01 12:00:00Z",
    "reported_at_utc": "2025-02-30T12:00:00Z",
    "priority": "P5",
    "priority_reasons": "because",
    "status": "lost",
    "duress": None,
    "degraded": 0,
    "confirmed": "yes",
    "unknown_slots": ["shoe_size"],
    "actor_ids": [1],
    "evidence_refs": ["not a url"],
    "evidence_wanted": {},
    "narrative": [{"text": "no speaker"}],
    "provenance": {"shoe_size": []},
    "sop_version": 1,
}


def test_every_field_of_the_record_is_broken_once():
    assert set(WRONG_VALUES) == set(Incident.model_fields)


@pytest.mark.parametrize("field", WRONG_VALUES)
async def test_a_field_that_breaks_the_schema_is_named_and_its_value_is_not_repeated(sandbox, state, field):
    record = json.loads(a_record()) | {field: WRONG_VALUES[field]}
    answer = await post(sandbox, json.dumps(record).encode())
    assert (answer.status_code, code(answer)) == (422, "schema-violation")
    assert answer.json()["fields"] == [field]
    assert "ten minutes ago" not in answer.text
    assert state.reports() == ()


@pytest.mark.parametrize("field", Incident.model_fields)
async def test_no_field_may_be_left_out(sandbox, field):
    record = json.loads(a_record())
    del record[field]
    answer = await post(sandbox, json.dumps(record).encode())
    assert (answer.status_code, answer.json()["fields"]) == (422, [field])


@pytest.mark.parametrize("body", ["[]", "null", '"text"', "1"])
async def test_a_record_is_an_object(sandbox, body):
    answer = await post(sandbox, body.encode())
    assert (answer.status_code, answer.json()["fields"]) == (422, ["(record)"])


async def test_an_unknown_field_is_refused_without_being_repeated(sandbox):
    answer = await post(sandbox, json.dumps(json.loads(a_record()) | {"Jo Example": 1}).encode())
    assert answer.json()["fields"] == ["(unknown field)"]


@pytest.mark.parametrize(
    ("moment", "fits"),
    [
        ("2025-03-01T12:00:00Z", True),
        ("2025-03-01T12:00:00.123456789Z", True),
        ("2025-03-01T12:00:00+00:00", True),
        ("2025-03-01T12:00:00", False),
        ("2025-03-01T25:00:00Z", False),
        ("2025-03-01", False),
        ("٢٠٢٥-03-01T12:00:00Z", False),
    ],
)
def test_times_are_rfc_3339(moment, fits):
    record = json.loads(a_record()) | {"timestamp_utc": moment}
    assert SchemaCheck(record_schema()).broken_fields(record) == (() if fits else ("timestamp_utc",))
