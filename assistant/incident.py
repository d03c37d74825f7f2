"""The incident record: what is known, who said it, and what it replaced.

The record is what the crime platform receives and what ``docs/incident.schema.json`` describes. Field names are
fixed by the product; a slot is one fact asked of, or told by, staff.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, get_args
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, HttpUrl, field_validator

from assistant.identifiers import uuid7
from assistant.privacy import protected_terms

SCHEMA_VERSION: Final = "1.0"


CATEGORIES: Final = (
    "shoplifting",
    "robbery",
    "assault",
    "abuse_or_threat",
    "fraud",
    "burglary",
    "criminal_damage",
    "antisocial_behaviour",
    "suspicious_person",
    "medical_emergency",
)
"""The ten that Floorline ships a procedure for. A retailer adds another by adding a procedure file."""

CategoryName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]


class Priority(StrEnum):
    """P1 immediate danger to life, P2 danger near, P3 completed crime, P4 low."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Status(StrEnum):
    """Where the record is on its way to the platform."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CANCELLED = "cancelled"
    CLOSED = "closed"


SlotName = Literal[
    "category",
    "location",
    "suspect_count",
    "suspect_description",
    "suspects_on_site",
    "direction_of_travel",
    "items",
    "item_quantity",
    "item_value",
    "weapon",
    "injuries",
    "vehicle_description",
    "vehicle_plate",
    "police_called",
    "police_reference",
    "camera",
    "till_receipt",
    "occurred_at",
]
SLOT_NAMES: Final[tuple[SlotName, ...]] = get_args(SlotName)


class Injuries(BaseModel):
    """Whether anyone is hurt, and how, in the words used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: bool
    text: str | None = Field(default=None, max_length=500)


def _utc_only(moment: datetime) -> datetime:
    offset = moment.utcoffset()
    if offset is None or offset.total_seconds() != 0:
        raise ValueError("times in the record are UTC")
    return moment


Utc = Annotated[AwareDatetime, AfterValidator(_utc_only)]
ShortText = Annotated[str, Field(min_length=1, max_length=500)]
Gbp = Annotated[Decimal, Field(ge=0, le=10_000_000, decimal_places=2)]
Count = Annotated[int, Field(ge=0, le=100_000)]

SlotValue = str | int | bool | Decimal | list[str] | Injuries | datetime
"""What a slot may hold once it is normalised; ``SLOT_TYPES`` in the schema says which for which."""


class Provenance(BaseModel):
    """Where one slot value came from, and the value it replaced."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Any = Field(description="The value as it was recorded, in JSON form.")
    replaced: Any = Field(default=None, description="The value it replaced, or null.")
    actor_id: str = Field(description="Who said it.")
    device_id: str = Field(description="On which headset, chat or console.")
    utterance_id: UUID = Field(description="The stored utterance the value was taken from.")
    words: str = Field(max_length=500, description="The words that gave the value.")
    source: Literal["model", "grammar", "confirmation", "rule"] = Field(description="How the words became a value.")
    confidence: float | None = Field(
        default=None, ge=0, le=1, description="The recogniser's (or, for text, the model's) confidence."
    )
    at_utc: Utc = Field(description="When it was said.")


class NarrativeLine(BaseModel):
    """One thing the reporter said, verbatim."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    utterance_id: UUID
    actor_id: str
    at_utc: Utc
    text: str = Field(max_length=10_000)
    flags: tuple[str, ...] = Field(
        default=(), description="Why a person should look before it is passed on, e.g. protected-characteristic."
    )


