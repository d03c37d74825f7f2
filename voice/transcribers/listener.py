"""Hears what is said to Floorline: one or two recognisers, the grammar to hold them against each other, and a filter.

Live, Moonshine answers alone within the time a person waits; only what is spelled, numbered or decides who is sent
where is heard a second time. Of a file, which nobody waits for, everything is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.places import Gazetteer
from voice.audio import Audio
from voice.transcribers.made_up import FAINT_VOICE_SECONDS, Voicing, without_made_up
from voice.transcribers.protocol import Transcriber, Transcript
from voice.transcribers.second_opinion import settled, wants_second_opinion
from voice.transcribers.spelt import spelt_apart

SECOND_TAKEN_FROM: Final = 0.35
"""The second engine's confidence in its own words, from which its text is taken where nothing was asked.

Measured on AN4 (56 clips clean, 37 under kitchen noise at 10 dB): word errors with it always taken 5.8% and 7.4%, from
0.6 on 8.0% and 8.3%, never 9.5% and 13.4%. What lies below is noise that was read as words."""

Measure = Callable[[Audio], Voicing]


class CarefulListener:
    """Two engines. As safe to call from several threads as they are."""

    def __init__(
        self,
        first: Transcriber,
        second: Transcriber,
        gazetteer: Gazetteer,
        measure: Measure,
        *,
        always: bool,
    ) -> None:
        """``always`` hears everything twice, not only the answers to critical questions."""
        self._first = first
        self._second = second
        self._gazetteer = gazetteer
        self._measure = measure
        self._always = always

    @property
    def name(self) -> str:
        return f"{self._first.name}+{self._second.name}"

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text; see ``Listener``."""
        critical = asked is not None and wants_second_opinion(asked)
        # Somebody waits for a live answer, and there are two processors. A file has time, and may be mere noise.
        beside = _beside(lambda: self._second.transcribe(audio, asked)) if critical and not self._always else None
        first = _tidied(self._first.transcribe(audio, asked))
        if not (critical or self._always) or (not first.text and not self._voiced(audio)):
            return replace(self._borne_out(first, audio), engine=self._first.name)
        second = _tidied(beside.result() if beside is not None else self._second.transcribe(audio, asked))
        heard = settled(first, second, asked, self._gazetteer) if critical and asked else better(first, second)
        return replace(self._borne_out(heard, audio), engine=self.name)

    def _voiced(self, audio: Audio) -> bool:
        """Where the first hears nothing and nobody speaks, the second would only make something up."""
        return bool(len(audio.samples)) and self._measure(audio).voiced_seconds >= FAINT_VOICE_SECONDS

    def _borne_out(self, heard: Transcript, audio: Audio) -> Transcript:
        return borne_out(heard, audio, self._measure)


class PlainListener:
    """One engine."""

    def __init__(self, engine: Transcriber, measure: Measure) -> None:
        self._engine = engine
        self._measure = measure

    @property
    def name(self) -> str:
        return self._engine.name

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text; see ``Listener``."""
        return borne_out(_tidied(self._engine.transcribe(audio, asked)), audio, self._measure)


def _beside(work: Callable[[], Transcript]) -> Future[Transcript]:
    """Run ``work`` in a thread of its own. A daemon: an engine that hangs must not keep the process from ending."""
    future: Future[Transcript] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as exc:  # noqa: BLE001 - handed to whoever waits for it
            future.set_exception(exc)

    threading.Thread(target=run, name="second-opinion", daemon=True).start()
    return future


def better(first: Transcript, second: Transcript) -> Transcript:
    """The text to be taken of two where no value was asked for: the second's, if it is sure of it."""
    took = first.took_seconds + second.took_seconds
    taken, other = (second, first) if (second.confidence or 0.0) >= SECOND_TAKEN_FROM else (first, second)
    differs = _plain(other.text) != _plain(taken.text)
    return replace(taken, took_seconds=took, alternatives=(other.text,) if other.text and differs else ())


def borne_out(heard: Transcript, audio: Audio, measure: Measure) -> Transcript:
    """``heard`` without the words that its sound does not bear out."""
    if not heard.text:
        return heard
    kept = without_made_up(heard.text, measure(audio))
    if kept == heard.text:
        return heard
    return replace(heard, text=kept, words=(), confidence=heard.confidence if kept else None)


def _tidied(heard: Transcript) -> Transcript:
    return replace(heard, text=spelt_apart(heard.text))


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
