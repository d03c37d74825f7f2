"""How well single utterances are understood: every development set, through the language server and the grammar."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol

from assistant.duress import spot
from assistant.errors import UnderstandingError
from assistant.incident import SlotName
from assistant.settings import Settings
from assistant.sop import SopBook
from assistant.understanding.interpret import Context, interpret, read_ahead
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import Parse, Understood
from floorline.benches.nlu_scores import Understanding, mistakes, score_closed, score_utterances, share
from floorline.benches.nlu_sets import ORDINARY_SAMPLED, OUT_OF_SCOPE_SAMPLED, Row, Sets, sampled
from floorline.benches.slot_matching import Moment
from floorline.benches.turns import percentile

Progress = Callable[[str], None]

SAID_AT: Final = datetime(2025, 6, 12, 21, 0, tzinfo=UTC)
"""Ten at night in a British shop: nearly every time of that day has passed, and an hour that may be of the morning or
of the evening is of the evening, as the sets take it."""

WARM_UP_PARSES: Final = 20
TIMED_UTTERANCES: Final = 200
TIMED_PASSES: Final = 3
MID_REPORT: Final[SlotName] = "suspect_description"
"""A call for help must be one whether nothing has been asked yet or a question is open: this one, which takes any words
for an answer."""


class Parser(Protocol):
    """The language server."""

    async def parse(self, text: str, asked: str | None = None, meanwhile: Callable[[], object] | None = None) -> Parse:
        """The model's view of ``text``, said after ``asked``; ``meanwhile`` may be done while it thinks. Raises
        ``UnderstandingError``.
        """
        ...


@dataclass
class Listener:
    """Understands utterances as a turn would, without taking one."""

    parser: Parser
    settings: Settings
    book: SopBook
    failed_parses: int = 0
    _gazetteer: Gazetteer = field(init=False)

    def __post_init__(self) -> None:
        self._gazetteer = Gazetteer.from_settings(self.settings.store)

    @property
    def said(self) -> Moment:
        """When the utterances of the sets are taken to be said."""
        return Moment(SAID_AT, self.settings.store.zone)

    async def understand(self, text: str, asked: str | None) -> tuple[Understood, str | None]:
        """What is understood of ``text`` after the question for ``asked``, and the model's own intent.

        Where the model gives nothing, that is counted and the grammar understands alone, as in a turn.
        """
        context = Context(
            asked=asked,  # type: ignore[arg-type]  # checked when the set was read
            now=SAID_AT,
            zone=self.settings.store.zone,
            gazetteer=self._gazetteer,
            cues=self.book.cues(),
            duress=self.settings.duress,
        )
        try:
            parse = await self.parser.parse(text, asked, partial(read_ahead, text, context))
        except UnderstandingError:
            self.failed_parses += 1
            parse = None
        return interpret(text, parse, context), parse.intent if parse else None

    async def row(self, row: Row) -> Understanding:
        """One labelled utterance."""
        understood, intent = await self.understand(row.text, row.context)
        return Understanding(
            text=row.text,
            context=row.context,
            expected_act=row.act,
            expected_slots=row.slots,
            act=understood.act,
            confidence=understood.confidence,
            slots=understood.slots(),
            intent=intent,
            alarm=understood.act == "panic",
        )


@dataclass
class NluReport:
    """Flat figures, and a JSON object for each mistake."""

    figures: dict[str, float] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)


async def bench_sets(listener: Listener, sets: Sets, progress: Progress) -> NluReport:
    """Measure acts, slots, closed classes, calls for help and what lies out of scope.

    ``…_sampled`` are the figures of the sample that CI takes of a long list, also where all of it is measured.
    """
    report, said = NluReport(), listener.said
    utterances = await _rows(listener, "utterances", sets.utterances, progress, report)
    closed = await _rows(listener, "closed", sets.closed, progress, report)
    if utterances:
        report.figures |= score_utterances(utterances, said)
    if closed:
        report.figures |= score_closed(closed, said)
    if utterances or closed:
        alarms = sum(one.is_false_alarm for one in (*utterances, *closed))
        report.figures["duress_false_alarms_reports"] = float(alarms)
    await _duress(listener, sets, progress, report)
    await _out_of_scope(listener, sets.out_of_scope, progress, report)
    report.figures["failed_parses"] = float(listener.failed_parses)
    return report


async def _rows(
    listener: Listener, name: str, rows: Sequence[Row], progress: Progress, report: NluReport
) -> list[Understanding]:
    if rows:
        progress(f"{len(rows)} labelled utterances ({name})")
    heard = [await listener.row(row) for row in rows]
    report.errors += ({"set": name, **mistake} for one in heard for mistake in mistakes(one, listener.said))
    return heard


async def _duress(listener: Listener, sets: Sets, progress: Progress, report: NluReport) -> None:
    figures = report.figures
    if sets.duress_calls:
        progress(f"{len(sets.duress_calls)} calls for help")
        alarms = [await _alarms(listener, text, report, "duress_calls", wanted=True) for text in sets.duress_calls]
        figures["duress_recall"] = share(alarms)
        figures["duress_calls"] = float(len(alarms))
    for name, texts in (("near", sets.duress_near), ("ordinary", sets.ordinary)):
        if texts:
            progress(f"{len(texts)} lines that are no call for help ({name})")
            alarms = [await _alarms(listener, text, report, f"duress_{name}", wanted=False) for text in texts]
            figures[f"duress_false_alarms_{name}"] = float(sum(alarms))
            figures[f"duress_{name}_lines"] = float(len(alarms))
            if name == "ordinary":
                figures["duress_false_alarms_ordinary_sampled"] = float(sum(sampled(alarms, ORDINARY_SAMPLED)))
    if sets.duress_near or sets.ordinary:
        parts = ("duress_false_alarms_near", "duress_false_alarms_ordinary")
        figures["duress_false_alarms"] = sum(figures.get(part, 0.0) for part in parts)


async def _alarms(listener: Listener, text: str, report: NluReport, name: str, *, wanted: bool) -> bool:
    """Whether it is an alarm. A call must be one both before and in the middle of a report, a false alarm is one in
    either.
    """
    views = {context: await listener.understand(text, context) for context in (None, MID_REPORT)}
    raised = {context: view.act == "panic" for context, (view, _) in views.items()}
    alarm = all(raised.values()) if wanted else any(raised.values())
    if alarm is not wanted:
        context = None if raised[None] is not wanted else MID_REPORT
        understood, intent = views[context]
        spotted = spot(text, listener.settings.duress) is not None
        report.errors.append(
            _mistake(name, "duress", wanted, alarm, understood, intent)
            | {"context": context, "spotted": spotted, "act": understood.act}
        )
    return alarm


async def _out_of_scope(listener: Listener, texts: tuple[str, ...], progress: Progress, report: NluReport) -> None:
    if not texts:
        return
    progress(f"{len(texts)} requests that are none of Floorline's business")
    accepted = []
    for text in texts:
        understood, intent = await listener.understand(text, None)
        taken = understood.act != "out_of_scope"
        accepted.append(taken)
        if taken:
            report.errors.append(_mistake("out_of_scope", "act", "out_of_scope", understood.act, understood, intent))
    report.figures["out_of_scope_accepted"] = share(accepted)
    report.figures["out_of_scope_lines"] = float(len(accepted))
    report.figures["out_of_scope_accepted_sampled"] = share(sampled(accepted, OUT_OF_SCOPE_SAMPLED))


def _mistake(
    name: str, wrong: str, expected: object, found: object, understood: Understood, intent: str | None
) -> dict[str, Any]:
    return {
        "set": name,
        "wrong": wrong,
        "expected": expected,
        "found": found,
        "text": understood.text,
        "context": None,
        "intent": intent,
        "confidence": round(understood.confidence, 3),
        "slots": understood.slots(),
    }


async def time_parses(listener: Listener, sets: Sets, progress: Progress) -> dict[str, float]:
    """What understanding one utterance takes, model and grammar together: the median of three passes, and how far the
    passes lie apart.
    """
    rows = sampled(sets.utterances, TIMED_UTTERANCES)
    if not rows:
        return {}
    progress(f"timing {TIMED_PASSES} passes over {len(rows)} utterances")
    await _timed(listener, rows[:WARM_UP_PARSES])
    passes = [await _timed(listener, rows) for _ in range(TIMED_PASSES)]
    figures = {}
    for name, percent in (("p50", 50), ("p95", 95)):
        values = [percentile(times_ms, percent) for times_ms in passes]
        figures[f"parse_{name}_ms"] = round(statistics.median(values), 2)
        figures[f"parse_{name}_spread_ms"] = round(max(values) - min(values), 2)
    return figures


async def _timed(listener: Listener, rows: Iterable[Row]) -> list[float]:
    times_ms = []
    for row in rows:
        began = time.perf_counter()
        await listener.understand(row.text, row.context)
        times_ms.append((time.perf_counter() - began) * 1000)
    return times_ms
