"""The ladder in a process: on time, saved, gone on with after a crash, answered from everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from assistant.calling import AnswerKind, PressedAnswer
from assistant.delivery.escalation import Phase
from assistant.delivery.escalation.answering import UNKNOWN_CALL, UNKNOWN_DEVICE, answer_job
from assistant.delivery.escalation.running import LAPSES_AFTER_SECONDS
from assistant.errors import ChannelRefused, ChannelUnavailable, StoreFullError
from assistant.people import Roster
from assistant.store import Store
from tests.assistant.delivery.escalation.people import BY_CHAT, LEE, MIA, NOON, PRIYA, SAM
from tests.assistant.delivery.escalation.shop import Shop, opened
from tests.assistant.store.samples import utterance
from tests.fakes.virtual_time import in_virtual_time

Story = Callable[[Store], Awaitable[None]]
OMW_2 = AnswerKind.ON_MY_WAY


@pytest.fixture
def play(tmp_path: Path):
    """Runs a story on virtual time, with a store of its own."""

    def run(story: Story) -> None:
        store = opened(tmp_path)
        try:
            in_virtual_time(story(store))
        finally:
            store.close()

    return run


async def up(store: Store, **changes) -> Shop:
    shop = Shop(store, **changes)
    await shop.escalations.start()
    return shop


def press(incident_id: UUID, kind: AnswerKind = AnswerKind.ON_MY_WAY, eta_minutes: int | None = None) -> str:
    return PressedAnswer(incident_id, kind, eta_minutes).data


def test_the_next_rung_is_called_after_twenty_seconds_without_anybodys_doing(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        await shop.raise_alarm(category="shoplifting")
        assert shop.called == ["telegram:42", "headset-7"]
        await asyncio.sleep(19)
        assert len(shop.called) == 2
        await asyncio.sleep(2)
        assert shop.telegram.devices == ["telegram:42", "telegram:43", "telegram:42"]
        await shop.escalations.stop()

    play(story)


def test_if_nobody_answers_the_reporter_hears_it_in_their_ear(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        await shop.raise_alarm(category="shoplifting")
        await asyncio.sleep(200)
        assert shop.reporter_hears.words == ["Nobody has answered. Call nine nine nine."]
        assert len(shop.pager.received) == 1
        await shop.escalations.stop()

    play(story)


def test_a_pressed_button_stops_it_and_is_told_to_the_reporter_at_once(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        incident_id = await shop.raise_alarm(category="shoplifting")
        await asyncio.sleep(5)
        thanks = await shop.answers.press(press(incident_id, eta_minutes=2), device_id="telegram:42")
        assert thanks == "Thank you. Your colleague knows that you are coming."
        await asyncio.sleep(500)
        assert shop.reporter_hears.words == ["Sam is on the way, two minutes."]
        assert shop.telegram.devices == ["telegram:42"]
        [(receipt, shown)] = shop.telegram.updates
        assert (receipt, shown.text.splitlines()[-1]) == ("message 1", "Sam is on the way, two minutes.")
        actions = [(entry.event.action, entry.event.actor_id) for entry in store.audit_entries(str(incident_id))]
        assert ("people.answered", "sam") in actions
        await shop.escalations.stop()

    play(story)


def test_who_reported_by_chat_hears_the_answer_on_their_headset_too(play):
    async def story(store: Store) -> None:
        shop = await up(store, connected=("headset-1", "telegram:49"))
        incident_id = await shop.raise_alarm(reporter=BY_CHAT)
        await shop.answers.press(press(incident_id), device_id="telegram:42")
        await asyncio.sleep(0.1)
        assert [said.device_id for said in shop.reporter_hears.said] == ["telegram:49", "headset-1"]
        assert {said.words for said in shop.reporter_hears.said} == {"Sam is on the way."}
        await shop.escalations.stop()

    play(story)


def test_a_press_by_somebody_unknown_stops_nothing(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        incident_id = await shop.raise_alarm()
        assert await shop.answers.press(press(incident_id), device_id="telegram:999") == UNKNOWN_DEVICE
        assert await shop.answers.press(press(uuid4()), device_id="telegram:42") == UNKNOWN_CALL
        assert await shop.answers.press("something else", device_id="telegram:42") == UNKNOWN_CALL
        state = await shop.escalations.of(incident_id)
        assert state is not None
        assert state.phase is Phase.CALLING
        await shop.escalations.stop()

    play(story)


def test_a_manager_answers_by_voice_from_their_headset(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        await shop.raise_alarm(category="shoplifting")
        said = utterance("on my way, two minutes", "headset-7", actor_id="sam", device_id="headset-7")
        assert await shop.answers.answer_aloud(said) is not None
        await asyncio.sleep(1)
        assert shop.reporter_hears.words == ["Sam is on the way, two minutes."]
        await shop.escalations.stop()

    play(story)


@pytest.mark.parametrize(
    ("words", "who", "device"),
    [
        ("someone is stealing in aisle four", "sam", "headset-7"),
        ("on my way", "noor", "headset-9"),
        ("on my way", "mia", "headset-1"),
    ],
)
def test_a_report_and_the_words_of_those_not_called_are_no_answers(play, words, who, device):
    async def story(store: Store) -> None:
        shop = await up(store)
        await shop.raise_alarm(category="shoplifting")
        said = utterance(words, device, actor_id=who, device_id=device)
        assert await shop.answers.answer_aloud(said) is None
        await shop.escalations.stop()

    play(story)


def test_a_reporter_who_cannot_be_reached_is_told_at_their_next_turn_and_only_then(play):
    async def story(store: Store) -> None:
        shop = await up(store, connected=())
        incident_id = await shop.raise_alarm(category="shoplifting")
        await shop.answers.press(press(incident_id, eta_minutes=5), device_id="telegram:42")
        await asyncio.sleep(1)
        conversation = "headset:headset-1:1"
        assert await shop.answers.news_for("another") == ()
        assert await shop.answers.news_for(conversation) == ("Sam is on the way, five minutes.",)
        assert await shop.answers.news_for(conversation) == ()
        assert shop.answers.who_is_coming(incident_id) == "Sam is on the way, five minutes."
        await shop.escalations.stop()

    play(story)


def test_standing_down_ends_the_alarm_in_the_reporters_conversation(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        incident_id = await shop.raise_alarm()
        await shop.answers.press(press(incident_id, AnswerKind.STAND_DOWN), device_id="telegram:43")
        await asyncio.sleep(1)
        assert shop.ended == [(incident_id, "priya", "telegram:43")]
        await shop.escalations.stop()

    play(story)


def test_after_a_crash_the_ladder_goes_on_where_it_stood(play):
    async def story(store: Store) -> None:
        first = await up(store)
        await first.raise_alarm(category="shoplifting")
        await asyncio.sleep(5)
        await first.escalations.stop()  # as a crash would: nothing is saved at the end
        second = await up(store, began=NOON + timedelta(seconds=10))
        assert second.called == []
        await asyncio.sleep(9)
        assert second.called == []
        await asyncio.sleep(2)
        assert second.telegram.devices == ["telegram:43", "telegram:42"]
        await second.escalations.stop()

    play(story)


def test_a_rung_that_came_due_while_the_process_was_down_is_called_at_once_and_the_next_waits(play):
    async def story(store: Store) -> None:
        first = await up(store)
        await first.raise_alarm(category="shoplifting")
        await first.escalations.stop()
        second = await up(store, began=NOON + timedelta(minutes=10))
        await asyncio.sleep(0.1)
        assert second.telegram.devices == ["telegram:43", "telegram:42"]
        await asyncio.sleep(21)
        assert second.telegram.devices[2:] == ["telegram:44", "telegram:42"]
        await second.escalations.stop()

    play(story)


def test_an_answer_given_while_the_process_was_down_is_honoured(play):
    async def story(store: Store) -> None:
        first = await up(store)
        incident_id = await first.raise_alarm(category="shoplifting")
        await first.escalations.stop()
        second = await up(store, began=NOON + timedelta(seconds=10))
        job = answer_job(incident_id, OMW_2, actor_id="sam", device_id="console", eta_minutes=2)
        store.add_jobs([job])
        await second.dispatch([job.key])
        await asyncio.sleep(100)
        assert second.called == []
        assert second.reporter_hears.words == ["Sam is on the way, two minutes."]
        await second.escalations.stop()

    play(story)


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_while_it_runs_changes_nothing(play, hours):
    async def story(store: Store) -> None:
        shop = await up(store)
        await shop.raise_alarm(category="shoplifting")
        shop.jump = timedelta(hours=hours)
        await asyncio.sleep(15)
        assert len(shop.called) == 2
        await asyncio.sleep(10)
        assert shop.telegram.devices == ["telegram:42", "telegram:43", "telegram:42"]
        await shop.escalations.stop()

    play(story)


def test_a_clock_set_back_over_a_restart_makes_nobody_wait_for_ever(play):
    async def story(store: Store) -> None:
        first = await up(store)
        await first.raise_alarm(category="shoplifting")
        await first.escalations.stop()
        second = await up(store, began=NOON - timedelta(hours=1))
        await asyncio.sleep(21)
        assert second.telegram.devices == ["telegram:43", "telegram:42"]
        await second.escalations.stop()

    play(story)


def test_after_half_a_day_with_the_store_box_off_nobody_is_called_any_more(play):
    async def story(store: Store) -> None:
        first = await up(store)
        await first.raise_alarm()
        await first.escalations.stop()
        second = await up(store, began=NOON + timedelta(seconds=LAPSES_AFTER_SECONDS + 60))
        await asyncio.sleep(500)
        assert second.called == []
        await second.escalations.stop()

    play(story)


def test_a_call_that_is_refused_moves_the_ladder_on(play):
    async def story(store: Store) -> None:
        shop = await up(store, roster=Roster((SAM.model_copy(update={"devices": ("telegram:42",)}), PRIYA, LEE, MIA)))
        shop.telegram.failures = [ChannelRefused("Blocked.")]
        await shop.raise_alarm(category="shoplifting")
        await asyncio.sleep(0.1)
        assert shop.telegram.devices[0] == "telegram:43"
        await shop.escalations.stop()

    play(story)


def test_with_the_disk_full_people_are_called_all_the_same_and_an_answer_stops_it(play, monkeypatch):
    async def story(store: Store) -> None:
        shop = await up(store)
        incident_id = await shop.raise_alarm(category="shoplifting")
        whole = store.save_escalation

        def full(*args: object, **changes: object) -> int:
            raise StoreFullError("There is no room left.")

        monkeypatch.setattr(store, "save_escalation", full)
        await asyncio.sleep(21)
        assert shop.telegram.devices == ["telegram:42", "telegram:43", "telegram:42"]
        with pytest.raises(StoreFullError):
            await shop.answers.press(press(incident_id), device_id="telegram:43")
        await asyncio.sleep(100)
        assert shop.reporter_hears.words == ["Priya is on the way."]
        assert len(shop.telegram.devices) == 3
        monkeypatch.setattr(store, "save_escalation", whole)
        await asyncio.sleep(10)
        saved = store.escalation(incident_id)
        assert saved is not None
        assert saved.state["phase"] == "answered"
        await shop.escalations.stop()

    play(story)


def test_a_call_held_up_until_somebody_had_answered_is_not_tried_for_ever(play):
    async def story(store: Store) -> None:
        shop = await up(store)
        incident_id = await shop.raise_alarm(category="shoplifting")
        await shop.answers.press(press(incident_id), device_id="telegram:42")
        [key] = [stored.job.key for stored in store.jobs_of(incident_id) if stored.job.target == "headset-7"][:1]
        stored = store.job(key)
        assert stored is not None
        shop.headsets.failures = [ChannelUnavailable("Off.")]
        assert await shop.errands["push"].do(stored.job) == "answered before it could be sent"
        await shop.escalations.stop()

    play(story)


def test_where_nobody_has_a_device_nobody_is_called_and_nothing_is_kept(play):
    async def story(store: Store) -> None:
        shop = await up(store, roster=Roster(), pagers=())
        incident_id = await shop.raise_alarm()
        assert await shop.escalations.of(incident_id) is None
        await asyncio.sleep(500)
        assert shop.reporter_hears.words == []
        await shop.escalations.stop()

    play(story)
