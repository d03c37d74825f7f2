"""Records, turns, outbox and audit log in one database."""

from assistant.store.database import Store
from assistant.store.types import (
    Channel,
    ConversationState,
    DeadLetter,
    IncidentSummary,
    Job,
    JobKind,
    JobState,
    Mode,
    StoredEscalation,
    StoredJob,
    StoredOutcome,
    StoredTurn,
    TargetHealth,
    Utterance,
)

__all__ = [
    "Channel",
    "ConversationState",
    "DeadLetter",
    "IncidentSummary",
    "Job",
    "JobKind",
    "JobState",
    "Mode",
    "Store",
    "StoredEscalation",
    "StoredJob",
    "StoredOutcome",
    "StoredTurn",
    "TargetHealth",
    "Utterance",
]
