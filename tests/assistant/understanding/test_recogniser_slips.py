"""What recognisers write for the words of the shop, and that nothing else is bent by it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.incident import SlotName, SlotValue
from assistant.understanding.numbers import in_words
from assistant.understanding.wording import british
from tests.assistant.understanding.readings import told

AISLES = ("isle", "ile", "iel", "IL", "Isle")
WILD_AISLES = ("I'll", "Ila", "eye", "idle", "nail", "I-O-", "I/O")


@given(st.sampled_from(AISLES), st.integers(min_value=1, max_value=40), st.booleans(), st.sampled_from(["-", " "]))
@settings(deadline=None)
def test_an_aisle_however_it_is_spelt(slip: str, number: int, figures: bool, joint: str) -> None:
    said = str(number) if figures else in_words(number)
    assert told(f"two lads by {slip}{joint}{said}")["location"] == f"aisle {number}"


@given(st.sampled_from(WILD_AISLES), st.integers(min_value=1, max_value=40), st.booleans())
@settings(deadline=None)
def test_wilder_slips_are_aisles_where_nothing_else_makes_sense(slip: str, number: int, figures: bool) -> None:
    said = str(number) if figures else in_words(number)
    place = {"location": f"aisle {number}"}
    assert told(f"{slip} {said}", "location") == place
    assert told(f"{slip} {said}") == place
    assert told(f"they're in {slip} {said} now")["location"] == place["location"]


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("location", "I'll for", "aisle 4"),
        ("location", "Islefoot", "aisle 4"),
        ("location", "aisleton", "aisle 10"),
        ("location", "aisle fire", "aisle 5"),
        ("location", "isle tooth", "aisle 2"),
        ("location", "until three", "till 3"),
        ("location", "Tiller eleven", "till 11"),
        ("location", "still nine", "till 9"),
        ("location", "loading bank", "loading bay"),
        ("location", "Kiyosk", "kiosk"),
        ("location", "the four-court", "petrol forecourt"),
        ("camera", "hammer four", "camera 4"),
        ("camera", "Cameron 12", "camera 12"),
        ("camera", "Kama too", "camera 2"),
        ("suspect_count", "tooth", 2),
        ("suspect_count", "there were full", 4),
        ("suspect_count", "for of them", 4),
        ("suspect_count", "er too", 2),
        ("item_quantity", "ate", 8),
        ("item_quantity", "tent", 10),
        ("item_value", "two hundred quit", Decimal(200)),
        ("item_value", "forty counts", Decimal(40)),
        ("item_value", "fifty power", Decimal(50)),
        ("item_value", "200 quids worth", Decimal(200)),
    ],
)
def test_what_was_asked_makes_the_slip_plain(asked: SlotName, text: str, value: SlotValue) -> None:
    assert told(text, asked) == {asked: value}


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("brother goth one nine fox mine papar", "BG19FMP"),
        ("Dalton mic six seven kilo gulf broth", "DM67KGB"),
        ("mike mine six mine papa papa mine", "MM69PPM"),
        ("AB 6'4\" XYZ", "AB64XYZ"),
        ("kilo oh one nine tango oh papa", "KO19TOP"),
        ("alpha alpha zero zero e xray alpha", "AA00EXA"),
    ],
)
def test_a_plate_as_it_is_heard(text: str, plate: str) -> None:
    assert told(text, "vehicle_plate") == {"vehicle_plate": plate}


@pytest.mark.parametrize(
    "text", ["rage is kilo lima one nine alpha bravo charlie", "wedge K L 19 ABC", "the ridge was kilo lima 1 9 A B C"]
)
def test_reg_by_what_is_heard_for_it(text: str) -> None:
    assert told(text)["vehicle_plate"] == "KL19ABC"


@pytest.mark.parametrize("slot", ["location", "camera", "vehicle_plate", "item_value"])
@pytest.mark.parametrize(
    "text",
    [
        "I'll take two of them over there",
        "I'll wait for the manager",
        "an eye test for four people",
        "keep an eye on two lads for me",
        "idle for ten minutes",
        "we open until three today",
        "she's a nail technician",
        "he was ill for two days",
        "I'll tell two people",
        "the wedge of cheese and two packs of ham",
        "he was in a rage",
        "my brother bought the gold one on paper",
        "there's a fire in the aisle, fire",
        "there are still two lads here",
        "we need twenty quick",
        "he counts for four people",
        "full of it he is, too",
        "eye on the door please",
        "he's up for court on Monday",
        "the camel was too full to move",
        "what did he want that for",
    ],
)
def test_ordinary_sentences_stay_as_they_are(text: str, slot: SlotName) -> None:
    assert slot not in told(text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("suspect_count", "what do you want that for"),
        ("camera", "what for"),
        ("location", "I'll wait"),
        ("location", "he was ill for two days"),
        ("location", "in the idle for ten minutes"),
        ("vehicle_plate", "brother of the lad was driving"),
        ("vehicle_plate", "I might have it on paper"),
    ],
)
def test_a_slip_needs_the_shape_of_an_answer(asked: SlotName, text: str) -> None:
    assert asked not in told(text, asked)


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("gray hoodie", "grey hoodie"),
        ("Gray top, blond mustache", "Grey top, blond moustache"),
        ("the shopping center", "the shopping centre"),
        ("grayling pier", "grayling pier"),
    ],
)
def test_one_spelling_in_the_record(heard: str, written: str) -> None:
    assert british(heard) == written
