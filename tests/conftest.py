"""What every test gets: a data folder of its own, none of the developer's settings, and no network but loopback."""

from __future__ import annotations

import ipaddress
import itertools
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

TESTS = Path(__file__).parent
_numbers = itertools.count()


@pytest.fixture(scope="session")
def no_settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty settings file."""
    path = tmp_path_factory.getbasetemp() / "floorline.toml"
    path.write_text("", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def data_dir(
    no_settings: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The data folder of this test alone, in force through ``FLOORLINE_DATA_DIR``; made by whoever writes to it.

    Every other ``FLOORLINE_`` variable is gone, and an empty settings file is in force instead of the checkout's, so
    that a developer's own store, Telegram group or Vosk model cannot decide whether a test passes.
    """
    for name in [name for name in os.environ if name.startswith("FLOORLINE_")]:
        monkeypatch.delenv(name)
    # Only a name: most of the tests write nothing, and making a folder for each takes longer than they do.
    folder = tmp_path_factory.getbasetemp() / f"data-{next(_numbers)}"
    monkeypatch.setenv("FLOORLINE_SETTINGS", str(no_settings))
    monkeypatch.setenv("FLOORLINE_DATA_DIR", str(folder))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A command run inside the test process sets logging up for its process; the next test starts without that."""
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    root.setLevel(level)
    root.handlers[:] = handlers


# An audit hook sees connections however they are made, by any library, without a patch; it can never be taken off
# again, so it is put on once and told by this list whether to care. uvloop does its own networking and is not seen.
_REFUSED: list[str] = []
_WATCHED = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.sendmsg": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
"""The event -> which of its arguments says where to."""


def _is_local(host: Any) -> bool:
    if host in (None, "", b"", "localhost", b"localhost", "testserver"):
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event not in _WATCHED:
        return
    where = args[_WATCHED[event]]
    if isinstance(where, tuple):
        host = where[0]
    elif event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        return  # the path of a Unix socket, or None: connected before, and looked at then
    else:
        host = where
    if not _is_local(host):
        _REFUSED.append(f"{event} {host!r}")
        raise ConnectionRefusedError(f"tests have no network: {event} {host!r}")


sys.addaudithook(_audit)


@pytest.fixture(autouse=True)
def no_network() -> Iterator[list[str]]:
    """Fails the test that tried to reach beyond loopback, even where the code under test shrugged the refusal off.

    Gives the list of attempts, for the one test that makes them on purpose.
    """
    _REFUSED.clear()
    yield _REFUSED
    assert not _REFUSED, f"tried to reach the network: {', '.join(_REFUSED)}"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whole runs go last, and under ``-n`` all on one worker: they start servers and load models of their own."""
    whole_runs = [item for item in items if item.path.is_relative_to(TESTS / "acceptance")]
    for item in whole_runs:
        item.add_marker(pytest.mark.xdist_group("acceptance"))
    items[:] = [item for item in items if item not in set(whole_runs)] + whole_runs
