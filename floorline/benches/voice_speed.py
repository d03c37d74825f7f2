"""How fast a spoken turn is, by stage: what ``floorline bench voice`` measures on this machine.

The headsets are in memory and fed in real time: a sound card would add its own buffers, the same for every answer.
Everything behind them is the product as it ships: endpointing, recogniser, Rasa, dialogue, voice, durable alerts.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from assistant.alerts import Alert
from assistant.settings import HeadsetSettings, Settings
from demo.audio_script import AUDIO_FOLDER
from floorline.benches.turns import percentile
from floorline.runtime import Runtime, running
from voice.audio import SAMPLE_RATE_HZ, Audio, read_audio
from voice.headsets.in_memory import InMemoryHeadset
from voice.levels import FRAME_SECONDS, frame_levels_dbfs

OPENING: Final = "shoplifting-opening"
ANSWERS: Final = (
    "shoplifting-camera",
    "shoplifting-location",
    "shoplifting-items",
    "shoplifting-suspect-description",
    "shoplifting-what-now",
    "shoplifting-injuries",
    "shoplifting-direction-of-travel",
    "shoplifting-correction",
)
"""Said in turn whatever was asked: the time of a turn is measured, not its sense."""
CRY: Final = "knife-duress"
CRY_WORD_SECONDS: Final = 0.75
"""In the recording "help me" has been said by then."""

TURNS: Final = 16
AT_ONCE: Final = 4
PRESSES: Final = 10
CRIES: Final = 8
INTERRUPTIONS: Final = 8
INTERRUPTION: Final = "shoplifting-items"
INTO_SECONDS: Final = 0.4
"""Into an answer; the shortest are a second long."""
MANY_HEADSETS: Final = 10
SPEAKING_SHARE: Final = 0.2
MANY_SECONDS: Final = 20.0
TOLD_EVERY: Final = 4
"""Turns; a turn takes five to ten seconds, since speech is as slow here as it is."""
BETWEEN_SECONDS: Final = 0.6
LONGEST_SOUND_SECONDS: Final = 0.15
"""Of each sentence of an answer: what is measured is when it begins."""
LONGEST_ANSWER_SECONDS: Final = 15.0
BEHIND_SECONDS: Final = 0.5
"""A headset whose frames are taken later than that has fallen behind real time."""
SPEECH_RANGE_DB: Final = 30.0


@dataclass
class _Clock:
    """An observer and an alert channel in one: when each stage was reached, on which headset where it is known."""

    name: str = "bench"
    stages: list[tuple[str, object, float]] = field(default_factory=list)
    alarm: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, stage: str, details: Mapping[str, object]) -> None:
        self.stages.append((stage, details.get("device_id"), time.monotonic()))

    async def send(self, alert: Alert) -> str:
        if "called for help" in alert.what_to_do:
            self.alarm.set()
        return "timed"

    def first(self, stage: str, since: float, device_id: str | None = None) -> float | None:
        """When ``stage`` was first reached after ``since``."""
        return next((at for name, who, at in self.stages if name == stage and who == device_id and at >= since), None)


@dataclass(frozen=True)
class _Turn:
    """One measured turn, in milliseconds from the end of speech."""

    sound_ms: float
    endpoint_ms: float | None
    """The turn was over."""
    heard_ms: float | None
    """Its words were there. With several headsets at once these two cannot be told apart, and are left out."""
    answered_ms: float | None
    """What to say was decided and stored."""


class _Wearer:
    """Speaks on one in-memory headset and notes when it is answered."""

    def __init__(self, runtime: Runtime, clock: _Clock, name: str, *, mode: str = "open_in_incident") -> None:
        assert runtime.headsets is not None
        self.headset = InMemoryHeadset(f"bench-{name}", with_button=True)
        self.headset.longest_sound_seconds = LONGEST_SOUND_SECONDS
        self._clock = clock
        settings = HeadsetSettings.model_validate({"id": self.headset.device_id, "mode": mode})
        self._serving = asyncio.create_task(runtime.headsets.serve(self.headset, settings))

    async def report(self) -> None:
        """Open an incident, by the button."""
        await self.turn(OPENING, pressing=True)

    async def turn(self, line: str, *, pressing: bool = False) -> _Turn | None:
        """Say a line; ``None`` where no sound answered it in time."""
        await self._silence()
        if pressing:
            self.headset.press(down=True)
        before = len(self.headset.played)
        await self.headset.speak(_without_end(read_audio(AUDIO_FOLDER / f"{line}.flac")))
        self.headset.press(down=False)
        ended = time.monotonic()
        if not await self._sounds(before):
            return None
        sound_ms = (time.monotonic() - ended) * 1000
        over = self._clock.first("speech_ended", ended, self.headset.device_id)
        heard, answered = self._clock.first("utterance_received", ended), self._clock.first("turn_committed", ended)
        return _Turn(sound_ms, _after(over, ended), _after(heard, ended), _after(answered, ended))

    async def interrupt(self) -> float | None:
        """Speak into what sounds; milliseconds until it was silent, ``None`` where it came to its end by itself."""
        await asyncio.sleep(INTO_SECONDS)
        spoken_into = self.headset.played[-1]
        loop = asyncio.get_running_loop()
        began_seconds = loop.time()
        await self.headset.speak(_without_start(read_audio(AUDIO_FOLDER / f"{INTERRUPTION}.flac")))
        silent_seconds = next(
            one.began_seconds + one.heard_seconds for one in self.headset.played if one.sound is spoken_into.sound
        )
        was_cut = silent_seconds - spoken_into.began_seconds < spoken_into.sound.seconds
        return (silent_seconds - began_seconds) * 1000 if was_cut else None

    async def cry(self) -> float:
        """Milliseconds from the end of the first words that call for help to the alert at the channel."""
        await self._silence()
        self._clock.alarm.clear()
        words_end = time.monotonic() + CRY_WORD_SECONDS
        speaking = asyncio.create_task(self.headset.speak(read_audio(AUDIO_FOLDER / f"{CRY}.flac")))
        async with asyncio.timeout(LONGEST_ANSWER_SECONDS):
            await self._clock.alarm.wait()
        alarmed_ms = (time.monotonic() - words_end) * 1000
        await speaking
        return alarmed_ms

    async def close(self) -> None:
        await self.headset.aclose()
        await self._serving

    async def _sounds(self, before: int) -> bool:
        try:
            async with asyncio.timeout(LONGEST_ANSWER_SECONDS), self.headset.changed:
                await self.headset.changed.wait_for(lambda: len(self.headset.played) > before)
        except TimeoutError:
            return False
        return True

    async def _silence(self) -> None:
        """Until no more is said for a moment."""
        count = -1
        while count != len(self.headset.played) or self.headset.is_playing:
            count = len(self.headset.played)
            await asyncio.sleep(BETWEEN_SECONDS)


async def bench_speed(settings: Settings, progress: Callable[[str], None]) -> dict[str, float]:
    """A flat mapping with units in the names, ``voice_to_voice_p95_ms`` and its like; merged with the accuracy."""
    with tempfile.TemporaryDirectory(prefix="floorline-bench-") as folder:
        settings = settings.model_copy(
            update={
                "data_dir": Path(folder),
                "webhooks": (),
                "headsets": (),
                "platform": settings.platform.model_copy(update={"url": None, "sandbox_port": 0}),
            }
        )
        clock = _Clock()
        async with running(
            settings, channels_for=lambda sandbox: (clock,), observer=clock, progress=progress, headsets=True
        ) as runtime:
            figures = await _spoken(runtime, clock, progress)
            figures |= await _pressed(runtime, clock, progress)
            figures |= await _at_once(runtime, clock, progress)
            figures |= await _interrupted(runtime, clock, progress)
            figures |= await _cries(runtime, clock, progress)
            figures |= await _many(runtime, progress, clock)
    return figures


async def _spoken(runtime: Runtime, clock: _Clock, progress: Callable[[str], None]) -> dict[str, float]:
    wearer = _Wearer(runtime, clock, "spoken")
    await wearer.report()
    progress(f"timing {TURNS} spoken turns, in real time")
    turns = _answered([await wearer.turn(line) for line in _lines(TURNS, progress)])
    await wearer.close()
    waits = [turn.endpoint_ms for turn in turns if turn.endpoint_ms is not None]
    hearing = [
        turn.heard_ms - turn.endpoint_ms for turn in turns if turn.heard_ms is not None and turn.endpoint_ms is not None
    ]
    deciding = [
        turn.answered_ms - turn.heard_ms for turn in turns if turn.answered_ms is not None and turn.heard_ms is not None
    ]
    sounding = [turn.sound_ms - turn.answered_ms for turn in turns if turn.answered_ms is not None]
    return {
        **_both("voice_to_voice", [turn.sound_ms for turn in turns]),
        **_both("endpoint_wait", waits),
        **_both("hearing", hearing),
        **_both("deciding", deciding),
        **_both("sounding", sounding),
        "spoken_turns_answered": round(len(turns) / TURNS, 3),
    }


async def _pressed(runtime: Runtime, clock: _Clock, progress: Callable[[str], None]) -> dict[str, float]:
    wearer = _Wearer(runtime, clock, "pressed", mode="push_to_talk")
    await wearer.report()
    progress(f"timing {PRESSES} turns that a button ends")
    turns = [await wearer.turn(line, pressing=True) for line in _lines(PRESSES, progress)]
    await wearer.close()
    return _both("button_to_sound", [turn.sound_ms for turn in _answered(turns)])


async def _at_once(runtime: Runtime, clock: _Clock, progress: Callable[[str], None]) -> dict[str, float]:
    wearers = [_Wearer(runtime, clock, f"beside-{number}") for number in range(AT_ONCE)]
    await asyncio.gather(*(wearer.report() for wearer in wearers))
    progress(f"timing {AT_ONCE} wearers who speak at once")
    turns: list[_Turn | None] = []
    for line in _lines(len(ANSWERS), progress):
        turns += await asyncio.gather(*(wearer.turn(line) for wearer in wearers))
    await asyncio.gather(*(wearer.close() for wearer in wearers))
    return _both(f"voice_to_voice_{AT_ONCE}_at_once", [turn.sound_ms for turn in _answered(turns)])


async def _interrupted(runtime: Runtime, clock: _Clock, progress: Callable[[str], None]) -> dict[str, float]:
    """From the first sound of whoever speaks into an answer until it is silent."""
    wearer = _Wearer(runtime, clock, "interrupting")
    wearer.headset.longest_sound_seconds = None
    await wearer.report()
    progress(f"timing {INTERRUPTIONS} interruptions")
    times_ms = []
    for line in _lines(INTERRUPTIONS, progress):
        await wearer.turn(line)
        times_ms.append(await wearer.interrupt())
    await wearer.close()
    silenced = [each for each in times_ms if each is not None]
    return {**_both("barge_in", silenced), "interruptions_that_silenced": float(len(silenced))}


async def _cries(runtime: Runtime, clock: _Clock, progress: Callable[[str], None]) -> dict[str, float]:
    progress(f"timing {CRIES} cries for help into an open microphone")
    times_ms = []
    for number in range(CRIES):
        wearer = _Wearer(runtime, clock, f"crying-{number}")
        times_ms.append(await wearer.cry())
        await wearer.close()
    return _both("duress_to_alert", times_ms)


async def _many(runtime: Runtime, progress: Callable[[str], None], clock: _Clock) -> dict[str, float]:
    """How many of ten headsets, each speaking a fifth of the time, keep up with real time."""
    wearers = [_Wearer(runtime, clock, f"many-{number}") for number in range(MANY_HEADSETS)]
    progress(f"{MANY_HEADSETS} headsets for {MANY_SECONDS:.0f} s, each speaking a fifth of the time")
    await asyncio.sleep(BETWEEN_SECONDS)
    for wearer in wearers:
        wearer.headset.lag_seconds = 0.0

    async def converse(number: int, wearer: _Wearer) -> None:
        until = time.monotonic() + MANY_SECONDS
        await asyncio.sleep(number * MANY_SECONDS / MANY_HEADSETS / 4)
        at = number
        while time.monotonic() < until:
            sound = _without_end(read_audio(AUDIO_FOLDER / f"{ANSWERS[at % len(ANSWERS)]}.flac"))
            wearer.headset.press(down=True)
            await wearer.headset.speak(sound)
            wearer.headset.press(down=False)
            await asyncio.sleep(sound.seconds * (1 / SPEAKING_SHARE - 1))
            at += 1

    await asyncio.gather(*(converse(number, wearer) for number, wearer in enumerate(wearers)))
    lags = [wearer.headset.lag_seconds for wearer in wearers]
    await asyncio.gather(*(wearer.close() for wearer in wearers))
    return {
        "headsets_in_real_time": float(sum(lag < BEHIND_SECONDS for lag in lags)),
        "headsets_worst_lag_ms": round(max(lags) * 1000, 1),
    }


def _lines(count: int, progress: Callable[[str], None]) -> Iterator[str]:
    """What is said, one line a turn, telling every few turns how far it is."""
    for number in range(count):
        if number and number % TOLD_EVERY == 0:
            progress(f"{number} of {count}")
        yield ANSWERS[number % len(ANSWERS)]


def _answered(turns: Sequence[_Turn | None]) -> list[_Turn]:
    return [turn for turn in turns if turn is not None]


def _both(name: str, values_ms: Sequence[float]) -> dict[str, float]:
    if not values_ms:
        return {}
    return {
        f"{name}_p50_ms": round(statistics.median(values_ms), 1),
        f"{name}_p95_ms": round(percentile(values_ms, 95), 1),
    }


def _after(moment: float | None, ended: float) -> float | None:
    return None if moment is None else (moment - ended) * 1000


def _without_start(sound: Audio) -> Audio:
    """From its first speech."""
    first = _speech_frames(sound)[0]
    return Audio(sound.samples[round(first * FRAME_SECONDS * SAMPLE_RATE_HZ) :], sound.sample_rate_hz)


def _without_end(sound: Audio) -> Audio:
    """Up to its last speech: what follows would count as waiting."""
    last = _speech_frames(sound)[-1] + 1
    return Audio(sound.samples[: round(last * FRAME_SECONDS * SAMPLE_RATE_HZ)], sound.sample_rate_hz)


def _speech_frames(sound: Audio) -> list[int]:
    levels = frame_levels_dbfs(sound)
    return [int(frame) for frame in np.flatnonzero(levels > np.max(levels) - SPEECH_RANGE_DB)]
