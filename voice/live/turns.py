"""What was said on a headset, taken as a turn: who said it, in which conversation, and which incident it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol
from uuid import UUID

import structlog

from assistant.identifiers import uuid7
from assistant.incident import Status
from assistant.store import Utterance
from assistant.turn_result import TurnResult
from voice.audio import Audio
from voice.floor import CutOff

_log = structlog.get_logger(__name__)

FILED_STAYS_IN_REACH: Final = timedelta(minutes=10)
"""So long after the last word, "no, it was aisle nine" still means the report that has just gone."""


Sound = asyncio.Future[Audio]
"""Of one utterance; still to come while its wearer speaks."""


@dataclass(frozen=True)
class Said:
    """One utterance of a wearer."""

    text: str
    confidence: float | None = None
    cut_off: CutOff | None = None
    """What it interrupted."""
    sound: Sound | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Spoken:
    """What was said in an incident, once it is stored."""

    utterance_id: UUID
    incident_id: UUID
    actor_id: str
    device_id: str
    said_at_utc: datetime
    sound: Sound


class Recordings(Protocol):
    """Keeps the sound of incidents."""

    def keep(self, spoken: Spoken) -> None:
        """Returns at once: nobody's answer waits for it."""
        ...


class TurnTaker(Protocol):
    """Takes what wearers say. Wrap the one below to take some of it otherwise (signing on, joining an incident)."""

    async def take(self, device_id: str, said: Said) -> TurnResult:
        """Never raises on anything that can be said."""
        ...

    async def be_silent(self, device_id: str, seconds: float) -> TurnResult:
        """Nothing was said for ``seconds`` after a question, or after a call for help."""
        ...

    def device_of(self, incident_id: UUID) -> str | None:
        """The headset that reports this incident, if it is one of ours."""
        ...


class ConversationTurns:
    """Turns through ``Conversation.take_turn``; each headset has one conversation until its incident is over."""

    def __init__(
        self,
        take_turn: Callable[[Utterance], Awaitable[TurnResult]],
        *,
        actor_of: Callable[[str], str],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        recordings: Recordings | None = None,
    ) -> None:
        """``actor_of`` gives the person in whose hand a device is: ``Roster.actor_of``. ``recordings`` is given the
        sound of what is said in an incident, and of nothing else.
        """
        self._take_turn = take_turn
        self._actor_of = actor_of
        self._now = now
        self._recordings = recordings
        self._open: dict[str, str] = {}
        self._conversations: dict[str, str] = {}
        self._devices: dict[UUID, str] = {}
        self._done_since: dict[str, datetime] = {}

    async def take(self, device_id: str, said: Said) -> TurnResult:
        unheard = None if said.cut_off is None else said.cut_off.words_unheard
        return await self._turn(device_id, said.text, said.confidence, None, unheard, said.sound)

    async def be_silent(self, device_id: str, seconds: float) -> TurnResult:
        return await self._turn(device_id, "", None, seconds)

    def device_of(self, incident_id: UUID) -> str | None:
        return self._devices.get(incident_id)

    def conversation_of(self, device_id: str) -> str:
        """The conversation that the next utterance of this headset belongs to."""
        conversation = self._conversations.get(device_id)
        done_since = self._done_since.get(device_id)
        if conversation is None or (done_since and self._now() - done_since > FILED_STAYS_IN_REACH):
            conversation = self._conversations[device_id] = f"headset:{device_id}:{uuid7()}"
        return conversation

    def start_over(self, device_id: str) -> None:
        """Have this headset begin another conversation: somebody else wears it now."""
        self._conversations.pop(device_id, None)
        self._done_since.pop(device_id, None)

    def put_into(self, device_id: str, conversation_id: str) -> None:
        """Have this headset go on in another conversation: one begun in chat, or before a restart."""
        self._conversations[device_id] = conversation_id

    async def _turn(
        self,
        device_id: str,
        text: str,
        confidence: float | None,
        silence_seconds: float | None,
        words_unheard: str | None = None,
        sound: Sound | None = None,
    ) -> TurnResult:
        utterance = Utterance(
            utterance_id=uuid7(),
            conversation_id=self.conversation_of(device_id),
            actor_id=self._actor_of(device_id),
            device_id=device_id,
            channel="headset",
            text=text,
            confidence=confidence,
            said_at_utc=self._now(),
            silence_seconds=silence_seconds,
            words_unheard=words_unheard,
        )
        result = await self._take_turn(utterance)
        self._record(utterance, result, sound)
        if result.incident_id is not None:
            incident_id = UUID(result.incident_id)
            if self._devices.get(incident_id) != device_id:
                self._devices = {known: device for known, device in self._devices.items() if device != device_id}
                self._devices[incident_id] = device_id
        if result.status in (None, Status.DRAFT):
            self._done_since.pop(device_id, None)
        else:
            self._done_since[device_id] = self._now()
        return result

    def _record(self, utterance: Utterance, result: TurnResult, sound: Sound | None) -> None:
        """Have the sound kept if it is of an incident that is open, or was until this very utterance."""
        was_open = self._open.get(utterance.conversation_id)
        is_open = result.alarm or result.status == Status.DRAFT
        if result.mode == "not_saved":
            if sound is not None and self._recordings is not None and (was_open or is_open):
                _log.error("a recording is lost: its turn could not be saved", device=utterance.device_id)
            return
        if is_open and result.incident_id is not None:
            self._open[utterance.conversation_id] = result.incident_id
        else:
            self._open.pop(utterance.conversation_id, None)
        if sound is None or self._recordings is None or result.incident_id is None:
            return
        if is_open or was_open == result.incident_id:
            self._recordings.keep(
                Spoken(
                    utterance.utterance_id,
                    UUID(result.incident_id),
                    utterance.actor_id,
                    utterance.device_id,
                    utterance.said_at_utc,
                    sound,
                )
            )
