"""Opening a database, and what a person is told when it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from assistant.errors import StoreError, StoreFullError
from assistant.store import Store, connection
from assistant.store.migrations import newest_revision
from assistant.store.schema import SCHEMA_REVISION, metadata
from tests.assistant.store.samples import incident, take, utterance


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "floorline.sqlite"


@pytest.fixture
def small_disk() -> Iterator[None]:
    """Every SQLite database opened meanwhile may grow to 80 pages, an eighth more than the empty tables take."""

    def limit(raw: sqlite3.Connection, record: object) -> None:
        raw.execute("PRAGMA max_page_count = 80")

    sa.event.listen(sa.Engine, "connect", limit)
    yield
    sa.event.remove(sa.Engine, "connect", limit)


def test_the_folder_and_the_tables_are_made(file: Path) -> None:
    store = Store.open(file)
    assert store.incidents() == ()
    store.close()
    assert file.is_file()


def test_what_was_stored_is_there_when_it_is_opened_again(file: Path) -> None:
    store = Store.open(file)
    record = incident()
    take(store, record)
    store.close()
    again = Store.open(f"sqlite:///{file}")
    assert again.incident(record.incident_id) == record
    again.close()


def test_a_database_at_head_is_opened_without_alembic(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.open(file).close()
    monkeypatch.setattr("assistant.store.migrations.upgrade", lambda _: pytest.fail("migrated again"))
    Store.open(file).close()


def test_the_migrations_make_the_tables_the_code_expects(file: Path) -> None:
    Store.open(file).close()
    engine = sa.create_engine(f"sqlite:///{file}")
    with engine.connect() as opened:
        context = MigrationContext.configure(opened, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_the_code_expects_the_newest_migration() -> None:
    assert newest_revision() == SCHEMA_REVISION


def test_writes_wait_for_the_disk_and_readers_do_not_wait_for_writers(file: Path) -> None:
    store = Store.open(file)
    with store._reading() as opened:
        assert opened.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert opened.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert opened.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        assert opened.exec_driver_sql("PRAGMA busy_timeout").scalar() == connection.BUSY_TIMEOUT_MS
    store.close()


def test_a_database_of_a_newer_version_is_left_alone(file: Path) -> None:
    Store.open(file).close()
    raw = sqlite3.connect(file)
    raw.execute("UPDATE alembic_version SET version_num = '9999'")
    raw.commit()
    with pytest.raises(StoreError, match="newer Floorline; install"):
        Store.open(file)
    assert raw.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    raw.close()


def test_a_migration_that_fails_leaves_an_empty_database(file: Path) -> None:
    file.parent.mkdir()
    raw = sqlite3.connect(file)
    raw.execute("CREATE TABLE jobs (somebody_elses INTEGER)")
    raw.commit()
    with pytest.raises(StoreError, match="jobs already exists"):
        Store.open(file)
    assert raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall() == [("jobs",)]
    raw.close()


def test_a_file_that_is_no_database_is_named(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"not a database at all, but long enough to be looked at\n" * 20)
    with pytest.raises(StoreError, match=r"floorline\.sqlite is not a sound database; move it aside"):
        Store.open(file)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="choose another"):
        Store.open(tmp_path / "file" / "floorline.sqlite")


def test_a_folder_in_the_files_place_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened for writing"):
        Store.open(tmp_path)


def test_a_locked_database_says_who_is_in_the_way(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_MS", 20)
    store = Store.open(file)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program; stop that program"):
        store.add_utterance(utterance())
    assert store.untaken_utterances() == ()
    other.execute("ROLLBACK")
    other.close()
    store.add_utterance(utterance())
    assert len(store.untaken_utterances()) == 1
    store.close()


@pytest.mark.usefixtures("small_disk")
def test_a_full_disk_says_so_and_loses_nothing_that_was_stored(file: Path) -> None:
    store = Store.open(file)
    kept = []

    def talk_for_ever() -> None:
        while True:
            said = utterance("word " * 500)
            store.add_utterance(said)
            kept.append(said)

    with pytest.raises(StoreFullError, match=r"no room left on the disk.*free some space"):
        talk_for_ever()
    assert len(kept) > 0
    assert store.untaken_utterances() == tuple(kept)
    store.close()


def test_a_store_that_would_not_outlive_the_process_is_refused() -> None:
    with pytest.raises(StoreError, match="needs a file"):
        Store.open("sqlite:///:memory:")


@pytest.mark.parametrize("url", ["://", "nonsense://host/db"])
def test_a_url_that_leads_nowhere_says_what_to_write(url: str) -> None:
    with pytest.raises(StoreError):
        Store.open(url)


def test_a_password_in_the_url_is_not_repeated() -> None:
    url = sa.make_url("postgresql://floorline:secret@central/db")
    error = connection.store_error(sa.exc.DBAPIError("SELECT 'words'", {}, Exception("refused")), url)
    assert "secret" not in str(error)
    assert "words" not in str(error)
    assert "central" in str(error)
