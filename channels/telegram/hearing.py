"""How a voice note becomes words: a callable that is handed in, since channels know no recogniser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Heard:
    """What was made out."""

    text: str
    """Empty where nothing was said."""
    confidence: float | None = None
    """0 to 1, or ``None`` where the engine gives none."""


Transcribe = Callable[[bytes], Awaitable[Heard]]
"""From the file as Telegram gives it (Opus in Ogg). Raises ``AudioFormatError`` for a file that is damaged or cut off,
and ``EngineError`` where the recogniser fails."""
