"""One thing named in another's place: "it was rum, not vodka", "fraud, not shoplifting"."""

from __future__ import annotations

import pytest

from tests.assistant.understanding.readings import heard, parse


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("it was rum not vodka", ["rum"]),
        ("not vodka, rum", ["rum"]),
        ("no it was legs of lamb not steaks", ["legs of lamb"]),
        ("They took razors, not batteries.", ["razors"]),
    ],
)
def test_what_stands_beside_a_thing_that_it_is_not_is_what_it_is(text: str, items: list[str]) -> None:
    understood = heard(text, "confirmation", parse("correct"))
    assert understood.act == "correct"
    assert understood.slots() == {"items": items}


@pytest.mark.parametrize("asked", ["confirmation", "item_quantity", "suspect_description"])
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("it was fraud not shoplifting", "fraud"),
        ("wait it were an assault, not abuse", "assault"),
        ("that's wrong it was a robbery not a theft", "robbery"),
        ("change it to a burglary", "burglary"),
        ("put it down as criminal damage", "criminal_damage"),
        ("it should be assault", "assault"),
    ],
)
def test_a_kind_of_incident_named_in_anothers_place_puts_it_right(asked: str, text: str, category: str) -> None:
    understood = heard(text, asked, parse("correct"))
    assert understood.act == "correct"
    assert understood.slots()["category"] == category


@pytest.mark.parametrize(
    "text", ["it was a theft from the stockroom", "he was in for shoplifting before", "make it two of them"]
)
def test_a_kind_that_takes_nobodys_place_is_no_correction_of_it(text: str) -> None:
    assert "category" not in heard(text, "suspect_description", parse("inform")).slots()
