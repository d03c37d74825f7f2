"""Partial text from a recogniser that only knows whole utterances: hear what has been said so far, again and again.

Bounded twice: a partial needs so much new sound, and at least three times the time that the last one took, so that a
slow machine gives fewer partials rather than falling behind.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from assistant.incident import SlotName
from voice.audio import SAMPLE_RATE_HZ, Audio, Samples
from voice.transcribers.protocol import Listener, Stream, Transcript

INTERVAL_SECONDS: Final = 0.4
BREATHING: Final = 3.0
"""New sound between partials, in times of what the last cost: at most a third of one core goes into them."""

WINDOW_SECONDS: Final = 10.0
"""A partial is of the latest speech only; what is older has been looked through already."""


class RedecodingTranscriber:
    """Makes a streaming recogniser of a listener."""

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    @property
    def name(self) -> str:
        return self._listener.name

    def begin(self, asked: SlotName | None = None) -> Stream:
        """Start on an utterance."""
        return RedecodingStream(self._listener, asked)


class RedecodingStream:
    """One utterance."""

    def __init__(self, listener: Listener, asked: SlotName | None) -> None:
        self._listener = listener
        self._asked = asked
        self._pieces: list[Samples] = []
        self._new_seconds = 0.0
        self._wait_seconds = INTERVAL_SECONDS
        self._text = ""

    def hear(self, samples: Samples) -> str | None:
        """Take the next samples; see ``Stream``. ``EngineError`` if the engine fails."""
        self._pieces.append(np.asarray(samples, dtype=np.float32))
        self._new_seconds += len(samples) / SAMPLE_RATE_HZ
        if self._new_seconds < self._wait_seconds:
            return None
        self._new_seconds = 0.0
        latest = self._sound().samples[-int(WINDOW_SECONDS * SAMPLE_RATE_HZ) :]
        # Nothing is "asked" of a partial: a second opinion on half a word is time lost.
        heard = self._listener.transcribe(Audio(latest, SAMPLE_RATE_HZ), None)
        self._wait_seconds = max(INTERVAL_SECONDS, BREATHING * heard.took_seconds)
        if heard.text == self._text:
            return None
        self._text = heard.text
        return heard.text

    def finish(self) -> Transcript:
        """The whole utterance, heard once more from its beginning."""
        return self._listener.transcribe(self._sound(), self._asked)

    def _sound(self) -> Audio:
        if len(self._pieces) > 1:
            self._pieces = [np.concatenate(self._pieces)]
        return Audio(self._pieces[0] if self._pieces else np.zeros(0, dtype=np.float32), SAMPLE_RATE_HZ)
