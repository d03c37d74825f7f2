"""How much a client may send: a steady rate, with a burst that fills up again. Pure: fed with time."""

from __future__ import annotations


class Allowance:
    """A token bucket."""

    def __init__(self, per_second: float, burst: float) -> None:
        self._per_second = per_second
        self._burst = burst
        self._left = burst
        self._at_seconds: float | None = None

    def spend(self, amount: float, now_seconds: float) -> bool:
        """Whether ``amount`` more is within the allowance at ``now_seconds`` of any steady clock."""
        passed = 0.0 if self._at_seconds is None else now_seconds - self._at_seconds
        self._at_seconds = now_seconds
        self._left = min(self._burst, self._left + passed * self._per_second) - amount
        return self._left >= 0
