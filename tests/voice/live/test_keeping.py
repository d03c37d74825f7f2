"""The sound of an incident is kept as evidence of it, sealed; the sound of anything else is not."""

from __future__ import annotations

import asyncio
import hashlib
import io
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from structlog.testing import capture_logs

from assistant.audit import AuditEvent, verify
from assistant.custody import Custody
from assistant.duress import spot
from assistant.errors import StoreFullError
from assistant.evidence import Blob, EvidenceStore
from assistant.people import Person, Roster
from assistant.settings import DuressSettings, Settings
from assistant.signing_on import hash_of
from assistant.store import Attachment, Store, Utterance
from assistant.turn_result import TurnResult
from assistant.wearers import Wearers
from floorline.live_voice import incident_recordings
from tests.fakes.shop import Shop
from voice.audio import SAMPLE_RATE_HZ, Audio
from voice.live.keeping import IncidentRecordings
from voice.live.signing import SigningTurns
from voice.live.turns import ConversationTurns, Said

THEFT = "two lads nicked razor blades from aisle four"
ALL_OF_IT = (
    "two lads in grey hoodies nicked razor blades worth two hundred quid from aisle four and they've gone towards the "
    "bus station"
)
ROSTER = Roster((Person(actor_id="sam", name="Sam", code_hash=hash_of("4271")),))


def sound(seconds: float = 0.5, *, loud: float = 0.25) -> Audio:
    return Audio(np.full(round(seconds * SAMPLE_RATE_HZ), loud, dtype=np.float32), SAMPLE_RATE_HZ)


def complete(audio: Audio) -> asyncio.Future[Audio]:
    future: asyncio.Future[Audio] = asyncio.get_running_loop().create_future()
    future.set_result(audio)
    return future


class FullDisk(EvidenceStore):
    """An evidence store without room for anything."""

    def add(self, chunks: Iterable[bytes], *, max_bytes: int = 0) -> Blob:
        raise StoreFullError("There is no room left for evidence; free some space.")


class Headset:
    """One headset's turns in a real conversation, its sound kept in a real store of evidence."""

    def __init__(self, folder: Path, *, files: EvidenceStore | None = None, at_once: int = 16, drill: bool = False):
        self.shop = Shop(folder, drill=drill)
        self.folder = folder
        self.files = files or EvidenceStore(folder)
        custody = Custody(self.store, self.files, self.shop.dispatch, link_base="https://floorline.example")
        self.recordings = IncidentRecordings(self.store, custody, at_once=at_once)
        self.turns = SigningTurns(
            ConversationTurns(self.shop.conversation.take_turn, actor_of=lambda _: "alex", recordings=self.recordings),
            Wearers(ROSTER, None),
            duress_in=lambda text: spot(text, DuressSettings()),
            audit=self._audit,
        )

    @property
    def store(self) -> Store:
        return self.shop.store

    async def say(self, text: str, audio: Audio | asyncio.Future[Audio] | None = None) -> TurnResult:
        given = audio if isinstance(audio, asyncio.Future) else complete(audio or sound())
        return await self.turns.take("headset-1", Said(text, 0.9, sound=given))

    async def kept(self, result: TurnResult) -> tuple[Attachment, ...]:
        """The recordings of the incident that a turn was about, once all that was given is kept or lost."""
        await self.recordings.settled()
        return self.store.attachments_of(self.shop.record(result).incident_id)

    def all_kept(self) -> list[Path]:
        return [path for path in (self.folder / "evidence").rglob("*") if path.is_file()]

    async def _audit(self, event: AuditEvent) -> None:
        pass


@pytest.fixture
async def headset(tmp_path: Path) -> AsyncIterator[Headset]:
    built = Headset(tmp_path)
    yield built
    await built.shop.aclose()


async def test_each_utterance_of_an_incident_is_one_recording_of_it_up_to_the_one_that_files_it(
    headset: Headset,
) -> None:
    await headset.say(ALL_OF_IT, sound(loud=0.1))
    await headset.say("no that was in aisle nine", sound(loud=0.2))
    result = await headset.say("yes that's right", sound(loud=0.3))
    assert result.status == "submitted"
    kept = await headset.kept(result)
    assert len(kept) == 3
    assert {(one.kind, one.media_type, one.actor_id, one.device_id) for one in kept} == {
        ("audio", "audio/flac", "alex", "headset-1")
    }
    assert {one.attachment_id for one in kept} == {line.utterance_id for line in headset.shop.record(result).narrative}
    first = headset.files.read(kept[0].sha256, 0, kept[0].size_bytes)
    samples, rate_hz = soundfile.read(io.BytesIO(first))
    assert rate_hz == SAMPLE_RATE_HZ
    assert samples == pytest.approx(np.full(len(samples), 0.1), abs=1e-4)
    assert hashlib.sha256(first).hexdigest() == kept[0].sha256


