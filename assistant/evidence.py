"""Evidence files, each kept under the hash of its content: photos, clips, documents, voice notes.

A file is written beside its place, hashed while it arrives, and put there by one rename: what stands under a hash is
whole. The same file twice is kept once. What is known *about* a file (whose it is, of which incident) stands in the
record; here are only bytes, readable by Floorline's own user and by nobody else.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from assistant.errors import EvidenceError, EvidenceTooLargeError, StoreError, StoreFullError
from assistant.platform_contract import EvidenceKind
from assistant.store import Job

MAX_EVIDENCE_BYTES: Final = 200_000_000
"""A minute or two of a phone's video; what is larger is bookmarked on the camera system, not copied."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ENOSPC: Final = 28
_PART: Final = ".part"


@dataclass(frozen=True)
class Blob:
    """One file in the store."""

    sha256: str
    """64 hex digits: its name for ever."""
    size_bytes: int
    was_known: bool = False
    """Whether it was there before."""


class EvidenceStore:
    """Files by their SHA-256, in ``<data folder>/evidence``. Synchronous: call it from a worker thread."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "evidence"

    def add(self, chunks: Iterable[bytes], *, max_bytes: int = MAX_EVIDENCE_BYTES) -> Blob:
        """Keep a file that arrives in pieces; on return it is on the disk, whole.

        Raises ``EvidenceTooLargeError``, ``StoreFullError`` and ``StoreError``; nothing is left behind then.
        """
        digest, size_bytes = hashlib.sha256(), 0
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            # mkstemp makes it readable by the owner alone.
            descriptor, name = tempfile.mkstemp(dir=self._folder, suffix=_PART)
            part = Path(name)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    for chunk in chunks:
                        size_bytes += len(chunk)
                        if size_bytes > max_bytes:
                            raise EvidenceTooLargeError(
                                f"The file is larger than {max_bytes // 1_000_000} MB; send a shorter clip, "
                                "or say which camera to bookmark."
                            )
                        digest.update(chunk)
                        file.write(chunk)
                    file.flush()
                    os.fsync(file.fileno())
                sha256 = digest.hexdigest()
                place = self._place(sha256)
                was_known = place.exists()
                place.parent.mkdir(mode=0o700, exist_ok=True)
                part.replace(place)
                _sync_folder(place.parent)
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

    def blob(self, sha256: str) -> Blob | None:
        """What is kept under a hash, or ``None``."""
        if not _SHA256.fullmatch(sha256):
            return None
        with suppress(OSError):
            return Blob(sha256, self._place(sha256).stat().st_size, was_known=True)
        return None

    def read(self, sha256: str, offset_bytes: int, length_bytes: int) -> bytes:
        """A piece of a file, shorter at its end. ``EvidenceError`` if the file is gone."""
        try:
            with self.path(sha256).open("rb") as file:
                file.seek(offset_bytes)
                return file.read(length_bytes)
        except OSError as exc:
            raise _gone(sha256) from exc

    def path(self, sha256: str) -> Path:
        """Where the file is. ``EvidenceError`` if there is none of that hash."""
        if self.blob(sha256) is None:
            raise _gone(sha256)
        return self._place(sha256)

    def is_sound(self, sha256: str) -> bool:
        """Whether the file is there and still has the content it was named for."""
        if self.blob(sha256) is None:
            return False
        digest = hashlib.sha256()
        for piece in self._pieces(sha256):
            digest.update(piece)
        return digest.hexdigest() == sha256

    def _pieces(self, sha256: str) -> Iterator[bytes]:
        with self._place(sha256).open("rb") as file:
            while piece := file.read(1 << 20):
                yield piece

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


def _gone(sha256: str) -> EvidenceError:
    return EvidenceError(f"The evidence file {sha256[:12]}… is not in the data folder; restore it from the backup.")


def _sync_folder(folder: Path) -> None:
    # The rename itself must outlive a power cut.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
