"""Signing on and off by voice: whose words a headset's are, and that no code gets any further."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.audit import AuditEvent
from assistant.duress import spot
from assistant.people import Person, Roster
from assistant.settings import DuressSettings
from assistant.signing_on import hash_of
from assistant.turn_result import TurnResult
from assistant.wearers import Wearers
from tests.fakes.shop import Shop
from voice.live.signing import NOBODY, NOT_KNOWN, TOO_MANY, WRONG, SigningTurns
from voice.live.turns import ConversationTurns, Said

CODE = "four two seven one"
ROSTER = Roster(
    (
        Person(actor_id="alex", name="Alex", devices=("headset-1",), code_hash=hash_of("1234")),
        Person(actor_id="sam", name="Sam", code_hash=hash_of("4271")),
        Person(actor_id="kim", name="Kim"),
    )
)


class Headsets:
    """Turns of a real conversation, with signing on in front."""

    def __init__(self, folder: Path) -> None:
        self.shop = Shop(folder)
        self.now = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
        self.audited: list[AuditEvent] = []
        self.wearers = Wearers(ROSTER, None, lambda: self.now)
        self.turns = SigningTurns(
            ConversationTurns(self.shop.conversation.take_turn, actor_of=self.wearers.actor_of, now=lambda: self.now),
            self.wearers,
            duress_in=lambda text: spot(text, DuressSettings()),
            audit=self._audit,
            now=lambda: self.now,
        )

    async def say(self, text: str, device_id: str = "headset-7") -> TurnResult:
        self.now += timedelta(seconds=10)
        return await self.turns.take(device_id, Said(text, 0.9))

    def stored(self) -> str:
        """All that the database holds."""
        return " ".join(
            path.read_bytes().decode("latin-1") for path in self.shop.folder.rglob("floorline.sqlite*")
        ).lower()

    async def _audit(self, event: AuditEvent) -> None:
        self.audited.append(event)
        await self.shop.conversation.note(event)


@pytest.fixture
async def headsets(tmp_path: Path) -> AsyncIterator[Headsets]:
    headsets = Headsets(tmp_path)
    yield headsets
    await headsets.shop.aclose()


async def test_what_is_said_after_signing_on_is_from_whoever_signed_on(headsets: Headsets) -> None:
    hello = await headsets.say(f"Sam, {CODE}")
    assert hello.replies == ("Hello Sam. You're signed on.",)
    report = await headsets.say("two lads nicked razor blades from aisle four")
    assert headsets.shop.record(report).actor_ids == ("sam",)
    assert [(event.action, event.actor_id, event.subject) for event in headsets.audited] == [
        ("wearer.signed_on", "sam", "headset-7")
    ]


async def test_no_code_is_stored_or_logged(headsets: Headsets, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await headsets.say(f"Sam, {CODE}")
    await headsets.say("Sam 9999")
    await headsets.say("Sam, 4271, there's a fight at the kiosk")
    await headsets.say("Sam 4271 help me help me he's coming at me")
    stored = headsets.stored()
    assert "fight at the kiosk" in stored
    for code in ("4271", "9999", CODE):
        assert code not in stored
        assert code not in caplog.text


async def test_a_report_in_the_same_breath_is_taken_under_the_new_name(headsets: Headsets) -> None:
    result = await headsets.say(f"Sam {CODE}, there's a fight at the kiosk")
    assert result.replies[0] == "Hello Sam. You're signed on."
    assert headsets.shop.record(result).actor_ids == ("sam",)
    assert result.draft["location"] == "kiosk"


async def test_a_wrong_code_signs_nobody_on(headsets: Headsets) -> None:
    assert (await headsets.say("Sam, one one one one")).replies == (WRONG,)
    assert (await headsets.say("Kim, one one one one")).replies == (WRONG,), "she has no code"
    assert headsets.wearers.actor_of("headset-7") == "unknown"


async def test_somebody_unknown_is_told_politely_and_may_report(headsets: Headsets) -> None:
    assert (await headsets.say("sign on, Terence, one two three four")).replies == (NOT_KNOWN,)
    report = await headsets.say("two lads nicked razor blades from aisle four")
    assert headsets.shop.record(report).actor_ids == ("unknown",)


async def test_guessing_is_stopped_even_for_the_right_code(headsets: Headsets) -> None:
    for _ in range(5):
        await headsets.say("Sam one one one one")
    assert (await headsets.say(f"Sam {CODE}")).replies == (TOO_MANY,)
    headsets.now += timedelta(minutes=6)
    assert (await headsets.say(f"Sam {CODE}")).replies == ("Hello Sam. You're signed on.",)


async def test_a_call_for_help_is_never_held_up_by_a_code(headsets: Headsets) -> None:
    result = await headsets.say("Sam one one one one code red")
    assert result.alarm


async def test_signing_on_in_the_middle_of_a_report_puts_the_open_question_again(headsets: Headsets) -> None:
    asked = await headsets.say("two lads nicked razor blades from aisle four")
    hello = await headsets.say(f"Sam {CODE}")
    assert hello.replies == ("Hello Sam. You're signed on.", asked.replies[-1])
    assert hello.asked == asked.asked
    later = await headsets.say("they've gone")
    assert later.incident_id == asked.incident_id
    assert headsets.shop.record(later).actor_ids == ("unknown", "sam")


async def test_the_next_wearer_does_not_speak_into_the_last_ones_report(headsets: Headsets) -> None:
    alex = await headsets.say("two lads nicked razor blades from aisle four", "headset-1")
    await headsets.say(f"Sam {CODE}", "headset-1")
    sam = await headsets.say("someone's fallen over in the bakery", "headset-1")
    assert sam.incident_id != alex.incident_id
    assert headsets.shop.record(sam).actor_ids == ("sam",)


async def test_signing_off_keeps_the_report(headsets: Headsets) -> None:
    await headsets.say(f"Sam {CODE}")
    await headsets.say("two lads nicked razor blades from aisle four")
    off = await headsets.say("sign off")
    assert off.replies == ("You're signed off, Sam. Your report is saved, and goes on where you speak next.",)
    assert headsets.wearers.actor_of("headset-7") == "unknown"
    assert (await headsets.say("sign off")).replies == (NOBODY,)


async def test_under_an_alarm_nothing_is_said_of_signing_on(headsets: Headsets) -> None:
    await headsets.say("is inspector sands in the building")
    assert (await headsets.say(f"Sam {CODE}")).replies == ()
    assert headsets.wearers.actor_of("headset-7") == "sam"
