"""How many there were, as staff say it: numbers, words for people, one plainly told as the doer, corrections."""

import pytest

from assistant.incident import SlotName
from tests.assistant.understanding.readings import told

ASKED: SlotName = "suspect_count"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("just the one", 1),
        ("only one", 1),
        ("one", 1),
        ("just him", 1),
        ("he's on his tod", 1),
        ("by herself", 1),
        ("only the one bloke", 1),
        ("a woman", 1),
        ("it was a lad", 1),
        ("one guy on his own", 1),
        ("nobody with her", 1),
        ("there was only one of them", 1),
        ("single male", 1),
        ("two", 2),
        ("too", 2),
        ("to", 2),
        ("two of em", 2),
        ("couple", 2),
        ("a couple of them", 2),
        ("there's a pair of them", 2),
        ("both", 2),
        ("a man and a woman", 2),
        ("man and woman", 2),
        ("one male one female", 2),
        ("him and his missus", 2),
        ("he had his mate with him, so two", 2),
        ("a lad with another lad", 2),
        ("a mother and daughter", 2),
        ("er, two I think", 2),
        ("two people, a man and a woman", 2),
        ("one lad and one girl", 2),
        ("wasn't three it was two", 2),
        ("three", 3),
        ("free", 3),
        ("two, no three of them", 3),
        ("two sorry three", 3),
        ("two or three", 3),
        ("two maybe three", 3),
        ("a trio", 3),
        ("all three of them", 3),
        ("three of the buggers", 3),
        ("two lads and a girl", 3),
        ("two men plus a driver", 3),
        ("him and two mates", 3),
        ("three people, two men and a woman", 3),
        ("three lads, one in a hoodie", 3),
        ("not four, three", 3),
        ("there were three", 3),
        ("a few", 3),
        ("I counted four", 4),
        ("fore", 4),
        ("at least four", 4),
        ("four or so", 4),
        ("three lads and a lass", 4),
        ("three lads, one girl", 4),
        ("about four I'd say", 4),
        ("four of them in total", 4),
        ("three to five", 5),
        ("five ish", 5),
        ("five, all kids", 5),
        ("gang of five", 5),
        ("half a dozen", 6),
        ("half dozen or so", 6),
        ("half a dozen of them", 6),
        ("six or seven kids", 7),
        ("seven, no, eight", 8),
        ("ate", 8),
        ("a group of about eight youths", 8),
        ("close to ten", 10),
        ("ten odd", 10),
        ("about a dozen", 12),
        ("a dozen or so teenagers", 12),
        ("fifteen plus", 15),
        ("twenty odd kids", 20),
        ("20", 20),
        ("2", 2),
        ("3 lads", 3),
        ("3-4", 4),
        ("nobody", 0),
        ("no one there when I got there", 0),
    ],
)
def test_a_count_that_was_asked_for_is_read_however_it_is_said(text: str, count: int) -> None:
    assert told(text, ASKED)[ASKED] == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two lads have just run out with a load of gin", 2),
        ("three hooded males kicking off at the kiosk", 3),
        ("there's about six kids chucking stuff in the car park", 6),
        ("we've got two women filling bags in health and beauty", 2),
        ("been robbed by three men in balaclavas", 3),
        ("aisle nine, two of them, black coats", 2),
        ("half a dozen teenagers are smashing the place up", 6),
        ("him and his girlfriend are stuffing a pram", 2),
        ("a bloke and two lads have walked out with a telly", 3),
        ("security stopped two girls by the door", 2),
        ("a couple of blokes are fighting by till four", 2),
        ("Priya says there's three of them", 3),
        ("about fifteen minutes ago two lads came in", 2),
        ("at half past three four women came in and cleared the shelf", 4),
        ("they took six packs, two lads it was", 2),
        ("two lads, no sorry, three lads in aisle four", 3),
    ],
)
def test_people_are_counted_in_an_account(text: str, count: int) -> None:
    assert told(text)[ASKED] == count


