"""What understanding gives: an act, and slot values with the words and the rule that gave them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from pydantic import ValidationError

from assistant.incident import SlotName, Slots, SlotValue

Act = Literal[
    "report_incident",
    "inform",
    "affirm",
    "deny",
    "correct",
    "repeat",
    "dont_know",
    "cancel",
    "panic",
    "ask_what_to_do",
    "status",
    "add_evidence",
    "handover",
    "drill_start",
    "out_of_scope",
]
ACTS: Final[tuple[Act, ...]] = get_args(Act)
REPORT: Final = "report_"
"""What the model's intents begin with that report a kind of incident."""


@dataclass(frozen=True, slots=True)
class FoundValue:
    """One slot value, and where it came from."""

    slot: SlotName
    value: SlotValue
    words: str
    """The words that gave the value, as they stand in the text."""
    start: int
    """Span of those words in the text, in characters: ``text[start:end]``."""
    end: int
    source: Literal["grammar", "model"]
    rule: str
    """The grammar's rule, or the label of the model's entity or intent: for explaining."""
    confidence: float | None = None
    """The model's, between 0 and 1; ``None`` from the grammar, which either matches or does not."""


@dataclass(frozen=True, slots=True)
class Entity:
    """One open-class entity as the language model gives it.

    Labels: item, suspect_description, weapon, vehicle_description, direction_of_travel, injury, location.
    """

    label: str
    text: str
    start: int
    end: int
    confidence: float | None


@dataclass(frozen=True, slots=True)
class Parse:
    """What the language model made of an utterance."""

    intent: str
    confidence: float
    entities: tuple[Entity, ...]
    ranking: tuple[tuple[str, float], ...] = ()
    duress: float | None = None
    """How much it sounds like a call for help, log-odds; ``None`` where the server does not say."""

    @property
    def category(self) -> str | None:
        """The kind of incident in the intent; ``None`` where it is no report, or one of no certain kind."""
        if not self.intent.startswith(REPORT) or self.intent == "report_incident":
            return None
        return self.intent.removeprefix(REPORT)

    def share_of(self, intent: str) -> float:
        """How sure the model is of ``intent``, 0 to 1, whether or not it is the likeliest."""
        return self.confidence if self.intent == intent else dict(self.ranking).get(intent, 0.0)


@dataclass(frozen=True, slots=True)
class Understood:
    """What was meant by one utterance, as far as it can be told."""

    text: str
    act: Act
    confidence: float
    values: tuple[FoundValue, ...]
    yes_no: bool | None
    """The answer to a yes/no question, if the words hold one; ``None`` where there is any doubt."""
    degraded: bool
    """True where no language model took part."""
    rule: str = ""
    """Why the act was chosen, in words: for explaining."""

    def slots(self) -> dict[str, Any]:
        """The values in JSON types, by slot; the last value of a slot wins."""
        return json_slots(self.values)


def json_slots(values: tuple[FoundValue, ...]) -> dict[str, Any]:
    """``values`` in JSON types, as the record would hold them."""
    last: dict[str, SlotValue] = {found.slot: found.value for found in values}
    return Slots.model_validate(last).model_dump(mode="json", include=set(last))


def fits(slot: SlotName, value: SlotValue) -> bool:
    """Would the record take ``value`` for ``slot``?"""
    try:
        Slots.model_validate({slot: value})
    except ValidationError:
        return False
    return True
