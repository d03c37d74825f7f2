"""People called for real parts' sake: conversation, outbox, delivery, ladder and local API in one process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from assistant.announcing import Announcement
from assistant.calling import AnswerKind
from assistant.delivery.escalation import Phase
from assistant.settings import PlatformSettings, ServerSettings, Settings
from floorline.remote import RemoteFloorline
from floorline.runtime import Runtime, find_running, running
from floorline.talk import Talk
from tests.fakes.personal_channel import FakePersonalChannel

ROSTER = """
people:
  - {actor_id: mia, name: Mia, devices: [headset-1]}
  - {actor_id: priya, name: Priya, roles: [duty_manager], devices: [headset-2, "test:priya"]}
"""


class Ears:
    """The reporter's headset is on; the manager's is not."""

    def __init__(self) -> None:
        self.said: list[Announcement] = []

    async def announce(self, announcement: Announcement) -> bool:
        if announcement.device_id == "headset-1":
            self.said.append(announcement)
        return announcement.device_id == "headset-1"

    @property
    def words(self) -> list[str]:
        return [announcement.words for announcement in self.said]


class Shop:
    """A running Floorline, and what its people's devices saw."""

    def __init__(self, runtime: Runtime, phones: FakePersonalChannel, ears: Ears) -> None:
        self.runtime, self.phones, self.ears = runtime, phones, ears
        part = find_running(runtime.settings.data_dir)
        assert part is not None
        self.part = part

    async def call_for_help(self) -> str:
        async with RemoteFloorline(self.part) as remote:
            talk = Talk(remote.take_turn, remote, channel="headset", actor_id="mia", device_id="headset-1")
            alarm = await talk.say("help me help me")
            assert alarm.incident_id is not None
            return alarm.incident_id

    async def until(self, happened: Callable[[], bool]) -> None:
        async with asyncio.timeout(30):
            while not happened():  # noqa: ASYNC110 - delivery tells nobody but the devices
                await asyncio.sleep(0.02)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    (tmp_path / "people.yml").write_text(ROSTER, encoding="utf-8")
    settings = Settings(
        data_dir=tmp_path / "data",
        people_file=tmp_path / "people.yml",
        platform=PlatformSettings(sandbox_port=0),
        server=ServerSettings(port=0),
    )
    phones, ears = FakePersonalChannel("test:"), Ears()
    async with running(settings, rasa="none", announce=True, people_called_on=(phones,), announcers=(ears,)) as runtime:
        yield Shop(runtime, phones, ears)


async def test_an_alarm_calls_the_manager_and_their_answer_is_in_the_reporters_ear(shop: Shop) -> None:
    incident = await shop.call_for_help()
    await shop.until(lambda: bool(shop.phones.sent))
    [call] = shop.phones.sent
    assert call.device_id == "test:priya"
    assert call.is_alarm
    async with RemoteFloorline(shop.part) as remote:
        await remote.answer(incident, AnswerKind.ON_MY_WAY, "priya", 3)
    await shop.until(lambda: bool(shop.ears.said))
    assert shop.ears.words == ["Priya is on the way, three minutes."]
    await shop.until(lambda: bool(shop.phones.updates))
    headers = {"Authorization": f"Bearer {shop.part.token}"}
    async with httpx.AsyncClient(base_url=shop.part.url, headers=headers, trust_env=False) as http:
        calls = (await http.get(f"/v1/incidents/{incident}/calls")).json()
    assert calls["phase"] == "answered"
    assert [answer["actor_id"] for answer in calls["answers"]] == ["priya"]


async def test_a_manager_who_stands_it_down_ends_the_reporters_alarm(shop: Shop) -> None:
    incident = await shop.call_for_help()
    await shop.until(lambda: bool(shop.phones.sent))
    stand_down = next(button.data for row in shop.phones.sent[0].rows for button in row if button.words == "Stand down")
    words = await shop.runtime.calling.answers.press(stand_down, device_id="test:priya")
    assert words == "Stood down. The team is being told."

    def is_over() -> bool:
        [conversation] = shop.runtime.store.conversations_about(UUID(incident))
        return shop.runtime.store.conversation(conversation).state["alarm"] == "none"

    await shop.until(is_over)
    [escalation] = shop.runtime.calling.escalations.live
    assert (escalation.phase, escalation.ended_by) == (Phase.STOOD_DOWN, "priya")
