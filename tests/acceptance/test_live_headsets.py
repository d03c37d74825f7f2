"""Two headsets on a sound server of their own, in real time: what is heard, said, interrupted and filed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from assistant.alerts import Alert
from assistant.settings import CallingSettings, HeadsetSettings, PlatformSettings, Settings
from demo.audio_script import AUDIO_FOLDER
from floorline.runtime import Runtime, running
from tests.acceptance.private_sound import EarRecording, PrivateSound, is_available, speak_into
from tests.acceptance.shared_rasa import RasaForTests
from voice.audio import SAMPLE_RATE_HZ, Audio, read_audio, resampled, write_audio
from voice.speaking import Speaker
from voice.transcribers.moonshine import MoonshineTranscriber
from voice.transcribers.moonshine_network import MoonshineNetwork
from voice.transcribers.word_model import words_of
from voice.wake import after_wake_phrase

pytestmark = pytest.mark.skipif(
    not is_available(), reason="needs PulseAudio and its tools; as root, deploy/setup.sh installs them"
)
WHOLE_RUN_SECONDS = 150
BETWEEN_ANSWERS_SECONDS = 1.0
ALERT_WITHIN_SECONDS = 2.0
"""From the end of a cry of 2.3 s; one second from the end of its first words is what the bench holds it to."""
SILENT_WITHIN_SECONDS = 0.6
"""150 ms, and what the sound server's buffers add, on a machine that tests other things meanwhile."""
RECORDING_FOLDER = os.environ.get("FLOORLINE_LIVE_RECORDING")
"""The folder for what was heard and what happened when; unnamed, none is kept. Read here, since a test has none of our
variables."""
_timeline: list[str] = []


@pytest.fixture
def sound() -> Iterator[PrivateSound]:
    with PrivateSound() as sound:
        yield sound


class Team:
    """Where alerts go, and when each came."""

    name = "team"

    def __init__(self) -> None:
        self.alerts: list[tuple[float, Alert]] = []
        self._changed = asyncio.Condition()

    async def send(self, alert: Alert) -> str:
        tell("team", alert.headline())
        async with self._changed:
            self.alerts.append((time.monotonic(), alert))
            self._changed.notify_all()
        return "told"

    async def alarm(self) -> float:
        """When the first alarm came."""
        async with self._changed:
            await self._changed.wait_for(lambda: bool(self._alarms()))
        return self._alarms()[0]

    def _alarms(self) -> list[float]:
        return [at for at, alert in self.alerts if "called for help" in alert.what_to_do]


def tell(who: str, what: str) -> None:
    """A line of the run's timeline; pytest shows it where the run fails."""
    _timeline.append(f"{time.monotonic() % 1000:7.2f}  {who:<10} {what}\n")
    sys.stderr.write(_timeline[-1])
    sys.stderr.flush()


@contextlib.contextmanager
def recorded(*ears: EarRecording) -> Iterator[None]:
    """Keep each earpiece as a WAV file and the timeline as text, also of a run that fails."""
    _timeline.clear()
    try:
        yield
    finally:
        if RECORDING_FOLDER:
            folder = Path(RECORDING_FOLDER)
            folder.mkdir(parents=True, exist_ok=True)
            for ear in ears:
                write_audio(folder / f"earpiece-{ear.number}.wav", Audio(np.concatenate(ear.blocks), SAMPLE_RATE_HZ))
            (folder / "timeline.txt").write_text("".join(_timeline), encoding="utf-8")


