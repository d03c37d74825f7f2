"""What a procedure (SOP) is made of. Data only: the words a retailer's safety team wrote, read from YAML.

One file drives what is said, what is asked, the evidence checklist, the priority, who is told and when, and what a
hand-off to the police needs at least.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from assistant.conditions import Condition, condition_from
from assistant.incident import CategoryName, Incident, Priority, SlotName

When = Annotated[Condition, BeforeValidator(condition_from)]
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Spoken = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, str_strip_whitespace=True)


class Question(_Part):
    """One slot to be asked for."""

    slot: SlotName
    ask: Spoken
    rephrase: Spoken = Field(description="Said when the first wording was not understood; must differ from it.")
    choices: tuple[Spoken, ...] = Field(default=(), description="Offered when rephrasing has not helped.")
    spell: Spoken | None = Field(default=None, description="How to ask for it letter by letter: plates, references.")
    when: When | None = None
    urgent: bool = Field(default=False, description="Asked even while life is in danger.")


class ResponderAction(_Part):
    """One thing to do, in the procedure's order."""

    id: Id
    say: Spoken
    when: When | None = None


class EvidenceItem(_Part):
    """One thing to be kept or bookmarked."""

    id: Id
    say: Spoken
    when: When | None = None


class Threshold(_Part):
    """What makes this incident more urgent than it began. Can only raise."""

    when: When
    priority: Priority
    reason: Annotated[str, Field(min_length=1, max_length=200)]


class Rung(_Part):
    """Who is told next if nobody has acknowledged ``after_seconds`` after the alert."""

    role: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
    after_seconds: Annotated[int, Field(ge=0, le=86_400)]


class EmergencyCall(_Part):
    """When the emergency services are to be called, and what the reporter is told."""

    when: When
    say: Spoken


class Sop(_Part):
    """One category's procedure; ``category`` is ``None`` for the one in force while the category is not known."""

    category: CategoryName | None
    title: Annotated[str, Field(min_length=1, max_length=80)]
    version: Annotated[str, Field(min_length=1, max_length=40)]
    cues: tuple[Annotated[str, Field(min_length=1, max_length=60)], ...] = Field(
        default=(), description="Words and phrases that point to this category while the language model is down."
    )
    examples: tuple[Annotated[str, Field(min_length=1, max_length=200)], ...] = Field(
        default=(), description="Training sentences, for a category that a retailer added."
    )
    safety_line: Spoken = Field(description="The first thing said, at once.")
    priority: Priority = Field(description="Where an incident of this kind starts.")
    actions: tuple[ResponderAction, ...] = Field(min_length=1)
    questions: tuple[Question, ...] = Field(min_length=1)
    evidence: tuple[EvidenceItem, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    ladder: tuple[Rung, ...] = Field(min_length=1)
    call_999: tuple[EmergencyCall, ...] = ()
    handoff_minimum: tuple[SlotName, ...] = Field(
        default=(), description="What a prosecution file, or the ambulance, needs at least."
    )
    read_back: tuple[SlotName, ...] = Field(min_length=1, description="Essentials, in the order they are read back.")
    alert: Spoken = Field(description="What responders are told. Fixed words, so never personal data.")
    alert_at: Priority = Field(description="The team is alerted when the priority is this or more urgent.")

    def next_questions(self, incident: Incident, *, urgent_only: bool = False) -> tuple[Question, ...]:
        """What is still to be asked, in order: slot unknown, not given up on, and its condition holds."""
        return tuple(
            question
            for question in self.questions
            if incident.slot(question.slot) is None
            and question.slot not in incident.unknown_slots
            and (question.urgent or not urgent_only)
            and applies(question, incident)
        )

    def actions_for(self, incident: Incident) -> tuple[ResponderAction, ...]:
        """What the reporter is to do, as things stand, in order."""
        return tuple(action for action in self.actions if applies(action, incident))

    def evidence_for(self, incident: Incident) -> tuple[EvidenceItem, ...]:
        """The evidence checklist as things stand."""
        return tuple(item for item in self.evidence if applies(item, incident))

    def emergency_calls(self, incident: Incident) -> tuple[EmergencyCall, ...]:
        """Every reason to call the emergency services that holds now, in the file's order."""
        return tuple(call for call in self.call_999 if call.when.holds(incident))

    def missing_for_handoff(self, incident: Incident) -> tuple[SlotName, ...]:
        """Which slots of the hand-off minimum are still unknown."""
        return tuple(slot for slot in self.handoff_minimum if incident.slot(slot) is None)

    def alerts_team(self, priority: Priority) -> bool:
        """Whether the team is told of an incident of this priority."""
        return priority <= self.alert_at


def applies(part: Question | ResponderAction | EvidenceItem, incident: Incident) -> bool:
    """Whether the part's condition, if it has one, holds."""
    return part.when is None or part.when.holds(incident)


def conditions_of(sop: Sop) -> tuple[tuple[tuple[str | int, ...], Condition], ...]:
    """Every condition of the procedure with its place in the file."""
    groups: dict[str, tuple[Any, ...]] = {
        "actions": sop.actions,
        "questions": sop.questions,
        "evidence": sop.evidence,
        "thresholds": sop.thresholds,
        "call_999": sop.call_999,
    }
    return tuple(
        ((name, index, "when"), part.when)
        for name, parts in groups.items()
        for index, part in enumerate(parts)
        if part.when is not None
    )
