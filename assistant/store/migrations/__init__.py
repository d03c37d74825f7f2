"""Alembic migrations, shipped inside the package so that an upgrade of Floorline upgrades its database by itself.

A new one: copy the newest file of ``versions/``, give it the next number, set ``down_revision`` to the one before, and
raise ``SCHEMA_REVISION`` in ``assistant/store/schema.py``.
"""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from assistant.errors import StoreError


def alembic_config() -> Config:
    """Where the migrations are; there is no ``alembic.ini`` to be lost."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def newest_revision() -> str | None:
    """The revision that the migrations in this package lead to."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


def upgrade(connection: sa.Connection) -> None:
    """Bring the database behind ``connection`` up to date, within the transaction that is open on it."""
    config = alembic_config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as exc:
        raise StoreError(
            "The database was written by a newer Floorline; install that version again, or restore an older backup."
        ) from exc
