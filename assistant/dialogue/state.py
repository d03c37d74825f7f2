"""What a conversation remembers between turns, and what a turn gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from assistant.alerts import Alert
from assistant.incident import Incident, Priority, SlotName
from assistant.sop import SopBook

Asked = SlotName | Literal["confirmation", "cancellation", "stand_down", "correction", "joining"]
CONFIRMATIONS: Final = ("confirmation", "cancellation", "stand_down", "correction", "joining")
"""What may be asked besides slots. ``correction`` is "what should I change?", ``joining`` "is this the one that Alex
reported?".
"""

AlarmState = Literal["none", "spoken", "silent"]
"""Whether a duress alarm is in force. While it is silent, nothing at all is said aloud."""


class Offer(BaseModel):
    """The open report of somebody else that this one may be about, while the reporter is asked."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    incident_id: UUID
    question: str = Field(description="As it was put.")
    reporter: str = Field(description="How the first reporter is spoken of.")
    alerted: Priority | None = Field(default=None, description="What the team has been told of that report by now.")
    alerted_facts: tuple[str, ...] = ()


class DialogueState(BaseModel):
    """What is remembered besides the record itself. Immutable, and stored as JSON after every turn."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    asked: Asked | None = Field(default=None, description="The question that is open.")
    failures: int = Field(default=0, description="Answers to the open question that could not be used.")
    nudges: int = Field(default=0, description="Unasked okays that were answered while it is open.")
    silences: int = Field(default=0, description="Silences in a row.")
    last_replies: tuple[str, ...] = Field(default=(), description="For repeating.")
    safety_for: str | None = Field(default=None, description="The procedure whose safety line has been spoken.")
    emergency_said: bool = Field(default=False, description="The reporter has been told to call 999.")
    actions_said: int = Field(default=0, description="Responder actions spoken so far.")
    alerted: Priority | None = Field(default=None, description="The most urgent priority the team was told of.")
    alerted_facts: tuple[str, ...] = Field(default=(), description="What the team has been told, for updates.")
    alarm: AlarmState = "none"
    alarm_asked_place: bool = False
    resume: Asked | None = Field(default=None, description="The question to return to after a side question.")
    heard: dict[SlotName, Any] = Field(
        default_factory=dict,
        description="Per slot, the last value in JSON types that the reporter has heard said back.",
    )
    read_back_begun: bool = Field(default=False, description="The whole record has been read back, or as much as fits.")
    just_said: tuple[SlotName, ...] = Field(default=(), description="What the last turn said back, and no more.")
    put: dict[SlotName, int] = Field(
        default_factory=dict, description="How often each question has been put, save after the reporter's digressions."
    )
    asides: int = Field(default=0, description="Digressions while the open question stands.")
    after_alarm: bool = Field(default=False, description="A person has ended an alarm: what can wait is asked again.")
    offer: Offer | None = Field(default=None, description="The report this one may be about, while that is asked.")
    witness: str | None = Field(
        default=None, description="Joined to the report of this colleague: adds to it, and is asked nothing."
    )
    disputing: SlotName | None = Field(default=None, description="The slot of which it is asked who is right.")
    disputes_put: dict[SlotName, int] = Field(default_factory=dict, description="How often that has been asked.")


@dataclass(frozen=True, slots=True)
class Draft:
    """The record as far as it has come, and the state of the talk about it. No incident: nothing is being reported."""

    incident: Incident | None
    state: DialogueState = DialogueState()
    reference: str | None = None
    """What the platform calls the report, once it has been received."""

    def noting(self, **changes: object) -> Draft:
        """The same draft with ``changes`` to its state."""
        return replace(self, state=self.state.model_copy(update=changes))


@dataclass(frozen=True, slots=True)
class House:
    """What the engine knows of the store: constant during a turn."""

    store_id: str
    zone: ZoneInfo
    sops: SopBook
    drill: bool = False
    link_base: str | None = None
    coming: str | None = None
    """Who has answered the call to this incident, in words, if anybody was called to it."""
    names: Mapping[str, str] = field(default_factory=dict)
    """How each person of the roster is spoken of, by actor id."""

    def name_of(self, actor_id: str) -> str:
        """The name, or "a colleague"."""
        return self.names.get(actor_id, "a colleague")


@dataclass(frozen=True, slots=True)
class OpenReport:
    """A report that is open in another conversation, and what the team has been told of it."""

    incident: Incident
    alerted: Priority | None = None
    alerted_facts: tuple[str, ...] = ()
    silent: bool = False
    """A silent alarm is on there: nobody is told of it aloud."""


@dataclass(frozen=True, slots=True)
class TurnInput:
    """Who spoke, on what, and when: the provenance of everything taken from the utterance."""

    utterance_id: UUID
    actor_id: str
    device_id: str
    channel: Literal["headset", "chat", "console"]
    text: str
    now: datetime
    confidence: float | None = None
    incident_id: UUID | None = None
    """The identifier a new incident would get; made by the caller, so that the engine stays pure."""
    words_unheard: str = ""
    """Of the last answer, from where it was interrupted; given only where its question was not heard either."""
    others: tuple[OpenReport, ...] = ()
    """What is being reported in other conversations just now, newest first; given where this one may be about it."""


@dataclass(frozen=True, slots=True)
class RaiseAlert:
    """Tell the team, on every channel."""

    alert: Alert


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """File the record with the platform."""

    incident_id: UUID


@dataclass(frozen=True, slots=True)
class KeepRecord:
    """Store this record besides the one the conversation is about: it has been told into that one."""

    incident: Incident


@dataclass(frozen=True, slots=True)
class Tell:
    """Say ``words`` on another person's device, as soon as its wearer's own turn allows."""

    device_id: str
    words: str


Effect = RaiseAlert | SubmitReport | KeepRecord | Tell


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one utterance."""

    draft: Draft
    replies: tuple[str, ...]
    effects: tuple[Effect, ...] = ()

    @property
    def asked(self) -> Asked | None:
        return self.draft.state.asked

    @property
    def alerts(self) -> tuple[Alert, ...]:
        return tuple(effect.alert for effect in self.effects if isinstance(effect, RaiseAlert))
