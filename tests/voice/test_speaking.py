"""The assistant's voice."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import EngineError
from tests.voice.made_sound import tone
from voice.audio import Audio
from voice.speaking import PAUSE_SECONDS, JoeVoice, Speaker

RATE_HZ = 22_050


@dataclass
class FakeVoice:
    """Says a tone of a tenth of a second for every word, and remembers what it said."""

    name: str = "fake-1"
    sample_rate_hz: int = RATE_HZ
    said: list[str] = field(default_factory=list)

    def load(self) -> None:
        pass

    def synthesise(self, sentence: str, *, speed: float = 1.0) -> Audio:
        self.said.append(sentence)
        return tone(0.1 * len(sentence.split()), rate_hz=self.sample_rate_hz)


class HoarseVoice(FakeVoice):
    """Cannot say a thing."""

    def synthesise(self, sentence: str, *, speed: float = 1.0) -> Audio:
        raise EngineError(f"cannot say {len(sentence)} letters; rest")


@pytest.fixture
def voice() -> FakeVoice:
    return FakeVoice()


def test_all_of_it_is_one_sound_with_a_breath_between_sentences(voice: FakeVoice) -> None:
    audio = Speaker(None, voice=voice).say("Alarm raised. Keep well back.")
    assert voice.said == ["Alarm raised.", "Keep well back."]
    assert audio.seconds == pytest.approx(0.5 + PAUSE_SECONDS, abs=0.001)
    assert audio.sample_rate_hz == RATE_HZ


def test_what_is_said_is_made_speakable_first(voice: FakeVoice) -> None:
    Speaker(None, voice=voice).say("P1! Call 999!")
    assert voice.said == ["priority one!", "Call nine nine nine!"]


@pytest.mark.parametrize("text", ["", "   \n", "…", "🙂"])
def test_nothing_to_say_is_no_sound(voice: FakeVoice, text: str) -> None:
    audio = Speaker(None, voice=voice).say(text)
    assert (len(audio.samples), audio.sample_rate_hz, voice.said) == (0, RATE_HZ, [])


def test_the_first_sentence_sounds_before_the_second_is_made(voice: FakeVoice) -> None:
    sounds: Iterator[Audio] = Speaker(None, voice=voice).stream("Alarm raised. Keep back.")
    assert voice.said == []
    next(sounds)
    assert voice.said == ["Alarm raised."]


def test_ten_thousand_letters_are_said_in_pieces(voice: FakeVoice) -> None:
    pieces = list(Speaker(None, voice=voice).stream("la " * 3_334))
    assert len(pieces) > 40
    assert sum(len(sentence.split()) for sentence in voice.said) == 3_334


def test_what_was_said_once_is_not_made_again(voice: FakeVoice, tmp_path: Path) -> None:
    first = Speaker(tmp_path, voice=voice).say("Alarm raised. Keep back.")
    again = Speaker(tmp_path, voice=voice).say("Keep back. Alarm raised.")
    assert voice.said == ["Alarm raised.", "Keep back."]
    assert len(first.samples) == len(again.samples)
    assert np.max(np.abs(Speaker(tmp_path, voice=voice).say("Alarm raised.").samples)) == pytest.approx(0.3, abs=0.01)


def test_another_voice_or_version_does_not_get_what_this_one_said(tmp_path: Path) -> None:
    Speaker(tmp_path, voice=FakeVoice()).say("Keep back.")
    newer = FakeVoice(name="fake-2")
    Speaker(tmp_path, voice=newer).say("Keep back.")
    assert newer.said == ["Keep back."]


def test_facts_of_an_incident_never_reach_the_disk(voice: FakeVoice, tmp_path: Path) -> None:
    speaker = Speaker(tmp_path / "prompts", voice=voice)
    speaker.say("Two people in grey.", keep=False)
    speaker.say("Two people in grey.", keep=False)
    assert voice.said == ["Two people in grey."] * 2
    assert not (tmp_path / "prompts").exists()


def test_prompts_that_were_warmed_are_there(voice: FakeVoice, tmp_path: Path) -> None:
    Speaker(tmp_path, voice=voice).warm(["Where are you?", "Is anyone hurt? Say so."])
    made = len(voice.said)
    Speaker(tmp_path, voice=voice).say("Is anyone hurt?")
    Speaker(tmp_path, voice=voice).say("Where are you?")
    assert (made, len(voice.said)) == (3, 3)


def test_without_room_for_a_cache_it_speaks_all_the_same(voice: FakeVoice, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    speaker = Speaker(tmp_path / "file" / "cache", voice=voice)
    assert speaker.say("Keep back.").seconds > 0
    assert speaker.say("Keep back.").seconds > 0


def test_a_voice_that_fails_says_so() -> None:
    with pytest.raises(EngineError, match="rest"):
        Speaker(None, voice=HoarseVoice()).say("Keep back.")


def test_many_threads_may_speak_at_once(joe: JoeVoice, tmp_path: Path) -> None:
    speaker = Speaker(tmp_path, voice=joe)
    with ThreadPoolExecutor(4) as pool:
        sounds = list(pool.map(speaker.say, ["Keep back.", "Help is coming."] * 4))
    assert all(0.3 < sound.seconds < 3 for sound in sounds)
    assert not list(tmp_path.glob("*.part"))


def test_the_real_voice_is_neither_silent_nor_at_its_limit(joe: JoeVoice) -> None:
    sound = joe.synthesise("Help is on the way.")
    assert sound.sample_rate_hz == joe.sample_rate_hz
    assert 0.5 < float(np.max(np.abs(sound.samples))) <= 0.71
    assert "1.8.0" in joe.name


@pytest.mark.parametrize("text", ["日本語", "a", "ñ", "\u0301"])
def test_the_real_voice_takes_what_it_cannot_say(joe: JoeVoice, text: str) -> None:
    assert Speaker(None, voice=joe).say(text).samples.dtype == np.float32
