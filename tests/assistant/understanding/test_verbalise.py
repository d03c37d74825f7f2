"""What the read-back says is understood as the same value."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.incident import CATEGORIES, Injuries, SlotName, SlotValue
from assistant.settings import DEFAULT_PLACES
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.verbalise import spoken
from tests.assistant.understanding.readings import GAZETTEER, NOW, ZONE

EARLIEST, LATEST = datetime.fromisoformat("2025-01-01"), datetime.fromisoformat("2030-01-01")
PLATES = ("LLDDLLL", "LDDDLLL", "LDLLL", "LLLDDDL", "LLLDDDD", "LLDDDD", "DDDDLL", "LDDD")


def said(slot: SlotName, value: SlotValue, now: datetime = NOW) -> str:
    return spoken(slot, value, ZONE, now)


def heard_back(slot: SlotName, value: SlotValue, now: datetime = NOW) -> SlotValue | None:
    """What the grammar understands when the read-back of ``value`` is said as the answer."""
    understood = interpret(said(slot, value, now), None, Context(slot, now, ZONE, GAZETTEER))
    return next((found.value for found in understood.values if found.slot == slot), None)


@pytest.mark.parametrize(
    ("slot", "value", "words"),
    [
        ("vehicle_plate", "AB12CDE", "a b one two, c d e"),
        ("vehicle_plate", "AB12???", "a b one two, something something something"),
        ("item_value", Decimal("200.00"), "two hundred pounds"),
        ("item_value", Decimal("49.99"), "forty nine pounds and ninety nine pence"),
        ("item_value", Decimal("0.50"), "fifty pence"),
        ("location", "aisle 9", "aisle nine"),
        ("camera", "camera 12", "camera twelve"),
        ("occurred_at", NOW - timedelta(seconds=20), "just now"),
        ("occurred_at", datetime.fromisoformat("2026-06-17T14:10:00+00:00"), "ten past three in the afternoon today"),
        ("occurred_at", datetime.fromisoformat("2026-06-16T08:00:00+00:00"), "nine o'clock in the morning yesterday"),
        ("suspect_count", 12, "twelve"),
        ("suspects_on_site", False, "they have gone"),
        ("police_called", True, "police called"),
        ("weapon", "none", "no weapon"),
        ("weapon", "kitchen knife", "kitchen knife"),
        ("injuries", Injuries(any=False), "nobody hurt"),
        ("injuries", Injuries(any=True, text="cut hand"), "cut hand"),
        ("items", ["vodka", "gin", "steaks"], "vodka, gin and steaks"),
        ("category", "abuse_or_threat", "abuse or threat"),
        ("till_receipt", "004123", "zero zero four, one two three"),
        ("police_reference", "42/1107", "four two slash, one one zero seven"),
    ],
)
def test_a_value_is_said_as_people_say_it(slot: SlotName, value: SlotValue, words: str) -> None:
    assert said(slot, value) == words


@settings(deadline=None)
@given(st.integers(min_value=0, max_value=100_000), st.sampled_from(["suspect_count", "item_quantity"]))
def test_a_count_is_heard_back(value: int, slot: SlotName) -> None:
    assert heard_back(slot, value) == value


@settings(deadline=None)
@given(st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2))
def test_an_amount_is_heard_back(value: Decimal) -> None:
    assert heard_back("item_value", value) == value


@st.composite
def plates(draw: st.DrawFn) -> str:
    kinds = {"L": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "D": "0123456789"}
    return "".join(draw(st.sampled_from(kinds[kind])) for kind in draw(st.sampled_from(PLATES)))


@settings(deadline=None)
@given(plates())
def test_a_plate_is_heard_back(plate: str) -> None:
    assert heard_back("vehicle_plate", plate) == plate


@settings(deadline=None)
@given(
    st.datetimes(min_value=EARLIEST, max_value=LATEST, timezones=st.just(ZONE)),
    st.integers(min_value=1, max_value=60 * 24 * 90),
)
def test_a_moment_is_heard_back_to_the_minute(now: datetime, minutes_back: int) -> None:
    now = now.astimezone(NOW.tzinfo).replace(second=30, microsecond=0)
    moment = now.replace(second=0) - timedelta(minutes=minutes_back)
    back = heard_back("occurred_at", moment, now)
    wall, wall_back = moment.astimezone(ZONE), back.astimezone(ZONE) if isinstance(back, datetime) else None
    # In the hour that happens twice a year twice, the words are the same for both.
    assert wall_back is not None
    assert wall_back.replace(tzinfo=None) == wall.replace(tzinfo=None)


@pytest.mark.parametrize(
    "place", [*DEFAULT_PLACES, *(f"aisle {n}" for n in range(1, 41)), *(f"till {n}" for n in range(1, 31))]
)
def test_a_place_is_heard_back(place: str) -> None:
    assert heard_back("location", place) == place


@settings(deadline=None)
@given(st.from_regex(r"\A[B-Z]?[0-9]{3,10}\Z"))
def test_a_receipt_is_heard_back(receipt: str) -> None:
    assert heard_back("till_receipt", receipt) == receipt


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("police_reference", "1234"),
        ("police_reference", "42/1107/26"),
        ("camera", "camera 31"),
        ("suspects_on_site", True),
        ("suspects_on_site", False),
        ("police_called", True),
        ("police_called", False),
        ("weapon", "none"),
        ("weapon", "hammer"),
        ("injuries", Injuries(any=False)),
        ("injuries", Injuries(any=True)),
        ("injuries", Injuries(any=True, text="bleeding from the head")),
        *(("category", category) for category in CATEGORIES),
    ],
)
def test_other_values_are_heard_back(slot: SlotName, value: SlotValue) -> None:
    assert heard_back(slot, value) == value
