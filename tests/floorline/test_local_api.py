"""The local API: what the terminal chat needs from a running Floorline, for those who have the token."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.errors import SetupError
from assistant.identifiers import uuid7
from assistant.settings import PlatformSettings, Settings
from floorline.remote import RemoteFloorline
from floorline.runtime import RunningPart, Runtime, find_running, running
from floorline.talk import Talk

REPORT = "two lads nicked some gin from aisle four"


@pytest.fixture
async def runtime(tmp_path: Path) -> AsyncIterator[Runtime]:
    settings = Settings(data_dir=tmp_path / "data", platform=PlatformSettings(sandbox_port=0))
    settings = settings.model_copy(update={"server": settings.server.model_copy(update={"port": 0})})
    async with running(settings, rasa="none", announce=True) as runtime:
        yield runtime


def part(runtime: Runtime) -> RunningPart:
    found = find_running(runtime.settings.data_dir)
    assert found is not None
    return found


async def test_a_terminal_chat_talks_through_it_as_if_it_were_inside(runtime: Runtime) -> None:
    async with RemoteFloorline(part(runtime)) as remote:
        talk = Talk(remote.take_turn, remote, channel="chat", actor_id="alex", device_id="terminal")
        result = await talk.say(REPORT)
        assert result.draft["location"] == "aisle 4"
        assert (await talk.be_silent(8.0)).act == "silence"


async def test_an_alarm_is_ended_by_another_person_through_it(runtime: Runtime) -> None:
    async with RemoteFloorline(part(runtime)) as remote:
        talk = Talk(remote.take_turn, remote, channel="headset", actor_id="alex", device_id="headset-1")
        alarm = await talk.say("help me help me")
        assert alarm.incident_id is not None
        assert await remote.stand_down(alarm.incident_id, "sam")
        assert not await remote.stand_down(alarm.incident_id, "sam")


NOBODY = "0199c1e2-7d3a-7b1c-9c53-0a1b2c3d4e5f"


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}])
@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/turns"), ("GET", "/v1/health"), ("POST", f"/v1/incidents/{NOBODY}/stand-down")],
)
async def test_nobody_gets_in_without_the_token(
    runtime: Runtime, method: str, path: str, header: dict[str, str]
) -> None:
    body = {"conversation_id": "c", "actor_id": "a", "device_id": "d", "text": REPORT}
    async with httpx.AsyncClient(base_url=runtime.api.url) as http:
        answer = await http.request(method, path, json=body, headers=header)
    assert answer.status_code == 401
    assert runtime.store.incidents(limit=1) == ()


@pytest.mark.parametrize("body", [{}, {"text": 5}, {"conversation_id": "", "actor_id": "a", "device_id": "d"}, []])
async def test_a_request_that_does_not_fit_is_refused(runtime: Runtime, body: Any) -> None:
    headers = {"Authorization": f"Bearer {part(runtime).token}"}
    async with httpx.AsyncClient(base_url=runtime.api.url, headers=headers) as http:
        assert (await http.post("/v1/turns", json=body)).status_code == 422


async def test_its_health_names_each_part(runtime: Runtime) -> None:
    headers = {"Authorization": f"Bearer {part(runtime).token}"}
    async with httpx.AsyncClient(base_url=runtime.api.url, headers=headers) as http:
        health = (await http.get("/v1/health")).json()
    assert health["platform"] == "up"
    assert health["rasa"] == "left out"


async def test_the_token_file_is_for_its_owner_alone_and_goes_with_the_server(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "data", platform=PlatformSettings(sandbox_port=0))
    settings = settings.model_copy(update={"server": settings.server.model_copy(update={"port": 0})})
    path = settings.data_dir / "running.json"
    async with running(settings, rasa="none", announce=True):
        assert path.stat().st_mode & 0o777 == 0o600
        with pytest.raises(SetupError, match="Another Floorline uses"):
            async with running(settings, rasa="none"):
                pass
    assert not path.exists()
    assert find_running(settings.data_dir) is None


async def test_a_chat_beside_a_running_server_takes_ports_of_its_own(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        settings = Settings(data_dir=tmp_path / "beside", platform=PlatformSettings(sandbox_port=port))
        async with running(settings, rasa="none") as runtime:
            assert runtime.sandbox is not None
            assert runtime.sandbox.url != f"http://127.0.0.1:{port}"


async def test_a_server_that_is_gone_is_said_so() -> None:
    gone = RunningPart(pid=1, url="http://127.0.0.1:9", token="x")
    async with RemoteFloorline(gone) as remote:
        with pytest.raises(SetupError, match="does not answer"):
            await remote.stand_down(str(uuid7()), "sam")
