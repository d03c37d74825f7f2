"""Two managers with phones: they answer some of the calls, some while the store box is dead, and remember it.

Sam is called first, Lee with everybody on shift when Sam has not answered in time.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Self
from uuid import UUID

from assistant.calling import PressedAnswer
from tests.fakes.bot_api import TOKEN, FakeBotApi, Phone
from tests.fakes.served_app import ServedApp

ROSTER: Final = """\
people:
  - {actor_id: sam, name: Sam, roles: [area_manager], devices: ["telegram:501"]}
  - {actor_id: lee, name: Lee, devices: ["telegram:502"]}
"""
"""The procedure for thefts calls neither of the two: the storm's cries for help do."""

LOOKS_EVERY_SECONDS: Final = 0.1
ANSWERS_AT_ONCE, ANSWERS_WHILE_DEAD = 0.45, 0.25
"""How likely each is; the rest does not answer."""
TELEGRAM_FAILS: Final = 0.15
"""For each call that is looked at, the next one meets a fault."""

Given = tuple[UUID, str, str, int | None]
"""An answer: incident, actor, kind, minutes."""


@dataclass
class Manager:
    """One of them, and the calls they have looked at."""

    actor_id: str
    phone: Phone
    seen: set[UUID] = field(default_factory=set)
    saved_up: dict[UUID, int] = field(default_factory=dict)
    """Calls to be answered while the box is dead: incident -> message."""


class Managers:
    """``with Managers(seed) as managers: … managers.url, managers.given``; strict Telegram in between."""

    def __init__(self, seed: int) -> None:
        self._api = FakeBotApi()
        self._served = ServedApp(self._api.app())
        self._chance = random.Random(seed)
        self._managers = [
            Manager(actor_id, self._api.phone(number, actor_id.title()))
            for actor_id, number in (("sam", 501), ("lee", 502))
        ]
        self._lock = threading.Lock()
        self.given: Counter[Given] = Counter()
        self.given_while_dead = 0

    def __enter__(self) -> Self:
        self._served.__enter__()
        return self

    def __exit__(self, *ended: object) -> None:
        self._served.__exit__(None, None, None)

    def settings(self) -> Mapping[str, str]:
        """How the box reaches them."""
        return {"token": TOKEN, "base_url": f"{self._served.url}/bot"}

    def look(self, stopped: threading.Event) -> None:
        """Look at the calls that came, once, and answer some."""
        with self._lock:
            for manager in self._managers:
                for incident_id, message_id in self._calls(manager).items():
                    if incident_id not in manager.seen:
                        manager.seen.add(incident_id)
                        self._decide(manager, incident_id, message_id)
        stopped.wait(LOOKS_EVERY_SECONDS)

    def box_is_dead(self) -> None:
        """Answer what was to be answered now that nobody is there to hear it."""
        self.given_while_dead += self._answer_saved_up()

    def have_answered(self) -> bool:
        """Answer all that is left; whether the box has fetched everything."""
        self._answer_saved_up()
        return not self._api.waiting_updates

    @property
    def called_to(self) -> frozenset[UUID]:
        """The incidents that somebody was called to."""
        return frozenset().union(*(manager.seen for manager in self._managers))

    def _decide(self, manager: Manager, incident_id: UUID, message_id: int) -> None:
        if self._chance.random() < TELEGRAM_FAILS:
            self._api.fault(self._chance.choice(("lost", "502", "429")), "sendMessage")
        drawn = self._chance.random()
        if drawn < ANSWERS_AT_ONCE:
            self._press(manager, incident_id, message_id)
        elif drawn < ANSWERS_AT_ONCE + ANSWERS_WHILE_DEAD:
            manager.saved_up[incident_id] = message_id

    def _answer_saved_up(self) -> int:
        with self._lock:
            count = 0
            for manager in self._managers:
                for incident_id, message_id in manager.saved_up.items():
                    self._press(manager, incident_id, message_id)
                    count += 1
                manager.saved_up.clear()
            return count

    def _press(self, manager: Manager, incident_id: UUID, message_id: int) -> None:
        label = self._chance.choice(("On my way", "2 min", "5 min", "Acknowledge", "Call 999 done"))
        data = next(data for words, data in manager.phone.choices(message_id) if words == label)
        answer = PressedAnswer.read(data)
        assert answer is not None
        manager.phone.presses(label, message_id=message_id)
        self.given[(incident_id, manager.actor_id, answer.kind.value, answer.eta_minutes)] += 1

    def _calls(self, manager: Manager) -> dict[UUID, int]:
        """The messages that ask for an answer, by what they are about."""
        found: dict[UUID, int] = {}
        for message_id in manager.phone.numbers():
            for _, data in manager.phone.choices(message_id):
                answer = PressedAnswer.read(data)
                if answer is not None:
                    found[answer.incident_id] = message_id
        return found
