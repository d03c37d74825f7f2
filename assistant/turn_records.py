"""What is kept of a turn: the answer to the channel, and the entries of the audit log."""

from __future__ import annotations

from typing import Any

from assistant.audit import AuditEvent, digest
from assistant.dialogue import Draft, Turn, TurnInput
from assistant.incident import Status
from assistant.store import StoredTurn
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
    return tuple(events)
