"""The figures that were reached before, and whether new ones fall short of them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import SetupError
from assistant.incident import SLOT_NAMES

RECORDED_FILE: Final = "recorded.json"
TOLERANCE: Final = 0.01
"""One point: less may come of another processor's arithmetic in training."""

_SHARES: Final = (
    "act_accuracy",
    "slot_f1",
    "plates_right",
    "money_right",
    "counts_right",
    "times_right",
    "closed_right",
)
_MAY_NOT_DROP: Final = ("duress_recall",)
_MAY_NOT_RISE: Final = (
    "duress_false_alarms_near",
    "duress_false_alarms_reports",
    "duress_false_alarms_ordinary_sampled",
    "dialogues_asked_thrice_sampled",
    "dialogues_lost_questions_sampled",
    "dialogues_wrong_unread_sampled",
)
_LOW_SHARES: Final = ("out_of_scope_accepted_sampled", "calibration_error")
_DIALOGUE_SHARES: Final = (
    "dialogues_right_sampled",
    "dialogues_filed_sampled",
    "dialogues_priority_right_sampled",
)
_LOW: Final = frozenset((*_LOW_SHARES, *_MAY_NOT_RISE))
"""The lower the better."""
_ROUNDING: Final = 0.0001
"""Figures are kept to four places."""


class Recorded(BaseModel):
    """``recorded.json``: flat figures, and what they were measured on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sets_sha256: str
    model: str
    """The hash of everything the language model was made of."""
    figures: Mapping[str, float]

    @classmethod
    def of(cls, sets_sha256: str, model: str, figures: Mapping[str, float]) -> Recorded:
        """All figures but timings, which are the machine's and would change the file whenever it is written."""
        kept = {name: value for name, value in figures.items() if not name.endswith("_ms")}
        return cls(sets_sha256=sets_sha256, model=model, figures=kept)


def read_recorded(folder: Path) -> Recorded:
    """What is recorded beside the sets in ``folder``. Raises ``SetupError``."""
    path = folder / RECORDED_FILE
    try:
        return Recorded.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError) as exc:
        raise SetupError(f"{path} cannot be read; write it anew with 'floorline bench nlu --record'.") from exc


def write_recorded(folder: Path, recorded: Recorded) -> None:
    """Put it beside the sets in ``folder``. Raises ``SetupError``."""
    path = folder / RECORDED_FILE
    try:
        path.write_text(json.dumps(recorded.model_dump(mode="json"), indent=1) + "\n", encoding="utf-8")
    except OSError as exc:
        raise SetupError(f"{path} cannot be written ({exc.strerror}); make the folder writable.") from exc


def drops(recorded: Mapping[str, float], measured: Mapping[str, float]) -> list[str]:
    """In words, each measured figure that is worse than the recorded one by more than it may be.

    A share may drop by a point, a slot's F1 and a share of dialogues by a point or one example, whichever is more: one
    example is the least that can go wrong. Missed calls for help and the counts of faults may not get worse at all.
    Figures that were not measured, or are not held, are passed over.
    """
    return [
        f"{name} is {measured[name]:g}, recorded is {recorded[name]:g}"
        for name, worst in _limits(recorded)
        if name in measured and (measured[name] > worst if name in _LOW else measured[name] < worst)
    ]


def _limits(recorded: Mapping[str, float]) -> Iterator[tuple[str, float]]:
    """Each held figure with the worst it may be."""
    margins = dict.fromkeys((*_SHARES, *_LOW_SHARES), TOLERANCE)
    margins |= dict.fromkeys((*_MAY_NOT_DROP, *_MAY_NOT_RISE), 0.0)
    for slot in SLOT_NAMES:
        margins[f"slot_f1_{slot}"] = _one_of(recorded.get(f"slot_expected_{slot}", 0.0))
    margins |= dict.fromkeys(_DIALOGUE_SHARES, _one_of(recorded.get("dialogues_sampled", 0.0)))
    for name, margin in margins.items():
        if name in recorded:
            yield name, recorded[name] + (margin + _ROUNDING if name in _LOW else -margin - _ROUNDING)


def _one_of(count: float) -> float:
    return max(TOLERANCE, 1 / count) if count else TOLERANCE
