"""A button was pressed: once, twice, too late, or years ago."""

from __future__ import annotations

import asyncio
from uuid import UUID

from telegram import InlineKeyboardMarkup

from assistant.dialogue.choices import Range, choices_for
from assistant.people import Person
from assistant.settings import StoreSettings
from assistant.sop import LiveSopBook
from assistant.store import Store, StoredTurn
from assistant.turn_result import TurnResult
from channels.telegram import phrases
from channels.telegram.incoming import Incoming, Pressed
from channels.telegram.keyboard import Press, decoded, keyboard, numbers
from channels.telegram.outgoing import Outgoing
from channels.telegram.turns import ChatTurns


class Pressing:
    """Takes presses as what they say. One that is stale changes nothing and is answered kindly."""

    def __init__(
        self, store: Store, sops: LiveSopBook, shop: StoreSettings, turns: ChatTurns, outgoing: Outgoing
    ) -> None:
        self._store = store
        self._sops = sops
        self._highest: dict[Range, int] = {"aisle": shop.aisles, "till": shop.tills}
        self._turns = turns
        self._outgoing = outgoing

    async def pressed(self, incoming: Incoming, person: Person, content: Pressed) -> None:
        press = decoded(content.data)
        if press is None:
            await self._outgoing.answer_press(content.query_id, phrases.UNKNOWN_BUTTON)
            return
        turn = await asyncio.to_thread(self._open_turn, incoming, press.turn)
        if turn is None:
            await self._outgoing.answer_press(content.query_id, phrases.STALE)
            await self._outgoing.set_buttons(incoming.chat_id, incoming.message_id, None)
            return
        result = TurnResult.from_json(turn.result)
        if press.step in ("open", "back"):
            await self._outgoing.answer_press(content.query_id)
            await self._outgoing.set_buttons(incoming.chat_id, incoming.message_id, self._other(press, result))
            return
        words = self._words(press, result)
        if words is None:
            await self._outgoing.answer_press(content.query_id, phrases.UNKNOWN_BUTTON)
            return
        await self._outgoing.answer_press(content.query_id, words)
        await self._turns.say(incoming, person, words)

    def _open_turn(self, incoming: Incoming, turn_id: UUID) -> StoredTurn | None:
        """The turn that asked, if nothing has been said since, here or (the report may be told on a headset as well)
        elsewhere; or if this very press has answered it before, and is delivered again after a crash.
        """
        asked = self._store.turn(turn_id)
        if asked is None or asked.conversation_id != incoming.device_id:
            return None
        if self._store.turn(incoming.utterance_id) is not None:
            return asked
        newest = self._store.newest_turn(conversation_id=incoming.device_id)
        if asked.incident_id is not None:
            elsewhere = self._store.newest_turn(incident_id=asked.incident_id)
            newest = newest if elsewhere is None or elsewhere.utterance_id == turn_id else elsewhere
        return asked if newest is not None and newest.utterance_id == turn_id else None

    def _other(self, press: Press, result: TurnResult) -> InlineKeyboardMarkup | None:
        if press.step == "open" and press.range is not None:
            return numbers(press.range, self._highest[press.range], press.turn)
        return keyboard(choices_for(result.asked, result.draft, self._sops.book), press.turn)

    def _words(self, press: Press, result: TurnResult) -> str | None:
        if press.step == "pick":
            return f"{press.range} {press.number}" if press.range is not None else None
        choices = choices_for(result.asked, result.draft, self._sops.book)
        return choices[press.number].say if 0 <= press.number < len(choices) else None
