"""One part of a plate put right."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.dialogue.plate_changes import amended_plate
from assistant.understanding.spelling import spell_out

PLATES = st.from_regex(r"[A-HJ-PR-Y]{2}[0-9]{2}[A-HJ-PR-Z]{3}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "plate"),
    [
        ("third letter's a tango", "AB12TDE"),
        ("it ends in KL", "AB12CKL"),
        ("no, it ends in kilo lima", "AB12CKL"),
        ("starts with alpha charlie", "AC12CDE"),
        ("the last digit is a five", "AB15CDE"),
        ("last letter is F for freddie, not E", "AB12CDF"),
        ("second number is seven not two", "AB17CDE"),
        ("the last two are kilo lima", "AB12CKL"),
        ("it's a tango not a delta", "AB12CTE"),
    ],
)
def test_the_part_that_is_named_changes(text: str, plate: str) -> None:
    assert amended_plate("AB12CDE", text) == plate


@pytest.mark.parametrize(
    "text", ["no, aisle nine not four", "the first one was taller", "third time this week", "", "it ends here", "yes"]
)
def test_other_talk_changes_no_plate(text: str) -> None:
    assert amended_plate("AB12CDE", text) is None


@given(PLATES, PLATES)
def test_the_end_that_is_read_out_is_the_end_of_the_plate(old: str, new: str) -> None:
    changed = amended_plate(old, f"it ends in {spell_out(new[-3:])}")
    assert (changed or old) == old[:-3] + new[-3:]
