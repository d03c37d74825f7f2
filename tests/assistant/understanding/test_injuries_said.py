"""Whether anybody is hurt, as staff say it, asked for and in an account."""

import pytest

from assistant.incident import Injuries, SlotName
from tests.assistant.understanding.readings import told

ASKED: SlotName = "injuries"


def any_hurt(text: str, asked: SlotName | None = None) -> bool | None:
    value = told(text, asked).get("injuries")
    assert value is None or isinstance(value, Injuries)
    return None if value is None else value.any


@pytest.mark.parametrize(
    "text",
    [
        "he's bleeding",
        "she's got a black eye",
        "Kofi's nose is bust",
        "his knuckles are all bust",
        "eyes streaming",
        "she's cut her hand open",
        "there's blood everywhere",
        "Bev has bruising to her neck",
        "an old man has collapsed",
        "passed out by the tills",
        "wor Deb's passed oot in the break room",
        "asthma attack by the kiosk",
        "she's having a fit",
        "he's not breathing",
        "he can't breathe",
        "customer's had a funny turn",
        "she's gone white as a sheet",
        "he's fallen off the ladder",
        "slipped over on some milk",
        "trapped her fingers in the door",
        "burnt his arm on the oven",
        "he's been stabbed",
        "knocked unconscious",
        "she's twisted her ankle",
        "chest pains",
        "he's choking",
        "bit of a lump on his head",
        "a few scratches",
        "cut above her eye",
        "hurt his back",
        "broken wrist I think",
        "she's dizzy and being sick",
        "got knocked to the floor, his elbow's swollen",
        "Nina's been hurt",
        "two injured",
        "nobody else hurt but Priya's cut her hand",
    ],
)
def test_somebody_is_hurt(text: str) -> None:
    assert any_hurt(text) is True
    assert any_hurt(text, ASKED) is True


@pytest.mark.parametrize(
    "text",
    [
        "nobody's hurt",
        "nobody's hurt but he's shaken",
        "no injuries",
        "no one's injured",
        "no one hurt thank god",
        "everyone's okay",
        "we're all fine",
        "nobody was hurt",
        "she's not hurt just shaken up",
        "not injured",
        "he isn't hurt",
        "none of us were hurt",
        "just a bit shaken",
        "I'm okay",
        "no casualties",
        "didn't get hurt",
        "no one got hurt",
        "unhurt",
        "all safe and well",
        "nobody hurt, not a scratch on anyone",
    ],
)
def test_nobody_is_hurt(text: str) -> None:
    assert any_hurt(text) is False
    assert any_hurt(text, ASKED) is False


@pytest.mark.parametrize(
    ("text", "hurt"),
    [
        ("no", False),
        ("nah mate", False),
        ("nope all good", False),
        ("none", False),
        ("nobody", False),
        ("not that I know of", False),
        ("not that I can see", False),
        ("don't think so", False),
        ("no, just shaken up", False),
        ("fine", False),
        ("we're fine", False),
        ("not really", False),
        ("yes", True),
        ("yeah", True),
        ("yeah she is", True),
        ("yes her arm", True),
        ("yeah his lip's split", True),
        ("my hand's cut", True),
        ("no, wait, Amir's bleeding", True),
        ("only a graze on his knee", True),
    ],
)
def test_less_is_enough_where_it_was_asked(text: str, hurt: bool) -> None:
    assert any_hurt(text, ASKED) is hurt


@pytest.mark.parametrize(
    "text",
    [
        "broken window",
        "the glass door's smashed",
        "he's going to hurt someone",
        "he threatened to stab me",
        "two cuts of beef",
        "a pack of chicken legs",
        "cut the cable off a phone",
        "he said he'd break my nose",
        "in the fitting rooms",
        "she's stolen my heart",
        "broke the lock on the back door",
        "black hoodie",
        "headed for the door",
        "prices have fallen",
    ],
)
def test_damage_threats_and_goods_are_no_injury(text: str) -> None:
    assert any_hurt(text) is None


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        (None, "he's hit his head on the shelf"),
        (None, "an old lady's down and she can't get up"),
        (None, "she's clutching her chest"),
        (None, "struggling for breath"),
        (None, "he's cut himself on the broken glass"),
        (None, "his knuckles are raw"),
        (None, "foaming at the mouth"),
        (None, "our Sam's been glassed"),
        (None, "she's got a bruise coming up on her arm"),
        (None, "landed badly on his elbow"),
        (None, "asthma attack at till four"),
        (None, "she will not wake up"),
        ("injuries", "a bit bruised"),
        ("injuries", "nothing serious, a graze"),
        ("injuries", "Priya's hand"),
        ("injuries", "she's in shock"),
        ("injuries", "ambulance is taking her now"),
    ],
)
def test_hurt_in_other_words(asked: SlotName | None, text: str) -> None:
    injuries = told(text, asked)["injuries"]
    assert isinstance(injuries, Injuries)
    assert injuries.any
    assert injuries.text


@pytest.mark.parametrize("text", ["she's shook up but no", "not physically", "just my pride", "nothing serious"])
def test_shaken_is_not_hurt(text: str) -> None:
    assert told(text, "injuries") == {"injuries": Injuries(any=False)}


@pytest.mark.parametrize("text", ["the till screen's cracked", "a cut on the door frame", "price marks on the shelf"])
def test_what_is_damaged_is_not_hurt(text: str) -> None:
    assert "injuries" not in told(text)


@pytest.mark.parametrize(
    ("text", "hurt"),
    [
        ("an old boy slipped over and he's broken his wrist", "wrist"),
        ("she had a fall by the milk, cut her knee open", "knee"),
        ("a woman's tripped on the mat and banged her head", "head"),
    ],
)
def test_what_is_hurt_is_told_rather_than_the_fall(text: str, hurt: str) -> None:
    found = told(text, None).get("injuries")
    assert isinstance(found, Injuries)
    assert hurt in (found.text or "")


@pytest.mark.parametrize(
    "text", ["yes, this is all good", "it's all good", "yes, stand down, I'm safe", "I'm okay, stand it down"]
)
def test_that_the_record_is_good_or_the_alarm_may_end_says_nothing_of_who_is_hurt(text: str) -> None:
    assert any_hurt(text) is None


def test_the_side_of_a_building_is_no_part_of_a_body() -> None:
    assert any_hurt("the window on the side is all broken") is None
    assert any_hurt("her side is all bruised") is True


def test_signs_told_in_one_breath_are_one_text() -> None:
    found = told("he's bleeding and dizzy", "injuries").get("injuries")
    assert found == Injuries(any=True, text="bleeding and dizzy")


def test_a_fall_is_told_where_nothing_else_is() -> None:
    found = told("a man has slipped over", None).get("injuries")
    assert isinstance(found, Injuries)
    assert found.text == "slipped over"


def test_what_bleeds_is_told_beside_what_is_cut() -> None:
    found = told("sorry, he's cut his head, it's bleeding a lot")
    assert found["injuries"] == Injuries(any=True, text="cut his head, bleeding a lot")


@pytest.mark.parametrize(
    ("text", "hurt"), [("a pallet's come down on Dave's foot", "Dave's foot"), ("she's not waking up", "not waking up")]
)
def test_who_is_hurt_is_told_in_other_words(text: str, hurt: str) -> None:
    assert hurt in told(text)["injuries"].text  # type: ignore[union-attr]
