"""Vosk, the recogniser for a shop that brings its own model: word times and confidences, optional phrase list."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import vosk
from pydantic import BaseModel, ConfigDict, ValidationError
from requests import RequestException
from vosk.vosk_cffi import ffi

from assistant.errors import EngineError
from voice.audio import SAMPLE_RATE_HZ, Audio, resampled
from voice.transcribers.protocol import Transcript, Word

HOW_TO_GET_A_MODEL: Final = (
    "unpack an English Vosk model (such as vosk-model-small-en-us-0.15) on this machine and set [voice] vosk_model, "
    "or FLOORLINE_VOICE__VOSK_MODEL, to its folder"
)
_BLOCK_BYTES: Final = SAMPLE_RATE_HZ // 4 * 2


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
    result: list[_HeardWord] = []


class VoskTranscriber:
    """The configured engine. The model is shared and every call has a recogniser of its own, so threads may call."""

    name: Final = "vosk"

    def __init__(self, model: str, phrases: Sequence[str] = ()) -> None:
        """Load ``model``: a folder, or a name that Vosk looks up in its own folders and else downloads.

        ``phrases``, if any, are all it may hear ("[unk]" stands for the rest); words the model does not know are left
        out by Vosk with a warning, and only models with a dynamic graph take a list. ``EngineError`` if the model is
        not there or is not one.
        """
        self._phrases = json.dumps([*phrases, "[unk]"], ensure_ascii=False) if phrases else None
        vosk.SetLogLevel(-1)
        folder = Path(model).expanduser()
        self._model = _from_folder(folder) if _looks_like_a_path(model) or folder.exists() else _by_name(model)

    def transcribe(self, audio: Audio) -> Transcript:
        """Turn sound into text with the time and confidence of each word."""
        started = time.perf_counter()
        samples = resampled(audio, SAMPLE_RATE_HZ).samples
        pcm = np.round(np.clip(samples, -1.0, 1.0) * 32767).astype("<i2").tobytes()
        words: list[_HeardWord] = []
        texts: list[str] = []
        for answer in self._answers(pcm):
            try:
                heard = _Heard.model_validate_json(answer)
            except ValidationError as exc:
                raise EngineError("Vosk gave an answer that cannot be read; choose another engine.") from exc
            words.extend(heard.result)
            texts.append(heard.text)
        confidences = [word.conf for word in words if word.conf is not None]
        return Transcript(
            text=" ".join(text for text in texts if text),
            engine=self.name,
            seconds=audio.seconds,
            words=tuple(Word(word.word, word.start, word.end, word.conf) for word in words),
            confidence=sum(confidences) / len(confidences) if confidences else None,
            took_seconds=time.perf_counter() - started,
        )

    def _answers(self, pcm: bytes) -> list[str]:
        arguments = (self._model, float(SAMPLE_RATE_HZ), *([self._phrases] if self._phrases else []))
        # Vosk raises bare Exceptions only; the statements under try are all calls of it.
        try:
            recogniser = vosk.KaldiRecognizer(*arguments)
            recogniser.SetWords(True)
            blocks = (pcm[start : start + _BLOCK_BYTES] for start in range(0, len(pcm), _BLOCK_BYTES))
            answers = [recogniser.Result() for block in blocks if recogniser.AcceptWaveform(block)]
            return [*answers, recogniser.FinalResult()]
        except Exception as exc:
            raise EngineError(f"The Vosk recogniser failed ({exc}); try again or choose another engine.") from exc


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
