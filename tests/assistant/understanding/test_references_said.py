"""Cameras, till receipts and police references as staff read them out."""

import pytest

from assistant.incident import SlotName
from tests.assistant.understanding.readings import told


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("one four four two", "1442"),
        ("it's C R four oh nine two oblique two five", "CR4092/25"),
        ("four two slash one one oh seven slash twenty six", "42/1107/26"),
        ("42/1107/26", "42/1107/26"),
        ("CR/4092/25", "CR/4092/25"),
        ("forty two stroke eleven oh seven", "42/1107"),
        ("golf hotel one two three four", "GH1234"),
        ("the reference is three three six nine", "3369"),
        ("it's log number double seven one", "771"),
        ("they gave me four one nine two", "4192"),
        ("CAD four five six seven", "4567"),
        ("er, five, five, zero, nine", "5509"),
        ("one two three four, no, one two three five", "1235"),
        ("four four seven one, sorry, seven two", "4472"),
        ("number's nine eight zero zero", "9800"),
        ("A for alpha, one, one, six", "A116"),
        ("two four one forward slash nine", "241/9"),
        ("NC-20931", "NC20931"),
        ("incident 884", "884"),
        ("Ref is five thousand, five hundred nineteen.", "5519"),
        ("five thousand five hundred and nineteen", "5519"),
        ("twelve thousand, four hundred and six", "12406"),
        ("three hundred twelve", "312"),
        ("five hundred two one", "50021"),
    ],
)
def test_a_police_reference_that_was_asked_for_is_read(text: str, reference: str) -> None:
    assert told(text, "police_reference")["police_reference"] == reference


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("police here now, incident number is one four four two", "1442"),
        ("crime number C R one one nine slash twenty six", "CR119/26"),
        ("police gave us a reference, four four nine one", "4491"),
        ("CAD 2207 of the seventeenth", "2207"),
        ("log number six six two, they're on their way", "662"),
        ("the reference is three three six nine", "3369"),
        ("crime reference should be bravo four four one", "B441"),
    ],
)
def test_a_police_reference_is_read_in_an_account(text: str, reference: str) -> None:
    assert told(text)["police_reference"] == reference


@pytest.mark.parametrize(
    "text",
    [
        "they're not coming till tomorrow, we rang at four fifteen",
        "I haven't got one",
        "they never gave me one",
        "no",
        "not yet",
        "they didn't say",
        "rang them about three",
    ],
)
def test_what_tells_no_police_reference_gives_none(text: str) -> None:
    assert "police_reference" not in told(text, "police_reference")


@pytest.mark.parametrize(
    ("text", "receipt"),
    [
        ("seven seven one four two", "77142"),
        ("receipt should read seven seven one four two", "77142"),
        ("T four four one seven", "T4417"),
        ("oh oh four one two three", "004123"),
        ("it's double four seven one", "4471"),
        ("transaction number 90021", "90021"),
        ("nine nine two, no, nine nine three", "993"),
        ("the number on it is three one one eight", "3118"),
    ],
)
def test_a_receipt_that_was_asked_for_is_read(text: str, receipt: str) -> None:
    assert told(text, "till_receipt")["till_receipt"] == receipt


def test_a_till_and_a_time_are_no_receipt() -> None:
    slots = told("no receipt but it was till six at 13:47", "till_receipt")
    assert "till_receipt" not in slots
    assert slots["location"] == "till 6"


@pytest.mark.parametrize(
    ("text", "asked", "camera"),
    [
        ("camera twelve", None, "camera 12"),
        ("cam 4", None, "camera 4"),
        ("it's on camera number nine", None, "camera 9"),
        ("CCTV camera three", None, "camera 3"),
        ("camera ate", None, "camera 8"),
        ("camera to", "camera", "camera 2"),
        ("twenty three, the one pointing at the crisps end", "camera", "camera 23"),
        ("number seven", "camera", "camera 7"),
        ("four, no, five", "camera", "camera 5"),
        ("camera four, sorry, camera six", None, "camera 6"),
        ("the one on camera eleven", "camera", "camera 11"),
        ("for", "camera", "camera 4"),
    ],
)
def test_a_camera_is_read(text: str, asked: SlotName | None, camera: str) -> None:
    assert told(text, asked)["camera"] == camera


@pytest.mark.parametrize("text", ["it says four four one dash nine two", "441-92", "four four one hyphen nine two"])
def test_a_dash_in_a_number_that_is_read_out_ends_nothing(text: str) -> None:
    assert told(text, "till_receipt")["till_receipt"] == "44192"
