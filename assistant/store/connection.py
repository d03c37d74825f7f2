"""Opening the database, its transactions, and what its failures mean to a person."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Self

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from assistant.errors import StoreError, StoreFullError
from assistant.store.schema import SCHEMA_REVISION
from assistant.store.turnstile import Turnstile

BUSY_TIMEOUT_MS: Final = 5_000
"""How long a writer waits for another before it gives up. A turn's own transaction takes a few milliseconds."""

_FULL_BYTES: Final = 64 * 1024
"""Less than this free, and an input/output error is taken for a full disk: SQLite cannot always tell the two apart."""


class Database:
    """A migrated database and its two kinds of transaction. Safe to use from several threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._turnstile = Turnstile(BUSY_TIMEOUT_MS / 1000)
        self._shared = threading.local()
        self.owed_clock: Callable[[], datetime] = lambda: datetime.now(UTC)
        """Since when a job is owed is read here; ``SteadyClock`` where the machine's own may jump."""

    @classmethod
    def open(cls, url_or_path: str | Path) -> Self:
        """Open (and, if need be, create and migrate) the database at a file path or an SQLAlchemy URL.

        Raises ``StoreFullError`` with no room left and ``StoreError`` where the file is no database of ours, is locked,
        cannot be written, or was written by a newer Floorline.
        """
        engine = _engine_for(url_or_path)
        database = cls(engine)
        try:
            database._migrate()
        except BaseException:
            engine.dispose()
            raise
        return database

    def close(self) -> None:
        """Give back every connection."""
        self._engine.dispose()

    @contextmanager
    def together(self, *, patient: bool = False) -> Iterator[None]:
        """All that this thread reads and writes in the block is one transaction, committed at its end or undone.

        ``patient``: whoever else wants to write goes first.
        """
        with self._one_writing(patient=patient) as connection:
            self._shared.connection = connection
            try:
                yield
            finally:
                self._shared.connection = None

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        shared: sa.Connection | None = getattr(self._shared, "connection", None)
        if shared is not None:
            yield shared
            return
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        """One transaction, committed at the end of the block; anything raised undoes all of it.

        Within ``together`` it is part of that one.
        """
        shared: sa.Connection | None = getattr(self._shared, "connection", None)
        if shared is not None:
            yield shared
            return
        with self._one_writing() as connection:
            yield connection

    @contextmanager
    def _one_writing(self, *, patient: bool = False) -> Iterator[sa.Connection]:
        # Taking SQLite's write lock at the start, not at the first write, is what makes read-then-write safe: a lock
        # taken half-way fails at once, without waiting, if another process wrote in between.
        engine = self._engine.execution_options(floorline_begin="BEGIN IMMEDIATE")
        with self._turnstile.turn(patient=patient), self._explained(), engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                # What BEGIN IMMEDIATE does: one writer at a time, or two would put one number into the audit chain.
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_WRITERS)))
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as exc:
            raise store_error(exc, self._engine.url) from exc

    def _migrate(self) -> None:
        with self._reading() as connection:
            found = _revision_of(connection)
        if found == SCHEMA_REVISION:
            return
        # Alembic takes a third of a second to import, and is needed only here.
        from assistant.store.migrations import upgrade

        with self._writing() as connection:
            upgrade(connection)


_WRITERS: Final = 0x466C6F6F
"""The advisory lock that writers of one PostgreSQL database take in turn ("Floo")."""


def store_error(exc: DBAPIError, url: sa.URL) -> StoreError:
    """The database's own error as one sentence that says what to do."""
    where = url.render_as_string(hide_password=True) if url.host else (url.database or "the database")
    code = getattr(exc.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _free_bytes(url) < _FULL_BYTES):
        return StoreFullError(f"There is no room left on the disk of {where}; free some space, then say it again.")
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return StoreError(f"{where} is not a sound database; move it aside and restore the last backup.")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreError(f"{where} is locked by another program; stop that program and try again.")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(f"{where} cannot be opened for writing; check the folder's owner and permissions.")
    # Only the driver's own words: SQLAlchemy's message quotes the values too, which may be what staff said, and so
    # does PostgreSQL's in its details.
    said = getattr(getattr(exc.orig, "diag", None), "message_primary", None) or exc.orig
    return StoreError(f"{where} failed ({type(exc.orig).__name__}: {said}); see that it is up and try again.")


def driven_url(text: str) -> sa.URL:
    """The URL with the driver that Floorline brings along. ``StoreError`` if it cannot be read."""
    try:
        url = sa.make_url(text)
    except ArgumentError as exc:
        raise StoreError("The database's URL cannot be read; write a file's path or postgresql://…") from exc
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _engine_for(url_or_path: str | Path) -> sa.Engine:
    text = str(url_or_path)
    url = driven_url(text) if "://" in text else sa.URL.create("sqlite", database=text)
    if url.get_backend_name() != "sqlite":
        try:
            return sa.create_engine(url, pool_pre_ping=True)
        except (SQLAlchemyError, ImportError) as exc:
            raise StoreError(f"No driver for {url.drivername} is installed; install it or use a file's path.") from exc
    if url.database in (None, "", ":memory:"):
        raise StoreError("The store needs a file: what staff say must outlive the process. Give a file's path.")
    path = Path(str(url.database))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise StoreError(f"The folder {path.parent} cannot be made ({exc.strerror}); choose another.") from exc
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    sa.event.listen(engine, "connect", _prepare_sqlite)
    sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, record: Any) -> None:
    # The driver's own transactions begin too late and not at all for DDL; _begin_sqlite begins them instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        # FULL, not WAL's usual NORMAL: a turn that was answered must outlive a power cut.
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("floorline_begin", "BEGIN"))


def _revision_of(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return revision


def _free_bytes(url: sa.URL) -> int:
    if not url.database:
        return _FULL_BYTES
    try:
        return shutil.disk_usage(Path(url.database).parent).free
    except OSError:
        return _FULL_BYTES
