"""What the act is, where the model and the words differ."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from assistant.settings import StoreSettings
from assistant.understanding.interpret import Context, interpret
from assistant.understanding.places import Gazetteer
from assistant.understanding.values import Entity, Parse, Understood

NOW = datetime(2026, 6, 17, 14, 20, 30, tzinfo=UTC)
GAZETTEER = Gazetteer.from_settings(StoreSettings())


def heard(text: str, asked: str | None, *ranking: tuple[str, float], item: str = "") -> Understood:
    entities = (Entity("item", item, text.index(item), text.index(item) + len(item), 0.8),) if item else ()
    parse = Parse(ranking[0][0], ranking[0][1], entities, ranking) if ranking else None
    context = Context(asked, NOW, ZoneInfo("Europe/London"), GAZETTEER)  # type: ignore[arg-type]
    return interpret(text, parse, context)


@pytest.mark.parametrize(
    ("asked", "text", "act"),
    [
        ("suspects_on_site", "yeah, hiding in the toilets", "affirm"),
        ("suspects_on_site", "no she's away", "deny"),
        ("injuries", "yes, his elbow is bleeding", "affirm"),
        ("injuries", "no, we're all fine", "deny"),
        ("police_called", "yes, about twenty minutes ago", "affirm"),
        ("weapon", "yep, a cleaver", "affirm"),
        ("suspects_on_site", "yes, he's gone", "inform"),
        ("injuries", "no, she's cut her hand", "inform"),
        ("police_called", "nobody's phoned them", "inform"),
        ("weapon", "none that I saw", "deny"),
        ("weapon", "nothing that we noticed", "deny"),
    ],
)
@pytest.mark.parametrize("intent", ["inform", "affirm", "deny"])
def test_a_yes_or_no_opens_the_answer_to_a_yes_no_question(asked: str, text: str, act: str, intent: str) -> None:
    assert heard(text, asked, (intent, 0.9)).act == act
    assert heard(text, asked).act == act


def test_the_facts_after_a_yes_are_kept() -> None:
    understood = heard("yes, twenty minutes ago", "police_called", ("affirm", 0.9))
    assert set(understood.slots()) >= {"police_called"}
    assert heard("yep, a cleaver", "weapon", ("affirm", 0.9)).slots() == {"weapon": "cleaver"}


def test_an_unasked_okay_brings_nothing_along() -> None:
    assert heard("okay", None, ("affirm", 0.99)).slots() == {}
    assert heard("yeah", None).slots() == {}


def test_a_kind_that_was_asked_for_is_a_fact() -> None:
    understood = heard("a lad got mugged earlier on", "category", ("report_robbery", 0.95))
    assert (understood.act, understood.slots()["category"]) == ("inform", "robbery")


def test_a_report_like_sentence_in_the_middle_of_a_form_is_a_fact() -> None:
    understood = heard("she's sprawled out by the kiosk", "suspect_count", ("report_medical_emergency", 0.8))
    assert understood.act == "inform"
    assert "category" not in understood.slots()


def test_another_kind_of_incident_named_in_the_middle_of_a_form_is_reported() -> None:
    understood = heard("wait, it's an assault now, he punched Bev", "items", ("report_assault", 0.9))
    assert (understood.act, understood.slots()["category"]) == ("report_incident", "assault")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("he's carrying a machete", "suspects_on_site"),
        ("I phoned 999", "police_called"),
        ("she cut her leg", "injuries"),
    ],
)
def test_the_model_alone_makes_no_panic_of_a_fact(text: str, asked: str) -> None:
    assert heard(text, asked, ("panic", 0.99), ("inform", 0.01)).act == "inform"


def test_panic_is_what_raises_the_alarm_and_nothing_else() -> None:
    context = Context(None, NOW, ZoneInfo("Europe/London"), GAZETTEER)
    for text, intent, duress, panic in (
        ("we are in such trouble", "inform", 5.0, True),
        ("we are in such trouble", "panic", -5.0, False),
        ("the area team are coming", "panic", -5.0, False),
    ):
        understood = interpret(text, Parse(intent, 0.99, (), ((intent, 0.99),), duress), context)
        assert (understood.act == "panic") is panic
    assert heard("help me", None).act == "panic"
    assert heard("the area team are coming", None, ("panic", 0.6), ("out_of_scope", 0.4)).act == "out_of_scope"


@pytest.mark.parametrize(
    ("text", "asked", "slot"),
    [
        ("no receipt but it happened at till two", "till_receipt", "location"),
        ("and another thing, there was a hammer on him", None, "weapon"),
    ],
)
def test_a_correction_needs_something_taken_back(text: str, asked: str | None, slot: str) -> None:
    understood = heard(text, asked, ("correct", 0.95))
    assert understood.act == "inform"
    assert slot in understood.slots()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("that should be camera twenty", "confirmation"),
        ("put it down as aisle three", "items"),
        ("I misread it, forty quid it was", "items"),
        ("not a hammer, it was a chisel", "confirmation"),
    ],
)
def test_what_is_put_right_is_a_correction_anywhere_in_the_sentence(text: str, asked: str) -> None:
    assert heard(text, asked, ("inform", 0.6), ("correct", 0.3)).act == "correct"
    assert heard(text, asked).act == "correct"


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("no, she threatened her", "abuse_or_threat"),
        ("nah he was abusive", "abuse_or_threat"),
        ("no no, they vandalised it", "criminal_damage"),
    ],
)
@pytest.mark.parametrize("ranking", [(), (("deny", 0.8),), (("inform", 0.7),)])
def test_a_no_to_the_read_back_with_what_happened_changes_the_kind(
    text: str, category: str, ranking: tuple[tuple[str, float], ...]
) -> None:
    understood = heard(text, "confirmation", *ranking)
    assert (understood.act, understood.slots().get("category")) == ("correct", category)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("damage", "criminal_damage"),
        ("No, it's damage.", "criminal_damage"),
        ("Assault.", "assault"),
        ("a threat", "abuse_or_threat"),
        ("no it was theft", "shoplifting"),
    ],
)
@pytest.mark.parametrize(
    "ranking", [(), (("out_of_scope", 0.85),), (("deny", 0.5),), (("report_incident", 0.6),), (("report_fraud", 0.8),)]
)
def test_the_name_of_a_kind_alone_puts_the_kind_right(
    text: str, category: str, ranking: tuple[tuple[str, float], ...]
) -> None:
    understood = heard(text, "confirmation", *ranking)
    assert (understood.act, understood.slots()) == ("correct", {"category": category})


def test_a_yes_to_the_read_back_keeps_the_kind() -> None:
    assert heard("yes, he threatened me", "confirmation", ("affirm", 0.9)).act == "affirm"
    assert heard("no", "confirmation", ("deny", 0.9)).act == "deny"


def test_a_no_to_the_read_back_with_a_fact_puts_it_right() -> None:
    understood = heard("No. Police haven't been called, I only told my boss.", "confirmation", ("deny", 0.8))
    assert (understood.act, understood.slots()) == ("correct", {"police_called": False})


@pytest.mark.parametrize("text", ["not a lot, a tenner", "not much, about a tenner", "not more than a tenner"])
def test_not_much_takes_nothing_back(text: str) -> None:
    assert heard(text, "item_value", ("inform", 0.6)).act == "inform"
    assert heard(text, "item_value").act == "inform"


def test_you_have_got_it_is_no_correction() -> None:
    assert heard("yeah you've got it", "confirmation", ("affirm", 0.9)).act == "affirm"


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("can somebody check a price in aisle two", "report_incident", 0.9),
        ("what aisle is the cat litter in", "inform", 0.9),
        ("lovely shade of teal that", "report_suspicious_person", 0.7),
        ("aisle six", "inform", 0.8),
        ("grand morning for it", "cancel", 0.3),
        ("they rob a casino in that film", "report_robbery", 0.9),
        ("my back is killing me", "report_assault", 0.9),
    ],
)
def test_with_nothing_asked_a_claim_of_the_model_needs_something_in_the_words(
    text: str, intent: str, confidence: float
) -> None:
    understood = heard(text, None, (intent, confidence))
    assert understood.act == "out_of_scope"
    assert understood.slots() == {}


def test_a_sure_report_stands_and_one_divided_between_kinds_too() -> None:
    assert (
        heard("lasses at it again by the fountain", None, ("report_antisocial_behaviour", 0.97)).act
        == "report_incident"
    )
    divided = (("report_assault", 0.4), ("report_abuse_or_threat", 0.35), ("report_robbery", 0.22), ("inform", 0.03))
    assert heard("he went for Tariq at the desk", None, *divided).act == "report_incident"


def test_chatter_stays_chatter_while_a_question_is_open() -> None:
    assert heard("mic check one two", "suspect_count", ("out_of_scope", 0.97)).act == "out_of_scope"
    assert heard("two", "suspect_count", ("out_of_scope", 0.97)).act == "inform"
    assert heard("anybody found a lanyard", "items").act == "out_of_scope"


def test_sorry_to_butt_in_takes_nothing_back() -> None:
    text = "sorry to butt in, two lads are scrapping at till four"
    assert heard(text, None, ("report_assault", 0.97)).act == "report_incident"


@pytest.mark.parametrize("kind", ["assault", "medical_emergency", "antisocial_behaviour", "suspicious_person"])
def test_a_thing_is_no_item_where_nothing_is_taken(kind: str) -> None:
    understood = heard("some lads drinking stout near the lifts", None, (f"report_{kind}", 0.99), item="stout")
    assert "items" not in understood.slots()


def test_the_lists_add_what_the_model_missed_of_a_theft() -> None:
    understood = heard("she's nicked two hedge trimmers", None, ("report_shoplifting", 0.99))
    assert understood.slots()["items"] == ["hedge trimmers"]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("a bloke with an axe by the exit", "report_incident"),
        ("reg was kilo lima one nine alpha bravo charlie", "inform"),
        ("a gentleman wants his parking validated", "out_of_scope"),
        ("you're cutting out, say again", "repeat"),
        ("I'd rather not talk to a robot", "handover"),
        ("ring me about it instead", "handover"),
        ("have the paramedics arrived yet", "status"),
        ("stand down, it's sorted now", "cancel"),
        ("lost sight of her", "dont_know"),
        ("keep the broken glass as evidence", "add_evidence"),
        ("we're doing an exercise", "drill_start"),
    ],
)
def test_without_the_model_the_manner_of_telling_decides(text: str, act: str) -> None:
    assert heard(text, None).act == act


def test_the_rule_is_told() -> None:
    assert heard("yes", "weapon").rule == "nothing but a yes or a no"
    assert heard("", None).rule == "nothing said"
