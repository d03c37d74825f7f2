"""Moonshine tiny (English), the recogniser that comes with Floorline: no download, no settings, no confidences."""

from __future__ import annotations

import os
import threading
import time
from typing import Final

import numpy as np

from assistant.errors import EngineError
from voice.audio import SAMPLE_RATE_HZ, Audio, resampled
from voice.levels import cut_at_pauses, is_without_speech
from voice.transcribers.loops import without_loops
from voice.transcribers.protocol import Transcript

LONGEST_PIECE_SECONDS: Final = 14.0
"""Moonshine was trained on pieces of up to 30 s and drops or repeats words in longer ones; its cost grows faster than
the length, so that pieces half as long are done in two thirds of the time (measured: 24 s and 8 to 12 s)."""

PAUSE_SEARCH_SECONDS: Final = 8.0
_TAIL_SECONDS: Final = 0.1


class MoonshineTranscriber:
    """The embedded engine. The library corrupts results when two threads share it, so a lock lets in one at a time."""

    name: Final = "moonshine"

    def __init__(self) -> None:
        # Read by the native library when it loads; a second thread doubles the processor time and saves little.
        os.environ.setdefault("MOONSHINE_ORT_SINGLE_THREAD", "1")
        try:
            from moonshine_voice import ModelArch, MoonshineError, Transcriber, get_model_path

            # Sound arrives cut to one utterance, so the library's own voice detector is off.
            self._engine = Transcriber(
                get_model_path("tiny-en"), ModelArch.TINY, options={"vad_threshold": 0, "return_audio_data": "false"}
            )
        except ImportError as exc:
            raise EngineError("The Moonshine recogniser is not installed whole; run make again.") from exc
        except (MoonshineError, OSError) as exc:
            raise EngineError("The Moonshine recogniser cannot be loaded; run make again to reinstall it.") from exc
        self._failure: type[Exception] = MoonshineError
        self._lock = threading.Lock()

    def transcribe(self, audio: Audio) -> Transcript:
        """Turn sound into text: empty for silence and steady noise, into which Moonshine reads words."""
        started = time.perf_counter()
        heard: list[str] = []
        sound = resampled(audio, SAMPLE_RATE_HZ)
        if not is_without_speech(sound):
            pieces = cut_at_pauses(sound, longest_seconds=LONGEST_PIECE_SECONDS, search_seconds=PAUSE_SEARCH_SECONDS)
            heard = [self._heard_in(piece) for piece in pieces if not is_without_speech(piece)]
        return Transcript(
            text=" ".join(text for text in heard if text),
            engine=self.name,
            seconds=audio.seconds,
            took_seconds=time.perf_counter() - started,
        )

    def _heard_in(self, piece: Audio) -> str:
        # The library drops what does not fill its last frame; a little silence keeps the last sound of a word.
        tail = np.zeros(int(_TAIL_SECONDS * SAMPLE_RATE_HZ), dtype=np.float32)
        samples = np.concatenate((piece.samples, tail)).tolist()
        try:
            with self._lock:
                lines = self._engine.transcribe_without_streaming(samples, SAMPLE_RATE_HZ).lines
        except self._failure as exc:
            raise EngineError(
                "The Moonshine recogniser failed on this sound; try again or choose another engine."
            ) from exc
        return without_loops(" ".join(line.text.strip() for line in lines))
