"""One-time codes: single use, short-lived, slow to guess, and kept as a digest alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.audit import AuditEvent
from assistant.enrolment import (
    CODE_LIFETIME,
    Guesses,
    RosterInForce,
    code_in,
    holder_of,
    issue_code,
    person_named,
    redeem,
)
from assistant.errors import SettingsError
from assistant.people import Person, Roster
from assistant.store import Store

NOW = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
SAM = Person(actor_id="sam", name="Sam")
ROSTER = Roster(
    (SAM, Person(actor_id="alex", name="Alex", devices=("telegram:1",)), Person(actor_id="a2", name="Alex"))
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "floorline.sqlite")
    yield opened
    opened.close()


def plain(code: str) -> str:
    found = code_in(code)
    assert found is not None
    return found


def test_a_code_works_once(store: Store) -> None:
    code = plain(issue_code(store, SAM, NOW))
    assert redeem(store, code, "telegram:42", NOW) == "sam"
    assert redeem(store, code, "telegram:43", NOW) is None
    assert store.actor_enrolled_on("telegram:42") == "sam"


def test_a_code_is_void_after_a_day_and_once_there_is_a_newer_one(store: Store) -> None:
    old = plain(issue_code(store, SAM, NOW))
    assert redeem(store, old, "telegram:42", NOW + CODE_LIFETIME) is None
    first, second = plain(issue_code(store, SAM, NOW)), plain(issue_code(store, SAM, NOW))
    assert redeem(store, first, "telegram:42", NOW) is None
    assert redeem(store, second, "telegram:42", NOW) == "sam"


def test_the_code_itself_is_nowhere_in_the_store(store: Store, tmp_path: Path) -> None:
    code = issue_code(store, SAM, NOW)
    content = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert code.encode() not in content
    assert plain(code).encode() not in content


@pytest.mark.parametrize("text", ["abcd-efgh", " ABCD EFGH ", "abcdefgh"])
def test_a_code_may_be_typed_carelessly(text: str) -> None:
    assert code_in(text) == "ABCDEFGH"


@pytest.mark.parametrize("text", ["help me", "ABCD-EFG0", "ABCD-EFGH please", ""])
def test_other_words_are_no_code(text: str) -> None:
    assert code_in(text) is None


def test_codes_can_be_tried_only_slowly() -> None:
    guesses = Guesses()
    assert [guesses.may_try("telegram:1", NOW) for _ in range(6)] == [True] * 5 + [False]
    assert guesses.may_try("telegram:2", NOW)
    assert sum(guesses.may_try(f"telegram:{number}", NOW) for number in range(10, 200)) == 54
    assert guesses.may_try("telegram:1", NOW + timedelta(hours=1))


def test_a_device_is_its_holders_by_roster_or_by_enrolment(store: Store) -> None:
    redeem(store, plain(issue_code(store, SAM, NOW)), "telegram:42", NOW)
    assert holder_of(store, ROSTER, "telegram:42") == SAM
    held = holder_of(store, ROSTER, "telegram:1")
    assert held is not None
    assert held.actor_id == "alex"
    assert holder_of(store, ROSTER, "telegram:9") is None


def test_whoever_left_the_roster_holds_nothing(store: Store) -> None:
    redeem(store, plain(issue_code(store, SAM, NOW)), "telegram:42", NOW)
    assert holder_of(store, Roster(()), "telegram:42") is None


def test_the_roster_in_force_has_enrolled_devices_too(store: Store) -> None:
    now = [0.0]
    in_force = RosterInForce(store, ROSTER, clock=lambda: now[0])
    assert in_force().holder_of("telegram:42") is None
    redeem(store, plain(issue_code(store, SAM, NOW)), "telegram:42", NOW)
    assert in_force().holder_of("telegram:42") is None
    now[0] = 6.0
    held = in_force().holder_of("telegram:42")
    assert held is not None
    assert held.actor_id == "sam"
    assert in_force().actor_of("telegram:1") == "alex"


def test_the_first_device_of_all_counts_at_once(store: Store) -> None:
    in_force = RosterInForce(store, Roster((SAM,)), clock=lambda: 0.0)
    assert in_force().holder_of("telegram:42") is None
    redeem(store, plain(issue_code(store, SAM, NOW)), "telegram:42", NOW)
    assert in_force().holder_of("telegram:42") is not None


def test_an_enrolment_can_be_ended(store: Store) -> None:
    redeem(store, plain(issue_code(store, SAM, NOW)), "telegram:42", NOW)
    assert store.forget_devices_of("sam", AuditEvent(NOW, "system", "device.forgotten", "sam")) == 1
    assert store.enrolled_devices() == ()


def test_a_name_that_two_people_bear_is_asked_back() -> None:
    assert person_named(ROSTER, "SAM") == SAM
    with pytest.raises(SettingsError, match="2 people"):
        person_named(ROSTER, "Alex")
    with pytest.raises(SettingsError, match="Nobody called Robin"):
        person_named(ROSTER, "Robin")
