"""Sound as the rest of Floorline sees it, read from and written to files.

Recognisers want 16 kHz mono; what people send is anything. ``read_audio`` accepts WAV, FLAC and Ogg (Vorbis, Opus) of
any rate, width and number of channels, and refuses everything else with one sentence that says what is wrong.
"""

from __future__ import annotations

import io
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.errors import AudioError, AudioFormatError
from voice.containers import is_cut_off

Samples = npt.NDArray[np.float32]

SAMPLE_RATE_HZ: Final = 16_000
"""What every recogniser is fed."""

MAX_SECONDS: Final = 600.0
"""A spoken report takes a minute or two; ten minutes leaves room and still bounds memory and time."""

LOWEST_RATE_HZ: Final = 4_000
HIGHEST_RATE_HZ: Final = 384_000
ACCEPTED_FORMATS: Final = frozenset({"WAV", "WAVEX", "FLAC", "OGG"})
_BLOCK_SECONDS: Final = 5
_SHORTEST_SECONDS: Final = 0.01
_ADVICE: Final = "send a WAV, FLAC or Ogg (Vorbis or Opus) file"


@dataclass(frozen=True, eq=False)
class Audio:
    """Mono sound: ``samples`` is float32 of shape (n,) in [-1, 1]."""

    samples: Samples
    sample_rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / self.sample_rate_hz


def read_audio(path: str | Path, *, max_seconds: float = MAX_SECONDS) -> Audio:
    """Read a sound file as 16 kHz mono with any DC offset removed.

    Channels are averaged; a float file that goes beyond full scale is scaled down as a whole. Raises
    ``AudioFormatError`` for what is missing, unreadable, a folder, empty, not audio, cut off, longer than
    ``max_seconds``, or holds values that are not numbers.
    """
    path = Path(path)
    with _opened(path) as file:
        try:
            with soundfile.SoundFile(file) as sound:
                _check_header(path, sound, max_seconds)
                if is_cut_off(file):
                    raise AudioFormatError(f"{path} is cut off before its end; record or copy it again.")
                samples = _mono_at_16_khz(path, sound, max_seconds)
        # TypeError: a file named .raw, which has no header to go by.
        except (soundfile.LibsndfileError, TypeError) as exc:
            raise AudioFormatError(
                f"{path} is not audio that can be read (or its header is damaged); {_ADVICE}."
            ) from exc
        except OSError as exc:
            raise AudioFormatError(f"{path} cannot be read ({exc.strerror}); copy it again.") from exc
    if len(samples) < _SHORTEST_SECONDS * SAMPLE_RATE_HZ:
        raise AudioFormatError(f"{path} holds no sound; record it again.")
    peak = float(np.max(np.abs(samples)))
    if not np.isfinite(peak):
        raise AudioFormatError(f"{path} holds values that are not numbers; record or export it again.")
    return without_dc(Audio(samples / peak if peak > 1.0 else samples, SAMPLE_RATE_HZ))


def write_audio(path: str | Path, audio: Audio) -> None:
    """Write 16-bit sound; the ending of ``path`` chooses: .flac, .ogg (Vorbis) or .wav. ``AudioError`` if it cannot."""
    path = Path(path)
    if path.suffix.lower() not in {".flac", ".ogg", ".wav"}:
        raise AudioError(f"{path} does not end in .flac, .ogg or .wav; choose one of these.")
    try:
        soundfile.write(
            path,
            np.clip(audio.samples, -1.0, 1.0),
            audio.sample_rate_hz,
            subtype="VORBIS" if path.suffix.lower() == ".ogg" else "PCM_16",
        )
    except (soundfile.LibsndfileError, OSError) as exc:
        raise AudioError(f"{path} cannot be written; check that the folder exists and has room.") from exc


def as_flac(audio: Audio, *, comment: str | None = None) -> bytes:
    """16-bit sound as a FLAC file that never was on a disk; ``comment`` stands in it for whoever opens it."""
    buffer = io.BytesIO()
    with soundfile.SoundFile(buffer, "w", audio.sample_rate_hz, 1, "PCM_16", format="FLAC") as file:
        if comment is not None:
            file.comment = comment
        file.write(np.clip(audio.samples, -1.0, 1.0))
    return buffer.getvalue()


