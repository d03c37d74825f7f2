"""A receiver's pace: more while it answers, fewer when it fails, and a probe now and then while it is away."""

from __future__ import annotations

from datetime import timedelta

from assistant.delivery.backoff import Policy
from assistant.delivery.pace import FAILURES_MEAN_DOWN, Pace

PROBES = Policy(base_seconds=1.0, cap_seconds=30.0, max_age=timedelta.max)


def pace() -> Pace:
    return Pace(16, PROBES)


def fill(pace: Pace, now_seconds: float = 0.0) -> int:
    """Begin all that may begin; how many that was."""
    count = 0
    while pace.may_begin(now_seconds):
        pace.begin()
        count += 1
    return count


def down() -> Pace:
    """One that has just been found away; it may be probed from the first second on."""
    built = pace()
    for _ in range(FAILURES_MEAN_DOWN):
        built.begin()
        built.failed(0.0, 1.0)
    return built


def test_it_begins_with_a_few_and_grows_with_every_answer_up_to_its_most() -> None:
    built = pace()
    assert fill(built) == 4
    for _ in range(4):
        built.answered()
    assert fill(built) == 8
    for _ in range(8):
        built.answered()
    assert fill(built) == 16


def test_a_failure_now_and_then_does_not_bring_it_to_its_knees() -> None:
    built = pace()
    for number in range(1000):
        built.begin()
        if number % 5 in (1, 3):
            built.failed(0.0, 0.5)
        else:
            built.answered()
    assert fill(built) >= 4


def test_after_failures_in_a_row_nothing_goes_out_but_one_probe_at_a_time() -> None:
    built = down()
    assert built.is_down
    assert not built.may_begin(0.9)
    assert fill(built, 1.0) == 1


def test_probes_grow_rarer_up_to_the_cap() -> None:
    built, now, waits = down(), 1.0, []
    for _ in range(8):
        built.begin()
        built.failed(now, 1.0)
        waits.append(built.quiet_for(now))
        now += waits[-1]
    assert waits == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]


def test_one_that_comes_back_is_not_stormed() -> None:
    built = down()
    began_at_once = []
    for _ in range(6):
        count = fill(built, 100.0)
        began_at_once.append(count)
        for _ in range(count):
            built.answered()
    assert began_at_once == [1, 1, 2, 4, 8, 16]


def test_a_receiver_that_asks_for_quiet_gets_it() -> None:
    built = pace()
    built.begin()
    built.failed(10.0, 0.0, quiet_seconds=7.0)
    assert not built.may_begin(16.9)
    assert built.may_begin(17.0)
    assert not built.is_down


def test_what_we_break_off_ourselves_says_nothing_about_it() -> None:
    built = pace()
    for _ in range(FAILURES_MEAN_DOWN * 2):
        built.begin()
        built.left()
    assert not built.is_down
    assert fill(built) == 4
