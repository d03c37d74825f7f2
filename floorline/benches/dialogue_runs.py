"""Dialogues held with the real product: every line goes through Talk, Rasa, the dialogue, delivery and the sandbox."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from zlib import crc32

from assistant.errors import SetupError
from assistant.incident import SLOT_NAMES, SlotName
from assistant.store import Utterance
from assistant.turn_result import TurnResult
from floorline.benches.dialogue_scores import DialogueRun, Exchange, Verdict, judge
from floorline.benches.dialogues import Scenario
from floorline.benches.simulated_user import Line, SimulatedUser
from floorline.benches.utterances import SAID_AT
from floorline.runtime import Runtime
from floorline.talk import Talk

Progress = Callable[[str], None]

MOST_TURNS: Final = 30
"""Nobody talks to a machine for longer; what has not been filed by then is not filed."""
TURN_SECONDS: Final = timedelta(seconds=8)
FILING_WAIT_SECONDS: Final = 10.0
PROGRESS_EVERY: Final = 10


class Ears(Protocol):
    """How what a person says reaches Floorline."""

    def begin(self, seed: int) -> None:
        """A new person speaks."""
        ...

    async def hear(self, text: str, asked: SlotName | None) -> tuple[str, float | None]:
        """The words as they arrive, and how sure the recogniser is of them, if one took part.

        ``asked`` is the slot that they answer, if one was asked for.
        """
        ...


class Typed:
    """Every word arrives as it was meant."""

    def begin(self, seed: int) -> None:
        """Nothing of it hangs on chance."""

    async def hear(self, text: str, asked: SlotName | None) -> tuple[str, float | None]:
        return text, None


@dataclass
class _Clock:
    """The time in which a dialogue takes place: the same in every run."""

    now: datetime = SAID_AT

    def tick(self) -> None:
        self.now += TURN_SECONDS


@dataclass
class DialogueReport:
    """What came of a number of dialogues."""

    verdicts: list[Verdict] = field(default_factory=list)
    transcripts: dict[str, str] = field(default_factory=dict)
    """By the scenario's id."""
    errors: list[dict[str, Any]] = field(default_factory=list)


async def hold_dialogues(
    runtime: Runtime, scenarios: Sequence[Scenario], progress: Progress, ears: Ears | None = None
) -> DialogueReport:
    """Hold each dialogue to its end, one after the other, and judge what was filed."""
    zone = runtime.settings.store.zone
    report = DialogueReport()
    for number, scenario in enumerate(scenarios, 1):
        run = await hold(runtime, scenario, ears or Typed())
        verdict = judge(run, zone)
        report.verdicts.append(verdict)
        report.transcripts[scenario.id] = transcript(run, verdict)
        report.errors += mistakes_of(verdict)
        if number % PROGRESS_EVERY == 0 or number == len(scenarios):
            right = sum(verdict.right for verdict in report.verdicts)
            progress(f"{number} of {len(scenarios)} dialogues held, {right} right")
    return report


async def hold(runtime: Runtime, scenario: Scenario, ears: Ears) -> DialogueRun:
    """One dialogue. Where it is spoken, its sound hangs on the scenario's name alone."""
    ears.begin(crc32(scenario.id.encode()) & 0x7FFFFFFF)
    clock = _Clock()

    async def take(utterance: Utterance) -> TurnResult:
        return await runtime.conversation.take_turn(replace(utterance, said_at_utc=clock.now))

    talk = Talk(
        take,
        runtime.outcomes,
        channel=scenario.channel,
        actor_id="simulated",
        device_id=f"bench-{scenario.id}",
        outcome_wait_seconds=FILING_WAIT_SECONDS,
    )
    user = SimulatedUser(scenario, runtime.settings.store.zone)
    exchanges: list[Exchange] = []
    line: Line | None = user.begin()
    asked: SlotName | None = None
    while line is not None and len(exchanges) < MOST_TURNS:
        if line.silence_seconds is not None:
            heard, result = "", await talk.be_silent(line.silence_seconds)
        else:
            heard, confidence = await ears.hear(line.text, asked)
            result = await talk.say(heard, confidence=confidence)
        exchanges.append(Exchange(line, heard, result, clock.now))
        asked = next((slot for slot in SLOT_NAMES if slot == result.asked), None)
        line = user.reply_to(result, clock.now)
        clock.tick()
    filed = await _filed(runtime, exchanges[-1].result.incident_id)
    return DialogueRun(scenario, tuple(exchanges), filed, dict(user.read_back))


