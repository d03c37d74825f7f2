"""What is said in the middle of a report, in the light of what the record holds and of what was asked."""

import pytest

from assistant.understanding.interpret import Context, interpret
from tests.assistant.understanding.readings import CUES, GAZETTEER, NOW, ZONE, entity, heard, parse


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("he's put two phones inside his jacket and walked out, he didn't pay", "shoplifting"),
        ("he's just punched Dev", "assault"),
    ],
)
def test_whoever_was_only_suspicious_and_does_something_is_an_incident_of_its_kind(text: str, category: str) -> None:
    context = Context("suspect_description", NOW, ZONE, GAZETTEER, CUES, kind="suspicious_person")
    understood = interpret(text, parse("inform", 0.8), context)
    assert (understood.act, understood.slots()["category"]) == ("report_incident", category)
    assert "suspect_description" not in understood.slots()


@pytest.mark.parametrize(
    "text",
    ["he was in last week nicking vodka", "he looks like he's about to nick something", "he's known for stealing"],
)
def test_what_makes_somebody_suspicious_is_no_incident_of_another_kind(text: str) -> None:
    context = Context("suspect_description", NOW, ZONE, GAZETTEER, CUES, kind="suspicious_person")
    assert interpret(text, parse("inform", 0.8), context).act == "inform"


def test_a_note_that_is_put_right_is_a_thing_and_not_only_a_sum() -> None:
    understood = heard("no, a fifty pound note", "confirmation", parse("correct"))
    assert understood.slots() == {"item_value": "50.00", "items": ["fifty pound note"]}


@pytest.mark.parametrize(
    ("asked", "text", "slots"),
    [
        ("location", "aisle seven, no tell a lie, eight", {"location": "aisle 8"}),
        ("location", "I'm stood at number twelve till", {"location": "till 12"}),
        ("occurred_at", "it was when we opened, eight", {"occurred_at": "2026-06-17T07:00:00Z"}),
        ("vehicle_plate", "I think it began with a YK", {"vehicle_plate": "YK"}),
    ],
)
def test_what_is_said_in_passing_does_not_lead_astray(asked: str, text: str, slots: dict[str, str]) -> None:
    assert heard(text, asked).slots() == slots


def test_left_and_not_right_is_left() -> None:
    text = "not quite, he went left not right"
    understood = heard(text, "confirmation", parse("correct", 0.9, entity("direction_of_travel", "right", text)))
    assert understood.slots()["direction_of_travel"].startswith("left")


def test_an_adjective_that_was_marked_alone_belongs_to_the_next_word() -> None:
    text = "a load of them posh candles and a blanket"
    marked = [entity("item", word, text) for word in ("posh", "candles", "blanket")]
    assert heard(text, "items", parse("inform", 0.9, *marked)).slots()["items"] == ["posh candles", "blanket"]


@pytest.mark.parametrize(
    ("asked", "text", "slots"),
    [
        ("occurred_at", "just gone half seven this morning", {"occurred_at": "2026-06-17T06:30:00Z"}),
        ("suspects_on_site", "he's just gone", {"suspects_on_site": False}),
        ("suspects_on_site", "no way of telling from here", {}),
        (
            "suspects_on_site",
            "gone, out the doors in a yellow cab",
            {"suspects_on_site": False, "direction_of_travel": "out the doors", "vehicle_description": "yellow cab"},
        ),
        ("vehicle_description", "blk focus", {"vehicle_description": "blk focus"}),
    ],
)
def test_an_answer_holds_what_it_says_and_no_more(asked: str, text: str, slots: dict[str, object]) -> None:
    assert heard(text, asked).slots() == slots


@pytest.mark.parametrize(
    ("text", "ranking"),
    [("somebody's poorly", ("out_of_scope", 0.5)), ("it was a hold up", ("correct", 0.8))],
)
def test_the_kind_that_was_asked_for_is_taken_where_the_model_is_at_a_loss(
    text: str, ranking: tuple[str, float]
) -> None:
    assert heard(text, "category", parse(*ranking)).act == "inform"
