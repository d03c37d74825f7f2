"""Who wrote, and which of the rooms takes it: words, voice notes, files, buttons, commands, corrections, codes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from assistant.enrolment import Guesses, code_in, holder_of, redeem
from assistant.errors import AudioFormatError, ChannelRefused, ChannelUnavailable, EngineError, StoreError
from assistant.people import Person, Roster
from assistant.store import Store
from channels.telegram import phrases
from channels.telegram.attaching import Attaching
from channels.telegram.calls import CallAnswers, is_answer
from channels.telegram.commands import Commands
from channels.telegram.correcting import correction
from channels.telegram.hearing import Transcribe
from channels.telegram.incoming import (
    Command,
    Edited,
    Incoming,
    Position,
    Pressed,
    Recorded,
    Said,
    Sent,
    Unusable,
)
from channels.telegram.outgoing import MAX_DOWNLOAD_BYTES, Outgoing
from channels.telegram.pace import Seldom
from channels.telegram.pressing import Pressing
from channels.telegram.turns import ChatTurns

log = logging.getLogger(__name__)

MAX_VOICE_SECONDS: Final = 600.0
"""As long as the recogniser takes."""
HINT_EVERY_SECONDS: Final = 30.0
"""How often somebody who is not enrolled, or a group, is told so."""


class StaffDesk:
    """Takes every update of the staff chat. Never raises."""

    def __init__(
        self,
        *,
        store: Store,
        roster: Callable[[], Roster],
        outgoing: Outgoing,
        turns: ChatTurns,
        pressing: Pressing,
        attaching: Attaching,
        commands: Commands,
        transcribe: Transcribe | None,
        call_answers: CallAnswers | None = None,
    ) -> None:
        self._store = store
        self._roster = roster
        self._outgoing = outgoing
        self._turns = turns
        self._pressing = pressing
        self._attaching = attaching
        self._commands = commands
        self._transcribe = transcribe
        self._call_answers = call_answers
        self._guesses = Guesses()
        self._hints = Seldom(HINT_EVERY_SECONDS)

    async def person_behind(self, incoming: Incoming) -> Person | None:
        """The enrolled person, or ``None``."""
        return await asyncio.to_thread(holder_of, self._store, self._roster(), incoming.device_id)

    async def handle(self, incoming: Incoming) -> None:
        """Take one update and answer it."""
        try:
            await self._handle(incoming)
        except StoreError as exc:
            log.error("an update could not be dealt with: %s", exc)
            await self._outgoing.send(incoming.chat_id, phrases.FAULT)
        except Exception as exc:  # noqa: BLE001 - one odd message must not stop everybody else's
            # Only the kind of error is logged: its message may hold somebody's words.
            log.error("an update met an unexpected %s", type(exc).__name__)
            await self._outgoing.send(incoming.chat_id, phrases.FAULT)

    async def _handle(self, incoming: Incoming) -> None:
        if not incoming.is_private:
            if isinstance(incoming.content, Command) and self._hints.may(f"group:{incoming.chat_id}"):
                await self._outgoing.send(incoming.chat_id, phrases.GROUP.format(number=incoming.chat_id))
            return
        person = await self.person_behind(incoming)
        if person is None:
            await self._stranger(incoming)
        else:
            await self._colleague(incoming, person)

    async def _colleague(self, incoming: Incoming, person: Person) -> None:
        match incoming.content:
            case Said(text):
                await self._turns.say(incoming, person, text)
            case Pressed() as pressed if self._call_answers is not None and is_answer(pressed.data):
                await self._call_answers.pressed(incoming, person, pressed)
            case Pressed() as pressed:
                await self._pressing.pressed(incoming, person, pressed)
            case Recorded() as recorded:
                await self._recorded(incoming, person, recorded)
            case Sent() as sent:
                await self._attaching.sent(incoming, person, sent)
            case Position() as position:
                await self._attaching.position(incoming, person, position)
            case Edited(text):
                await self._edited(incoming, person, text)
            case Command() as command:
                await self._commands.given(incoming, person, command)
            case Unusable():
                await self._outgoing.send(incoming.chat_id, phrases.UNUSABLE)

    async def _stranger(self, incoming: Incoming) -> None:
        """A code, or how to get one; nothing else of the store is given away."""
        content = incoming.content
        text = content.text if isinstance(content, Said) else content.rest if isinstance(content, Command) else ""
        code = code_in(text)
        if code is None:
            if isinstance(content, Pressed):
                await self._outgoing.answer_press(content.query_id)
            if self._hints.may(incoming.device_id):
                await self._outgoing.send(incoming.chat_id, phrases.HOW_TO_ENROL)
            return
        if not self._guesses.may_try(incoming.device_id, incoming.at_utc):
            if self._hints.may(f"guesses:{incoming.device_id}"):
                await self._outgoing.send(incoming.chat_id, phrases.TOO_MANY_CODES)
            return
        actor_id = await asyncio.to_thread(redeem, self._store, code, incoming.device_id, incoming.at_utc)
        person = None if actor_id is None else self._roster().person(actor_id)
        words = phrases.CODE_WRONG if person is None else phrases.WELCOME.format(name=person.name)
        await self._outgoing.send(incoming.chat_id, words)
        if person is not None:
            await self._outgoing.delete(incoming.chat_id, [incoming.message_id])

    async def _recorded(self, incoming: Incoming, person: Person, note: Recorded) -> None:
        problem = None
        heard = None
        if note.seconds > MAX_VOICE_SECONDS or (note.size_bytes or 0) > MAX_DOWNLOAD_BYTES:
            problem = phrases.TOO_LONG
        elif self._transcribe is None:
            problem = phrases.CANNOT_LISTEN
        else:
            try:
                heard = await self._transcribe(await self._outgoing.fetch(note.file_id))
            except (ChannelRefused, ChannelUnavailable):
                problem = phrases.CANNOT_FETCH
            except AudioFormatError:
                problem = phrases.DAMAGED
            except EngineError as exc:
                log.error("a voice note could not be listened to: %s", exc)
                problem = phrases.CANNOT_LISTEN
            else:
                problem = None if heard.text.strip() else phrases.NO_WORDS
        if problem is not None:
            await self._outgoing.send(incoming.chat_id, problem)
        elif heard is not None:
            await self._turns.say(incoming, person, heard.text, confidence=heard.confidence, heard=True)

    async def _edited(self, incoming: Incoming, person: Person, text: str) -> None:
        """A correction of what the message said; a message that was never taken counts as said now."""
        device_id = incoming.device_id
        noted = await asyncio.to_thread(self._store.chat_message, device_id, incoming.message_id)
        before = None
        if noted is not None and noted.utterance_id is not None:
            before = await asyncio.to_thread(self._store.utterance, noted.utterance_id)
        if noted is None or before is None:
            await self._turns.say(incoming, person, text)
            return
        words = correction(before.text, text)
        if words is None:
            return
        current = await asyncio.to_thread(lambda: self._store.conversation(device_id).incident_id)
        if noted.incident_id is not None and noted.incident_id != current:
            await self._outgoing.send(incoming.chat_id, phrases.ALREADY_SENT)
            return
        await self._turns.say(incoming, person, words)
