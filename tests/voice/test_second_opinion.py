"""Two recognisers on one answer: what is taken, and how far it may be trusted."""

from __future__ import annotations

import pytest

from assistant.dialogue.reading_back import DOUBTFUL_BELOW
from assistant.incident import SlotName
from assistant.settings import Settings
from assistant.understanding.places import Gazetteer
from voice.transcribers.protocol import Transcript
from voice.transcribers.second_opinion import CRITICAL_SLOTS, settled, value_in, wants_second_opinion

GAZETTEER = Gazetteer.from_settings(Settings().store)


def heard(text: str, engine: str = "moonshine", confidence: float | None = None) -> Transcript:
    return Transcript(text, engine, 2.0, confidence=confidence, took_seconds=0.1)


def both(first: str, second: str, asked: SlotName, *, sure: float = 0.9) -> Transcript:
    return settled(heard(first), heard(second, "whisper", sure), asked, GAZETTEER)


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        ("AB12 CDE.", "Alpha bravo one two, charlie delta echo.", "vehicle_plate"),
        ("There's three of them.", "three", "suspect_count"),
        ("Isle four.", "Aisle four.", "location"),
        ("He's got a knife.", "A knife!", "weapon"),
    ],
)
def test_the_same_value_in_other_words_is_agreement_and_raises_confidence(
    first: str, second: str, asked: SlotName
) -> None:
    taken = both(first, second, asked)
    assert taken.text == first
    assert taken.confidence == 0.95
    assert not taken.doubtful_slots
    assert taken.took_seconds == pytest.approx(0.2)


def test_another_value_is_doubtful_and_the_surer_engine_is_taken() -> None:
    taken = both("fifteen", "fifty", "suspect_count")
    assert (taken.text, taken.alternatives, taken.doubtful_slots) == ("fifty", ("fifteen",), {"suspect_count"})
    assert taken.confidence is not None
    assert taken.confidence < DOUBTFUL_BELOW


def test_a_second_engine_that_is_unsure_of_itself_does_not_overrule_the_first() -> None:
    taken = both("fifteen", "fifty", "suspect_count", sure=0.3)
    assert (taken.text, taken.alternatives) == ("fifteen", ("fifty",))
    assert taken.doubtful_slots


def test_a_value_that_only_one_heard_is_taken_and_doubtful() -> None:
    taken = both("Hey bee won two.", "AB12 CDE", "vehicle_plate")
    assert taken.text == "AB12 CDE"
    assert taken.doubtful_slots == {"vehicle_plate"}
    assert taken.confidence is not None
    assert taken.confidence < DOUBTFUL_BELOW


def test_without_a_value_in_either_the_first_stands_as_it_was() -> None:
    taken = both("I didn't see.", "I did not see", "vehicle_plate")
    assert (taken.text, taken.confidence, taken.alternatives) == ("I didn't see.", None, ())
    assert not taken.doubtful_slots


def test_only_what_is_spelled_numbered_or_decisive_is_heard_twice() -> None:
    assert wants_second_opinion("vehicle_plate")
    assert not wants_second_opinion("suspect_description")
    assert not wants_second_opinion(None)
    assert {"weapon", "location", "suspect_count", "till_receipt", "police_reference"} <= CRITICAL_SLOTS


def test_the_grammar_of_the_record_is_what_values_are_read_by() -> None:
    assert value_in("a couple of lads", "suspect_count", GAZETTEER) == 2
    assert value_in("no idea", "suspect_count", GAZETTEER) is None
