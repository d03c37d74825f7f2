"""Writers go through one at a time: first come first, those who can wait last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from assistant.store.turnstile import Turnstile


class Queue:
    """Threads that want through, in the order they came, and the order they went in."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile
        self._threads: list[threading.Thread] = []
        self.went: list[str] = []

    def come(self, name: str, *, patient: bool = False) -> None:
        """Returns when they stand in line."""
        line = len(self._turnstile._waiting)
        thread = threading.Thread(target=self._go, args=(name, patient))
        self._threads.append(thread)
        thread.start()
        while len(self._turnstile._waiting) == line:
            thread.join(0.001)

    def wait(self) -> None:
        for thread in self._threads:
            thread.join(10)

    def _go(self, name: str, patient: bool) -> None:
        with self._turnstile.turn(patient=patient):
            self.went.append(name)


@pytest.fixture
def turnstile() -> Turnstile:
    return Turnstile(10.0)


@contextmanager
def taken(turnstile: Turnstile) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(turnstile.turn())
        yield


def test_whoever_can_wait_goes_last_and_the_others_in_the_order_they_came(turnstile: Turnstile) -> None:
    queue = Queue(turnstile)
    with taken(turnstile):
        queue.come("lane", patient=True)
        queue.come("turn")
        queue.come("alarm")
    queue.wait()
    assert queue.went == ["turn", "alarm", "lane"]


def test_nobody_waits_for_ever(turnstile: Turnstile) -> None:
    impatient = Turnstile(0.01)
    queue = Queue(impatient)
    with taken(impatient):
        queue.come("turn")
        queue.wait()
        assert queue.went == ["turn"]
    with taken(impatient):
        pass


def test_a_turn_that_breaks_off_lets_the_next_in(turnstile: Turnstile) -> None:
    with pytest.raises(KeyError), turnstile.turn():
        raise KeyError
    with turnstile.turn():
        pass
