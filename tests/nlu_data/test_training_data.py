"""The training data is well-formed, and what is held out of it was never trained on."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from assistant.incident import CATEGORIES, SLOT_NAMES, Slots
from assistant.understanding.values import ACTS
from floorline.benches.nlu_sets import is_relative_time

ROOT: Final = Path(__file__).resolve().parents[2]
NLU: Final = ROOT / "nlu_data" / "nlu"
DEV_FOLDER: Final = ROOT / "nlu_data" / "dev"
SPAN: Final = re.compile(r"\[(?P<words>[^\[\]]*)\]\((?P<label>[^()]*)\)")
CATEGORY_INTENTS: Final = frozenset(f"report_{category}" for category in CATEGORIES)
INTENTS: Final = frozenset(ACTS) | CATEGORY_INTENTS
FEWEST_EXAMPLES: Final = 45
FEWEST_DEV: Final = 400
CLOSED_CLASS_WORDS: Final = 3
"""An answer this short ("yes", "not yet") has no other wording, so it may stand in both sets."""
CONTAINERS: Final = re.compile(
    r"^(?:\d|(?:an?|some|two|three|four|five|six|(?:a )?couple of)\b"
    r"|(?:bottles?|crates?|multipacks?|packs?|box(?:es)?|bags?|jars?|tins?|cans?|trays?|cases?|sleeves?) of\b)"
)
PROTECTED: Final = frozenset(
    "asian african arab arabic caribbean catholic chinese christian ethnic gay gypsy hindu hijab indian islamic jew"
    " jewish lesbian muslim pakistani polish queer romanian roma sikh somali traveller turban turkish bisexual"
    " transgender".split()
)
"""Words of ethnicity, religion or orientation. Colours are garments' too, so they have a rule of their own."""
SKIN_COLOUR: Final = re.compile(
    r"\b(?:black|white|brown|mixed race)\s+"
    r"(?:man|men|woman|women|male|female|lad|lass|guy|bloke|fella|girl|boy|kid)s?\b"
)


@dataclass(frozen=True)
class Example:
    """One line of training data."""

    intent: str
    line: str
    file: str

    @property
    def text(self) -> str:
        """What was said, without the annotation."""
        return SPAN.sub(lambda span: span["words"], self.line)

    @property
    def spans(self) -> list[tuple[str, str]]:
        return [(span["words"], span["label"]) for span in SPAN.finditer(self.line)]


def said(text: str) -> str:
    """``text`` as a listener would compare it: no case, no punctuation."""
    return " ".join(re.findall(r"[a-z0-9£]+", text.lower().replace("'", "").replace("’", "")))


def read_examples() -> list[Example]:
    found = []
    for file in sorted(NLU.glob("*.yml")):
        for block in yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]:
            for row in block["examples"].splitlines():
                assert row.startswith("- "), f"{file.name}: {row!r} does not begin with a dash"
                found.append(Example(block["intent"], row[2:], file.name))
    return found


EXAMPLES: Final = read_examples()


def read_rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(row) for row in (DEV_FOLDER / name).read_text(encoding="utf-8").splitlines()]


