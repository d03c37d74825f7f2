"""One turn of the conversation in a chat: take it, answer with buttons, remember which messages it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from telegram import InlineKeyboardMarkup

from assistant.dialogue.choices import choices_for
from assistant.people import Person
from assistant.sop import LiveSopBook
from assistant.store import ChatMessage, MessageKind, Store, Utterance
from assistant.turn_result import TurnResult
from channels.telegram import phrases
from channels.telegram.incoming import Incoming
from channels.telegram.keyboard import keyboard
from channels.telegram.outgoing import Outgoing

MAX_WORDS_SHOWN: Final = 1500


TakeTurn = Callable[[Utterance], Awaitable[TurnResult]]


class ChatTurns:
    """Turns in private chats. Each chat is a conversation; that a report goes on in it from a headset is the core's
    doing.
    """

    def __init__(self, store: Store, sops: LiveSopBook, take_turn: TakeTurn, outgoing: Outgoing) -> None:
        self._store = store
        self._sops = sops
        self._take_turn = take_turn
        self._outgoing = outgoing
        self._buttons_on: dict[str, int] = {}
        self._on_incident: list[Callable[[Person, str, UUID], Awaitable[None]]] = []

    def when_reported(self, listener: Callable[[Person, str, UUID], Awaitable[None]]) -> None:
        """Have ``listener`` told (person, device, incident) after each turn that is about an incident."""
        self._on_incident.append(listener)

    async def say(
        self, incoming: Incoming, person: Person, text: str, *, confidence: float | None = None, heard: bool = False
    ) -> TurnResult:
        """Take ``text`` as said by ``person`` and answer in the chat. ``heard``: show what was made out, too."""
        utterance = Utterance(
            utterance_id=incoming.utterance_id,
            conversation_id=incoming.device_id,
            actor_id=person.actor_id,
            device_id=incoming.device_id,
            channel="chat",
            text=text,
            confidence=confidence,
            said_at_utc=incoming.at_utc,
        )
        result = await self._take_turn(utterance)
        incident_id = None if result.incident_id is None else UUID(result.incident_id)
        await self.note(incoming.device_id, incoming.message_id, "said", incident_id, incoming.utterance_id)
        if incident_id is not None:
            for listener in self._on_incident:
                await listener(person, incoming.device_id, incident_id)
        # Silence is an answer too: after a silent call for help nothing may light up or make a sound.
        if result.replies:
            await self._answer(incoming, result, incident_id, text if heard else None)
        return result

    async def note(
        self,
        device_id: str,
        number: int,
        kind: MessageKind,
        incident_id: UUID | None,
        utterance_id: UUID | None = None,
        *,
        album: str | None = None,
    ) -> None:
        """Remember which incident a message is about, so that it can be cleared away or corrected later."""
        message = ChatMessage(device_id, number, kind, datetime.now(UTC), incident_id, utterance_id, album)
        await asyncio.to_thread(self._store.note_message, message)

    async def take_buttons_away(self, chat_id: int, device_id: str) -> None:
        """From the question that was open before; whoever presses them all the same is told that it is closed."""
        number = self._buttons_on.pop(device_id, None)
        if number is not None:
            await self._outgoing.set_buttons(chat_id, number, None)

    async def _answer(
        self, incoming: Incoming, result: TurnResult, incident_id: UUID | None, heard: str | None
    ) -> None:
        lines = [] if heard is None else [phrases.HEARD.format(words=heard[:MAX_WORDS_SHOWN])]
        buttons = self.buttons(result, incoming.utterance_id)
        await self.take_buttons_away(incoming.chat_id, incoming.device_id)
        number = await self._outgoing.send(incoming.chat_id, "\n".join([*lines, *result.replies]), buttons)
        if number is None:
            return
        if buttons is not None:
            self._buttons_on[incoming.device_id] = number
        await self.note(incoming.device_id, number, "reply", incident_id, incoming.utterance_id)

    def buttons(self, result: TurnResult, turn: UUID) -> InlineKeyboardMarkup | None:
        """The buttons under the answer to ``turn``."""
        return keyboard(choices_for(result.asked, result.draft, self._sops.book), turn)
