"""Alerts on the terminal that runs Floorline: one line each, coloured by urgency."""

from __future__ import annotations

from typing import Final

from rich.console import Console
from rich.text import Text

from assistant.alerts import Alert, AlertKind
from assistant.errors import ChannelRefused

_STYLES: Final = {
    AlertKind.ALARM: "bold white on red",
    AlertKind.ALERT: "bold yellow",
    AlertKind.UPDATE: "cyan",
    AlertKind.STAND_DOWN: "green",
}


class TerminalChannel:
    """``AlertChannel`` that prints. Its receipt is ``shown``, or ``quiet`` where it was told not to print."""

    def __init__(self, console: Console, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet

    @property
    def name(self) -> str:
        return "terminal"

    async def send(self, alert: Alert) -> str:
        if self._quiet:
            return "quiet"
        line = f"{alert.headline()} {alert.link}" if alert.link else alert.headline()
        try:
            # soft_wrap: one alert is one line, also in a narrow window or a log file.
            self._console.print(Text(line, style=_STYLES[alert.kind]), soft_wrap=True)
        except (OSError, ValueError, SystemExit) as exc:
            # rich answers a closed pipe with SystemExit; an alert must not end the assistant.
            raise ChannelRefused("The terminal is closed, so the alert was not shown there.") from exc
        return "shown"
