"""Evidence files, each kept under the hash of its content: photos, clips, documents, voice notes.

A file is sealed (``sealing``) and hashed while it arrives, beside its place, and put there by one rename: what stands
under a hash is whole, and never was on the disk unsealed. The same file twice is kept once. What is known *about* a
file (whose it is, of which incident) stands in the record; here are only bytes, which nobody reads without the key.
Files that were kept before any were sealed are read as they are.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from assistant.errors import EvidenceError, EvidenceKeyError, EvidenceTooLargeError, StoreError, StoreFullError
from assistant.evidence_keys import EvidenceKeys, sync_folder
from assistant.platform_contract import EvidenceKind
from assistant.sealing import (
    HEADER_BYTES,
    BrokenSealError,
    SealedFile,
    Sealing,
    UnknownKeyError,
    content_bytes,
    is_sealed,
    key_id_of,
)
from assistant.settings import Settings
from assistant.store import Job

MAX_EVIDENCE_BYTES: Final = 200_000_000
"""A minute or two of a phone's video; what is larger is bookmarked on the camera system, not copied."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ENOSPC: Final = 28
_PART: Final = ".part"
_PART_DEAD_SECONDS: Final = 86_400.0
"""Nothing takes a day to arrive: what began then was cut off by the end of its process, and its sender was never told
that it is kept."""

_PIECE_BYTES: Final = 1 << 20


@dataclass(frozen=True)
class Blob:
    """One file in the store."""

    sha256: str
    """64 hex digits: its name for ever."""
    size_bytes: int
    """Of its content."""
    was_known: bool = False
    """Whether it was there before."""


