"""Yes, no, and neither."""

import pytest

from assistant.understanding.words import Words
from assistant.understanding.yes_no import only_yes_no, yes_no


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "yeah",
        "yep that's right",
        "er yeah",
        "aye",
        "go on then",
        "no yeah",
        "no worries",
        "no that's right",
        "okay",
        "I think so",
        "he is",
        "they have",
        "spot on mate",
        "yes please send it",
        "yes he's still here",
        "that's it",
        "no doubt about it",
    ],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert yes_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "nope",
        "nah mate",
        "yeah no",
        "yeah nah",
        "no no no",
        "not that I saw",
        "not yet",
        "no not yet",
        "not really",
        "that's wrong",
        "of course not",
        "I don't think so",
        "he isn't",
        "they haven't",
        "don't send it",
        "no it's aisle nine",
    ],
)
def test_a_no_is_a_no(text: str) -> None:
    assert yes_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes and no",
        "I don't know",
        "not sure",
        "maybe",
        "hang on",
        "no idea",
        "he said no",
        "right so there's two lads",
        "aisle nine",
        "there's no one here",
        "could be",
    ],
)
def test_in_doubt_it_is_neither(text: str) -> None:
    assert yes_no(text) is None


def test_an_answer_with_a_fact_is_not_only_an_answer() -> None:
    assert only_yes_no(Words("yeah go on then mate"))
    assert not only_yes_no(Words("yes, aisle nine"))
    assert not only_yes_no(Words("aisle nine"))
