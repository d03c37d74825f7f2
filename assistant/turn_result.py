"""What a channel gets back from one turn; ``floorline converse`` prints it as a line of JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from assistant.alerts import Alert


@dataclass(frozen=True, slots=True)
class TurnResult:
    """What to say, what is open, and how the record stands after the turn."""

    replies: tuple[str, ...] = ()
    asked: str | None = None
    draft: Mapping[str, Any] = field(default_factory=dict)
    priority: str | None = None
    status: str | None = None
    alarm: bool = False
    """A duress alarm is in force."""
    alerts: tuple[Mapping[str, Any], ...] = ()
    incident_id: str | None = None
    act: str = "silence"
    confidence: float = 1.0
    slots: Mapping[str, Any] = field(default_factory=dict)
    """What was understood from this utterance alone."""
    mode: str = "degraded"
    """rasa, degraded, duress, or not_saved where the store had failed."""

    def to_json(self) -> dict[str, Any]:
        """In JSON types, every field."""
        return {
            "replies": list(self.replies),
            "asked": self.asked,
            "draft": dict(self.draft),
            "priority": self.priority,
            "status": self.status,
            "alarm": self.alarm,
            "alerts": [dict(alert) for alert in self.alerts],
            "incident_id": self.incident_id,
            "act": self.act,
            "confidence": self.confidence,
            "slots": dict(self.slots),
            "mode": self.mode,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> TurnResult:
        """From what ``to_json`` gave; a field that an older version did not store has its default."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        known["replies"] = tuple(known.get("replies", ()))
        known["alerts"] = tuple(known.get("alerts", ()))
        return cls(**known)


def alert_summary(alert: Alert) -> dict[str, Any]:
    """An alert as the reporter's side may see it."""
    return {**alert.model_dump(mode="json"), "text": alert.headline()}
