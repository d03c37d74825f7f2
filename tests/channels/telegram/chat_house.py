"""The staff chat against the stand-in of the Bot API, on a real store and a real conversation without Rasa."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from assistant.alerts import Alert
from assistant.conversation import Conversation
from assistant.enrolment import issue_code
from assistant.errors import RasaDownError
from assistant.people import Person, Roster
from assistant.settings import Settings, TelegramSettings
from assistant.sop import LiveSopBook
from assistant.store import Store
from channels.telegram.hearing import Heard
from channels.telegram.staff_chat import Core, StaffChat, staff_chat
from tests.fakes.bot_api import TOKEN, FakeBotApi, Phone

ALEX = Person(actor_id="alex", name="Alex", roles=("colleague",))
SAM = Person(actor_id="sam", name="Sam", roles=("duty_manager",))
REPORT = "two lads nicked razor blades from aisle four"


class NoRasa:
    """Turns are taken by the grammar alone: what is tested here is the chat."""

    async def take_turn(
        self, conversation_id: str, text: str, metadata: Mapping[str, str], meanwhile: object = None
    ) -> None:
        raise RasaDownError("There is none here.")


@dataclass
class Dispatched:
    """Notes which jobs were set going."""

    keys: list[str] = field(default_factory=list)

    async def dispatch(self, keys: Sequence[str]) -> None:
        self.keys.extend(keys)


class Ear:
    """Hears what it is told to; fails as it is told to."""

    def __init__(self) -> None:
        self.hears: Heard | Exception = Heard(REPORT, 0.9)
        self.sounds: list[bytes] = []

    async def __call__(self, sound: bytes) -> Heard:
        self.sounds.append(sound)
        if isinstance(self.hears, Exception):
            raise self.hears
        return self.hears


class AnswerBook:
    """Takes answers to calls down; fails as it is told to."""

    def __init__(self) -> None:
        self.pressed: list[tuple[str, str, str | None]] = []
        self.fails: list[Exception] = []

    async def press(self, data: str, *, device_id: str, actor_id: str | None = None) -> str:
        if self.fails:
            raise self.fails.pop()
        self.pressed.append((data, device_id, actor_id))
        return "Thank you. They have been told."


@dataclass
class ChatHouse:
    """Everything that is up in a test."""

    api: FakeBotApi
    store: Store
    conversation: Conversation
    dispatched: Dispatched
    ear: Ear
    settings: Settings
    unsaved: list[Alert]
    roster: Roster
    answers: AnswerBook
    chat: StaffChat

    def enrolled(self, user_id: int = 42, person: Person = ALEX) -> Phone:
        """A person with a phone whom the bot knows."""
        phone = self.api.phone(user_id, person.name)
        code = issue_code(self.store, person, datetime.now(UTC))
        assert self.store.enrol_device(digest_of(code), f"telegram:{user_id}", datetime.now(UTC)) == person.actor_id
        return phone


def digest_of(code: str) -> str:
    import hashlib

    return hashlib.sha256(code.replace("-", "").encode()).hexdigest()


@contextlib.asynccontextmanager
async def chat_house(
    api: FakeBotApi,
    base_url: str,
    folder: Path,
    *,
    store_class: type[Store] = Store,
    ear: Ear | None = None,
    **telegram: Any,
) -> AsyncIterator[ChatHouse]:
    """A store box whose bot differs from a real one by its base URL alone."""
    settings = Settings(
        data_dir=folder,
        public_url="https://floorline.example",
        telegram=TelegramSettings(token=SecretStr(TOKEN), base_url=base_url, **telegram),
    )
    store = store_class.open(folder / "floorline.sqlite")
    unsaved: list[Alert] = []
    dispatched, roster, sops = Dispatched(), Roster((ALEX, SAM)), LiveSopBook()
    ear = ear or Ear()

    async def unsaved_alarm(alert: Alert) -> None:
        unsaved.append(alert)

    conversation = Conversation(
        store=store,
        sops=sops,
        language=NoRasa(),
        dispatcher=dispatched,
        alert_targets=("team",),
        settings=settings,
        unsaved_alarm=unsaved_alarm,
    )
    answers = AnswerBook()
    core = Core(
        settings=settings,
        store=store,
        sops=sops,
        roster=lambda: roster,
        take_turn=conversation.take_turn,
        dispatch=dispatched.dispatch,
        transcribe=ear,
        answers=answers,
    )
    try:
        async with staff_chat(core, poll_seconds=1, timeout_seconds=2.0) as chat:
            yield ChatHouse(api, store, conversation, dispatched, ear, settings, unsaved, roster, answers, chat)
    finally:
        await conversation.aclose()
        store.close()
