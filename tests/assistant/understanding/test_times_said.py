"""When it happened, as staff say it. It is Wednesday 17 June 2026, 15:20:30 by the store's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from assistant.incident import SlotName
from tests.assistant.understanding.readings import NOW, ZONE, told

ASKED: SlotName = "occurred_at"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("just now", NOW),
        ("now", NOW),
        ("literally just now", NOW),
        ("right now", NOW),
        ("it's happening now", NOW),
        ("a minute ago", ago(minutes=1)),
        ("two minutes ago", ago(minutes=2)),
        ("couple of minutes ago", ago(minutes=2)),
        ("couple minutes ago", ago(minutes=2)),
        ("a few minutes ago", ago(minutes=3)),
        ("five mins", ago(minutes=5)),
        ("about five minutes", ago(minutes=5)),
        ("five or ten minutes ago", ago(minutes=10)),
        ("five to ten minutes ago", ago(minutes=10)),
        ("about ten minutes ago", ago(minutes=10)),
        ("ten minutes back", ago(minutes=10)),
        ("ten minutes since", ago(minutes=10)),
        ("not ten minutes ago", ago(minutes=10)),
        ("must be ten minutes ago", ago(minutes=10)),
        ("ten minutes or so", ago(minutes=10)),
        ("a good twenty minutes ago", ago(minutes=20)),
        ("twenty odd minutes ago", ago(minutes=20)),
        ("within the last twenty minutes", ago(minutes=20)),
        ("in the last half hour", ago(minutes=30)),
        ("quarter of an hour ago", ago(minutes=15)),
        ("half an hour ago", ago(minutes=30)),
        ("about half hour back", ago(minutes=30)),
        ("three quarters of an hour ago", ago(minutes=45)),
        ("an hour ago", ago(hours=1)),
        ("an hour or so ago", ago(hours=1)),
        ("hour ago", ago(hours=1)),
        ("over the last hour", ago(hours=1)),
        ("an hour and a half ago", ago(minutes=90)),
        ("hour and a half ago", ago(minutes=90)),
        ("an hour and twenty minutes ago", ago(minutes=80)),
        ("couple of hours ago", ago(hours=2)),
        ("two and a half hours ago", ago(minutes=150)),
        ("thirty seconds ago", ago(seconds=30)),
        ("two days ago", ago(days=2)),
        ("three o'clock", at(17, 15)),
        ("three oclock", at(17, 15)),
        ("about three", at(17, 15)),
        ("around threeish", at(17, 15)),
        ("three ish", at(17, 15)),
        ("bang on three", at(17, 15)),
        ("just gone three", at(17, 15)),
        ("just after three", at(17, 15)),
        ("just before three", at(17, 15)),
        ("half two", at(17, 14, 30)),
        ("half past two", at(17, 14, 30)),
        ("gone half two", at(17, 14, 30)),
        ("quarter to three", at(17, 14, 45)),
        ("quarter past three", at(17, 15, 15)),
        ("a quarter past three", at(17, 15, 15)),
        ("ten to three", at(17, 14, 50)),
        ("five and twenty past two", at(17, 14, 25)),
        ("twenty five to three", at(17, 14, 35)),
        ("twelve minutes past three", at(17, 15, 12)),
        ("ten past", at(17, 15, 10)),
        ("three fifteen", at(17, 15, 15)),
        ("two forty five", at(17, 14, 45)),
        ("three oh five", at(17, 15, 5)),
        ("fifteen oh five", at(17, 15, 5)),
        ("fourteen twenty", at(17, 14, 20)),
        ("fourteen hundred hours", at(17, 14)),
        ("oh nine hundred", at(17, 9)),
        ("zero eight thirty", at(17, 8, 30)),
        ("1410", at(17, 14, 10)),
        ("14:10", at(17, 14, 10)),
        ("2.45pm", at(17, 14, 45)),
        ("2:45 pm", at(17, 14, 45)),
        ("1pm", at(17, 13)),
        ("9 am", at(17, 9)),
        ("nine a m", at(17, 9)),
        ("nine am this morning", at(17, 9)),
        ("eleven this morning", at(17, 11)),
        ("half eleven this morning", at(17, 11, 30)),
        ("quarter past three this morning", at(17, 3, 15)),
        ("three in the morning", at(17, 3)),
        ("one in the afternoon", at(17, 13)),
        ("noon", at(17, 12)),
        ("twelve noon", at(17, 12)),
        ("midday", at(17, 12)),
        ("midnight", at(17, 0)),
        ("twenty to nine last night", at(16, 20, 40)),
        ("last night at eleven", at(16, 23)),
        ("eight at night", at(16, 20)),
        ("seven in the evening", at(16, 19)),
        ("yesterday at four", at(16, 16)),
        ("four o'clock yesterday", at(16, 16)),
        ("yesterday afternoon about four", at(16, 16)),
        ("day before yesterday at noon", at(15, 12)),
        ("the day before yesterday about four in the afternoon", at(15, 16)),
        ("Monday at ten past nine in the morning", at(15, 9, 10)),
        ("last Friday at five", at(12, 17)),
        ("on the third of June at six in the evening", at(3, 18)),
        ("half one, no, half two", at(17, 14, 30)),
        ("ten past two, sorry, twenty past", at(17, 15, 20)),
        ("two, quarter past two", at(17, 14, 15)),
        ("the back of two", at(17, 14)),
    ],
)
def test_a_time_that_was_asked_for_is_read_however_it_is_said(text: str, moment: datetime) -> None:
    assert told(text, ASKED)[ASKED] == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("assault at the returns desk about fifteen minutes ago, a male grabbed Bev", ago(minutes=15)),
        ("vandalism on the forecourt at ten past eight this morning, fuel hoses cut through", at(17, 8, 10)),
        ("two lads nicked some gin five minutes ago", ago(minutes=5)),
        ("at quarter to three a woman walked out with a coat", at(17, 14, 45)),
        ("just now in aisle four", NOW),
        ("half an hour ago three lads came in", ago(minutes=30)),
        ("fifty quid of steak at about half two", at(17, 14, 30)),
        ("till three, 2.52pm, lass with pink hair", at(17, 14, 52)),
    ],
)
def test_a_time_is_read_in_an_account(text: str, moment: datetime) -> None:
    assert told(text)[ASKED] == moment


@pytest.mark.parametrize(
    "text",
    [
        "garden centre overnight, six mowers away",
        "two to three lads in aisle nine",
        "about twenty quid",
        "five to six bottles of gin",
        "from aisle three to four",
        "he's about twenty five",
        "till ten",
        "just after we opened",
        "he was here for ten minutes",
        "since I started",
    ],
)
def test_what_is_no_time_gives_none(text: str) -> None:
    assert ASKED not in told(text)


@pytest.mark.parametrize("text", ["no idea", "not sure when", "just after we opened", "couldn't tell you", "two lads"])
def test_an_answer_without_a_time_gives_none(text: str) -> None:
    assert ASKED not in told(text, ASKED)


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("just before three, say five to", 14, 55),
        ("just after two, say ten past", 14, 10),
        ("it all began just before two, say quarter to", 13, 45),
        ("it happened just after one", 13, 0),
    ],
)
def test_a_time_mended_by_its_minutes(text: str, hour: int, minute: int) -> None:
    asked: SlotName | None = None if text.startswith("it ") else "occurred_at"
    found = told(text, asked)["occurred_at"]
    assert isinstance(found, datetime)
    assert (found.astimezone(ZONE).hour, found.minute) == (hour, minute)


def test_when_the_police_were_rung_is_not_when_it_happened() -> None:
    assert "occurred_at" not in told("we rang the police at four fifteen")
