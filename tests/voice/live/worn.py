"""One headset on, in virtual time, and all that stands behind it: made speech in, lines out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from uuid import UUID

import numpy as np

from assistant.duress import spot
from assistant.identifiers import uuid7
from assistant.observer import silent
from assistant.settings import DuressSettings, HeadsetSettings
from assistant.turn_result import TurnResult
from tests.fakes.made_speech import MadeDetector, MadeSpeech, MadeVoice
from tests.fakes.virtual_time import in_virtual_time
from voice.earcons import Earcon, tone
from voice.headsets.in_memory import InMemoryHeadset
from voice.live import LiveHeadsets, Said
from voice.live.answers import looks
from voice.live.session import Parts

INCIDENT = str(uuid7())
OPEN = TurnResult(replies=("How many?",), asked="suspect_count", status="draft", incident_id=INCIDENT)


@dataclass
class ScriptedTurns:
    """Answers each utterance with the next result, and remembers what was said."""

    results: list[TurnResult]
    took_seconds: float = 0.03
    said: list[Said] = field(default_factory=list)
    said_at: list[float] = field(default_factory=list)
    silences: list[float] = field(default_factory=list)
    after_silence: TurnResult = OPEN
    begun: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, device_id: str, said: Said) -> TurnResult:
        self.said.append(said)
        self.begun.set()
        self.said_at.append(asyncio.get_running_loop().time())
        await asyncio.sleep(self.took_seconds)
        return self.results.pop(0) if self.results else OPEN

    async def be_silent(self, device_id: str, seconds: float) -> TurnResult:
        self.silences.append(seconds)
        return self.after_silence

    def device_of(self, incident_id: UUID) -> str | None:
        return "headset-1" if str(incident_id) == INCIDENT else None

    @property
    def texts(self) -> list[str]:
        return [said.text for said in self.said]


class Shop:
    """One headset on, and all that stands behind it."""

    def __init__(
        self, *results: TurnResult, with_button: bool = False, gives_sound: bool = False, **settings: object
    ) -> None:
        self.settings = HeadsetSettings.model_validate({"mode": "open_in_incident", **settings})
        self.speech, self.voice = MadeSpeech(), MadeVoice()
        self.turns = ScriptedTurns(list(results))
        self.parts = Parts(
            turns=self.turns,
            hearing=self.speech,
            saying=self.voice,
            shape_of=lambda text, asked: looks(text, story=asked is None),
            duress_in=lambda text, server="not asked yet": spot(text, DuressSettings(), server),
            new_detector=MadeDetector,
            is_safety=lambda piece: piece.startswith("Step back"),
            is_fixed=lambda piece: False,
            observer=silent,
            gives_sound=gives_sound,
        )
        self.live = LiveHeadsets(self.turns, self._loaded)
        self.headset = InMemoryHeadset("headset-1", with_button=with_button)

    async def _loaded(self) -> Parts:
        return self.parts

    async def says(self, text: str) -> float:
        """The wearer speaks; gives when the last frame was taken."""
        return await self.headset.speak(self.speech.says(text))

    @property
    def heard(self) -> list[str]:
        """What sounded in the ear, the part of a line that was heard counting as the line."""
        heard = []
        for played in self.headset.played:
            tones = [earcon for earcon in Earcon if np.array_equal(tone(earcon).samples, played.sound.samples)]
            heard.append(f"({tones[0]})" if tones else self.voice.said[round(played.sound.samples[0] * 1000) - 1])
        return heard


def talk(shop: Shop, script: Callable[[Shop], Awaitable[None]]) -> Shop:
    """Put the headset on, run the script, take it off."""

    async def run() -> None:
        serving = asyncio.create_task(shop.live.serve(shop.headset, shop.settings))
        await asyncio.sleep(0.2)
        await script(shop)
        await shop.headset.aclose()
        await serving

    in_virtual_time(run())
    return shop


LONG = replace(OPEN, replies=("One two three four five six seven eight nine ten eleven twelve" * 2,))


async def only_listens(shop: Shop) -> None:
    """Reports something, and says "yeah" into the answer."""
    await shop.says("floorline there's been a theft")
    await asyncio.sleep(0.9)
    await shop.says("yeah")
    await asyncio.sleep(3)
