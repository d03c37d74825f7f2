"""What a recogniser takes and gives, whichever engine is behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from assistant.incident import SlotName
from voice.audio import Audio


@dataclass(frozen=True)
class Word:
    """One recognised word and where in the sound it lies."""

    text: str
    start_seconds: float
    end_seconds: float
    confidence: float | None
    """0 to 1, or ``None`` where the engine gives none."""


@dataclass(frozen=True)
class Transcript:
    """What was heard in one piece of sound; ``text`` is empty where nothing was said."""

    text: str
    engine: str
    seconds: float
    """Length of the sound."""
    words: tuple[Word, ...] = ()
    """Empty where the engine gives no times."""
    confidence: float | None = None
    """Mean of the words' confidences, 0 to 1."""
    took_seconds: float = 0.0
    """Time the engine needed."""
    alternatives: tuple[str, ...] = ()
    """What another recogniser heard in the same sound, where it heard something else."""
    doubtful_slots: frozenset[SlotName] = frozenset()
    """Slots on whose value two recognisers did not agree: to be read back, or spelled."""


class Transcriber(Protocol):
    """A recogniser. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """Short name of the engine, as in the settings."""
        ...

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text; ``EngineError`` if the engine fails. ``asked``, the slot that was asked for, is a hint
        of what may be said.
        """
        ...


class Listener(Protocol):
    """A recogniser that knows what was asked. Safe to call from several threads.

    Its ``confidence`` is what a record may be held to: below ``assistant.dialogue.reading_back.DOUBTFUL_BELOW`` the
    dialogue reads a critical value back at once.
    """

    @property
    def name(self) -> str: ...

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text, given the slot that was asked for; ``EngineError`` if the engine fails."""
        ...
