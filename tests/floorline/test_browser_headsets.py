"""Headsets in a browser, over real sockets: who may connect, what is heard and played, and what bad input gets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import numpy as np
import pytest
from fastapi import FastAPI
from websockets.exceptions import InvalidStatus

from assistant.errors import HeadsetGoneError
from assistant.settings import BrowserSettings, HeadsetSettings
from floorline.browser_headsets import BrowserHeadsets, Tickets, browser_headset_router
from floorline.http_server import HttpServer
from tests.fakes.browser_page import Page, page, ticket_for
from voice.audio import Audio
from voice.headsets.protocol import FRAME_SECONDS, Frame, Headset, Light

TOKEN = "token-of-this-test"


class Store:
    """The server, and what it heard from each headset."""

    def __init__(self, settings: BrowserSettings) -> None:
        app = FastAPI()
        self.browsers = BrowserHeadsets(settings, {}, self._serve)
        app.include_router(browser_headset_router(self.browsers, TOKEN))
        self.server = HttpServer(app, "127.0.0.1", 0)
        self.headsets: dict[str, Headset] = {}
        self.modes: dict[str, str] = {}
        self.frames: dict[str, list[Frame]] = {}
        self.ended: dict[str, Exception | None] = {}
        self.changed = asyncio.Condition()

    async def _serve(self, headset: Headset, settings: HeadsetSettings) -> None:
        device_id = headset.device_id
        self.headsets[device_id] = headset
        self.modes[device_id] = settings.mode
        heard = self.frames[device_id] = []
        ended: Exception | None = None
        try:
            async for frame in headset.frames():
                heard.append(frame)
                async with self.changed:
                    self.changed.notify_all()
        except HeadsetGoneError as exc:
            ended = exc
            raise
        finally:
            await headset.aclose()
            self.ended[device_id] = ended
            async with self.changed:
                self.changed.notify_all()

    async def ticket(self, device_id: str = "headset-7") -> str:
        return await ticket_for(self.server.url, TOKEN, device_id)

    async def until_heard(self, device_id: str, seconds: float) -> None:
        async with asyncio.timeout(20), self.changed:
            await self.changed.wait_for(lambda: self.loud_seconds(device_id) >= seconds)

    async def until_ended(self, device_id: str = "headset-7") -> Exception | None:
        async with asyncio.timeout(10), self.changed:
            await self.changed.wait_for(lambda: device_id in self.ended)
        return self.ended[device_id]

    def loud_seconds(self, device_id: str) -> float:
        return sum(FRAME_SECONDS for frame in self.frames.get(device_id, []) if np.abs(frame.samples).max() > 0.1)


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = Store(BrowserSettings(clients_at_most=60, origins=("https://console.example",)))
    await store.server.start()
    yield store
    await store.server.stop()


def loud(seconds: float, rate_hz: int = 16_000) -> Audio:
    return Audio(np.full(round(seconds * rate_hz), 0.5, dtype=np.float32), rate_hz)


async def test_what_is_said_into_the_page_is_heard(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        await opened.hello()
        welcome = await opened.until("welcome")
        await opened.speak(loud(0.5).samples)
        await store.until_heard("headset-7", 0.45)
    assert (welcome["version"], welcome["device_id"], welcome["play_sample_rate_hz"]) == (1, "headset-7", 22050)
    assert isinstance(await store.until_ended(), HeadsetGoneError)


async def test_the_button_is_told_with_the_sound(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        await opened.hello(button=True)
        await opened.tell(type="button", pressed=True)
        await opened.speak(loud(0.2).samples)
        await opened.tell(type="button", pressed=False)
        await store.until_heard("headset-7", 0.15)
    assert all(frame.pressed for frame in store.frames["headset-7"] if frame.samples.any())
    assert store.modes["headset-7"] == "push_to_talk"


async def test_without_a_button_the_wake_phrase_is_listened_for(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        await opened.hello(button=False)
        await opened.speak(loud(0.1).samples)
        await store.until_heard("headset-7", 0.05)
    assert store.modes["headset-7"] == "wake_phrase"
    assert store.frames["headset-7"][0].pressed is None


async def served(store: Store, opened: Page, device_id: str = "headset-7") -> Headset:
    await opened.hello()
    await opened.until("welcome")
    async with asyncio.timeout(5), store.changed:
        await store.changed.wait_for(lambda: device_id in store.headsets)
    return store.headsets[device_id]


async def test_the_voice_is_sent_in_real_time_and_whole(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        headset = await served(store, opened)
        began = asyncio.get_running_loop().time()
        await headset.play(loud(0.4, 22_050))
        took = asyncio.get_running_loop().time() - began
        await opened.until("end", id=1)
    assert took >= 0.4
    assert len(opened.heard) == 2 * round(0.4 * 22_050)


async def test_stopping_sends_no_more_and_tells_the_page_to_throw_away_what_it_has(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        headset = await served(store, opened)
        playing = asyncio.create_task(headset.play(loud(5.0, 22_050)))
        await opened.until("play", id=1)
        stopping = asyncio.create_task(headset.stop())
        await opened.until("stop", id=1)
        await opened.tell(type="played", id=1, seconds=0.05)
        assert await stopping == pytest.approx(0.05, abs=0.06)
        await playing
    assert len(opened.heard) < 2 * 22_050


async def test_the_light_is_shown(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        headset = await served(store, opened)
        await headset.show(Light.LISTENING)
        await opened.until("light", light="listening")


async def test_the_volume_is_the_wearers(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        headset = await served(store, opened)
        await opened.tell(type="volume", level=0.5)
        await opened.speak(loud(0.1).samples)
        await store.until_heard("headset-7", 0.05)
        await headset.play(loud(0.1, 22_050))
        await opened.until("end")
    assert max(np.frombuffer(bytes(opened.heard), dtype="<i2")) == pytest.approx(0.25 * 32767, abs=2)


async def test_a_ticket_is_good_once(store: Store) -> None:
    ticket = await store.ticket()
    async with page(store.server.url, ticket) as opened:
        await opened.hello()
        with pytest.raises(InvalidStatus) as refused:
            async with page(store.server.url, ticket):
                pass
    assert refused.value.response.status_code == 401


def test_a_ticket_is_good_for_half_a_minute() -> None:
    tickets = Tickets()
    assert tickets.redeem(tickets.issue("headset-7", 0.0), 29.9) == "headset-7"
    assert tickets.redeem(tickets.issue("headset-7", 0.0), 30.1) is None


async def test_tickets_are_given_to_nobody_without_the_token(store: Store) -> None:
    with pytest.raises(Exception, match="401"):
        await ticket_for(store.server.url, "guessed", "headset-7")


@pytest.mark.parametrize(("origin", "allowed"), [("https://evil.example", False), ("https://console.example", True)])
async def test_only_our_own_pages_and_those_of_the_settings_may_connect(
    store: Store, origin: str, allowed: bool
) -> None:
    async with AsyncExitStack() as stack:
        opening = stack.enter_async_context(page(store.server.url, await store.ticket(), origin=origin))
        if allowed:
            await opening
            return
        with pytest.raises(InvalidStatus) as refused:
            await opening
    assert refused.value.response.status_code == 403


async def test_our_own_page_may_connect(store: Store) -> None:
    async with page(store.server.url, await store.ticket(), origin=store.server.url) as opened:
        await opened.hello()
        await opened.until("welcome")


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ([b"\x00" * 1024], 4400),
        (["{not json"], 4400),
        (['{"type": "button", "pressed": true}'], 4408),
        (['{"type": "hello", "version": 2, "sample_rate_hz": 16000, "format": "s16le"}'], 4406),
        (['{"type": "hello", "version": 1, "sample_rate_hz": 48000, "format": "s16le"}'], 4406),
        (["hello", b"\x00" * 1023], 4400),
        (["hello", b"\x00" * 40_000], 4413),
        (["hello", b"\x00" * 70_000], 1009),
        (["hello", '{"type": "explode"}'], 4400),
        (["hello", "🔪" * 100], 4400),
        (["hello", *[b"\x00" * 32_000] * 8], 4429),
        (["hello", *['{"type": "volume", "level": 1.0}'] * 300], 4429),
    ],
)
async def test_garbage_closes_its_own_connection_with_a_code_and_a_log_line(
    store: Store,
    sent: list[str | bytes],
    code: int,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    async with page(store.server.url, await store.ticket("headset-8")) as good:
        await good.hello()
        async with page(store.server.url, await store.ticket()) as bad:
            for message in sent:
                await (bad.hello() if message == "hello" else bad.socket.send(message))
            closed, reason = await bad.closed()
        assert closed == code
        if code != 1009:
            assert reason
            assert "browser headset closed" in capfd.readouterr().out + caplog.text
        await good.speak(loud(0.2).samples)
        await store.until_heard("headset-8", 0.15)
    assert isinstance(await store.until_ended("headset-8"), HeadsetGoneError)


async def test_more_clients_than_wanted_are_turned_away(store: Store) -> None:
    store.browsers.settings = BrowserSettings(clients_at_most=1)
    async with page(store.server.url, await store.ticket()) as opened:
        await opened.hello()
        with pytest.raises(InvalidStatus) as refused:
            async with page(store.server.url, await store.ticket("headset-8")):
                pass
    assert refused.value.response.status_code == 503


async def test_fifty_clients_at_once_are_each_heard(store: Store) -> None:
    async def talk(number: int) -> None:
        device_id = f"headset-{number}"
        async with page(store.server.url, await store.ticket(device_id)) as opened:
            await opened.hello()
            await opened.until("welcome")
            await opened.speak(loud(1.0).samples)
            await store.until_heard(device_id, 0.9)

    await asyncio.gather(*(talk(number) for number in range(50)))
    assert len(store.headsets) == 50
    # none hears another
    assert all(store.loud_seconds(device_id) <= 1.05 for device_id in store.headsets)


async def test_a_page_that_closes_in_the_middle_of_a_sentence_ends_the_playing(store: Store) -> None:
    async with page(store.server.url, await store.ticket()) as opened:
        headset = await served(store, opened)
        playing = asyncio.create_task(headset.play(loud(5.0, 22_050)))
        await opened.until("play", id=1)
    with pytest.raises(HeadsetGoneError):
        await playing
