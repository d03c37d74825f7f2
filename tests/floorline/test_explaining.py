"""The grounds of an act and of each value, as ``floorline parse --explain`` shows them."""

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from typer.testing import CliRunner

from assistant.duress import Duress
from assistant.settings import StoreSettings
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import Entity, Parse
from floorline.cli import app
from floorline.explaining import explanation

TEXT = "two lads have nicked a paddling pool from aisle nine"
POOL = Entity("item", "paddling pool", TEXT.index("paddling"), TEXT.index("paddling") + 13, 0.91)
RANKING = (("report_shoplifting", 0.9), ("inform", 0.06), ("report_robbery", 0.03), ("out_of_scope", 0.01))
PARSE = Parse("report_shoplifting", 0.9, (POOL,), RANKING)
CONTEXT = Context(
    None, datetime(2026, 6, 17, 14, 20, tzinfo=UTC), ZoneInfo("Europe/London"), Gazetteer.from_settings(StoreSettings())
)


def test_each_value_is_shown_with_the_words_and_the_rule_that_gave_it() -> None:
    shown = explanation(interpret(TEXT, PARSE, CONTEXT), PARSE, None)
    values = {value["slot"]: value for value in shown["values"]}
    assert values["items"] | {"rule": ""} == {
        "slot": "items",
        "value": ["paddling pool"],
        "words": "paddling pool",
        "start": POOL.start,
        "end": POOL.end,
        "source": "model",
        "rule": "",
        "confidence": 0.91,
    }
    assert values["items"]["rule"] == "item"
    assert (values["location"]["source"], values["location"]["confidence"]) == ("grammar", None)
    assert values["location"]["words"] == "aisle nine"
    for value in shown["values"]:
        assert TEXT[value["start"] : value["end"]] == value["words"]
        assert value["rule"]


def test_the_act_is_shown_with_its_rule_and_the_three_likeliest_intents() -> None:
    shown = explanation(interpret(TEXT, PARSE, CONTEXT), PARSE, None)
    assert shown["act"]["rule"] == "the model's intent"
    assert [ranked["intent"] for ranked in shown["act"]["intents"]] == [
        "report_shoplifting",
        "inform",
        "report_robbery",
    ]


def test_without_a_model_the_rule_alone_is_shown() -> None:
    shown = explanation(interpret(TEXT, None, CONTEXT), None, None)
    assert shown["act"] == {"rule": "a cue for a kind of incident", "intents": None}


def test_a_model_that_ranks_nothing_is_shown_by_its_intent() -> None:
    bare = Parse("inform", 0.5, ())
    assert explanation(interpret("x", bare, CONTEXT), bare, None)["act"]["intents"] == [
        {"intent": "inform", "confidence": 0.5}
    ]


def test_the_words_of_duress_are_shown() -> None:
    duress = Duress("call_for_help", "get off me")
    shown = explanation(interpret("get off me", None, CONTEXT), None, duress)
    assert shown["duress"] == {"kind": "call_for_help", "words": "get off me"}
    assert explanation(interpret(TEXT, None, CONTEXT), None, None)["duress"] is None


def test_an_explanation_is_json() -> None:
    text = "it was ten minutes ago and she cut her hand, forty quid"
    shown = explanation(interpret(text, None, CONTEXT), None, None)
    assert json.loads(json.dumps(shown)) == shown


def test_the_help_of_parse_tells_of_explain_and_gives_an_example() -> None:
    result = CliRunner().invoke(app, ["parse", "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    plain = re.sub(r"\x1b\[[0-9;]*m", "", result.output)
    assert result.exit_code == 0
    assert "--explain" in plain
    assert "floorline parse --explain" in plain
