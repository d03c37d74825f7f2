"""What else the language server says, held against its view that somebody calls for help."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.duress import spot
from assistant.settings import DuressSettings, StoreSettings
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.server_view import CALM_LESS, MEDICAL_LESS, OUTSIDE_LESS, server_view
from assistant.understanding.values import Parse

CONTEXT = Context(
    "suspect_description",
    datetime(2026, 6, 17, 14, 20, 30, tzinfo=UTC),
    ZoneInfo("Europe/London"),
    Gazetteer.from_settings(StoreSettings()),
)


def test_an_emergency_that_is_reported_is_a_call_only_if_it_is_called_out() -> None:
    told = Parse("report_medical_emergency", 0.97, (), duress=1.0)
    assert server_view(told) == 1.0 - MEDICAL_LESS
    assert server_view(replace(told, confidence=0.8)) == 1.0
    assert server_view(replace(told, intent="report_assault")) == 1.0
    assert server_view(replace(told, duress=None)) == "not asked yet"
    assert server_view(None) == "down"
    for call in ("she's not breathing, help me", "first aider now she's choking to death"):
        assert spot(call, DuressSettings(), server_view(replace(told, duress=4.6))) is not None


def test_what_may_well_be_chatter_is_a_call_only_if_it_sounds_much_like_one() -> None:
    told = Parse("out_of_scope", 0.5, (), (("out_of_scope", 0.5), ("panic", 0.3)), duress=1.0)
    assert server_view(told) == 1.0 - OUTSIDE_LESS
    assert server_view(replace(told, intent="panic", ranking=(("panic", 0.5), ("out_of_scope", 0.45)))) == (
        1.0 - OUTSIDE_LESS
    )
    assert server_view(replace(told, intent="panic", ranking=(("panic", 0.9), ("out_of_scope", 0.1)))) == 1.0
    assert interpret("be quick with your lunch it's getting busy", told, CONTEXT).act == "out_of_scope"
    assert interpret("help me", told, CONTEXT).act == "panic"


@pytest.mark.parametrize("text", ["just now, he's just gone out the doors", "they've just left, out the back doors"])
def test_that_somebody_has_gone_is_no_call_for_help(text: str) -> None:
    told = Parse("inform", 0.7, (), (("inform", 0.7), ("panic", 0.2)), duress=0.4)
    understood = interpret(text, told, CONTEXT)
    assert understood.act == "inform"
    assert server_view(told, understood.values) == pytest.approx(0.4 - CALM_LESS)


def test_that_the_police_have_been_called_is_no_call_for_help() -> None:
    told = Parse("inform", 0.5, (), (("inform", 0.5), ("panic", 0.4)), duress=1.5)
    assert interpret("Ravi's dialled nine nine nine", told, CONTEXT).act == "inform"
    assert interpret("I've called the police, help me", told, CONTEXT).act == "panic"


def test_that_somebody_is_here_again_is_no_call_for_help_by_itself() -> None:
    told = Parse("correct", 0.5, (), (("correct", 0.5), ("panic", 0.4)), duress=1.5)
    assert interpret("hang on, he's still here", told, CONTEXT).act != "panic"
    assert interpret("he's still here, help me", told, CONTEXT).act == "panic"


def test_gone_and_somebody_hurt_may_be_one() -> None:
    told = Parse("inform", 0.7, (), (("inform", 0.7), ("panic", 0.2)), duress=0.4)
    understood = interpret("he's gone and she's bleeding", told, CONTEXT)
    assert server_view(told, understood.values) == 0.4
