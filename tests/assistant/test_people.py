"""The roster: who, in which role, on which device, on which shift."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.people import UNKNOWN_ACTOR, Roster

ROSTER = """
people:
  - {actor_id: sam, name: Sam, roles: [guard], devices: [headset-7, "telegram:42"],
     shifts: [{days: [mon, tue], start: "08:00", end: "16:00"}]}
  - {actor_id: priya, name: Priya, roles: [duty_manager, first_aider], devices: [headset-1],
     shifts: [{days: [sat], start: "22:00", end: "06:00"}]}
  - {actor_id: lee, name: Lee}
"""


def roster(tmp_path: Path, text: str = ROSTER) -> Roster:
    file = tmp_path / "people.yml"
    file.write_text(text, encoding="utf-8")
    return Roster.load(file)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def on_shift(people: Roster, moment: str) -> list[str]:
    return [person.actor_id for person in people.on_shift(at(moment))]


def test_a_device_is_in_somebodys_hand(tmp_path: Path) -> None:
    people = roster(tmp_path)
    holder = people.holder_of("telegram:42")
    assert holder is not None
    assert holder.name == "Sam"
    assert people.actor_of("headset-1") == "priya"


def test_an_unknown_device_has_an_unknown_actor(tmp_path: Path) -> None:
    people = roster(tmp_path)
    assert people.holder_of("headset-99") is None
    assert people.actor_of("headset-99") == UNKNOWN_ACTOR
    assert people.name_of(UNKNOWN_ACTOR) == "a colleague"
    assert people.person("nobody") is None


def test_shifts_are_in_the_stores_own_time(tmp_path: Path) -> None:
    people = roster(tmp_path)
    # A Monday in July: 07:30 UTC is 08:30 in London.
    assert on_shift(people, "2026-07-06T07:30") == ["sam", "lee"]
    assert on_shift(people, "2026-07-06T06:59") == ["lee"]
    assert on_shift(people, "2026-07-06T15:00") == ["lee"]


def test_a_night_shift_runs_into_the_next_day(tmp_path: Path) -> None:
    people = roster(tmp_path)
    assert on_shift(people, "2026-01-10T22:00") == ["priya", "lee"]
    assert on_shift(people, "2026-01-11T05:59") == ["priya", "lee"]
    assert on_shift(people, "2026-01-11T06:00") == ["lee"]
    assert on_shift(people, "2026-01-10T05:00") == ["lee"]


def test_who_has_a_role_is_who_has_it_and_is_working(tmp_path: Path) -> None:
    people = roster(tmp_path)
    assert [person.name for person in people.with_role("duty_manager", at("2026-01-10T23:00"))] == ["Priya"]
    assert people.with_role("duty_manager", at("2026-01-12T12:00")) == ()
    assert people.with_role("astronaut", at("2026-01-10T23:00")) == ()


def test_without_a_roster_every_role_of_a_store_is_there() -> None:
    people = Roster.load(None)
    for role in ("guard", "duty_manager", "first_aider", "store_manager"):
        assert people.with_role(role, at("2026-01-10T03:00"))


def test_a_time_without_quotes_is_taken_for_what_was_meant(tmp_path: Path) -> None:
    people = roster(tmp_path, "people: [{actor_id: a, name: A, shifts: [{days: [sat], start: 08:30, end: 16:00}]}]")
    assert on_shift(people, "2026-01-10T08:30") == ["a"]
    assert on_shift(people, "2026-01-10T08:29") == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("people: []", "people"),
        ("people: [{actor_id: a, name: A, role: guard}]", "role"),
        ("people: [{actor_id: a, name: A}, {actor_id: a, name: B}]", "given twice"),
        (
            "people: [{actor_id: a, name: A, devices: [h]}, {actor_id: b, name: B, devices: [h]}]",
            "two people's hands",
        ),
        ("people: [{actor_id: a, name: A, shifts: [{start: '25:00', end: '16:00'}]}]", "start"),
        ("people: [", "line 1"),
        ("just words", "people.yml"),
        ("", "people.yml"),
    ],
)
def test_a_broken_roster_names_the_file_and_what_is_wrong(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(SettingsError, match=complaint) as wrong:
        roster(tmp_path, text)
    assert "people.yml" in str(wrong.value)


def test_a_roster_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"gone\.yml"):
        Roster.load(tmp_path / "gone.yml")
