"""What the read-back says is understood as the same value when it comes back as a recogniser writes it.

Recognisers drop capitals and commas, write figures for number words, and put in "er" and "it's" as people do.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.incident import SlotName, SlotValue
from assistant.understanding.numbers import in_words
from assistant.understanding.spelling import NATO
from assistant.understanding.verbalise import spoken
from tests.assistant.understanding.readings import NOW, ZONE, told

NATO_OF = {letter: word for word, letter in reversed(NATO.items())}
SOUNDS = {
    "two": ("two", "too", "to"),
    "four": ("four", "for", "fore"),
    "eight": ("eight", "ate"),
    "one": ("one", "won"),
}
LETTER_SOUNDS = {
    "b": ("b", "bee"), "c": ("c", "see", "sea"), "d": ("d", "dee"), "g": ("g", "gee"), "j": ("j", "jay"),
    "k": ("k", "kay"), "p": ("p", "pee", "pea"), "r": ("r", "are"), "t": ("t", "tea", "tee"), "u": ("u", "you"),
    "w": ("w", "double you"), "x": ("x", "ex"), "y": ("y", "why"), "z": ("z", "zed"),
}  # fmt: skip
LEADS = ("", "it's ", "er ", "um it was ", "I think it's ")
PLATES = ("LLDDLLL", "LDDDLLL", "LLLDDDL")


@st.composite
def habits(draw: st.DrawFn, said: str) -> str:
    """``said`` with commas gone or kept, in lower case or with a capital, led by what people start with."""
    text = said.replace(",", "") if draw(st.booleans()) else said
    text = draw(st.sampled_from(LEADS)) + text
    return draw(st.sampled_from([text, text.lower(), text.capitalize(), f"{text}."]))


def heard(data: st.DataObject, slot: SlotName, value: SlotValue) -> SlotValue | None:
    said = data.draw(habits(spoken(slot, value, ZONE, NOW)))
    return told(said, slot).get(slot)


@settings(deadline=None)
@given(st.data(), st.sampled_from(["suspect_count", "item_quantity"]), st.integers(min_value=1, max_value=400))
def test_a_count(data: st.DataObject, slot: SlotName, value: int) -> None:
    assert heard(data, slot, value) == value


@settings(deadline=None)
@given(st.data(), st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2))
def test_an_amount(data: st.DataObject, value: Decimal) -> None:
    assert heard(data, "item_value", value) == value


@settings(deadline=None)
@given(st.integers(min_value=1, max_value=999), st.integers(min_value=10, max_value=99))
def test_pounds_and_pence_run_together(pounds: int, pence: int) -> None:
    said = f"{in_words(pounds)} {in_words(pence)}"
    # "two hundred fifty" is two hundred and fifty.
    if pounds % 100:
        assert told(said, "item_value")["item_value"] == Decimal(pounds) + Decimal(pence) / 100


@settings(deadline=None)
@given(st.data(), st.integers(min_value=2, max_value=60 * 24 * 6))
def test_a_moment(data: st.DataObject, minutes_back: int) -> None:
    moment = NOW.replace(second=0) - timedelta(minutes=minutes_back)
    assert heard(data, "occurred_at", moment) == moment


@settings(deadline=None)
@given(st.data(), st.sampled_from(["location", "camera"]), st.integers(min_value=1, max_value=30))
def test_a_numbered_place_or_camera(data: st.DataObject, slot: SlotName, number: int) -> None:
    value = f"aisle {number}" if slot == "location" else f"camera {number}"
    assert heard(data, slot, value) == value


@st.composite
def plates(draw: st.DrawFn) -> str:
    kinds = {"L": "ABCDEFGHJKLMNPRSTVWXY", "D": "0123456789"}
    return "".join(draw(st.sampled_from(kinds[kind])) for kind in draw(st.sampled_from(PLATES)))


@settings(deadline=None)
@given(st.data(), plates())
def test_a_plate_however_its_letters_and_figures_are_written(data: st.DataObject, plate: str) -> None:
    said: list[str] = []
    for place, word in enumerate(spoken("vehicle_plate", plate, ZONE, NOW).replace(",", "").split()):
        nato = NATO_OF.get(plate[place], word)
        # One piece in three at most is a homophone: with more, nobody could tell spelling from talk.
        sounds = SOUNDS.get(word, LETTER_SOUNDS.get(word, (word,))) if place % 3 == 2 else (word,)
        said.append(data.draw(st.sampled_from([nato, *sounds, word.upper()])))
    assert told(data.draw(habits(" ".join(said))), "vehicle_plate").get("vehicle_plate") == plate


@settings(deadline=None)
@given(st.data(), st.from_regex(r"\A[B-HJ-Z]?[0-9]{4,8}\Z"), st.sampled_from(["till_receipt", "police_reference"]))
def test_a_receipt_or_reference(data: st.DataObject, code: str, slot: SlotName) -> None:
    assert heard(data, slot, code) == code


@settings(deadline=None)
@given(st.integers(min_value=2, max_value=9), st.integers(min_value=2, max_value=9))
def test_a_count_taken_back_in_the_same_breath(first: int, second: int) -> None:
    if first != second:
        assert told(f"{in_words(first)}, no, {in_words(second)} of them", "suspect_count")["suspect_count"] == second


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2029, 1, 1)), st.integers(1, 600))  # noqa: DTZ001
def test_minutes_ago_are_minutes_ago_on_any_night_of_the_year(wall: datetime, minutes: int) -> None:
    now = wall.replace(tzinfo=UTC)
    assert told(f"about {in_words(minutes)} minutes ago", now=now)["occurred_at"] == now - timedelta(minutes=minutes)
