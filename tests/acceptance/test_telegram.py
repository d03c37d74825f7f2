"""A report and a call for help through Telegram and a headset, with a real Rasa, recogniser and voice.

The bot differs from the one of production by the base URL of its server alone, the headset by having no device.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import soundfile
from pydantic import SecretStr

from assistant.audit import verify
from assistant.enrolment import issue_code
from assistant.incident import Incident, Status
from assistant.settings import HeadsetSettings, PlatformSettings, Settings, TelegramSettings
from demo.audio_script import AUDIO_FOLDER
from floorline.runtime import Runtime, running
from tests.acceptance.shared_rasa import RasaForTests
from tests.fakes.bot_api import TOKEN, FakeBotApi, Phone
from tests.fakes.bot_api.people import until
from tests.fakes.served_app import ServedApp
from voice.audio import SAMPLE_RATE_HZ, read_audio, resampled
from voice.headsets.in_memory import InMemoryHeadset
from voice.transcribers.moonshine import MoonshineTranscriber

ROSTER = """\
people:
  - {actor_id: alex, name: Alex, roles: [colleague], devices: [headset-1]}
  - {actor_id: sam, name: Sam, roles: [duty_manager]}
"""


def voice_note(file: Path) -> bytes:
    """The recorded sound as a phone sends it: Opus in Ogg."""
    samples, rate = soundfile.read(file)
    note = io.BytesIO()
    soundfile.write(note, samples, rate, format="OGG", subtype="OPUS")
    return note.getvalue()


class Wearer:
    """Talks into a headset with its button held; another recogniser puts into words what the earpiece says."""

    def __init__(self, headset: InMemoryHeadset) -> None:
        self._headset = headset
        self._ears = MoonshineTranscriber()
        self.heard: list[str] = []

    async def says(self, line: str) -> None:
        self._headset.press(down=True)
        await self._headset.speak(read_audio(AUDIO_FOLDER / f"{line}.flac"))
        self._headset.press(down=False)

    def _sentences(self) -> list[str]:
        return [*self.heard, *map(" ".join, pairwise(self.heard))]

    async def hears(self, *words: str) -> None:
        """Until one sentence in the earpiece held all of ``words``; a sentence may be said in two pieces."""
        async with asyncio.timeout(60), self._headset.changed:
            while not any(all(word in sentence for word in words) for sentence in self._sentences()):
                await self._headset.changed.wait_for(lambda: len(self._headset.played) > len(self.heard))
                sound = resampled(self._headset.played[len(self.heard)].sound, SAMPLE_RATE_HZ)
                made_out = await asyncio.to_thread(self._ears.transcribe, sound)
                self.heard.append(made_out.text.casefold().replace("2", "two"))


@asynccontextmanager
async def worn(runtime: Runtime, device_id: str) -> AsyncIterator[Wearer]:
    """Somebody with a headset on."""
    assert runtime.headsets is not None
    headset = InMemoryHeadset(device_id, with_button=True)
    serving = asyncio.create_task(
        runtime.headsets.serve(headset, HeadsetSettings(id=device_id, kind="browser", mode="push_to_talk"))
    )
    try:
        yield Wearer(headset)
    finally:
        await headset.aclose()
        await serving


async def enrolled(runtime: Runtime, phone: Phone, actor_id: str) -> None:
    """The code that a manager gave them is typed into the chat."""
    person = runtime.roster.person(actor_id)
    assert person is not None
    phone.says(f"/start {issue_code(runtime.store, person, datetime.now(UTC))}")
    await phone.hears(f"You are enrolled, {person.name}")


def report_of(runtime: Runtime, conversation_id: str) -> Incident:
    incident_id = runtime.store.conversation(conversation_id).incident_id
    record = None if incident_id is None else runtime.store.incident(UUID(str(incident_id)))
    assert record is not None
    return record


async def a_theft_is_reported(phone: Phone) -> None:
    """By words, voice note, album, correction, edit and button."""
    phone.says("somebody has just nicked something")
    await phone.hears("Where did it happen?")
    phone.records(voice_note(AUDIO_FOLDER / "shoplifting-opening.flac"))
    await phone.hears("Heard: ", "aisle four", "Is that right?")
    phone.photographs(b"the shelf", b"the door")
    await phone.hears("2 photos kept with your report.")
    said = phone.says("no sorry, that was in aisle nine")
    await phone.hears("Aisle nine, not aisle four.", "Is that right?")
    phone.edits(said, "no sorry, that was in aisle six")
    await phone.hears("Aisle six, not aisle nine.", "Is that right?")
    phone.presses("Yes, send it")


async def test_a_theft_is_filed_by_chat_and_a_managers_answer_to_a_cry_for_help_is_heard_on_the_headset(
    rasa: RasaForTests, tmp_path: Path
) -> None:
    people = tmp_path / "people.yml"
    people.write_text(ROSTER, encoding="utf-8")
    api = FakeBotApi()
    with ServedApp(api.app()) as telegram:
        settings = Settings(
            data_dir=tmp_path / "data",
            people_file=people,
            platform=PlatformSettings(sandbox_port=0),
            telegram=TelegramSettings(token=SecretStr(TOKEN), base_url=f"{telegram.url}/bot"),
            headsets=(),
        )
        async with (
            running(settings, rasa=rasa.shared(), announce=True, headsets=True) as up,
            worn(up, "headset-1") as alex,
        ):
            phone, managers_phone = api.phone(42, "Alex"), api.phone(77, "Sam")
            await enrolled(up, phone, "alex")
            await enrolled(up, managers_phone, "sam")

            await a_theft_is_reported(phone)
            received = await phone.hears("Received, reference SBX-")
            await until(lambda: phone.reads()[1:] == [received])
            record = report_of(up, "telegram:42")
            assert (record.category, record.location, record.status) == ("shoplifting", "aisle 6", Status.ACCEPTED)
            assert record.actor_ids == ("alex",)
            assert not record.degraded
            assert len(up.store.attachments_of(record.incident_id)) == 2
            assert up.sandbox is not None
            (filed,) = up.sandbox.state.reports()
            assert json.loads(filed.record)["location"] == "aisle 6"
            left = [message for (chat, _), message in api.messages.items() if chat == 42 and "photo" in message]
            assert left == [], "the photos were to leave the chat"

            phone.says("a man is shouting at the staff by the kiosk")
            await phone.hears("Step back.")
            await alex.says("knife-duress")
            await managers_phone.hears("ALARM P1", "kiosk", "called for help")
            managers_phone.presses("2 min")
            await alex.hears("sam", "on the way", "two minutes")
            await managers_phone.hears("ALARM P1", "Sam is on the way, two minutes.")
            assert not [said for said in alex.heard if "colleague" in said], "told of their own danger as news"
            assert not [said for said in phone.reads() if "Alarm" in said], "asked by voice, answered by voice"
            calling = report_of(up, "telegram:42")
            assert (calling.duress, calling.location) == (True, "kiosk")
            assert verify(up.store.audit_entries()) == ()
