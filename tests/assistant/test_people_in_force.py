"""Whose headset is on whose head."""

from __future__ import annotations

from assistant.people import Person, Roster
from assistant.people_in_force import with_worn

SAM = Person(actor_id="sam", name="Sam", devices=("headset-7", "telegram:42"))
LEE = Person(actor_id="lee", name="Lee", devices=("headset-8",))
WRITTEN = Roster((SAM, LEE))


def devices(**worn: str) -> list[tuple[str, ...]]:
    return [person.devices for person in with_worn(WRITTEN, worn.get).people]


def test_without_signing_on_it_is_the_written_roster() -> None:
    assert with_worn(WRITTEN, lambda actor_id: None) is WRITTEN


def test_whoever_signs_on_is_called_on_that_headset_and_their_phone() -> None:
    assert devices(sam="headset-9") == [("headset-9", "headset-7", "telegram:42"), ("headset-8",)]


def test_a_headset_that_somebody_else_has_signed_on_to_is_nobody_else_s() -> None:
    assert devices(lee="headset-7") == [("telegram:42",), ("headset-7", "headset-8")]


def test_their_own_headset_is_named_once() -> None:
    assert devices(sam="headset-7")[0] == ("headset-7", "telegram:42")
