"""Going on after an utterance: what it told, the priority anew, the alert it calls for, and the next question."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from assistant.alerts import AlertKind
from assistant.dialogue.alarm import assessed
from assistant.dialogue.alerting import alerts_due
from assistant.dialogue.recording import Told
from assistant.dialogue.state import Asked, Draft, Effect, House, Turn, TurnInput
from assistant.dialogue.steps import next_step
from assistant.incident import Incident, SlotName
from assistant.understanding.values import Understood

_SUSPECT_SLOTS: Final[frozenset[SlotName]] = frozenset(
    {"suspect_count", "suspect_description", "suspects_on_site", "direction_of_travel"}
)


def told_values(understood: Understood, incident: Incident, house: House) -> tuple[Told, ...]:
    """The values of the utterance. Where the procedure knows no suspects (somebody was taken ill), the person who is
    described is not one.
    """
    told = tuple(
        Told(value.slot, value.value, value.words, value.source, value.confidence) for value in understood.values
    )
    category = next((one.value for one in told if one.slot == "category"), incident.category)
    asked = {question.slot for question in house.sops.for_category(str(category) if category else None).questions}
    if category is None or _SUSPECT_SLOTS & asked:
        return told
    return tuple(one for one in told if one.slot not in _SUSPECT_SLOTS)


def fresh(draft: Draft) -> Draft:
    """The same draft for the next question: nothing has failed yet."""
    return draft.noting(failures=0, nudges=0, asides=0)


def retriaged(turn: Turn, given: TurnInput, house: House) -> Turn:
    """The same turn with the priority worked out anew and any alert it calls for."""
    incident = turn.draft.incident
    if incident is None:
        return turn
    draft, effects = alerts_due(replace(turn.draft, incident=assessed(incident, house)), given, house)
    return Turn(draft, turn.replies, (*turn.effects, *effects))


def carry_on(
    draft: Draft,
    said: tuple[str, ...],
    given: TurnInput,
    house: House,
    *,
    answered: bool = True,
    resuming: Asked | None = None,
    quiet: bool = False,
) -> Turn:
    """Assess, alert, and go on to the next question or the read-back. ``quiet`` leaves the alert to the caller."""
    turn = retriaged(Turn(fresh(draft) if answered else draft, said), given, house)
    effects: tuple[Effect, ...] = () if quiet else turn.effects
    team_told = any(alert.kind in (AlertKind.ALARM, AlertKind.ALERT) for alert in turn.alerts) and not quiet
    draft, replies = next_step(turn.draft, given, house, team_told=team_told, resuming=resuming)
    return Turn(draft, (*(line for line in said if line), *replies), effects)