class Slots(BaseModel):
    """The facts of an incident. ``None`` is unknown, which differs from none, zero or false."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    category: CategoryName | None = None
    location: ShortText | None = None
    suspect_count: Count | None = None
    suspect_description: ShortText | None = Field(
        default=None, description="Clothing, build, behaviour. Never ethnicity, religion or orientation."
    )
    suspects_on_site: bool | None = None
    direction_of_travel: ShortText | None = None
    items: list[ShortText] | None = Field(default=None, max_length=50)
    item_quantity: Count | None = None
    item_value: Gbp | None = Field(default=None, description="GBP")
    weapon: ShortText | None = Field(default=None, description="The weapon, or the word none; null is unknown.")
    injuries: Injuries | None = None
    vehicle_description: ShortText | None = None
    vehicle_plate: Annotated[str, Field(pattern=r"^[A-Z0-9?]{2,8}$")] | None = None
    police_called: bool | None = None
    police_reference: ShortText | None = None
    camera: ShortText | None = None
    till_receipt: ShortText | None = None
    occurred_at: Utc | None = None

    @field_validator("suspect_description")
    @classmethod
    def _no_protected_characteristics(cls, text: str | None) -> str | None:
        if text is not None and protected_terms(text):
            raise ValueError("suspect_description never holds ethnicity, religion or orientation")
        return text

    @field_validator("vehicle_plate", mode="before")
    @classmethod
    def _plate_without_spaces(cls, plate: object) -> object:
        return re.sub(r"\s+", "", plate).upper() if isinstance(plate, str) else plate


class Incident(Slots):
    """One incident, from the first words to the platform's acceptance.

    Immutable: every change makes a new one (``model_copy``), so that a turn either happens whole or not at all.
    """

    incident_id: UUID = Field(default_factory=uuid7)
    schema_version: Literal["1.0"] = SCHEMA_VERSION
    drill: bool = False
    store_id: ShortText
    timestamp_utc: Utc = Field(description="When it happened: occurred_at if it was said, else when it was reported.")
    reported_at_utc: Utc
    priority: Priority = Priority.P4
    priority_reasons: tuple[str, ...] = Field(default=(), description="The rules that fired, in words.")
    status: Status = Status.DRAFT
    duress: bool = Field(default=False, description="A duress phrase was heard during this incident.")
    degraded: bool = Field(default=False, description="Some turns were understood without the language model.")
    confirmed: bool = Field(default=False, description="The reporter agreed to what was read back.")
    unknown_slots: tuple[SlotName, ...] = Field(default=(), description="Asked, and the reporter did not know.")
    actor_ids: tuple[str, ...] = ()
    evidence_refs: tuple[HttpUrl, ...] = ()
    evidence_wanted: tuple[str, ...] = Field(default=(), description="The procedure's evidence checklist.")
    narrative: tuple[NarrativeLine, ...] = ()
    provenance: dict[SlotName, tuple[Provenance, ...]] = Field(
        default_factory=dict, description="Per slot, oldest first; the last entry is the value in force."
    )
    disputed: dict[SlotName, tuple[Provenance, ...]] = Field(
        default_factory=dict,
        description="Per slot, what others said of it that the first reporter has not yet agreed to or put right.",
    )
    joined_to: UUID | None = Field(
        default=None, description="The record this one was found to be about, and told into; this one is cancelled."
    )
    sop_version: str | None = Field(default=None, description="Which procedure was in force.")

    def slot(self, name: SlotName) -> SlotValue | None:
        """The value of one slot, or ``None`` while it is unknown."""
        value: SlotValue | None = getattr(self, name)
        return value

    def filled(self) -> dict[SlotName, SlotValue]:
        """Every slot that has a value, in the order of the record."""
        values = ((name, self.slot(name)) for name in SLOT_NAMES)
        return {name: value for name, value in values if value is not None}

    def filled_json(self) -> dict[str, Any]:
        """The same in JSON types: what ``converse`` prints and what provenance holds."""
        names: set[str] = set(self.filled())
        return self.model_dump(mode="json", include=names)


def incident_schema(categories: Sequence[str] = CATEGORIES) -> dict[str, Any]:
    """The JSON Schema of the record as the platform receives it (``docs/incident.schema.json``).

    ``categories`` are those that have a procedure; the schema admits no others.
    """
    schema = Incident.model_json_schema(mode="serialization")
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Floorline incident record"
    schema["properties"]["category"] = {
        "anyOf": [{"type": "string", "enum": list(categories)}, {"type": "null"}],
        "default": None,
        "title": "Category",
    }
    return schema
