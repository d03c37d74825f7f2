"""Whether a body is a record as the contract has it: strict JSON, JSON Schema 2020-12 with formats. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NoReturn

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
"""The characters of RFC 3986; its grammar in full is not needed to catch what a shop could send by mistake."""

# jsonschema checks these two only with further packages installed, and says nothing where they are missing.
FORMATS = FormatChecker(formats=("uuid",))


@FORMATS.checks("date-time", raises=ValueError)
def _is_date_time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    # Python 3.11 reads at most six decimals.
    return _RFC3339.fullmatch(value) is not None and bool(datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value)))


@FORMATS.checks("uri")
def _is_uri(value: object) -> bool:
    return not isinstance(value, str) or _URI.fullmatch(value) is not None


def strict_json(body: bytes) -> Any:
    """``body`` as JSON (RFC 8259). ``ValueError`` also for a repeated name, ``NaN``, a BOM, and anything not UTF-8."""
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_names_once, parse_constant=_no_such_number)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _names_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name is there twice")
    return values


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


class SchemaCheck:
    """Checks records against one schema."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        Draft202012Validator.check_schema(schema)
        self._required: tuple[str, ...] = tuple(schema.get("required", ()))
        self._validator = Draft202012Validator(schema, format_checker=FORMATS)

    def broken_fields(self, record: object) -> tuple[str, ...]:
        """The fields at fault, sorted; empty if the record fits. Names only: values are personal data."""
        if not isinstance(record, dict):
            return ("(record)",)
        at_fault = {_field(error) for error in self._validator.iter_errors(record)}
        missing = {name for name in self._required if name not in record}
        return tuple(sorted((at_fault | missing) - {"(required)"}))


def _field(error: ValidationError) -> str:
    if error.absolute_path:
        return str(error.absolute_path[0])
    # An unknown name is the sender's text and could be anything: it is counted, not repeated.
    return "(unknown field)" if error.validator == "additionalProperties" else "(required)"
