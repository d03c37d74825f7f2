"""Plays the demo: the staff's side is sound (or chat), and everything in between is the product as it ships.

Nothing is bypassed: noisy sound goes through the recogniser, the text through Rasa and the dialogue, the replies
through Piper, the alerts and the report through durable jobs to a signed webhook and the sandbox platform.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import numpy as np

from assistant.incident import SlotName, Status
from assistant.store import Utterance
from assistant.turn_result import TurnResult
from demo.audio_script import AUDIO_FOLDER
from demo.script import Line, Scene, cue_for, differences, lines_of, told
from demo.timeline import StageClock, Timeline
from floorline.runtime import Runtime
from floorline.talk import Talk
from voice.audio import Audio, read_audio, resampled, write_audio
from voice.levels import mix_noise
from voice.speaking import Speaker
from voice.transcribers.protocol import Transcriber

NOISE_SNR_DB: Final = 15.0
MOST_TURNS: Final = 16
GAP_SECONDS: Final = 0.4
WEBHOOK: Final = "webhook:team"


@dataclass
class Player:
    """Plays scenes against a running Floorline and keeps what was heard and said."""

    runtime: Runtime
    transcriber: Transcriber
    speaker: Speaker
    timeline: Timeline
    clock: StageClock
    folder: Path
    fixed_prompts: frozenset[str]
    aloud: bool = False
    noise: Audio = field(default_factory=lambda: read_audio(AUDIO_FOLDER / "shop_noise.flac"))

    async def play(self, number: int, scene: Scene) -> list[str]:
        """One incident from the first words to the filed report; gives what is wrong with it, if anything."""
        self.timeline.scene(number, f"{scene.title}  ({scene.person}, {scene.channel})")
        sounds: list[Audio] = []
        lines = lines_of(scene)
        last: list[Utterance] = []

        async def take(utterance: Utterance) -> TurnResult:
            last[:] = [utterance]
            return await self.runtime.conversation.take_turn(utterance)

        talk = Talk(
            take, self.runtime.outcomes, channel=scene.channel, actor_id=scene.person.lower(), device_id=scene.device
        )
        moments, said = list(scene.moments), list[str]()
        result = TurnResult()
        while result.status in (None, Status.DRAFT) and len(said) < MOST_TURNS:
            cue = moments.pop(0) if moments else cue_for(result.asked, lines, after_alarm="stand_down_sure" in said)
            said.append(cue)
            text, confidence = self._heard(scene, lines[cue], result.asked, len(said), sounds)
            began = time.monotonic()
            result = await talk.say(text, confidence=confidence)
            await self._show(result, last[0], (time.monotonic() - began) * 1000)
            self._say(scene, result, len(said), sounds)
        if sounds:
            write_audio(self.folder / f"{scene.id}-whole.wav", _joined(sounds))
        return self._check(scene, said, result)

    def _heard(
        self, scene: Scene, line: Line, asked: str | None, number: int, sounds: list[Audio]
    ) -> tuple[str, float | None]:
        if line.file is None:
            self.timeline.event(scene.person, f"“{line.text}”", "typed", "bold green")
            return line.text, None
        speech = mix_noise(read_audio(line.file), self.noise, NOISE_SNR_DB, seed=number)
        write_audio(self.folder / f"{scene.id}-{number:02d}-{scene.person.lower()}.wav", speech)
        sounds.append(speech)
        self._aloud(speech)
        self.timeline.event(scene.person, f"“{line.text}”", f"{speech.seconds:.1f} s of speech in noise", "bold green")
        transcript = self.transcriber.transcribe(speech, cast("SlotName | None", asked))
        self.timeline.event(
            "heard", transcript.text or "(nothing)", f"{transcript.engine}, {transcript.took_seconds * 1000:.0f} ms"
        )
        return transcript.text, transcript.confidence

    async def _show(self, result: TurnResult, utterance: Utterance, turn_ms: float) -> None:
        slots = ", ".join(f"{slot}={_short(value)}" for slot, value in result.slots.items())
        filed = result.status == Status.ACCEPTED
        timing = f"{result.mode}, {turn_ms:.0f} ms{' with the filing' if filed else ''}"
        self.timeline.event("understood", f"{result.act}{': ' if slots else ''}{slots}", timing)
        for alert in result.alerts:
            ms = await self.clock.alert_ms(utterance.utterance_id, str(alert["alert_id"]), WEBHOOK)
            aside = "not handed over yet" if ms is None else f"handed to the team's channel after {ms:.0f} ms"
            self.timeline.event("to the team", str(alert["text"]), aside, "bold red")

    def _say(self, scene: Scene, result: TurnResult, number: int, sounds: list[Audio]) -> None:
        if not result.replies:
            self.timeline.event("Floorline", "(says nothing)")
            return
        text = " ".join(result.replies)
        if scene.channel == "chat":
            self.timeline.event("Floorline", text, "written", "bold cyan")
            return
        began = time.monotonic()
        chunks, first_ms = [], 0.0
        for reply in result.replies:
            for chunk in self.speaker.stream(reply, keep=reply in self.fixed_prompts):
                first_ms = first_ms or (time.monotonic() - began) * 1000
                chunks.append(chunk)
        spoken = _joined(chunks)
        write_audio(self.folder / f"{scene.id}-{number:02d}-floorline.wav", spoken)
        sounds.append(spoken)
        self.timeline.event("Floorline", text, f"first sound after {first_ms:.0f} ms", "bold cyan")
        self._aloud(spoken)

    def _check(self, scene: Scene, said: list[str], result: TurnResult) -> list[str]:
        if result.status != Status.ACCEPTED or result.incident_id is None:
            return [f"{scene.id}: not filed, its status is {result.status}"]
        outcome = self.runtime.store.outcome(UUID(result.incident_id))
        held = self.filed().get(result.incident_id)
        if outcome is None or held is None:
            return [f"{scene.id}: the platform does not hold it"]
        self.timeline.event("filed", f"received by the platform as {outcome.reference}", style="bold magenta")
        (self.folder.parent / f"{scene.id}.json").write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n")
        return [f"{scene.id}: {wrong}" for wrong in differences(told(scene, said), held)]

    def filed(self) -> dict[str, dict[str, Any]]:
        """Every record as the platform holds it, by incident."""
        assert self.runtime.sandbox is not None
        return {report.incident_id: json.loads(report.record) for report in self.runtime.sandbox.state.reports()}

    def _aloud(self, audio: Audio) -> None:
        if self.aloud:
            from voice.playing import play

            play(audio)


def _joined(sounds: list[Audio]) -> Audio:
    """One sound after the other with a short gap, at 16 kHz."""
    gap = np.zeros(int(GAP_SECONDS * 16_000), dtype=np.float32)
    pieces = [piece for sound in sounds for piece in (resampled(sound, 16_000).samples, gap)]
    return Audio(np.concatenate(pieces) if pieces else gap, 16_000)


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return "hurt" if value.get("any") else "nobody hurt"
    return "+".join(value) if isinstance(value, list) else str(value)
