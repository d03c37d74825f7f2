"""Live headsets: what is heard in real time taken as turns, what is answered said without talking over anybody."""

from voice.live.service import LiveHeadsets
from voice.live.turns import ConversationTurns, Said, TurnTaker

__all__ = ["ConversationTurns", "LiveHeadsets", "Said", "TurnTaker"]