class Person:
    """Wears one headset: speaks into its microphone and hears its earpiece."""

    def __init__(self, number: int, ear: EarRecording, hears: MoonshineTranscriber, wake: Audio) -> None:
        self._number = number
        self._ear = ear
        self._hears = hears
        self._wake = wake
        self._heard_until = 0

    async def says(self, line: str, *, calling: bool = False) -> float:
        """A recorded line, after the wake phrase if ``calling``; gives the moment at which it ended."""
        self._heard_until = self._ear.position
        sound = read_audio(AUDIO_FOLDER / f"{line}.flac")
        parts = [self._wake.samples, sound.samples] if calling else [sound.samples]
        tell(f"person {self._number}", f"says {line}")
        ended = await speak_into(self._number, Audio(np.concatenate(parts), SAMPLE_RATE_HZ))
        tell(f"person {self._number}", "has said it")
        return ended

    async def hears(self, *words: str) -> str:
        """What is said to them until all of ``words`` were, put into words by another pair of ears."""
        heard = ""
        while not all(word in heard for word in words) or not heard:
            sound = await self._ear.wait_for_end(self._heard_until, BETWEEN_ANSWERS_SECONDS)
            self._heard_until = self._ear.position
            text = (await asyncio.to_thread(self._hears.transcribe, sound)).text
            tell(f"person {self._number}", f"hears “{text}”")
            # This ear may write "IL-9" of "aisle nine": figures count as they are said.
            heard += " ".join(["", *words_of(text)])
        return heard

    async def interrupts(self, line: str, after_seconds: float) -> float:
        """Speak into what is being said; gives for how long it still sounded."""
        await self._ear.wait_for_sound(self._heard_until)
        await self._ear.wait_seconds(after_seconds)
        began = self._ear.position
        await self.says(line)
        still_seconds = self._ear.sounded_on_seconds(began)
        tell(f"person {self._number}", f"was spoken to for {still_seconds * 1000:.0f} ms more")
        return still_seconds


def clearly_called(ears: MoonshineTranscriber) -> Audio:
    """The wake phrase. The voice says it otherwise each time, and now and then nobody would understand it."""
    speaker = Speaker(None)
    opening = read_audio(AUDIO_FOLDER / "knife-opening.flac").samples[:SAMPLE_RATE_HZ]
    while True:
        wake = resampled(speaker.say("Floorline,"), SAMPLE_RATE_HZ)
        heard = ears.transcribe(Audio(np.concatenate((wake.samples, opening)), SAMPLE_RATE_HZ)).text
        if after_wake_phrase(heard, "floorline"):
            return wake


async def connected(runtime: Runtime, ear: EarRecording, *names: str) -> None:
    """Until exactly these headsets are connected."""
    assert runtime.headsets is not None
    while set(runtime.headsets.connected) != set(names):
        await ear.wait_seconds(0.1)


async def test_two_people_report_by_voice_at_once_one_interrupts_one_calls_for_help(
    sound: PrivateSound, rasa: RasaForTests, tmp_path: Path
) -> None:
    worn = tuple(
        HeadsetSettings(id=f"headset-{number}", device=f"headset_{number}", mode="open_in_incident")
        for number in (1, 2)
    )
    # Each hears only what is meant for them: when somebody else's alarm comes between is a matter of chance.
    settings = Settings(
        data_dir=tmp_path,
        platform=PlatformSettings(sandbox_port=0),
        headsets=worn,
        calling=CallingSettings(speak_alerts=False),
    )
    team = Team()
    # As it was published: ears of their own, which were not taught how we speak.
    ears = MoonshineTranscriber(network=MoonshineNetwork(learnt=None))
    wake = clearly_called(ears)
    async with (
        asyncio.timeout(WHOLE_RUN_SECONDS),
        running(settings, channels_for=lambda sandbox: (team,), rasa=rasa.shared(), headsets=True) as runtime,
        EarRecording(1) as first_ear,
        EarRecording(2) as second_ear,
    ):
        with recorded(first_ear, second_ear):
            await connected(runtime, first_ear, "headset-1", "headset-2")
            alex, ben = Person(1, first_ear, ears, wake), Person(2, second_ear, ears, wake)

            # Both at once, on devices of different rates and channels.
            await asyncio.gather(
                alex.says("shoplifting-opening", calling=True), ben.says("knife-opening", calling=True)
            )
            still_seconds, threat = await asyncio.gather(
                alex.interrupts("shoplifting-correction", after_seconds=9.0), ben.hears("step back", "weapon")
            )
            assert "razor" not in threat
            assert still_seconds < SILENT_WITHIN_SECONDS
            await alex.hears("nine")

            # A cry for help goes out before it is answered.
            ended = await ben.says("knife-duress")
            assert await team.alarm() - ended < ALERT_WITHIN_SECONDS
            await ben.hears("coming")

            # Filed on a plain yes, and told.
            await alex.says("shoplifting-confirm")
            await alex.hears("reference")
            assert runtime.sandbox is not None
            (filed,) = runtime.sandbox.state.reports()
            record = json.loads(filed.record)
            tell("platform", f"holds {record['category']}, {record['location']}, {record['items']}")
            assert (record["category"], record["location"]) == ("shoplifting", "aisle 9")
