"""Never more than a group can read: ordinary alerts that come thick wait and are told together. Pure; fed time.

Alarms, and whatever is urgent, never wait.
"""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Final

from assistant.alerts import Alert, AlertKind
from assistant.incident import Priority

MERGED_AT_MOST: Final = 20
"""More than this in one message nobody reads either; the rest goes into the next one."""

SHORTEST_WAIT_SECONDS: Final = 0.001
"""What is left of a window may be too short for its sum to differ from 0, which would mean "now"."""


def is_ordinary(alert: Alert) -> bool:
    """Whether it can wait: nobody is in danger, and nobody is being sent back."""
    return alert.kind in (AlertKind.ALERT, AlertKind.UPDATE) and alert.priority in (Priority.P3, Priority.P4)


class Throttle:
    """What each target has been told lately, and what waits to be told together."""

    def __init__(self, at_most: int = 3, window_seconds: float = 60.0) -> None:
        """More than ``at_most`` messages in any ``window_seconds`` make ordinary alerts wait."""
        self._at_most = at_most
        self._window_seconds = window_seconds
        self._told: dict[str, deque[float]] = defaultdict(deque)
        self._waiting: dict[str, dict[str, Alert]] = defaultdict(dict)
        self._claimed: dict[str, str] = {}

    def wait_seconds(self, target: str, key: str, alert: Alert, now_seconds: float) -> float:
        """How long job ``key`` has to wait before it is told; 0: now. What has to wait is remembered for the next."""
        if not is_ordinary(alert):
            return 0.0
        if key in self._claimed:
            # Another message is just taking it along.
            return 1.0
        told = self._told[target]
        while told and told[0] <= now_seconds - self._window_seconds:
            told.popleft()
        if len(told) < self._at_most:
            return 0.0
        self._waiting[target][key] = alert
        return max(told[0] + self._window_seconds - now_seconds, SHORTEST_WAIT_SECONDS)

    def taken_along(self, target: str, key: str, alert: Alert) -> dict[str, Alert]:
        """What waits for the same target and goes out with job ``key``, by its key; nothing goes with what is urgent.

        Each counts as claimed until ``sent`` or ``failed`` is told of ``key``.
        """
        waiting = self._waiting[target]
        waiting.pop(key, None)
        if not is_ordinary(alert):
            return {}
        along = dict(list(waiting.items())[:MERGED_AT_MOST])
        for other in along:
            self._claimed[other] = key
            del waiting[other]
        return along

    def sent(self, target: str, key: str, now_seconds: float) -> None:
        """One message has gone out."""
        self._told[target].append(now_seconds)
        self._release(key)

    def failed(self, target: str, key: str, along: dict[str, Alert]) -> None:
        """It has not: what it was to take along waits again."""
        self._release(key)
        self._waiting[target] |= along

    def _release(self, key: str) -> None:
        self._claimed = {other: by for other, by in self._claimed.items() if by != key}
