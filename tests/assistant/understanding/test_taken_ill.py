"""What is told of somebody who was taken ill, once the record is one of a medical emergency."""

import pytest

from assistant.understanding.interpret import Context, interpret
from assistant.understanding.values import Understood
from tests.assistant.understanding.readings import GAZETTEER, NOW, ZONE, entity, parse


def told_of(kind: str | None, text: str, asked: str | None, *looks: str) -> Understood:
    intent = "correct" if asked == "confirmation" else "inform"
    model = parse(intent, 0.9, *(entity("suspect_description", look, text) for look in looks))
    return interpret(text, model, Context(asked, NOW, ZONE, GAZETTEER, kind=kind))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "signs"),
    [
        ("nah, he's shaking and sweating", "shaking and sweating"),
        ("no she's really confused", "really confused"),
        ("actually he's short of breath", "short of breath"),
    ],
)
def test_a_sign_of_being_unwell_is_what_is_wrong_and_not_how_somebody_looks(text: str, signs: str) -> None:
    understood = told_of("medical_emergency", text, "confirmation", signs)
    assert understood.act == "correct"
    assert understood.slots() == {"injuries": {"any": True, "text": signs}}


def test_a_robber_who_sweats_is_described_by_it() -> None:
    assert told_of("robbery", "he was shaking and sweating", None, "shaking and sweating").slots() == {
        "suspect_description": "shaking and sweating"
    }


def test_what_is_not_so_is_no_sign() -> None:
    assert "injuries" not in told_of("medical_emergency", "he's not sweating", None).slots()


def test_how_somebody_who_was_taken_ill_looks_is_kept_only_if_it_was_asked_for() -> None:
    text = "he's in a green cardigan"
    assert told_of("medical_emergency", text, None, "green cardigan").slots() == {}
    assert told_of("medical_emergency", text, "suspect_description", "green cardigan").slots() == {
        "suspect_description": "green cardigan"
    }


def test_signs_that_stand_together_are_told_together() -> None:
    assert told_of("medical_emergency", "she's feeling faint n dizzy", None).slots() == {
        "injuries": {"any": True, "text": "feeling faint n dizzy"}
    }