def resampled(audio: Audio, sample_rate_hz: int) -> Audio:
    """The same sound at another rate."""
    if audio.sample_rate_hz == sample_rate_hz:
        return audio
    samples = np.asarray(soxr.resample(audio.samples, audio.sample_rate_hz, sample_rate_hz), dtype=np.float32)
    return Audio(np.clip(samples, -1.0, 1.0), sample_rate_hz)


def without_dc(audio: Audio) -> Audio:
    """The same sound with its mean taken away: cheap headset inputs add a constant that hides silence."""
    if not len(audio.samples):
        return audio
    centred = audio.samples - np.float32(np.mean(audio.samples, dtype=np.float64))
    return Audio(np.clip(centred, -1.0, 1.0), audio.sample_rate_hz)


def _opened(path: Path) -> BinaryIO:
    try:
        # Looked at before it is opened: to open a named pipe would wait for a writer.
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise AudioFormatError(f"{path} is a folder; name the files in it.")
        if not stat.S_ISREG(status.st_mode):
            raise AudioFormatError(f"{path} is not a file; {_ADVICE}.")
        if status.st_size == 0:
            raise AudioFormatError(f"{path} is empty; record it again.")
        return path.open("rb")
    except FileNotFoundError as exc:
        raise AudioFormatError(f"There is no file {path}; check the name.") from exc
    except PermissionError as exc:
        raise AudioFormatError(f"{path} may not be read; change its permissions.") from exc
    except (OSError, ValueError) as exc:
        raise AudioFormatError(f"{path} cannot be opened; check the name.") from exc


def _check_header(path: Path, sound: soundfile.SoundFile, max_seconds: float) -> None:
    if sound.format not in ACCEPTED_FORMATS:
        raise AudioFormatError(f"{path} is {sound.format} audio, which is not accepted; {_ADVICE}.")
    if not LOWEST_RATE_HZ <= sound.samplerate <= HIGHEST_RATE_HZ:
        raise AudioFormatError(
            f"{path} claims {sound.samplerate} samples a second; "
            f"send one with {LOWEST_RATE_HZ} to {HIGHEST_RATE_HZ} of them."
        )
    # Headers written by a pipe claim an absurd length; there the reading itself is bounded.
    if sound.frames < 2**31 and sound.frames > max_seconds * sound.samplerate:
        raise _too_long(path, max_seconds)


def _too_long(path: Path, max_seconds: float) -> AudioFormatError:
    limit = f"{max_seconds / 60:g} minutes" if max_seconds >= 60 else f"{max_seconds:g} seconds"
    return AudioFormatError(f"{path} is longer than {limit}; cut it into shorter files.")


def _mono_at_16_khz(path: Path, sound: soundfile.SoundFile, max_seconds: float) -> Samples:
    # Block by block, so that ten minutes of many-channel studio audio never stand in memory at once.
    resampler = soxr.ResampleStream(sound.samplerate, SAMPLE_RATE_HZ, 1, dtype="float32")
    pieces: list[Samples] = []
    frames = 0
    for block in _blocks(sound):
        frames += len(block)
        if frames > max_seconds * sound.samplerate:
            raise _too_long(path, max_seconds)
        mono = np.ascontiguousarray(block.mean(axis=1, dtype=np.float32))
        pieces.append(mono if sound.samplerate == SAMPLE_RATE_HZ else resampler.resample_chunk(mono))
    if sound.samplerate != SAMPLE_RATE_HZ:
        pieces.append(resampler.resample_chunk(np.zeros(0, dtype=np.float32), last=True))
    return np.concatenate(pieces) if pieces else np.zeros(0, dtype=np.float32)


def _blocks(sound: soundfile.SoundFile) -> Iterator[Samples]:
    while True:
        block: Samples = sound.read(_BLOCK_SECONDS * sound.samplerate, dtype="float32", always_2d=True)
        if not len(block):
            return
        yield block
