"""Signing on and off by voice, in front of the turns: who a headset's words are from.

Nothing that holds a code reaches the turns, the store or a log, nor does its sound. What else was said in the same
breath does, under the name of whoever has just signed on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

import structlog

from assistant.audit import AuditEvent
from assistant.duress import Duress
from assistant.people import UNKNOWN_ACTOR, Person
from assistant.signing_on import Attempt, Tries, is_code, sign_on_in, signs_off
from assistant.turn_result import TurnResult
from assistant.wearers import Wearers
from voice.live.turns import Said, TurnTaker

_log = structlog.get_logger(__name__)

WRONG: Final = "That name and code don't go together. Say your name and your code again."
NOT_KNOWN: Final = "I don't know that name. Your manager can add you. You can still report."
TOO_MANY: Final = "That was wrong too often. Wait five minutes, or ask your manager. You can still report."
NOBODY: Final = "Nobody is signed on here."


class Talks(TurnTaker, Protocol):
    """Turns whose headsets can begin a new conversation."""

    def start_over(self, device_id: str) -> None: ...


class SigningTurns:
    """Implements ``TurnTaker`` around another."""

    def __init__(
        self,
        turns: Talks,
        wearers: Wearers,
        *,
        duress_in: Callable[[str], Duress | None],
        audit: Callable[[AuditEvent], Awaitable[None]],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``audit`` is told who signed on and off, and where."""
        self._turns = turns
        self._wearers = wearers
        self._duress_in = duress_in
        self._audit = audit
        self._now = now
        self._tries = Tries()
        self._last: dict[str, TurnResult] = {}

    async def take(self, device_id: str, said: Said) -> TurnResult:
        if signs_off(said.text):
            return await self._signed_off(device_id)
        attempt = sign_on_in(said.text, self._wearers.people)
        if attempt is None:
            return await self._taken(device_id, said)
        if self._duress_in(said.text) is not None:
            # Whoever calls for help is helped, whoever they are; only their code is nobody's business. Should the cry
            # have been cut through with it, it is a cry all the same.
            rest = attempt.rest if self._duress_in(attempt.rest) is not None else f"help me, {attempt.rest}".strip(" ,")
            return await self._taken(device_id, replace(said, text=rest, sound=None))
        answer = await self._signed_on(device_id, attempt)
        if not attempt.rest:
            return self._answered(device_id, answer)
        result = await self._taken(device_id, replace(said, text=attempt.rest, sound=None))
        return result if result.alarm else replace(result, replies=(answer, *result.replies))

    async def be_silent(self, device_id: str, seconds: float) -> TurnResult:
        result = self._last[device_id] = await self._turns.be_silent(device_id, seconds)
        return result

    def device_of(self, incident_id: UUID) -> str | None:
        return self._turns.device_of(incident_id)

    async def _taken(self, device_id: str, said: Said) -> TurnResult:
        result = self._last[device_id] = await self._turns.take(device_id, said)
        return result

    async def _signed_on(self, device_id: str, attempt: Attempt) -> str:
        now = self._now()
        if self._tries.too_many(device_id, now):
            _log.warning("too many wrong codes", device=device_id)
            return TOO_MANY
        if not attempt.people:
            self._tries.wrong(device_id, now)
            return NOT_KNOWN
        person = await asyncio.to_thread(_whose, attempt)
        if person is None:
            self._tries.wrong(device_id, now)
            _log.info("a wrong code was said", device=device_id)
            return WRONG
        self._tries.right(device_id)
        before = self._wearers.actor_of(device_id)
        self._wearers.sign_on(device_id, person)
        if before not in (UNKNOWN_ACTOR, person.actor_id):
            # What the one before was telling stays theirs, and goes on wherever they speak next.
            self._turns.start_over(device_id)
            self._last.pop(device_id, None)
        await self._audit(AuditEvent(now, person.actor_id, "wearer.signed_on", device_id))
        return f"Hello {person.name}. You're signed on."

    async def _signed_off(self, device_id: str) -> TurnResult:
        person = self._wearers.sign_off(device_id)
        if person is None:
            return self._answered(device_id, NOBODY)
        open_report = self._last.get(device_id, TurnResult()).status == "draft"
        self._turns.start_over(device_id)
        self._last.pop(device_id, None)
        await self._audit(AuditEvent(self._now(), person.actor_id, "wearer.signed_off", device_id))
        kept = " Your report is saved, and goes on where you speak next." if open_report else ""
        return self._answered(device_id, f"You're signed off, {person.name}.{kept}")

    def _answered(self, device_id: str, words: str) -> TurnResult:
        """What was open stays open, and is put again; in an alarm nothing is said but what belongs to it."""
        last = self._last.get(device_id, TurnResult())
        if last.alarm:
            return replace(last, replies=(), alerts=(), act="signing")
        again = last.replies[-1:] if last.asked is not None else ()
        return replace(last, replies=(words, *again), alerts=(), slots={}, act="signing")


def _whose(attempt: Attempt) -> Person | None:
    return next((person for person in attempt.people if is_code(attempt.code, person.code_hash)), None)
