"""What a conversation needs from around it, besides the language server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from assistant.store import Utterance


class Dispatcher(Protocol):
    """Sets durable jobs going; they are in the store already."""

    async def dispatch(self, keys: Sequence[str]) -> None: ...


class Calls(Protocol):
    """The calling of people to incidents, as far as a conversation has to do with it."""

    @property
    def can_call(self) -> bool:
        """Whether there is anybody to call."""
        ...

    async def answer_aloud(self, utterance: Utterance) -> str | None:
        """Take an utterance as the answer to a call, and give what to say to it; ``None`` if it is none."""
        ...

    def who_is_coming(self, incident_id: UUID) -> str | None:
        """Who has answered, in words; ``None`` where there is nothing to say."""
        ...

    async def news_for(self, conversation_id: str) -> tuple[str, ...]:
        """What has to be told at the next opportunity; counts as told from now on."""
        ...
