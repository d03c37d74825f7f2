"""Enrolling a chat account: a manager makes a one-time code, the person sends it to the bot, and is known from then on.

Only the code's digest is kept. A code has 40 bits, is used up by its first use, and may be guessed at only slowly.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections import deque
from datetime import datetime, timedelta
from typing import Final

from assistant.audit import AuditEvent
from assistant.errors import SettingsError
from assistant.people import Person, Roster
from assistant.store import Store

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


def _digest(code: str) -> str:
    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()
