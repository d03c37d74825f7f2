"""What an utterance is understood in the light of: what was asked, when, and in which store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from assistant.incident import SlotName
from assistant.settings import DuressSettings
from assistant.understanding.places import Gazetteer

CONFIRMATION: Final = "confirmation"


@dataclass(frozen=True)
class Context:
    """What was going on when the utterance came."""

    asked: SlotName | Literal["confirmation"] | None
    """The slot, or the confirmation, that the reporter was asked for last."""
    now: datetime
    """When it was said; aware."""
    zone: ZoneInfo
    gazetteer: Gazetteer
    cues: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Category to the words and phrases that speak for it, from the procedure files."""
    choices: tuple[str, ...] = ()
    """What the reporter was offered to choose from, if anything."""

    kind: str | None = None
    """The category that the open record has so far."""
    duress: DuressSettings = field(default_factory=DuressSettings)
    """The code words and silent phrases that count as a call for help."""

    @property
    def slot(self) -> SlotName | None:
        return None if self.asked == CONFIRMATION else self.asked