async def _filed(runtime: Runtime, incident_id: str | None) -> dict[str, Any] | None:
    """The record as the sandbox platform holds it."""
    assert runtime.sandbox is not None
    reports = await asyncio.to_thread(runtime.sandbox.state.reports)
    record = next((report.record for report in reports if report.incident_id == incident_id), None)
    return None if record is None else dict(json.loads(record))


def mistakes_of(verdict: Verdict) -> list[dict[str, Any]]:
    """Each fault of a dialogue as a flat JSON object."""
    about = {"set": "dialogues", "dialogue": verdict.scenario.id}
    wrong = [
        {**about, "wrong": slot.slot, "expected": slot.expected, "found": slot.filed, "read_back": slot.heard}
        for slot in verdict.wrong_slots
    ]
    return [*wrong, *({**about, "wrong": fault} for fault in verdict.other_faults)]


def transcript(run: DialogueRun, verdict: Verdict) -> str:
    """The dialogue to read: who said what, what was understood, and what is wrong with the record."""
    lines = [f"{run.scenario.id}: {'right' if verdict.right else 'WRONG'}", f"({run.scenario.persona})", ""]
    for exchange in run.exchanges:
        lines += _exchange_lines(exchange)
    lines += ["", "filed:"] if run.filed else ["", "not filed"]
    if run.filed:
        lines += [f"  {slot}: {run.filed[slot]!r}" for slot in SLOT_NAMES if run.filed.get(slot) is not None]
        lines.append(f"  priority: {run.filed['priority']} ({'; '.join(run.filed['priority_reasons'])})")
    if verdict.faults:
        lines += ["wrong:", *(f"  {fault}" for fault in verdict.faults)]
    return "\n".join(lines) + "\n"


def _exchange_lines(exchange: Exchange) -> list[str]:
    line, result = exchange.line, exchange.result
    why = line.why if line.about is None else f"{line.why}: {line.about}"
    said = f"user       {line.text}" if line.silence_seconds is None else f"user       … {line.silence_seconds:g} s"
    lines = [f"{said}   [{why}]"]
    if exchange.heard != line.text:
        lines.append(f"  heard    {exchange.heard or '(nothing)'}")
    slots = ", ".join(f"{slot}={value}" for slot, value in result.slots.items())
    lines.append(f"  taken as {result.act} {result.confidence:.2f}{' ' if slots else ''}{slots} ({result.mode})")
    lines += [f"floorline  {reply}" for reply in result.replies] or ["floorline  (says nothing)"]
    state = [f"asked {result.asked}", f"priority {result.priority}", f"status {result.status}"]
    alarm = ["ALARM"] if result.alarm else []
    return [*lines, f"  {', '.join([*state, *alarm])}"]


def write_transcripts(folder: Path, report: DialogueReport) -> None:
    """One text file a dialogue, and one of all that went wrong. ``SetupError`` where they cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in report.transcripts.items():
            (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        failed = [verdict.scenario.id for verdict in report.verdicts if verdict.faults]
        together = "\n".join(report.transcripts[name] for name in failed)
        (folder / "FAILED.txt").write_text(together, encoding="utf-8")
    except OSError as exc:
        raise SetupError(
            f"The transcripts cannot be written to {folder} ({exc.strerror}); name another folder."
        ) from exc