@pytest.mark.parametrize(
    "text",
    [
        "a lad in a puffer jacket has had it away with the razors",
        "this bloke won't leave",
        "some woman is screaming at the girl on the kiosk",
        "one fella, grey hair, nicked a drill",
        "a customer's just thrown a tin at Amir",
        "man with a knife at the counter",
        "old fella swearing at everyone on till four",
        "I've got a shoplifter at the front entrance",
        "I'm following a lad in a red cap through menswear",
        "caught this girl putting lipstick up her sleeve",
        "we've been robbed by a man in a balaclava",
        "there's a drunk guy asleep by the cash machine",
        "Kofi's been punched by a bloke in a blue top",
        "the same woman as last week has walked out with meat",
        "bloke's put his fist through the display",
        "aisle four a man is opening packets",
        "just had some lad run out with a telly",
        "yeah so this guy comes in and starts filling a bag",
        "Marta reckons a woman swapped the labels on a coat",
        "a teenager spat at me",
        "customer tried to pay with a fake twenty",
        "there's a homeless man lying across the doorway",
        "watching a fella on camera six, he's got a bag full",
        "a bloke came in ten minutes ago and nicked two bottles of rum",
        "elderly gentleman has walked off without paying for his fuel",
        "can someone come, a man is shouting at Priya",
    ],
)
def test_one_person_plainly_told_as_the_doer_is_one(text: str) -> None:
    assert told(text)[ASKED] == 1


@pytest.mark.parametrize(
    "text",
    [
        "he's nicked a phone",
        "they've legged it",
        "someone's broken into the stockroom",
        "a customer has collapsed in aisle nine",
        "an old man has fallen over by the tills",
        "a woman's fainted",
        "this lad's having a fit",
        "a customer told me someone's in the stockroom",
        "a lady says her purse has been nicked",
        "a customer's had her bag stolen",
        "he punched a lad",
        "she's screaming at a customer",
        "they threatened a girl on the kiosk",
        "a man's been stabbed outside",
        "a kid's choking on a sweet",
        "two customers have collapsed",
        "he spat at two women",
        "two colleagues are hurt",
        "there's only two of us on tonight",
        "the new lad is on his break",
        "lads hanging about again",
        "a gang of them outside",
        "kids nicking sweets again",
        "ten past two",
        "two bottles of gin",
        "it was the posh candles, ten of them",
        "till six at the front",
        "one of them has a hammer",
        "size ten trainers",
        "testing testing one two",
    ],
)
def test_victims_witnesses_staff_and_goods_are_not_counted(text: str) -> None:
    assert ASKED not in told(text)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("item_quantity", "couple of them"),
        ("item_value", "it was the posh candles, ten of them"),
        ("items", "eight of them, the big ones"),
        ("location", "two"),
        ("suspect_description", "the taller lad had a cap on"),
        ("direction_of_travel", "a bloke saw them go left"),
    ],
)
def test_what_answers_another_question_counts_nobody(asked: SlotName, text: str) -> None:
    assert ASKED not in told(text, asked)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("free lads nicking meat", 3),
        ("the same two from last week", 2),
        ("same three as yesterday", 3),
        ("there were three but one stayed in the car", 3),
        ("a bunch of lads, maybe seven", 7),
        ("this couple swapping tickets", 2),
        ("three-strong gang", 3),
        ("couple of young uns lifting sweets", 2),
        ("one fella distracting me while the other one filled a bag", 2),
    ],
)
def test_more_ways_to_say_how_many(text: str, count: int) -> None:
    assert told(text)["suspect_count"] == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("two, no wait there was a third by the door", 3),
        ("him, his brother and a girl", 3),
        ("a fella and his mrs", 2),
        ("three plus a driver", 4),
        ("there were a few of them, five I think", 5),
    ],
)
def test_people_named_one_by_one_are_counted_where_asked(text: str, count: int) -> None:
    assert told(text, "suspect_count")["suspect_count"] == count


@pytest.mark.parametrize(
    "text",
    ["five of them at a hundred each", "this couple of days", "milk, maybe seven", "six of those for a pound each"],
)
def test_goods_and_days_are_no_people(text: str) -> None:
    assert "suspect_count" not in told(text)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("kids throwing snowballs, I count nine", 9),
        ("couple screaming at our lad over a space", 2),
        ("dodgy looking pair in electricals", 2),
        ("theres 3 guys down the booze aisle", 3),
    ],
)
def test_people_are_counted_however_they_are_told(text: str, count: int) -> None:
    assert told(text)["suspect_count"] == count
