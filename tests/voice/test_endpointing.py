"""When a turn begins and ends, in frames of 32 ms."""

from __future__ import annotations

import pytest

from voice.endpointing import (
    Began,
    Ended,
    Ending,
    Endpointer,
    EndpointTimes,
    Expected,
    Paused,
    Shape,
    SpeechEvent,
    WentOn,
)

FRAME_SECONDS = 0.032
SPEECH, HUM, SILENCE = 1.0, 0.6, 0.02


def run(endpointer: Endpointer, probability: float, seconds: float, pressed: bool | None = None) -> list[SpeechEvent]:
    """Feed ``seconds`` of frames and give what came of them."""
    events: list[SpeechEvent] = []
    for _ in range(round(seconds / FRAME_SECONDS)):
        events += endpointer.hear(probability, pressed)
    return events


def seconds_until_ended(endpointer: Endpointer, shape: Shape | None) -> float:
    """How long a silence it takes to end the running turn, its words being told when they are asked for."""
    for count in range(1, 200):
        for event in endpointer.hear(SILENCE, None):
            if isinstance(event, Ended):
                return count * FRAME_SECONDS
            if isinstance(event, Paused) and shape is not None and endpointer.judge(shape):
                return count * FRAME_SECONDS
    raise AssertionError("it never ended")


def test_speech_begins_a_turn_within_a_tenth_of_a_second() -> None:
    endpointer = Endpointer()
    assert endpointer.hear(SPEECH, None) == []
    assert endpointer.hear(SPEECH, None) == [Began(by_button=False)]


def test_one_loud_frame_is_no_speech() -> None:
    endpointer = Endpointer()
    assert run(endpointer, SPEECH, 0.032) == []
    assert run(endpointer, SILENCE, 1.0) == []
    assert run(endpointer, SPEECH, 0.032) == []


def test_music_and_a_distant_tannoy_do_not_begin_a_turn() -> None:
    assert run(Endpointer(), HUM, 60.0) == []


def test_a_dip_in_the_middle_of_a_word_does_not_count_as_silence() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 0.5)
    assert run(endpointer, 0.5, 0.5) == []
    assert endpointer.silence_seconds == 0.0


def test_the_words_are_looked_at_after_a_fifth_of_a_second_of_silence() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 1.0)
    assert run(endpointer, SILENCE, 0.16) == []
    assert run(endpointer, SILENCE, 0.032) == [Paused()]


def test_speech_that_goes_on_makes_the_look_worthless() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 1.0)
    run(endpointer, SILENCE, 0.25)
    endpointer.judge(Shape.SENTENCE)
    assert run(endpointer, SPEECH, 0.1) == [WentOn()]
    assert run(endpointer, SILENCE, 0.7) == [Paused()], "the old judgement must not end the new words"


@pytest.mark.parametrize("expected", list(Expected))
def test_the_wait_is_as_long_as_what_was_asked_for_wants(expected: Expected) -> None:
    endpointer = Endpointer()
    endpointer.expected = expected
    run(endpointer, SPEECH, 1.0)
    assert seconds_until_ended(endpointer, Shape.SENTENCE) == pytest.approx(EndpointTimes().wait[expected], abs=0.04)


def test_a_whole_answer_is_not_waited_out() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 0.5)
    assert seconds_until_ended(endpointer, Shape.WHOLE) == pytest.approx(0.192, abs=0.001)


def test_people_who_are_thinking_are_given_time() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 1.0)
    assert seconds_until_ended(endpointer, Shape.OPEN) == pytest.approx(1.3, abs=0.04)


def test_a_judgement_that_comes_after_the_turn_has_ended_does_nothing() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 0.5)
    run(endpointer, SILENCE, 1.0)
    assert endpointer.judge(Shape.WHOLE) == []


def test_a_button_begins_at_once_and_its_release_ends_at_once() -> None:
    endpointer = Endpointer()
    assert endpointer.hear(SILENCE, True) == [Began(by_button=True)]
    run(endpointer, SPEECH, 1.0, pressed=True)
    (ended,) = endpointer.hear(SPEECH, False)
    assert ended == Ended(Ending.BUTTON, pytest.approx(0.992), 0.0)


def test_silence_does_not_end_a_turn_while_the_button_is_held() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 1.0, pressed=True)
    assert run(endpointer, SILENCE, 10.0, pressed=True) == [Paused()]
    assert endpointer.judge(Shape.WHOLE) == []


def test_a_button_pressed_in_the_middle_of_a_word_rules_from_then_on() -> None:
    endpointer = Endpointer()
    run(endpointer, SPEECH, 0.5, pressed=False)
    run(endpointer, SPEECH, 0.5, pressed=True)
    assert run(endpointer, SILENCE, 3.0, pressed=True) == [Paused()]
    assert isinstance(endpointer.hear(SILENCE, False)[0], Ended)


def test_babble_never_holds_the_floor() -> None:
    endpointer = Endpointer()
    endpointer.expected = Expected.YES_NO
    events = run(endpointer, SPEECH, 8.1)
    assert [event.ending for event in events if isinstance(event, Ended)] == [Ending.TOO_LONG]


def test_a_stuck_button_is_cut_and_then_left_alone_until_it_is_let_go() -> None:
    endpointer = Endpointer()
    events = run(endpointer, SILENCE, 61.0, pressed=True)
    assert [event.ending for event in events if isinstance(event, Ended)] == [Ending.TOO_LONG]
    assert endpointer.button_is_stuck
    assert run(endpointer, SILENCE, 300.0, pressed=True) == []
    assert run(endpointer, SILENCE, 0.1, pressed=False) == []
    assert endpointer.hear(SILENCE, True) == [Began(by_button=True)]


def test_an_hour_of_silence_is_nothing() -> None:
    assert run(Endpointer(), SILENCE, 3600.0) == []
