"""What the pipelines under comparison are made of: their configurations, and the examples each of them is taught."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT
from assistant.understanding.examples import Example, plain_words, read_examples
from assistant.understanding.rasa_process import CODE_DIR
from speech_data.held_out import read_held_out

PIPELINES: Final = CODE_DIR / "pipelines"
SHOP: Final = "shop"
"""The pipeline that is in use: the project's own ``config.yml``."""
SEED_OPTIONS: Final[Mapping[str, str]] = {
    "DIETClassifier": "random_seed",
    "LogisticRegressionClassifier": "random_state",
    "floorline_rasa.shop_classifier.ShopClassifier": "seed",
}
"""What a component calls its seed. Those not named here draw nothing."""
SHORT_ANSWER_WORDS: Final = 3
"""Up to so many words an answer may stand in training and in a held-out set: there is hardly another way to say it."""


def pipeline_files() -> dict[str, Path]:
    """Name -> its Rasa configuration, in the order of the table; the one in use comes last."""
    return {path.stem: path for path in sorted(PIPELINES.glob("*.yml"))} | {SHOP: PROJECT_ROOT / "config.yml"}


def chosen_pipelines(names: Sequence[str]) -> dict[str, Path]:
    """Those of ``names``, all where there are none. ``SetupError`` names what may be given where one is unknown."""
    known = pipeline_files()
    unknown = [name for name in names if name not in known]
    if unknown:
        raise SetupError(f"There is no pipeline {', '.join(unknown)}; name some of: {', '.join(known)}.")
    return {name: path for name, path in known.items() if not names or name in names}


def seeded_config(path: Path, seed: int) -> str:
    """The configuration with ``seed`` in every component that draws by chance, as YAML."""
    config: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for component in config["pipeline"]:
        if component["name"] in SEED_OPTIONS:
            component[SEED_OPTIONS[component["name"]]] = seed
    return yaml.safe_dump(config, sort_keys=False)


def teachable_examples(nlu_data: Path = PROJECT_ROOT / "nlu_data") -> list[Example]:
    """All training data, heard lines too, without any line that is held out of it. ``SetupError`` for a broken file."""
    held_out = read_held_out(nlu_data / "dev") | read_held_out(nlu_data / "verification")
    return [
        example
        for example in read_examples(nlu_data / "nlu") + read_examples(nlu_data / "nlu" / "heard")
        if len(words := plain_words(example.text).split()) <= SHORT_ANSWER_WORDS or " ".join(words) not in held_out
    ]


def draw(examples: Sequence[Example], count: int, seed: int) -> list[Example]:
    """About ``count`` of them, each intent with its share but no fewer than two; all of them for 0."""
    if count == 0 or count >= len(examples):
        return list(examples)
    dice = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn: list[Example] = []
    for _, lines in sorted(_by_intent(examples).items()):
        share = max(2, round(count * len(lines) / len(examples)))
        drawn += dice.sample(lines, min(share, len(lines)))
    return drawn


def fold(examples: Sequence[Example], folds: int, number: int) -> tuple[list[Example], list[Example]]:
    """What is taught and what is held out in fold ``number`` of ``folds``; each intent is spread over all of them."""
    taught: list[Example] = []
    held: list[Example] = []
    for intent, lines in sorted(_by_intent(examples).items()):
        mixed = random.Random(intent).sample(lines, len(lines))  # noqa: S311 - a sample, no secret
        for place, example in enumerate(mixed):
            (held if place % folds == number else taught).append(example)
    return taught, held


def training_file(examples: Sequence[Example]) -> str:
    """The examples as Rasa's training data, in YAML."""
    blocks = [
        {"intent": intent, "examples": "".join(f"- {example.marked}\n" for example in lines)}
        for intent, lines in sorted(_by_intent(examples).items())
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": blocks}, allow_unicode=True, sort_keys=False)


def _by_intent(examples: Sequence[Example]) -> dict[str, list[Example]]:
    found: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        found[example.intent].append(example)
    return found
