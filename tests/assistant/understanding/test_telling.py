"""How a thing is told: as news, as a sequel, as an enquiry, as a story."""

import pytest

from assistant.understanding.category import cues_in, judge
from assistant.understanding.telling import Telling, continues, manner, names_a_kind, opens_outright, takes_back, unreal
from assistant.understanding.words import Words


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("there's a gang of youths by the fountain", Telling.NEWS),
        ("some woman has dropped to the floor in haberdashery", Telling.NEWS),
        ("somebody's torn the posters off the wall", Telling.NEWS),
        ("er right, three lads have walked past the barrier", Telling.NEWS),
        ("assault in the staff canteen", Telling.NEWS),
        ("he's wearing a yellow cagoule", Telling.SEQUEL),
        ("oh and one more thing, the van was dented", Telling.SEQUEL),
        ("reg starts with lima kilo", Telling.SEQUEL),
        ("can someone bring a ladder to lighting", Telling.ENQUIRY),
        ("what's the time in Lisbon", Telling.ENQUIRY),
        ("did you catch the boxing", Telling.ENQUIRY),
        ("anyone got a spare lanyard", Telling.ENQUIRY),
        ("remind me to water the orchids", Telling.ENQUIRY),
        ("lovely weather", Telling.PLAIN),
        ("", Telling.PLAIN),
    ],
)
def test_the_opening_words_show_how_it_is_told(text: str, told: Telling) -> None:
    assert manner(Words(text)) is told


@pytest.mark.parametrize("text", ["yeah he's sat by the lifts", "no, they legged it", "er nope", "aye, two of us saw"])
def test_an_outright_yes_or_no_opens_an_answer(text: str) -> None:
    assert opens_outright(Words(text))


@pytest.mark.parametrize("text", ["nothing in his hands", "noon or so", "he said yes", "still here"])
def test_what_amounts_to_a_yes_or_a_no_is_not_said_outright(text: str) -> None:
    assert not opens_outright(Words(text))


@pytest.mark.parametrize("text", ["oh and he's limping", "also there's a dog", "and she has a pushchair"])
def test_an_addition_is_told_as_one(text: str) -> None:
    assert continues(Words(text))


def test_he_alone_adds_to_nothing() -> None:
    assert not continues(Words("he's chucked paint over the freezers"))


@pytest.mark.parametrize(
    "text",
    ["there's a heist in that new film", "my feet are killing me", "three quid, that's a steal", "stole the show"],
)
def test_stories_and_figures_of_speech_are_not_real(text: str) -> None:
    assert unreal(Words(text))


@pytest.mark.parametrize(
    "text", ["they're smashing the cabinets", "he's killing time by the tills", "stole the speaker"]
)
def test_what_happens_here_is_real(text: str) -> None:
    assert not unreal(Words(text))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("hang on, it's a robbery now", True),
        ("this is vandalism this", True),
        ("now she's spitting at Leanne", True),
        ("he's spitting feathers", False),
        ("it's bleeding badly", False),
        ("now her chin is bleeding", False),
        ("it's a till", False),
    ],
)
def test_a_kind_of_incident_is_named_as_what_it_is_or_as_what_is_new(text: str, named: bool) -> None:
    words = Words(text)
    assert names_a_kind(words, judge(cues_in(words, {}))) is named


def test_a_word_that_takes_back_is_seen_anywhere() -> None:
    assert takes_back(Words("camera nine is what I meant"))
    assert not takes_back(Words("he also has a limp"))
