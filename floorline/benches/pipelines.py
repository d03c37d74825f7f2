"""Pipelines for the language server compared: each trained, served and measured in the same way.

A model alone is nothing a shop meets, so most figures are taken through the very listener of ``floorline bench nlu``,
with the grammar on top. Everything is trained before anything is timed. With several seeds, each draws examples of its
own and seeds the components that draw by chance; the folds of a cross-validation are of the first seed's draw, and
seed n holds out fold n.

Wall-clock times on a machine that does something else say little; so each comes with the processor time, which does.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT, DuressSettings, Settings, StoreSettings
from assistant.sop import SopBook
from assistant.understanding.examples import Example
from assistant.understanding.rasa_process import CODE_DIR
from assistant.understanding.rasa_training import inputs_hash
from floorline.benches.nlu_sets import SETS, Sets, load_sets, sets_sha256
from floorline.benches.pipeline_data import (
    chosen_pipelines,
    draw,
    fold,
    seeded_config,
    teachable_examples,
    training_file,
)
from floorline.benches.pipeline_scores import COST, QUALITY, Figures, over_seeds, score_development, score_fold, table
from floorline.benches.pipeline_workshop import RasaWorkshop, Workshop
from floorline.benches.utterances import Listener, time_parses

Progress = Callable[[str], None]

FEWEST_EXAMPLES: Final = 100


@dataclass(frozen=True)
class PipelineOptions:
    """What is compared. Raises ``SetupError`` for numbers that make no comparison."""

    seeds: int = 3
    only: tuple[str, ...] = ()
    """Names of pipelines; all of them unless given."""
    examples: int = 4000
    """How many examples each is taught, drawn by intent; 0 takes all."""
    folds: int = 0
    """How many parts the draw is cut into for cross-validation; 0 leaves it out."""
    models: Path | None = None
    """Where models and figures are kept, so that the next run goes on where this one ended."""

    def __post_init__(self) -> None:
        if self.seeds < 1:
            raise SetupError("--seeds is how often each pipeline is trained: 1 or more.")
        if self.folds < 0 or self.folds == 1:
            raise SetupError("--folds cuts the examples in 2 parts or more; 0 leaves cross-validation out.")
        if self.examples != 0 and self.examples < FEWEST_EXAMPLES:
            raise SetupError(f"--examples is {FEWEST_EXAMPLES} or more, or 0 for all.")


@dataclass(frozen=True)
class Comparison:
    """The figures of each pipeline over its seeds."""

    pipelines: Mapping[str, Figures]

    def flat(self) -> dict[str, float]:
        """One flat mapping: ``<pipeline>_<figure>_median``, ``_min`` and ``_max``."""
        return {
            f"{name}_{figure}": value for name, figures in self.pipelines.items() for figure, value in figures.items()
        }

    def markdown(self) -> str:
        """Two tables: what is understood, and what it costs."""
        return f"{table(QUALITY, self.pipelines)}\n\n{table(COST, self.pipelines)}"


@dataclass(frozen=True)
class _Trial:
    """One model: its inputs, and the names under which it and its figures are kept."""

    pipeline: str
    name: str
    folder: Path
    config: str
    data: str
    held: tuple[Example, ...] | None
    """What is held out of it; ``None`` where it is measured on the development set."""

    @property
    def model(self) -> Path:
        return self.folder / f"{self.name}.tar.gz"

    @property
    def trained(self) -> Path:
        return self.folder / f"{self.name}.trained.json"

    def measured(self, sets_hash: str) -> Path:
        return self.folder / f"{self.name}.{sets_hash[:8] if self.held is None else 'fold'}.json"


def bench_pipelines(
    settings: Settings,
    options: PipelineOptions,
    progress: Progress,
    *,
    workshop: Workshop | None = None,
    nlu_data: Path = PROJECT_ROOT / "nlu_data",
) -> Comparison:
    """Train and measure. Raises ``SetupError`` for an unknown pipeline, a set that cannot be read or a failed training.

    With ``options.models`` nothing is done twice that was done with the same inputs: the configuration, the examples,
    the code inside Rasa and the development set. The grammar is not among them: take another folder when it changed.
    """
    configs = chosen_pipelines(options.only)
    dev = nlu_data / SETS.name
    sets, sets_hash = load_sets(dev), sets_sha256(dev)
    workshop = workshop or RasaWorkshop(settings.rasa, progress)
    with tempfile.TemporaryDirectory(prefix="floorline-bench-") as scratch:
        folder = options.models or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        trials = _trials(configs, options, teachable_examples(nlu_data), folder)
        for number, trial in enumerate(trials, 1):
            if not (trial.model.is_file() and trial.trained.is_file()):
                progress(f"training {number} of {len(trials)}: {trial.name}")
                _train(workshop, trial)
        bench = _Bench(settings.model_copy(update={"store": StoreSettings(), "duress": DuressSettings()}), sets)
        for number, trial in enumerate(trials, 1):
            if not trial.measured(sets_hash).is_file():
                progress(f"measuring {number} of {len(trials)}: {trial.name}")
                _keep(trial.measured(sets_hash), asyncio.run(bench.measure(workshop, trial, progress)))
        return Comparison({name: _of_pipeline(name, trials, sets_hash) for name in configs})


@dataclass(frozen=True)
class _Bench:
    settings: Settings
    sets: Sets

    async def measure(self, workshop: Workshop, trial: _Trial, progress: Progress) -> dict[str, float]:
        async with workshop.serve(trial.model) as served:
            if trial.held is not None:
                return await score_fold(served.parser, trial.held)
            listener = Listener(served.parser, self.settings, SopBook.load())
            figures = {"start_seconds": served.start_seconds, "start_cpu_seconds": served.load().cpu_seconds}
            figures |= await score_development(listener, self.sets, progress)
            before = served.load().cpu_seconds
            parses_before = served.parses()
            figures |= await time_parses(listener, self.sets, progress)
            load = served.load()
            parses = served.parses() - parses_before
            return figures | {
                "parse_cpu_ms": (load.cpu_seconds - before) * 1000 / max(parses, 1),
                "resident_mb": load.resident_mb,
            }


def _trials(
    configs: Mapping[str, Path], options: PipelineOptions, examples: Sequence[Example], folder: Path
) -> list[_Trial]:
    """Seed by seed, so that a run that is cut short has some of every pipeline; the cross-validation last."""
    rounds: list[tuple[int, str, list[Example], tuple[Example, ...] | None]] = [
        (seed, f"s{seed}", draw(examples, options.examples, seed), None) for seed in range(options.seeds)
    ]
    if options.folds:
        for seed in range(options.seeds):
            taught, held = fold(draw(examples, options.examples, 0), options.folds, seed % options.folds)
            rounds.append((seed, f"s{seed}-fold", taught, tuple(held)))
    code = _code_hash()
    trials = []
    for seed, label, taught, held_out in rounds:
        data = training_file(taught)
        for pipeline, path in configs.items():
            config = seeded_config(path, seed)
            digest = hashlib.sha256(f"{code}\0{config}\0{data}".encode()).hexdigest()[:8]
            trials.append(_Trial(pipeline, f"{pipeline}-{label}-{digest}", folder, config, data, held_out))
    return trials


def _code_hash() -> str:
    """What changes when the components do, the adapter, the domain or the rules."""
    compared = sorted((CODE_DIR / "floorline_compare").glob("*.py"))
    return inputs_hash(PROJECT_ROOT, {}) + "".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in compared)


def _train(workshop: Workshop, trial: _Trial) -> None:
    with tempfile.TemporaryDirectory(prefix=".training-", dir=trial.folder) as scratch:
        config, data, made = (Path(scratch) / name for name in ("config.yml", "nlu.yml", "model.tar.gz"))
        config.write_text(trial.config, encoding="utf-8")
        data.write_text(trial.data, encoding="utf-8")
        cost = workshop.train(config, data, made)
        made.replace(trial.model)
    _keep(
        trial.trained,
        {
            "train_seconds": cost.seconds,
            "train_cpu_seconds": cost.cpu_seconds,
            "train_peak_mb": cost.peak_mb,
        },
    )


def _of_pipeline(name: str, trials: Sequence[_Trial], sets_hash: str) -> dict[str, float]:
    own = [trial for trial in trials if trial.pipeline == name]
    runs: list[Figures] = [_kept(trial.measured(sets_hash)) for trial in own]
    # Of a fold's training less is learnt: what training costs is told by the whole ones.
    runs += [_kept(trial.trained) for trial in own if trial.held is None]
    return over_seeds(runs)


def _keep(path: Path, figures: Figures) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(dict(figures)), encoding="utf-8")
    partial.replace(path)


def _kept(path: Path) -> dict[str, float]:
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {name: float(value) for name, value in kept.items()}
