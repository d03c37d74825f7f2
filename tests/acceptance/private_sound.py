"""Headsets without hardware: a private PulseAudio whose null sinks are microphones and earpieces, in real time.

What is played into ``mic-N`` is what headset N hears; what it plays into ``ear-N`` is recorded as it sounds. Nothing
here sleeps: each step waits for sound to have gone by.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from voice.audio import SAMPLE_RATE_HZ, Audio, Samples

MIC_RATES_HZ = {1: 16_000, 2: 44_100}
EAR_RATES_HZ = {1: 48_000, 2: 16_000}
BLOCK_SECONDS = 0.02
QUIET = 0.003
READY_SECONDS = 15.0
TOOLS = ("pulseaudio", "pactl", "pacat", "parec")


def is_available() -> bool:
    """Whether PulseAudio and its tools are installed."""
    return all(shutil.which(tool) for tool in TOOLS)


class PrivateSound:
    """A sound server of its own, gone with the test. To be set up before a headset is opened."""

    def __init__(self, headsets: int = 2) -> None:
        self._headsets = headsets
        self._folder = tempfile.TemporaryDirectory(prefix="floorline-sound-")
        self._home = Path(self._folder.name)
        self._environment = {
            "PULSE_SERVER": f"unix:{self._home}/native",
            "PULSE_RUNTIME_PATH": f"{self._home}/run",
            "PULSE_COOKIE": f"{self._home}/cookie",
            "ALSA_CONFIG_PATH": f"{self._home}/asound.conf",
        }
        self._before: dict[str, str | None] = {}
        self._server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        (self._home / "asound.conf").write_text("</usr/share/alsa/alsa.conf>\n" + "".join(map(self._pcm, self._each())))
        for name, value in self._environment.items():
            self._before[name] = os.environ.get(name)
            os.environ[name] = value
        modules = [f"module-native-protocol-unix socket={self._home}/native auth-anonymous=1"]
        self._server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--realtime=no",
             f"--log-target=file:{self._home}/log", *(part for module in modules for part in ("-L", module))],
            env={**os.environ, "HOME": str(self._home), "XDG_RUNTIME_DIR": str(self._home)},
        )  # fmt: skip
        self._wait_until_up()
        for number in self._each():
            self._add(f"mic-{number}", MIC_RATES_HZ[number])
            self._add(f"ear-{number}", EAR_RATES_HZ[number])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(10)
        for name, value in self._before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._folder.cleanup()

    def _add(self, name: str, rate_hz: int) -> None:
        self._pactl("load-module", "module-null-sink", f"sink_name={name}", f"rate={rate_hz}")

    def _each(self) -> range:
        return range(1, self._headsets + 1)

    def _wait_until_up(self) -> None:
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until:
            with contextlib.suppress(subprocess.CalledProcessError):
                self._pactl("info")
                return
        raise RuntimeError((self._home / "log").read_text())

    @staticmethod
    def _pactl(*words: str) -> str:
        return subprocess.run(["pactl", *words], check=True, capture_output=True, text=True).stdout.strip()

    @staticmethod
    def _pcm(number: int) -> str:
        return (
            f"pcm.headset_{number} {{\n  type asym\n"
            f'  playback.pcm {{ type pulse device "ear-{number}" }}\n'
            f'  capture.pcm {{ type pulse device "mic-{number}.monitor" }}\n'
            f'  hint {{ show on description "headset {number}" }}\n}}\n'
        )


async def speak_into(number: int, sound: Audio) -> float:
    """Say ``sound`` into a headset's microphone; gives the moment (``time.monotonic``) at which it ended."""
    playing = await asyncio.create_subprocess_exec(
        "pacat", "--playback", f"--device=mic-{number}", "--format=float32le", f"--rate={sound.sample_rate_hz}",
        "--channels=1", "--latency-msec=30", "--raw", stdin=subprocess.PIPE,
    )  # fmt: skip
    assert playing.stdin is not None
    await playing.communicate(sound.samples.astype("<f4").tobytes())
    return time.monotonic()


@dataclass
class EarRecording:
    """All that sounds in one earpiece, as it sounds."""

    number: int
    blocks: list[Samples] = field(default_factory=list)
    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _began: float = 0.0
    _task: asyncio.Task[None] | None = None
    _recorder: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        self._recorder = await asyncio.create_subprocess_exec(
            "parec", f"--device=ear-{self.number}.monitor", "--format=float32le", f"--rate={SAMPLE_RATE_HZ}",
            "--channels=1", "--latency-msec=20", "--raw", stdout=subprocess.PIPE,
        )  # fmt: skip
        self._task = asyncio.create_task(self._record())
        await self.wait_seconds(0.1)
        return self

    async def __aexit__(self, *error: object) -> None:
        assert self._recorder is not None
        assert self._task is not None
        self._recorder.terminate()
        await self._recorder.wait()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _record(self) -> None:
        assert self._recorder is not None
        assert self._recorder.stdout is not None
        size = round(BLOCK_SECONDS * SAMPLE_RATE_HZ) * 4
        while True:
            block = np.frombuffer(await self._recorder.stdout.readexactly(size), dtype="<f4").astype(np.float32)
            async with self._changed:
                self.blocks.append(block)
                self._changed.notify_all()

    @property
    def position(self) -> int:
        """Blocks recorded so far."""
        return len(self.blocks)

    async def wait_seconds(self, seconds: float) -> None:
        """Until so much sound (or silence) has gone by."""
        until = self.position + round(seconds / BLOCK_SECONDS)
        async with self._changed:
            await self._changed.wait_for(lambda: self.position >= until)

    async def wait_for_sound(self, since: int) -> int:
        """Until something sounds after ``since``; gives its position."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._first_sound(since) is not None)
        return self._first_sound(since) or 0

    async def wait_for_end(self, since: int, silence_seconds: float) -> Audio:
        """Until something has sounded since and then been silent for a while; gives the sound."""
        await self.wait_for_sound(since)
        quiet = round(silence_seconds / BLOCK_SECONDS)
        async with self._changed:
            await self._changed.wait_for(
                lambda: self.position - since > quiet and all(_is_quiet(block) for block in self.blocks[-quiet:])
            )
        return Audio(np.concatenate(self.blocks[since:]), SAMPLE_RATE_HZ)

    def sounded_on_seconds(self, since: int) -> float:
        """For how long it went on to sound after ``since``, before it was silent for a fifth of a second."""
        silent_blocks = round(0.2 / BLOCK_SECONDS)
        for at in range(since, self.position - silent_blocks):
            if all(_is_quiet(block) for block in self.blocks[at : at + silent_blocks]):
                return (at - since) * BLOCK_SECONDS
        return (self.position - since) * BLOCK_SECONDS

    def _first_sound(self, since: int) -> int | None:
        return next((at for at in range(since, self.position) if not _is_quiet(self.blocks[at])), None)


def _is_quiet(block: Samples) -> bool:
    return float(np.max(np.abs(block))) < QUIET
