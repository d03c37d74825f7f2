"""Asking Rasa about one utterance, and taking what its action calls back with, whichever comes first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Any, Final, Protocol
from uuid import UUID

from assistant.errors import UnderstandingError
from assistant.observer import Observer
from assistant.store import Utterance
from assistant.understanding.values import Parse

log = logging.getLogger(__name__)

RASA_REST_SECONDS: Final = 5.0
"""How long the language server is left alone after it was too slow: a reporter is not made to wait for it each turn."""


class LanguageServer(Protocol):
    """What takes an utterance through Rasa; it calls ``Conversation.take_parse`` back before it returns."""

    async def take_turn(
        self,
        conversation_id: str,
        text: str,
        metadata: Mapping[str, str],
        meanwhile: Callable[[], object] | None = None,
    ) -> None:
        """``meanwhile`` may be done while it thinks. Raises ``UnderstandingError`` where no turn of ours came of it."""
        ...


class RasaTurns:
    """The utterances that Rasa is being asked about."""

    def __init__(self, language: LanguageServer, observer: Observer) -> None:
        self._language = language
        self._observe = observer
        self._in_flight: dict[UUID, asyncio.Future[Parse]] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._rests_until = 0.0

    @property
    def rests(self) -> bool:
        """Whether it is left alone just now, since it failed a moment ago."""
        return monotonic() < self._rests_until

    def take_parse(self, utterance_id: UUID, parse: Parse) -> None:
        """What the action calls back with."""
        waiting = self._in_flight.get(utterance_id)
        if waiting is None or waiting.done():
            log.info("an action came for an utterance that is no longer waited for")
            return
        self._observe("parsed", {"utterance_id": utterance_id, "intent": parse.intent})
        waiting.set_result(parse)

    async def parse(self, utterance: Utterance, asked: str | None, meanwhile: Callable[[], object]) -> Parse | None:
        """The language model's view, as soon as the action has come with it; Rasa ends its own turn meanwhile.

        ``None`` where Rasa answered without our action, or not at all. ``meanwhile`` is done while it thinks.
        """
        parsed: asyncio.Future[Parse] = asyncio.get_running_loop().create_future()
        self._in_flight[utterance.utterance_id] = parsed
        self._observe("rasa_asked", {"utterance_id": utterance.utterance_id})
        asking = asyncio.create_task(self._ask(utterance, asked, meanwhile))
        self._asking[utterance.conversation_id] = asking
        asking.add_done_callback(lambda _: self._forget(utterance.conversation_id, asking))
        try:
            first: tuple[asyncio.Future[Any], ...] = (asking, parsed)
            await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
        finally:
            del self._in_flight[utterance.utterance_id]
        return parsed.result() if parsed.done() else None

    async def is_free(self, conversation_id: str) -> None:
        """Rasa keeps the order of one conversation's turns only if it is given them one by one."""
        before = self._asking.get(conversation_id)
        if before is not None:
            await asyncio.wait({before})

    async def aclose(self) -> None:
        """Let Rasa end its turns."""
        if self._asking:
            await asyncio.wait(set(self._asking.values()))

    async def _ask(self, utterance: Utterance, asked: str | None, meanwhile: Callable[[], object]) -> None:
        metadata = {"utterance_id": str(utterance.utterance_id)} | ({} if asked is None else {"asked": asked})
        try:
            await self._language.take_turn(utterance.conversation_id, utterance.text, metadata, meanwhile)
        except UnderstandingError as exc:
            log.warning("Rasa failed a turn: %s", exc)
            self._rests_until = monotonic() + RASA_REST_SECONDS

    def _forget(self, conversation_id: str, asking: asyncio.Task[None]) -> None:
        if self._asking.get(conversation_id) is asking:
            del self._asking[conversation_id]
