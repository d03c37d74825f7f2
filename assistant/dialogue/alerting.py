"""When the team is told, and when it is told more: the procedure's thresholds, never a repeat of the same facts."""

from __future__ import annotations

from assistant.alerts import AlertKind
from assistant.dialogue.alarm import ALARM_WORDS, make_alert, told_facts
from assistant.dialogue.state import Draft, Effect, House, RaiseAlert, TurnInput
from assistant.incident import Incident, Priority

URGENCY = tuple(Priority)
"""Most urgent first."""

PERSON_WANTED = "The reporter needs help to finish the report. Please go and speak to them."


def at_least(priority: Priority, threshold: Priority) -> bool:
    """Whether ``priority`` is as urgent as ``threshold`` or more."""
    return URGENCY.index(priority) <= URGENCY.index(threshold)


def alerts_due(draft: Draft, given: TurnInput, house: House) -> tuple[Draft, tuple[Effect, ...]]:
    """The alert this turn calls for, if any, and the draft that remembers it.

    First an alert when the priority reaches the procedure's threshold; then, while people may be in danger, an update
    when the kind, the place, the weapon or the urgency has changed. A record still empty of facts alerts nobody.
    """
    incident = draft.incident
    if incident is None:
        return draft, ()
    sop = house.sops.for_category(incident.category)
    facts = told_facts(incident)
    told_before = draft.state.alerted
    if told_before is None:
        if not sop.alerts_team(incident.priority):
            return draft, ()
        kind = AlertKind.ALARM if incident.priority is Priority.P1 else AlertKind.ALERT
        what_to_do = sop.alert
    else:
        worse = URGENCY.index(incident.priority) < URGENCY.index(told_before)
        news = tuple(fact for fact in facts if fact not in draft.state.alerted_facts)
        if not worse and not (news and at_least(incident.priority, Priority.P2)):
            return draft, ()
        kind = AlertKind.UPDATE
        # during an alarm the team goes to a colleague, whatever the procedure says of the incident
        what_to_do = f"{_now(incident, news)}{sop.alert if draft.state.alarm == 'none' else ALARM_WORDS}"
    discreet = draft.state.alarm == "silent"
    alert = make_alert(incident, kind, what_to_do[:300], given.utterance_id, house, given.now, discreet=discreet)
    alerted = incident.priority if told_before is None or at_least(incident.priority, told_before) else told_before
    state = draft.state.model_copy(update={"alerted": alerted, "alerted_facts": facts})
    return Draft(incident, state, draft.reference), (RaiseAlert(alert),)


def ask_for_person(incident: Incident, given: TurnInput, house: House) -> Effect:
    """An update that sends somebody to the reporter."""
    return RaiseAlert(make_alert(incident, AlertKind.UPDATE, PERSON_WANTED, given.utterance_id, house, given.now))


def _now(incident: Incident, news: tuple[str, ...]) -> str:
    words = []
    if any(fact.startswith("weapon=") for fact in news):
        words.append("weapon seen")
    if any(fact.startswith("injured=") for fact in news):
        words.append("someone is hurt")
    if any(fact.startswith("place=") for fact in news):
        words.append(f"place is {incident.location}")
    return f"Now: {', '.join(words)}. " if words else ""
