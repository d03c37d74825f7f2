"""What stands in ``nlu_data/nlu/heard`` is fit to be trained on."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

import yaml

from assistant.privacy import protected_terms
from assistant.understanding.examples import plain_words, read_examples
from speech_data.held_out import read_held_out
from speech_data.written import check_files

ROOT: Final = Path(__file__).resolve().parents[2]
HEARD: Final = ROOT / "nlu_data" / "nlu" / "heard"
EXAMPLES: Final = read_examples(HEARD)
DOMAIN: Final = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))


def test_there_is_enough_to_matter_and_rasa_reads_all_of_it() -> None:
    assert check_files(HEARD) == len(EXAMPLES) > 300


def test_intents_and_labels_are_those_of_the_domain() -> None:
    assert {example.intent for example in EXAMPLES} <= set(DOMAIN["intents"])
    assert {span.label for example in EXAMPLES for span in example.spans} <= set(DOMAIN["entities"])


def test_nothing_heard_is_held_out_of_training() -> None:
    held_out = read_held_out(ROOT / "nlu_data" / "dev")
    assert [example.text for example in EXAMPLES if plain_words(example.text) in held_out] == []


def test_nothing_heard_stands_twice_or_as_it_was_said() -> None:
    said = {plain_words(example.text) for example in read_examples(HEARD.parent)}
    counts = Counter(plain_words(example.text) for example in EXAMPLES)
    assert [text for text, count in counts.items() if count > 1 or text in said] == []


def test_no_description_holds_a_protected_characteristic() -> None:
    descriptions = [
        example.text[span.start : span.end]
        for example in EXAMPLES
        for span in example.spans
        if span.label == "suspect_description"
    ]
    assert descriptions
    assert [words for words in descriptions if protected_terms(words)] == []


def test_each_file_and_the_readme_say_how_it_was_made() -> None:
    for path in sorted(HEARD.glob("*.yml")):
        assert "# Made by speech_data/make_heard.py" in path.read_text(encoding="utf-8")
    assert "python -m speech_data.make_heard --voices DIR" in (HEARD / "README.md").read_text(encoding="utf-8")