class EvidenceStore:
    """Files by their SHA-256, in ``<data folder>/evidence``. Synchronous: call it from a worker thread."""

    def __init__(self, data_dir: Path, keys: EvidenceKeys | None = None) -> None:
        """``keys`` left out: the one key of the data folder."""
        self._folder = data_dir / "evidence"
        self._keys = keys or EvidenceKeys(data_dir)
        self._plain_and_sound: set[tuple[str, int, int]] = set()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """The store box's own."""
        evidence = settings.evidence
        keys = EvidenceKeys(settings.data_dir, evidence.key_file, evidence.old_key_files)
        return cls(settings.data_dir, keys)

    def add(self, chunks: Iterable[bytes], *, max_bytes: int = MAX_EVIDENCE_BYTES) -> Blob:
        """Keep a file that arrives in pieces; on return it is on the disk, whole.

        Raises ``EvidenceTooLargeError``, ``EvidenceKeyError``, ``StoreFullError`` and ``StoreError``; nothing is left
        behind then.
        """
        digest, size_bytes = hashlib.sha256(), 0
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._sweep()
            sealing = Sealing(self._keys.in_force(may_make=lambda: not self.without_key()))
            # mkstemp makes it readable by the owner alone.
            descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=_PART)
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(sealing.header)
                    for chunk in chunks:
                        size_bytes += len(chunk)
                        if size_bytes > max_bytes:
                            raise EvidenceTooLargeError(
                                f"The file is larger than {max_bytes // 1_000_000} MB; send a shorter clip, "
                                "or say which camera to bookmark."
                            )
                        digest.update(chunk)
                        file.writelines(sealing.add(chunk))
                    file.write(sealing.finish(digest.digest()))
                    file.flush()
                    os.fsync(file.fileno())
                sha256 = digest.hexdigest()
                place = self._place(sha256)
                was_known = place.exists()
                place.parent.mkdir(mode=0o700, exist_ok=True)
                part.replace(place)
                sync_folder(place.parent)
            except BaseException:
                with suppress(FileNotFoundError):
                    part.unlink()
                raise
        except OSError as exc:
            if exc.errno == _ENOSPC:
                raise StoreFullError(
                    "There is no room left for evidence; free some space, then send the file again."
                ) from exc
            raise StoreError(f"{self._folder} cannot be written to ({exc.strerror}); check its owner.") from exc
        return Blob(sha256, size_bytes, was_known)

    def _sweep(self) -> None:
        """Take away what a killed process left half written."""
        for part in self._folder.glob(f"*{_PART}"):
            with suppress(FileNotFoundError):
                if time.time() - part.stat().st_mtime > _PART_DEAD_SECONDS:
                    part.unlink()

    def blob(self, sha256: str) -> Blob | None:
        """What is kept under a hash, or ``None``. Needs no key. ``EvidenceError`` if the file was cut off."""
        try:
            with self._opened(sha256) as (file, file_bytes):
                is_plain = not is_sealed(file.read(HEADER_BYTES))
            return Blob(sha256, file_bytes if is_plain else content_bytes(file_bytes), was_known=True)
        except BrokenSealError as exc:
            raise _changed(sha256) from exc
        except OSError:
            return None

    def read(self, sha256: str, offset_bytes: int, length_bytes: int) -> bytes:
        """A piece of a file, shorter at its end.

        ``EvidenceError`` if the file is gone, was changed or cut off; ``EvidenceKeyError`` without its key.
        """
        try:
            with self._opened(sha256) as (file, file_bytes):
                if is_sealed(file.read(HEADER_BYTES)):
                    return self._unsealed(file, file_bytes, sha256).read(offset_bytes, length_bytes)
                self._check_plain(file, sha256)
                file.seek(offset_bytes)
                return file.read(length_bytes)
        except BrokenSealError as exc:
            raise _changed(sha256) from exc
        except UnknownKeyError as exc:
            raise EvidenceKeyError(
                f"The evidence file {sha256[:12]}… was sealed with the key {exc.key_id}, which is not at hand; name "
                "its file in evidence.old_key_files, or restore it."
            ) from exc
        except OSError as exc:
            raise EvidenceError(
                f"The evidence file {sha256[:12]}… is not in the data folder or cannot be read; restore it from the "
                "backup."
            ) from exc

    def pieces(self, sha256: str) -> Iterator[bytes]:
        """All of a file, in order. Raises what ``read`` does, at the end too if it is not what it was named for."""
        digest, offset_bytes = hashlib.sha256(), 0
        while piece := self.read(sha256, offset_bytes, _PIECE_BYTES):
            digest.update(piece)
            yield piece
            offset_bytes += len(piece)
        if digest.hexdigest() != sha256:
            raise _changed(sha256)

    def is_sound(self, sha256: str) -> bool:
        """Whether the file is there and still has the content it was named for.

        ``EvidenceKeyError`` if that cannot be told for want of the key.
        """
        try:
            for _ in self.pieces(sha256):
                pass
        except EvidenceKeyError:
            raise
        except EvidenceError:
            return False
        return True

    def without_key(self) -> int:
        """How many files are sealed with a key that is not at hand. Raises ``EvidenceKeyError`` for a broken key."""
        keys = self._keys.all()
        return sum(key_id not in keys for key_id in self._key_ids())

    def _unsealed(self, file: BinaryIO, file_bytes: int, sha256: str) -> SealedFile:
        return SealedFile(file, file_bytes, bytes.fromhex(sha256), self._keys.all())

    def _check_plain(self, file: BinaryIO, sha256: str) -> None:
        """A file without a seal must be what it is named for, or taking the seal off would be a way to change it."""
        status = os.fstat(file.fileno())
        as_it_is = (sha256, status.st_mtime_ns, status.st_size)
        if as_it_is in self._plain_and_sound:
            return
        digest = hashlib.sha256()
        file.seek(0)
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
        if digest.hexdigest() != sha256:
            raise BrokenSealError
        self._plain_and_sound.add(as_it_is)

    def _key_ids(self) -> Iterator[str]:
        """The key's id of each sealed file."""
        for path in self._folder.glob("??/*"):
            with path.open("rb") as file:
                beginning = file.read(HEADER_BYTES)
            with suppress(BrokenSealError):
                yield key_id_of(beginning)

    @contextmanager
    def _opened(self, sha256: str) -> Iterator[tuple[BinaryIO, int]]:
        """The file and how long it is. Raises ``OSError``."""
        if not _SHA256.fullmatch(sha256):
            raise FileNotFoundError
        with self._place(sha256).open("rb") as file:
            yield file, os.fstat(file.fileno()).st_size

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256


def evidence_job(incident_id: UUID, blob: Blob, *, kind: EvidenceKind, media_type: str) -> Job:
    """The durable job that uploads one file of an incident to the platform, once its report is filed there.

    Owe it with ``Store.add_jobs([job])`` and hand its key to ``Delivery.dispatch``. The same file of the same incident
    is one job, however often it is sent in. ``media_type``: ``image/jpeg``, ``video/mp4``, …
    """
    evidence_id = uuid5(NAMESPACE_URL, f"floorline:evidence:{incident_id}:{blob.sha256}")
    payload = {
        "evidence_id": str(evidence_id),
        "kind": kind,
        "media_type": media_type,
        "sha256": blob.sha256,
        "size_bytes": blob.size_bytes,
    }
    return Job(f"evidence:{evidence_id}", "evidence", incident_id, "platform", payload)


def _changed(sha256: str) -> EvidenceError:
    return EvidenceError(
        f"The evidence file {sha256[:12]}… was changed or cut off on the disk; restore it from the backup."
    )
