"""Whisper: slower than Moonshine, but it says how sure it is of each word and can be shown how to write.

The library's own loop pads every sound to 30 seconds, which for an utterance of three is nine tenths of the work. Here
the window is as long as the sound needs, and no shorter than ``SHORTEST_WINDOW_SECONDS``: below it the model begins to
say things twice (measured: 15 s costs a quarter of 30 s and changes no text; at 4 s it repeats one clip in three).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from assistant.errors import EngineError
from assistant.incident import SlotName
from voice.audio import SAMPLE_RATE_HZ, Audio, resampled
from voice.levels import cut_at_pauses, is_without_speech
from voice.transcribers.loops import without_loops
from voice.transcribers.protocol import Transcript, Word
from voice.transcribers.whisper_model import WhisperSize, model_files

LONGEST_PIECE_SECONDS: Final = 25.0
PAUSE_SEARCH_SECONDS: Final = 8.0
SHORTEST_WINDOW_SECONDS: Final = 15.0
ROOM_SECONDS: Final = 4.0
"""Silence that the window leaves behind the sound, by which the model knows that it has ended."""

LONGEST_WINDOW_SECONDS: Final = 30.0
FEATURES_A_SECOND: Final = 100
BEAMS: Final = 5
TOKENS_A_SECOND: Final = 10.0
"""More than anybody speaks; a bound on what a loop may cost."""

TOKENS_AT_LEAST: Final = 24
STYLE: Final = (
    "J O N E S, B as in bravo. R F V K two six nine oh. Till four, about forty quid. "
    "The reference is one seven three eight oh. K I L O, February ninth."
)
"""What was "said before": the model goes on in the same manner, with spelled letters apart and figures as spoken. Word
errors on spelled and numbered speech fall from 23% to 6% (measured on half of the AN4 clips; the words are our own)."""

HINT_TOKENS_AT_MOST: Final = 120
_CONTEXT_TOKENS: Final = 448


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    words: tuple[Word, ...]


class WhisperTranscriber:
    """One model; a lock lets in one thread at a time, since its two processors are shared with everything else."""

    name: Final = "whisper"

    def __init__(self, size: WhisperSize = "base") -> None:
        """``tiny.en`` takes half the time of ``base``: as good at spelling and figures, worse at everything else.

        Raises ``EngineError`` if the library or the model is not there.
        """
        try:
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
        except (ImportError, OSError) as exc:
            raise EngineError("The Whisper recogniser is not installed whole; run make again.") from exc
        try:
            self._model = WhisperModel(
                "bundled", device="cpu", compute_type="int8", cpu_threads=1, files=dict(model_files(size))
            )
            multilingual = bool(self._model.model.is_multilingual)
            self._tokens = Tokenizer(self._model.hf_tokenizer, multilingual, task="transcribe", language="en")
        except (RuntimeError, ValueError, OSError) as exc:
            raise EngineError("The Whisper recogniser cannot be loaded; run make again to reinstall it.") from exc
        self._lock = threading.Lock()

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text, with the confidence of each word; empty for silence and steady noise."""
        del asked  # a second opinion that leans the same way would be none
        return self.transcribe_hinted(audio, ())

    def transcribe_hinted(self, audio: Audio, hints: Sequence[str]) -> Transcript:
        """The same, leaning towards the words of ``hints``: names and places that are likely here."""
        started = time.perf_counter()
        sound = resampled(audio, SAMPLE_RATE_HZ)
        heard: list[_Piece] = []
        if not is_without_speech(sound):
            at_seconds = 0.0
            for piece in cut_at_pauses(
                sound, longest_seconds=LONGEST_PIECE_SECONDS, search_seconds=PAUSE_SEARCH_SECONDS
            ):
                if not is_without_speech(piece):
                    heard.append(self._heard_in(piece, hints, at_seconds))
                at_seconds += piece.seconds
        words = tuple(word for piece in heard for word in piece.words)
        sure = [word.confidence for word in words if word.confidence is not None]
        return Transcript(
            text=" ".join(piece.text for piece in heard if piece.text),
            engine=self.name,
            seconds=audio.seconds,
            words=words,
            confidence=sum(sure) / len(sure) if sure else None,
            took_seconds=time.perf_counter() - started,
        )

    def _heard_in(self, piece: Audio, hints: Sequence[str], at_seconds: float) -> _Piece:
        prompt = self._prompt(hints)
        most = min(_CONTEXT_TOKENS, len(prompt) + TOKENS_AT_LEAST + int(TOKENS_A_SECOND * piece.seconds))
        try:
            with self._lock:
                encoded = self._model.encode(self._window(piece))
                result = self._model.model.generate(
                    encoded, [prompt], beam_size=BEAMS, max_length=most, suppress_blank=True
                )[0]
                tokens = [token for token in result.sequences_ids[0] if token < self._tokens.eot]
                frames = int(piece.seconds * FEATURES_A_SECOND)
                aligned = self._model.find_alignment(self._tokens, [tokens], encoded, frames)[0] if tokens else []
        except (RuntimeError, ValueError) as exc:
            raise EngineError(
                "The Whisper recogniser failed on this sound; try again or choose another engine."
            ) from exc
        text = self._tokens.decode(tokens).strip()
        words = _words(aligned, at_seconds)
        kept = without_loops(text)
        return _Piece(kept, words if kept == " ".join(text.split()) else ())

    def _window(self, piece: Audio) -> Any:
        features = self._model.feature_extractor(piece.samples)
        wanted = max(SHORTEST_WINDOW_SECONDS, min(piece.seconds + ROOM_SECONDS, LONGEST_WINDOW_SECONDS))
        width = int(wanted * FEATURES_A_SECOND) // 2 * 2
        room = width - features.shape[1]
        return np.pad(features, ((0, 0), (0, room))) if room > 0 else features[:, :width]

    def _prompt(self, hints: Sequence[str]) -> list[int]:
        listed = self._tokens.encode(" " + ", ".join(hints) + ".")[:HINT_TOKENS_AT_MOST] if hints else []
        style = self._tokens.encode(" " + STYLE)
        # The nearer to the sound, the more it weighs: the manner comes last.
        before = [self._tokens.sot_prev, *listed, *style]
        return [*before, *self._tokens.sot_sequence, self._tokens.no_timestamps]


def _words(aligned: Sequence[dict[str, Any]], at_seconds: float) -> tuple[Word, ...]:
    """The library's words as ours; it counts a full stop as one, which belongs to the word before."""
    words: list[Word] = []
    for one in aligned:
        text = str(one["word"]).strip()
        if not any(char.isalnum() for char in text):
            if words and text:
                words[-1] = replace(words[-1], text=words[-1].text + text)
            continue
        start, end = at_seconds + float(one["start"]), at_seconds + float(one["end"])
        sure = min(1.0, max(0.0, float(one["probability"])))
        words.append(Word(text, round(start, 2), round(max(start, end), 2), round(sure, 4)))
    return tuple(words)
