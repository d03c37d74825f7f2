"""``floorline ack`` and ``floorline people``: answering a call, and who would be called."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from assistant.calling import AnswerKind
from assistant.delivery.escalation.answering import answer_job
from assistant.errors import FloorlineError, SettingsError
from assistant.incident import Priority
from assistant.people import Roster
from assistant.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="The roster, and who is called to an incident.")


def ack(
    incident: Annotated[str, typer.Argument(help="The incident's identifier, or the end of it.")],
    by: Annotated[str, typer.Option(help="Who answers: a name or actor_id of the roster.")],
    eta: Annotated[int | None, typer.Option(min=0, max=120, help="On the way, there in so many minutes.")] = None,
    on_my_way: Annotated[bool, typer.Option("--on-my-way", help="On the way, without a time.")] = False,
    called_999: Annotated[bool, typer.Option("--called-999", help="Nine nine nine has been called.")] = False,
    stand_down: Annotated[bool, typer.Option("--stand-down", help="The danger is over.")] = False,
) -> None:
    """Answer a call: nobody further is called, and the reporter hears it. While Floorline is down, it is kept for it.

    Example: floorline ack 1a2b3c --by Sam --eta 2
    """
    if sum((eta is not None or on_my_way, called_999, stand_down)) > 1:
        raise SettingsError("One answer at a time: give one of --eta, --on-my-way, --called-999 and --stand-down.")
    kind = (
        AnswerKind.STAND_DOWN
        if stand_down
        else AnswerKind.CALLED_999
        if called_999
        else AnswerKind.ON_MY_WAY
        if on_my_way or eta is not None
        else AnswerKind.ACKNOWLEDGED
    )
    typer.echo(asyncio.run(_answer(incident, _person(by), kind, eta)))


async def _answer(incident: str, actor_id: str, kind: AnswerKind, eta_minutes: int | None) -> str:
    from floorline.commands.reports import opened_store, record_ending_in
    from floorline.remote import RemoteFloorline
    from floorline.runtime import find_running

    with opened_store() as store:
        incident_id = record_ending_in(store, incident).incident_id
        part = find_running(load_settings().data_dir)
        if part is None:
            job = answer_job(incident_id, kind, actor_id=actor_id, device_id="console", eta_minutes=eta_minutes)
            store.add_jobs([job])
            return "Kept: Floorline is not running, and takes it into account when it starts."
    async with RemoteFloorline(part) as running:
        return await running.answer(str(incident_id), kind, actor_id, eta_minutes)


def _person(named: str) -> str:
    """The actor id of somebody on the roster, by that or by name."""
    people = _roster().people
    found = [one for one in people if named in (one.actor_id, one.name) or one.name.lower() == named.lower()]
    if len(found) != 1:
        which = "Nobody" if not found else "More than one person"
        raise SettingsError(f"{which} on the roster is called {named}; see 'floorline people list'.")
    return found[0].actor_id


@app.command("list", epilog="Example: floorline people list --at 2026-03-04T22:30")
def list_people(
    at: Annotated[str | None, typer.Option(help="Store time; left out, now.")] = None,
) -> None:
    """Everybody on the roster: roles, devices, who is on shift, who covers for whom."""
    from rich.console import Console
    from rich.table import Table

    roster = _roster()
    there = {person.actor_id for person in roster.on_shift(moment_of(at, roster))}
    table = Table("actor_id", "name", "roles", "devices", "on shift", "covered by")
    for person in roster.people:
        table.add_row(
            person.actor_id,
            person.name,
            ", ".join(person.roles),
            ", ".join(person.devices) or "none: cannot be called",
            "yes" if person.actor_id in there else "no",
            ", ".join(person.cover),
        )
    Console(highlight=False).print(table)


@app.command("import", epilog="Example: floorline people import staff.csv --to people.yml")
def import_people(
    file: Annotated[Path, typer.Argument(help="CSV with a header: actor_id,name,roles,devices,shifts,cover")],
    to: Annotated[
        Path | None, typer.Option(help="The YAML file to write; left out, people_file of the settings.")
    ] = None,
) -> None:
    """Make the roster from a CSV file, as spreadsheets write it. Every mistake is named by its line."""
    from assistant.roster_csv import read_csv, roster_yaml

    people = read_csv(file)
    target = to or load_settings().people_file
    if target is None:
        raise SettingsError("Say where the roster is to go: --to people.yml, and set people_file to the same file.")
    try:
        target.write_text(roster_yaml(people), encoding="utf-8")
    except OSError as exc:
        raise SettingsError(f"{target} cannot be written ({exc.strerror}); name another file.") from exc
    typer.echo(f"{len(people)} people written to {target}. Restart Floorline to have them called.")


@app.command("ladder", epilog="Example: floorline people ladder --at 2026-03-04T22:30 --priority P1 --category robbery")
def ladder(
    at: Annotated[str | None, typer.Option(help="Store time, such as 2026-03-04T22:30; left out, now.")] = None,
    priority: Annotated[Priority, typer.Option(help="How urgent it is.")] = Priority.P1,
    category: Annotated[str | None, typer.Option(help="Only this procedure; left out, every one.")] = None,
) -> None:
    """Who would be called, when and through what, if nobody answered. Nobody is called by it."""
    from assistant.delivery.escalation.simulating import ladder_lines, rehearse
    from assistant.sop import SopBook
    from floorline.calling import time_outs
    from floorline.runtime import sop_folders

    settings = load_settings()
    roster = _roster()
    moment = moment_of(at, roster)
    book = SopBook.load(*sop_folders(settings))
    if category is not None and category not in book.categories:
        raise FloorlineError(f"There is no procedure for {category}; there is one for {', '.join(book.categories)}.")
    pagers = [f"pager:{pager.name}" for pager in settings.pagers]
    for name in (None, *book.categories) if category is None else (category,):
        sop = book.for_category(name)
        steps = rehearse(sop, priority, moment, roster, time_outs(settings.calling), pagers)
        typer.echo(f"{sop.title}, {priority.value}, {moment.astimezone(roster.zone):%A %H:%M}")
        for line in ladder_lines(steps):
            typer.echo(f"  {line}")


def moment_of(at: str | None, roster: Roster) -> datetime:
    """A time as it is typed, in the store's own zone unless it names one."""
    if at is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as exc:
        raise SettingsError(f"{at} is no time; write it as 2026-03-04T22:30.") from exc
    return moment if moment.tzinfo else moment.replace(tzinfo=roster.zone)


def _roster() -> Roster:
    from floorline.calling import roster_now

    return roster_now(load_settings())
