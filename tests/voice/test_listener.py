"""What is heard once, what twice, and what is believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Barrier

import pytest

from assistant.errors import EngineError
from assistant.incident import SlotName
from assistant.settings import Settings
from assistant.understanding.places import Gazetteer
from tests.voice.made_sound import tone
from voice.audio import Audio
from voice.transcribers.listener import CarefulListener, PlainListener, better
from voice.transcribers.made_up import Voicing
from voice.transcribers.protocol import Transcript

GAZETTEER = Gazetteer.from_settings(Settings().store)


@dataclass
class Says:
    """A recogniser that hears one thing."""

    name: str
    text: str
    confidence: float | None = None
    calls: list[float] = field(default_factory=list)

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        self.calls.append(audio.seconds)
        return Transcript(self.text, self.name, audio.seconds, confidence=self.confidence, took_seconds=0.1)


class Asked(Says):
    """A recogniser that tells what it was told of the question."""

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        return Transcript(f"asked {asked}", self.name, audio.seconds)


def somebody(audio: Audio) -> Voicing:
    return Voicing(1.0, audio.seconds)


def nobody(audio: Audio) -> Voicing:
    del audio
    return Voicing(0.1, 0.0)


def listener(first: str, second: str, *, always: bool = False, sure: float = 0.9) -> tuple[CarefulListener, Says]:
    whisper = Says("whisper", second, sure)
    return CarefulListener(Says("moonshine", first), whisper, GAZETTEER, somebody, always=always), whisper


def test_live_the_second_engine_is_asked_only_about_a_critical_answer() -> None:
    ears, second = listener("Two of them.", "two")
    assert ears.transcribe(tone(), None).engine == "moonshine"
    assert ears.transcribe(tone(), "suspect_description").engine == "moonshine"
    assert not second.calls
    heard = ears.transcribe(tone(), "suspect_count")
    assert heard.engine == "moonshine+whisper"
    assert heard.confidence == 0.95
    assert len(second.calls) == 1


def test_the_engines_are_told_what_was_asked() -> None:
    assert PlainListener(Asked("vosk", ""), somebody).transcribe(tone(), "items").text == "asked items"
    careful = CarefulListener(Asked("vosk", ""), Asked("whisper", ""), GAZETTEER, somebody, always=False)
    heard = careful.transcribe(tone(), "location")
    assert (heard.text, heard.engine) == ("asked location", "vosk+whisper")


def test_a_disagreement_comes_out_as_doubt() -> None:
    ears, _ = listener("fifteen", "fifty")
    heard = ears.transcribe(tone(), "suspect_count")
    assert heard.doubtful_slots == {"suspect_count"}
    assert heard.alternatives == ("fifteen",)


def test_of_a_file_everything_is_heard_twice_and_the_surer_text_taken() -> None:
    ears, _ = listener("Ah sea dee sea", "A C D C", always=True)
    heard = ears.transcribe(tone())
    assert (heard.text, heard.alternatives) == ("A C D C", ("Ah sea dee sea",))
    ears, _ = listener("Enter six.", "Center sticks", always=True, sure=0.2)
    assert ears.transcribe(tone()).text == "Enter six."


def test_an_unsure_second_or_the_same_words_leave_no_alternative() -> None:
    taken = better(Transcript("enter six", "moonshine", 1.0), Transcript("Enter six.", "whisper", 1.0, confidence=0.9))
    assert (taken.text, taken.alternatives) == ("Enter six.", ())


def test_where_the_first_hears_nothing_the_second_is_asked_only_if_somebody_spoke() -> None:
    whisper = Says("whisper", "Help.", 0.9)
    ears = CarefulListener(Says("moonshine", ""), whisper, GAZETTEER, nobody, always=True)
    assert ears.transcribe(tone()).text == ""
    assert not whisper.calls
    ears = CarefulListener(Says("moonshine", ""), whisper, GAZETTEER, somebody, always=True)
    assert ears.transcribe(tone()).text == "Help."


def test_words_that_no_voice_bears_out_are_dropped_with_their_confidence() -> None:
    heard = PlainListener(Says("whisper", "Thank you.", 0.9), nobody).transcribe(tone())
    assert (heard.text, heard.confidence, heard.words) == ("", None, ())


def test_spelled_letters_come_apart_whichever_engine_joined_them() -> None:
    assert PlainListener(Says("moonshine", "B-r-o-s-t"), somebody).transcribe(tone(), None).text == "B r o s t"


def test_it_is_named_for_its_engines() -> None:
    assert listener("a", "b")[0].name == "moonshine+whisper"
    assert PlainListener(Says("vosk", ""), somebody).name == "vosk"


def test_an_engines_silence_is_never_measured() -> None:
    def never(audio: Audio) -> Voicing:
        pytest.fail(f"{audio.seconds} s were measured for nothing")

    assert PlainListener(Says("moonshine", ""), never).transcribe(tone()).text == ""


def test_live_both_are_asked_at_once_since_somebody_waits() -> None:
    both_ask = Barrier(2, timeout=20)

    class Meets(Says):
        def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
            both_ask.wait()
            return super().transcribe(audio, asked)

    ears = CarefulListener(Meets("moonshine", "two"), Meets("whisper", "two", 0.9), GAZETTEER, somebody, always=False)
    assert ears.transcribe(tone(), "suspect_count").text == "two"


def test_a_second_engine_that_fails_is_told_as_the_first_would_be() -> None:
    class Fails(Says):
        def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
            raise EngineError("The Whisper recogniser failed; try again.")

    ears = CarefulListener(Says("moonshine", "two"), Fails("whisper", ""), GAZETTEER, somebody, always=False)
    with pytest.raises(EngineError, match="Whisper"):
        ears.transcribe(tone(), "suspect_count")
