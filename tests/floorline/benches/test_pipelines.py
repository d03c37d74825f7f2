"""Comparing pipelines: everything is trained, then measured, once. A workshop of cardboard plays Rasa's part."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from assistant.errors import SetupError
from assistant.settings import Settings
from assistant.understanding.values import Parse
from floorline.benches.pipeline_data import SEED_OPTIONS
from floorline.benches.pipeline_workshop import Load, Served, TrainingCost
from floorline.benches.pipelines import Comparison, PipelineOptions, bench_pipelines
from floorline.cli import app

BOTH = ("lr_crf", "shop")


@dataclass
class SaysInform:
    """Takes every utterance for ``inform``, in a server that has taken a second of processor time by each look."""

    start_seconds: float = 3.0
    count: int = 0
    looks: int = 0

    @property
    def parser(self) -> SaysInform:
        return self

    async def parse(self, text: str, asked: str | None = None, meanwhile: object = None) -> Parse:
        self.count += 1
        return Parse("inform", 0.9, ())

    def parses(self) -> int:
        return self.count

    def load(self) -> Load:
        self.looks += 1
        return Load(float(self.looks), 500.0)


class CardboardWorkshop:
    """Writes a model that says what it was made of, and notes what it does. Fails at training number ``fails_at``."""

    def __init__(self, fails_at: int | None = None) -> None:
        self.done: list[str] = []
        self.seeds: list[int] = []
        self.taught: list[set[str]] = []
        self.fails_at = fails_at

    @property
    def trainings(self) -> int:
        return self.done.count("train")

    def train(self, config: Path, data: Path, made: Path) -> TrainingCost:
        if self.trainings == self.fails_at:
            raise SetupError("The language model could not be trained (status 1): no room.")
        self.done.append("train")
        components: list[dict[str, Any]] = yaml.safe_load(config.read_text(encoding="utf-8"))["pipeline"]
        self.seeds += [part[SEED_OPTIONS[part["name"]]] for part in components if part["name"] in SEED_OPTIONS]
        blocks = yaml.safe_load(data.read_text(encoding="utf-8"))["nlu"]
        self.taught.append({line for block in blocks for line in block["examples"].splitlines()})
        made.write_text("a model", encoding="utf-8")
        return TrainingCost(seconds=100.0 + self.trainings, cpu_seconds=50.0 + self.trainings, peak_mb=900.0)

    @asynccontextmanager
    async def serve(self, model: Path) -> AsyncIterator[Served]:
        yield self.started(model)

    def started(self, model: Path) -> Served:
        assert model.read_text(encoding="utf-8") == "a model"
        self.done.append("serve")
        return SaysInform()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Training data of two intents; a development set of two utterances and a request that is none of ours."""
    data = tmp_path / "nlu_data"
    for folder in ("nlu/heard", "dev", "verification"):
        (data / folder).mkdir(parents=True)
    for path, intent in (("nlu/inform.yml", "inform"), ("nlu/heard/deny.yml", "deny")):
        lines = "".join(f"- {intent} {number}\n" for number in range(200))
        block = {"nlu": [{"intent": intent, "examples": lines}]}
        (data / path).write_text(yaml.safe_dump(block), encoding="utf-8")
    (data / "dev" / "utterances.jsonl").write_text(
        '{"text": "by the tins", "context": "location", "act": "inform", "slots": {}}\n'
        '{"text": "a lad took gin", "context": null, "act": "report_incident", "slots": {"category": "shoplifting"}}\n',
        encoding="utf-8",
    )
    (data / "dev" / "out_of_scope.txt").write_text("play some music\n", encoding="utf-8")
    return data


def compare(workshop: CardboardWorkshop, data: Path, options: PipelineOptions) -> Comparison:
    settings = Settings(data_dir=data.parent)
    return bench_pipelines(settings, options, lambda line: None, workshop=workshop, nlu_data=data)


def test_everything_is_trained_before_anything_is_measured(data: Path) -> None:
    workshop = CardboardWorkshop()
    compare(workshop, data, PipelineOptions(seeds=2, only=BOTH, examples=100))
    assert workshop.done == ["train"] * 4 + ["serve"] * 4
    assert workshop.seeds == [0, 0, 1, 1]


def test_pipelines_of_one_seed_are_taught_the_same_and_those_of_another_other_examples(data: Path) -> None:
    workshop = CardboardWorkshop()
    compare(workshop, data, PipelineOptions(seeds=2, only=BOTH, examples=100))
    first, same, other, _ = workshop.taught
    assert first == same != other


