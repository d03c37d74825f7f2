"""The kind of incident, by the model's ranking and the cues of the words together."""

import pytest

from assistant.understanding.category import choose, cues_in, judge
from assistant.understanding.values import Parse
from assistant.understanding.words import Words
from tests.assistant.understanding.readings import heard


def chosen(text: str, *ranking: tuple[str, float]) -> str | None:
    parse = Parse(ranking[0][0], ranking[0][1], (), ranking) if ranking else None
    choice = choose(cues_in(Words(text), {}), parse)
    return None if choice is None else choice.category


def test_a_settling_cue_stands_against_a_model_in_doubt_and_not_against_a_sure_one() -> None:
    text = "graffiti on the recycling bins"
    assert chosen(text, ("report_burglary", 0.6), ("report_criminal_damage", 0.1)) == "criminal_damage"
    assert chosen(text, ("report_burglary", 0.97), ("report_criminal_damage", 0.001)) == "burglary"


def test_a_hint_only_breaks_a_tie() -> None:
    text = "he took a taxi"
    assert chosen(text, ("report_fraud", 0.5), ("report_shoplifting", 0.45)) == "shoplifting"
    assert chosen(text, ("report_fraud", 0.7), ("report_shoplifting", 0.2)) == "fraud"


def test_force_with_taking_is_robbery_whatever_the_model_says() -> None:
    assert chosen("he pulled a machete and demanded the takings", ("report_shoplifting", 0.99)) == "robbery"


def test_a_report_of_nothing_named_has_no_kind() -> None:
    assert chosen("something is up", ("report_incident", 0.8), ("report_fraud", 0.1)) is None


def test_the_ranking_counts_where_another_intent_came_first() -> None:
    assert chosen("over by the lifts", ("inform", 0.5), ("report_assault", 0.4)) == "assault"
    assert chosen("over by the lifts", ("inform", 0.95), ("report_assault", 0.01)) is None


def test_the_models_own_confidence_is_told() -> None:
    parse = Parse("report_fraud", 0.6, (), (("report_fraud", 0.6), ("inform", 0.4)))
    choice = choose([], parse)
    assert choice is not None
    assert (choice.cue, choice.confidence) == (None, 0.6)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("he handed over a photocopied tenner", "fraud"),
        ("she's had a sticker switch on the casserole pots", "fraud"),
        ("side entrance jemmied open", "burglary"),
        ("padlock's been snapped round the back", "burglary"),
        ("youth set light to a bin", "criminal_damage"),
        ("reversed into the trolley shelter", "criminal_damage"),
        ("some beggar pestering folk at the doors", "antisocial_behaviour"),
        ("holdall left under a bench", "suspicious_person"),
        ("a chap with a foil lined rucksack", "suspicious_person"),
        ("she thumped the caretaker", "assault"),
        ("he sprayed something in her eyes", "assault"),
        ("says he'll be waiting for me after my shift", "abuse_or_threat"),
        ("old dear passed out by the bakery", "medical_emergency"),
        ("he's crushed his thumb, no, trapped his fingers in the baler", "medical_emergency"),
        ("walkers gone again, empty hangers everywhere", "shoplifting"),
    ],
)
def test_cues_tell_the_kind_in_words_of_many_sorts(text: str, kind: str) -> None:
    cue = judge(cues_in(Words(text), {}))
    assert cue is not None
    assert cue.category == kind


@pytest.mark.parametrize(
    "text", ["I'll be late", "bra fitting at ten", "it's pissing down", "high chairs by the cafe", "two refunds done"]
)
def test_everyday_words_are_no_cue(text: str) -> None:
    assert judge(cues_in(Words(text), {})) is None


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("she's having a right pop at Gemma", "abuse_or_threat"),
        ("someone's had the tip jar off the counter", "shoplifting"),
        ("this old boy's gone a terrible colour", "medical_emergency"),
        ("a man exposed himself in the doorway", "antisocial_behaviour"),
        ("I've been called all sorts over a refund", "abuse_or_threat"),
    ],
)
def test_a_colloquial_report_tells_its_kind_by_itself(text: str, category: str) -> None:
    understood = heard(text)
    assert (understood.act, understood.slots()["category"]) == ("report_incident", category)


def test_a_day_off_the_till_is_no_theft() -> None:
    assert heard("he's had a week off the till").act == "out_of_scope"
