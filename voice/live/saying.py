"""The assistant's voice as live headsets use it: off the event loop, and warm before anybody speaks."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from functools import partial
from typing import Final

import structlog

from assistant.errors import EngineError
from voice.audio import Audio
from voice.live.hearing import Workers
from voice.speaking import Speaker

_log = structlog.get_logger(__name__)

_NOW: Final = 0
_WHEN_IDLE: Final = 9
_REST_FOR_WORK: Final = 4.0
"""Prompts made in advance take a fifth of the time, so that a first start does not slow the first words heard."""


class ThreadedSaying:
    """One voice, one thread: the voice says one sentence at a time anyway."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._workers = Workers(1, "saying")

    def pieces(self, text: str) -> list[str]:
        return self._speaker.pieces(text)

    async def sound(self, piece: str, *, keep: bool, speed: float) -> Audio:
        return await self._workers.run(lambda: self._speaker.say_piece(piece, keep=keep, speed=speed), _NOW)

    async def warm(self, prompts: Iterable[str], speeds: Iterable[float]) -> None:
        """Load the voice, then put fixed prompts into the cache one by one. What is wanted now goes first."""
        pieces = dict.fromkeys(piece for prompt in prompts for piece in self._speaker.pieces(prompt))
        for speed in dict.fromkeys(speeds):
            for piece in pieces:
                began_seconds = time.monotonic()
                try:
                    made = await self._workers.run(partial(self._speaker.keep_ready, piece, speed=speed), _WHEN_IDLE)
                except EngineError as exc:
                    _log.error("prompts cannot be made in advance", reason=str(exc))
                    return
                if made:
                    await asyncio.sleep(_REST_FOR_WORK * (time.monotonic() - began_seconds))

    def close(self) -> None:
        """End the thread."""
        self._workers.close()
