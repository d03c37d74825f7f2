"""The demo's timeline: printed as it happens, and kept as text."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final
from uuid import UUID

from rich.console import Console
from rich.markup import escape

from assistant.alerts import Alert

LABEL_WIDTH: Final = 11


class Timeline:
    """Prints to the terminal and to a plain-text copy. Times are seconds since the scene began."""

    def __init__(self, console: Console) -> None:
        self._plain = StringIO()
        width = min(console.width, 118)
        self._consoles = (console, Console(file=self._plain, width=width, color_system=None, force_terminal=False))
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

    def event(self, label: str, words: str, aside: str = "", style: str = "") -> None:
        """One line: when, what kind, the words, and timings in an aside."""
        moment = f"{time.monotonic() - self._began:6.1f} s"
        line = f"[dim]{moment}[/dim]  [{style or 'bold'}]{label:<{LABEL_WIDTH}}[/]  {escape(words)}"
        if aside:
            line += f"  [dim]({escape(aside)})[/dim]"
        for console in self._consoles:
            console.print(line, soft_wrap=True)

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

    def alert_ms(self, utterance_id: UUID, alert: Alert | str, target: str) -> float | None:
        """From the utterance's text to its alert handed to ``target``, in milliseconds."""
        alert_id = alert if isinstance(alert, str) else str(alert.alert_id)
        began = self._utterances.get((utterance_id, "utterance_received"))
        sent = self._jobs.get((f"alert:{alert_id}:{target}", "alert_sending"))
        return None if began is None or sent is None else (sent - began) * 1000
