"""Who writes next, among the threads of this process.

SQLite lets one writer in at a time and has the others look again after a while, at longer and longer intervals: a busy
lane that writes without a pause could keep an alarm out for a second. Here whoever came first goes first, and whoever
can wait goes last.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turnstile:
    """Lets one through at a time. Safe to use from several threads; not to be entered twice by one."""

    def __init__(self, timeout_seconds: float) -> None:
        """Nobody waits longer than ``timeout_seconds``: after that the database itself has to decide."""
        self._timeout_seconds = timeout_seconds
        self._lock = threading.Lock()
        self._is_taken = False
        self._waiting: list[tuple[bool, int, threading.Event]] = []
        self._order = itertools.count()

    @contextmanager
    def turn(self, *, patient: bool = False) -> Iterator[None]:
        """Wait, and be the only one inside. ``patient``: behind all who are not."""
        taken = self._enter(patient)
        try:
            yield
        finally:
            if taken:
                self._leave()

    def _enter(self, patient: bool) -> bool:
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            mine = (patient, next(self._order), threading.Event())
            heapq.heappush(self._waiting, mine)
        if mine[2].wait(self._timeout_seconds):
            return True
        with self._lock:
            if mine in self._waiting:
                self._waiting.remove(mine)
                heapq.heapify(self._waiting)
                return False
        return True  # it became ours in this very moment

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                # Handed on without being let go of: nobody slips in between.
                heapq.heappop(self._waiting)[2].set()
            else:
                self._is_taken = False
