"""The turn engine: what was understood goes in, what to say and do comes out.

Pure: no clock, no files, no network. Time and identifiers are fed in, so that a whole conversation can be replayed.
"""

from assistant.dialogue.alarm import raise_alarm, stand_down
from assistant.dialogue.engine import advance, advance_silence, answer_blank
from assistant.dialogue.state import (
    CONFIRMATIONS,
    Asked,
    DialogueState,
    Draft,
    Effect,
    House,
    KeepRecord,
    OpenReport,
    RaiseAlert,
    SubmitReport,
    Tell,
    Turn,
    TurnInput,
)

__all__ = [
    "CONFIRMATIONS",
    "Asked",
    "DialogueState",
    "Draft",
    "Effect",
    "House",
    "KeepRecord",
    "OpenReport",
    "RaiseAlert",
    "SubmitReport",
    "Tell",
    "Turn",
    "TurnInput",
    "advance",
    "advance_silence",
    "answer_blank",
    "raise_alarm",
    "stand_down",
]
