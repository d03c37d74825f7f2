"""From a procedure's ladder to steps with waits between them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from assistant.incident import Priority
from assistant.procedure import Rung

URGENT: Final = (Priority.P1, Priority.P2)
"""Where somebody may be in danger, the ladder does not end before a person has answered or 999 was named."""


class StepKind(StrEnum):
    """Whom a step calls."""

    RUNG = "rung"
    """Those with one role who are on shift, and those of the first rung again."""
    EVERYONE = "everyone"
    """Everybody on shift."""
    PAGER = "pager"
    """The pager targets, outside the store."""
    LAST_RESORT = "last_resort"
    """Nobody is left to call: the reporter is told so, and to call 999."""


class PlannedStep(BaseModel):
    """One step, and how long after the one before it is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: StepKind
    role: str | None = None
    """The role of a rung."""
    gap_seconds: float
    """After the step before (for the first: after the alert). Gaps, not times of day: however late a step comes, the
    one after it still gives people time to answer."""


@dataclass(frozen=True)
class TimeOuts:
    """How long an answer is waited for, in seconds, by priority."""

    p1_seconds: float = 20.0
    p2_seconds: float = 60.0
    p3_seconds: float = 300.0
    p4_seconds: float = 900.0

    def of(self, priority: Priority) -> float:
        """The wait for one priority."""
        match priority:
            case Priority.P1:
                return self.p1_seconds
            case Priority.P2:
                return self.p2_seconds
            case Priority.P3:
                return self.p3_seconds
            case Priority.P4:
                return self.p4_seconds


def plan(ladder: Sequence[Rung], priority: Priority, time_outs: TimeOuts) -> tuple[PlannedStep, ...]:
    """The steps for one incident.

    A rung comes when its procedure says or when the time-out of the priority is over, whichever is sooner. Where
    somebody may be in danger, everyone, the pagers and the last resort follow; else the ladder ends with its last rung.
    """
    wait = time_outs.of(priority)
    steps: list[PlannedStep] = []
    before = 0
    for rung in sorted(ladder, key=lambda one: one.after_seconds):
        gap = min(float(rung.after_seconds - before), wait)
        steps.append(PlannedStep(kind=StepKind.RUNG, role=rung.role, gap_seconds=gap))
        before = rung.after_seconds
    if priority in URGENT:
        steps += [
            PlannedStep(kind=kind, gap_seconds=wait)
            for kind in (StepKind.EVERYONE, StepKind.PAGER, StepKind.LAST_RESORT)
        ]
    return tuple(steps)
