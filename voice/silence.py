"""What a wearer's silence leads to, and when: the dialogue decides what is said, this only tells it in time. Pure."""

from __future__ import annotations

from typing import Final

AFTER_QUESTION_SECONDS: Final = (8.0, 20.0)
"""After a question was heard to its end: it is put shorter, then "I'm here, say go on when you can"; then peace."""

AFTER_ALARM_SECONDS: Final = (15.0,)
"""After a call for help: whoever was told to answer and does not may be unable to; the team is told."""


class SilenceLadder:
    """Counts how often one wearer's present silence has been told."""

    def __init__(self) -> None:
        self._told = 0

    def broken(self) -> None:
        """The wearer said something."""
        self._told = 0

    def told(self) -> None:
        """The dialogue has been told of the silence so far."""
        self._told += 1

    def due_after_seconds(self, *, asked: bool, alarm: bool) -> float | None:
        """How much quiet from now on is worth telling; ``None`` where silence is all right."""
        steps = AFTER_ALARM_SECONDS if alarm else AFTER_QUESTION_SECONDS if asked else ()
        return steps[self._told] if self._told < len(steps) else None
