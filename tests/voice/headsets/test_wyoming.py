"""Wyoming satellites as headsets, over a loopback connection."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import numpy as np
import pytest
from wyoming.ping import Ping

from assistant.errors import HeadsetGoneError
from assistant.settings import HeadsetSettings
from tests.fakes.satellite import FakeSatellite
from voice.audio import Audio
from voice.headsets.protocol import FRAME_SAMPLES, Frame, Light
from voice.headsets.wyoming import WyomingHeadset


def settings(port: int) -> HeadsetSettings:
    return HeadsetSettings(id="headset-9", kind="wyoming", host="127.0.0.1", port=port)


@pytest.fixture
async def satellite() -> AsyncIterator[FakeSatellite]:
    async with FakeSatellite() as satellite:
        yield satellite


@pytest.fixture
async def headset(satellite: FakeSatellite) -> AsyncIterator[WyomingHeadset]:
    headset = await WyomingHeadset.connect(settings(satellite.port))
    await satellite.until("detect")
    yield headset
    await headset.aclose()


def tone(samples: int, level: float = 0.5) -> bytes:
    return np.full(samples, level * 32767, dtype="<i2").tobytes()


async def first_loud(headset: WyomingHeadset, count: int) -> list[Frame]:
    loud: list[Frame] = []
    async with asyncio.timeout(10):
        async for frame in headset.frames():
            if np.abs(frame.samples).max() > 0.1:
                loud.append(frame)
            if len(loud) == count:
                return loud
    return loud


async def test_it_is_told_to_run_and_that_we_listen_for_the_wake_phrase(
    satellite: FakeSatellite, headset: WyomingHeadset
) -> None:
    assert [event.type for event in satellite.told] == ["describe", "run-satellite", "detect"]
    assert headset.device_id == "headset-9"


async def test_its_microphone_becomes_frames(satellite: FakeSatellite, headset: WyomingHeadset) -> None:
    await satellite.chunk(tone(1024))
    frames = await first_loud(headset, 2)
    assert [len(frame.samples) for frame in frames] == [FRAME_SAMPLES, FRAME_SAMPLES]
    assert frames[0].pressed is None
    assert frames[0].samples[0] == pytest.approx(0.5, abs=1e-4)


@pytest.mark.parametrize(("rate", "channels"), [(48_000, 2), (22_050, 1), (8_000, 1)])
async def test_other_rates_and_stereo_are_taken_too(
    satellite: FakeSatellite, headset: WyomingHeadset, rate: int, channels: int
) -> None:
    for _ in range(10):
        await satellite.chunk(tone(channels * rate // 10), rate=rate, channels=channels)
    frames = await first_loud(headset, 20)
    assert np.median(frames[-1].samples) == pytest.approx(0.5, abs=0.02)


async def test_what_is_said_is_sent_with_the_events_its_lamps_go_by(
    satellite: FakeSatellite, headset: WyomingHeadset
) -> None:
    await headset.play(Audio(np.full(4_410, 0.25, dtype=np.float32), 22_050))
    await satellite.until("audio-stop")
    kinds = [event.type for event in satellite.told[3:] if event.type != "audio-chunk"]
    assert kinds == ["synthesize", "audio-start", "audio-stop"]
    assert len(satellite.sound()) == 2 * 4_410


async def test_stopping_sends_no_more(satellite: FakeSatellite, headset: WyomingHeadset) -> None:
    playing = asyncio.create_task(headset.play(Audio(np.zeros(22_050 * 5, dtype=np.float32), 22_050)))
    await satellite.until("audio-chunk", 3)
    heard = await headset.stop()
    await playing
    await satellite.until("audio-stop")
    assert 0.0 < heard < 1.0
    assert len(satellite.sound()) < 22_050 * 2


async def test_listening_hearing_and_being_done_are_shown(satellite: FakeSatellite, headset: WyomingHeadset) -> None:
    for light in (Light.LISTENING, Light.HEARD, Light.SPEAKING, Light.LISTENING, Light.IDLE):
        await headset.show(light)
    await satellite.until("transcript")
    assert [event.type for event in satellite.told[3:]] == ["detection", "voice-stopped", "transcript"]


async def test_no_words_of_the_wearer_are_sent_back(satellite: FakeSatellite, headset: WyomingHeadset) -> None:
    await headset.show(Light.LISTENING)
    await headset.show(Light.IDLE)
    (done,) = await satellite.until("transcript")
    assert done.data["text"] == ""


async def test_a_ping_is_answered(satellite: FakeSatellite, headset: WyomingHeadset) -> None:
    await satellite.send(Ping(text="there?").event())
    (pong,) = await satellite.until("pong")
    assert pong.data["text"] == "there?"


async def test_a_satellite_that_hangs_up_is_gone(satellite: FakeSatellite, headset: WyomingHeadset) -> None:
    satellite.hang_up()
    with pytest.raises(HeadsetGoneError, match="closed the connection"):
        await first_loud(headset, 1)
    with pytest.raises(HeadsetGoneError):
        await headset.play(Audio(np.zeros(100, dtype=np.float32), 22_050))


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"[1, 2]\n",
        b'{"type": 7}\n',
        b'{"type": "audio-chunk", "payload_length": 9000000000}\n',
        b'{"type": "audio-chunk", "data_length": -1}\n',
        b'{"type": "info", "data": [1]}\n',
        b"x" * 200_000,
        b'{"type": "audio-chunk", "payload_length": 4}\nabcd',
        b'{"type": "audio-chunk", "data": {"rate": "fast", "width": 2, "channels": 1}, "payload_length": 4}\nabcd',
        b'{"type": "audio-chunk", "data": {"rate": 1000000, "width": 2, "channels": 1}, "payload_length": 4}\nabcd',
        b'{"type": "audio-chunk", "data": {"rate": 16000, "width": 2, "channels": 1}, "payload_length": 3}\nabc',
        b'{"type": "run-pipeline", "data": {"start_stage": "coffee", "end_stage": "tts"}}\n',
        b'{"type": "audio-chunk", "data": {"rate": 16000, "wid',
    ],
)
async def test_garbage_and_half_frames_end_this_connection_with_a_reason(
    satellite: FakeSatellite, headset: WyomingHeadset, sent: bytes
) -> None:
    await satellite.send_raw(sent)
    if sent.endswith(b"wid"):
        satellite.hang_up()
    with pytest.raises(HeadsetGoneError, match=r"; "):
        await first_loud(headset, 1)


async def test_where_nothing_listens_it_says_what_to_do() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(HeadsetGoneError, match="see that it is on"):
        await WyomingHeadset.connect(settings(port))


async def test_something_else_that_listens_is_no_satellite() -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example ESMTP\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        with pytest.raises(HeadsetGoneError, match="is no satellite"):
            await WyomingHeadset.connect(settings(server.sockets[0].getsockname()[1]))


async def test_closing_ends_the_frames(headset: WyomingHeadset) -> None:
    taking = asyncio.create_task(first_loud(headset, 1))
    await asyncio.sleep(0)
    await headset.aclose()
    assert await taking == []


def test_a_satellite_needs_a_host() -> None:
    with pytest.raises(ValueError, match="needs a host"):
        HeadsetSettings(id="headset-9", kind="wyoming")
