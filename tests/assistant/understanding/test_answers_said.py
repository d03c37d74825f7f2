"""Yes, no and neither in the many forms they take, and what they mean for the question that was asked."""

import pytest

from assistant.incident import Injuries, SlotName, SlotValue
from assistant.understanding.yes_no import yes_no
from tests.assistant.understanding.readings import heard, told


@pytest.mark.parametrize(
    "text",
    [
        "yes", "yeah", "yep", "yup", "aye", "yes mate", "yeah mate", "yeah yeah", "yes please", "er yes",
        "oh yeah",
        "yes that's right", "that's right", "correct", "that's correct", "spot on", "bang on", "absolutely",
        "definitely",
        "sure",
        "of course", "course", "go on then", "go ahead", "do it", "send it", "yes send it", "okay", "ok", "fine",
        "sounds good", "looks right", "all correct", "affirmative", "roger that", "I think so", "I reckon so", "he is",
        "she has", "they are", "yeah he is", "yes he's still here", "no yeah", "no yeah that's right", "no worries",
        "no that's fine", "yeah go on", "crack on", "confirm", "confirmed", "that's it", "exactly", "aye that's grand",
        "uh huh", "mhm", "indeed", "yes it was", "yeah I did", "please do",
    ],
)  # fmt: skip
def test_a_yes_in_any_form_is_a_yes(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no", "nope", "nah", "nah mate", "no mate", "no no", "naw", "negative", "never", "not yet", "no not yet",
        "yeah no", "yeah nah", "er no", "oh no", "no sorry", "not really", "not at all", "not that I saw",
        "not that I know of", "not that I'm aware of", "not as far as I know", "not as far as I can see", "no way",
        "definitely not", "absolutely not", "of course not", "course not", "I don't think so", "I don't reckon so",
        "don't think so", "he isn't", "she hasn't", "they haven't", "we didn't", "it wasn't", "no he's gone",
        "that's wrong", "that's not right", "wrong", "incorrect", "no that's wrong", "not quite", "don't send it",
        "no it's aisle nine", "I think not", "hope not", "none", "nobody", "nothing", "no chance", "nowt",
        "not to my knowledge", "not this time", "no thanks", "no thank you", "not now",
    ],
)  # fmt: skip
def test_a_no_in_any_form_is_a_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "", "yes and no", "no idea", "no clue", "I don't know", "dunno", "not sure", "I'm not sure", "maybe", "perhaps",
        "possibly", "might have", "could be", "hang on", "wait", "hold on", "haven't a clue", "haven't a scooby",
        "couldn't tell you", "can't say", "god knows", "hard to say", "he said no", "she said yes", "aisle nine",
        "two lads", "there's nobody here", "what do you mean", "right so there's two lads",
    ],
)  # fmt: skip
def test_in_doubt_it_is_neither(text: str) -> None:
    assert yes_no(text) is None


@pytest.mark.parametrize("asked", ["weapon", "injuries", "police_called", "suspects_on_site"])
@pytest.mark.parametrize(
    "text",
    ["no idea", "no clue mate", "not sure", "I don't know", "dunno", "haven't a clue", "haven't a scooby", "can't say",
     "couldn't tell you", "no I'm not sure", "not a clue"],
)  # fmt: skip
def test_not_knowing_is_no_denial(text: str, asked: SlotName) -> None:
    assert told(text, asked) == {}


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        ("weapon", "no", "none"),
        ("weapon", "nah nothing", "none"),
        ("weapon", "he was empty handed", "none"),
        ("weapon", "wasn't carrying anything", "none"),
        ("weapon", "no weapon that I could see", "none"),
        ("weapon", "not that I noticed", "none"),
        ("weapon", "no knife or anything", "none"),
        ("weapon", "nope, just his fists", "none"),
        ("weapon", "yeah a Stanley knife", "stanley knife"),
        ("weapon", "no wait he's got a hammer", "hammer"),
        ("police_called", "not yet", False),
        ("police_called", "not worth it, they never turn up", False),
        ("police_called", "no point", False),
        ("police_called", "I've not had chance", False),
        ("police_called", "was just about to", False),
        ("police_called", "nobody has", False),
        ("police_called", "no one's rung them yet", False),
        ("police_called", "already called", True),
        ("police_called", "they're on their way", True),
        ("police_called", "manager's doing it now", True),
        ("police_called", "aye five minutes ago", True),
        ("police_called", "yes, they were called at about five past three", True),
        ("police_called", "yeah 999", True),
        ("injuries", "nah mate", Injuries(any=False)),
        ("injuries", "not that I know of", Injuries(any=False)),
        ("injuries", "aye", Injuries(any=True)),
    ],
)
def test_an_answer_means_what_was_asked(asked: SlotName, text: str, value: SlotValue) -> None:
    assert told(text, asked) == {asked: value}


@pytest.mark.parametrize("text", ["dunno if anyone has", "I don't know if they've been called", "shall I ring them"])
def test_a_call_that_nobody_knows_of_is_neither(text: str) -> None:
    assert "police_called" not in told(text, "police_called")


@pytest.mark.parametrize(
    "text",
    [
        "no, it was a phone call",
        "no it was over by the tills",
        "nah all fine",
        "no, right by the door",
        "no they were in the car park",
        "nope, correct reg this time",
        "no, sure as I stand here",
    ],
)
def test_a_no_at_the_head_stands(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text", ["no he is", "no, go ahead", "no she did", "it was a phone call", "they were by the tills", "he is tall"]
)
def test_a_beginning_or_a_contradiction_is_neither(text: str) -> None:
    assert yes_no(text) is None


def test_what_was_rung_in_already_is_called_whatever_comes_of_it() -> None:
    text = "we rang them at four fifteen, they're not coming till tomorrow"
    assert told(text, "police_called") == {"police_called": True}


def test_not_having_one_is_no_weapon_denied() -> None:
    assert "weapon" not in told("haven't got one of those", "till_receipt")
    assert told("haven't got one of those", "weapon") == {"weapon": "none"}
    assert told("he hasn't got anything on him") == {"weapon": "none"}


def test_having_rung_them_tells_it_where_only_the_reference_was_asked() -> None:
    assert told("they're not here yet, we rang at four fifteen", "police_reference")["police_called"] is True


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("turned right, past the library", "right, past the library"),
        ("left, then over the bridge", "left, then over the bridge"),
        ("left, she had a bag", "left"),
    ],
)
def test_a_way_goes_on_after_a_comma(text: str, way: str) -> None:
    assert heard(text, "direction_of_travel").slots()["direction_of_travel"] == way
