"""What a run found out, counted as it goes: word errors by noise and voice, what was dropped and why, the slips."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from speech_data.projection import Hearing


@dataclass
class Errors:
    """Word errors over words said."""

    errors: int = 0
    words: int = 0

    def add(self, hearing: Hearing) -> None:
        """Count one hearing; one in which nothing was heard has every word wrong."""
        self.errors += hearing.errors
        self.words += len(hearing.said)

    @property
    def rate(self) -> float:
        """Word error rate; 0 where nothing was said."""
        return self.errors / self.words if self.words else 0.0


@dataclass
class Tally:
    """Of one run, kept or dropped: all hearings count."""

    spoken: Counter[str] = field(default_factory=Counter)
    """Intent -> lines said."""
    kept: Counter[str] = field(default_factory=Counter)
    """Intent -> heard versions written."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Reason -> hearings."""
    by_snr: dict[str, Errors] = field(default_factory=dict)
    by_voice: dict[str, Errors] = field(default_factory=dict)
    by_engine: dict[str, Errors] = field(default_factory=dict)
    slips: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(said, heard) -> in how many said lines."""

    def heard(self, hearing: Hearing, *, snr_db: float, voice: str, engine: str) -> None:
        """Count the errors of one hearing."""
        for table, key in ((self.by_snr, f"{snr_db:g} dB"), (self.by_voice, voice), (self.by_engine, engine)):
            table.setdefault(key, Errors()).add(hearing)
