"""What the compared pipelines are made of: configurations, draws and folds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.errors import SetupError
from assistant.settings import PROJECT_ROOT
from assistant.understanding.examples import Example, Span, parse_marked, plain_words
from floorline.benches.pipeline_data import (
    SEED_OPTIONS,
    SHOP,
    SHORT_ANSWER_WORDS,
    chosen_pipelines,
    draw,
    fold,
    pipeline_files,
    seeded_config,
    teachable_examples,
    training_file,
)
from speech_data.held_out import read_held_out

NAMES = ("diet", "diet_crf", "lr_crf", "lr_diet", "minilm_diet", "minilm_lr_crf", SHOP)
EXAMPLES = [Example("inform", f"aisle {number}") for number in range(300)] + [
    Example("panic", f"help {number}") for number in range(30)
]


def loaded(name: str, seed: int = 7) -> dict[str, Any]:
    config: dict[str, Any] = yaml.safe_load(seeded_config(pipeline_files()[name], seed))
    return config


def test_the_pipelines_are_those_of_the_folder_and_the_one_in_use() -> None:
    assert tuple(pipeline_files()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_component_that_draws_by_chance_gets_the_one_seed(name: str) -> None:
    drawing = [component for component in loaded(name)["pipeline"] if component["name"] in SEED_OPTIONS]
    assert drawing
    assert {component[SEED_OPTIONS[component["name"]]] for component in drawing} == {7}


@pytest.mark.parametrize("name", NAMES)
def test_seeds_change_nothing_but_the_seed(name: str) -> None:
    given = yaml.safe_load(pipeline_files()[name].read_text(encoding="utf-8"))
    seeded = loaded(name)
    for component in (*given["pipeline"], *seeded["pipeline"]):
        component.pop(SEED_OPTIONS.get(component["name"], ""), None)
    assert seeded == given


@pytest.mark.parametrize("name", NAMES)
def test_all_give_up_where_the_one_in_use_does_and_take_turns_by_the_same_rules(name: str) -> None:
    ours, compared = loaded(SHOP), loaded(name)
    assert compared["policies"] == ours["policies"]
    assert compared["pipeline"][-1] == ours["pipeline"][-1]
    assert (compared["recipe"], compared["language"]) == (ours["recipe"], ours["language"])


def test_a_pipeline_that_is_not_there_is_refused_with_the_names_that_are() -> None:
    with pytest.raises(SetupError, match=r"no pipeline bert.*diet.*shop"):
        chosen_pipelines(["diet", "bert"])


def test_the_table_keeps_its_order_whatever_is_named_first() -> None:
    assert list(chosen_pipelines([SHOP, "diet"])) == ["diet", SHOP]
    assert tuple(chosen_pipelines([])) == NAMES


def test_a_draw_gives_each_intent_its_share() -> None:
    drawn = Counter(example.intent for example in draw(EXAMPLES, 110, seed=0))
    assert drawn == {"inform": 100, "panic": 10}


def test_a_draw_leaves_no_intent_with_less_than_two() -> None:
    drawn = Counter(example.intent for example in draw(EXAMPLES, 4, seed=0))
    assert drawn["panic"] == 2


def test_the_same_seed_draws_the_same_and_another_draws_others() -> None:
    assert draw(EXAMPLES, 110, 1) == draw(EXAMPLES, 110, 1)
    assert draw(EXAMPLES, 110, 1) != draw(EXAMPLES, 110, 2)


@pytest.mark.parametrize("count", [0, len(EXAMPLES), 10 * len(EXAMPLES)])
def test_nought_or_more_than_there_are_draws_all(count: int) -> None:
    assert draw(EXAMPLES, count, 3) == EXAMPLES


def test_each_example_is_held_out_in_one_fold_and_taught_in_the_others() -> None:
    parts = [fold(EXAMPLES, 3, number) for number in range(3)]
    assert Counter(example.text for _, held in parts for example in held) == Counter(
        example.text for example in EXAMPLES
    )
    for taught, held in parts:
        assert Counter(example.intent for example in held) == {"inform": 100, "panic": 10}
        assert not {example.text for example in taught} & {example.text for example in held}


def test_training_data_reads_back_as_it_was() -> None:
    examples = [Example("inform", "it's the £5 gin: two", (Span(12, 15, "item"),)), Example("panic", "help me")]
    block = yaml.safe_load(training_file(examples))
    read = [
        parse_marked(part["intent"], line.removeprefix("- "))
        for part in block["nlu"]
        for line in part["examples"].splitlines()
    ]
    assert read == examples


def test_no_line_that_is_held_out_can_be_drawn(tmp_path: Path) -> None:
    for folder in ("dev", "verification", "nlu/heard"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "dev" / "ordinary.txt").write_text("the bread is late again\nyes\n", encoding="utf-8")
    (tmp_path / "verification" / "ordinary.txt").write_text("someone nicked my trolley\n", encoding="utf-8")
    lines = "- The bread is late, again.\n- Yes\n- my dentist called\n"
    for path, text in (("nlu/a.yml", lines), ("nlu/heard/a.yml", "- someone nicked my trolley\n- the heard one\n")):
        block = {"nlu": [{"intent": "out_of_scope", "examples": text}]}
        (tmp_path / path).write_text(yaml.safe_dump(block), encoding="utf-8")
    assert [example.text for example in teachable_examples(tmp_path)] == ["Yes", "my dentist called", "the heard one"]


def test_nothing_held_out_is_drawn_from_the_real_data() -> None:
    data = PROJECT_ROOT / "nlu_data"
    held_out = read_held_out(data / "dev") | read_held_out(data / "verification")
    drawn = draw(teachable_examples(), 1000, seed=0)
    words = [plain_words(example.text) for example in drawn]
    assert len(drawn) == pytest.approx(1000, abs=30)
    assert [text for text in words if text in held_out and len(text.split()) > SHORT_ANSWER_WORDS] == []
