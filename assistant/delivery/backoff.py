"""How long to wait before trying again, and when to give up. Pure: time and chance are handed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

LONGEST_RETRY_AFTER_SECONDS: Final = 3_600.0
"""A receiver's own wish is honoured up to here: one wrong header must not silence a report for a week."""


@dataclass(frozen=True)
class Policy:
    """Exponential backoff with full jitter.

    The wait before attempt n+1 is drawn evenly from 0 to ``min(cap, base · 2^(n-1))``: of the ways to add jitter, the
    one that spreads clients best and costs the receiver least (M. Brooker, "Exponential Backoff And Jitter", AWS
    Architecture Blog, 2015).
    """

    base_seconds: float
    cap_seconds: float
    max_age: timedelta
    """A job older than this is given up."""

    def ceiling_seconds(self, failed_attempts: int) -> float:
        """The longest wait that may be drawn after so many failed attempts (1 or more)."""
        # Beyond 2^63 a float would do, but the doubling has long been over the cap by then.
        return min(self.cap_seconds, self.base_seconds * 2.0 ** min(failed_attempts - 1, 63))

    def wait_seconds(self, failed_attempts: int, chance: float, retry_after_seconds: float | None = None) -> float:
        """How long to wait now. ``chance`` is a random number from 0 to below 1; Retry-After is a floor."""
        wait = chance * self.ceiling_seconds(failed_attempts)
        if retry_after_seconds is None:
            return wait
        # Jitter on top of it too: everybody was told the same number.
        return min(max(retry_after_seconds, 0.0), LONGEST_RETRY_AFTER_SECONDS) + wait

    def is_too_late(self, age: timedelta, wait_seconds: float) -> bool:
        """Whether a job of this age is given up rather than tried again after ``wait_seconds``."""
        return age + timedelta(seconds=wait_seconds) >= self.max_age


@dataclass(frozen=True)
class Backoff:
    """The policies of the two kinds of job, and of asking whether the platform is back."""

    reports: Policy = field(default=Policy(base_seconds=0.5, cap_seconds=60.0, max_age=timedelta(days=7)))
    """A report is wanted even if the platform was down for days."""
    alerts: Policy = field(default=Policy(base_seconds=0.2, cap_seconds=4.0, max_age=timedelta(minutes=15)))
    """Help is wanted now; an alert a quarter of an hour old would only send people to the wrong place.

    Where every second request fails, waits of at most four seconds bring all but one alarm in some thousands through
    before the ladder's first twenty are over; with ten it was one in a hundred.
    """
    probes: Policy = field(default=Policy(base_seconds=0.5, cap_seconds=30.0, max_age=timedelta.max))
    """While the platform is away, it is asked about as often as this; then everything that waited goes on."""
