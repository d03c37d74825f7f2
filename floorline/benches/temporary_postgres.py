"""A PostgreSQL of our own for a bench or a test: in a temporary folder, on a free port, gone afterwards.

PostgreSQL refuses to run as root, so root's is run as Debian's user ``postgres``.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import psycopg

from assistant.errors import SetupError

START_SECONDS: Final = 60.0
_ACCOUNT: Final = "postgres"


def why_no_postgres() -> str | None:
    """Why there can be none here, in a sentence; ``None`` if there can."""
    if _programs() is None:
        return "PostgreSQL is not installed; as root, apt-get install postgresql."
    if os.geteuid() == 0 and _account() is None:
        return "PostgreSQL does not run as root, and there is no user postgres; run this as another user."
    return None


class TemporaryPostgres:
    """``with TemporaryPostgres() as postgres: … postgres.url``. ``database()`` makes further empty ones."""

    def __init__(self, *, is_durable: bool = True) -> None:
        """``is_durable=False`` waits for no disk, which suits tests."""
        self._is_durable = is_durable
        self._server: subprocess.Popen[bytes] | None = None
        self._folder = Path()
        self._port = 0
        self._made = 0

    @property
    def url(self) -> str:
        """The database that is there from the start, as an SQLAlchemy URL."""
        return self._url("postgres")

    def database(self) -> str:
        """The URL of a new, empty database."""
        self._made += 1
        name = f"floorline_{self._made}"
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._url(name)

    def __enter__(self) -> Self:
        why_not = why_no_postgres()
        programs = _programs()
        if why_not is not None or programs is None:
            raise SetupError(why_not or "PostgreSQL is not installed.")
        self._folder = Path(tempfile.mkdtemp(prefix="floorline-postgres-"))
        account = _account() if os.geteuid() == 0 else None
        run_as: dict[str, Any] = {}
        if account is not None:
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            run_as = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        data = self._folder / "data"
        try:
            made = [
                str(programs / "initdb"),
                "-D",
                str(data),
                "-U",
                _ACCOUNT,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale",
                "C",
            ]
            subprocess.run([*made, "--no-sync"], check=True, capture_output=True, cwd=self._folder, **run_as)
            self._port = _free_port()
            flags = ["-c", "unix_socket_directories=", "-c", "max_connections=60"]
            flags += [] if self._is_durable else ["-F"]
            command = [str(programs / "postgres"), "-D", str(data), "-h", "127.0.0.1", "-p", str(self._port), *flags]
            with (self._folder / "log").open("wb") as log:
                self._server = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder, **run_as)
            self._wait()
        except subprocess.CalledProcessError as exc:
            self._stop()
            raise SetupError(f"initdb failed: {exc.stderr.decode(errors='replace')[-300:]}") from exc
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _wait(self) -> None:
        give_up = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(self._conninfo()).close()
            except psycopg.OperationalError as exc:
                if time.monotonic() > give_up or (self._server and self._server.poll() is not None):
                    raise SetupError(f"The temporary PostgreSQL did not start; see {self._folder}/log.") from exc
                time.sleep(0.1)
            else:
                return

    def _stop(self) -> None:
        if self._server is not None:
            # "Fast": whoever is still connected is cut off.
            self._server.send_signal(2)
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait()
            self._server = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def _conninfo(self) -> str:
        return f"host=127.0.0.1 port={self._port} user={_ACCOUNT} dbname=postgres connect_timeout=5"

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://{_ACCOUNT}@127.0.0.1:{self._port}/{name}"


def _programs() -> Path | None:
    """The folder of the newest ``initdb``; Debian keeps them off the PATH."""
    on_path = shutil.which("initdb")
    if on_path is not None:
        return Path(on_path).resolve().parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(_ACCOUNT)
    except KeyError:
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
