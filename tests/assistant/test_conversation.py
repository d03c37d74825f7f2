"""One turn on any channel: stored first, duress before Rasa, and taken exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from assistant.alerts import Alert, AlertKind
from assistant.audit import verify
from assistant.conversation import NOT_SAVED, NOT_TAKEN, Conversation
from assistant.errors import RasaAnswerError, RasaDownError, StoreFullError
from assistant.identifiers import uuid7
from assistant.incident import Status
from assistant.observer import Observer
from assistant.settings import Settings
from assistant.sop import LiveSopBook
from assistant.store import Store, Utterance
from assistant.understanding.values import Parse

REPORT = "two lads nicked razor blades from aisle four"


class FakeRasa:
    """Calls the conversation back as Rasa's action does, with the parse the test chose."""

    def __init__(self) -> None:
        self.conversation: Conversation | None = None
        self.parses: dict[str, Parse] = {}
        self.asked: list[str] = []
        self.fails: Exception | None = None
        self.fails_after_action = False

    async def take_turn(
        self, conversation_id: str, text: str, metadata: Mapping[str, str], meanwhile: object = None
    ) -> None:
        self.asked.append(text)
        if self.fails is not None and not self.fails_after_action:
            raise self.fails
        assert self.conversation is not None
        parse = self.parses.get(text, Parse("out_of_scope", 0.9, ()))
        await self.conversation.take_parse(UUID(metadata["utterance_id"]), parse)
        if self.fails is not None:
            raise self.fails


