"""The record: its types, what it refuses, and its schema."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assistant.identifiers import uuid7, uuid7_for
from assistant.incident import CATEGORIES, SLOT_NAMES, Incident, Injuries, Slots, incident_schema

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)


def record(**slots: Any) -> Incident:
    return Incident(store_id="0042", timestamp_utc=NOW, reported_at_utc=NOW, **slots)


def test_every_slot_starts_unknown() -> None:
    assert record().filled() == {}
    assert all(record().slot(name) is None for name in SLOT_NAMES)


def test_no_weapon_differs_from_an_unknown_weapon() -> None:
    assert record(weapon="none").filled() == {"weapon": "none"}


def test_false_and_zero_are_known_values() -> None:
    filled = record(suspects_on_site=False, suspect_count=0, injuries=Injuries(any=False)).filled()
    assert set(filled) == {"suspects_on_site", "suspect_count", "injuries"}


@pytest.mark.parametrize("words", ["tall black man", "muslim woman", "gay lad", "asian male in a cap"])
def test_protected_characteristics_are_refused_in_a_description(words: str) -> None:
    with pytest.raises(ValidationError, match="ethnicity, religion or orientation"):
        Slots(suspect_description=words)


@pytest.mark.parametrize("words", ["black hoodie", "white trainers and brown hair"])
def test_colours_of_things_are_not_refused(words: str) -> None:
    assert Slots(suspect_description=words).suspect_description == words


@pytest.mark.parametrize(
    "wrong",
    [
        {"suspect_count": -1},
        {"item_value": Decimal("-0.01")},
        {"item_value": Decimal("1.234")},
        {"vehicle_plate": "!!"},
        {"location": ""},
        {"category": "Not A Category"},
        {"occurred_at": datetime(2026, 3, 14, 18, 0)},  # noqa: DTZ001 - a time without a zone is what is refused
        {"occurred_at": datetime(2026, 3, 14, 18, 0, tzinfo=timezone(timedelta(hours=1)))},
        {"nonsense": 1},
    ],
)
def test_values_that_do_not_fit_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Slots(**wrong)


def test_a_plate_is_held_without_spaces_in_capitals() -> None:
    assert Slots(vehicle_plate="ab12 cde").vehicle_plate == "AB12CDE"


def test_the_schema_admits_the_ten_categories_and_no_other() -> None:
    validator = jsonschema.Draft202012Validator(incident_schema())
    for category in (*CATEGORIES, None):
        validator.validate(json.loads(record(category=category).model_dump_json()))
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(json.loads(record(category="hate_incident").model_dump_json()))


def test_a_retailers_own_category_is_admitted_where_it_has_a_procedure() -> None:
    schema = incident_schema((*CATEGORIES, "hate_incident"))
    jsonschema.validate(json.loads(record(category="hate_incident").model_dump_json()), schema)


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "suspect_count": st.integers(0, 1000),
            "item_value": st.decimals(0, 10_000, places=2),
            "location": st.text(min_size=1, max_size=50),
            "suspects_on_site": st.booleans(),
            "occurred_at": st.datetimes(timezones=st.just(UTC)),
        },
    )
)
def test_a_record_comes_back_from_json_as_it_went(slots: dict[str, Any]) -> None:
    incident = record(**slots)
    again = Incident.model_validate_json(incident.model_dump_json())
    assert again == incident
    jsonschema.validate(json.loads(incident.model_dump_json()), incident_schema())


def test_identifiers_are_version_7_and_sort_by_time() -> None:
    identifiers = [uuid7(unix_ms) for unix_ms in (1, 2, 1_700_000_000_000)]
    assert identifiers == sorted(identifiers)
    assert {identifier.version for identifier in identifiers} == {7}
    assert len({uuid7(5) for _ in range(1000)}) == 1000


def test_the_same_cause_at_the_same_time_gives_the_same_identifier_and_no_other_does() -> None:
    cause, at = uuid7(), datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
    made = uuid7_for(cause, at)
    assert made == uuid7_for(cause, at)
    assert made.version == 7
    others = {uuid7_for(uuid7(), at), uuid7_for(cause, at + timedelta(seconds=1)), cause}
    assert made not in others
    assert uuid7(int(at.timestamp() * 1000) - 1) < made < uuid7(int(at.timestamp() * 1000) + 1)
