"""Whether the words so far could be all of an answer."""

from __future__ import annotations

import pytest

from voice.endpointing import Shape
from voice.live.answers import looks


@pytest.mark.parametrize(
    ("text", "story", "shape"),
    [
        ("Towards the bus station,", False, Shape.SENTENCE),
        ("Two lads came in,", True, Shape.OPEN),
        ("Two lads came inside.", True, Shape.SENTENCE),
        ("They went towards the", False, Shape.OPEN),
        ("and then he,", False, Shape.OPEN),
        ("He ran -", False, Shape.OPEN),
        ("There's a bloke.", True, Shape.SENTENCE),
        ("Four lads", True, Shape.OPEN),
        ("Aisle four", False, Shape.SENTENCE),
        ("…", False, Shape.EMPTY),
    ],
)
def test_words_that_end_in_the_middle_are_given_time_and_a_comma_only_in_a_story(
    text: str, story: bool, shape: Shape
) -> None:
    assert looks(text, story=story) is shape
