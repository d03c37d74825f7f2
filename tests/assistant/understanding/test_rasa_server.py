"""The supervisor of the language server, over a stand-in that starts in no time."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from assistant.errors import RasaDownError, SettingsError
from assistant.settings import RasaSettings
from assistant.understanding.rasa_server import RasaServer, Watch, rasa_answers

STAND_IN = '''
"""Serves as floorline_rasa.serve does: token on the first line of its input, a listening socket handed over."""
import json, os, socket, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer
mode, _, number = sys.argv[1:]
token = sys.stdin.buffer.readline().decode().strip()
def end():
    while os.read(0, 100):
        pass
    os._exit(0)
threading.Thread(target=end, daemon=True).start()
if mode == "ends":
    print("no model", flush=True); sys.exit(3)
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        right = self.headers.get("Authorization") == "Bearer " + token
        body = json.dumps({"model_file": "m"} if right else {"error": "this Rasa server wants a token"}).encode()
        self.send_response(200 if right else 401)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *_):
        print(os.environ.get("FLOORLINE_ACTION_URL"), sorted(n for n in os.environ if "SECRET" in n), flush=True)
server = HTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
server.socket.close()
server.socket = socket.socket(fileno=int(number))
if mode != "deaf":
    server.socket.listen()
    server.serve_forever()
threading.Event().wait()
'''
QUICK = Watch(backoff_seconds=(0.01,), look_every_seconds=0.05, misses_allowed=2)

Made = Callable[..., RasaServer]


@pytest.fixture
async def make(tmp_path: Path) -> AsyncIterator[Made]:
    script = tmp_path / "stand_in.py"
    script.write_text(STAND_IN, encoding="utf-8")
    made: list[RasaServer] = []

    def server(mode: str = "serves", *, port: int = 0, start_timeout_seconds: float = 60.0) -> RasaServer:
        made.append(
            RasaServer(
                RasaSettings(port=port, start_timeout_seconds=start_timeout_seconds),
                Path("model.tar.gz"),
                action_url="http://127.0.0.1:1/webhook",
                action_token="t0ken",
                log_file=tmp_path / "logs" / "rasa.log",
                watch=QUICK,
                command=(sys.executable, str(script), mode),
            )
        )
        return made[-1]

    yield server
    for one in made:
        await one.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - what is waited for happens in another process
            await asyncio.sleep(0.01)


async def test_a_started_server_answers_its_client_and_nobody_without_the_token(make: Made) -> None:
    server = make()
    await server.start()
    async with server.client() as client:
        assert await client.ready()
    assert server.health().state == "up"
    assert await rasa_answers(server.url)
    assert server.token not in " ".join(psutil.Process(server.health().pid).cmdline())
    assert server.token not in psutil.Process(server.health().pid).environ().values()


async def test_starting_twice_starts_one(make: Made) -> None:
    server = make()
    await server.start()
    pid = server.health().pid
    await server.start()
    assert server.health().pid == pid


async def test_a_killed_server_is_started_again_at_the_same_address(make: Made) -> None:
    server = make()
    await server.start()
    url, pid = server.url, server.health().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    await until(lambda: server.health().restarts == 1 and server.health().state == "up")
    assert server.url == url
    assert server.health().pid != pid
    async with server.client() as client:
        assert await client.ready()


async def test_a_server_that_hangs_is_killed_and_started_again(make: Made) -> None:
    server = make()
    await server.start()
    pid = server.health().pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    await until(lambda: server.health().restarts >= 1 and server.health().state == "up")
    assert not psutil.pid_exists(pid)


async def test_a_stopped_server_is_gone_and_stays_gone(make: Made) -> None:
    server = make()
    await server.start()
    pid = server.health().pid
    assert pid is not None
    await server.stop()
    await server.stop()
    assert not psutil.pid_exists(pid)
    assert server.health().state == "stopped"
    assert server.health().pid is None


async def test_a_server_that_ends_while_starting_is_an_error_that_names_the_log(make: Made, tmp_path: Path) -> None:
    server = make("ends")
    with pytest.raises(RasaDownError, match=r"status 3.*rasa\.log"):
        await server.start()
    assert server.health().state == "stopped"
    assert "no model" in (tmp_path / "logs" / "rasa.log").read_text()


async def test_a_server_that_never_answers_is_given_up_and_ended(make: Made) -> None:
    server = make("deaf", start_timeout_seconds=0.5)
    with pytest.raises(RasaDownError, match="not up"):
        await server.start()
    assert server.health().pid is None


async def test_a_second_server_on_the_same_port_says_that_one_is_up_already(make: Made) -> None:
    first = make()
    await first.start()
    with pytest.raises(RasaDownError, match="already up"):
        await make(port=int(first.url.rsplit(":", 1)[1])).start()


async def test_a_port_that_something_else_holds_is_an_error_that_says_what_to_do(make: Made) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        with pytest.raises(RasaDownError, match=r"rasa\.port to 0"):
            await make(port=other.getsockname()[1]).start()


async def test_our_secrets_are_not_handed_on_and_the_log_is_ours_alone(
    make: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLOORLINE_PLATFORM__SECRET", "whsec_made_up")
    server = make()
    await server.start()
    log = tmp_path / "logs" / "rasa.log"
    assert "http://127.0.0.1:1/webhook []" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_server_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    (tmp_path / "stand_in.py").write_text(STAND_IN, encoding="utf-8")
    parent = tmp_path / "parent.py"
    parent.write_text(
        textwrap.dedent(
            """
            import asyncio, sys
            from pathlib import Path
            from assistant.settings import RasaSettings
            from assistant.understanding.rasa_server import RasaServer
            async def main():
                server = RasaServer(RasaSettings(port=0), Path("m"), action_url="u", action_token="t",
                                    log_file=Path(sys.argv[2]), command=(sys.executable, sys.argv[1], "serves"))
                await server.start()
                print(server.health().pid, flush=True)
                await asyncio.Event().wait()
            asyncio.run(main())
            """
        )
    )
    command = [sys.executable, str(parent), str(tmp_path / "stand_in.py"), str(tmp_path / "rasa.log")]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        server = psutil.Process(int(process.stdout.readline()))
        process.kill()
    server.wait(timeout=60)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "::", "rasa.example"])
def test_it_listens_on_loopback_only(host: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1"):
        RasaServer(
            RasaSettings(host=host),
            Path("m"),
            action_url="u",
            action_token="t",
            log_file=tmp_path / "log",
            command=("true",),
        )
