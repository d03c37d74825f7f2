"""Vosk, the recogniser for a shop that brings its own model: word times and confidences, optional phrase list."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import vosk
from pydantic import BaseModel, ConfigDict, ValidationError
from requests import RequestException
from vosk.vosk_cffi import ffi

from assistant.errors import EngineError
from assistant.incident import SlotName
from voice.audio import SAMPLE_RATE_HZ, Audio, Samples, resampled
from voice.transcribers.protocol import Transcript, Word

HOW_TO_GET_A_MODEL: Final = (
    "unpack an English Vosk model (such as vosk-model-small-en-us-0.15) on this machine and set [voice] vosk_model, "
    "or FLOORLINE_VOICE__VOSK_MODEL, to its folder"
)
_ELSE: Final = "[unk]"
"""How Vosk writes what no phrase of the list is."""
_BLOCK_SAMPLES: Final = SAMPLE_RATE_HZ // 4

PhrasesFor = Callable[[SlotName | None], Sequence[str]]
"""What answers the question for a slot; nothing where anything may be said."""

log = logging.getLogger(__name__)


class _Model(vosk.Model):  # type: ignore[misc]
    # Without a handle to start from, a model that cannot be found prints a traceback when it is thrown away.
    _handle = ffi.NULL


class _HeardWord(BaseModel):
    model_config = ConfigDict(extra="ignore")

    word: str
    start: float
    end: float
    conf: float | None = None


class _Heard(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str = ""
    partial: str = ""
    result: list[_HeardWord] = []


class VoskTranscriber:
    """The configured engine. The model is shared and every call has a recogniser of its own, so threads may call."""

    name: Final = "vosk"

    def __init__(self, model: str, phrases: Sequence[str] = (), phrases_for: PhrasesFor | None = None) -> None:
        """Load ``model``: a folder, or a name that Vosk looks up in its own folders and else downloads.

        ``phrases``, if any, are all it may hear ("[unk]" stands for the rest); ``phrases_for`` gives those that answer
        a question. ``EngineError`` if the model is not there or is not one.
        """
        vosk.SetLogLevel(-1)
        folder = Path(model).expanduser()
        by_path = _looks_like_a_path(model) or folder.exists()
        self._model = _from_folder(folder) if by_path else _by_name(model)
        self._takes_lists = not by_path or takes_phrase_lists(folder)
        self._warned: set[str] = set()
        self._phrases = self.phrase_list(phrases)
        self._phrases_for = phrases_for

    def phrase_list(self, phrases: Sequence[str]) -> str | None:
        """``phrases`` as Vosk takes them; ``None`` where nothing is left or the model takes no list.

        A phrase with a word that the model does not know could never be heard, so that it is left out, with a warning.
        """
        if phrases and not self._takes_lists:
            log.warning("this Vosk model takes no phrase lists (its graph is static); everything is listened for")
            return None
        unknown = {word for phrase in phrases for word in phrase.split() if self._model.vosk_model_find_word(word) < 0}
        if unknown - self._warned:
            log.warning("the Vosk model does not know %s", ", ".join(sorted(unknown - self._warned)))
            self._warned |= unknown
        known = [phrase for phrase in phrases if unknown.isdisjoint(phrase.split())]
        return json.dumps([*known, _ELSE], ensure_ascii=False) if known else None

    def begin(self, phrases: Sequence[str] = ()) -> VoskStream:
        """Start on an utterance that is still being spoken; ``phrases``, if any, are all that is listened for."""
        return VoskStream(self._recogniser(self.phrase_list(phrases) or self._phrases))

    def transcribe(self, audio: Audio, asked: SlotName | None = None) -> Transcript:
        """Turn sound into text with the time and confidence of each word."""
        phrases = self._phrases_for(asked) if self._phrases_for is not None else ()
        return self._listed(audio, phrases) if phrases else self._whole(audio, self._phrases)

    def _whole(self, audio: Audio, phrases: str | None) -> Transcript:
        started = time.perf_counter()
        samples = resampled(audio, SAMPLE_RATE_HZ).samples
        stream = VoskStream(self._recogniser(phrases))
        for start in range(0, len(samples), _BLOCK_SAMPLES):
            stream.hear(samples[start : start + _BLOCK_SAMPLES])
        return replace(stream.finish(), seconds=audio.seconds, took_seconds=time.perf_counter() - started)

    def _listed(self, audio: Audio, phrases: Sequence[str]) -> Transcript:
        """``phrases`` first; where something else was said, anything.

        A model that has no word for what is none of its words would hear the nearest phrase in everything: it is given
        no list.
        """
        listed = self.phrase_list(phrases) if self._model.vosk_model_find_word(_ELSE) >= 0 else None
        if listed is None:
            return self._whole(audio, self._phrases)
        heard = self._whole(audio, listed)
        if heard.text and _ELSE not in heard.text:
            return heard
        free = self._whole(audio, self._phrases)
        return replace(free, took_seconds=free.took_seconds + heard.took_seconds)

    def _recogniser(self, phrases: str | None) -> vosk.KaldiRecognizer:
        try:
            recogniser = vosk.KaldiRecognizer(self._model, float(SAMPLE_RATE_HZ), *([phrases] if phrases else []))
            recogniser.SetWords(True)
        except Exception as exc:  # Vosk raises nothing more exact
            raise _failed(exc) from exc
        return recogniser


class VoskStream:
    """One utterance while it is spoken: partial text, then words with times and confidences."""

    def __init__(self, recogniser: vosk.KaldiRecognizer) -> None:
        self._recogniser = recogniser
        self._heard: list[_Heard] = []
        self._samples = 0
        self._took_seconds = 0.0
        self._text = ""

    def hear(self, samples: Samples) -> str | None:
        """Take the next samples (16 kHz mono). The text so far where it is new; ``None`` where it is as before."""
        started = time.perf_counter()
        pcm = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        try:
            if self._recogniser.AcceptWaveform(pcm):
                self._heard.append(_read(self._recogniser.Result()))
                running = ""
            else:
                running = _read(self._recogniser.PartialResult()).partial
        except Exception as exc:
            raise _failed(exc) from exc
        self._samples += len(samples)
        self._took_seconds += time.perf_counter() - started
        text = " ".join(part for part in (*(heard.text for heard in self._heard), running) if part)
        if text == self._text:
            return None
        self._text = text
        return text

    def finish(self) -> Transcript:
        """The whole utterance, with the confidence of each word."""
        started = time.perf_counter()
        try:
            self._heard.append(_read(self._recogniser.FinalResult()))
        except Exception as exc:
            raise _failed(exc) from exc
        words = [word for heard in self._heard for word in heard.result]
        confidences = [word.conf for word in words if word.conf is not None]
        return Transcript(
            text=" ".join(heard.text for heard in self._heard if heard.text),
            engine=VoskTranscriber.name,
            seconds=self._samples / SAMPLE_RATE_HZ,
            words=tuple(Word(word.word, word.start, word.end, word.conf) for word in words),
            confidence=sum(confidences) / len(confidences) if confidences else None,
            took_seconds=self._took_seconds + time.perf_counter() - started,
        )


def takes_phrase_lists(folder: Path) -> bool:
    """Whether the model's graph is put together at run time (HCLr.fst and Gr.fst), which a list needs."""
    inner = _model_folder(folder)
    return inner is not None and any((inner / at / "HCLr.fst").is_file() for at in ("graph", "."))


