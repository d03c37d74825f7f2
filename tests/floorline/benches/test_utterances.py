"""Measuring single utterances, with a language model that says what the test wants."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import RasaDownError
from assistant.settings import Settings
from assistant.sop import SopBook
from assistant.understanding.values import Parse
from floorline.benches.nlu_sets import Row, Sets
from floorline.benches.utterances import MID_REPORT, Listener, bench_sets, time_parses

BOOK = SopBook.load()


class ModelThatSays:
    """Gives each text the intent it was told, ``inform`` otherwise; keeps what it was asked."""

    def __init__(self, **intents: str) -> None:
        self.intents = {text.replace("_", " "): intent for text, intent in intents.items()}
        self.asked: list[tuple[str, str | None]] = []
        self.is_down = False

    async def parse(self, text: str, asked: str | None = None, meanwhile: object = None) -> Parse:
        self.asked.append((text, asked))
        if self.is_down:
            raise RasaDownError("The language server is down.")
        intent = self.intents.get(text, "inform")
        return Parse(intent, 0.99, (), duress=30.0 if intent == "panic" else -30.0)


def listener(model: ModelThatSays, tmp_path: Path) -> Listener:
    return Listener(model, Settings(data_dir=tmp_path), BOOK)


def sets(
    *,
    utterances: tuple[Row, ...] = (),
    closed: tuple[Row, ...] = (),
    duress_calls: tuple[str, ...] = (),
    duress_near: tuple[str, ...] = (),
    ordinary: tuple[str, ...] = (),
    out_of_scope: tuple[str, ...] = (),
) -> Sets:
    return Sets(utterances, closed, duress_calls, duress_near, ordinary, out_of_scope)


def silently(line: str) -> None:
    """Progress nobody reads."""


async def test_acts_and_slots_are_measured_in_the_context_of_the_question(tmp_path: Path) -> None:
    model = ModelThatSays()
    rows = (
        Row(text="two", context="suspect_count", act="inform", slots={"suspect_count": 2}),
        Row(text="two", context="location", act="inform", slots={"location": "aisle 3"}),
    )
    report = await bench_sets(listener(model, tmp_path), sets(utterances=rows), silently)
    assert model.asked == [("two", "suspect_count"), ("two", "location")]
    assert report.figures["act_accuracy"] == 1.0
    assert report.figures["slot_f1_suspect_count"] == 1.0
    assert report.figures["slot_f1_location"] == 0.0
    (error,) = report.errors
    assert (error["set"], error["wrong"], error["expected"]) == ("utterances", "location", "aisle 3")


async def test_closed_classes_are_measured_by_kind(tmp_path: Path) -> None:
    rows = (
        Row(text="alpha bravo one two charlie delta echo", context="vehicle_plate", slots={"vehicle_plate": "AB12CDE"}),
        Row(text="two hundred quid", context="item_value", slots={"item_value": "20.00"}),
    )
    report = await bench_sets(listener(ModelThatSays(), tmp_path), sets(closed=rows), silently)
    assert (report.figures["plates_right"], report.figures["money_right"]) == (1.0, 0.0)
    assert [error["set"] for error in report.errors] == ["closed"]


async def test_a_call_counts_as_found_only_if_it_is_an_alarm_in_the_middle_of_a_report_too(tmp_path: Path) -> None:
    model = ModelThatSays(bring_them_all_here_now="panic")
    calls = ("help me", "bring them all here now", "bring a mop")
    report = await bench_sets(listener(model, tmp_path), sets(duress_calls=calls), silently)
    assert report.figures["duress_recall"] == pytest.approx(2 / 3)
    assert {context for _, context in model.asked} == {None, MID_REPORT}
    assert [error["text"] for error in report.errors] == ["bring a mop"]


async def test_a_false_alarm_is_one_whether_words_or_model_raise_it(tmp_path: Path) -> None:
    model = ModelThatSays(the_bread_is_late="panic")
    report = await bench_sets(
        listener(model, tmp_path),
        sets(duress_near=("help me help me", "I need help with the gift cards"), ordinary=("the bread is late", "hi")),
        silently,
    )
    assert report.figures["duress_false_alarms_near"] == 1
    assert report.figures["duress_false_alarms_ordinary"] == 1
    assert report.figures["duress_false_alarms"] == 2
    assert [(error["set"], error["spotted"]) for error in report.errors] == [
        ("duress_near", True),
        ("duress_ordinary", False),
    ]


async def test_an_alarm_out_of_a_report_or_an_answer_is_a_false_one_unless_it_is_a_call_for_help(
    tmp_path: Path,
) -> None:
    rows = (
        Row(text="bring them all here now", context=None, act="panic", slots={}),
        Row(text="it was my van outside", context="items", act="inform", slots={"items": ["van"]}),
    )
    model = ModelThatSays(bring_them_all_here_now="panic", it_was_my_van_outside="panic")
    report = await bench_sets(listener(model, tmp_path), sets(utterances=rows), silently)
    assert report.figures["duress_false_alarms_reports"] == 1
    assert [error["text"] for error in report.errors if error["wrong"] == "duress"] == ["it was my van outside"]


async def test_anything_but_a_refusal_of_what_lies_out_of_scope_is_an_acceptance(tmp_path: Path) -> None:
    model = ModelThatSays(price_check_please="out_of_scope", say_that_again="repeat")
    report = await bench_sets(
        listener(model, tmp_path), sets(out_of_scope=("price check please", "say that again")), silently
    )
    assert report.figures["out_of_scope_accepted"] == 0.5
    assert report.figures["out_of_scope_accepted_sampled"] == 0.5


async def test_a_language_server_that_is_down_is_counted_and_the_grammar_goes_on_alone(tmp_path: Path) -> None:
    model = ModelThatSays()
    model.is_down = True
    rows = (Row(text="aisle nine", context="location", act="inform", slots={"location": "aisle 9"}),)
    report = await bench_sets(listener(model, tmp_path), sets(utterances=rows), silently)
    assert report.figures["failed_parses"] == 1
    assert report.figures["slot_f1_location"] == 1.0
    assert report.figures["act_accuracy"] == 1.0


async def test_timing_gives_percentiles_and_how_far_the_passes_lie_apart(tmp_path: Path) -> None:
    rows = tuple(Row(text=f"aisle {n}", context="location", slots={}) for n in range(1, 10))
    figures = await time_parses(listener(ModelThatSays(), tmp_path), sets(utterances=rows), silently)
    assert set(figures) == {"parse_p50_ms", "parse_p50_spread_ms", "parse_p95_ms", "parse_p95_spread_ms"}
    assert 0 < figures["parse_p50_ms"] <= figures["parse_p95_ms"]
    assert await time_parses(listener(ModelThatSays(), tmp_path), sets(), silently) == {}
