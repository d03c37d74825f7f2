"""What is kept of a turn: the answer to the channel, and the entries of the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from assistant.audit import AuditEvent, digest
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


def jobs_of(turn: Turn, alert_targets: Sequence[str]) -> tuple[Job, ...]:
    """What the turn owes to the outside: each alert to each target, and the report to the platform."""
    jobs: list[Job] = []
    for effect in turn.effects:
        if isinstance(effect, RaiseAlert):
            payload = effect.alert.model_dump(mode="json")
            jobs.extend(
                Job(f"alert:{effect.alert.alert_id}:{target}", "alert", effect.alert.incident_id, target, payload)
                for target in alert_targets
            )
        elif isinstance(effect, SubmitReport):
            jobs.append(Job(f"submit:{effect.incident_id}", "submit", effect.incident_id, "platform", {}))
    return tuple(jobs)


def kept_besides(turn: Turn) -> tuple[Incident, ...]:
    """Further records that the turn has changed."""
    return tuple(effect.incident for effect in turn.effects if isinstance(effect, KeepRecord))


def not_taken(utterance: Utterance, stored: ConversationState, reply: str) -> StoredTurn:
    """The turn of an utterance that was passed over: the conversation stands as it was, and ``reply`` asks again."""
    replies, asked = (reply,), stored.state.get("asked")
    return StoredTurn(
        utterance.utterance_id, utterance.conversation_id, stored.incident_id, "not_taken", 0.0, "degraded",
        replies, asked, TurnResult(replies, asked, act="not_taken", confidence=0.0).to_json(), utterance.said_at_utc,
    )  # fmt: skip


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