async def test_a_recording_goes_the_way_of_every_evidence_with_its_chain_of_custody(headset: Headset) -> None:
    (one,) = await headset.kept(await headset.say(THEFT))
    assert one.incident_id is not None
    entries = headset.store.audit_entries()
    (custody,) = [entry.event for entry in entries if entry.event.action == "evidence.received"]
    assert (custody.actor_id, custody.subject, custody.details["sha256"]) == ("alex", str(one.incident_id), one.sha256)
    assert verify(entries) == ()
    (job,) = [key for key in headset.shop.jobs if key.startswith("evidence:")]
    owed = headset.store.job(job)
    assert owed is not None
    assert (owed.job.payload["kind"], owed.job.payload["media_type"]) == ("audio", "audio/flac")
    record = headset.store.incident(one.incident_id)
    assert record is not None
    assert [str(ref) for ref in record.evidence_refs] == [f"https://floorline.example/evidence/{one.attachment_id}"]


async def test_nothing_of_it_stands_on_the_disk_unsealed(headset: Headset) -> None:
    await headset.kept(await headset.say(THEFT))
    (file,) = headset.all_kept()
    assert b"fLaC" not in file.read_bytes()


async def test_ordinary_talk_is_not_kept(headset: Headset) -> None:
    for number, text in enumerate(("what's the weather like", "thanks", "did you see the match")):
        await headset.say(text, sound(loud=0.1 * number))
    await headset.recordings.settled()
    assert headset.all_kept() == []


async def test_talk_after_the_incident_is_not_kept(headset: Headset) -> None:
    await headset.say(THEFT, sound(loud=0.1))
    await headset.say("cancel that", sound(loud=0.2))
    cancelled = await headset.say("yes cancel it", sound(loud=0.3))
    assert cancelled.status == "cancelled"
    assert len(await headset.kept(cancelled)) == 3
    await headset.say("thanks did you see the match", sound(loud=0.4))
    await headset.recordings.settled()
    assert len(headset.all_kept()) == 3


async def test_a_call_for_help_is_kept_once_its_speaker_has_ended_and_is_answered_before(headset: Headset) -> None:
    coming: asyncio.Future[Audio] = asyncio.get_running_loop().create_future()
    result = await headset.say("help me help me", coming)
    assert result.alarm
    assert headset.all_kept() == []
    coming.set_result(sound(3.0))
    (one,) = await headset.kept(result)
    assert soundfile.info(io.BytesIO(headset.files.read(one.sha256, 0, one.size_bytes))).duration == 3.0


async def test_a_recording_of_a_drill_says_so(tmp_path: Path) -> None:
    headset = Headset(tmp_path, drill=True)
    (one,) = await headset.kept(await headset.say(THEFT))
    with soundfile.SoundFile(io.BytesIO(headset.files.read(one.sha256, 0, one.size_bytes))) as file:
        assert file.comment == "drill"
    await headset.shop.aclose()


async def test_a_code_is_not_kept_as_sound_either(headset: Headset) -> None:
    result = await headset.say(THEFT)
    await headset.say("Sam, four two seven one", sound(loud=0.1))
    await headset.say("Sam, four two seven one. Help me, help me!", sound(loud=0.2))
    assert len(await headset.kept(result)) == 1
    assert len(headset.all_kept()) == 1


async def test_a_full_disk_loses_the_recording_and_not_the_report_and_says_so(
    tmp_path: Path,
) -> None:
    headset = Headset(tmp_path, files=FullDisk(tmp_path))
    with capture_logs() as logs:
        result = await headset.say(THEFT)
        assert await headset.kept(result) == ()
    assert headset.shop.record(result).category == "shoplifting"
    (lost,) = [entry for entry in logs if entry["event"] == "a recording is lost"]
    assert "no room left" in lost["reason"]
    assert set(lost) == {"event", "log_level", "device", "reason"}, "and nothing of what was said, or by whom"
    await headset.shop.aclose()


async def test_what_is_more_than_can_wait_is_lost_and_said(tmp_path: Path) -> None:
    headset = Headset(tmp_path, at_once=1)
    coming: asyncio.Future[Audio] = asyncio.get_running_loop().create_future()
    await headset.say(THEFT, coming)
    with capture_logs() as logs:
        result = await headset.say("no they've gone")
    assert "too many wait" in logs[-1]["event"]
    coming.set_result(sound())
    assert len(await headset.kept(result)) == 1
    await headset.shop.aclose()


async def test_a_turn_that_was_not_saved_keeps_no_sound() -> None:
    kept: list[object] = []

    class Recordings:
        def keep(self, spoken: object) -> None:
            kept.append(spoken)

    async def not_saved(utterance: Utterance) -> TurnResult:
        return TurnResult(alarm=True, status="draft", incident_id=None, mode="not_saved")

    turns = ConversationTurns(not_saved, actor_of=lambda _: "alex", recordings=Recordings())
    with capture_logs() as logs:
        await turns.take("headset-1", Said("help me help me", sound=complete(sound())))
    assert kept == []
    assert "could not be saved" in logs[-1]["event"]


async def test_at_the_end_of_the_process_what_is_on_its_way_is_kept_and_nothing_more_is_taken(headset: Headset) -> None:
    result = await headset.say(THEFT)
    await headset.recordings.aclose()
    assert len(headset.all_kept()) == 1
    await headset.say("no they've gone", sound(loud=0.1))
    assert len(await headset.kept(result)) == 1


async def test_it_is_off_unless_the_settings_say_so(headset: Headset) -> None:
    assert incident_recordings(Settings(), headset.store, headset.shop.dispatch) is None
    on = Settings.model_validate({"voice": {"keep_incident_audio": True}})
    assert incident_recordings(on, headset.store, headset.shop.dispatch) is not None
