"""A UTC clock that nobody can set: for how long something has been owed, whatever happens to the wall clock.

A store box whose clock jumps by an hour (summer time set by hand, the first answer of a time server after a flat
battery) would otherwise take an alarm of a minute ago for an old one and not send it, or a week's patience for over.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class SteadyClock:
    """The wall clock as it was when Floorline first ran since the machine was switched on, and the time since then.

    The two are kept in ``file``, so that a process and the one after it agree. After a restart of the machine it begins
    anew from the wall clock.
    """

    def __init__(self, file: Path) -> None:
        boot = _boot_id()
        anchor = _read(file, boot)
        if anchor is None:
            anchor = datetime.now(UTC) - _since_boot()
            with suppress(OSError):
                # A disk that is full or not there yet costs the agreement between processes, nothing else.
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(json.dumps({"boot": boot, "anchor": anchor.isoformat()}), encoding="utf-8")
        self._anchor = anchor

    def __call__(self) -> datetime:
        """Now, timezone-aware UTC."""
        return self._anchor + _since_boot()


def _since_boot() -> timedelta:
    # Counts on while the machine sleeps, as the monotonic clock does not; systems other than Linux have only that.
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(clock))


def _boot_id() -> str:
    try:
        return BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _read(file: Path, boot: str) -> datetime | None:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        anchor = datetime.fromisoformat(stored["anchor"]) if stored["boot"] == boot else None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return anchor if anchor is not None and anchor.tzinfo is not None else None
