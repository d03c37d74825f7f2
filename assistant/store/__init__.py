"""Records, turns, outbox and audit log in one database."""

from assistant.store.attachments import Attachment
from assistant.store.chats import ChatMessage, ChatUpdate, MessageKind
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
    "Attachment",
    "Channel",
    "ChatMessage",
    "ChatUpdate",
    "ConversationState",
    "DeadLetter",
    "IncidentSummary",
    "Job",
    "JobKind",
    "JobState",
    "MessageKind",
    "Mode",
    "Store",
    "StoredEscalation",
    "StoredJob",
    "StoredOutcome",
    "StoredTurn",
    "TargetHealth",
    "Utterance",
]
