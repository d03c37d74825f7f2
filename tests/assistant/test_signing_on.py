"""A name and a code, said: found, checked against a hash, and cut out of what else was said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SettingsError
from assistant.people import Person, Roster
from assistant.signing_on import TRIES_AT_MOST, TRIES_WITHIN, Tries, hash_of, is_code, sign_on_in, signs_off
from assistant.wearers import Wearers

SAM = Person(actor_id="sam", name="Sam")
ANNE_MARIE = Person(actor_id="anne", name="Anne-Marie O'Neil")
PEOPLE = (SAM, ANNE_MARIE)
NOW = datetime(2026, 3, 14, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sam, four two seven one",
        "sam four two seven one",
        "Sam 4271",
        "Sam, 42 71.",
        "This is Sam, code four two seven one.",
        "sign me on, Sam, my code is four two seven one please",
        "Hello, it's Sam. Four, two, seven, one.",
        "Floorline sign on as Sam for two seven won",
        "Sam forty two seventy one",
    ],
)
def test_a_name_and_a_code_are_found(text: str) -> None:
    attempt = sign_on_in(text, PEOPLE)
    assert attempt is not None
    assert attempt.code == "4271"
    assert attempt.people == (SAM,)
    assert attempt.rest.replace("please", "").strip() == ""


@pytest.mark.parametrize(
    ("said", "code"),
    [("double four oh one", "4401"), ("triple seven nine", "7779"), ("nine nine one two three four", "991234"),
     ("twenty thirty", "2030"), ("nineteen eighty four", "1984")],
)  # fmt: skip
def test_digits_are_understood_as_people_say_them(said: str, code: str) -> None:
    attempt = sign_on_in(f"Sam {said}", PEOPLE)
    assert attempt is not None
    assert attempt.code == code


def test_a_name_of_several_parts_may_be_said_in_full_or_by_the_first() -> None:
    for name in ("Anne Marie O'Neil", "Anne"):
        attempt = sign_on_in(f"{name} one two three four", PEOPLE)
        assert attempt is not None
        assert attempt.people == (ANNE_MARIE,)


def test_what_else_was_said_goes_on_without_name_and_code() -> None:
    attempt = sign_on_in("Sam four two seven one, there's a fight at the kiosk", PEOPLE)
    assert attempt is not None
    assert attempt.rest == "there's a fight at the kiosk"


def test_a_name_that_nobody_has_is_an_attempt_only_after_sign_on() -> None:
    attempt = sign_on_in("sign on, Terence, one two three four", PEOPLE)
    assert attempt is not None
    assert attempt.people == ()
    assert sign_on_in("Terence, one two three four", PEOPLE) is None


@pytest.mark.parametrize(
    "text",
    [
        "till receipt four two seven one",
        "two lads nicked razor blades from aisle four",
        "the plate is Lima Bravo one two Sierra Alpha Mike",
        "Sam is on the way with two of them",
        "Sam saw four",
        "about two hundred quid",
        "four two seven one",
        "",
    ],
)
def test_figures_of_a_report_are_no_code(text: str) -> None:
    assert sign_on_in(text, PEOPLE) is None


@given(st.text(max_size=200))
def test_it_never_fails_and_never_leaves_a_code_that_it_found(text: str) -> None:
    for words in (text, f"Sam 9182 {text}", f"{text} Sam nine one eight two"):
        attempt = sign_on_in(words, PEOPLE)
        if attempt is not None:
            assert attempt.code not in attempt.rest or attempt.code in text


def test_a_code_never_shows_itself() -> None:
    attempt = sign_on_in("Sam 4271", PEOPLE)
    assert "4271" not in repr(attempt)


@pytest.mark.parametrize("text", ["sign off", "Sign me off.", "I'm signing off now", "floorline, log out please"])
def test_signing_off_is_understood(text: str) -> None:
    assert signs_off(text)


@pytest.mark.parametrize(
    "text", ["sign off the delivery", "he was signed off sick", "they went off", "the sign fell off"]
)
def test_other_talk_signs_nobody_off(text: str) -> None:
    assert not signs_off(text)


def test_a_code_is_known_by_its_hash_alone() -> None:
    stored = hash_of("4271")
    assert "4271" not in stored
    assert hash_of("4271") != stored, "each is salted"
    assert is_code("4271", stored)
    assert not is_code("4272", stored)
    assert not is_code("4271", None)
    assert not is_code("4271", "scrypt$$$")


@pytest.mark.parametrize("code", ["", "12", "123456789", "12a4", "\u0661\u0662\u0663\u0664"])
def test_a_code_is_four_to_eight_digits(code: str) -> None:
    with pytest.raises(SettingsError):
        hash_of(code)


def test_guessing_is_stopped_for_a_while() -> None:
    tries = Tries()
    for number in range(TRIES_AT_MOST):
        assert not tries.too_many("headset-1", NOW)
        tries.wrong("headset-1", NOW + timedelta(seconds=number))
    assert tries.too_many("headset-1", NOW)
    assert not tries.too_many("headset-2", NOW)
    assert not tries.too_many("headset-1", NOW + TRIES_WITHIN + timedelta(seconds=TRIES_AT_MOST))


class TestWearers:
    def wearers(self, folder: Path | None = None, hours: float = 0.0) -> Wearers:
        alex = Person(actor_id="alex", name="Alex", devices=("headset-1",))
        return Wearers(Roster((alex, *PEOPLE)), folder, lambda: NOW + timedelta(hours=hours))

    def test_whoever_signed_on_comes_before_the_roster(self) -> None:
        wearers = self.wearers()
        assert wearers.actor_of("headset-1") == "alex"
        wearers.sign_on("headset-1", SAM)
        assert wearers.actor_of("headset-1") == "sam"
        assert wearers.sign_off("headset-1") == SAM
        assert wearers.actor_of("headset-1") == "alex"

    def test_a_person_wears_one_headset_at_a_time(self) -> None:
        wearers = self.wearers()
        wearers.sign_on("headset-2", SAM)
        wearers.sign_on("headset-3", SAM)
        assert (wearers.actor_of("headset-2"), wearers.device_of("sam")) == ("unknown", "headset-3")

    def test_it_outlives_a_restart_but_not_the_shift(self, tmp_path: Path) -> None:
        self.wearers(tmp_path).sign_on("headset-2", SAM)
        assert self.wearers(tmp_path, hours=8).actor_of("headset-2") == "sam"
        assert self.wearers(tmp_path, hours=15).actor_of("headset-2") == "unknown"

    def test_a_damaged_file_locks_nobody_out(self, tmp_path: Path) -> None:
        (tmp_path / "wearers.json").write_text("{", encoding="utf-8")
        wearers = self.wearers(tmp_path)
        wearers.sign_on("headset-2", SAM)
        assert wearers.actor_of("headset-2") == "sam"

    def test_somebody_who_left_the_roster_wears_nothing(self, tmp_path: Path) -> None:
        self.wearers(tmp_path).sign_on("headset-2", SAM)
        assert Wearers(Roster((ANNE_MARIE,)), tmp_path, lambda: NOW).actor_of("headset-2") == "unknown"
