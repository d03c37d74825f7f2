"""All closed-class grammars together: who may use which words, and what a bare answer means."""

from decimal import Decimal

import pytest

from assistant.incident import Injuries, SlotName, SlotValue
from assistant.understanding.closed import find_values
from assistant.understanding.values import FoundValue
from tests.assistant.understanding.readings import GAZETTEER, NOW, ZONE, told

NOBODY = Injuries(any=False)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a couple of lads", 2),
        ("two, no three of them", 3),
        ("three or four lads", 4),
        ("half a dozen kids", 6),
        ("he's on his own", 1),
        ("nobody else with him", 1),
        ("two men and a woman", 3),
        ("him and two girls", 3),
        ("a bloke and his mate", 2),
        ("a gang of six", 6),
        ("there's three", 3),
        ("three in ski masks", 3),
        ("two lads, no, three", 3),
    ],
)
def test_people_are_counted(text: str, count: int) -> None:
    assert told(text)["suspect_count"] == count


@pytest.mark.parametrize(
    "text",
    [
        "one of them has a knife",
        "two security guards",
        "a customer has collapsed",
        "he punched a lad",
        "a man has collapsed",
        "aisle two",
        "a sec",
        "that one",
        "lads nicking stuff",
    ],
)
def test_who_did_not_do_it_is_not_counted(text: str) -> None:
    assert "suspect_count" not in told(text)


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        ("suspect_count", 2),
        ("item_quantity", 2),
        ("item_value", Decimal(2)),
        ("location", "aisle 2"),
        ("camera", "camera 2"),
        ("till_receipt", "2"),
    ],
)
def test_a_bare_two_answers_what_was_asked(asked: SlotName, value: SlotValue) -> None:
    assert told("two", asked) == {asked: value}


def test_a_bare_two_that_nobody_asked_for_is_nothing() -> None:
    assert told("two") == {}


def test_people_goods_money_and_aisle_are_told_apart_by_what_they_are_of() -> None:
    slots = told("three lads took six bottles of gin worth ninety quid from aisle two at camera nine", "suspect_count")
    assert slots == {
        "suspect_count": 3,
        "item_quantity": 6,
        "item_value": Decimal(90),
        "location": "aisle 2",
        "camera": "camera 9",
    }


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("she had four candles, no five", "item_quantity", 5),
        ("aisle four, no, five", "location", "aisle 5"),
        ("fifty quid, sorry, sixty", "item_value", Decimal(60)),
    ],
)
def test_a_bare_number_takes_back_the_one_before_it(text: str, slot: SlotName, value: SlotValue) -> None:
    assert told(text)[slot] == value


def test_goods_of_which_some_go_uncounted_have_no_number() -> None:
    assert "item_quantity" not in told("two bottles of smirnoff and a hoover")


def test_goods_of_several_kinds_are_added_up() -> None:
    assert told("nicked two bottles of vodka and three packs of steak")["item_quantity"] == 5


@pytest.mark.parametrize(
    ("text", "weapon"),
    [
        ("he's got a knife", "knife"),
        ("big kitchen knife", "kitchen knife"),
        ("no weapon that I could see", "none"),
        ("nothing in his hands", "none"),
        ("he hasn't got a knife", "none"),
        ("not a knife, a screwdriver", "screwdriver"),
        ("no, he's got a knife", "knife"),
        ("no weapons but he was shouting", "none"),
        ("took the till money with a knife", "knife"),
        ("he's armed", "weapon"),
        ("he's armed, he's got a machete", "machete"),
        ("threw a bottle at me", "bottle"),
        ("swinging a bat at people", "bat"),
    ],
)
def test_a_weapon_is_told_or_denied(text: str, weapon: str) -> None:
    assert told(text)["weapon"] == weapon


@pytest.mark.parametrize(
    "text",
    [
        "nicked a knife set",
        "stole two kitchen knives",
        "a bottle of vodka",
        "he's got bottles of gin",
        "eight packs of razor blades",
        "chocolate bars",
        "don't know if he's got a knife",
        "he said he'd stab me",
        "nicked a drill and a hammer",
    ],
)
def test_goods_and_guesses_are_no_weapon(text: str) -> None:
    assert "weapon" not in told(text)


