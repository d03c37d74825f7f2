"""``floorline sop``: check and read the procedures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assistant.errors import SopError
from assistant.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Check and read the procedures (SOPs).")


@app.command("lint", epilog="Example: floorline sop lint /etc/floorline/sops")
def lint_command(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of procedures; left out: the built-in ones and your own.")
    ] = None,
) -> None:
    """Name every mistake with file and line; exit code 1 if there is one."""
    from assistant.sop import lint
    from floorline.runtime import sop_folders

    settings = load_settings()
    folders = sop_folders(settings) if folder is None else (*sop_folders(settings), folder)
    problems = lint(folders)
    for problem in problems:
        typer.echo(str(problem), err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"All procedures are sound ({sum(len([*f.glob('*.yml'), *f.glob('*.yaml')]) for f in folders)} files).")


@app.command("show", epilog="Example: floorline sop show shoplifting")
def show(category: Annotated[str, typer.Argument(help="shoplifting, robbery, …, or unknown")]) -> None:
    """Print one procedure as staff and managers would go through it."""
    from rich.console import Console

    from assistant.sop import SopBook
    from floorline.runtime import sop_folders

    book = SopBook.load(*sop_folders(load_settings()))
    if category != "unknown" and category not in book.categories:
        raise SopError(f"There is no procedure for {category}; there is one for {', '.join(book.categories)}.")
    sop = book.for_category(None if category == "unknown" else category)
    console = Console(highlight=False)
    console.print(f"[bold]{sop.title}[/bold]  (version {sop.version}, starts at {sop.priority})")
    console.print(f"\n[bold red]First:[/bold red] {sop.safety_line}")
    console.print(f"[bold]Team is told:[/bold] {sop.alert}  (from {sop.alert_at})")
    for title, lines in (
        ("Call 999 when", [f"{call.when}: {call.say}" for call in sop.call_999]),
        ("What to do", [_conditional(action.say, action.when) for action in sop.actions]),
        ("Asked, in this order", [_conditional(f"{q.ask}  → {q.slot}", q.when) for q in sop.questions]),
        ("Evidence", [_conditional(item.say, item.when) for item in sop.evidence]),
        ("More urgent when", [f"{t.priority}: {t.reason}" for t in sop.thresholds]),
        ("Who is told", [f"{rung.role.replace('_', ' ')} after {rung.after_seconds} s" for rung in sop.ladder]),
        ("For a prosecution", [", ".join(sop.handoff_minimum)]),
    ):
        if lines:
            console.print(f"\n[bold]{title}[/bold]")
            for number, line in enumerate(lines, 1):
                console.print(f"  {number}. {line}", markup=False)


def _conditional(words: str, when: object | None) -> str:
    return words if when is None else f"{words}  (if {when})"
