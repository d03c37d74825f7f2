"""Partials by hearing again what has been said so far."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from assistant.errors import EngineError
from assistant.incident import SlotName
from tests.voice.made_sound import silence, tone
from voice.audio import Audio
from voice.transcribers.protocol import Transcript
from voice.transcribers.streaming import INTERVAL_SECONDS, WINDOW_SECONDS, RedecodingTranscriber

FRAME = tone(0.1).samples


@dataclass
class Counts:
    """Hears one word a second; needs ``took_seconds`` for it."""

    name: str = "counts"
    took_seconds: float = 0.0
    asked: list[SlotName | None] = field(default_factory=list)
    lengths: list[float] = field(default_factory=list)

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        self.asked.append(asked)
        self.lengths.append(audio.seconds)
        text = " ".join(["word"] * int(audio.seconds + 1e-6))
        return Transcript(text, self.name, audio.seconds, took_seconds=self.took_seconds)


def test_text_comes_where_it_is_new_and_the_end_hears_it_all_with_the_question() -> None:
    listener = Counts()
    stream = RedecodingTranscriber(listener).begin("location")
    partials = [partial for _ in range(30) if (partial := stream.hear(FRAME)) is not None]
    assert partials == ["word", "word word"]
    assert stream.finish().text == "word word word"
    assert listener.asked == [None] * (len(listener.asked) - 1) + ["location"]


def test_partials_are_no_closer_than_the_interval() -> None:
    listener = Counts()
    stream = RedecodingTranscriber(listener).begin()
    for _ in range(40):
        stream.hear(FRAME)
    assert len(listener.lengths) == round(4.0 / INTERVAL_SECONDS)


def test_a_slow_engine_is_asked_less_often() -> None:
    listener = Counts(took_seconds=0.5)
    stream = RedecodingTranscriber(listener).begin()
    for _ in range(60):
        stream.hear(FRAME)
    assert len(listener.lengths) <= 4


def test_a_partial_of_long_speech_is_of_its_latest_part() -> None:
    listener = Counts()
    stream = RedecodingTranscriber(listener).begin()
    for _ in range(30):
        stream.hear(silence(1.0).samples)
    assert max(listener.lengths) == WINDOW_SECONDS
    assert stream.finish().seconds == 30.0


def test_an_utterance_without_sound_is_heard_as_nothing() -> None:
    assert RedecodingTranscriber(Counts()).begin().finish().text == ""


def test_a_failure_of_the_engine_comes_out() -> None:
    class Broken(Counts):
        def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
            raise EngineError("It failed; try again.")

    stream = RedecodingTranscriber(Broken()).begin()
    with pytest.raises(EngineError):
        stream.hear(tone(1.0).samples)
