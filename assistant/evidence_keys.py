"""The keys that evidence is sealed with: files of 32 random bytes, read anew each time, so that one can be replaced."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from assistant.errors import EvidenceKeyError
from assistant.sealing import KEY_BYTES, Key

KEY_FILE: Final = "evidence.key"
"""In the data folder, where no other is named."""


class EvidenceKeys:
    """The key in force and those before it."""

    def __init__(self, data_dir: Path, key_file: Path | None = None, old_key_files: tuple[Path, ...] = ()) -> None:
        """``key_file``: the one in force; left out, ``<data_dir>/evidence.key``, made when it is first needed.
        ``old_key_files`` still open what was sealed with them.
        """
        self._made_here = key_file is None
        self.key_file: Final = key_file or data_dir / KEY_FILE
        self._old_key_files = old_key_files

    def in_force(self, may_make: Callable[[], bool]) -> Key:
        """The key to seal with. Where there is none and none is named, one is made, if ``may_make`` says so: not beside
        evidence that was sealed with one that is lost.

        Raises ``EvidenceKeyError``, and ``OSError`` where a new one cannot be written.
        """
        if self._made_here and not self.key_file.exists():
            if not may_make():
                raise EvidenceKeyError(
                    f"The key of the evidence, {self.key_file}, is gone; restore it, for what it sealed cannot be read "
                    "without it. To give that up, name a new key as evidence.key_file."
                )
            _make(self.key_file)
        return _read(self.key_file)

    def all(self) -> dict[str, Key]:
        """Every key that evidence may have been sealed with, by its id. Raises ``EvidenceKeyError``."""
        files = [*self._old_key_files]
        # Before the first file is kept there is no key of ours, and nothing to be opened with it.
        if not self._made_here or self.key_file.exists():
            files.append(self.key_file)
        keys = map(_read, files)
        return {key.key_id: key for key in keys}


def _read(path: Path) -> Key:
    try:
        with path.open("rb") as file:
            secret = file.read(KEY_BYTES + 1)
    except OSError as exc:
        raise EvidenceKeyError(
            f"The key of the evidence, {path}, cannot be read ({exc.strerror}); restore it, or correct "
            f"evidence.key_file or old_key_files. A first key is made with: head -c {KEY_BYTES} /dev/urandom > FILE"
        ) from exc
    if len(secret) != KEY_BYTES:
        raise EvidenceKeyError(f"{path} is no key of evidence: it must hold {KEY_BYTES} bytes; restore it.")
    return Key(secret)


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes it readable by the owner alone.
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, takes nobody's place: of two that make a key at once, both use the first.
        with suppress(FileExistsError):
            os.link(name, path)
        sync_folder(path.parent)
    finally:
        Path(name).unlink()


def sync_folder(folder: Path) -> None:
    """Have what was put into the folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
