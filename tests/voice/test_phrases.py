"""What a recogniser with a phrase list listens for."""

from __future__ import annotations

import pytest

from assistant.settings import StoreSettings
from assistant.sop import SopBook
from voice.transcribers.phrases import PhraseBook

BOOK = PhraseBook(StoreSettings(), SopBook.load(), people=("Priya",), code_words=("code red",))


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("location", {"aisle four", "aisle twelve", "till six", "kiosk", "front door"}),
        ("vehicle_plate", {"alpha", "zulu", "a", "nine", "oh", "double"}),
        ("suspect_count", {"one", "twelve", "a couple"}),
        ("police_called", {"no not yet"}),
    ],
)
def test_a_question_has_its_answers_and_what_may_always_be_said(asked: str, expected: set[str]) -> None:
    phrases = BOOK.phrases_for(asked)  # type: ignore[arg-type]
    assert expected <= set(phrases)
    assert {"help me", "code red", "i don't know", "priya"} <= set(phrases)
    assert len(phrases) == len(set(phrases))
    assert all(phrase == phrase.lower().strip() and "," not in phrase for phrase in phrases)


def test_the_procedures_choices_are_listened_for() -> None:
    questions = [question for sop in BOOK.sops.sops.values() for question in sop.questions]
    choices = {choice for question in questions if question.slot == "location" for choice in question.choices}
    assert choices
    assert {choice.lower().replace(",", "").strip(".") for choice in choices} & set(BOOK.phrases_for("location"))


def test_where_anything_may_be_said_there_is_no_list() -> None:
    assert BOOK.phrases_for(None) == ()
    assert BOOK.phrases_for("suspect_description") == ()


def test_every_kind_of_incident_has_a_name_that_is_listened_for() -> None:
    kinds = set(BOOK.kinds())
    assert {"assault", "no assault", "it's abuse", "no it's damage", "a threat", "suspicious person"} <= kinds
    assert not {"or", "person", "behaviour", "no or"} & kinds