def test_each_figure_is_told_with_its_median_and_spread(data: Path) -> None:
    figures = compare(CardboardWorkshop(), data, PipelineOptions(seeds=3, only=("shop",), examples=100)).flat()
    assert figures["shop_model_act_accuracy_median"] == 0.5
    assert figures["shop_others_taken_median"] == 1.0
    assert figures["shop_start_seconds_median"] == 3.0
    assert figures["shop_resident_mb_median"] == 500.0
    assert [figures[f"shop_train_cpu_seconds_{part}"] for part in ("median", "min", "max")] == [52.0, 51.0, 53.0]
    assert figures["shop_train_peak_mb_median"] == 900.0
    assert 0 < figures["shop_parse_cpu_ms_median"] < 1000


def test_the_tables_have_a_row_a_pipeline(data: Path) -> None:
    markdown = compare(CardboardWorkshop(), data, PipelineOptions(seeds=1, only=BOTH, examples=100)).markdown()
    quality, cost = markdown.split("\n\n")
    for lines in (quality.splitlines(), cost.splitlines()):
        assert [line.split(" | ")[0] for line in lines[2:]] == ["| lr_crf", "| shop"]


def test_a_cross_validation_holds_out_a_fold_a_seed_of_one_draw(data: Path) -> None:
    workshop = CardboardWorkshop()
    options = PipelineOptions(seeds=2, only=("shop",), examples=200, folds=2)
    figures = compare(workshop, data, options).flat()
    whole, _, *folds = workshop.taught
    assert len(folds) == 2
    assert folds[0] | folds[1] == whole
    assert not folds[0] & folds[1]
    assert figures["shop_folds_act_accuracy_median"] == 0.5
    assert figures["shop_train_peak_mb_median"] == 900.0


def test_a_run_that_broke_off_goes_on_where_it_ended(data: Path, tmp_path: Path) -> None:
    options = PipelineOptions(seeds=2, only=BOTH, examples=100, models=tmp_path / "kept")
    broken = CardboardWorkshop(fails_at=3)
    with pytest.raises(SetupError, match="no room"):
        compare(broken, data, options)
    going_on = CardboardWorkshop()
    resumed = compare(going_on, data, options)
    assert (broken.trainings, going_on.trainings) == (3, 1)
    assert going_on.done.count("serve") == 4
    idle = CardboardWorkshop()
    assert compare(idle, data, options) == resumed
    assert idle.done == []


def test_a_failed_training_leaves_nothing_that_looks_like_a_model(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with pytest.raises(SetupError):
        compare(CardboardWorkshop(fails_at=0), data, PipelineOptions(only=BOTH, examples=100, models=kept))
    assert list(kept.iterdir()) == []


def test_another_number_of_examples_is_trained_anew_and_another_set_measured_anew(data: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    workshop = CardboardWorkshop()
    few = PipelineOptions(seeds=1, only=("shop",), examples=100, models=kept)
    compare(workshop, data, few)
    compare(workshop, data, PipelineOptions(seeds=1, only=("shop",), examples=200, models=kept))
    assert workshop.done == ["train", "serve"] * 2
    (data / "dev" / "out_of_scope.txt").write_text("what is the time\n", encoding="utf-8")
    compare(workshop, data, few)
    assert workshop.done == [*["train", "serve"] * 2, "serve"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"seeds": 0}, "--seeds"),
        ({"folds": 1}, "--folds"),
        ({"folds": -1}, "--folds"),
        ({"examples": 5}, "--examples"),
        ({"examples": -1}, "--examples"),
    ],
)
def test_numbers_that_make_no_comparison_are_refused(options: dict[str, int], said: str) -> None:
    with pytest.raises(SetupError, match=said):
        PipelineOptions(**options)  # type: ignore[arg-type]  # a table of wrong numbers


def test_an_unknown_pipeline_is_refused_before_anything_is_trained(data: Path) -> None:
    workshop = CardboardWorkshop()
    with pytest.raises(SetupError, match="minilm_lr_crf"):
        compare(workshop, data, PipelineOptions(only=("bert",)))
    assert workshop.done == []


@pytest.mark.parametrize(
    ("arguments", "said"), [(["--only", "bert"], "no pipeline bert"), (["--folds", "1"], "--folds")]
)
def test_the_command_says_what_is_wrong(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["bench", "pipelines", *arguments])
    assert isinstance(result.exception, SetupError)
    assert said in str(result.exception)
    assert result.stdout == ""


def test_the_command_has_help_with_an_example() -> None:
    result = CliRunner().invoke(app, ["bench", "pipelines", "--help"], terminal_width=200)
    assert result.exit_code == 0
    assert "Example:" in result.output
