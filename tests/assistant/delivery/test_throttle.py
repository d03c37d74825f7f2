"""Ordinary alerts that come thick are told together; what is urgent never waits."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.alerts import AlertKind
from assistant.delivery.throttle import Throttle
from assistant.incident import Priority
from tests.fakes.made_alerts import an_alert

ORDINARY = an_alert(kind=AlertKind.ALERT, priority=Priority.P3)
ALARM = an_alert()


def busy() -> Throttle:
    """One that has told the team three things at 0, 1 and 2 seconds."""
    throttle = Throttle(3, 60.0)
    for second in range(3):
        assert throttle.wait_seconds("team", f"job {second}", ORDINARY, second) == 0
        throttle.sent("team", f"job {second}", second)
    return throttle


def test_what_is_more_than_a_group_can_read_waits_until_the_window_is_free() -> None:
    assert busy().wait_seconds("team", "job 4", ORDINARY, 10) == 50


def test_an_alarm_never_waits_and_takes_nothing_along() -> None:
    throttle = busy()
    throttle.wait_seconds("team", "job 4", ORDINARY, 10)
    assert throttle.wait_seconds("team", "alarm", ALARM, 10) == 0
    assert throttle.taken_along("team", "alarm", ALARM) == {}


def test_other_targets_are_not_held_up() -> None:
    assert busy().wait_seconds("others", "job 4", ORDINARY, 10) == 0


def test_the_first_that_may_go_takes_the_others_along() -> None:
    throttle = busy()
    for number in (4, 5, 6):
        throttle.wait_seconds("team", f"job {number}", ORDINARY, 10)
    assert throttle.wait_seconds("team", "job 4", ORDINARY, 61) == 0
    assert list(throttle.taken_along("team", "job 4", ORDINARY)) == ["job 5", "job 6"]
    assert throttle.wait_seconds("team", "job 5", ORDINARY, 61) > 0, "it is on its way with another"


def test_what_could_not_be_taken_along_waits_again() -> None:
    throttle = busy()
    for number in (4, 5):
        throttle.wait_seconds("team", f"job {number}", ORDINARY, 10)
    along = throttle.taken_along("team", "job 4", ORDINARY)
    throttle.failed("team", "job 4", along)
    assert throttle.wait_seconds("team", "job 5", ORDINARY, 100) == 0
    assert list(throttle.taken_along("team", "job 4", ORDINARY)) == ["job 5"]


@settings(deadline=None)
@given(st.lists(st.floats(min_value=0, max_value=100), min_size=1, max_size=60).map(sorted))
@example([1e-244, 1.0, 1.0, 60.0])
def test_no_window_holds_more_messages_than_are_allowed(times: list[float]) -> None:
    throttle, sent = Throttle(3, 60.0), []
    for number, now in enumerate(times):
        if throttle.wait_seconds("team", f"job {number}", ORDINARY, now) == 0:
            throttle.taken_along("team", f"job {number}", ORDINARY)
            throttle.sent("team", f"job {number}", now)
            sent.append(now)
    assert all(len([one for one in sent if now - 60 < one <= now]) <= 3 for now in sent)
