"""What a pipeline is worth: what its model understands, by itself and with the grammar on top, and the table of all."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from assistant.errors import UnderstandingError
from assistant.understanding.examples import Example
from assistant.understanding.values import REPORT
from floorline.benches.nlu_scores import Tally, score_utterances, share
from floorline.benches.nlu_sets import Sets, sampled
from floorline.benches.utterances import Listener, Parser, Progress, bench_sets

OTHERS_SAMPLED: Final = 300
"""So many of the requests that are none of Floorline's business."""

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Column:
    """One column of a table: a figure, and how it is written."""

    figure: str
    title: str
    form: str
    scale: float = 1.0


QUALITY: Final = (
    Column("act_accuracy", "act", "{:.1f}%", 100),
    Column("category_accuracy", "category", "{:.1f}%", 100),
    Column("slot_f1", "slot F1", "{:.3f}"),
    Column("model_act_accuracy", "act, model alone", "{:.1f}%", 100),
    Column("others_taken", "others taken", "{:.1f}%", 100),
    Column("folds_act_accuracy", "act, cross-validated", "{:.1f}%", 100),
    Column("folds_entity_f1", "entity F1, cross-validated", "{:.3f}"),
)
COST: Final = (
    Column("parse_p50_ms", "parse p50, ms", "{:.1f}"),
    Column("parse_p95_ms", "parse p95, ms", "{:.1f}"),
    Column("parse_cpu_ms", "parse, processor ms", "{:.1f}"),
    Column("resident_mb", "resident, MB", "{:.0f}"),
    Column("start_seconds", "start-up, s", "{:.0f}"),
    Column("start_cpu_seconds", "start-up, processor s", "{:.0f}"),
    Column("train_cpu_seconds", "training, processor s", "{:.0f}"),
    Column("train_peak_mb", "training, peak MB", "{:.0f}"),
)


def act_of(intent: str | None) -> str | None:
    """The act of a model's intent: a report is one whatever its category."""
    return "report_incident" if intent is not None and intent.startswith(REPORT) else intent


async def score_development(listener: Listener, sets: Sets, progress: Progress) -> dict[str, float]:
    """Acts, categories and slots as a turn has them, the model's own acts, and what else is taken for ours.

    A category counts where the set names one.
    """
    rows = [await listener.row(row) for row in sets.utterances]
    scores = score_utterances(rows, listener.said)
    others = replace(Sets((), (), (), (), (), ()), out_of_scope=sampled(sets.out_of_scope, OTHERS_SAMPLED))
    report = await bench_sets(listener, others, progress)
    return {
        "act_accuracy": scores["act_accuracy"],
        "category_accuracy": scores.get("slot_recall_category", 0.0),
        "slot_f1": scores["slot_f1"],
        "model_act_accuracy": share(act_of(row.intent) == row.expected_act for row in rows if row.expected_act),
        "others_taken": report.figures.get("out_of_scope_accepted", 0.0),
        "failed_parses": float(listener.failed_parses),
    }


async def score_fold(parser: Parser, held: Sequence[Example]) -> dict[str, float]:
    """The model alone on examples it was not taught, after no question: acts, and spans that are right to the letter.

    A parse that fails counts as one that found nothing.
    """
    acts: list[bool] = []
    spans = Tally()
    for example in held:
        try:
            parse = await parser.parse(example.text)
        except UnderstandingError:
            parse = None
        acts.append(parse is not None and act_of(parse.intent) == act_of(example.intent))
        wanted = {(span.label, span.start, span.end) for span in example.spans}
        found = {(entity.label, entity.start, entity.end) for entity in parse.entities} if parse else set()
        spans += Tally(len(wanted), len(found), len(wanted & found))
    return {"folds_act_accuracy": share(acts), "folds_entity_f1": spans.f1}


def over_seeds(runs: Sequence[Figures]) -> dict[str, float]:
    """``<figure>_median``, ``_min`` and ``_max`` of every figure, over the runs that have it."""
    names = sorted({name for run in runs for name in run})
    found: dict[str, float] = {}
    for name in names:
        values = [run[name] for run in runs if name in run]
        found |= {
            f"{name}_median": round(statistics.median(values), 4),
            f"{name}_min": round(min(values), 4),
            f"{name}_max": round(max(values), 4),
        }
    return found


def table(columns: Sequence[Column], pipelines: Mapping[str, Figures]) -> str:
    """A Markdown table, a row a pipeline: medians, and in brackets the least and the greatest where they differ.

    A dash stands where nothing was measured. Columns without a single figure are left out.
    """
    shown = [
        column for column in columns if any(f"{column.figure}_median" in figures for figures in pipelines.values())
    ]
    head = [f"| pipeline | {' | '.join(column.title for column in shown)} |", "|---" * (len(shown) + 1) + "|"]
    rows = [
        f"| {name} | {' | '.join(_cell(column, figures) for column in shown)} |" for name, figures in pipelines.items()
    ]
    return "\n".join([*head, *rows])


def _cell(column: Column, figures: Figures) -> str:
    if f"{column.figure}_median" not in figures:
        return "–"
    middle, least, most = (
        column.form.format(figures[f"{column.figure}_{part}"] * column.scale) for part in ("median", "min", "max")
    )
    return middle if least == most else f"{middle} ({least.rstrip('%')}–{most.rstrip('%')})"
