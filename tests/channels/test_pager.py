"""Pagers through apprise, against a server of our own."""

from __future__ import annotations

import http.server
import json
import logging
import threading
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from assistant.errors import ChannelRefused, ChannelUnavailable, SettingsError
from assistant.settings import PagerSettings, Settings
from channels.pager import PagerChannel, apprise_notifier, pagers_from
from tests.fakes.made_alerts import an_alert


class Target(http.server.ThreadingHTTPServer):
    """Takes pages, and answers with ``status``."""

    status = 200

    def __init__(self) -> None:
        self.pages: list[dict[str, str]] = []
        super().__init__(("127.0.0.1", 0), _Page)

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server_port}/page?retry=0"


class _Page(http.server.BaseHTTPRequestHandler):
    server: Target

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.pages.append(json.loads(body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def target() -> Iterator[Target]:
    server = Target()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def pager(url: str) -> PagerChannel:
    return PagerChannel("ops", apprise_notifier("ops", url))


async def test_a_page_says_what_the_team_was_told_and_no_more(target: Target) -> None:
    channel = pager(target.url)
    assert await channel.send(an_alert()) == "handed over"
    [page] = target.pages
    assert page["title"] == "Floorline, store 0042"
    assert page["message"] == "ALARM P1 abuse or threat, aisle 4. Stay back, call 999."
    assert page["type"] == "failure"
    await channel.aclose()


@pytest.mark.parametrize(("status", "error"), [(401, ChannelRefused), (404, ChannelRefused), (429, ChannelUnavailable)])
async def test_what_a_target_answers_decides_whether_it_is_paged_again(target: Target, status, error) -> None:
    target.status = status
    channel = pager(target.url)
    with pytest.raises(error, match=str(status)):
        await channel.send(an_alert())
    await channel.aclose()


async def test_a_server_that_logs_errors_only_still_sees_what_a_target_answered(
    target: Target, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    target.status = 403
    channel = pager(target.url)
    with pytest.raises(ChannelRefused, match="403"):
        await channel.send(an_alert())
    await channel.aclose()


async def test_a_target_that_is_away_is_paged_again(target: Target, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    channel = pager("json://user:geheim@127.0.0.1:1/x?retry=0")
    with pytest.raises(ChannelUnavailable, match="paged again") as raised:
        await channel.send(an_alert())
    assert "geheim" not in caplog.text + str(raised.value)
    await channel.aclose()


async def test_a_target_that_hangs_is_given_up_for_now() -> None:
    hang = threading.Event()

    def notify(title: str, body: str, *, is_urgent: bool, timeout_seconds: float) -> tuple[bool, list[str]]:
        hang.wait(5)
        return True, []

    channel = PagerChannel("ops", notify, timeout_seconds=-1.95)
    with pytest.raises(ChannelUnavailable, match="did not answer"):
        await channel.send(an_alert())
    hang.set()
    await channel.aclose()


def test_pagers_are_made_from_the_settings(tmp_path) -> None:
    file = tmp_path / "url"
    file.write_text("json://127.0.0.1/b\n")
    settings = Settings(
        pagers=(
            PagerSettings(name="a", url=SecretStr("json://127.0.0.1/a")),
            PagerSettings(name="b", url_file=file),
        )
    )
    assert list(pagers_from(settings)) == ["pager:a", "pager:b"]


@pytest.mark.parametrize(
    ("pagers", "says"),
    [
        ((PagerSettings(name="a"),), "has no URL"),
        ((PagerSettings(name="a", url=SecretStr("carrier-pigeon://loft")),), "none that apprise understands"),
        ((PagerSettings(name="a", url=SecretStr("json://127.0.0.1")),) * 2, "Two pagers"),
    ],
)
def test_a_pager_that_cannot_work_is_a_settings_error(pagers, says) -> None:
    with pytest.raises(SettingsError, match=says) as raised:
        pagers_from(Settings(pagers=pagers))
    assert "loft" not in str(raised.value)
