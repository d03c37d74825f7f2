"""How much a receiver is asked to take at once, and when it is left alone. Pure: time and chance are handed in.

Ten thousand reports that waited out an outage must not fall upon the platform together when it comes back, nor knock at
its door one by one while it is away. So the pace is the receiver's: more at once while it answers, fewer when it fails,
and after some failures in a row nothing but a single probe now and then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assistant.delivery.backoff import Policy

FIRST_AT_ONCE: Final = 4.0
LESS_AFTER_FAILURE: Final = 0.75
"""Gentler than halving: at 40% failures by chance the pace still settles at about six at once, not at one."""
FAILURES_MEAN_DOWN: Final = 5
"""In a row. Where four of ten requests fail by chance, five in a row come once in a hundred times."""


@dataclass
class Pace:
    """One receiver's. All times are seconds of one steady clock."""

    most_at_once: int
    probes: Policy
    """How long to wait between probes while it is down."""

    def __post_init__(self) -> None:
        self._at_once = min(FIRST_AT_ONCE, self.most_at_once)
        self._under_way = 0
        self._failures_in_row = 0
        self._quiet_until_seconds = 0.0

    @property
    def is_down(self) -> bool:
        """Whether the receiver counts as away: nothing is sent to it but probes."""
        return self._failures_in_row >= FAILURES_MEAN_DOWN

    def may_begin(self, now_seconds: float) -> bool:
        """Whether one more request may go out now."""
        if now_seconds < self._quiet_until_seconds:
            return False
        return self._under_way < (1 if self.is_down else max(1, int(self._at_once)))

    def quiet_for(self, now_seconds: float) -> float:
        """How long nothing may be sent at all; 0 if it may."""
        return max(0.0, self._quiet_until_seconds - now_seconds)

    def begin(self) -> None:
        """A request goes out."""
        self._under_way += 1

    def answered(self) -> None:
        """The receiver took it, or refused it for good: either way it is up."""
        self._under_way -= 1
        if self.is_down:
            # Whoever was away comes back cold.
            self._at_once = 1.0
        else:
            # One more for each answer doubles it every round trip, as TCP's slow start does.
            self._at_once = min(self._at_once + 1.0, float(self.most_at_once))
        self._failures_in_row = 0

    def failed(self, now_seconds: float, chance: float, quiet_seconds: float | None = None) -> None:
        """It did not take it now. ``quiet_seconds``: it asked that nothing be sent for so long (HTTP 429)."""
        self._under_way -= 1
        self._failures_in_row += 1
        self._at_once = max(1.0, self._at_once * LESS_AFTER_FAILURE)
        wait = 0.0
        if self.is_down:
            wait = self.probes.wait_seconds(self._failures_in_row - FAILURES_MEAN_DOWN + 1, chance)
        if quiet_seconds is not None:
            wait = max(wait, quiet_seconds)
        self._quiet_until_seconds = max(self._quiet_until_seconds, now_seconds + wait)

    def left(self) -> None:
        """A request was broken off by ourselves; it says nothing about the receiver."""
        self._under_way -= 1
