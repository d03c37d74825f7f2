"""One stand-in of the Bot API for a module; a staff chat of its own for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.channels.telegram.chat_house import ChatHouse, chat_house
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.served_app import ServedApp


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[FakeBotApi, str]]:
    api = FakeBotApi()
    with ServedApp(api.app()) as server:
        yield api, f"{server.url}/bot"


@pytest.fixture
def bot_api(served: tuple[FakeBotApi, str]) -> tuple[FakeBotApi, str]:
    api, base_url = served
    api.__init__()  # type: ignore[misc]
    return api, base_url


@pytest.fixture
async def house(bot_api: tuple[FakeBotApi, str], tmp_path: Path) -> AsyncIterator[ChatHouse]:
    async with chat_house(*bot_api, tmp_path / "data") as house:
        yield house
