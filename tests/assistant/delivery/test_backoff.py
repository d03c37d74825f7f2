"""When a job is tried again, and when it is given up."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from assistant.delivery import Backoff, Policy
from assistant.delivery.backoff import LONGEST_RETRY_AFTER_SECONDS

POLICY = Policy(base_seconds=0.5, cap_seconds=60.0, max_age=timedelta(days=7))

failed_attempts = st.integers(1, 10**9)
chances = st.floats(0, 1, exclude_max=True)


def test_the_ceiling_doubles_up_to_the_cap() -> None:
    assert [POLICY.ceiling_seconds(attempts) for attempts in (1, 2, 3, 7, 8, 9, 10**6)] == [
        0.5,
        1.0,
        2.0,
        32.0,
        60.0,
        60.0,
        60.0,
    ]


@given(failed_attempts, chances)
def test_a_wait_lies_between_nothing_and_the_ceiling(attempts: int, chance: float) -> None:
    assert 0 <= POLICY.wait_seconds(attempts, chance) <= POLICY.ceiling_seconds(attempts) <= POLICY.cap_seconds


@given(failed_attempts)
def test_the_whole_range_is_used(attempts: int) -> None:
    assert POLICY.wait_seconds(attempts, 0.0) == 0.0
    assert POLICY.wait_seconds(attempts, 0.5) == POLICY.ceiling_seconds(attempts) / 2


@given(failed_attempts, chances, st.floats(0, LONGEST_RETRY_AFTER_SECONDS))
def test_nothing_is_tried_before_the_receiver_asked_for_it(attempts: int, chance: float, retry_after: float) -> None:
    assert POLICY.wait_seconds(attempts, chance, retry_after) >= retry_after


@given(failed_attempts, chances, st.floats(allow_nan=False))
def test_no_retry_after_silences_a_job_for_good(attempts: int, chance: float, retry_after: float) -> None:
    wait = POLICY.wait_seconds(attempts, chance, retry_after)
    assert 0 <= wait <= LONGEST_RETRY_AFTER_SECONDS + POLICY.cap_seconds


@given(st.timedeltas(timedelta(0), timedelta(days=30)), st.floats(0, 3600))
def test_a_job_is_given_up_exactly_when_its_next_attempt_would_be_too_late(age: timedelta, wait: float) -> None:
    assert POLICY.is_too_late(age, wait) == (age + timedelta(seconds=wait) >= timedelta(days=7))


def test_alerts_are_tried_again_sooner_and_given_up_sooner_than_reports() -> None:
    backoff = Backoff()
    assert backoff.alerts.ceiling_seconds(1) == 0.2
    assert backoff.reports.ceiling_seconds(1) == 0.5
    assert backoff.alerts.max_age == timedelta(minutes=15)
    assert backoff.reports.max_age == timedelta(days=7)
