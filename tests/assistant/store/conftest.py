"""A store of its own for each test, once in an SQLite file and once in a PostgreSQL, where there is one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.store import Store
from floorline.benches.temporary_postgres import TemporaryPostgres, why_no_postgres


@pytest.fixture(scope="session")
def postgres() -> Iterator[TemporaryPostgres]:
    """A server for this test run; the tests that want it are skipped by name where there can be none."""
    why_not = why_no_postgres()
    if why_not is not None:
        pytest.skip(why_not)
    with TemporaryPostgres(is_durable=False) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store.open(tmp_path / "floorline.sqlite")
    else:
        server: TemporaryPostgres = request.getfixturevalue("postgres")
        opened = Store.open(server.database())
    yield opened
    opened.close()
