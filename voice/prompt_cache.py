"""Spoken prompts kept on disk, so that what the assistant often says sounds without being synthesised again."""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import tempfile
import threading
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
import structlog

from voice.audio import Audio, as_flac

MAX_BYTES: Final = 64 * 1024 * 1024
"""About an hour of speech: far more than all fixed prompts of all procedures."""

_KEPT_SHARE: Final = 0.8
_ENDING: Final = ".flac"
_log = structlog.get_logger(__name__)


class PromptCache:
    """A folder of FLAC files named by the hash of voice and words. Losing any or all of it only costs time.

    Several processes may share one folder: files come into being whole (written aside, then renamed) and may vanish at
    any moment. When the folder outgrows ``max_bytes``, what was not used for longest goes. No call raises.
    """

    def __init__(self, folder: Path, *, max_bytes: int = MAX_BYTES) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._bytes: int | None = None
        self._told = False

    def get(self, voice: str, text: str) -> Audio | None:
        """The sound kept for these words in this voice, or ``None``; a damaged file is deleted."""
        path = self._path(voice, text)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        try:
            samples, sample_rate_hz = soundfile.read(io.BytesIO(content), dtype="float32")
        except (soundfile.SoundFileError, TypeError):
            samples, sample_rate_hz = np.zeros(0, dtype=np.float32), 0
        with contextlib.suppress(OSError):
            if samples.ndim != 1 or not len(samples):
                path.unlink()
            else:
                os.utime(path)
        return Audio(samples, sample_rate_hz) if samples.ndim == 1 and len(samples) else None

    def put(self, voice: str, text: str, audio: Audio) -> None:
        """Keep a sound. Where the disk is full or may not be written, nothing is kept and it is logged once."""
        if not len(audio.samples):
            return
        content = as_flac(audio)
        try:
            with self._lock:
                self._write(self._path(voice, text), content)
        except OSError as exc:
            if not self._told:
                self._told = True
                _log.warning("prompt_cache_not_written", folder=str(self._folder), reason=exc.strerror)

    def _path(self, voice: str, text: str) -> Path:
        return self._folder / (hashlib.sha256(f"{voice}\0{text}".encode()).hexdigest() + _ENDING)

    def _write(self, path: Path, content: bytes) -> None:
        # For its owner only: prompts tell nothing of an incident, but they tell how the shop answers one.
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, aside = tempfile.mkstemp(dir=self._folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(aside).replace(path)
        except OSError:
            with contextlib.suppress(OSError):
                Path(aside).unlink()
            raise
        self._bytes = len(content) + (self._size() if self._bytes is None else self._bytes)
        if self._bytes > self._max_bytes:
            self._shrink()

    def _files(self) -> list[tuple[float, int, Path]]:
        """Last use, size and path of every file, oldest use first; half-written files of a killed process too."""
        files = []
        for path in self._folder.iterdir():
            with contextlib.suppress(OSError):
                if path.suffix in {_ENDING, ".part"}:
                    status = path.stat()
                    files.append((status.st_mtime, status.st_size, path))
        return sorted(files)

    def _size(self) -> int:
        return sum(size for _, size, _ in self._files())

    def _shrink(self) -> None:
        files = self._files()
        total = sum(size for _, size, _ in files)
        for _, size, path in files:
            if total <= self._max_bytes * _KEPT_SHARE:
                break
            with contextlib.suppress(OSError):
                path.unlink()
            total -= size
        self._bytes = total
