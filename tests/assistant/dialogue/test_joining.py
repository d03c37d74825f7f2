"""Two records told into one: nothing that either said is lost, whatever both said of the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.dialogue import TurnInput
from assistant.dialogue.claims import device_of, first_speaker, is_first, settled
from assistant.dialogue.joining import told_into
from assistant.dialogue.recording import Told, json_value, narrate, record_values
from assistant.identifiers import uuid7
from assistant.incident import Incident, Injuries, SlotName

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
VALUES: Final[dict[SlotName, tuple[Any, Any]]] = {
    "location": ("kiosk", "aisle 4"),
    "suspect_count": (2, 3),
    "weapon": ("none", "knife"),
    "injuries": (Injuries(any=False), Injuries(any=True, text="cut hand")),
    "items": (["razor blades"], ["gin"]),
    "suspect_description": ("grey hoodie", "green coat"),
    "suspects_on_site": (True, False),
    "vehicle_plate": ("AB12CDE", "AB12CDF"),
}
told = st.dictionaries(st.sampled_from(sorted(VALUES)), st.integers(0, 1), max_size=len(VALUES))


def said_by(actor_id: str, minute: int) -> TurnInput:
    return TurnInput(
        utterance_id=uuid7(),
        actor_id=actor_id,
        device_id=f"headset-{actor_id}",
        channel="headset",
        text=f"{actor_id} at {minute}",
        now=NOON + timedelta(minutes=minute),
    )


def record(actor_id: str, minute: int, chosen: dict[SlotName, int]) -> Incident:
    by = said_by(actor_id, minute)
    empty = Incident(store_id="0042", timestamp_utc=NOON, reported_at_utc=NOON)
    values = [Told(slot, VALUES[slot][which], by.text, "grammar") for slot, which in chosen.items()]
    return record_values(narrate(empty, by), values, by, replace=True)[0]


@settings(deadline=None, max_examples=50)
@given(told, told)
def test_every_fact_of_both_is_in_force_or_kept_as_a_claim_with_its_speaker(
    first_told: dict[SlotName, int], second_told: dict[SlotName, int]
) -> None:
    first, second = record("alex", 0, first_told), record("sam", 1, second_told)
    both = told_into(first, second)
    assert both.incident_id == first.incident_id
    assert both.actor_ids == ("alex", "sam")
    assert [line.actor_id for line in both.narrative] == ["alex", "sam"]
    for incident, actor_id in ((first, "alex"), (second, "sam")):
        for slot, value in incident.filled().items():
            if actor_id == "sam" and value == first.slot(slot):
                continue  # who agrees adds nothing but their words
            entries = (*both.provenance[slot], *both.disputed.get(slot, ()))
            assert any(entry.actor_id == actor_id and entry.words.startswith(actor_id) for entry in entries), (
                f"what {actor_id} said of {slot} is lost"
            )


@settings(deadline=None, max_examples=50)
@given(told, told)
def test_the_first_reporters_word_is_overruled_by_danger_and_by_news_alone(
    first_told: dict[SlotName, int], second_told: dict[SlotName, int]
) -> None:
    first, second = record("alex", 0, first_told), record("sam", 1, second_told)
    both = told_into(first, second)
    changed = {
        slot
        for slot in first.filled()
        if json_value(both, slot) != json_value(first, slot) and slot not in ("items", "suspect_description")
    }
    assert changed <= {"weapon", "injuries", "suspects_on_site"}
    assert all(slot in both.disputed for slot in changed - {"suspects_on_site"})


@settings(deadline=None, max_examples=50)
@given(told, told)
def test_telling_the_same_again_changes_nothing(
    first_told: dict[SlotName, int], second_told: dict[SlotName, int]
) -> None:
    first, second = record("alex", 0, first_told), record("sam", 1, second_told)
    both = told_into(first, second)
    again = told_into(both, second)
    assert again.filled() == both.filled()
    assert again.narrative == both.narrative
    assert set(again.disputed) == set(both.disputed)


@settings(deadline=None, max_examples=50)
@given(told, told)
def test_settling_keeps_both_accounts_in_the_history(
    first_told: dict[SlotName, int], second_told: dict[SlotName, int]
) -> None:
    both = told_into(record("alex", 0, first_told), record("sam", 1, second_told))
    for slot in tuple(both.disputed):
        both = settled(both, slot)
        assert {entry.actor_id for entry in both.provenance[slot]} == {"alex", "sam"}
    assert both.disputed == {}


def test_who_was_first_and_where_they_were_last_heard() -> None:
    both = told_into(record("alex", 0, {"location": 0}), record("sam", 1, {"weapon": 1}))
    assert first_speaker(both) == "alex"
    assert is_first(both, said_by("alex", 2))
    assert not is_first(both, said_by("sam", 2))
    assert device_of(both, "sam") == "headset-sam"
    assert device_of(both, "kim") is None
