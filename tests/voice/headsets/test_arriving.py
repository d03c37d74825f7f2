"""Sound over a network keeps pace with the clock, whatever the network does to it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voice.audio import Samples
from voice.headsets.arriving import AHEAD_SECONDS, GAP_SECONDS, ArrivingSound
from voice.headsets.protocol import FRAME_SAMPLES, FRAME_SECONDS


def speech(frames: float, level: float = 0.5) -> Samples:
    return np.full(round(frames * FRAME_SAMPLES), level, dtype=np.float32)


def test_pieces_of_any_length_become_frames() -> None:
    sound = ArrivingSound()
    sound.put(np.arange(300, dtype=np.float32), None)
    assert sound.take(None, 0.0) == []
    sound.put(np.arange(300, 800, dtype=np.float32), None)
    (frame,) = sound.take(None, 0.03)
    assert frame.samples.tolist() == list(range(512))


def test_what_comes_in_time_is_given_as_it_came() -> None:
    sound = ArrivingSound()
    given = 0
    for number in range(100):
        sound.put(speech(1), None)
        given += len(sound.take(None, number * FRAME_SECONDS))
    assert given == 100
    assert sound.missing_frames == sound.dropped_frames == 0


def test_nothing_for_a_while_is_silence_in_real_time() -> None:
    sound = ArrivingSound()
    sound.take(None, 0.0)
    assert sound.take(None, GAP_SECONDS - 0.01) == []
    frames = [frame for at in np.arange(GAP_SECONDS, 2.0, FRAME_SECONDS) for frame in sound.take(None, float(at))]
    assert len(frames) == pytest.approx(2.0 / FRAME_SECONDS, abs=GAP_SECONDS / FRAME_SECONDS)
    assert not any(frame.samples.any() for frame in frames)


def test_half_a_frame_before_a_gap_is_not_lost() -> None:
    sound = ArrivingSound()
    sound.put(speech(0.5), None)
    sound.take(None, 0.0)
    sound.take(None, 0.1)
    first = sound.take(None, 0.2)[0]
    assert np.count_nonzero(first.samples) == FRAME_SAMPLES // 2


def test_a_burst_after_a_gap_loses_no_word_and_catches_up_in_the_pauses() -> None:
    sound = ArrivingSound()
    for at in np.arange(0.0, 0.51, 0.1):
        sound.take(None, float(at))
    late = 15
    sound.put(speech(late), None)
    assert len(sound.take(None, 0.5)) == late
    sound.put(speech(late, level=0.0), None)
    assert len(sound.take(None, 0.5 + FRAME_SECONDS)) < late
    assert sound.dropped_frames > 0


def test_a_machine_that_was_late_itself_loses_nothing() -> None:
    sound = ArrivingSound()
    sound.take(None, 0.0)
    assert sound.take(None, 0.8) == []
    sound.put(speech(25), None)
    assert len(sound.take(None, 0.81)) == 25
    assert sound.missing_frames == sound.dropped_frames == 0


def test_a_second_that_nobody_took_is_dropped_oldest_first() -> None:
    sound = ArrivingSound()
    for number in range(60):
        sound.put(speech(1, level=number / 100), None)
    frames = sound.take(None, 0.0)
    assert len(frames) * FRAME_SECONDS <= 1.0
    assert frames[-1].samples[0] == pytest.approx(0.59)


def test_the_button_is_as_it_stood_when_the_sound_was_made() -> None:
    sound = ArrivingSound()
    sound.put(speech(1), True)
    sound.put(speech(1), False)
    assert [frame.pressed for frame in sound.take(False, 0.0)] == [True, False]


@given(st.lists(st.tuples(st.integers(0, 6), st.floats(0.0, 0.3)), max_size=60))
def test_it_never_runs_far_from_the_clock(arrivals: list[tuple[int, float]]) -> None:
    sound = ArrivingSound()
    sound.take(None, 0.0)
    now = given = 0.0
    for frames, wait_seconds in arrivals:
        now += wait_seconds
        sound.put(speech(frames, level=0.0), None)
        given += FRAME_SECONDS * len(sound.take(None, now))
        assert given - now <= AHEAD_SECONDS + 7 * FRAME_SECONDS
