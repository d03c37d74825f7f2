"""How fast one person may write, and how often something is said. Pure but for the clock that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

BURST: Final = 20
"""Messages that may come at once: an album of ten with a few words around it."""
PER_SECOND: Final = 1.0
WAITING_AT_MOST: Final = 200
"""More than this waiting from one person is no report any more."""
_REMEMBERED: Final = 10_000


class Pace:
    """A token bucket: tells how long to wait before the next message of one person is taken."""

    def __init__(
        self, burst: int = BURST, per_second: float = PER_SECOND, clock: Callable[[], float] = monotonic
    ) -> None:
        self._burst = burst
        self._per_second = per_second
        self._clock = clock
        self._tokens = float(burst)
        self._at = clock()

    def wait_seconds(self) -> float:
        """Counts one message; 0 while the person is within bounds."""
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_second) - 1
        self._at = now
        return max(0.0, -self._tokens / self._per_second)


class Seldom:
    """Says whether something may be said again, each key on its own."""

    def __init__(self, every_seconds: float, clock: Callable[[], float] = monotonic) -> None:
        self._every_seconds = every_seconds
        self._clock = clock
        self._last: dict[str, float] = {}

    def may(self, key: str) -> bool:
        now = self._clock()
        if now - self._last.get(key, -self._every_seconds) < self._every_seconds:
            return False
        if len(self._last) >= _REMEMBERED:
            self._last = {known: at for known, at in self._last.items() if now - at < self._every_seconds}
        self._last[key] = now
        return True
