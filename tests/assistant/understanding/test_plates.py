"""Number plates, spelled out and typed, whole and in part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.plates import find
from assistant.understanding.spelling import NATO
from tests.assistant.understanding.readings import values

NATO_OF = {letter: word for word, letter in reversed(NATO.items())}
DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("alpha bravo one two charlie delta echo", "AB12CDE"),
        ("AB12 CDE", "AB12CDE"),
        ("ab12cde", "AB12CDE"),
        ("AB 12 CDE", "AB12CDE"),
        ("a b double five c d e", "AB55CDE"),
        ("mike mike sixty eight x ray uniform oscar", "MM68XUO"),
        ("B for bravo, D for delta one nine kilo lima mike", "BD19KLM"),
        ("K123 ABC", "K123ABC"),
        ("reg is why double you oh five alpha bravo charlie", "YW05ABC"),
        ("the plate is a b fifty two x y zed", "AB52XYZ"),
        ("number plate kilo four one two papa quebec romeo", "K412PQR"),
        ("registration bravo delta five one sierra mike romeo a silver focus", "BD51SMR"),
        ("the reg starts with alpha bravo one two", "AB12"),
        ("reg ends in c d e", "????CDE"),
        ("got a partial reg, golf hotel two one something", "GH21"),
    ],
)
def test_a_plate_is_read(text: str, plate: str) -> None:
    assert values(find, text) == [plate]


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("why double you oh five eh bee sea", "YW05ABC"),
        ("bee dee five one ess em are", "BD51SMR"),
        ("you are fifty one em en oh", "UR51MNO"),
        ("it was bd fifty one smr", "BD51SMR"),
        ("abc123d", "ABC123D"),
        ("didn't get it all, alpha bravo one two", "AB12"),
    ],
)
def test_what_was_heard_for_letters_is_read_where_a_plate_was_asked_for(text: str, plate: str) -> None:
    assert values(find, text, "vehicle_plate") == [plate]


@pytest.mark.parametrize(
    "text",
    [
        "I see two lads",
        "there's a 20 pound note",
        "he took A4 paper 3 packs",
        "a 12 pack",
        "oh I see",
        "TWO LADS IN AISLE 4",
    ],
)
def test_ordinary_words_are_no_plate(text: str) -> None:
    assert values(find, text) == []


@pytest.mark.parametrize("text", ["no idea mate", "it was a white van", "are you sure", "I don't know"])
def test_an_answer_without_a_plate_is_none(text: str) -> None:
    assert values(find, text, "vehicle_plate") == []


@st.composite
def spoken_plates(draw: st.DrawFn) -> tuple[str, str]:
    """A plate of the current or an older format, and one way of many to say it."""
    form = draw(st.sampled_from(["LLDDLLL", "LDDDLLL", "LLLDDDL"]))
    plate, said, place = "", [], 0
    while place < len(form):
        if form[place] == "L":
            letter = draw(st.sampled_from("ABCDEFGHJKLMNPRSTUVWXYZ"))
            plate += letter
            said.append(draw(st.sampled_from([NATO_OF[letter], letter.lower(), letter])))
        else:
            figure = draw(st.integers(min_value=0, max_value=9))
            plate += str(figure)
            said.append(draw(st.sampled_from([DIGITS[figure], str(figure)])))
        place += 1
    return plate, draw(st.sampled_from([" ", ", "])).join(said)


@given(spoken_plates())
def test_any_mixture_of_nato_letters_and_figures_is_read(spoken: tuple[str, str]) -> None:
    plate, said = spoken
    assert values(find, said, "vehicle_plate") == [plate]
