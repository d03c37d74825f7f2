"""A team is told in place of what it was told before, and of much at once in one message."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from assistant.alerts import VALID_FOR, Alert, AlertKind
from assistant.delivery import Backoff
from assistant.delivery.attempts import Attempts, Step
from assistant.delivery.store_threads import StoreThreads
from assistant.delivery.throttle import Throttle
from assistant.errors import ChannelRefused
from assistant.evidence import EvidenceStore
from assistant.incident import Priority
from assistant.store import Job, Store
from tests.assistant.delivery.receivers import FakeChannel, FakePlatform
from tests.assistant.store.samples import incident
from tests.fakes.made_alerts import an_alert


class Board(FakeChannel):
    """A channel whose messages can be changed."""

    def __init__(self) -> None:
        super().__init__("ops")
        self.changed: list[tuple[str, Alert]] = []
        self.is_gone = False

    async def update(self, alert: Alert, receipt: str) -> str:
        if self.is_gone:
            raise ChannelRefused("The message is gone.")
        self.changed.append((receipt, alert))
        return receipt


class Team:
    """Attempts with one channel, and alerts owed to it."""

    def __init__(self, store: Store, channel: FakeChannel) -> None:
        self.store, self.channel = store, channel
        self.attempts = Attempts(
            StoreThreads(store),
            FakePlatform(),
            {"ops": channel},
            backoff=Backoff(),
            observe=lambda stage, details: None,
            on_outcome=None,
            files=EvidenceStore(Path("nowhere")),
        )

    def owe(self, about: UUID | None = None, **changes: object) -> str:
        record = incident() if about is None else incident(incident_id=about)
        alert = an_alert(alert_id=uuid4(), incident_id=record.incident_id, **changes)
        key = f"alert:{alert.alert_id}:ops"
        job = Job(key, "alert", record.incident_id, "ops", alert.model_dump(mode="json"))
        self.store.add_jobs([job], incident=record)
        return key

    async def tell(self, *args: UUID, **changes: object) -> Step:
        return await self.attempts.attempt(self.owe(*args, **changes))


ABOUT = UUID("01890000-0000-7000-8000-00000000000a")


async def test_news_takes_the_place_of_what_was_shown(store: Store) -> None:
    team = Team(store, board := Board())
    await team.tell(ABOUT)
    await team.tell(ABOUT, kind=AlertKind.UPDATE, what_to_do="Now: weapon seen.")
    await team.tell(ABOUT, kind=AlertKind.UPDATE, what_to_do="Now: someone is hurt.")
    assert [receipt for receipt, _ in board.changed] == ["receipt-1", "receipt-1"]
    assert len(board.received) == 1


async def test_news_that_is_more_urgent_is_a_message_of_its_own_since_a_change_makes_no_sound(store: Store) -> None:
    team = Team(store, board := Board())
    await team.tell(ABOUT, kind=AlertKind.ALERT, priority=Priority.P3)
    await team.tell(ABOUT, kind=AlertKind.UPDATE, priority=Priority.P1)
    assert board.changed == []
    assert len(board.received) == 2


async def test_a_message_that_is_gone_is_sent_anew(store: Store) -> None:
    team = Team(store, board := Board())
    await team.tell(ABOUT)
    board.is_gone = True
    await team.tell(ABOUT, kind=AlertKind.UPDATE)
    assert len(board.received) == 2


async def test_a_channel_that_cannot_change_what_it_showed_is_sent_an_update(store: Store) -> None:
    team = Team(store, plain := FakeChannel("ops"))
    await team.tell(ABOUT)
    await team.tell(ABOUT, kind=AlertKind.UPDATE)
    assert len(plain.received) == 2


async def test_the_end_of_an_alarm_is_always_a_message_of_its_own(store: Store) -> None:
    team = Team(store, board := Board())
    await team.tell(ABOUT)
    await team.tell(ABOUT, kind=AlertKind.STAND_DOWN)
    assert len(board.received) == 2


async def test_ordinary_alerts_that_come_thick_are_told_in_one_message(store: Store) -> None:
    team = Team(store, channel := FakeChannel("ops"))
    now = [0.0]
    team.attempts.team.throttle = Throttle(1, 60.0)
    team.attempts.team._monotonic = lambda: now[0]
    keys = [team.owe(kind=AlertKind.ALERT, priority=Priority.P3, zone=f"aisle {number}") for number in range(4)]
    steps = [await team.attempts.attempt(key) for key in keys]
    assert [step.wait_seconds for step in steps] == [None, 60, 60, 60]
    now[0] = 60.0
    assert await team.attempts.attempt(keys[1]) == Step(None)
    assert len(channel.calls) == 2
    told = list(channel.received.values())[-1]
    assert [line.split(",")[1].split(".")[0] for line in told.also] == [" aisle 2", " aisle 3"]
    assert not store.pending_jobs()


async def test_an_alarm_goes_out_amid_all_that_waits(store: Store) -> None:
    team = Team(store, channel := FakeChannel("ops"))
    team.attempts.team.throttle = Throttle(1, 60.0)
    for _ in range(3):
        await team.tell(kind=AlertKind.ALERT, priority=Priority.P4)
    assert await team.tell() == Step(None)
    assert list(channel.received.values())[-1].kind is AlertKind.ALARM


@pytest.mark.parametrize(("minutes", "is_sent"), [(20, True), (31, False)])
async def test_how_long_an_alert_is_worth_sending_depends_on_how_urgent_it_is(store: Store, minutes, is_sent) -> None:

    team = Team(store, channel := FakeChannel("ops"))
    created = an_alert().created_at_utc
    key = team.owe(kind=AlertKind.ALERT, priority=Priority.P3, expires_at_utc=created + VALID_FOR[Priority.P3])
    store.owed_clock = lambda: datetime.now(UTC) + timedelta(minutes=minutes)
    await team.attempts.attempt(key)
    assert bool(channel.received) is is_sent


async def test_a_program_is_told_each_alert_by_itself_so_that_one_id_always_carries_the_same_bytes(
    store: Store,
) -> None:
    class Program(FakeChannel):
        is_read_by_people = False

    team = Team(store, program := Program())
    team.attempts.team.throttle = Throttle()
    for _ in range(12):
        assert await team.tell(kind=AlertKind.ALERT, priority=Priority.P3) == Step(None)
    assert len(program.received) == 12
    assert all(alert.also == () for alert in program.received.values())
