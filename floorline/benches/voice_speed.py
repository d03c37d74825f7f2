"""How fast a spoken turn is, by stage: what ``floorline bench voice`` measures on this machine."""

from __future__ import annotations

from collections.abc import Callable

from assistant.settings import Settings


async def bench_speed(settings: Settings, progress: Callable[[str], None]) -> dict[str, float]:
    """A flat mapping with units in the names, ``voice_to_voice_p95_ms`` and its like; merged with the accuracy."""
    del settings
    progress("speed is not measured yet")
    return {}
