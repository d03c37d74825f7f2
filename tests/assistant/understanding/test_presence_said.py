"""Whether they are still in the store or have gone, as staff say it."""

import pytest

from assistant.incident import SlotName
from tests.assistant.understanding.readings import told

ASKED: SlotName = "suspects_on_site"


@pytest.mark.parametrize(
    "text",
    [
        "he's away out the door",
        "they're away through the fire exit",
        "she's off down the precinct with it",
        "he's off through the underpass",
        "legged it",
        "leg it out the front doors",
        "they've done a runner",
        "he did one",
        "done a bunk with the lot",
        "scarpered before I got there",
        "they've gone",
        "no he's gone",
        "he's just left",
        "left the store about five minutes ago",
        "ran off towards the high street",
        "walked out with four bottles of gin",
        "run straight out the door",
        "jumped in a silver car and drove off",
        "got into a taxi",
        "they hopped on a moped and sped away",
        "turned left at the roundabout on a push bike",
        "went off up Mill Lane",
        "fecked off in a beige micra",
        "buggered off",
        "pegged it across the car park",
        "no sign of him now",
        "nowhere to be seen",
        "can't see them any more",
        "we've lost him",
        "lost sight of them by the bus stop",
        "he was still here a minute ago but he's gone now",
        "they'd gone by the time security got there",
        "he's on his toes",
        "bolted out the fire exit",
        "he slipped out the back door",
        "stormed off",
        "cycled away down the alley",
        "she walked straight out the door past the till",
        "they were gone before I turned round",
        "he has left the building",
        "took off like a rocket",
        "made off in a white van",
        "now they run away",
        "he's not here any more",
        "no longer in the store",
        "they got away",
    ],
)
def test_they_have_gone(text: str) -> None:
    assert told(text)[ASKED] is False


@pytest.mark.parametrize(
    "text",
    [
        "he's still here",
        "she's still stood in toiletries",
        "still in the shop",
        "they're still filling bags",
        "he's still kicking off by the kiosk",
        "hasn't left",
        "they haven't gone anywhere",
        "he won't leave",
        "refusing to go",
        "security's got him in the office",
        "we've detained her",
        "I can see him from here",
        "I'm watching him now",
        "he's right in front of me",
        "he's come back in",
        "she's locked herself in the toilets, still in there",
        "they're about to leave",
        "he's hiding in the stockroom",
        "not left yet",
        "one's gone, one's still here",
        "he's gone into the toilets",
        "they're still on the premises",
        "still knocking about in menswear",
        "he's going nowhere",
        "security have stopped them at the door",
    ],
)
def test_they_are_still_here(text: str) -> None:
    assert told(text)[ASKED] is True


@pytest.mark.parametrize(
    ("text", "here"),
    [
        ("yeah", True),
        ("yes still here", True),
        ("he is", True),
        ("they are", True),
        ("yep in aisle four", True),
        ("she's sat in the coffee shop large as life", True),
        ("by the tills now", True),
        ("stood by the door", True),
        ("not yet, she's in the queue", True),
        ("yeah he's over by the lottery stand", True),
        ("both of them, yeah", True),
        ("one of them is", True),
        ("no", False),
        ("nah mate", False),
        ("no gone", False),
        ("nope, legged it", False),
        ("he isn't", False),
        ("not any more", False),
        ("outside", False),
        ("out the door", False),
        ("off", False),
        ("away", False),
        ("long gone", False),
        ("gone, mate", False),
        ("vanished", False),
        ("no they've gone", False),
        ("nah he's off up the road", False),
        ("down the high street by now", False),
        ("gone ages ago", False),
        ("they left", False),
        ("negative", False),
    ],
)
def test_where_it_was_asked_less_is_enough(text: str, here: bool) -> None:
    assert told(text, ASKED)[ASKED] is here


@pytest.mark.parametrize(
    "text",
    [
        "not sure if they've gone or not",
        "don't know if he's still here",
        "no idea where they went",
        "they might have gone",
        "could still be in here",
        "can't tell if she's left",
        "maybe",
    ],
)
def test_what_is_not_known_is_neither(text: str) -> None:
    assert ASKED not in told(text, ASKED)


@pytest.mark.parametrize(
    "text",
    [
        "he left his bag by the till",
        "the vodka's gone",
        "the alarm went off",
        "the tag came off",
        "gone through the self checkout",
        "on the left hand side",
        "he went for me with a bottle",
        "she went mental",
        "he took off his hat",
        "the till drawer is still open",
        "gone white as a sheet",
        "milk's gone off",
        "I'm off at six",
        "he walked in and shouted at me",
        "the police are still not here",
        "put the phone down",
        "three bottles out of the fridge",
        "if he comes back I'll call you",
    ],
)
def test_what_is_said_of_things_and_moods_tells_nothing(text: str) -> None:
    assert ASKED not in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "out the door in seconds",
        "gone in sixty seconds",
        "ran straight past security",
        "they split up in different directions",
        "done a vanishing act",
        "chased him off down the road",
        "I chased him out of the shop",
        "security threw him out",
        "we kicked them out",
        "he's been escorted off the premises",
        "she was thrown out",
        "they've arrested him",
        "carted off by the police",
        "he dropped it and ran",
        "last seen heading for the station",
        "last seen near the bus stop",
        "vanished into thin air",
        "he's no longer with us",
        "left on foot",
        "left via the front",
        "away on a scooter",
        "bundled into a van",
        "he was never here",
        "she's never set foot in here",
        "they weren't in the store at all",
    ],
)
def test_they_went_or_were_put_out_or_never_came(text: str) -> None:
    assert told(text)[ASKED] is False


@pytest.mark.parametrize(
    "text",
    [
        "refusing to budge",
        "they're not shifting",
        "he's being held by security",
        "I've got eyes on him",
        "we've locked him in",
        "he's trapped between the doors",
        "he's loitering by the doors still",
        "he's in here with us",
    ],
)
def test_they_are_held_or_staying(text: str) -> None:
    assert told(text)[ASKED] is True


@pytest.mark.parametrize(
    "text",
    ["no, it was a phone call", "it was all over the phone", "he was on the phone", "she rang us", "nah it was online"],
)
def test_whoever_rang_was_not_in_the_store(text: str) -> None:
    assert told(text, ASKED)[ASKED] is False


@pytest.mark.parametrize(
    "text",
    [
        "threatening to wait for her outside",
        "he said he'd be waiting outside",
        "they'll come back",
        "take the bikes off them",
        "had to take the bottle off him",
        "the trolley is trapped in the lift",
        "she's lost her inhaler",
    ],
)
def test_threats_and_things_tell_nothing_of_it(text: str) -> None:
    assert ASKED not in told(text, ASKED)


@pytest.mark.parametrize("text", ["Sam jumped on the till to help", "security seen him off camera", "took it off them"])
def test_nor_do_staff_at_their_work(text: str) -> None:
    assert ASKED not in told(text)


def test_a_threat_does_not_hide_what_is_told_after_it() -> None:
    assert told("threatened to stab Dave and then legged it")[ASKED] is False
