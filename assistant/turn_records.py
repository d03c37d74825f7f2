"""What is kept of a turn: the answer to the channel, and the entries of the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.audit import AuditEvent, digest
from assistant.delivery.escalation import Reporter
from assistant.delivery.escalation.answering import escalate_job
from assistant.dialogue import Draft, KeepRecord, RaiseAlert, SubmitReport, Turn, TurnInput
from assistant.incident import Incident, Status
from assistant.store import ConversationState, Job, StoredTurn, Utterance
from assistant.turn_result import TurnResult, alert_summary
from assistant.understanding.values import Understood


def result_of(turn: Turn, understood: Understood | None, act: str | None, mode: str) -> TurnResult:
    """What the channel is answered. ``act`` is given where nothing had to be understood (duress)."""
    incident = turn.draft.incident
    silence = understood is None and act is None
    return TurnResult(
        replies=turn.replies,
        asked=turn.asked,
        draft={} if incident is None else incident.filled_json(),
        priority=None if incident is None else incident.priority.value,
        status=None if incident is None else incident.status.value,
        alarm=turn.draft.state.alarm != "none",
        alerts=tuple(alert_summary(alert) for alert in turn.alerts),
        incident_id=None if incident is None else str(incident.incident_id),
        act=act or ("silence" if silence else understood.act if understood else "silence"),
        confidence=understood.confidence if understood else 1.0,
        slots=understood.slots() if understood else {},
        mode=mode,
    )


def jobs_of(turn: Turn, alert_targets: Sequence[str], reporter: Reporter | None) -> tuple[Job, ...]:
    """What the turn owes to the outside: each alert to each target, and the report to the platform.

    Where a ``reporter`` is given, people are called to what the team is alerted of.
    """
    jobs: list[Job] = []
    for effect in turn.effects:
        if isinstance(effect, RaiseAlert):
            alert = effect.alert
            payload = alert.model_dump(mode="json")
            jobs.extend(
                Job(f"alert:{alert.alert_id}:{target}", "alert", alert.incident_id, target, payload)
                for target in alert_targets
            )
            if reporter is not None:
                jobs.append(escalate_job(alert, reporter))
        elif isinstance(effect, SubmitReport):
            jobs.append(Job(f"submit:{effect.incident_id}", "submit", effect.incident_id, "platform", {}))
    return tuple(jobs)


def reporter_of(utterance: Utterance) -> Reporter:
    """Who is waiting for help, and on what."""
    return Reporter(
        actor_id=utterance.actor_id, device_id=utterance.device_id, conversation_id=utterance.conversation_id
    )


def kept_besides(turn: Turn) -> tuple[Incident, ...]:
    """Further records that the turn has changed."""
    return tuple(effect.incident for effect in turn.effects if isinstance(effect, KeepRecord))


def beside_the_dialogue(
    stored: ConversationState, utterance: Utterance, act: str, confidence: float, words: str
) -> StoredTurn:
    """The turn of an utterance that the dialogue has no part in; what is open in it stays open."""
    asked = stored.state.get("asked")
    return StoredTurn(
        utterance_id=utterance.utterance_id,
        conversation_id=utterance.conversation_id,
        incident_id=stored.incident_id,
        act=act,
        confidence=confidence,
        mode="degraded",
        replies=(words,),
        asked=asked,
        result=TurnResult((words,), asked, act=act, confidence=confidence).to_json(),
        at_utc=utterance.said_at_utc,
    )


def audit_of(before: Draft, turn: Turn, stored: StoredTurn, given: TurnInput) -> tuple[AuditEvent, ...]:
    """What the hash chain keeps of a turn: which slots changed and to which digest, never the words."""
    incident = turn.draft.incident
    if incident is None:
        return ()
    old = (
        before.incident.filled_json() if before.incident and before.incident.incident_id == incident.incident_id else {}
    )
    changed = {slot: value for slot, value in incident.filled_json().items() if old.get(slot) != value}
    details: dict[str, Any] = {"utterance_id": str(given.utterance_id), "act": stored.act, "mode": stored.mode}
    details |= {f"slot.{slot}": digest(value) for slot, value in changed.items()}
    events = [AuditEvent(given.now, given.actor_id, "turn", str(incident.incident_id), details)]
    was, now = before.state.alarm if before.incident else "none", turn.draft.state.alarm
    if was == "none" and now != "none":
        events.append(AuditEvent(given.now, given.actor_id, "alarm.raised", str(incident.incident_id), {"kind": now}))
    if was != "none" and now == "none":
        events.append(AuditEvent(given.now, given.actor_id, "alarm.ended", str(incident.incident_id)))
    if incident.status is not (before.incident.status if before.incident else Status.DRAFT):
        action = f"report.{incident.status.value}"
        events.append(AuditEvent(given.now, given.actor_id, action, str(incident.incident_id)))
    for record in kept_besides(turn):
        joined = {"joined_to": str(record.joined_to)}
        events.append(AuditEvent(given.now, given.actor_id, "report.joined", str(record.incident_id), joined))
    return tuple(events)
