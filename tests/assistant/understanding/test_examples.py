"""Marks come off and go on again; what is in the set is read whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import SetupError
from assistant.understanding.examples import Example, Span, parse_marked, plain_words, read_examples

WORDS = st.text("abc '", min_size=1, max_size=12).filter(lambda text: text == text.strip() and "  " not in text)
PIECES = st.lists(st.tuples(WORDS, st.sampled_from([None, "item", "location"])), min_size=1, max_size=8)


@given(PIECES)
def test_a_marked_line_comes_back_as_it_was(pieces: list[tuple[str, str | None]]) -> None:
    line = " ".join(words if label is None else f"[{words}]({label})" for words, label in pieces)
    example = parse_marked("inform", line)
    assert example.marked == line
    assert example.text == " ".join(words for words, _ in pieces)
    assert [(example.text[span.start : span.end], span.label) for span in example.spans] == [
        (words, label) for words, label in pieces if label is not None
    ]


def test_spans_are_places_in_the_text_without_marks() -> None:
    example = parse_marked("inform", "two [gins](item) from [aisle two](location), quick")
    assert example == Example(
        "inform", "two gins from aisle two, quick", (Span(4, 8, "item"), Span(14, 23, "location"))
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("He's gone.", "hes gone", True),
        ("Aisle four!", "aisle four", True),
        ("it's £40", "It's £40.", True),
        ("it's £40", "it's 40", False),
        ("aisle four", "aisle 4", False),
    ],
)
def test_only_case_and_punctuation_are_no_difference(one: str, other: str, same: bool) -> None:
    assert (plain_words(one) == plain_words(other)) is same


def write_intent(folder: Path, intent: str, *lines: str) -> None:
    rows = "".join(f"    - {line}\n" for line in lines)
    (folder / f"{intent}.yml").write_text(f'version: "3.1"\nnlu:\n- intent: {intent}\n  examples: |\n{rows}')


def test_what_was_heard_before_is_not_spoken_again(tmp_path: Path) -> None:
    write_intent(tmp_path, "affirm", "yes", "go on")
    (tmp_path / "heard").mkdir()
    write_intent(tmp_path / "heard", "affirm", "yes is")
    assert [example.text for example in read_examples(tmp_path)] == ["yes", "go on"]


def test_a_broken_or_empty_set_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="no training data"):
        read_examples(tmp_path)
    (tmp_path / "deny.yml").write_text("nlu: 3")
    with pytest.raises(SetupError, match=r"deny\.yml"):
        read_examples(tmp_path)
