"""Keys of evidence: made once, never in the place of one that is lost, replaced without losing what is sealed."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import EvidenceKeyError
from assistant.evidence import EvidenceStore
from assistant.evidence_keys import EvidenceKeys

PHOTO = b"\xff\xd8 a photo" * 1000


def test_a_key_is_made_when_it_is_first_needed_for_its_owner_alone(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    assert store.blob("0" * 64) is None
    assert not (tmp_path / "evidence.key").exists()
    store.add([PHOTO])
    key = tmp_path / "evidence.key"
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o077 == 0
    store.add([b"another"])
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["evidence.key"]


def test_two_who_need_the_first_key_at_once_use_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        keys = list(threads.map(lambda _: EvidenceKeys(tmp_path).in_force(lambda: True).key_id, range(32)))
    assert len(set(keys)) == 1


def test_no_key_is_made_up_beside_evidence_that_another_sealed(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    blob = store.add([PHOTO])
    (tmp_path / "evidence.key").unlink()
    with pytest.raises(EvidenceKeyError, match="restore it"):
        store.add([b"another"])
    with pytest.raises(EvidenceKeyError, match="not at hand"):
        store.read(blob.sha256, 0, 1)
    assert not (tmp_path / "evidence.key").exists()
    assert store.without_key() == 1


def test_a_key_that_is_named_is_used_and_not_made(tmp_path: Path) -> None:
    named = tmp_path / "elsewhere" / "store.key"
    store = EvidenceStore(tmp_path / "data", EvidenceKeys(tmp_path / "data", named))
    with pytest.raises(EvidenceKeyError, match="/dev/urandom"):
        store.add([PHOTO])
    named.parent.mkdir()
    named.write_bytes(b"k" * 32)
    assert store.read(store.add([PHOTO]).sha256, 0, 1) == PHOTO[:1]
    assert not (tmp_path / "data" / "evidence.key").exists()


@pytest.mark.parametrize("content", [b"", b"k" * 31, b"k" * 33])
def test_a_file_that_is_no_key_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "evidence.key").write_bytes(content)
    with pytest.raises(EvidenceKeyError, match="must hold 32 bytes"):
        EvidenceStore(tmp_path).add([PHOTO])


def test_a_wrong_key_opens_nothing_and_is_named(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path)
    blob = store.add([PHOTO])
    (tmp_path / "evidence.key").write_bytes(b"w" * 32)
    for read in (lambda: store.read(blob.sha256, 0, 1), lambda: store.is_sound(blob.sha256)):
        expect_no_key(read)


def expect_no_key(read: Callable[[], object]) -> None:
    with pytest.raises(EvidenceKeyError, match=r"evidence\.old_key_files"):
        read()


def test_what_an_old_key_sealed_is_still_read_while_a_new_one_seals(tmp_path: Path) -> None:
    before = EvidenceStore(tmp_path).add([PHOTO])
    old = (tmp_path / "evidence.key").rename(tmp_path / "evidence-2025.key")
    store = EvidenceStore(tmp_path, EvidenceKeys(tmp_path, old_key_files=(old,)))
    after = store.add([b"another"])
    assert store.is_sound(before.sha256)
    assert store.is_sound(after.sha256)
    assert (tmp_path / "evidence.key").read_bytes() != old.read_bytes()
    assert store.without_key() == 0
    assert EvidenceStore(tmp_path).without_key() == 1
