"""A shop in which several people speak on their own devices: a real store and conversation, understood by the grammar
alone, with the team and the headsets played by lists.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from assistant.alerts import Alert
from assistant.announcing import Announcement, Announcers
from assistant.conversation import Conversation
from assistant.errors import RasaDownError
from assistant.identifiers import uuid7
from assistant.incident import Incident
from assistant.people import Person, Roster
from assistant.settings import Settings
from assistant.sop import LiveSopBook
from assistant.store import Store, Utterance
from assistant.store.types import Channel
from assistant.turn_result import TurnResult

PEOPLE = (
    Person(actor_id="alex", name="Alex", devices=("headset-1", "telegram:1")),
    Person(actor_id="sam", name="Sam", devices=("headset-2", "telegram:2")),
    Person(actor_id="kim", name="Kim", devices=("headset-3",)),
)


class NoRasa:
    """A language server that is down."""

    async def take_turn(
        self, conversation_id: str, text: str, metadata: Mapping[str, str], meanwhile: object = None
    ) -> None:
        raise RasaDownError("down")


class Shop:
    """``await shop.say("headset-1", "two lads …")``; time goes on by ten seconds with each utterance."""

    def __init__(self, folder: Path, **settings: Any) -> None:
        self.folder = folder
        self.store = Store.open(folder / "floorline.sqlite")
        self.roster = Roster(PEOPLE)
        self.told: list[Announcement] = []
        self.now = datetime(2026, 3, 14, 18, 0, tzinfo=UTC)
        self.conversation = Conversation(
            store=self.store,
            sops=LiveSopBook(),
            language=NoRasa(),
            dispatcher=self,
            alert_targets=("team",),
            settings=Settings(data_dir=folder, **settings),
            unsaved_alarm=self._unsaved,
            roster=self.roster,
            announcers=Announcers([self]),
        )
        self.jobs: list[str] = []

    async def say(self, device_id: str, text: str, *, actor_id: str | None = None, talk: str = "") -> TurnResult:
        """One utterance on a device, by whoever wears it. ``talk`` names another conversation on the same device."""
        self.now += timedelta(seconds=10)
        channel: Channel = "chat" if device_id.startswith("telegram") else "headset"
        return await self.conversation.take_turn(
            Utterance(
                utterance_id=uuid7(),
                conversation_id=f"{channel}:{device_id}{talk}",
                actor_id=actor_id or self.roster.actor_of(device_id),
                device_id=device_id,
                channel=channel,
                text=text,
                confidence=None,
                said_at_utc=self.now,
            )
        )

    def record(self, result: TurnResult) -> Incident:
        """The record a turn was about."""
        assert result.incident_id is not None
        incident = self.store.incident(UUID(result.incident_id))
        assert incident is not None
        return incident

    async def aclose(self) -> None:
        await self.conversation.aclose()
        self.store.close()

    async def dispatch(self, keys: Sequence[str]) -> None:
        self.jobs.extend(keys)

    async def announce(self, announcement: Announcement) -> bool:
        self.told.append(announcement)
        return True

    async def _unsaved(self, alert: Alert) -> None:
        raise AssertionError("the store works")
