"""Evidence files: whole, once, and under the hash of what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from assistant.errors import EvidenceError, EvidenceTooLargeError
from assistant.evidence import EvidenceStore, evidence_job

PHOTO = b"\xff\xd8 a photo" * 1000
SHA256 = hashlib.sha256(PHOTO).hexdigest()
INCIDENT = UUID("01890000-0000-7000-8000-000000000002")


def pieces(content: bytes = PHOTO) -> Iterator[bytes]:
    for start in range(0, len(content), 100):
        yield content[start : start + 100]


def left_behind(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_file_that_arrives_in_pieces_is_kept_under_its_hash(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    blob = store.add(pieces())
    assert (blob.sha256, blob.size_bytes, blob.was_known) == (SHA256, len(PHOTO), False)
    assert store.path(SHA256).read_bytes() == PHOTO
    assert store.read(SHA256, len(PHOTO) - 3, 10) == PHOTO[-3:]
    assert store.is_sound(SHA256)


def test_the_same_file_twice_is_kept_once(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(pieces())
    assert store.add([PHOTO]).was_known
    assert len(left_behind(tmp_path)) == 1


def test_a_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(pieces())
    assert store.path(SHA256).stat().st_mode & 0o077 == 0


def test_a_file_that_is_too_large_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(EvidenceTooLargeError, match="shorter clip"):
        EvidenceStore(tmp_path).add(pieces(), max_bytes=500)
    assert left_behind(tmp_path) == []


def test_a_sender_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise EOFError

    with pytest.raises(EOFError):
        EvidenceStore(tmp_path).add(broken())
    assert left_behind(tmp_path) == []


def test_a_file_that_was_changed_on_the_disk_is_found_out(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(pieces())
    store.path(SHA256).write_bytes(b"another")
    assert not store.is_sound(SHA256)


@pytest.mark.parametrize("name", ["0" * 64, "../floorline.sqlite", "", SHA256.upper()])
def test_what_is_not_there_is_said_to_be_gone(tmp_path: Path, name: str) -> None:
    store = EvidenceStore(tmp_path)
    assert store.blob(name) is None
    assert not store.is_sound(name)
    with pytest.raises(EvidenceError, match="restore it"):
        store.read(name, 0, 1)


def test_one_file_of_one_incident_is_one_job_and_holds_no_words(tmp_path: Path) -> None:
    blob = EvidenceStore(tmp_path).add([PHOTO])
    first = evidence_job(INCIDENT, blob, kind="photo", media_type="image/jpeg")
    assert first == evidence_job(INCIDENT, blob, kind="photo", media_type="image/jpeg")
    assert first.key.startswith("evidence:")
    assert set(first.payload) == {"evidence_id", "kind", "media_type", "sha256", "size_bytes"}
