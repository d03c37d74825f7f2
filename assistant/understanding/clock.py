"""The time of day as it is said: "quarter past three", "half eight", "3.15 pm", "fifteen fifteen", "ten to"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from assistant.understanding.numbers import UNITS, below_hundred, in_words
from assistant.understanding.words import Words

_FIGURES: Final = re.compile(r"^([01]?\d|2[0-3])[.:]([0-5]\d)$")
_ISH: Final = frozenset({"ish", "exactly", "sharp", "oclock"})
_MERIDIEM: Final = {"am": "am", "a": "am", "pm": "pm", "p": "pm"}
_NAMED: Final = {"noon": 12, "midday": 12, "midnight": 0}


@dataclass(frozen=True, slots=True)
class ClockTime:
    """An hour and a minute, and how sure we are which half of the day is meant."""

    hour: int | None
    """0 to 23, or ``None`` for the hour we are in ("at ten past")."""
    minute: int
    after: int
    """The index of the word after it."""
    certain: bool
    """The hour is of the 24-hour clock, or am/pm was said."""
    explicit: bool
    """Nothing but a time of day is said so ("quarter past three", "3.15 pm"); a bare "three" is not."""
    to: bool = False
    """Minutes before the coming hour ("ten to")."""


def clock_at(words: Words, at: int) -> ClockTime | None:
    """The time of day that begins at word ``at``."""
    if words[at] in _NAMED:
        return ClockTime(_NAMED[words[at]], 0, at + 1, certain=True, explicit=True)
    if words.slice(at, at + 2) in {"mid day", "mid night"}:
        return ClockTime(_NAMED[words[at] + words[at + 1]], 0, at + 2, certain=True, explicit=True)
    found = _past_or_to(words, at) or _half(words, at) or _figures(words, at) or _spoken(words, at)
    return _with_meridiem(words, found) if found is not None else None


def spoken_clock(hour: int, minute: int) -> str:
    """A time of day on the twelve-hour clock: "ten past three", "quarter to nine", "three minutes past four"."""
    if minute == 0:
        return "midnight" if hour == 0 else "midday" if hour == 12 else f"{in_words((hour - 1) % 12 + 1)} o'clock"
    coming = minute > 30
    named_hour = in_words((hour + coming - 1) % 12 + 1)
    minutes = 60 - minute if coming else minute
    link = "to" if coming else "past"
    if minutes == 30:
        return f"half past {named_hour}"
    if minutes == 15:
        return f"quarter {link} {named_hour}"
    unit = "" if minutes % 5 == 0 else " minute" if minutes == 1 else " minutes"
    return f"{in_words(minutes)}{unit} {link} {named_hour}"


def _past_or_to(words: Words, at: int) -> ClockTime | None:
    start = at + (words[at] in {"a", "just"})
    if words[start] in {"quarter", "half"}:
        minutes, after = (15 if words[start] == "quarter" else 30), start + 1
    else:
        number = _hour_or_minute(words, start)
        if number is None or not 0 < number[0] < 60:
            return None
        minutes, after = number
        if minutes == 5 and words.slice(after, after + 2) == "and twenty":
            minutes, after = 25, after + 2
    after += words[after] in {"minutes", "minute", "mins"}
    link = "past" if words[after] in {"pass", "passed"} else words[after]  # what recognisers write for it
    if link not in {"past", "to", "after", "til", "till", "before", "gone"} or words.pause(after):
        return None
    if link in {"after", "before", "gone", "till", "til"} and words[start] not in {"quarter", "half"}:
        return None
    to = link in {"to", "til", "till", "before"}
    hour = _hour_or_minute(words, after + 1)
    if hour is not None and 0 <= hour[0] <= 23:
        value = hour[0] - 1 if to else hour[0]
        return ClockTime(value % 24, 60 - minutes if to else minutes, hour[1], certain=False, explicit=True)
    for name, value in _NAMED.items():
        if words[after + 1] == name:
            shifted = (value - 1) % 24 if to else value
            return ClockTime(shifted, 60 - minutes if to else minutes, after + 2, certain=True, explicit=True)
    if link not in {"past", "to"} or (to and after + 1 < len(words) and not words.pause(after + 1)):
        return None
    explicit = words[start] in {"quarter", "half"} or minutes % 5 == 0
    return ClockTime(None, 60 - minutes if to else minutes, after + 1, certain=False, explicit=explicit, to=to)


def _half(words: Words, at: int) -> ClockTime | None:
    """British "half eight" is half past eight."""
    if words[at] != "half":
        return None
    hour = _hour_or_minute(words, at + 1)
    if hour is None or not 1 <= hour[0] <= 12 or words[hour[1]] in {"hour", "hours", "dozen", "hundred", "quid"}:
        return None
    return ClockTime(hour[0], 30, hour[1], certain=False, explicit=True)


def _figures(words: Words, at: int) -> ClockTime | None:
    figures = words[at]
    if len(figures) == 4 and figures.isdigit():
        figures = f"{figures[:2]}.{figures[2:]}"
    match = _FIGURES.match(figures)
    if match is None or not figures.isascii():
        return None
    hour, minute = int(match[1]), int(match[2])
    return ClockTime(hour, minute, at + 1, certain=hour > 12 or figures[0] == "0", explicit=":" in words[at])


def _spoken(words: Words, at: int) -> ClockTime | None:
    """ "three", "three fifteen", "three oh five", "fifteen hundred", "nineteen thirty", "three o'clock"."""
    hour = _hour_or_minute(words, at)
    if hour is None or hour[0] > 23:
        return None
    value, after = hour
    certain = value > 12 or value == 0
    if words[after] == "oclock" or words.slice(after, after + 2) in {"o clock", "oh clock"}:
        return ClockTime(value, 0, after + (1 if words[after] == "oclock" else 2), certain=certain, explicit=True)
    if words[after] == "hundred":
        after += 1 + (words[after + 1] in {"hours", "hrs"})
        return ClockTime(value, 0, after, certain=True, explicit=words[after - 1] in {"hours", "hrs"})
    if not words.pause(after) or words.pause(after) == "-":
        zero = words[after] in {"oh", "o", "zero"}
        minute = below_hundred(words, after + zero) if not words[after].isdigit() else None
        if minute is not None and minute[0] < 60 and (minute[0] < 10) == zero:
            return ClockTime(value, minute[0], minute[1], certain=certain, explicit=False)
    return ClockTime(value, 0, after, certain=certain, explicit=False)


def _hour_or_minute(words: Words, at: int) -> tuple[int, int] | None:
    if words[at].isascii() and words[at].isdigit() and len(words[at]) <= 2:
        return int(words[at]), at + 1
    if words[at].endswith("ish") and words[at][:-3] in UNITS:
        return UNITS[words[at][:-3]], at + 1
    return below_hundred(words, at)


def _with_meridiem(words: Words, time: ClockTime) -> ClockTime:
    after = time.after
    while words[after] in _ISH:
        time = replace(time, explicit=True)
        after += 1
    half = _MERIDIEM.get(words[after])
    dotted = words[after] in {"a", "p"}
    if dotted:
        half = half if words[after + 1] == "m" else None
    if half is None or time.hour is None or time.hour > 12:
        return ClockTime(time.hour, time.minute, after, time.certain, time.explicit, time.to)
    hour = time.hour % 12 + (12 if half == "pm" else 0)
    return ClockTime(hour, time.minute, after + 1 + dotted, certain=True, explicit=True)
