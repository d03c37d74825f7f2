"""When it happened, across midnight and clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.clock import clock_at
from assistant.understanding.times import find, most_recent
from assistant.understanding.words import Words
from tests.assistant.understanding.readings import NOW, ZONE, values

EARLIEST, LATEST = datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2030-01-01")


def at(day: int, hour: int, minute: int = 0, month: int = 6) -> datetime:
    """A moment by the store's clock, in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("just now", timedelta(0)),
        ("ten minutes ago", timedelta(minutes=10)),
        ("about half an hour ago", timedelta(minutes=30)),
        ("an hour and a half ago", timedelta(minutes=90)),
        ("a couple of minutes ago", timedelta(minutes=2)),
        ("three quarters of an hour ago", timedelta(minutes=45)),
        ("in the last ten minutes", timedelta(minutes=10)),
        ("5 mins ago", timedelta(minutes=5)),
        ("two hours ago", timedelta(hours=2)),
    ],
)
def test_so_long_ago_is_counted_back_from_now(text: str, back: timedelta) -> None:
    assert values(find, text) == [NOW - back]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("at quarter past three", at(17, 15, 15)),
        ("at 3.15 pm", at(17, 15, 15)),
        ("3.15pm", at(17, 15, 15)),
        ("15:15", at(17, 15, 15)),
        ("at half two", at(17, 14, 30)),
        ("at ten to three", at(17, 14, 50)),
        ("at three o'clock", at(17, 15)),
        ("at ten past", at(17, 15, 10)),
        ("at five to", at(17, 14, 55)),
        ("at nine p.m.", at(16, 21)),
        ("this morning at ten", at(17, 10)),
        ("half eight this morning", at(17, 8, 30)),
        ("at three in the morning", at(17, 3)),
        ("yesterday at nine", at(16, 21)),
        ("yesterday morning at nine", at(16, 9)),
        ("yesterday afternoon at about three", at(16, 15)),
        ("last night at eleven", at(16, 23)),
        ("at nine last night", at(16, 21)),
        ("on Friday at five", at(12, 17)),
        ("on the third of June at ten past three in the afternoon", at(3, 15, 10)),
        ("midnight", at(17, 0)),
    ],
)
def test_a_time_of_day_is_the_last_one_that_has_passed(text: str, moment: datetime) -> None:
    assert values(find, text) == [moment]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("three fifteen", at(17, 15, 15)),
        ("nine", at(17, 9)),
        ("about five", at(17, 5)),
        ("twenty fifteen", at(16, 20, 15)),
        ("1430", at(17, 14, 30)),
        ("ten minutes", NOW - timedelta(minutes=10)),
        ("now", NOW),
        ("this morning", at(17, 9)),
        ("last night", at(16, 22)),
    ],
)
def test_less_is_enough_where_the_time_was_asked_for(text: str, moment: datetime) -> None:
    assert values(find, text, "occurred_at") == [moment]


@pytest.mark.parametrize("text", ["at nine pounds", "at aisle nine", "two lads", "this morning", "look at two of them"])
def test_what_is_no_time_gives_none(text: str) -> None:
    assert values(find, text) == []


def test_just_after_midnight_a_late_hour_was_yesterday() -> None:
    assert values(find, "at ten to midnight", now=at(18, 0, 5)) == [at(17, 23, 50)]
    assert values(find, "at quarter to twelve", now=at(18, 0, 5)) == [at(17, 23, 45)]


def test_an_hour_that_happened_twice_is_the_later_that_has_passed() -> None:
    # Clocks went back at 02:00 on 25 October 2026, so half past one came at 00:30 and at 01:30 UTC.
    text = "at half past one in the morning"
    assert values(find, text, now=datetime(2026, 10, 25, 1, 0, tzinfo=UTC)) == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    ]
    assert values(find, text, now=datetime(2026, 10, 25, 9, 0, tzinfo=UTC)) == [
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    ]


def test_so_long_ago_is_not_troubled_by_the_clocks_going_forward() -> None:
    now = datetime(2026, 3, 29, 1, 10, tzinfo=UTC)
    assert values(find, "half an hour ago", now=now) == [datetime(2026, 3, 29, 0, 40, tzinfo=UTC)]


@given(
    st.datetimes(min_value=EARLIEST, max_value=LATEST, timezones=st.just(UTC)),
    st.sampled_from(["quarter past three", "half two", "15:15", "nine pm", "three", "ten past", "midnight", "noon"]),
)
def test_a_time_of_day_is_never_in_the_future_and_never_more_than_a_day_and_an_hour_back(
    now: datetime, text: str
) -> None:
    time = clock_at(Words(text), 0)
    assert time is not None
    moment = most_recent(time, now, ZONE)
    assert moment is not None
    # Twenty-five hours lie between the same time of day on the night the clocks go back.
    assert now - timedelta(hours=25) <= moment <= now + timedelta(minutes=1)
