"""Slot values as they are said in the read-back: "a b one two, c d e", "two hundred pounds", "ten past three".

What is said here is understood by the grammar as the same value: the reporter hears what the record holds, and can
repeat it. Times are said to the minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from assistant.incident import Injuries, SlotName, SlotValue
from assistant.understanding.clock import spoken_clock
from assistant.understanding.money import spoken_gbp
from assistant.understanding.numbers import in_words, ordinal_in_words
from assistant.understanding.plates import spoken_plate
from assistant.understanding.spelling import spell_out

_PLAIN_NUMBERS: Final = ("aisle ", "till ", "camera ")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_BOOLEANS: Final[dict[tuple[SlotName, bool], str]] = {
    ("suspects_on_site", True): "they are still here",
    ("suspects_on_site", False): "they have gone",
    ("police_called", True): "police called",
    ("police_called", False): "police not called",
}
_GROUP: Final = 3


def spoken(slot: SlotName, value: SlotValue, zone: ZoneInfo, now: datetime) -> str:
    """``value`` of ``slot`` as it is said aloud, without a full stop.

    ``now`` (aware) and ``zone`` (the store's) decide between "ten past three this afternoon" and "yesterday …".
    """
    match value:
        case bool():
            return _BOOLEANS.get((slot, value), "yes" if value else "no")
        case int():
            return in_words(value)
        case Decimal():
            return spoken_gbp(value)
        case datetime():
            return _moment(value, zone, now)
        case Injuries():
            return "nobody hurt" if not value.any else value.text or "somebody hurt"
        case list():
            return _listed(value)
    return _text(slot, value)


def _text(slot: SlotName, text: str) -> str:
    if slot == "vehicle_plate":
        return spoken_plate(text)
    if slot == "category":
        return text.replace("_", " ")
    if slot == "weapon" and text == "none":
        return "no weapon"
    if slot in {"till_receipt", "police_reference"}:
        return _code(text)
    for name in _PLAIN_NUMBERS:
        number = text.removeprefix(name)
        if number != text and number.isascii() and number.isdigit():
            return f"{name}{in_words(int(number[:7]))}"
    return text


def _code(text: str) -> str:
    """A code read out in threes; one that holds more than letters, figures and strokes as it is written."""
    if not all(character.isascii() and (character.isalnum() or character == "/") for character in text):
        return text
    return spell_out(text, tuple(range(_GROUP, len(text) - 1, _GROUP)))


def _listed(texts: list[str]) -> str:
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"


def _moment(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    if timedelta(0) <= now - moment < timedelta(minutes=1):
        return "just now"
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    clock = spoken_clock(local.hour, local.minute)
    days = (today - local.date()).days
    part = "" if clock in {"midnight", "midday"} else f" in the {_part_of_day(local.hour)}"
    if days == 0:
        return f"{clock}{part} today"
    if days == 1:
        return f"{clock}{part} yesterday"
    return f"{clock}{part} on the {ordinal_in_words(local.day)} of {_MONTHS[local.month - 1]}"


def _part_of_day(hour: int) -> str:
    return "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"
