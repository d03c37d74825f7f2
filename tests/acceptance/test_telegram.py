"""A whole report by Telegram: voice note, album, correction, edit, confirmation, through a real Rasa and recogniser.

The bot differs from the one of production by the base URL of its server alone.
"""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import soundfile
from pydantic import SecretStr

from assistant.audit import verify
from assistant.enrolment import issue_code
from assistant.incident import Status
from assistant.settings import PROJECT_ROOT, PlatformSettings, Settings, TelegramSettings
from floorline.runtime import running
from tests.acceptance.shared_rasa import RasaForTests
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api.people import until
from tests.fakes.served_app import ServedApp

ROSTER = """\
people:
  - {actor_id: alex, name: Alex, roles: [colleague]}
  - {actor_id: sam, name: Sam, roles: [duty_manager]}
"""


def voice_note(file: Path) -> bytes:
    """The recorded sound as a phone sends it: Opus in Ogg."""
    samples, rate = soundfile.read(file)
    note = io.BytesIO()
    soundfile.write(note, samples, rate, format="OGG", subtype="OPUS")
    return note.getvalue()


async def test_a_report_by_voice_note_photos_correction_and_button(rasa: RasaForTests, tmp_path: Path) -> None:
    people = tmp_path / "people.yml"
    people.write_text(ROSTER, encoding="utf-8")
    api = FakeBotApi()
    with ServedApp(api.app()) as telegram:
        settings = Settings(
            data_dir=tmp_path / "data",
            people_file=people,
            platform=PlatformSettings(sandbox_port=0),
            telegram=TelegramSettings(token=SecretStr(TOKEN), base_url=f"{telegram.url}/bot"),
        )
        async with running(settings, rasa=rasa.shared(), announce=True) as up:
            phone = api.phone(42, "Alex")
            person = up.roster.person("alex")
            assert person is not None
            phone.says(f"/start {issue_code(up.store, person, datetime.now(UTC))}")
            await phone.hears("You are enrolled, Alex")

            phone.records(voice_note(PROJECT_ROOT / "demo" / "audio" / "shoplifting-opening.flac"))
            await phone.hears("Heard: ", "aisle four", "Is that right?")
            phone.photographs(b"the shelf", b"the door")
            await phone.hears("2 photos kept with your report.")
            said = phone.says("no sorry, that was in aisle nine")
            await phone.hears("Aisle nine, not aisle four.", "Is that right?")
            phone.edits(said, "no sorry, that was in aisle six")
            await phone.hears("Aisle six, not aisle nine.", "Is that right?")
            phone.presses("Yes, send it")
            received = await phone.hears("Received, reference SBX-")
            await until(lambda: phone.reads()[1:] == [received])

            incident_id = up.store.conversation("telegram:42").incident_id
            assert incident_id is not None
            record = up.store.incident(UUID(str(incident_id)))
            assert record is not None
            assert (record.category, record.location, record.status) == ("shoplifting", "aisle 6", Status.ACCEPTED)
            assert record.actor_ids == ("alex",)
            assert not record.degraded
            assert len(up.store.attachments_of(incident_id)) == 2
            assert verify(up.store.audit_entries()) == ()
            assert up.sandbox is not None
            (filed,) = up.sandbox.state.reports()
            assert json.loads(filed.record)["location"] == "aisle 6"
            left = [message for (chat, _), message in api.messages.items() if chat == 42 and "photo" in message]
            assert left == [], "the photos were to leave the chat"
