"""What is likely to be said in a shop, and to each question."""

from __future__ import annotations

import pytest

from assistant.settings import Settings, StoreSettings
from assistant.sop import SopBook
from assistant.understanding.examples import parse_marked
from voice.transcribers import ShopSpeech, spoken_values
from voice.transcribers.phrases import PhraseBook
from voice.transcribers.word_model import BEFORE_ANY, WordChances, words_of

PHRASES = PhraseBook(StoreSettings(), SopBook.load(), people=("Oluwaseun",), code_words=("code red",))


@pytest.fixture(scope="module")
def speech() -> ShopSpeech:
    return ShopSpeech.of(Settings(), SopBook.load(), ("Oluwaseun",))


def likelihood(chances: WordChances, text: str) -> float:
    before, total = BEFORE_ANY, 0.0
    for word in words_of(text):
        total += chances.log_chance(before, word)
        before = (*before, word)
    return total


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("location", "aisle fourteen"),
        ("items", "razor blades"),
        ("vehicle_plate", "sierra bravo one two quebec romeo tango"),
        ("item_value", "ninety quid"),
        ("suspect_count", "three of them"),
        ("occurred_at", "about twenty minutes ago"),
        ("till_receipt", "eight eight one four two"),
        ("category", "shoplifting"),
        ("confirmation", "yes that's right"),
        ("correction", "razor blades"),
        ("correction", "no it's assault"),
        ("confirmation", "no it's abuse"),
    ],
)
def test_an_answer_is_likelier_to_its_question(speech: ShopSpeech, asked: str, answer: str) -> None:
    assert likelihood(speech.chances_for(asked), answer) > likelihood(speech.chances_for(None), answer)


def test_anything_may_still_be_said_to_any_question(speech: ShopSpeech) -> None:
    whole = likelihood(speech.chances_for(None), "help me he's got a knife")
    for asked in ("location", "vehicle_plate", "confirmation", "a question nobody thought of"):
        assert likelihood(speech.chances_for(asked), "help me he's got a knife") > whole - 6.0


def test_the_people_and_code_words_of_the_store_are_known(speech: ShopSpeech) -> None:
    strangers = ShopSpeech.of(Settings(), SopBook.load())
    assert speech.chances_for(None).log_chance_of_beginning("oluwa") > strangers.chances_for(
        None
    ).log_chance_of_beginning("oluwa")


def test_the_headset_itself_may_be_addressed() -> None:
    deaf = ShopSpeech([parse_marked("inform", "two lads")], PHRASES).chances_for(None)
    called = ShopSpeech([parse_marked("inform", "two lads")], PHRASES, ["hey floorline"]).chances_for(None)
    for text in ("hey floorline", "hey floorline two lads"):
        assert likelihood(called, text) > likelihood(deaf, text) + 5.0
    assert likelihood(called, "oluwaseun four two seven one") > likelihood(called, "seven one four two oluwaseun")


def test_only_short_lines_are_taken_for_answers() -> None:
    long = "[gin](item) and then he went right through the doors with all of it under his big coat"
    speech = ShopSpeech([parse_marked("inform", long), parse_marked("inform", "some [vodka](item)")], PHRASES)
    items, whole = speech.chances_for("items"), speech.chances_for(None)
    assert items.log_chance(BEFORE_ANY, "some") > whole.log_chance(BEFORE_ANY, "some")
    assert items.log_chance(("big",), "coat") < whole.log_chance(("big",), "coat")
    assert items.log_chance(BEFORE_ANY, "gin") > whole.log_chance(BEFORE_ANY, "some")


def test_two_starts_hear_alike() -> None:
    for values in (spoken_values.plates, spoken_values.references, spoken_values.sums, spoken_values.times):
        assert values() == values()
        assert all(value == " ".join(value.split()) for value in values())