@pytest.mark.parametrize(
    ("text", "injuries"),
    [
        ("nobody's hurt", NOBODY),
        ("nobody's hurt but he's shaken", NOBODY),
        ("everyone's fine", NOBODY),
        ("no injuries", NOBODY),
        ("he's bleeding from the head", Injuries(any=True, text="bleeding from the head")),
        ("nobody else hurt but Priya's got a cut above her eye", Injuries(any=True, text="cut above her eye")),
        ("punched her in the face, she's bleeding from the nose", Injuries(any=True, text="bleeding from the nose")),
        ("she's unconscious", Injuries(any=True, text="unconscious")),
        ("someone's been hurt", Injuries(any=True)),
    ],
)
def test_injuries_are_told_or_denied(text: str, injuries: Injuries) -> None:
    assert told(text)["injuries"] == injuries


@pytest.mark.parametrize("text", ["broken window", "he's going to hurt someone", "he broke the glass"])
def test_damage_and_threats_are_no_injury(text: str) -> None:
    assert "injuries" not in told(text)


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("they've gone towards the bus station", False),
        ("he went down the high street", False),
        ("he's still here", True),
        ("hasn't left yet", True),
        ("he won't leave", True),
        ("security have got him", True),
        ("he's gone into the stockroom", True),
        ("one's gone, one's still here", True),
        ("they've legged it", False),
        ("just left", False),
        ("ran off", False),
        ("they've done one", False),
        ("he was still here a minute ago but he's gone now", False),
        ("no they've gone", False),
    ],
)
def test_whether_they_are_on_site_is_told(text: str, here: bool) -> None:
    assert told(text)["suspects_on_site"] is here


@pytest.mark.parametrize(
    "text", ["he left his bag", "the vodka's gone", "on the left hand side", "gone through the self checkout"]
)
def test_left_and_gone_are_not_always_said_of_people(text: str) -> None:
    assert "suspects_on_site" not in told(text)


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("I've rung 999", True),
        ("police are on the way", True),
        ("old bill's been called", True),
        ("Priya's ringing the police", True),
        ("haven't called the police", False),
        ("the police aren't coming", False),
        ("not called the police yet", False),
    ],
)
def test_whether_the_police_were_called_is_told(text: str, called: bool) -> None:
    assert told(text)["police_called"] is called


@pytest.mark.parametrize("text", ["shall I call the police", "someone call the police", "should we ring 999"])
def test_a_call_that_is_only_meant_is_no_call(text: str) -> None:
    assert "police_called" not in told(text)


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("police_called", "no not yet", False),
        ("police_called", "nobody's called them", False),
        ("police_called", "they're on their way", True),
        ("suspects_on_site", "nah mate", False),
        ("suspects_on_site", "yeah", True),
        ("injuries", "not that I know of", NOBODY),
        ("injuries", "yes", Injuries(any=True)),
        ("weapon", "not that I saw", "none"),
    ],
)
def test_yes_and_no_answer_what_was_asked(asked: SlotName, text: str, value: SlotValue) -> None:
    assert told(text, asked)[asked] == value


def test_a_yes_to_the_weapon_names_none() -> None:
    assert told("yes", "weapon") == {}


@pytest.mark.parametrize(
    ("text", "slot", "value"),
    [
        ("bookmark camera four", "camera", "camera 4"),
        ("it's on cam 12", "camera", "camera 12"),
        ("cctv number three", "camera", "camera 3"),
        ("receipt number four eight two one", "till_receipt", "4821"),
        ("transaction T 4417", "till_receipt", "T4417"),
        ("till receipt double four seven one", "till_receipt", "4471"),
        ("crime reference 42 slash 1107 slash 26", "police_reference", "42/1107/26"),
        ("crime ref is 4 2 alpha 1 1", "police_reference", "42A11"),
        ("cad number one two three four", "police_reference", "1234"),
    ],
)
def test_references_are_read(text: str, slot: SlotName, value: str) -> None:
    assert told(text) == {slot: value}


def test_every_value_knows_the_words_that_gave_it() -> None:
    text = "Two lads, er, in isle for"
    found = find_values(text, asked=None, now=NOW, zone=ZONE, gazetteer=GAZETTEER)
    assert found == (
        FoundValue("suspect_count", 2, "Two lads", 0, 8, "grammar", "number and a word for people"),
        FoundValue("location", "aisle 4", "isle for", 17, 25, "grammar", "aisle and a number"),
    )
