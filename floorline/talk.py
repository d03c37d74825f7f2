"""One person talking with Floorline by text: what the terminal chat, the local API and the demo share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final, Protocol
from uuid import UUID

from assistant.identifiers import uuid7
from assistant.incident import Status
from assistant.store import Utterance
from assistant.store.types import Channel
from assistant.turn_result import TurnResult

OUTCOME_WAIT_SECONDS: Final = 2.0
"""How long a confirmed report's answer is waited for, so that "received, reference …" comes in the same breath."""


class Outcomes(Protocol):
    """Where it can be learnt what became of a report."""

    async def wait(self, incident_id: UUID, timeout_seconds: float) -> tuple[str, Status] | None:
        """The sentence for the reporter and the record's status, or ``None`` if nothing came in time."""
        ...


class Talk:
    """One conversation: remembers who speaks on what, and which reports' answers have been told."""

    def __init__(
        self,
        take_turn: Callable[[Utterance], Awaitable[TurnResult]],
        outcomes: Outcomes,
        *,
        channel: Channel,
        actor_id: str,
        device_id: str,
        conversation_id: str | None = None,
        outcome_wait_seconds: float = OUTCOME_WAIT_SECONDS,
    ) -> None:
        self._take_turn = take_turn
        self._outcomes = outcomes
        self._channel: Channel = channel
        self._actor_id = actor_id
        self._device_id = device_id
        self._outcome_wait_seconds = outcome_wait_seconds
        self._told: set[str] = set()
        self.conversation_id = conversation_id or self._new_id()

    def start_over(self) -> None:
        """Leave the conversation as it stands and begin another."""
        self.conversation_id = self._new_id()

    async def say(self, text: str, *, confidence: float | None = None) -> TurnResult:
        """Take one utterance. Where it files a report, the platform's answer is waited for a little and told too."""
        return await self._turn(text, confidence=confidence)

    async def be_silent(self, seconds: float) -> TurnResult:
        """Let ``seconds`` pass without a word."""
        return await self._turn("", silence_seconds=seconds)

    async def _turn(
        self, text: str, *, confidence: float | None = None, silence_seconds: float | None = None
    ) -> TurnResult:
        result = await self._take_turn(
            Utterance(
                utterance_id=uuid7(),
                conversation_id=self.conversation_id,
                actor_id=self._actor_id,
                device_id=self._device_id,
                channel=self._channel,
                text=text,
                confidence=confidence,
                said_at_utc=datetime.now(UTC),
                silence_seconds=silence_seconds,
            )
        )
        if result.status != Status.SUBMITTED or result.incident_id is None or result.incident_id in self._told:
            return result
        self._told.add(result.incident_id)
        outcome = await self._outcomes.wait(UUID(result.incident_id), self._outcome_wait_seconds)
        if outcome is None:
            return result
        sentence, status = outcome
        return replace(result, replies=(*result.replies, sentence), status=status.value)

    def _new_id(self) -> str:
        return f"{self._channel}:{self._device_id}:{uuid7()}"
