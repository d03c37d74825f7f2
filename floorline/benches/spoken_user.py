"""What staff say, made sound, laid into the noise of a shop and heard by the recogniser: the audio path of the product.

Deterministic for a dialogue: voice, pace and noise are drawn from its seed, whatever came before it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from assistant.errors import AudioError
from assistant.incident import SlotName
from assistant.settings import Settings
from assistant.sop import SopBook
from demo.make_audio import SMALL_TALK, word_errors
from demo.shop_noise import shop_noise
from floorline.runtime import sop_folders
from speech_data.varied_joe import VariedJoe
from voice.audio import Audio, read_audio
from voice.levels import mix_noise
from voice.speakable import speakable
from voice.transcribers import Listener, ShopSpeech, make_live_listeners

NOISE_SEEDS: Final = (11, 12, 13)
NOISE_SECONDS: Final = 20.0


class SpokenEars:
    """Says each line aloud into the noise, and gives what the recogniser heard of it."""

    def __init__(self, listener: Listener, noises: Sequence[Audio], snr_db: float) -> None:
        """``snr_db`` is the speech's level above the noise's, as ``mix_noise`` has it."""
        self._listener = listener
        self._noises = tuple(noises)
        self._snr_db = snr_db
        self._joe = VariedJoe(0)
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
        self._joe = VariedJoe(seed)

    async def hear(self, text: str, asked: SlotName | None) -> tuple[str, float | None]:
        """What arrives of ``text``, and how sure the recogniser is. Raises ``EngineError``."""
        return await asyncio.to_thread(self._heard, text, asked)

    def figures(self) -> dict[str, float]:
        """The level, and the share of words that were heard wrong."""
        return {"spoken_snr_db": self._snr_db, "spoken_word_error_rate": self._wrong_words / max(self._words, 1)}

    def _heard(self, text: str, asked: SlotName | None) -> tuple[str, float | None]:
        sound, dice = self._joe.say(speakable(text)), self._joe.dice
        noise = self._noises[int(dice.integers(len(self._noises)))]
        heard_sound = mix_noise(sound, noise, self._snr_db, seed=int(dice.integers(2**31)))
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
    joe = VariedJoe(NOISE_SEEDS[0])
    talk = [joe.say(text) for text in SMALL_TALK]
    return tuple(shop_noise(talk, NOISE_SECONDS, seed) for seed in NOISE_SEEDS)
