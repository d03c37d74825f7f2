"""``floorline report`` and ``floorline dead-letters``: what has been recorded, and what could not be delivered."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from mimetypes import guess_extension
from pathlib import Path
from typing import Annotated, Final
from uuid import UUID

import typer

from assistant.errors import StoreError
from assistant.incident import Incident, Status
from assistant.settings import load_settings
from assistant.store import Store

app = typer.Typer(no_args_is_help=True, help="List, show, export and verify incident records.")
dead_letters = typer.Typer(no_args_is_help=True, help="What could not be delivered, and trying it again.")

_ENDINGS: Final = {"audio/flac": ".flac", "audio/ogg": ".ogg", "image/jpeg": ".jpg"}
"""Where the machine's own list does not know, or does not agree with the next machine's."""
JsonFlag = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


@app.command("list", epilog="Example: floorline report list --status accepted")
def list_reports(
    status: Annotated[Status | None, typer.Option(help="Only records of this status.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000)] = 50,
    as_json: JsonFlag = False,
) -> None:
    """List the records, latest first."""
    with opened_store() as store:
        summaries = store.incidents(limit=limit, status=status)
    if as_json:
        for summary in summaries:
            line = {name: _plain(value) for name, value in summary.__dict__.items()}
            typer.echo(json.dumps(line))
        return
    if not summaries:
        typer.echo("No records yet.")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("incident ends in", "when (UTC)", "category", "priority", "status", "reference")
    for summary in summaries:
        marks = " duress" * summary.duress + " drill" * summary.drill
        table.add_row(
            str(summary.incident_id)[-12:],
            f"{summary.reported_at_utc:%m-%d %H:%M}",
            (summary.category or "not known").replace("_", " ") + marks,
            summary.priority.value,
            summary.status.value,
            summary.reference or "",
        )
    Console(highlight=False).print(table)


@app.command("show", epilog="Example: floorline report show 0199c1e2-7d3a-7b1c-9c53-0a1b2c3d4e5f")
def show(incident: Annotated[str, typer.Argument(help="Its identifier, or the end of it.")]) -> None:
    """Print one whole record as JSON."""
    with opened_store() as store:
        record = record_ending_in(store, incident)
    typer.echo(record.model_dump_json(indent=2))


@app.command("export", epilog="Example: floorline report export --to reports.jsonl")
def export(
    to: Annotated[Path | None, typer.Option(help="A file; left out: standard output.")] = None,
    incident: Annotated[str | None, typer.Argument(help="One record; left out: all.")] = None,
) -> None:
    """Write records as JSON lines, oldest first."""
    with opened_store() as store:
        if incident is not None:
            records = [record_ending_in(store, incident)]
        else:
            summaries = reversed(store.incidents(limit=1_000_000))
            records = [record for one in summaries if (record := store.incident(one.incident_id)) is not None]
    text = "".join(record.model_dump_json() + "\n" for record in records)
    if to is None:
        sys.stdout.write(text)
        return
    try:
        to.write_text(text, encoding="utf-8")
    except OSError as exc:
        raise StoreError(f"{to} cannot be written ({exc.strerror}); name another file.") from exc
    typer.echo(f"{len(records)} records written to {to}.")


@app.command("evidence", epilog="Example: floorline report evidence 0a1b2c3d4e5f --to /media/usb --by priya")
def take_out_evidence(
    incident: Annotated[str, typer.Argument(help="Its identifier, or the end of it.")],
    to: Annotated[Path, typer.Option(help="A folder. What is put there is not encrypted.")],
    by: Annotated[str, typer.Option(help="Who takes it out; it goes into the audit log.")],
) -> None:
    """Write the photos, clips and recordings of one incident as files that anybody can open, checked by hash."""
    from assistant.audit import AuditEvent
    from assistant.evidence import EvidenceStore

    files = EvidenceStore.from_settings(load_settings())
    with opened_store() as store:
        subject = record_ending_in(store, incident).incident_id
        # One picture sent twice is one file.
        kept = {one.sha256: one for one in store.attachments_of(subject)}
        # Noted first: no copy may be about of which the log knows nothing.
        now = datetime.now(UTC)
        store.add_audit(
            [AuditEvent(now, by, "evidence.taken_out", str(subject), {"sha256": sha256}) for sha256 in kept]
        )
    for one in kept.values():
        ending = _ENDINGS.get(one.media_type) or guess_extension(one.media_type) or ".bin"
        _write_new(to / f"{one.received_at_utc:%Y%m%dT%H%M%SZ}-{one.sha256[:12]}{ending}", files.pieces(one.sha256))
        typer.echo(f"{one.sha256}  {one.kind}, {one.size_bytes} bytes")
    typer.echo(f"{len(kept)} files written to {to}.")


def _write_new(path: Path, pieces: Iterable[bytes]) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(pieces)
        except BaseException:
            # Half a file, or one that is not what it was, must not be taken for the evidence.
            path.unlink()
            raise
    except OSError as exc:
        raise StoreError(f"{path} cannot be written ({exc.strerror}); name another folder.") from exc


@app.command("verify", epilog="Example: floorline report verify --head 5d41402a…")
def verify(
    head: Annotated[
        str | None, typer.Option(help="The chain's head as it was noted earlier; finds a cut-off end.")
    ] = None,
) -> None:
    """Check the hash chain of the audit log; exit code 1 if anything was changed, removed or put in."""
    from assistant.audit import head_of
    from assistant.audit import verify as verify_chain

    with opened_store() as store:
        entries = store.audit_entries()
    problems = verify_chain(entries, head)
    for problem in problems:
        typer.echo(problem.sentence, err=True)
    if problems:
        raise typer.Exit(1)
    typer.echo(f"{len(entries)} entries, unbroken. Head: {head_of(entries)}")


@dead_letters.command("list", epilog="Example: floorline dead-letters list")
def list_dead_letters(as_json: JsonFlag = False) -> None:
    """What was given up, why, and what to do about it."""
    with opened_store() as store:
        letters = store.dead_letters()
    for letter in letters:
        if as_json:
            typer.echo(json.dumps({name: _plain(value) for name, value in letter.__dict__.items()}))
        else:
            typer.echo(f"{letter.key}\n  {letter.reason}\n  {letter.remedy} ({letter.attempts} attempts)")
    if not letters and not as_json:
        typer.echo("No dead letters.")


@dead_letters.command("redrive", epilog="Example: floorline dead-letters redrive submit:0199c1e2-…")
def redrive(key: Annotated[str, typer.Argument(help="The key that 'list' shows.")]) -> None:
    """Have one tried again; it goes out at once, or when Floorline next starts."""
    from assistant.delivery import owe_again

    with opened_store() as store:
        owe_again(store, key, "console")
    typer.echo("It will be tried again: within 15 seconds if Floorline is running, else at its next start.")


@dead_letters.command("show", epilog="Example: floorline dead-letters show submit:0199c1e2-…")
def show_dead_letter(key: Annotated[str, typer.Argument(help="The key that 'list' shows.")]) -> None:
    """One of them in full, as JSON: what it was, why it was given up, what to do, what was sent."""
    with opened_store() as store:
        letter = next((one for one in store.dead_letters() if one.key == key), None)
        stored = store.job(key)
    if letter is None or stored is None:
        raise StoreError(f"There is no dead letter {key}; 'floorline dead-letters list' shows them all.")
    about = {name: _plain(value) for name, value in letter.__dict__.items()}
    about |= {"owed_since_utc": stored.owed_since_utc.isoformat(), "payload": stored.job.payload}
    typer.echo(json.dumps(about, indent=2))


@dead_letters.command("drop", epilog="Example: floorline dead-letters drop alert:0199… --reason 'seen to in person'")
def drop_dead_letter(
    key: Annotated[str, typer.Argument(help="The key that 'list' shows.")],
    reason: Annotated[str, typer.Option(help="Why it need not be delivered any more; it is kept.")],
    by: Annotated[str, typer.Option(help="Who decides so; it goes into the audit log.")] = "console",
) -> None:
    """Have one rest for good. Nothing is deleted: job, reason and who dropped it stay on record."""
    from assistant.delivery import drop

    if not reason.strip():
        raise typer.BadParameter("say why, so that others can tell later: --reason 'seen to in person'")
    with opened_store() as store:
        drop(store, key, by, reason.strip())
    typer.echo("Dropped. It is listed no more; the record and the audit log keep it.")


def opened_store() -> closing[Store]:
    """The store of the data folder in force, to be closed by ``with``; ``StoreError`` where there is none yet."""
    records = load_settings().records
    if isinstance(records, Path) and not records.exists():
        raise StoreError(f"There are no records in {records.parent} yet; set FLOORLINE_DATA_DIR if they are elsewhere.")
    return closing(Store.open(records))


def record_ending_in(store: Store, identifier: str) -> Incident:
    """The one record whose identifier ends in ``identifier``; ``StoreError`` where there is none, or several."""
    matches = [
        one.incident_id for one in store.incidents(limit=1_000_000) if str(one.incident_id).endswith(identifier.lower())
    ]
    record = store.incident(matches[0]) if len(matches) == 1 else None
    if record is None:
        what = "No record ends" if not matches else "Several records end"
        raise StoreError(f"{what} in {identifier}; 'floorline report list' shows them all.")
    return record


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
