"""One utterance whole, with the language model and without it, and whatever else may be said."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.incident import SLOT_NAMES, Slots
from assistant.understanding.values import ACTS, Entity, Parse
from tests.assistant.understanding.readings import entity, heard, parse

# --- a whole report without the language model ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "category", "slots"),
    [
        (
            "a couple of lads have just nicked two bottles of vodka from aisle four, worth about forty quid",
            "shoplifting",
            {"location": "aisle 4", "suspect_count": 2, "item_quantity": 2, "item_value": "40.00"},
        ),
        ("he's got a knife and wants the till", "robbery", {"weapon": "knife"}),
        ("they robbed the till", "robbery", {}),
        ("he's robbed four steaks and legged it", "shoplifting", {"item_quantity": 4, "suspects_on_site": False}),
        ("some bloke's collapsed by the front entrance", "medical_emergency", {"location": "front entrance"}),
        ("two lads kicking off at self checkout, threatening staff", "abuse_or_threat", {"location": "self checkout"}),
        ("there's a guy hanging round the kiosk acting dodgy", "suspicious_person", {"location": "kiosk"}),
        ("someone's paid with a fake twenty", "fraud", {}),
        ("we've been broken into overnight, back door's been forced", "burglary", {}),
        ("kids riding bikes round the store", "antisocial_behaviour", {}),
        ("some kids have smashed the window in the cafe", "criminal_damage", {"location": "cafe"}),
        ("lad just punched Priya in the face", "assault", {"suspect_count": 1}),
        ("isle for two lads filling there bags with booze", "shoplifting", {"location": "aisle 4", "suspect_count": 2}),
        ("woman collapsed at customer services not breathing", "medical_emergency", {}),
        ("old fella's slipped in aisle two and hurt his hip", "medical_emergency", {"location": "aisle 2"}),
        ("he swapped the labels on two joints of beef", "fraud", {"item_quantity": 2}),
        ("someone said it was because of his faith", "hate_incident", {}),
    ],
)
def test_an_opening_is_understood_without_the_language_model(
    text: str, category: str, slots: dict[str, object]
) -> None:
    understood = heard(text)
    assert understood.act == "report_incident"
    assert understood.degraded
    told = understood.slots()
    assert told["category"] == category
    assert {name: told.get(name) for name in slots} == slots


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("what do I do", "ask_what_to_do"),
        ("should I follow them", "ask_what_to_do"),
        ("say that again please", "repeat"),
        ("sorry what was that", "repeat"),
        ("is anyone coming", "status"),
        ("has the report gone through", "status"),
        ("cancel that", "cancel"),
        ("never mind", "cancel"),
        ("put me through to the duty manager", "handover"),
        ("let's do a drill", "drill_start"),
        ("I've got a photo of him", "add_evidence"),
        ("help me", "panic"),
        ("I need help finding the gift cards", "out_of_scope"),
        ("what's the weather like", "out_of_scope"),
        ("where do I find the milk", "out_of_scope"),
        ("thanks mate", "out_of_scope"),
        ("", "out_of_scope"),
        ("😀", "out_of_scope"),
    ],
)
def test_an_act_is_told_by_closed_phrases(text: str, act: str) -> None:
    understood = heard(text)
    assert understood.act == act
    assert understood.slots() == {}


@pytest.mark.parametrize(
    ("asked", "text", "act", "value"),
    [
        ("location", "we're over by the fag counter", "inform", "kiosk"),
        ("location", "till ate", "inform", "till 8"),
        ("location", "by the big christmas tree", "inform", "big christmas tree"),
        ("suspect_count", "two", "inform", 2),
        ("suspect_count", "two, no three of them", "inform", 3),
        ("suspect_count", "three lads one girl", "inform", 4),
        ("suspect_count", "didn't count", "dont_know", None),
        ("suspects_on_site", "nah they've done one", "deny", False),
        ("suspects_on_site", "yep", "affirm", True),
        ("suspects_on_site", "not anymore", "deny", False),
        ("weapon", "nah mate", "deny", "none"),
        ("weapon", "yes a knife", "affirm", "knife"),
        ("weapon", "yes", "affirm", None),
        ("weapon", "not sure", "dont_know", None),
        ("injuries", "nobody's hurt but he's shaken", "inform", {"any": False, "text": None}),
        ("injuries", "yes", "affirm", {"any": True, "text": None}),
        ("injuries", "she's got a black eye", "inform", {"any": True, "text": "black eye"}),
        ("police_called", "no not yet", "deny", False),
        ("police_called", "yes we've rung them", "affirm", True),
        ("item_quantity", "a couple", "inform", 2),
        ("item_value", "thirty each and there was four bottles", "inform", "120.00"),
        ("item_value", "couldn't tell you", "dont_know", None),
        ("occurred_at", "about five minutes ago", "inform", "2026-06-17T14:15:30Z"),
        ("vehicle_plate", "it was bd fifty one smr", "inform", "BD51SMR"),
        ("vehicle_plate", "no idea sorry", "dont_know", None),
        ("vehicle_description", "no car, on foot", "deny", None),
        ("vehicle_description", "dark blue astra", "inform", "dark blue astra"),
        ("direction_of_travel", "into the car park", "inform", "into the car park"),
        ("items", "a inflatable paddling pool", "inform", ["inflatable paddling pool"]),
        ("camera", "six", "inform", "camera 6"),
        ("till_receipt", "oh oh four one two three", "inform", "004123"),
        ("police_reference", "cad one two three four", "inform", "1234"),
        ("category", "someone got hit", "inform", "assault"),
        ("suspect_description", "Muslim woman in a long red coat", "inform", "long red coat"),
    ],
)
def test_an_answer_is_understood_without_the_language_model(asked: str, text: str, act: str, value: object) -> None:
    understood = heard(text, asked)
    assert understood.act == act
    assert understood.slots().get(asked) == value


def test_an_answer_about_the_way_they_went_does_not_move_the_incident() -> None:
    assert "location" not in heard("into the car park", "direction_of_travel").slots()


@pytest.mark.parametrize(
    ("asked", "text", "slots"),
    [
        (None, "no, aisle nine", {"location": "aisle 9"}),
        ("location", "no sorry, aisle nine", {"location": "aisle 9"}),
        ("suspect_count", "no, aisle nine", {"location": "aisle 9"}),
        ("police_called", "no it's aisle nine not four", {"location": "aisle 9"}),
        ("confirmation", "no the value's wrong, it was eighty quid", {"item_value": "80.00"}),
        ("confirmation", "wait, it was till five", {"location": "till 5"}),
        (None, "sorry it was three lads not two", {"suspect_count": 3}),
        (None, "actually he had a hammer", {"weapon": "hammer"}),
    ],
)
def test_a_correction_carries_only_what_it_corrects(asked: str | None, text: str, slots: dict[str, object]) -> None:
    understood = heard(text, asked)
    assert understood.act == "correct"
    assert understood.slots() == slots


@pytest.mark.parametrize("text", ["okay", "yeah", "yep", "mm okay", "right", "no", "nah"])
def test_an_unasked_yes_or_no_carries_no_value(text: str) -> None:
    assert heard(text).slots() == {}


@pytest.mark.parametrize(
    ("text", "act", "answer"),
    [
        ("yes", "affirm", True),
        ("yeah go on then", "affirm", True),
        ("yes that's correct send it", "affirm", True),
        ("no", "deny", False),
        ("not quite", "deny", False),
        ("that's not right", "deny", False),
    ],
)
def test_a_confirmation_is_answered(text: str, act: str, answer: bool) -> None:
    understood = heard(text, "confirmation")
    assert (understood.act, understood.yes_no) == (act, answer)


def test_a_yes_with_a_new_fact_is_no_plain_yes() -> None:
    understood = heard("yes but he had a knife", "confirmation")
    assert understood.act == "inform"
    assert understood.slots() == {"weapon": "knife"}


def test_a_choice_can_be_picked_by_its_place() -> None:
    choices = ("a knife", "a bottle", "none")
    assert heard("the second one", "weapon", choices=choices).slots() == {"weapon": "bottle"}
    assert heard("the last one", "weapon", choices=choices).slots() == {"weapon": "none"}
    assert heard("option one", "weapon", choices=choices).slots() == {"weapon": "knife"}
    assert heard("the fifth one", "weapon", choices=choices).slots() == {}


# --- with the language model ---------------------------------------------------------------------------------------


def test_the_model_gives_the_category_through_its_intent() -> None:
    understood = heard("theres been an incident with a trolley", None, parse("report_criminal_damage"))
    (category,) = understood.values
    assert understood.act == "report_incident"
    assert (category.value, category.source, category.confidence) == ("criminal_damage", "model", 0.9)


def test_the_model_gives_items_and_the_grammar_counts_them() -> None:
    text = "he's had two inflatable paddling pools away"
    understood = heard(text, None, parse("report_shoplifting", 0.9, entity("item", "inflatable paddling pools", text)))
    assert understood.slots()["items"] == ["inflatable paddling pools"]
    assert understood.slots()["item_quantity"] == 2


def test_an_item_that_the_model_cut_in_two_is_whole_again() -> None:
    text = "five packs of bacon and a leg of lamb"
    marked = [entity("item", words, text) for words in ("bacon", "leg of", "lamb")]
    assert heard(text, "items", parse("inform", 0.9, *marked)).slots()["items"] == ["bacon", "leg of lamb"]


def test_a_place_the_model_finds_in_an_answer_about_the_camera_does_not_move_the_incident() -> None:
    text = "the one by the main doors"
    told = heard(text, "camera", parse("inform", 0.9, entity("location", "main doors", text)))
    assert "location" not in told.slots()


@pytest.mark.parametrize("text", ["must be getting on for two hundred", "pushing two hundred", "the best part of 200"])
def test_a_rough_figure_is_a_figure_also_where_the_model_places_it_outside(text: str) -> None:
    assert heard(text, "item_value", parse("out_of_scope", 0.95)).slots() == {"item_value": "200.00"}


@pytest.mark.parametrize("text", ["hold off sending that", "hold fire", "don't send it yet", "hold off for now"])
def test_to_hold_off_sends_nothing(text: str) -> None:
    assert heard(text, "confirmation", parse("affirm", 0.5)).act == "deny"


@pytest.mark.parametrize(
    ("text", "intent", "slot"),
    [
        ("the sale's on receipt five oh oh three nine one", "out_of_scope", "till_receipt"),
        ("crime reference is one two three four", "out_of_scope", "police_reference"),
        ("camera nine covers that corner", "add_evidence", "camera"),
    ],
)
def test_a_number_that_is_said_to_be_one_of_something_is_a_fact(text: str, intent: str, slot: str) -> None:
    understood = heard(text, None, parse(intent, 0.5))
    assert understood.act == "inform"
    assert slot in understood.slots()


def test_a_camera_in_talk_of_other_things_is_no_fact() -> None:
    assert heard("camera five's down again", None, parse("out_of_scope", 0.6)).act == "out_of_scope"


def test_a_weapon_the_model_finds_is_none_where_it_is_denied() -> None:
    text = "he didn't have a knife"
    understood = heard(text, "weapon", parse("inform", 0.9, entity("weapon", "knife", text)))
    assert understood.slots() == {"weapon": "none"}


def test_a_protected_word_never_reaches_the_description() -> None:
    text = "tall black lad in a black hoodie"
    understood = heard(text, "suspect_description", parse("inform", 0.9, entity("suspect_description", text, text)))
    assert understood.slots()["suspect_description"] == "tall lad in a black hoodie"


def test_a_protected_word_is_dropped_where_only_the_sentence_shows_that_it_is_one() -> None:
    text = "he was black wearing a red coat"
    found = (entity("suspect_description", "black", text), entity("suspect_description", "red coat", text))
    assert heard(text, "suspect_description", parse("inform", 0.9, *found)).slots()["suspect_description"] == "red coat"


def test_the_grammar_overrules_the_model_on_yes_and_no() -> None:
    understood = heard("no not yet", "police_called", parse("affirm", 0.9))
    assert understood.act == "deny"
    assert understood.slots() == {"police_called": False}


def test_a_bare_value_answers_whatever_the_model_says() -> None:
    assert heard("two", "suspect_count", parse("out_of_scope", 0.9)).act == "inform"
    assert heard("no, aisle nine", "suspect_count", parse("deny", 0.9)).act == "correct"


def test_a_fallback_with_values_informs_and_without_is_out_of_scope() -> None:
    assert heard("aisle nine", "location", parse("nlu_fallback", 0.3)).act == "inform"
    assert heard("lad nicking stuff in aisle nine", None, parse("nlu_fallback", 0.3)).act == "report_incident"
    assert heard("wibble wobble", None, parse("nlu_fallback", 0.3)).act == "out_of_scope"


def test_a_strong_cue_stands_against_the_model() -> None:
    understood = heard("he's got a knife and wants the till", None, parse("report_shoplifting", 0.9))
    assert understood.slots()["category"] == "robbery"


def test_a_weak_cue_does_not_change_the_category_in_the_middle_of_a_form() -> None:
    understood = heard("two of them took it", "suspect_count", parse("report_fraud", 0.6))
    assert understood.act == "inform"
    assert understood.slots() == {"suspect_count": 2}


def test_strong_evidence_changes_the_category_in_the_middle_of_a_form() -> None:
    understood = heard("he's got a knife and wants the till money", "item_quantity", parse("inform", 0.8))
    assert understood.act == "report_incident"
    assert understood.slots()["category"] == "robbery"


def test_a_call_for_help_is_not_overruled_by_a_value_and_keeps_it() -> None:
    understood = heard("help aisle four", "location", Parse("inform", 0.9, (), duress=5.0))
    assert understood.act == "panic"
    assert understood.slots() == {"location": "aisle 4"}
    assert heard("help on aisle four", "location", Parse("panic", 0.9, (), duress=-5.0)).act == "inform"


@pytest.mark.parametrize("intent", ["affirm", "inform"])
def test_a_yes_that_opens_the_answer_is_a_yes_whatever_follows_it(intent: str) -> None:
    understood = heard("yes he's still here", "suspects_on_site", parse(intent))
    assert (understood.act, understood.slots()) == ("affirm", {"suspects_on_site": True})


@pytest.mark.parametrize(
    "text", ["mop and bucket to dairy please", "till nine needs pound coins", "price check on aisle six"]
)
def test_a_call_across_the_shop_floor_is_no_fact_of_an_incident(text: str) -> None:
    assert heard(text).act == "out_of_scope"
    assert heard(text).slots() == {}


@pytest.mark.parametrize(
    "text", ["I need to report something", "hi, got an incident for you", "put a report in for me please"]
)
def test_a_report_of_nothing_yet_opens_one(text: str) -> None:
    assert heard(text).act == "report_incident"
    assert heard(text).slots() == {}


# --- whatever is said ----------------------------------------------------------------------------------------------

WORDS = (
    "he she they two three a an the no not yes knife bottle of vodka aisle till for to reg alpha bravo one o oh past "
    "half quid grand hundred thousand police 999 nobody hurt bleeding gone left still here camera receipt black asian "
    "man lad hoodie towards from in by sorry actually ago yesterday at monday £ 50p 3.15 ab12cde / , . ' - ? double"
).split()


@st.composite
def utterances(draw: st.DrawFn) -> str:
    """Anything at all, or words the grammars care for in any order."""
    if draw(st.booleans()):
        return draw(st.text(max_size=300))
    pieces = draw(st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=4)), max_size=25))
    return draw(st.sampled_from((" ", "  ", ", ", ". "))).join(pieces)


@st.composite
def parses(draw: st.DrawFn, text: str) -> Parse | None:
    if draw(st.booleans()):
        return None
    intents = [*ACTS, "report_robbery", "report_assault", "nlu_fallback", "no_such_intent"]
    labels = [
        "item",
        "suspect_description",
        "weapon",
        "vehicle_description",
        "direction_of_travel",
        "injury",
        "location",
    ]
    places = st.integers(min_value=-3, max_value=len(text) + 3)
    found = draw(st.lists(st.tuples(st.sampled_from(labels), places, places), max_size=4))
    entities = tuple(Entity(label, text[max(start, 0) : end], start, end, 0.5) for label, start, end in found)
    return Parse(draw(st.sampled_from(intents)), draw(st.floats(min_value=0, max_value=1)), entities)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_said_gives_only_values_that_fit_the_record(data: st.DataObject) -> None:
    text = data.draw(utterances())
    asked = data.draw(st.sampled_from([None, "confirmation", *SLOT_NAMES]))
    understood = heard(text, asked, data.draw(parses(text)), ("a knife", "", "two"))
    assert understood.act in ACTS
    assert 0 <= understood.confidence <= 1
    for value in understood.values:
        assert 0 <= value.start < value.end <= len(text)
        assert text[value.start : value.end] == value.words
        Slots.model_validate({value.slot: value.value})
    understood.slots()


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "in the car ",
        "no ",
        "a b one two ",
        "half past ",
        "two hundred and ",
        "cut his ",
        "x",
        "9",
        "مرحبا ",
        "😀",
        "it's ",
    ],
)
def test_ten_thousand_characters_are_read_to_the_end(unit: str) -> None:
    text = (unit * 10_000)[:9_970] + " he is in aisle nine."
    for asked in (None, "vehicle_plate"):
        assert heard(text, asked).text == text
