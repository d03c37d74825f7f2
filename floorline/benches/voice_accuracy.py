"""How well real speech is heard: word errors, slots, and words made up from noise alone.

Real clips are not part of the project, so a folder of them is named: ``manifest.jsonl`` with one object a clip
(``path``, ``source``, ``seconds``, and ``text`` or ``slots``), and ``noise/kitchen.flac``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SetupError
from floorline.benches.speech_scores import WordErrors, slots_heard, word_errors
from voice.audio import Audio, read_audio
from voice.levels import mix_noise
from voice.transcribers.protocol import Listener

NOISE_SNR_DB: Final = 10.0
NOISE_FILE: Final = Path("noise", "kitchen.flac")
MANIFEST: Final = "manifest.jsonl"
NOISE_PIECE_SECONDS: Final = 3.0
"""How long a stretch of noise alone is: what an open microphone cuts out when something clatters."""


class Clip(BaseModel):
    """One line of the manifest."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    path: str
    source: str
    text: str | None = None
    slots: dict[str, str] | None = None


@dataclass
class Tally:
    """What was heard in clips of one kind."""

    words: WordErrors = field(default_factory=WordErrors)
    slots_heard: int = 0
    slots: int = 0
    speech_seconds: float = 0.0
    engine_seconds: float = 0.0


def bench_accuracy(folder: Path, listener: Listener, progress: Callable[[str], None]) -> dict[str, float]:
    """Measure over the clips in ``folder``; a flat mapping. ``SetupError`` if it is not such a folder."""
    clips = read_manifest(folder)
    noise = _noise(folder)
    figures: dict[str, float] = {}
    whole = Tally()
    for suffix, snr_db in (("", None), (f"_kitchen_{NOISE_SNR_DB:g}db", NOISE_SNR_DB)):
        if snr_db is not None and noise is None:
            progress(f"no {NOISE_FILE} there: nothing is measured under noise")
            break
        progress(f"{len(clips)} clips" + ("" if snr_db is None else f", kitchen noise at {snr_db:g} dB"))
        tally = tally_clips(folder, clips, listener, None if snr_db is None else noise, snr_db)
        figures |= figures_of(tally, suffix)
        whole.speech_seconds += sum(each.speech_seconds for each in tally.values())
        whole.engine_seconds += sum(each.engine_seconds for each in tally.values())
    if whole.speech_seconds:
        figures["transcribe_real_time_factor"] = round(whole.engine_seconds / whole.speech_seconds, 4)
    if noise is not None:
        progress("kitchen noise alone")
        figures["noise_alone_heard_as_words"] = round(made_up_share(noise, listener), 4)
    return figures


def read_manifest(folder: Path) -> tuple[Clip, ...]:
    """The clips there are; ``SetupError`` where the manifest is missing or broken."""
    file = folder / MANIFEST
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        clips = tuple(Clip.model_validate_json(line) for line in lines if line.strip())
    except OSError as exc:
        raise SetupError(f"There is no {MANIFEST} in {folder}; name the folder of the clips with --speech.") from exc
    except (ValidationError, UnicodeDecodeError) as exc:
        raise SetupError(f"{file} has a line that is no clip; give path, source and text or slots in each.") from exc
    if not clips:
        raise SetupError(f"{file} names no clips; give one a line.")
    return clips


def tally_clips(
    folder: Path, clips: Iterable[Clip], listener: Listener, noise: Audio | None, snr_db: float | None
) -> dict[str, Tally]:
    """What was heard, by source. The noise under a clip is the same from run to run, as in ``floorline transcribe``."""
    tallies: dict[str, Tally] = {}
    for clip in clips:
        audio = read_audio(folder / clip.path)
        if noise is not None and snr_db is not None:
            audio = mix_noise(audio, noise, snr_db, seed=0)
        heard = listener.transcribe(audio)
        tally = tallies.setdefault(clip.source, Tally())
        tally.speech_seconds += heard.seconds
        tally.engine_seconds += heard.took_seconds
        if clip.text is not None:
            tally.words += word_errors(clip.text, heard.text)
        if clip.slots is not None:
            found, wanted = slots_heard(clip.slots.values(), heard.text)
            tally.slots_heard += found
            tally.slots += wanted
    return tallies


def figures_of(tallies: dict[str, Tally], suffix: str) -> dict[str, float]:
    """Flat figures, named by source: ``an4_wer``, ``picovoice_slot_recall`` and their like under noise."""
    figures: dict[str, float] = {}
    for source, tally in sorted(tallies.items()):
        if tally.words.said:
            figures[f"{source}_wer{suffix}"] = round(tally.words.rate, 4)
        if tally.slots:
            figures[f"{source}_slot_recall{suffix}"] = round(tally.slots_heard / tally.slots, 4)
    return figures


def made_up_share(noise: Audio, listener: Listener) -> float:
    """The share of stretches of noise alone in which words were heard."""
    pieces = stretches(noise, NOISE_PIECE_SECONDS)
    return sum(bool(listener.transcribe(piece).text) for piece in pieces) / len(pieces)


def stretches(sound: Audio, seconds: float) -> Sequence[Audio]:
    """Whole stretches of ``seconds`` one after the other; the sound itself where it is shorter."""
    width = int(seconds * sound.sample_rate_hz)
    starts = range(0, len(sound.samples) - width + 1, width)
    return [Audio(sound.samples[start : start + width], sound.sample_rate_hz) for start in starts] or [sound]


def _noise(folder: Path) -> Audio | None:
    return read_audio(folder / NOISE_FILE) if (folder / NOISE_FILE).is_file() else None
