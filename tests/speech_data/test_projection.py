"""Labels go where the words went, and what teaches nothing or the wrong thing is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.understanding.examples import Example, parse_marked, plain_words
from speech_data.projection import MOST_WORD_ERRORS, Dropped, compare, project


def heard_as(marked: str, heard: str, intent: str = "inform") -> str:
    """The marked line that came of it, or why none did."""
    example = parse_marked(intent, marked)
    found = project(example, heard, compare(example.text, heard))
    return found.marked if isinstance(found, Example) else str(found)


@pytest.mark.parametrize(
    ("said", "heard", "expected"),
    [
        (
            "two [razor blades](item) from [aisle four](location)",
            "Two razor blaze from isle for.",
            "Two [razor blaze](item) from [isle for](location).",
        ),
        (
            "took [vodka](item) from [aisle four](location) just now",
            "Took vodka from Islefoot just now.",
            "Took [vodka](item) from [Islefoot](location) just now.",
        ),
        (
            "it is on [aisle four](location) mate",
            "It is on I'll for mate.",
            "It is on [I'll for](location) mate.",
        ),
        (
            "left on [aisle twenty three](location) by no one",
            "Left on I am 23 by no one.",
            "Left on [I am 23](location) by no one.",
        ),
        ("he ran [out the back](direction_of_travel)", "Ran out back.", "Ran [out back](direction_of_travel)."),
        ("stood by [till six](location)", "Stood by till 6.", "Stood by [till 6](location)."),
        ("took the [vodka](item) he did", "took a the vodka he did", "took a the [vodka](item) he did"),
    ],
)
def test_labels_go_where_the_words_went(said: str, heard: str, expected: str) -> None:
    assert heard_as(said, heard) == expected


@pytest.mark.parametrize(
    ("said", "heard", "reason"),
    [
        ("two of them", "", Dropped.EMPTY),
        ("two of them", " ... ", Dropped.EMPTY),
        ("he's [limping](suspect_description)", "Hes limping!", Dropped.SAME),
        ("two of them", "Thank you for watching.", Dropped.FAR_OFF),
        ("yes", "Yes, and the other man was at the till.", Dropped.FAR_OFF),
        ("I have got two [axes](weapon) here", "I have got two access here", Dropped.ENTITY_LOST),
        ("he had a [knife](weapon) on him then", "he had a on him then", Dropped.ENTITY_LOST),
        ("he has not got it at all", "he has got it at all", Dropped.NEGATION),
        ("he hasn't got one on him", "He has got one on him.", Dropped.NEGATION),
        ("nope, I checked and there's nothing", "No, I checked and there's no help.", Dropped.CALL),
        ("he is trying to break the door down, help", "He is trying to break the door down. Held.", Dropped.CALL),
        ("I need backup right now", "I need that right now", Dropped.CALL),
        ("there was a [polite bloke](suspect_description) here", "there was a Polish bloke here", Dropped.PROTECTED),
        ("he went to the till", "he went [noise] to the till", Dropped.UNWRITABLE),
        ("took the [lads](item) coat off him", "took the lads' coats off him", Dropped.UNWRITABLE),
    ],
)
def test_what_teaches_nothing_or_the_wrong_thing_is_dropped(said: str, heard: str, reason: Dropped) -> None:
    assert heard_as(said, heard) == str(reason)


def test_a_call_for_help_must_be_heard_better_than_other_things() -> None:
    said, heard = "come on come on somebody come", "Come on come on somebody laugh now"
    assert heard_as(said, heard, "inform") == heard
    assert heard_as(said, heard, "panic") == str(Dropped.FAR_OFF)


def test_two_entities_in_one_heard_word_are_lost() -> None:
    assert heard_as("took [gin](item) [left](direction_of_travel) then ran away", "took ginleft then ran away") == str(
        Dropped.ENTITY_LOST
    )


def test_slips_are_the_words_that_changed() -> None:
    assert compare("at aisle four", "At Isle four").slips == [("aisle", "isle")]


WORDS = st.sampled_from("gin knife aisle four two lads went red coat not till six the a on £40 he's".split())
PIECES = st.lists(st.tuples(WORDS, st.sampled_from([None, None, "item", "location"])), min_size=1, max_size=8)
HEARD = st.lists(st.one_of(WORDS, st.sampled_from(["isle", "for", "nife,", "Jin.", "coats'", "[x]"])), max_size=9)


@given(PIECES, HEARD)
def test_what_is_kept_is_what_was_heard_with_the_same_labels(
    pieces: list[tuple[str, str | None]], words: list[str]
) -> None:
    line = " ".join(word if label is None else f"[{word}]({label})" for word, label in pieces)
    example, heard = parse_marked("inform", line), " ".join(words)
    hearing = compare(example.text, heard)
    found = project(example, heard, hearing)
    if isinstance(found, Dropped):
        return
    assert found.text == heard
    assert [span.label for span in found.spans] == [span.label for span in example.spans]
    assert parse_marked("inform", found.marked) == found
    assert all(heard[span.start : span.end].strip() for span in found.spans)
    assert plain_words(heard) != plain_words(example.text)
    assert hearing.error_rate <= MOST_WORD_ERRORS
