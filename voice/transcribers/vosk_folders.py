"""English Vosk models that somebody has put where Vosk looks for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

MODEL_FILE: Final = Path("am", "final.mdl")
_PATTERNS: Final = ("vosk-model-en-*", "vosk-model-small-en-*")


def well_known_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where Vosk looks, and where packages and people put its models, nearest first."""
    named = environment.get("VOSK_MODEL_PATH")
    home = Path(environment.get("HOME", "/nonexistent"))
    return (
        *((Path(named),) if named else ()),
        home / ".cache" / "vosk",
        Path("/usr/share/vosk"),
        Path("/usr/local/share/vosk"),
        Path("/opt/vosk"),
    )


def found_english_model(folders: Iterable[Path] | None = None) -> Path | None:
    """The first English model in the folders, the larger of several before the small; ``None`` if there is none."""
    for folder in well_known_folders() if folders is None else folders:
        for pattern in _PATTERNS:
            for model in sorted(folder.glob(pattern), reverse=True):
                if (model / MODEL_FILE).is_file():
                    return model
    return None
