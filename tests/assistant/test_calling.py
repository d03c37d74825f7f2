"""What a button carries, and what it stands for."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.calling import AnswerKind, PressedAnswer

INCIDENT = UUID("01890000-0000-7000-8000-000000000002")


@given(st.uuids(), st.sampled_from(AnswerKind), st.none() | st.integers(min_value=0, max_value=999))
def test_a_button_is_read_as_what_it_was_made_for_and_fits_telegram(incident_id, kind, eta_minutes):
    answer = PressedAnswer(incident_id, kind, eta_minutes)
    assert len(answer.data.encode()) <= 64
    assert PressedAnswer.read(answer.data) == answer


@pytest.mark.parametrize(
    "data",
    ["", "confirm:yes", "call:", "call:xyz:a", f"call:{INCIDENT.hex}:x", f"call:{INCIDENT.hex}:w9999", "call:" * 20],
)
def test_the_data_of_another_button_is_no_answer(data):
    assert PressedAnswer.read(data) is None
