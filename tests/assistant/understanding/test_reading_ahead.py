"""What needs no model is read while the language server thinks; it changes nothing, and is soon forgotten."""

from __future__ import annotations

import pytest

from assistant.understanding.interpret import Context, interpret, read_ahead
from assistant.understanding.reading import read_before
from tests.assistant.understanding.readings import CUES, GAZETTEER, NOW, ZONE, entity, parse


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("two lads by the kiosk, reg AB12 CDE", [("location", "by the kiosk")]),
        ("he took four widgets and six bottles of gin ten minutes ago", [("item", "widgets"), ("item", "gin")]),
        ("no weapon, nobody's hurt, about forty quid of meat", [("item", "meat")]),
        ("sierra tango one seven, alpha bravo charlie", [("item", "tango")]),
        ("", []),
    ],
)
def test_what_was_read_ahead_is_what_is_understood(text: str, entities: list[tuple[str, str]]) -> None:
    context = Context(None, NOW, ZONE, GAZETTEER, CUES)
    parsed = parse("report_shoplifting", 0.9, *(entity(label, words, text) for label, words in entities))
    read_before.cache_clear()
    afresh = interpret(text, parsed, context)
    read_before.cache_clear()
    read_ahead(text, context)
    assert interpret(text, parsed, context) == afresh
    assert read_before.cache_info().hits


def test_what_was_said_is_not_kept_beyond_the_next_utterances() -> None:
    context = Context(None, NOW, ZONE, GAZETTEER, CUES)
    for number in range(20):
        read_ahead(f"aisle {number}", context)
    assert read_before.cache_info().currsize <= 4
