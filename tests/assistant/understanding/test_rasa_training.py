"""Training happens when its inputs have changed, and leaves a whole model or none. A script plays Rasa's part."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
import yaml

from assistant.errors import SetupError
from assistant.settings import RasaSettings
from assistant.understanding.rasa_training import MODELS_KEPT, ensure_model, extra_training_data, inputs_hash

ROOT = Path(__file__).parents[3]


class Box:
    """A small project, a models folder, and an interpreter whose "training" does what ``does`` says."""

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        (self.project / "nlu_data" / "nlu").mkdir(parents=True)
        for name in ("config.yml", "domain.yml", "nlu_data/rules.yml"):
            shutil.copy(ROOT / name, self.project / name)
        self.examples = self.project / "nlu_data" / "nlu" / "affirm.yml"
        self.examples.write_text("nlu:\n- intent: affirm\n  examples: |\n    - yes\n", encoding="utf-8")
        self.settings = RasaSettings(python=folder / "python", models_dir=folder / "models")
        self.said: list[str] = []
        self.runs = folder / "runs"
        self.trains("open(out, 'w').write('a model')")

    def trains(self, does: str) -> None:
        script = (
            f"#!{sys.executable}\nimport os, sys\nfrom pathlib import Path\nargs = sys.argv\n"
            "out = args[args.index('--out') + 1]\n"
            f"with open({str(self.runs)!r}, 'a') as runs: runs.write('.')\n{does}\n"
        )
        self.settings.python.write_text(script, encoding="utf-8")
        self.settings.python.chmod(0o755)

    def ensure(self, extra: Mapping[str, Sequence[str]] | None = None) -> Path:
        return ensure_model(self.settings, self.said.append, extra_categories=extra, project=self.project)

    def trainings(self) -> int:
        return len(self.runs.read_text()) if self.runs.exists() else 0

    def left_behind(self) -> list[str]:
        return sorted(path.name for path in self.settings.models_dir.iterdir() if path.name != "training.lock")


@pytest.fixture
def box(tmp_path: Path) -> Box:
    return Box(tmp_path)


def test_the_same_inputs_are_trained_once(box: Box) -> None:
    first = box.ensure()
    assert first.read_text() == "a model"
    assert box.ensure() == first
    assert box.trainings() == 1
    assert box.said[0].startswith("training the language model")


@pytest.mark.parametrize("name", ["config.yml", "domain.yml", "nlu_data/rules.yml", "nlu_data/nlu/affirm.yml"])
def test_a_changed_input_is_trained_anew(box: Box, name: str) -> None:
    first = box.ensure()
    path = box.project / name
    path.write_text(path.read_text(encoding="utf-8") + "\n# changed\n", encoding="utf-8")
    assert box.ensure() != first
    assert box.trainings() == 2


def test_a_renamed_or_added_example_file_counts_as_a_change(box: Box) -> None:
    before = inputs_hash(box.project, {})
    shutil.copy(box.examples, box.examples.with_name("deny.yml"))
    added = inputs_hash(box.project, {})
    box.examples.unlink()
    assert len({before, added, inputs_hash(box.project, {})}) == 3


@pytest.mark.parametrize(
    ("does", "said"),
    [
        ("print('error: the domain is not YAML'); sys.exit(1)", "the domain is not YAML"),
        ("print('error: no examples'); open(out, 'w').write('half')", "no examples"),
        ("open(out, 'w').write('half'); sys.exit(1)", "status 1"),
        ("print('all well')", "all well"),
        ("sys.stderr.write('Killed'); os.abort()", "status -6"),
    ],
)
def test_a_training_that_fails_is_an_error_and_leaves_no_model(box: Box, does: str, said: str) -> None:
    box.trains(does)
    with pytest.raises(SetupError, match=said):
        box.ensure()
    assert box.left_behind() == []


def test_an_interrupted_training_leaves_no_model_and_no_process(box: Box) -> None:
    box.trains("open(out, 'w').write('half')\nprint('warning: interrupt me', flush=True)\nimport time\ntime.sleep(600)")

    def interrupt(line: str) -> None:
        box.said.append(line)
        if len(box.said) > 0 and line.startswith("training the language model ("):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ensure_model(box.settings, interrupt, project=box.project)
    assert box.left_behind() == []
    box.trains("open(out, 'w').write('a model')")
    assert box.ensure().read_text() == "a model"


def test_what_a_killed_training_left_is_cleared_away_by_the_next(box: Box) -> None:
    abandoned = box.settings.models_dir / ".training-abandoned"
    abandoned.mkdir(parents=True)
    (abandoned / "model.tar.gz").write_text("half")
    model = box.ensure()
    assert box.left_behind() == [model.name]


def test_warnings_of_the_training_data_are_shown(box: Box) -> None:
    box.trains("print('warning: misaligned entity'); open(out, 'w').write('a model')")
    box.ensure()
    assert "warning: misaligned entity" in box.said


def test_old_models_are_forgotten(box: Box) -> None:
    for number in range(MODELS_KEPT + 2):
        box.examples.write_text(f"# {number}\n", encoding="utf-8")
        latest = box.ensure()
    assert len(box.left_behind()) == MODELS_KEPT
    assert latest.name in box.left_behind()


def test_no_training_data_is_an_error_that_says_where_it_should_be(box: Box) -> None:
    box.examples.unlink()
    with pytest.raises(SetupError, match="nlu_data"):
        box.ensure()


def test_a_missing_environment_is_an_error_that_says_what_to_run(box: Box) -> None:
    box.settings.python.unlink()
    with pytest.raises(SetupError, match=r"bootstrap\.sh"):
        box.ensure()


def test_a_retailers_own_category_becomes_an_intent_with_a_rule(box: Box) -> None:
    copied = box.runs.with_name("copied")
    box.trains(
        "import shutil\n"
        f"shutil.copytree(args[args.index('--domain') + 1], {str(copied)!r})\n"
        f"shutil.copy(args[-1], {str(copied)!r} + '/data.yml')\n"
        "open(out, 'w').write('a model')"
    )
    extra = {"ram_raid": ("a car is through the doors", "they [drove](item) into the shutters")}
    plain, with_extra = inputs_hash(box.project, {}), box.ensure(extra)
    assert plain not in with_extra.name
    assert yaml.safe_load((copied / "extra.yml").read_text())["intents"] == ["report_ram_raid"]
    data = yaml.safe_load((copied / "data.yml").read_text())
    assert data["rules"][0]["steps"] == [{"intent": "report_ram_raid"}, {"action": "action_take_turn"}]
    assert data["nlu"][0]["examples"] == "- a car is through the doors\n- they drove item into the shutters\n"


@pytest.mark.parametrize("extra", [{"Ram Raid": ("a", "b")}, {"ram_raid": ("only one",)}, {"ram_raid": ("a", " ")}])
def test_a_category_without_a_plain_name_or_examples_is_refused(box: Box, extra: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(SetupError, match="two examples"):
        box.ensure(extra)


def test_the_extra_data_is_the_same_whatever_the_order() -> None:
    one = extra_training_data({"a_b": ("x", "y"), "c_d": ("z", "w")})
    assert one == extra_training_data({"c_d": ("z", "w"), "a_b": ("x", "y")})
