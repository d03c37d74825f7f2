"""What a pipeline is worth, and the table of all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import RasaDownError
from assistant.settings import Settings
from assistant.sop import SopBook
from assistant.understanding.examples import Example, Span
from assistant.understanding.values import Entity, Parse
from floorline.benches.nlu_sets import Row, Sets
from floorline.benches.pipeline_scores import Column, act_of, over_seeds, score_development, score_fold, table
from floorline.benches.utterances import Listener

BOOK = SopBook.load()
ACT = Column("act_accuracy", "act", "{:.1f}%", 100)
LOAD = Column("resident_mb", "MB", "{:.0f}")


class ModelThatSays:
    """Gives each text the parse it was told; for any other it is down."""

    def __init__(self, parses: dict[str, Parse]) -> None:
        self.parses = parses

    async def parse(self, text: str, asked: str | None = None, meanwhile: object = None) -> Parse:
        if text not in self.parses:
            raise RasaDownError("The language server is down.")
        return self.parses[text]


def parse(intent: str, *entities: Entity) -> Parse:
    return Parse(intent, 0.99, entities)


def silently(line: str) -> None:
    """Progress nobody reads."""


@pytest.mark.parametrize(
    ("intent", "act"),
    [("report_robbery", "report_incident"), ("report_incident", "report_incident"), ("deny", "deny"), (None, None)],
)
def test_a_report_is_one_whatever_its_category(intent: str | None, act: str | None) -> None:
    assert act_of(intent) == act


async def test_a_fold_counts_acts_and_spans_right_to_the_letter() -> None:
    model = ModelThatSays(
        {
            "nicked gin": parse("report_shoplifting", Entity("item", "gin", 7, 10, 0.9)),
            "a red cap": parse("inform", Entity("item", "red cap", 2, 9, 0.9)),
            "yes": parse("deny"),
        }
    )
    held = [
        Example("report_incident", "nicked gin", (Span(7, 10, "item"),)),
        Example("inform", "a red cap", (Span(2, 9, "suspect_description"),)),
        Example("affirm", "yes"),
        Example("inform", "by the lift", (Span(4, 11, "location"),)),
    ]
    figures = await score_fold(model, held)
    assert figures["folds_act_accuracy"] == 0.5
    assert figures["folds_entity_f1"] == pytest.approx(2 / 5)


async def test_the_turn_and_the_model_alone_are_told_apart(tmp_path: Path) -> None:
    rows = (
        Row(text="yes", context="police_called", act="affirm", slots={"police_called": True}),
        Row(
            text="someone has nicked gin", context=None, act="report_incident",
            slots={"category": "shoplifting", "items": ["gin"]},
        ),
    )  # fmt: skip
    nicked = parse("report_shoplifting", Entity("item", "gin", 19, 22, 0.9))
    model = ModelThatSays({"yes": parse("inform"), rows[1].text: nicked, "price check": parse("report_fraud")})
    listener = Listener(model, Settings(data_dir=tmp_path), BOOK)
    sets = Sets(rows, (), (), (), (), ("price check",))
    figures = await score_development(listener, sets, silently)
    assert figures["act_accuracy"] == 1.0
    assert figures["model_act_accuracy"] == 0.5
    assert figures["category_accuracy"] == 1.0
    assert figures["slot_f1"] == 1.0
    assert figures["others_taken"] == 1.0
    assert figures["failed_parses"] == 0.0


def test_the_median_of_the_seeds_comes_with_the_least_and_the_greatest() -> None:
    figures = over_seeds([{"act": 0.9}, {"act": 0.7, "folds": 0.4}, {"act": 0.8}])
    assert (figures["act_median"], figures["act_min"], figures["act_max"]) == (0.8, 0.7, 0.9)
    assert figures["folds_median"] == figures["folds_min"] == 0.4


def test_a_table_has_a_row_a_pipeline_and_a_dash_where_nothing_was_measured() -> None:
    pipelines = {
        "diet": over_seeds([{"act_accuracy": 0.8, "resident_mb": 1601.2}]),
        "shop": over_seeds([{"act_accuracy": 0.951}, {"act_accuracy": 0.943}, {"act_accuracy": 0.96}]),
    }
    assert table([ACT, LOAD], pipelines).splitlines() == [
        "| pipeline | act | MB |",
        "|---|---|---|",
        "| diet | 80.0% | 1601 |",
        "| shop | 95.1% (94.3–96.0) | – |",
    ]


def test_a_column_without_a_figure_is_left_out() -> None:
    assert table([ACT, LOAD], {"shop": over_seeds([{"resident_mb": 600.0}])}).splitlines()[0] == "| pipeline | MB |"
