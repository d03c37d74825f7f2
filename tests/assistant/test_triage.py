"""The priority and the reason for it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.incident import Injuries, Priority
from assistant.sop import SopBook
from assistant.triage import Assessment, assess, serious_injury
from tests.fakes.made_incidents import incident_with

BOOK = SopBook.load()


def judged(**fields: Any) -> Assessment:
    return assess(incident_with(**fields), BOOK.for_category(fields.get("category")))


@pytest.mark.parametrize(
    ("fields", "expected", "reason"),
    [
        ({"category": "shoplifting", "weapon": "knife"}, "P1", "weapon"),
        ({"category": "fraud", "duress": True}, "P1", "duress"),
        ({"duress": True}, "P1", "duress"),
        ({"category": "robbery", "suspects_on_site": True}, "P1", "still on site"),
        ({"category": "assault", "suspects_on_site": True}, "P1", "still on site"),
        (
            {"category": "medical_emergency", "injuries": Injuries(any=True, text="not breathing")},
            "P1",
            "not breathing",
        ),
        ({"category": "robbery"}, "P2", "robbery has just happened"),
        ({"category": "robbery", "suspects_on_site": False, "weapon": "none"}, "P2", "robbery has just happened"),
        ({"category": "abuse_or_threat", "suspects_on_site": True}, "P2", "still on site"),
        ({"category": "antisocial_behaviour", "suspects_on_site": True}, "P2", "still on site"),
        ({"category": "shoplifting", "injuries": Injuries(any=True, text="cut finger")}, "P2", "someone is hurt"),
        ({"category": "medical_emergency"}, "P2", "starts at P2"),
        (
            {"category": "shoplifting", "suspects_on_site": True, "suspect_description": "tall man, shouting at staff"},
            "P2",
            "aggressive",
        ),
        ({"category": "assault"}, "P2", "may still be here"),
        ({"category": "assault", "suspects_on_site": False, "injuries": Injuries(any=False)}, "P3", "starts at P3"),
        ({"category": "shoplifting", "suspects_on_site": True}, "P3", "starts at P3"),
        ({"category": "shoplifting", "suspects_on_site": False, "weapon": "none"}, "P3", "starts at P3"),
        ({"category": "burglary"}, "P3", "starts at P3"),
        ({"category": "suspicious_person", "suspects_on_site": True}, "P4", "starts at P4"),
        ({}, "P4", "starts at P4"),
        ({"category": "shoplifting", "item_value": Decimal(1500)}, "P2", "thousand pounds"),
    ],
)
def test_the_rules_give_the_priority_and_say_why(fields: dict[str, Any], expected: str, reason: str) -> None:
    found = judged(**fields)
    assert found.priority == Priority(expected)
    assert reason in found.reasons[0]


def test_the_most_urgent_reason_comes_first() -> None:
    found = judged(category="robbery", suspects_on_site=True, weapon="machete", injuries=Injuries(any=True, text="cut"))
    assert found.priority is Priority.P1
    assert "weapon" in found.reasons[0]
    assert found.reasons[-1] in ("someone is hurt", "a robbery has just happened")
    assert len(set(found.reasons)) == len(found.reasons)


def test_the_priority_already_on_the_record_plays_no_part() -> None:
    assert judged(category="shoplifting", priority=Priority.P1).priority is Priority.P3


def test_a_procedure_can_only_raise() -> None:
    lax = BOOK.for_category("robbery").model_copy(update={"priority": Priority.P4, "thresholds": ()})
    assert assess(incident_with(category="robbery", weapon="gun"), lax).priority is Priority.P1


@pytest.mark.parametrize(
    "text",
    [
        "not breathing",
        "he isn't breathing",
        "can't breathe",
        "unconscious",
        "unresponsive",
        "won't wake up",
        "passed out",
        "bleeding heavily from the arm",
        "bleeding really badly",
        "blood everywhere",
        "stabbed in the leg",
        "stab wound",
        "chest pain",
        "pains in his chest",
        "heart attack",
        "I think it's a stroke",
        "having a seizure",
        "she's fitting",
        "he's having a fit",
        "head injury",
        "banged her head on the shelf",
        "hit over the head with a bottle",
        "choking",
        "acid burns",
        "breathing fine but unconscious",
        "not sure, he collapsed",
        "no cuts, but he was stabbed",
        "allergic reaction, throat closing",
    ],
)
def test_danger_to_life_is_heard_in_the_words_for_an_injury(text: str) -> None:
    assert serious_injury(text)


@pytest.mark.parametrize(
    "text",
    [
        "cut finger",
        "bruised arm",
        "twisted ankle",
        "grazed knee, no bleeding",
        "conscious and breathing",
        "not unconscious",
        "no head injury",
        "no chest pain",
        "wasn't stabbed, just a scratch",
        "hasn't hit her head",
        "fell in the fitting room, sore knee",
        "",
    ],
)
def test_lesser_injuries_and_denials_are_not_danger_to_life(text: str) -> None:
    assert serious_injury(text) is None


@given(st.text(max_size=200))
def test_any_words_at_all_can_be_judged(text: str) -> None:
    assert judged(category="medical_emergency", injuries=Injuries(any=True, text=text)).priority <= Priority.P2


plain = st.fixed_dictionaries(
    {
        "category": st.sampled_from([None, *BOOK.categories]),
        "suspects_on_site": st.sampled_from([None, False]),
        "weapon": st.sampled_from([None, "none"]),
        "injuries": st.sampled_from([None, Injuries(any=False)]),
        "suspect_count": st.sampled_from([None, 0, 1, 2]),
        "item_value": st.sampled_from([None, Decimal(0), Decimal(50)]),
        "duress": st.just(False),
    }
)
dangers = st.lists(
    st.sampled_from(
        [
            ("weapon", "knife"),
            ("injuries", Injuries(any=True, text="cut hand")),
            ("injuries", Injuries(any=True, text="not breathing")),
            ("duress", True),
            ("suspect_count", 4),
            ("item_value", Decimal(8000)),
        ]
    ),
    min_size=1,
    max_size=4,
)


@given(plain, dangers)
def test_learning_of_danger_never_makes_it_less_urgent(before: dict[str, Any], added: list[tuple[str, Any]]) -> None:
    calm = judged(**before)
    fields = dict(before)
    last = calm.priority
    for name, value in added:
        if (
            name == "injuries"
            and isinstance(fields["injuries"], Injuries)
            and fields["injuries"].text == "not breathing"
        ):
            continue  # a lesser injury in its place is a correction, not more danger
        fields[name] = value
        found = judged(**fields)
        assert found.priority <= last
        last = found.priority


@given(plain)
def test_suspects_still_on_site_are_never_less_urgent_than_gone_or_not_known(fields: dict[str, Any]) -> None:
    here = judged(**{**fields, "suspects_on_site": True}).priority
    assert here <= judged(**{**fields, "suspects_on_site": None}).priority
    assert here <= judged(**{**fields, "suspects_on_site": False}).priority
