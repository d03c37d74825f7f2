"""The demo's lines: what staff say, when, and what each line tells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from demo.audio_script import AUDIO_FOLDER, load_script

FOLDER: Final = Path(__file__).resolve().parent


class Scene(BaseModel):
    """One incident of the demo."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    person: str
    device: str
    channel: Literal["headset", "chat"]
    spoken: str | None = None
    """Which incident of ``audio/script.yml``; ``None`` for a chat."""
    moments: tuple[str, ...]
    """Lines said whatever is asked, in this order."""
    lines: Mapping[str, str] = {}
    means: Mapping[str, Mapping[str, Any]]
    """What each line tells of the record, by field."""


class Line(BaseModel):
    """One thing to be said: its words, and its sound where it is spoken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    cue: str
    text: str
    file: Path | None = None


def scenes() -> tuple[Scene, ...]:
    """The three incidents, in order."""
    content = yaml.safe_load((FOLDER / "scenes.yml").read_text(encoding="utf-8"))
    return tuple(Scene.model_validate(scene) for scene in content["scenes"])


def lines_of(scene: Scene) -> dict[str, Line]:
    """Every line of a scene by its cue."""
    if scene.spoken is None:
        return {cue: Line(cue=cue, text=text) for cue, text in scene.lines.items()}
    spoken = load_script().incidents[scene.spoken].lines
    return {line.cue: Line(cue=line.cue, text=line.text, file=AUDIO_FOLDER / line.file) for line in spoken}


def cue_for(asked: str | None, lines: Mapping[str, Line], *, after_alarm: bool) -> str:
    """Which line answers what was asked; after an alarm the answer that fits then, if there is one."""
    if asked in ("confirmation", None):
        return "confirm"
    if after_alarm and f"{asked}_after" in lines:
        return f"{asked}_after"
    return asked if asked in lines else "dont_know"


def told(scene: Scene, cues: list[str]) -> dict[str, Any]:
    """What the record must hold after these lines were said: the latest word on each field."""
    fields: dict[str, Any] = {}
    for cue in cues:
        fields |= scene.means.get(cue, {})
    return fields


def differences(expected: Mapping[str, Any], record: Mapping[str, Any]) -> list[str]:
    """Where ``record`` does not hold what was told. A text must hold the words told, other values must be equal."""
    wrong = []
    for field, value in expected.items():
        if not _holds(record.get(field), value):
            wrong.append(f"{field} is {record.get(field)!r}, told was {value!r}")
    return wrong


def _holds(recorded: Any, told_value: Any) -> bool:
    if isinstance(told_value, Mapping):
        return isinstance(recorded, Mapping) and all(
            _holds(recorded.get(key), value) for key, value in told_value.items()
        )
    if isinstance(told_value, list):
        return isinstance(recorded, list) and all(any(_holds(one, want) for one in recorded) for want in told_value)
    if isinstance(told_value, str):
        return isinstance(recorded, str) and set(told_value.lower().split()) <= set(
            recorded.lower().replace(",", " ").split()
        )
    return bool(recorded == told_value and type(recorded) is type(told_value))
