"""Photos, films and files: hashed on arrival, put to the report, albums told once, nothing said for ever."""

from __future__ import annotations

import hashlib
from pathlib import Path
from uuid import UUID

from assistant.audit import verify
from assistant.evidence import EvidenceStore
from channels.telegram import phrases
from tests.channels.telegram.chat_house import REPORT, ChatHouse


def incident_of(house: ChatHouse) -> UUID:
    incident_id = house.store.conversation("telegram:42").incident_id
    assert incident_id is not None
    return incident_id


def on_the_disk(house: ChatHouse) -> list[Path]:
    return [path for path in (house.settings.data_dir / "evidence").rglob("*") if path.is_file()]


async def test_a_photo_is_hashed_kept_and_put_to_the_open_report(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    phone.photographs(b"the picture")
    await phone.hears("Photo kept with your report.")
    (kept,) = house.store.attachments_of(incident_of(house))
    assert kept.sha256 == hashlib.sha256(b"the picture").hexdigest()
    assert (kept.actor_id, kept.kind, kept.media_type) == ("alex", "photo", "image/jpeg")
    record = house.store.incident(incident_of(house))
    assert record is not None
    assert [str(ref) for ref in record.evidence_refs] == [f"https://floorline.example/evidence/{kept.attachment_id}"]
    assert EvidenceStore.from_settings(house.settings).read(kept.sha256, 0, 100) == b"the picture"
    (file,) = on_the_disk(house)
    assert file.stat().st_mode & 0o077 == 0
    assert b"the picture" not in file.read_bytes()
    assert house.dispatched.keys[-1].startswith("evidence:")
    entries = house.store.audit_entries()
    (custody,) = [entry.event for entry in entries if entry.event.action == "evidence.received"]
    assert custody.details["sha256"] == kept.sha256
    assert custody.subject == str(incident_of(house))
    assert verify(entries) == ()


async def test_an_album_is_told_once(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    phone.photographs(b"one", b"two", b"three")
    await phone.hears("3 photos kept with your report.")
    assert sum("kept" in text for text in phone.reads()) == 1
    assert len(house.store.attachments_of(incident_of(house))) == 3


async def test_photos_before_any_words_wait_for_their_report(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.photographs(b"first of all")
    await phone.hears("Photo kept. Tell me what happened")
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    await house.chat.intake.settle()
    (kept,) = house.store.attachments_of(incident_of(house))
    assert kept.kind == "photo"
    assert any(key.startswith("evidence:") for key in house.dispatched.keys)
    record = house.store.incident(incident_of(house))
    assert record is not None
    assert len(record.evidence_refs) == 1
    actions = [entry.event.action for entry in house.store.audit_entries()]
    assert actions.count("evidence.attached") == 1


async def test_what_stands_below_a_photo_is_taken_as_words(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.photographs(b"picture", caption=REPORT)
    await phone.hears("Are they still in the store?")
    await house.chat.intake.settle()
    assert len(house.store.attachments_of(incident_of(house))) == 1


async def test_films_documents_and_positions_are_kept_too(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.says(REPORT)
    await phone.hears("Are they still in the store?")
    phone.films(b"film")
    await phone.hears("Video kept")
    phone.sends_file(b"%PDF", "receipt.pdf", "application/pdf")
    await phone.hears("File kept")
    phone.shares_location(51.5, -0.12)
    await phone.hears("Position kept")
    kinds = [kept.kind for kept in house.store.attachments_of(incident_of(house))]
    assert kinds == ["video", "document", "position"]


async def test_what_is_too_large_or_of_the_wrong_kind_is_said_so(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.films(b"film", size=25_000_000)
    await phone.hears("larger than 20 MB")
    phone.sends_file(b"MZ", "setup.exe", "application/x-msdownload")
    await phone.hears(phrases.WRONG_KIND)
    assert house.api.calls["getFile"] == 0


async def test_a_file_that_something_else_answered_for_is_not_kept(house: ChatHouse) -> None:
    phone = house.enrolled()
    house.api.fault("nonsense", "file")
    phone.photographs(b"picture")
    await phone.hears(phrases.CANNOT_FETCH)
    assert not (house.settings.data_dir / "evidence").exists()


async def test_the_same_update_again_keeps_one_file(house: ChatHouse) -> None:
    phone = house.enrolled()
    phone.photographs(b"picture")
    await phone.hears("Photo kept.")
    await house.chat.intake.settle()
    update = {"update_id": 1, "message": dict(house.api.messages[42, 3])}
    await house.chat.intake.take_in([update])
    await house.chat.intake.take_in([update])
    await house.chat.intake.settle()
    assert sum("kept" in text for text in phone.reads()) <= 2