DEV: Final = read_rows("utterances.jsonl")
VERIFICATION: Final = ROOT / "nlu_data" / "verification"
HELD_OUT: Final = DEV + [
    json.loads(row) for row in (VERIFICATION / "utterances.jsonl").read_text(encoding="utf-8").splitlines()
]
LINES: Final = {
    name: (DEV_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for name in ("duress_calls", "duress_near", "ordinary", "out_of_scope")
}
UNREAD_LINES: Final = [
    line for file in sorted(VERIFICATION.glob("*.txt")) for line in file.read_text(encoding="utf-8").splitlines()
]
FEWEST_LINES: Final = {"duress_calls": 300, "duress_near": 300, "ordinary": 1000, "out_of_scope": 1000}
LABELS: Final = frozenset(yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["entities"])


def test_every_intent_of_the_domain_has_examples() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    trained = Counter(example.intent for example in EXAMPLES)
    assert set(domain["intents"]) - {"nlu_fallback"} == set(trained)
    assert {intent: count for intent, count in trained.items() if count < FEWEST_EXAMPLES} == {}


def test_the_intents_are_the_acts_and_a_report_for_each_category() -> None:
    assert {example.intent for example in EXAMPLES} == INTENTS


def test_a_file_holds_the_one_intent_it_is_named_after() -> None:
    assert {(example.file, example.intent) for example in EXAMPLES} == {(f"{intent}.yml", intent) for intent in INTENTS}


def test_no_utterance_stands_twice_in_the_training_data() -> None:
    places = defaultdict(list)
    for example in EXAMPLES:
        places[said(example.text)].append((example.intent, example.line))
    assert {text: lines for text, lines in places.items() if len(lines) > 1} == {}


def test_nothing_held_out_is_trained_on() -> None:
    trained = {said(example.text) for example in EXAMPLES}
    held_out = [row["text"] for row in HELD_OUT] + [line for lines in LINES.values() for line in lines]
    held_out += UNREAD_LINES
    leaked = [text for text in held_out if said(text) in trained]
    assert [text for text in leaked if len(said(text).split()) > CLOSED_CLASS_WORDS] == []


def test_entity_labels_are_those_of_the_domain() -> None:
    assert {label for example in EXAMPLES for _, label in example.spans} == LABELS


def test_every_entity_label_has_many_examples() -> None:
    counts = Counter(label for example in EXAMPLES for _, label in example.spans)
    assert {label: counts[label] for label in LABELS if counts[label] < FEWEST_EXAMPLES} == {}


def test_spans_are_closed_filled_and_stand_on_whole_words() -> None:
    broken = []
    for example in EXAMPLES:
        leftover = SPAN.sub("", example.line)
        inside = [words for words, _ in example.spans]
        if re.search(r"[\[\]{}]", leftover) or any(not words or words != words.strip() for words in inside):
            broken.append(example.line)
        if re.search(r"[\w'’]\[|\)['’\w]", example.line):  # Rasa's tokens hold the apostrophe, so a span must too
            broken.append(example.line)
    assert broken == []


def test_items_carry_no_quantity_and_no_container() -> None:
    items = [words for example in EXAMPLES for words, label in example.spans if label == "item"]
    assert [words for words in items if CONTAINERS.match(words.lower())] == []


@pytest.mark.parametrize("words", ["a muslim lad in grey", "black woman in a yellow dress", "gay bloke, tall"])
def test_the_check_for_protected_words_can_fail(words: str) -> None:
    assert protected_words_in(words)


def protected_words_in(words: str) -> list[str]:
    lower = words.lower()
    return [word for word in re.findall(r"[a-z-]+", lower) if word in PROTECTED] + SKIN_COLOUR.findall(lower)


def test_protected_words_are_never_inside_a_description() -> None:
    descriptions = [words for example in EXAMPLES for words, label in example.spans if label == "suspect_description"]
    assert {words: protected_words_in(words) for words in descriptions if protected_words_in(words)} == {}


def test_protected_words_are_met_in_training_outside_descriptions() -> None:
    met = [example for example in EXAMPLES if example.intent == "inform" and protected_words_in(example.text)]
    assert len(met) >= 8


def test_recogniser_errors_and_written_forms_are_met_in_training() -> None:
    texts = " \n".join(example.text for example in EXAMPLES)
    for wanted in ("isle for", "razor blaze", "shop lifter", "why double you oh five", "£", "999"):
        assert wanted in texts


def test_the_development_set_is_large_and_covers_every_act_and_slot() -> None:
    assert len(DEV) >= FEWEST_DEV
    assert {row["act"] for row in DEV} == set(ACTS)
    assert {slot for row in DEV for slot in row["slots"]} == set(SLOT_NAMES)
    assert {row["slots"]["category"] for row in DEV if "category" in row["slots"]} == set(CATEGORIES)


def test_the_held_out_sets_say_nothing_twice() -> None:
    seen = Counter((said(row["text"]), row["context"]) for row in HELD_OUT)
    assert [key for key, count in seen.items() if count > 1] == []


def test_held_out_lines_have_the_four_fields_and_a_known_context() -> None:
    for row in HELD_OUT:
        assert set(row) == {"text", "context", "act", "slots"}
        assert row["text"].strip()
        assert row["context"] in {None, "confirmation", *SLOT_NAMES}


def test_the_closed_class_expressions_are_asked_for_and_hold_a_value() -> None:
    rows = read_rows("closed.jsonl")
    assert len(rows) >= 200
    for row in rows:
        assert set(row) == {"text", "context", "slots"}
        assert row["context"] in SLOT_NAMES or row["context"] is None
        assert row["slots"]


@pytest.mark.parametrize("name", LINES)
def test_the_lines_to_be_counted_are_many_and_no_two_the_same(name: str) -> None:
    assert len(LINES[name]) >= FEWEST_LINES[name]
    assert [line for line, count in Counter(map(said, LINES[name])).items() if count > 1] == []


def test_held_out_slots_are_values_the_record_would_take() -> None:
    for row in HELD_OUT:
        # Times of the set are relative to the turn, so they become UTC only once somebody says when it is.
        values = {slot: value for slot, value in row["slots"].items() if slot != "occurred_at"}
        assert Slots.model_validate(values).model_dump(mode="json", include=set(values)) == values


def test_held_out_times_are_minutes_ago_or_a_time_of_day() -> None:
    for row in HELD_OUT:
        when = row["slots"].get("occurred_at")
        if when is None:
            continue
        assert is_relative_time(when)
