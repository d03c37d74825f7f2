"""When it happened: "just now", "half an hour ago", "quarter past three", "yesterday at nine", as a moment in UTC.

A time of day with no day is the most recent one that has passed; where "three" may be the morning's or the
afternoon's, the later of the two that have passed. Wall-clock times are the store's own, so nights when the clocks
change come out right: an hour that happened twice is the later of the two that have passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from assistant.incident import SlotName
from assistant.understanding.clock import ClockTime, clock_at
from assistant.understanding.numbers import number_at, ordinal_at, skip_hedges
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "occurred_at"

_UNIT_SECONDS: Final = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), 1),
    **dict.fromkeys(("minute", "minutes", "min", "mins", "minuets"), 60),
    **dict.fromkeys(("hour", "hours", "hr", "hrs"), 3600),
    **dict.fromkeys(("day", "days"), 86400),
    **dict.fromkeys(("week", "weeks"), 7 * 86400),
}
_FEW: Final = {"few": 3, "several": 5}
_NOW: Final = phrases(
    "just now",
    "(?:its )?happening(?: right)? now",
    "this (?:second|minute)",
)
_NOW_IF_ASKED: Final = phrases(
    "now",
    "just(?: this)?(?= *$)",
    "as we speak",
    "a (?:moment|sec|second|minute) ago",
    "straight away",
    "still happening",
)
_BEFORE_NOW: Final = frozenset("its just right happening er erm like was going on happened yeah well it".split())
_MOMENT_AGO: Final = phrases(r"(?:a|just a|only a) (?:moment|sec|tick) ago", "seconds ago", "moments ago")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS: Final = "january february march april may june july august september october november december".split()
_DAYPARTS: Final = {
    "morning": (0, 12, 9),
    "lunchtime": (11, 15, 13),
    "lunch": (11, 15, 13),
    "dinnertime": (11, 15, 13),
    "afternoon": (12, 18, 15),
    "teatime": (15, 19, 17),
    "evening": (16, 24, 19),
    "night": (18, 30, 22),
    "tonight": (16, 30, 21),
    "overnight": (18, 30, 26),
}
"""First and last hour (past 24: the small hours of the next day), and the hour put down when no clock time is said."""
_AT_OPENING: Final = phrases(
    "(?:when|as|after|before) (?:we|i|they|the (?:shop|store)|\\S+) (?:first |had |just )*open(?:ed|s)?(?: up)?",
    "(?:^|and |i |we )?(?:opened|opening|opens)(?: up)? (?:at|around|about)",
    "(?:at|on|just after|just before|around) opening(?: time| up)?|first thing",
)
_LONG_AGO: Final = "so long ago"
_LEAVING: Final = frozenset("left gone went ran legged off out".split())
_OF_THE_POLICE: Final = frozenset({"police_called", "police_reference"})
"""Asked for these, "about five past three" is when the police were rung or what they were told."""
_HAPPENED: Final = frozenset("happened happening occurred incident started".split())
_CALLING: Final = frozenset("rang rung phoned called dialled ringing calling reported coming due expected".split())
_BEGUN: Final = frozenset("began started happened occurred kicked".split())
_MENDING: Final = frozenset("say so like about maybe well call it probably er um or more".split())
_FALSE_HEADS: Final = frozenset(
    "quid pounds pound pence p grand lads people blokes men women of them bottles packs kids guys percent aisle till "
    "items boxes staff customers years year foot feet".split()
)


@dataclass(frozen=True, slots=True)
class _Day:
    """A day, a part of one, or both, said by words ``first`` up to ``after``."""

    first: int
    after: int
    day: date | None
    part: str | None


def find(reading: Reading) -> Iterator[FoundValue]:
    """Every expression of when it happened, in order."""
    words, at = reading.words, 0
    if reading.asked in _OF_THE_POLICE and not _HAPPENED.intersection(word.text for word in words.words):
        return
    asked = reading.asked == SLOT
    nows = {first: after for first, after, _ in words.search(_NOW)}
    nows |= {first: after for first, after, _ in words.search(_MOMENT_AGO)}
    if asked:
        nows = {
            first: after
            for first, after, _ in words.search(_NOW_IF_ASKED)
            if first == 0 or words[first - 1] in _BEFORE_NOW
        } | nows
    while at < len(words):
        found = _moment_at(reading, at, asked)
        if found is None and at in nows:
            found = (reading.now, nows[at], "just now")
        if found is None or not reading.free(at, found[1]) or (not asked and _of_leaving(reading, at)):
            at += 1
            continue
        moment, after, rule = found
        # "not ten minutes ago" is no denial: it is hardly ten minutes ago.
        first = at - (rule == _LONG_AGO and words[at - 1] == "not" and at > 0)
        yield reading.claim(SLOT, moment.astimezone(UTC), first, after, rule)
        at = after


def _of_leaving(reading: Reading, at: int) -> bool:
    """ "left five minutes ago", told when something else was asked, is when they left and not when it happened; and
    "we rang at four" is when the police were rung.
    """
    lead = reading.words.slice(max(at - 2, 0), at).split()
    if _CALLING.intersection(reading.words.slice(max(at - 4, 0), at).split()) and not reading.words.pause(at):
        return True
    return reading.asked is not None and bool(_LEAVING.intersection(lead))


def most_recent(
    time: ClockTime, now: datetime, zone: ZoneInfo, day: date | None = None, part: str | None = None
) -> datetime | None:
    """The latest moment not after ``now`` (aware) that ``time`` can mean, in UTC; ``None`` if there is none.

    ``day`` fixes the date; ``part`` ("morning" …) the half of the day.
    """
    local = now.astimezone(zone)
    # A minute that has begun has been reached: "quarter past three", said at fifteen seconds past it, is now.
    latest = now + timedelta(seconds=59)
    days = [day] if day is not None else [local.date() - timedelta(days=back) for back in range(3)]
    hours = _hours(time, local, part)
    moments: list[datetime] = []
    for base in days:
        for hour in hours:
            date_of_hour = base + timedelta(days=hour // 24)
            for fold in (0, 1):
                wall = datetime(
                    date_of_hour.year,
                    date_of_hour.month,
                    date_of_hour.day,
                    hour % 24,
                    time.minute,
                    fold=fold,
                    tzinfo=zone,
                )
                moments.append(wall.astimezone(UTC))
    passed = [moment for moment in moments if moment <= latest]
    return max(passed) if passed else None


def _hours(time: ClockTime, local: datetime, part: str | None) -> list[int]:
    if time.hour is None:
        return list(range(24)) if part is None else [local.hour]
    hours = [time.hour] if time.certain else [time.hour % 12, time.hour % 12 + 12]
    if part is None:
        return hours
    first, last, _ = _DAYPARTS[part]
    fitting = [hour + later for hour in hours for later in (0, 24) if first <= hour + later < last]
    return fitting or hours


def _moment_at(reading: Reading, at: int, asked: bool) -> tuple[datetime, int, str] | None:
    words = reading.words
    ago = _ago(words, at, asked)
    if ago is not None:
        seconds, after = ago
        return reading.now - timedelta(seconds=float(seconds)), after, _LONG_AGO
    day = _day_at(reading, at)
    if day is not None:
        start = day.after
        while words[start] in {"at", "about", "around", "just", "sometime", "on"} or words[start] == "some":
            start += 1
        time = clock_at(words, start)
        led = start > day.after or time is None or time.explicit or _ends_thought(words, time.after)
        if time is not None and led and _plausible(words, time):
            return _resolved(reading, time, day, time.after, "day and clock time")
        if asked:
            return _part_alone(reading, day)
        return None
    if words.slice(at, at + 2) == "at least":
        return None
    led = words[at] in {"at", "around", "about", "since", "from", "just", "roughly", "approximately", "by", "nearly"}
    start = skip_hedges(words, at + 1 if words[at] in {"at", "since", "from", "by"} else at)
    time = clock_at(words, start)
    if time is None or not _plausible(words, time) or not reading.free(start, time.after):
        return None
    after = time.after
    joined = after + (words[after] in {"in", "on", "o", "of"}) + (words.slice(after, after + 2) == "in the")
    follows = _day_at(reading, joined)
    if follows is None and words.slice(after, after + 1) in {"in", "on"}:
        follows = _day_at(reading, after)
    if follows is not None:
        return _resolved(reading, time, follows, follows.after, "clock time and day")
    hour = _hour_before(words, at) if time.hour is None else None
    begun = words[at - 1] in {"before", "after", "gone"} and bool(
        _BEGUN.intersection(words.slice(max(at - 5, 0), at).split())
    )
    at_word = ((words[at] in {"at", "since"} and led) or begun) and _ends_thought(words, time.after)
    if time.explicit or asked or (at_word and (time.hour or 0) <= 23):
        if time.hour is None and not asked and not led and start > 0 and not words.pause(start) and hour is None:
            return None
        if hour is not None:
            time = replace(time, hour=(hour - time.to) % 24)
        return _resolved(reading, time, None, time.after, "clock time")
    return None


def _hour_before(words: Words, at: int) -> int | None:
    """The hour that was said right before a "five to" which mends it: "just before four, say five to"."""
    lead = at
    while lead > 0 and words[lead - 1] in _MENDING:
        lead -= 1
    if lead == 0 or not (lead < at or words.pause(at)):
        return None
    earlier = clock_at(words, lead - 1)
    return earlier.hour if earlier is not None and earlier.after == lead else None


def _ends_thought(words: Words, after: int) -> bool:
    return (
        after >= len(words)
        or words.pause(after).strip("-") != ""
        or words[after] in {"and", "today", "he", "a", "say", "or"}
    )


def _plausible(words: Words, time: ClockTime) -> bool:
    return words[time.after] not in _FALSE_HEADS and words[time.after] not in _UNIT_SECONDS


def _resolved(
    reading: Reading, time: ClockTime, day: _Day | None, after: int, rule: str
) -> tuple[datetime, int, str] | None:
    part = day.part if day else None
    if part is None and next(reading.words.search(_AT_OPENING), None) is not None:
        part = "morning"
    # "at nine yesterday evening", "in the morning on Friday": the part and the day may come apart.
    extra = _day_at(reading, after) if day else None
    if extra is not None and day is not None:
        day = _Day(day.first, extra.after, day.day or extra.day, day.part or extra.part)
        part, after = day.part, extra.after
    moment = most_recent(time, reading.now, reading.zone, day.day if day else None, part)
    return (moment, after, rule) if moment is not None else None


def _part_alone(reading: Reading, day: _Day) -> tuple[datetime, int, str] | None:
    """ "this morning" and no clock time: the middle of it, or now where that has not come yet."""
    part = day.part
    hour = _DAYPARTS[part][2] if part else 12
    base = day.day if day.day is not None else reading.now.astimezone(reading.zone).date()
    at_hour = base + timedelta(days=hour // 24)
    wall = datetime(at_hour.year, at_hour.month, at_hour.day, hour % 24, tzinfo=reading.zone).astimezone(UTC)
    if day.day is None and wall > reading.now and part in {"overnight", "night"}:
        wall -= timedelta(days=1)
    return min(wall, reading.now.astimezone(UTC)), day.after, "part of the day, no clock time"


def _ago(words: Words, at: int, asked: bool) -> tuple[Decimal, int] | None:
    """ "ten minutes ago", "about half an hour ago", "an hour and a half ago", "in the last ten minutes": seconds."""
    last = words.slice(at, at + 3) in {"in the last", "within the last", "over the last", "in the past"}
    start = skip_hedges(words, at + 3 if last else at)
    if not last and start > at and words[at] == "like":
        return None
    length = _length(words, start)
    if length is None:
        return None
    seconds, after = length
    more = _length(words, after + 1) if words[after] == "and" else None
    if more is not None:
        seconds, after = seconds + more[0], more[1]
    while words[after] in {"or", "so", "odd", "maybe", "ish", "roughly"}:
        after += 1
    if words[after] in {"ago", "back", "since", "earlier", "before"}:
        return seconds, after + 1
    clock = words[after] in {"past", "to", "til", "till"}
    return (seconds, after) if last or (asked and not clock and seconds < 7 * 86400) else None


def _length(words: Words, at: int) -> tuple[Decimal, int] | None:
    """A length of time, in seconds, and the index after it."""
    for phrase, seconds in (
        ("half an hour", 1800),
        ("half hour", 1800),
        ("a half hour", 1800),
        ("three quarters of an hour", 2700),
        ("quarter of an hour", 900),
        ("a quarter of an hour", 900),
        ("half a minute", 30),
    ):
        size = len(phrase.split())
        if words[at] == phrase.split(" ", 1)[0] and words.slice(at, at + size) == phrase:
            return Decimal(seconds), at + size
    start = at + (words[at] in {"a", "the"})
    if words[start] in _FEW and words[start + 1] in _UNIT_SECONDS:
        return Decimal(_FEW[words[start]] * _UNIT_SECONDS[words[start + 1]]), start + 2
    number = number_at(words, at)
    if number is None and words[at] in {"a", "an"} and words[at + 1] in _UNIT_SECONDS:
        value, after = Decimal(1), at + 1
    elif number is None and words[at] in {"hour", "minute"} and words[at - 1] not in {"an", "a", "half", "the", "good"}:
        value, after = Decimal(1), at
    elif number is None or number.value > 5000:
        return None
    else:
        value, after = number.value, number.after
    if words.slice(after, after + 3) == "and a half":
        value, after = value + Decimal("0.5"), after + 3
    unit = _UNIT_SECONDS.get(words[after])
    if unit is None:
        return None
    after += 1
    if words.slice(after, after + 3) == "and a half":
        value, after = value + Decimal("0.5"), after + 3
    elif words.slice(after, after + 3) == "and a quarter":
        value, after = value + Decimal("0.25"), after + 3
    return value * unit, after


def _day_at(reading: Reading, at: int) -> _Day | None:
    """ "yesterday", "last night", "this morning", "on Friday evening", "the twelfth of March"."""
    words, today = reading.words, reading.now.astimezone(reading.zone).date()
    start = at
    while words[start] in {"on", "early", "late", "sometime", "earlier"}:
        start += 1
    word = words[start]
    if words.slice(start + (word == "the"), start + 3 + (word == "the")) == "day before yesterday":
        after = start + 3 + (word == "the")
        part = words[after] if words[after] in _DAYPARTS else None
        return _Day(at, after + (part is not None), today - timedelta(days=2), part)
    if word in {"yesterday", "today"}:
        day = today - timedelta(days=word == "yesterday")
        part = words[start + 1] if words[start + 1] in _DAYPARTS else None
        return _Day(at, start + 1 + (part is not None), day, part)
    if word == "last" and words[start + 1] in {"night", "evening"}:
        return _Day(at, start + 2, today - timedelta(days=1), words[start + 1])
    if word in {"this", "the"} and words[start + 1] in _DAYPARTS:
        day_said = today if word == "this" else None
        return _Day(at, start + 2, day_said, words[start + 1])
    if word == "in" and words[start + 1] == "the" and words[start + 2] in _DAYPARTS:
        return _Day(at, start + 3, None, words[start + 2])
    if word in {"tonight", "lunchtime", "teatime", "overnight"}:
        return _Day(at, start + 1, today if word == "tonight" else None, word)
    if word in {"at", "around", "during"} and words[start + 1] in {"lunch", "lunchtime", "teatime", "night"}:
        return _Day(at, start + 2, None, words[start + 1])
    weekday = start + (word == "last")
    if words[weekday] in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS.index(words[weekday])) % 7 or 7
        part = words[weekday + 1] if words[weekday + 1] in _DAYPARTS else None
        return _Day(at, weekday + 1 + (part is not None), today - timedelta(days=back), part)
    return _calendar_day(words, at, start, today)


def _calendar_day(words: Words, at: int, start: int, today: date) -> _Day | None:
    start += words[start] == "the"
    if words[start] in _MONTHS:
        month, number = words[start], ordinal_at(words, start + 1)
        after = number[1] if number else start
    else:
        number = ordinal_at(words, start)
        after = number[1] if number else start
        after += words[after] == "of"
        month = words[after]
        after += 1
    if number is None or month not in _MONTHS or not 1 <= number[0] <= 31:
        return None
    for year in (today.year, today.year - 1):
        try:
            day = date(year, _MONTHS.index(month) + 1, number[0])
        except ValueError:
            continue
        if day <= today:
            return _Day(at, after, day, None)
    return None
