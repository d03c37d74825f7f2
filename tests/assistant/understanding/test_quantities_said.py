"""How many things were taken, as staff say it, and the numbers that count something else."""

import pytest

from assistant.incident import SlotName
from tests.assistant.understanding.readings import told

ASKED: SlotName = "item_quantity"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("one", 1),
        ("just the one", 1),
        ("only one bottle", 1),
        ("a single bottle", 1),
        ("just one of them", 1),
        ("a pair of trainers", 1),
        ("two", 2),
        ("too", 2),
        ("couple", 2),
        ("a couple", 2),
        ("couple of them", 2),
        ("a couple of bottles", 2),
        ("two of the big ones", 2),
        ("a pair", 2),
        ("two pairs of jeans", 2),
        ("two twelve packs", 2),
        ("two or three", 3),
        ("three I think", 3),
        ("a few", 3),
        ("three, no, four", 4),
        ("four bottles", 4),
        ("four sorry five", 5),
        ("five or so", 5),
        ("six packs", 6),
        ("half a dozen", 6),
        ("half dozen", 6),
        ("about half a dozen", 6),
        ("six, maybe seven", 7),
        ("seven or eight joints of meat", 8),
        ("eight of them", 8),
        ("ten give or take", 10),
        ("at least ten", 10),
        ("a dozen", 12),
        ("dozen or so", 12),
        ("twelve boxes", 12),
        ("fifteen odd", 15),
        ("twenty or thereabouts", 20),
        ("two dozen", 24),
        ("thirty five", 35),
        ("about forty packs", 40),
        ("a hundred odd", 100),
        ("hundred and twenty", 120),
        ("not three, four", 4),
        ("14", 14),
        ("3-4", 4),
        ("2 x", 2),
        ("three vodka and two gin", 5),
        ("five in total", 5),
        ("there were six of them", 6),
        ("nine, all told", 9),
    ],
)
def test_how_many_is_read_where_it_was_asked_for(text: str, count: int) -> None:
    assert told(text, ASKED) == {ASKED: count}


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("lad's walked out with four bottles of gin", 4),
        ("she's had half a dozen sirloins away", 6),
        ("six mowers gone from the garden centre", 6),
        ("nicked eight packs of bacon and two legs of lamb", 10),
        ("two big boxes of lego under his coat", 2),
        ("they've had twenty cases of lager", 20),
        ("walked off with three phones", 3),
        ("without paying for two laptops at ten past three", 2),
        ("stuffed five blocks of cheddar down his trousers", 5),
        ("put one onion through and bagged up six steaks", 6),
        ("stole a couple of candles", 2),
        ("nicked three gins and two rums, five altogether", 5),
        ("about a dozen packs of razor blades are missing", 12),
        ("he took 3 bottles of whisky worth ninety quid", 3),
        ("cleared the shelf, thirty odd tubs of baby formula", 30),
        ("razors, ten packs of them, gone", 10),
        ("grabbed four drills and ran out", 4),
        ("two lads have lifted seven jackets from menswear", 7),
        ("she had four candles, no five", 5),
        ("nicked two crates of beer from aisle nine at ten past eight", 2),
        ("took three six packs of stella", 3),
        ("a few bottles of wine have been nicked", 3),
        ("he's concealed two fillet steaks and three packs of bacon", 5),
        ("fifty vapes taken from the kiosk", 50),
        ("paid for one and walked out with three bottles of prosecco", 3),
    ],
)
def test_what_was_taken_is_counted_in_an_account(text: str, count: int) -> None:
    assert told(text)[ASKED] == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("cheese mostly, eight blocks of it", 8),
        ("it was the posh candles, ten of them", 10),
        ("phones, three of them", 3),
        ("gin, four bottles", 4),
        ("vodka, two", 2),
        ("five packs of steak", 5),
    ],
)
def test_what_was_taken_may_be_counted_after_it_is_named(text: str, count: int) -> None:
    assert told(text, "items")[ASKED] == count


@pytest.mark.parametrize(
    "text",
    [
        "nicked a bottle of vodka",
        "a twelve pack of lager has gone",
        "he's nicked a four pack",
        "took a two litre bottle of gin",
        "two lads nicked some vodka",
        "five minutes ago he took the vodka",
        "twenty quid of steak gone",
        "nicked size ten trainers",
        "stole an iphone 15",
        "aisle nine steaks have been nicked",
        "two colleagues saw him take the gin",
        "two bottles of gin and a hoover",
        "at ten past eight this morning the fuel hoses were cut",
        "one more thing, he's got a tattoo",
        "took the cash from till three",
        "scanned two onions",
        "three lads with knives",
        "broke two windows",
        "took the vodka twice, two times",
    ],
)
def test_what_counts_something_else_counts_no_goods(text: str) -> None:
    assert ASKED not in told(text)


def test_a_price_each_is_no_number_of_goods() -> None:
    assert (
        told("eighteen ninety nine each so that's fifty six ninety seven altogether", "item_value").get(ASKED) is None
    )


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("he's swapped the barcodes and bought two kettles for next to nothing", 2),
        ("stuck a mince sticker on and paid for three steaks with it", 3),
        ("paid for two onions and bagged six steaks", 6),
    ],
)
def test_what_was_bought_counts_where_its_label_was_changed(text: str, count: int) -> None:
    assert told(text)[ASKED] == count


@pytest.mark.parametrize("text", ["he's put two of the ipads in his bag", "two of our best steaks nicked"])
def test_some_of_the_goods_are_counted(text: str) -> None:
    assert told(text)[ASKED] == 2
