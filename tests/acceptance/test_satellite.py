"""A real Wyoming satellite, in an environment of its own: an incident is spoken into it, and filed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from assistant.settings import HeadsetSettings, PlatformSettings, Settings
from assistant.sop import SopBook
from demo.audio_script import AUDIO_FOLDER
from floorline.runtime import running
from tests.acceptance.satellite_environment import satellite_python
from voice.audio import SAMPLE_RATE_HZ, Audio, read_audio, resampled
from voice.headsets.remote import from_s16le, s16le
from voice.speaking import Speaker
from voice.transcribers.moonshine import MoonshineTranscriber
from voice.transcribers.shop_speech import ShopSpeech

HERE = Path(__file__).parent
HEARD_RATE_HZ = 22_050
WHOLE_RUN_SECONDS = 240
"""It takes half a minute; on a machine that tests other things meanwhile, a good deal more."""
BETWEEN_LOOKS_SECONDS = 0.6


class Gateway:
    """A satellite in the stockroom, whoever speaks into it and hears it."""

    def __init__(self, folder: Path, port: int, python: Path) -> None:
        self.port = port
        self.python = python
        self.folder = folder
        self._heard = folder / "heard.pcm"
        self._heard.touch()
        self._at = 0
        self._said = 0
        # An ear that knows shops: another writes "razer blades" now and then.
        self._hears = MoonshineTranscriber(ShopSpeech.of(Settings(), SopBook.load()).chances_for)

    async def says(self, sound: Audio) -> None:
        """Speak ``sound`` (16 kHz) into its microphone."""
        self._at = self._heard.stat().st_size
        self._said += 1
        beside = self.folder / f"{self._said:03}.new"
        beside.write_bytes(s16le(sound.samples))
        beside.rename(beside.with_suffix(".say"))
        await asyncio.sleep(sound.seconds)

    async def hears(self, word: str) -> str:
        """What comes out of its loudspeaker up to ``word``, as another pair of ears hears it."""
        size = -1
        while True:
            await asyncio.sleep(BETWEEN_LOOKS_SECONDS)
            before, size = size, self._heard.stat().st_size
            if size != before or size - self._at < HEARD_RATE_HZ:
                continue
            pcm = self._heard.read_bytes()[self._at : size // 2 * 2]
            sound = resampled(Audio(from_s16le(pcm), HEARD_RATE_HZ), SAMPLE_RATE_HZ)
            text = (await asyncio.to_thread(self._hears.transcribe, sound)).text.casefold()
            if word in text:
                return text


@contextmanager
def satellite(gateway: Gateway) -> Iterator[None]:
    """The program, running."""
    folder = gateway.folder
    command = [
        str(gateway.python), "-m", "wyoming_satellite", "--uri", f"tcp://127.0.0.1:{gateway.port}", "--name", "back",
        "--no-zeroconf",
        "--mic-command", shlex.join([sys.executable, str(HERE / "satellite_microphone.py"), str(folder)]),
        "--snd-command", shlex.join([sys.executable, str(HERE / "satellite_loudspeaker.py"), f"{folder}/heard.pcm"]),
        "--snd-command-rate", str(HEARD_RATE_HZ),
        "--detection-command", shlex.join(["touch", str(folder / "detection")]),
        "--transcript-command", shlex.join(["touch", str(folder / "transcript")]),
    ]  # fmt: skip
    with (folder / "satellite.log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            yield
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)
            process.kill()


@pytest.fixture
def gateway(tmp_path: Path) -> Gateway:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return Gateway(tmp_path, port, satellite_python())


async def a_moment() -> None:
    await asyncio.sleep(0.05)


def line(name: str) -> Audio:
    return read_audio(AUDIO_FOLDER / f"{name}.flac")


async def test_an_incident_is_reported_through_a_satellite_that_is_lost_and_found_again(
    gateway: Gateway, tmp_path: Path
) -> None:
    worn = HeadsetSettings(
        id="headset-9", kind="wyoming", host="127.0.0.1", port=gateway.port, mode="open_in_incident", barge_in=False
    )
    settings = Settings(data_dir=tmp_path / "data", platform=PlatformSettings(sandbox_port=0), headsets=(worn,))
    wake = resampled(Speaker(None).say("Floorline,"), SAMPLE_RATE_HZ)
    async with (
        asyncio.timeout(WHOLE_RUN_SECONDS),
        running(settings, rasa="none", headsets=True) as runtime,
    ):
        live = runtime.headsets
        assert live is not None
        with satellite(gateway):
            while "headset-9" not in live.connected:
                await a_moment()
        # The gateway loses its power, and has it again.
        while live.connected:
            await a_moment()
        with satellite(gateway):
            while "headset-9" not in live.connected:
                await a_moment()
            opening = line("shoplifting-opening")
            await gateway.says(Audio(np.concatenate([wake.samples, opening.samples]), SAMPLE_RATE_HZ))
            assert "razor" in await gateway.hears("is that right")
            await gateway.says(line("shoplifting-confirm"))
            await gateway.hears("received")
            assert (tmp_path / "detection").exists(), "its lamps are told that it was called"
        assert runtime.sandbox is not None
        (filed,) = runtime.sandbox.state.reports()
    record = json.loads(filed.record)
    assert (record["category"], record["location"], record["suspect_count"]) == ("shoplifting", "aisle 4", 2)
    assert {entry["device_id"] for entry in record["provenance"]["location"]} == {"headset-9"}
