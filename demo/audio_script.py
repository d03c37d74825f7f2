"""``audio/script.yml``: every spoken line of the demo, as the maker of the audio and the demo itself read it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SetupError

AUDIO_FOLDER: Final = Path(__file__).resolve().parent / "audio"


class Line(BaseModel):
    """One thing a member of staff says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cue: str = Field(pattern=r"^[a-z_]+$", description="The slot it answers, or the moment it is said in.")
    file: str = Field(pattern=r"^[a-z0-9-]+\.flac$")
    text: str = Field(min_length=1)
    note: str = ""
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    spoken: str | None = Field(default=None, description="The words as the voice needs them, where not as written.")


class Incident(BaseModel):
    """The lines of one reporter."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    voice: str
    channel: str
    lines: tuple[Line, ...]


class Noise(BaseModel):
    """The background."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str
    seconds: float = Field(gt=1, le=120)
    seed: int
    note: str = ""


class Script(BaseModel):
    """``audio/script.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    noise: Noise
    incidents: dict[str, Incident]


def load_script(path: Path = AUDIO_FOLDER / "script.yml") -> Script:
    """Read the script; ``SetupError`` says what is wrong with it."""
    try:
        return Script.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as exc:
        raise SetupError(f"The demo's script {path} cannot be used: {exc}") from exc
