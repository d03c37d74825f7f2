"""The demo's timeline: printed as it happens, and kept as text."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final
from uuid import UUID

from rich.console import Console
from rich.markup import escape
from rich.text import Text

LABEL_WIDTH: Final = 11
WIDTH: Final = 118


class Timeline:
    """Prints to the terminal and to a plain-text copy. Times are seconds since the scene began."""

    def __init__(self, console: Console) -> None:
        self._plain = StringIO()
        self._consoles = (console, Console(file=self._plain, width=WIDTH, color_system=None, force_terminal=False))
        self._began = time.monotonic()

    @property
    def text(self) -> str:
        """Everything printed so far, without colours."""
        return self._plain.getvalue()

    def scene(self, number: int, title: str) -> None:
        """Begin a scene; its clock starts at 0."""
        self._began = time.monotonic()
        for console in self._consoles:
            console.print()
            console.rule(f"[bold]{number}. {escape(title)}", align="left")

    def event(self, label: str, words: str, aside: str = "", style: str = "bold") -> None:
        """When, what kind, the words, and timings in an aside; long ones go on under themselves."""
        moment = f"{time.monotonic() - self._began:6.1f} s  "
        for console in self._consoles:
            margin = len(moment) + LABEL_WIDTH + 1
            text = Text.assemble(words, (f"  ({aside})", "dim") if aside else "")
            first, *more = text.wrap(console, max(30, min(console.width, WIDTH) - margin))
            console.print(Text.assemble((moment, "dim"), (f"{label:<{LABEL_WIDTH}} ", style), first))
            for line in more:
                console.print(Text.assemble(" " * margin, line))

    def note(self, words: str) -> None:
        """A line without a time."""
        for console in self._consoles:
            console.print(escape(words), soft_wrap=True)

    def json(self, value: Mapping[str, Any]) -> None:
        """A record, in full."""
        for console in self._consoles:
            console.print(
                json.dumps(value, indent=2, ensure_ascii=False), soft_wrap=True, markup=False, highlight=False
            )


class StageClock:
    """An observer that notes when each stage was reached, by utterance and by job."""

    def __init__(self) -> None:
        self._utterances: dict[tuple[UUID, str], float] = {}
        self._jobs: dict[tuple[str, str], float] = {}

    def __call__(self, stage: str, details: Mapping[str, object]) -> None:
        now = time.monotonic()
        utterance, key = details.get("utterance_id"), details.get("key")
        if isinstance(utterance, UUID):
            self._utterances.setdefault((utterance, stage), now)
        if isinstance(key, str):
            self._jobs.setdefault((key, stage), now)

    async def alert_ms(self, utterance_id: UUID, alert_id: str, target: str) -> float | None:
        """From the utterance's text to its alert handed to ``target``, in milliseconds; ``None`` if it is not soon."""
        for _ in range(200):
            sent = self._jobs.get((f"alert:{alert_id}:{target}", "alert_sending"))
            if sent is not None:
                return (sent - self._utterances[utterance_id, "utterance_received"]) * 1000
            await asyncio.sleep(0.01)
        return None
