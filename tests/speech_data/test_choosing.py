"""What is spoken: of every intent, the telling lines first, and nothing that only a keyboard gives."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.examples import Example, parse_marked
from speech_data.choosing import LONGEST_WORDS, can_be_spoken, chance, chosen, weight

NUMBERS = "one two three four five six seven eight nine ten".split()
TRAINING = [
    *(
        parse_marked("inform", f"he {verb} {number} [gins](item)")
        for verb in "took hid drank".split()
        for number in NUMBERS
    ),
    *(parse_marked("inform", f"{verb} {what}") for verb in ("maybe", "perhaps") for what in "this that these".split()),
    *(parse_marked("affirm", word) for word in "yes yeah yep aye".split()),
]


def test_the_same_seed_draws_the_same_lines_and_another_seed_others() -> None:
    assert chosen(TRAINING, 12, 1) == chosen(list(reversed(TRAINING)), 12, 1)
    assert chosen(TRAINING, 12, 1) != chosen(TRAINING, 12, 2)


@given(st.integers(1, 60), st.integers(0, 50))
def test_every_intent_has_its_share_and_no_line_is_drawn_twice(count: int, seed: int) -> None:
    drawn = chosen(TRAINING, count, seed)
    assert {example.intent for example in drawn} == {"inform", "affirm"}
    assert len(set(drawn)) == len(drawn)
    assert len(drawn) <= count + 1
    shares = Counter(example.intent for example in drawn)
    assert shares["inform"] >= shares["affirm"]


def test_lines_with_entities_and_numbers_are_drawn_before_others() -> None:
    telling = sum(bool(example.spans) for seed in range(20) for example in chosen(TRAINING[:-4], 6, seed))
    assert telling > 20 * 6 * 30 / 36


@pytest.mark.parametrize(
    ("line", "more_than"),
    [
        ("[aisle](location) mate", "over here mate"),
        ("plate alpha bravo", "that is all"),
        ("two [gins](item)", "[gins](item)"),
    ],
)
def test_entities_numbers_places_and_plates_weigh(line: str, more_than: str) -> None:
    assert weight(parse_marked("inform", line)) > weight(parse_marked("inform", more_than))


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("two lads on aisle four", True),
        ("he's about 6ft, in his 20s", True),
        ("worth £65", True),
        ("plate AB12 CDE", True),
        ("any1 there", False),
        ("handbags x3", False),
        ("send sum1 pls", False),
        ("olay + nivea", False),
        ("...", False),
        ("so " * (LONGEST_WORDS + 1), False),
    ],
)
def test_only_what_a_person_would_say_is_spoken(text: str, spoken: bool) -> None:
    assert can_be_spoken(Example("inform", text)) is spoken


@given(st.integers(), st.lists(st.text(max_size=5), max_size=3))
def test_chance_depends_on_seed_and_words_alone(seed: int, words: list[str]) -> None:
    assert 0.0 < chance(seed, *words) < 1.0
    assert chance(seed, *words) == chance(seed, *words)
    assert chance(seed, *words) != chance(seed + 1, *words)
