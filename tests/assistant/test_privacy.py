"""What may not be said of a person, and what may be said of a thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.privacy import protected_terms, without_protected_terms


@pytest.mark.parametrize(
    "text",
    [
        "black hoodie",
        "black hoodie, white trainers",
        "brown hair",
        "black and white trainers",
        "tall, black North Face jacket",
        "dressed in black",
        "wearing all black",
        "his jacket was black",
        "trainers were white",
        "hoodie black, joggers grey",
        "white van driver",
        "a black beard",
        "Asian noodles",
        "polish vodka",
        "french bread",
        "nail polish",
        "straight hair",
        "went straight out",
        "tall, stocky, in a hurry",
        "browsing the wine",
        "",
    ],
)
def test_a_colour_or_an_origin_of_a_thing_is_no_descriptor_of_a_person(text: str) -> None:
    assert protected_terms(text) == ()
    assert without_protected_terms(text) == text


@pytest.mark.parametrize(
    ("text", "terms", "kept"),
    [
        ("black male", ("black",), "male"),
        ("white lad", ("white",), "lad"),
        ("asian guy", ("asian",), "guy"),
        ("he's black", ("black",), ""),
        ("He’s black and tall", ("black",), "He’s tall"),
        ("polish bloke", ("polish",), "bloke"),
        ("muslim", ("muslim",), ""),
        ("gay", ("gay",), ""),
        ("a tall black man in a white cap", ("black",), "a tall man in a white cap"),
        ("A Black, tall, skinny lad with brown hair", ("Black",), "A tall, skinny lad with brown hair"),
        ("an asian man", ("asian",), "a man"),
        ("a man, black, in a hoodie", ("black",), "a man, in a hoodie"),
        ("two males, both black", ("black",), "two males"),
        ("white British male, 30s", ("white", "British"), "male, 30s"),
        ("two black lads and a white girl", ("black", "white"), "two lads and a girl"),
        ("a black and a white lad", ("black", "white"), "a lad"),
        ("mixed race woman, red coat", ("mixed race",), "woman, red coat"),
        ("asian looking lad in a cap", ("asian",), "lad in a cap"),
        ("of asian descent, tall", ("asian",), "tall"),
        ("IC1 male", ("IC1",), "male"),
        ("person of colour in a cap", ("person of colour",), "in a cap"),
        ("white male black hoodie", ("white",), "male black hoodie"),
        ("the man is muslim and wears a red coat", ("muslim",), "the man wears a red coat"),
        ("eastern-european bloke", ("eastern-european",), "bloke"),
        ("lesbian couple", ("lesbian",), "couple"),
        ("Irish traveller", ("Irish", "traveller"), ""),
    ],
)
def test_a_protected_characteristic_is_found_as_written_and_taken_out_neatly(
    text: str, terms: tuple[str, ...], kept: str
) -> None:
    assert protected_terms(text) == terms
    assert without_protected_terms(text) == kept


WORDS = [
    *("black", "white", "brown", "asian", "polish", "muslim", "gay", "mixed", "race", "eastern", "european", "irish"),
    *("man", "lad", "hoodie", "he's", "he", "is", "was", "tall", "and", "or", "a", "an", "the", "in", "with", "both"),
    *("looking", "accent", "of", "descent", "straight", "skin", ",", ".", "'", "-", "30"),
]


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join) | st.text(max_size=80))
def test_nothing_protected_is_left_after_taking_out(text: str) -> None:
    kept = without_protected_terms(text)
    assert protected_terms(kept) == ()
    assert without_protected_terms(kept) == kept


@given(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))
def test_every_term_is_named_as_it_stands_in_the_text(text: str) -> None:
    assert all(term in text for term in protected_terms(text))


def test_a_long_row_of_such_words_is_no_trouble() -> None:
    assert without_protected_terms("black " * 1600) == ""
