"""Says what the floor allows on one headset, and stops when the floor says so. Decides nothing."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

import numpy as np
import structlog

from assistant.errors import EngineError
from voice.audio import Audio
from voice.earcons import tone
from voice.floor import CutOff, Floor, Line, Rank
from voice.headsets.protocol import Headset

_log = structlog.get_logger(__name__)

REWIND_SECONDS: Final = 0.3
"""What is taken up again begins a little before where it stopped, so that no word is lost."""

PAUSE_SECONDS: Final = 0.12
"""After each sentence: with what the voice leaves by itself it sounds like a breath, and the next is understood."""

SHORTEST_REST_SECONDS: Final = 0.15


class Saying(Protocol):
    """Text to sound, off the event loop."""

    def pieces(self, text: str) -> list[str]:
        """A reply cut into what is synthesised at once."""
        ...

    async def sound(self, piece: str, *, keep: bool, speed: float) -> Audio:
        """Raises ``EngineError``."""
        ...


class Mouth:
    """The one that plays on a headset."""

    def __init__(
        self,
        headset: Headset,
        floor: Floor,
        saying: Saying,
        *,
        volume: float,
        speed: float,
        on_sound: Callable[[Line], None] = lambda line: None,
        on_quiet: Callable[[], None] = lambda: None,
    ) -> None:
        """``on_sound`` is told of each line as it begins to sound; ``on_quiet``, that nothing is left to say."""
        self._headset = headset
        self._floor = floor
        self._saying = saying
        self._volume = volume
        self._speed = speed
        self._on_sound = on_sound
        self._on_quiet = on_quiet
        self._changed = asyncio.Event()
        self._stop = asyncio.Event()
        self._sounds: dict[Line, asyncio.Task[Audio]] = {}
        self.seconds_left = 0.0
        """Of the line that was cut off last."""

    def look(self) -> None:
        """The floor has changed."""
        self._changed.set()

    def stop(self) -> None:
        """Stop what is being played; the floor keeps what is left of it."""
        self._stop.set()

    async def run(self) -> None:
        """Play until cancelled. Raises ``HeadsetGoneError``."""
        try:
            while True:
                line = self._floor.next()
                if line is None:
                    if self._floor.idle:
                        self._on_quiet()
                    await self._changed.wait()
                    self._changed.clear()
                    continue
                self._stop.clear()
                await self._play(line)
        finally:
            for sound in self._sounds.values():
                sound.cancel()

    def prepare(self, line: Line) -> None:
        """Begin to synthesise ``line``, which will be said soon."""
        if line not in self._sounds:
            self._sounds[line] = asyncio.create_task(self._sound_of(line))

    async def _sound_of(self, line: Line) -> Audio:
        parts = [] if line.earcon is None else [tone(line.earcon)]
        if line.words:
            words = await self._saying.sound(line.words, keep=line.fixed, speed=self._speed)
            pause = np.zeros(round(PAUSE_SECONDS * words.sample_rate_hz), dtype=np.float32)
            parts += [words, Audio(pause, words.sample_rate_hz)]
        rate_hz = parts[-1].sample_rate_hz
        samples = np.concatenate([part.samples for part in parts if part.sample_rate_hz == rate_hz])
        return Audio(np.clip(samples * np.float32(self._volume), -1.0, 1.0), rate_hz)

    async def _play(self, line: Line) -> None:
        self.prepare(line)
        making = self._sounds[line]
        stopping = asyncio.create_task(self._stop.wait())
        try:
            await asyncio.wait({making, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if stopping.done():
                self._floor.cut(line)
                return
            try:
                sound = making.result()
            except EngineError as exc:
                _log.error("a line could not be said", reason=str(exc))
                self._floor.ended()
                del self._sounds[line]
                return
            self._on_sound(line)
            coming = self._floor.coming
            if coming is not None:
                self.prepare(coming)
            playing = asyncio.create_task(self._headset.play(sound))
            try:
                await asyncio.wait({playing, stopping}, return_when=asyncio.FIRST_COMPLETED)
                if playing.done():
                    playing.result()
                    self._sounds.pop(line, None)
                    self._floor.ended()
                    return
                heard_seconds = await self._headset.stop()
            finally:
                if not playing.done():
                    playing.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await playing
            self._floor.cut(self._rest_of(line, sound, heard_seconds))
        finally:
            stopping.cancel()

    def _rest_of(self, line: Line, sound: Audio, heard_seconds: float) -> Line | None:
        self._sounds.pop(line, None)
        self.seconds_left = max(0.0, sound.seconds - heard_seconds)
        if self.seconds_left < SHORTEST_REST_SECONDS or (not line.words and heard_seconds):
            return None
        begin_seconds = max(0.0, heard_seconds - REWIND_SECONDS)
        rest = replace(line, words=words_after(line.words, heard_seconds / sound.seconds), earcon=None)
        samples = sound.samples[round(begin_seconds * sound.sample_rate_hz) :]
        self._sounds[rest] = asyncio.create_task(_ready(Audio(samples, sound.sample_rate_hz)))
        return rest

    def forget(self, lines: tuple[Line, ...]) -> None:
        """These will not be said."""
        for line in lines:
            sound = self._sounds.pop(line, None)
            if sound is not None:
                sound.cancel()


async def _ready(sound: Audio) -> Audio:
    return sound


def words_after(words: str, share: float) -> str:
    """The words that were not heard, if ``share`` of their sound was. By letters, which come at an even pace."""
    at = round(len(words) * min(max(share, 0.0), 1.0))
    if at >= len(words):
        return ""
    begin = words.rfind(" ", 0, at + 1) + 1 if at else 0
    return words[begin:]


def lines_for(
    replies: tuple[str, ...],
    pieces: Callable[[str], list[str]],
    *,
    rank: Rank,
    is_safety: Callable[[str], bool],
    is_fixed: Callable[[str], bool],
) -> list[Line]:
    """An answer as lines, one a sentence; safety lines go first in rank."""
    return [
        Line(piece, min(rank, Rank.SAFETY) if is_safety(piece) else rank, fixed=is_fixed(piece))
        for reply in replies
        for piece in pieces(reply)
    ]


def cut_off(dropped: tuple[Line, ...], said: tuple[Line, ...]) -> CutOff | None:
    """What the wearer heard of an answer, and what not."""
    if not dropped:
        return None
    return CutOff(" ".join(line.words for line in said), " ".join(line.words for line in dropped))
