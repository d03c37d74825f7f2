"""``floorline people enrol|unenrol|enrolled``: whose chat account is whose."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import Annotated

import typer

from assistant.settings import load_settings


def enrol(
    name: Annotated[str, typer.Argument(help="Who: the actor_id on the roster, or the name.")],
) -> None:
    """Make a one-time code by which a person's Telegram account becomes known.

    Hand it over in person; it works once, for a day, and replaces the one made before.

    Example: floorline people enrol sam
    """
    from assistant.enrolment import issue_code, person_named
    from assistant.people import Roster
    from assistant.store import Store

    settings = load_settings()
    person = person_named(Roster.load(settings.people_file, settings.store.timezone), name)
    with closing(Store.open(settings.data_dir / "floorline.sqlite")) as store:
        code = issue_code(store, person, datetime.now(UTC))
    typer.echo(f"{code}: {person.name} sends this to the bot in a private chat within 24 hours. It works once.")


def unenrol(
    name: Annotated[str, typer.Argument(help="Who: the actor_id, also of somebody who left the roster.")],
) -> None:
    """End the enrolment of every chat account of a person (they left, or lost their phone).

    Example: floorline people unenrol sam
    """
    from assistant.audit import AuditEvent
    from assistant.enrolment import person_named
    from assistant.errors import SettingsError
    from assistant.people import Roster
    from floorline.commands.reports import opened_store

    settings = load_settings()
    with opened_store() as store:
        known = {actor_id for _, actor_id in store.enrolled_devices()}
        try:
            actor_id = person_named(Roster.load(settings.people_file, settings.store.timezone), name).actor_id
        except SettingsError:
            if name not in known:
                raise
            actor_id = name
        count = store.forget_devices_of(actor_id, AuditEvent(datetime.now(UTC), "system", "device.forgotten", actor_id))
    typer.echo(f"{count} chat accounts of {actor_id} are no longer known." if count else f"{actor_id} had none.")


def enrolled() -> None:
    """List the chat accounts that are known, and whose they are.

    Example: floorline people enrolled
    """
    from floorline.commands.reports import opened_store

    with opened_store() as store:
        for device_id, actor_id in store.enrolled_devices():
            typer.echo(f"{actor_id}  {device_id}")
