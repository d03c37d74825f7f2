"""Alerts on the terminal."""

import io

import pytest
from rich.console import Console

from assistant.alerts import AlertKind
from assistant.errors import ChannelRefused
from channels.terminal import TerminalChannel
from tests.fakes.made_alerts import an_alert


def a_console(width=40):
    return Console(file=io.StringIO(), width=width, force_terminal=True, color_system="truecolor")


def printed(console):
    return console.file.getvalue()


async def test_an_alert_is_one_line_even_in_a_narrow_window():
    console = a_console(width=20)
    alert = an_alert(link="https://store.example/i/1")
    assert await TerminalChannel(console).send(alert) == "shown"
    assert printed(console).count("\n") == 1
    assert f"{alert.headline()} https://store.example/i/1" in printed(console)


async def test_each_kind_of_alert_looks_different():
    looks = set()
    for kind in AlertKind:
        console = a_console()
        await TerminalChannel(console).send(an_alert(kind=kind))
        looks.add(printed(console).partition(kind.value.replace("_", " ").upper())[0])
    assert len(looks) == len(AlertKind)


async def test_a_drill_says_so_first():
    console = a_console()
    await TerminalChannel(console).send(an_alert(drill=True))
    assert "DRILL ALARM" in printed(console)


async def test_words_in_square_brackets_are_shown_as_they_are():
    console = a_console()
    await TerminalChannel(console).send(an_alert(zone="[bold]aisle[/bold] 4"))
    assert "[bold]aisle[/bold] 4" in printed(console)


async def test_a_quiet_terminal_shows_nothing():
    console = a_console()
    assert await TerminalChannel(console, quiet=True).send(an_alert()) == "quiet"
    assert printed(console) == ""


class Broken(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text):
        raise BrokenPipeError


async def test_a_closed_terminal_refuses_and_does_not_end_the_program():
    closed = io.StringIO()
    closed.close()
    for file in (closed, Broken()):
        with pytest.raises(ChannelRefused, match="closed"):
            await TerminalChannel(Console(file=file)).send(an_alert())
