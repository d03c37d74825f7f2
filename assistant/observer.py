"""Watching from beside the pipeline: timings, the demo's timeline and the crash tests see stages go by here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

Observer = Callable[[str, Mapping[str, object]], None]
"""Told the name of each stage as it is reached, with ids but never with anybody's words."""


def silent(stage: str, details: Mapping[str, object]) -> None:
    """Observe nothing."""
