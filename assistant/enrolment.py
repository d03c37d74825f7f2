"""Enrolling a chat account: a manager makes a one-time code, the person sends it to the bot, and is known from then on.

Only the code's digest is kept. A code has 40 bits, is used up by its first use, and may be guessed at only slowly.
"""

from __future__ import annotations

import hashlib
import logging
import math
import re
import secrets
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Final

from assistant.audit import AuditEvent
from assistant.errors import SettingsError, StoreError
from assistant.people import Person, Roster
from assistant.store import Store

log = logging.getLogger(__name__)

CODE_LIFETIME: Final = timedelta(hours=24)
TRIES_AN_HOUR: Final = 5
"""For one account; an honest person mistypes once or twice."""
ALL_TRIES_AN_HOUR: Final = 60
"""For all accounts together: new accounts cost an attacker nothing."""

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Without what is taken for one another: 0 and O, 1, I and L."""
_LENGTH: Final = 8
_CODE: Final = re.compile(rf"[{_ALPHABET}]{{{_LENGTH}}}")


def person_named(roster: Roster, name: str) -> Person:
    """The person whom a manager means: by actor id, or by name. ``SettingsError`` where it is nobody, or two people."""
    wanted = name.strip().casefold()
    found = [one for one in roster.people if wanted in (one.actor_id.casefold(), one.name.casefold())]
    if len(found) == 1:
        return found[0]
    known = ", ".join(person.actor_id for person in roster.people[:20])
    if found:
        raise SettingsError(f"There are {len(found)} people called {name}; give the actor_id, one of {known}.")
    raise SettingsError(f"Nobody called {name} is on the roster; add them to people_file. Known are: {known}.")


def issue_code(store: Store, person: Person, now: datetime) -> str:
    """A new code for ``person``, to be shown to them once (``ABCD-EFGH``); the one before it is void."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_LENGTH))
    event = AuditEvent(now, "system", "device.code_issued", person.actor_id)
    store.add_enrolment_code(_digest(code), person.actor_id, now + CODE_LIFETIME, event)
    return f"{code[:4]}-{code[4:]}"


def code_in(text: str) -> str | None:
    """The code that a message consists of, if it does: small letters, blanks and hyphens are forgiven."""
    code = re.sub(r"[\s-]", "", text).upper()
    return code if _CODE.fullmatch(code) else None


def redeem(store: Store, code: str, device_id: str, now: datetime) -> str | None:
    """The actor id whose device it now is; ``None`` for a code that is wrong, used, replaced or too old."""
    return store.enrol_device(_digest(code), device_id, now)


class Guesses:
    """How many codes were tried in the last hour. Fed time; forgets with the process, which 40 bits can bear."""

    def __init__(self) -> None:
        self._tries: deque[tuple[datetime, str]] = deque()

    def may_try(self, device_id: str, now: datetime) -> bool:
        """Whether this account may try a code now; counts it as tried."""
        while self._tries and self._tries[0][0] <= now - timedelta(hours=1):
            self._tries.popleft()
        by_device = sum(1 for _, tried_by in self._tries if tried_by == device_id)
        if by_device >= TRIES_AN_HOUR or len(self._tries) >= ALL_TRIES_AN_HOUR:
            return False
        self._tries.append((now, device_id))
        return True


def holder_of(store: Store, roster: Roster, device_id: str) -> Person | None:
    """Whose device it is: by the roster, else by enrolment. Whoever left the roster holds nothing any more."""
    person = roster.holder_of(device_id)
    if person is not None:
        return person
    actor_id = store.actor_enrolled_on(device_id)
    return None if actor_id is None else roster.person(actor_id)


class RosterInForce:
    """The roster with the devices that were enrolled, for whoever calls people: ``roster = RosterInForce(…)()``.

    Enrolments are read again twice a second at most, since managers make and end them from other processes and whoever
    has just enrolled may be called in the next moment; and each time while nobody at all can be called.
    """

    def __init__(
        self, store: Store, roster: Roster, *, clock: Callable[[], float] = monotonic, every_seconds: float = 0.5
    ) -> None:
        self._store = store
        self._written = roster
        self._clock = clock
        self._every_seconds = every_seconds
        self._in_force = roster
        self._read_at = -math.inf

    def __call__(self) -> Roster:
        """The one in force now; the last one known where the store cannot be read."""
        is_old = self._clock() - self._read_at >= self._every_seconds
        if is_old or not any(person.devices for person in self._in_force.people):
            self._read_at = self._clock()
            try:
                self._in_force = with_enrolled(self._written, self._store.enrolled_devices())
            except StoreError as exc:
                log.error("enrolments cannot be read: %s", exc)
        return self._in_force


def with_enrolled(roster: Roster, enrolled: Iterable[tuple[str, str]]) -> Roster:
    """``roster`` with (device, actor) pairs put into people's hands; a device that it names already stays as it is."""
    known = {device for person in roster.people for device in person.devices}
    more: dict[str, list[str]] = {}
    for device_id, actor_id in enrolled:
        if device_id not in known:
            more.setdefault(actor_id, []).append(device_id)
    people = tuple(
        person.model_copy(update={"devices": (*person.devices, *more.get(person.actor_id, ()))})
        for person in roster.people
    )
    return replace(roster, people=people)


def _digest(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()
