"""Evidence files: whole, once, sealed, and under the hash of what is in them."""

from __future__ import annotations

import errno
import hashlib
import os
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.errors import EvidenceError, EvidenceTooLargeError, StoreFullError
from assistant.evidence import Blob, EvidenceStore, evidence_job

PHOTO = b"\xff\xd8 a photo" * 1000
SHA256 = hashlib.sha256(PHOTO).hexdigest()
INCIDENT = UUID("01890000-0000-7000-8000-000000000002")


def pieces(content: bytes = PHOTO) -> Iterator[bytes]:
    for start in range(0, len(content), 100):
        yield content[start : start + 100]


def left_behind(folder: Path) -> list[Path]:
    return [path for path in (folder / "evidence").rglob("*") if path.is_file()]


def place(folder: Path, sha256: str = SHA256) -> Path:
    return folder / "evidence" / sha256[:2] / sha256


def kept_before_any_was_sealed(folder: Path) -> None:
    place(folder).parent.mkdir(parents=True)
    place(folder).write_bytes(PHOTO)


def test_a_file_that_arrives_in_pieces_is_kept_under_its_hash(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    blob = store.add(pieces())
    assert (blob.sha256, blob.size_bytes, blob.was_known) == (SHA256, len(PHOTO), False)
    assert store.blob(SHA256) == Blob(SHA256, len(PHOTO), was_known=True)
    assert store.read(SHA256, 0, len(PHOTO)) == PHOTO
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
    assert place(tmp_path).stat().st_mode & 0o077 == 0


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


def test_what_a_killed_process_left_half_written_goes_a_day_later(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(pieces())
    dead, arriving = (tmp_path / "evidence" / name for name in ("dead.part", "arriving.part"))
    for part in (dead, arriving):
        part.write_bytes(b"half")
    os.utime(dead, (time.time() - 90_000, time.time() - 90_000))
    store.add(pieces(b"another"))
    assert not dead.exists()
    assert arriving.exists()
    assert store.is_sound(SHA256)


def test_a_file_that_was_changed_on_the_disk_is_found_out(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add(pieces())
    sealed = place(tmp_path).read_bytes()
    for changed in (
        b"another",
        b"",
        sealed[:-1],
        sealed + b"x",
        b"\0" + sealed[1:],
        sealed[:-1] + bytes([sealed[-1] ^ 1]),
        PHOTO[1:],
    ):
        place(tmp_path).write_bytes(changed)
        assert not store.is_sound(SHA256)
        with pytest.raises(EvidenceError, match="changed or cut off"):
            store.read(SHA256, 0, 1)


def test_a_file_put_in_the_place_of_another_is_found_out(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    store.add([PHOTO])
    other = store.add([b"another"])
    place(tmp_path, other.sha256).replace(place(tmp_path))
    assert not store.is_sound(SHA256)
    with pytest.raises(EvidenceError, match="changed"):
        store.read(SHA256, 0, 1)


def test_nothing_unsealed_touches_the_disk_not_even_while_it_arrives(tmp_path: Path) -> None:
    seen: list[bytes] = []

    def watched() -> Iterator[bytes]:
        for _ in range(40):
            yield PHOTO
            seen.extend(path.read_bytes() for path in left_behind(tmp_path))

    EvidenceStore(tmp_path).add(watched())
    assert max(map(len, seen)) > 10 * len(PHOTO)
    assert not any(PHOTO[:20] in content for content in seen)


def test_a_file_from_before_any_was_sealed_is_read_and_sealed_when_it_comes_again(tmp_path: Path) -> None:
    kept_before_any_was_sealed(tmp_path)
    store = EvidenceStore(tmp_path)
    assert store.blob(SHA256) == Blob(SHA256, len(PHOTO), was_known=True)
    assert store.read(SHA256, 3, 10) == PHOTO[3:13]
    assert store.is_sound(SHA256)
    assert store.add([PHOTO]).was_known
    assert PHOTO not in place(tmp_path).read_bytes()
    assert store.read(SHA256, 3, 10) == PHOTO[3:13]


def test_on_a_full_disk_it_is_said_and_nothing_is_left_behind(tmp_path: Path) -> None:
    def until_it_is_full() -> Iterator[bytes]:
        yield PHOTO
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(StoreFullError, match="free some space"):
        EvidenceStore(tmp_path).add(until_it_is_full())
    assert left_behind(tmp_path) == []


@given(st.binary(max_size=200_000), st.integers(0, 200_000), st.integers(0, 200_000))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_piece_of_any_file_is_what_was_sent_in(
    tmp_path: Path, content: bytes, offset_bytes: int, length_bytes: int
) -> None:
    store = EvidenceStore(tmp_path)
    blob = store.add([content])
    assert store.read(blob.sha256, offset_bytes, length_bytes) == content[offset_bytes : offset_bytes + length_bytes]
    assert store.is_sound(blob.sha256)
    assert store.blob(blob.sha256) == Blob(blob.sha256, len(content), was_known=True)


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
