"""Moonshine tiny (English), the recogniser that comes with Floorline: no download, no settings, no confidences."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from assistant.errors import EngineError
from assistant.incident import SlotName
from voice.audio import SAMPLE_RATE_HZ, Audio, resampled
from voice.levels import cut_at_pauses, is_without_speech
from voice.transcribers.beam_search import BeamSearch
from voice.transcribers.loops import without_loops
from voice.transcribers.moonshine_network import MoonshineNetwork
from voice.transcribers.protocol import Transcript
from voice.transcribers.word_model import WordChances

LONGEST_PIECE_SECONDS: Final = 14.0
"""Moonshine was trained on pieces of up to 30 s and drops or repeats words in longer ones; its cost grows faster than
the length, so that pieces half as long are done in two thirds of the time (measured: 24 s and 8 to 12 s)."""

PAUSE_SEARCH_SECONDS: Final = 8.0
BEAMS: Final = 6
PIECES_A_SECOND: Final = 6.5
"""Of words: more than anybody says; a bound on what a loop may cost (the makers' own)."""

PIECES_AT_LEAST: Final = 4
_TAIL_SECONDS: Final = 0.1

ChancesFor = Callable[[SlotName | None], WordChances]
"""How likely words are in an answer to the question for a slot, or where nothing was asked."""


class MoonshineTranscriber:
    """The embedded engine. Threads may share it."""

    name: Final = "moonshine"

    def __init__(self, chances_for: ChancesFor | None = None, network: MoonshineNetwork | None = None) -> None:
        """``chances_for`` leans it towards what is said in a shop; without, every word of English is as good.

        ``network`` is another than the one that comes with Floorline.
        """
        self._network = network or MoonshineNetwork()
        self._search = BeamSearch(self._network.alphabet, BEAMS)
        self._chances_for = chances_for

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text: empty for silence and steady noise, into which Moonshine reads words."""
        started = time.perf_counter()
        heard: list[str] = []
        sound = resampled(audio, SAMPLE_RATE_HZ)
        if not is_without_speech(sound):
            chances = None if self._chances_for is None else self._chances_for(asked)
            pieces = cut_at_pauses(sound, longest_seconds=LONGEST_PIECE_SECONDS, search_seconds=PAUSE_SEARCH_SECONDS)
            heard = [self._heard_in(piece, chances) for piece in pieces if not is_without_speech(piece)]
        return Transcript(
            text=" ".join(text for text in heard if text),
            engine=self.name,
            seconds=audio.seconds,
            took_seconds=time.perf_counter() - started,
        )

    def _heard_in(self, piece: Audio, chances: WordChances | None) -> str:
        # What does not fill the last frame is dropped; a little silence keeps the last sound of a word.
        tail = np.zeros(int(_TAIL_SECONDS * SAMPLE_RATE_HZ), dtype=np.float32)
        longest = PIECES_AT_LEAST + int(PIECES_A_SECOND * piece.seconds)
        try:
            sound = self._network.listen(np.concatenate((piece.samples, tail)))
            pieces = self._search.best(sound, longest, chances)
        except Exception as exc:  # onnxruntime's errors have no base of their own
            raise EngineError(
                "The Moonshine recogniser failed on this sound; try again or choose another engine."
            ) from exc
        return without_loops(self._network.written(pieces))