def _read(answer: str) -> _Heard:
    try:
        return _Heard.model_validate_json(answer)
    except ValidationError as exc:
        raise EngineError("Vosk gave an answer that cannot be read; choose another engine.") from exc


def _failed(exc: Exception) -> EngineError:
    if isinstance(exc, EngineError):
        return exc
    return EngineError(f"The Vosk recogniser failed ({exc}); try again or choose another engine.")


def _looks_like_a_path(model: str) -> bool:
    return os.sep in model or model.startswith(("~", "."))


def _from_folder(folder: Path) -> _Model:
    if not folder.is_dir():
        raise EngineError(f"There is no Vosk model folder {folder}; {HOW_TO_GET_A_MODEL}.")
    inner = _model_folder(folder)
    if inner is None:
        raise EngineError(f"{folder} holds no Vosk model (no am/final.mdl in it); {HOW_TO_GET_A_MODEL}.")
    try:
        return _Model(model_path=str(inner))
    except Exception as exc:  # Vosk raises nothing more exact
        raise EngineError(f"The Vosk model in {folder} is damaged; {HOW_TO_GET_A_MODEL}.") from exc


def _model_folder(folder: Path) -> Path | None:
    """The model's own folder: this one, or the one folder that unpacking an archive into it made."""
    inside = sorted(entry for entry in folder.iterdir() if entry.is_dir())
    for candidate in (folder, *(inside if len(inside) == 1 else [])):
        if (candidate / "am" / "final.mdl").is_file() or (candidate / "final.mdl").is_file():
            return candidate
    return None


def _by_name(name: str) -> _Model:
    try:
        # Vosk prints to standard output, which belongs to our own answers.
        with contextlib.redirect_stdout(sys.stderr):
            return _Model(model_name=name)
    except (RequestException, OSError) as exc:
        raise EngineError(
            f"The Vosk model {name} is not on this machine and cannot be fetched; {HOW_TO_GET_A_MODEL}."
        ) from exc
    except SystemExit as exc:
        raise EngineError(f"There is no Vosk model named {name}; {HOW_TO_GET_A_MODEL}.") from exc
    except Exception as exc:  # Vosk raises nothing more exact for a model that does not load
        raise EngineError(f"The Vosk model {name} is damaged; {HOW_TO_GET_A_MODEL}.") from exc