class FakeDispatcher:
    """Notes which jobs were set going."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    async def dispatch(self, keys: Sequence[str]) -> None:
        self.keys.extend(keys)


class FullStore(Store):
    """A store whose disk is full."""

    def add_utterance(self, utterance: Utterance) -> None:
        raise StoreFullError("The disk is full; make room.")


class BrieflyFullStore(Store):
    """A store whose disk is full for as long as ``is_full``; what is on it can be read."""

    is_full = False

    def add_utterance(self, utterance: Utterance) -> None:
        if self.is_full:
            raise StoreFullError("The disk is full; make room.")
        super().add_utterance(utterance)


class House:
    """A conversation with everything around it faked but the store."""

    def __init__(self, folder: Path, store_class: type[Store] = Store, observer: Observer | None = None) -> None:
        self.rasa = FakeRasa()
        self.dispatcher = FakeDispatcher()
        self.store = store_class.open(folder / "floorline.sqlite")
        self.unsaved: list[Alert] = []
        self.stages: list[str] = []
        self.conversation = Conversation(
            store=self.store,
            sops=LiveSopBook(),
            language=self.rasa,
            dispatcher=self.dispatcher,
            alert_targets=("team",),
            settings=Settings(data_dir=folder),
            unsaved_alarm=self._unsaved,
            observer=observer or (lambda stage, details: self.stages.append(stage)),
        )
        self.rasa.conversation = self.conversation
        self.rasa.parses[REPORT] = Parse("report_shoplifting", 0.95, ())

    async def _unsaved(self, alert: Alert) -> None:
        self.unsaved.append(alert)

    def utterance(self, text: str, conversation_id: str = "headset:1", **more: Any) -> Utterance:
        return Utterance(
            **{  # type: ignore[arg-type]
                "utterance_id": uuid7(),
                "conversation_id": conversation_id,
                "actor_id": "alex",
                "device_id": "headset-1",
                "channel": "headset",
                "text": text,
                "confidence": None,
                "said_at_utc": datetime(2026, 3, 14, 18, 0, tzinfo=UTC),
            }
            | more
        )

    async def aclose(self) -> None:
        await self.conversation.aclose()
        self.store.close()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    house = House(tmp_path)
    yield house
    await house.aclose()


async def test_a_turn_is_taken_through_rasa_and_its_alert_set_going(house: House) -> None:
    result = await house.conversation.take_turn(house.utterance(REPORT))
    assert result.mode == "rasa"
    assert result.draft["category"] == "shoplifting"
    assert result.draft["location"] == "aisle 4"
    assert result.status == "draft"
    (alert,) = result.alerts
    assert house.dispatcher.keys == [f"alert:{alert['alert_id']}:team"]


async def test_what_was_said_is_stored_before_anything_else(house: House) -> None:
    await house.conversation.take_turn(house.utterance(REPORT))
    assert house.stages.index("utterance_stored") < house.stages.index("duress_checked")
    assert house.stages.index("duress_checked") < house.stages.index("rasa_asked")


async def test_the_place_in_a_call_for_help_goes_out_with_the_alarm_and_is_not_asked(house: House) -> None:
    result = await house.conversation.take_turn(house.utterance("help me he's got me cornered in the stockroom"))
    assert result.alarm
    assert result.draft["location"] == "stockroom"
    assert result.asked is None


async def test_duress_raises_the_alarm_without_asking_rasa(house: House) -> None:
    result = await house.conversation.take_turn(house.utterance("help me help me he's coming at me"))
    assert house.rasa.asked == []
    assert result.alarm
    assert result.priority == "P1"
    assert len(house.dispatcher.keys) == 1


async def test_a_silent_phrase_is_answered_with_nothing(house: House) -> None:
    result = await house.conversation.take_turn(house.utterance("is inspector sands in the building"))
    assert result.replies == ()
    assert result.alarm
    assert len(house.dispatcher.keys) == 1


async def test_the_same_utterance_twice_is_taken_once(house: House) -> None:
    utterance = house.utterance(REPORT)
    first = await house.conversation.take_turn(utterance)
    again = await house.conversation.take_turn(utterance)
    assert again == first
    assert len(house.dispatcher.keys) == 1
    assert len(house.store.turns_in("headset:1")) == 1


@pytest.mark.parametrize("error", [RasaDownError("down"), RasaAnswerError("[]")])
async def test_without_rasa_the_grammar_takes_the_turn_and_the_record_says_so(house: House, error: Exception) -> None:
    house.rasa.fails = error
    result = await house.conversation.take_turn(house.utterance(REPORT))
    assert result.mode == "degraded"
    assert result.draft["category"] == "shoplifting"
    assert result.incident_id is not None
    incident = house.store.incident(UUID(result.incident_id))
    assert incident is not None
    assert incident.degraded


async def test_a_report_is_completed_with_rasa_stopped_in_the_middle(house: House) -> None:
    result = await house.conversation.take_turn(house.utterance(REPORT))
    house.rasa.fails = RasaDownError("down")
    answers = {
        "suspects_on_site": "they've gone",
        "suspect_description": "grey hoodies",
        "items": "razor blades",
        "item_value": "about two hundred quid",
        "direction_of_travel": "towards the bus station",
        "confirmation": "yes that's right",
    }
    for _ in range(10):
        if result.status != Status.DRAFT:
            break
        result = await house.conversation.take_turn(house.utterance(answers.get(result.asked or "", "don't know")))
    assert result.status == Status.SUBMITTED
    assert result.draft["item_value"] == "200.00"
    assert house.dispatcher.keys[-1] == f"submit:{result.incident_id}"


async def test_an_answer_that_comes_too_late_does_not_take_the_turn_again(house: House) -> None:
    house.rasa.fails = RasaDownError("too slow")
    house.rasa.fails_after_action = True
    result = await house.conversation.take_turn(house.utterance(REPORT))
    assert result.mode == "rasa"
    assert len(house.store.turns_in("headset:1")) == 1


async def test_a_call_back_for_an_utterance_nobody_waits_for_changes_nothing(house: House) -> None:
    await house.conversation.take_parse(uuid7(), Parse("report_robbery", 0.9, ()))
    assert house.store.turns_in("headset:1") == ()


async def test_what_was_stored_but_never_answered_is_taken_at_the_next_start(house: House) -> None:
    house.store.add_utterance(house.utterance(REPORT))
    house.store.add_utterance(house.utterance("help me", conversation_id="headset:2"))
    assert await house.conversation.recover() == 2
    assert await house.conversation.recover() == 0
    assert len(house.store.incidents(limit=10)) == 2


async def test_an_utterance_that_cannot_be_taken_does_not_stop_recovery(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fatal = "two lads nicked the crown jewels"

    def breaks(stage: str, details: Mapping[str, Any]) -> None:
        if stage == "duress_checked" and details["utterance_id"] in broken:
            raise ValueError(fatal)

    broken: set[UUID] = set()
    house = House(tmp_path, observer=breaks)
    first, call, last = house.utterance(fatal), house.utterance("help me"), house.utterance(REPORT, "headset:2")
    broken |= {first.utterance_id, call.utterance_id}
    for utterance in (first, call, last):
        house.store.add_utterance(utterance)
    assert await house.conversation.recover() == 3
    assert await house.conversation.recover() == 0
    turn = house.store.turn(first.utterance_id)
    assert turn is not None
    assert turn.act == "not_taken"
    assert turn.replies == (NOT_TAKEN,)
    assert "crown jewels" not in caplog.text
    assert str(first.utterance_id) in caplog.text
    assert [alert.kind for alert in house.unsaved] == [AlertKind.ALARM]
    assert len(house.store.incidents(limit=10)) == 1
    assert (await house.conversation.take_turn(house.utterance(REPORT))).status == "draft"
    await house.aclose()


async def test_two_conversations_at_once_do_not_mix(house: House) -> None:
    one, two = await asyncio.gather(
        house.conversation.take_turn(house.utterance(REPORT, "headset:1")),
        house.conversation.take_turn(house.utterance(REPORT, "headset:2")),
    )
    assert one.incident_id != two.incident_id


async def test_a_full_disk_is_said_aloud_and_duress_still_goes_out(tmp_path: Path) -> None:
    house = House(tmp_path, FullStore)
    try:
        plain = await house.conversation.take_turn(house.utterance(REPORT))
        assert plain.replies == (NOT_SAVED,)
        alarm = await house.conversation.take_turn(house.utterance("help me he's got a knife to my throat"))
        assert alarm.alarm
        assert len(house.unsaved) == 1
    finally:
        await house.aclose()


async def test_a_call_sent_again_once_it_can_be_saved_gives_the_alarm_that_is_out_already(tmp_path: Path) -> None:
    house = House(tmp_path, BrieflyFullStore)
    assert isinstance(house.store, BrieflyFullStore)
    call = house.utterance("help me he's got a knife to my throat")
    house.store.is_full = True
    await house.conversation.take_turn(call)
    house.store.is_full = False
    saved = await house.conversation.take_turn(call)
    assert [alert["alert_id"] for alert in saved.alerts] == [str(alert.alert_id) for alert in house.unsaved]
    assert saved.incident_id == str(house.unsaved[0].incident_id)
    await house.aclose()


async def test_an_alarm_that_cannot_be_saved_is_about_the_record_that_is_open(tmp_path: Path) -> None:
    house = House(tmp_path, BrieflyFullStore)
    assert isinstance(house.store, BrieflyFullStore)
    told = await house.conversation.take_turn(house.utterance(REPORT))
    house.store.is_full = True
    await house.conversation.take_turn(house.utterance("help me he's got a knife to my throat"))
    (alarm,) = house.unsaved
    assert str(alarm.incident_id) == told.incident_id
    assert alarm.zone == "aisle 4"
    await house.aclose()


@pytest.mark.parametrize(
    "text", ["", "   \n", "🤷", "помогите пожалуйста", "/restart", "x" * 10_000, "\x00\x07", "़" * 50]
)
async def test_anything_can_be_said_and_is_answered_calmly(house: House, text: str) -> None:
    result = await house.conversation.take_turn(house.utterance(text))
    assert result.incident_id is None
    assert result.replies


async def test_silence_is_a_turn_that_rasa_never_sees(house: House) -> None:
    await house.conversation.take_turn(house.utterance(REPORT))
    result = await house.conversation.take_turn(house.utterance("", silence_seconds=8.0))
    assert result.act == "silence"
    assert result.replies
    assert house.rasa.asked == [REPORT]


async def test_another_person_can_end_a_silent_alarm(house: House) -> None:
    raised = await house.conversation.take_turn(house.utterance("is inspector sands in the building"))
    assert raised.incident_id is not None
    assert await house.conversation.stand_down(UUID(raised.incident_id), "sam", "console")
    assert not await house.conversation.stand_down(UUID(raised.incident_id), "sam", "console")
    after = await house.conversation.take_turn(house.utterance("", silence_seconds=1.0))
    assert not after.alarm
    incident = house.store.incident(UUID(raised.incident_id))
    assert incident is not None
    assert "sam" in incident.actor_ids


async def test_the_audit_log_is_chained_and_holds_none_of_the_words(house: House) -> None:
    await house.conversation.take_turn(house.utterance(REPORT))
    await house.conversation.take_turn(house.utterance("help me"))
    entries = house.store.audit_entries()
    assert [entry.event.action for entry in entries] == ["turn", "turn", "alarm.raised"]
    assert verify(entries) == ()
    assert "razor" not in str(entries)
