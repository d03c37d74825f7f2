"""The whole measuring of understanding: single utterances, then whole dialogues, against a sandbox of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT, DuressSettings, Settings, StoreSettings
from assistant.understanding.rasa_training import inputs_hash
from floorline.benches.dialogue_runs import hold_dialogues, write_transcripts
from floorline.benches.dialogue_scores import Verdict, score_dialogues
from floorline.benches.dialogues import load_dialogues
from floorline.benches.nlu_sets import (
    DIALOGUES_FILE,
    DIALOGUES_SAMPLED,
    SETS,
    load_sets,
    sampled,
    sets_sha256,
)
from floorline.benches.recorded import Recorded, write_recorded
from floorline.benches.utterances import Listener, bench_sets, time_parses
from floorline.runtime import Runtime, extra_categories, running

if TYPE_CHECKING:
    from floorline.benches.spoken_user import SpokenEars

Progress = Callable[[str], None]


@dataclass(frozen=True)
class NluOptions:
    """What is measured, and what is kept of it."""

    sets: Path = SETS
    errors: Path | None = None
    """Where each mistake is written, one JSON object a line."""
    record: bool = False
    """Keep the figures beside the sets, to be held by CI."""
    utterances: bool = True
    dialogues: bool = True
    spoken_snr_db: float | None = None
    """Speak the dialogues, so far above the noise of a shop; ``None`` types them."""
    noise: Path | None = None
    """The noise; made up unless given."""
    transcripts: Path | None = None
    """The folder where each dialogue is written out."""


async def bench_nlu(settings: Settings, options: NluOptions, progress: Progress) -> dict[str, float]:
    """Measure with a data folder of its own; gives a flat mapping. ``SetupError`` where a set cannot be read."""
    sets = load_sets(options.sets)
    ears = _ears(settings, options, progress)
    scenarios = load_dialogues(options.sets / DIALOGUES_FILE) if options.dialogues else ()
    figures: dict[str, float] = {}
    errors: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="floorline-bench-") as folder:
        async with running(_apart(settings, Path(folder)), progress=progress) as runtime:
            if options.utterances:
                assert runtime.rasa_client is not None
                listener = Listener(runtime.rasa_client, runtime.settings, runtime.sops.book)
                report = await bench_sets(listener, sets, progress)
                figures |= report.figures | await time_parses(listener, sets, progress)
                errors += report.errors
            if ears is not None:
                scenarios = tuple(scenario for scenario in scenarios if scenario.channel != "chat")
            if scenarios:
                talks = await hold_dialogues(runtime, scenarios, progress, ears)
                figures |= dialogue_figures(talks.verdicts)
                errors += talks.errors
                if options.transcripts is not None:
                    write_transcripts(options.transcripts, talks)
            model = _model(runtime)
    if ears is not None:
        figures |= ears.figures()
    figures = {name: round(value, 4) for name, value in figures.items()}
    if options.errors is not None:
        _write_errors(options.errors, errors)
    if options.record:
        write_recorded(options.sets, Recorded.of(sets_sha256(options.sets), model, figures))
    return figures


def dialogue_figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """Every figure of the dialogues, and those of the sample that CI holds, as ``…_sampled``."""
    chosen = {scenario.id for scenario in sampled([verdict.scenario for verdict in verdicts], DIALOGUES_SAMPLED)}
    sample = score_dialogues([verdict for verdict in verdicts if verdict.scenario.id in chosen])
    return score_dialogues(verdicts) | {f"{name}_sampled": value for name, value in sample.items()}


def _ears(settings: Settings, options: NluOptions, progress: Progress) -> SpokenEars | None:
    if options.spoken_snr_db is None:
        return None
    # Loads a voice and a recogniser, which nothing else here needs.
    from floorline.benches.spoken_user import SpokenEars

    return SpokenEars.made(settings, options.spoken_snr_db, options.noise, progress)


def _apart(settings: Settings, folder: Path) -> Settings:
    """The shop as it ships, for which the sets are written; nothing reaches real data, platform or people."""
    return settings.model_copy(
        update={
            "data_dir": folder,
            "webhooks": (),
            "drill": False,
            "platform": settings.platform.model_copy(update={"url": None, "sandbox_port": 0}),
            "store": StoreSettings(),
            "duress": DuressSettings(),
        }
    )


def _model(runtime: Runtime) -> str:
    """What the model in use was made of."""
    return inputs_hash(PROJECT_ROOT, extra_categories(runtime.sops))


def _write_errors(path: Path, errors: list[dict[str, Any]]) -> None:
    try:
        path.write_text("".join(json.dumps(error, ensure_ascii=False) + "\n" for error in errors), encoding="utf-8")
    except OSError as exc:
        raise SetupError(f"The mistakes cannot be written to {path} ({exc.strerror}); name another file.") from exc
