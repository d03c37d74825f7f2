"""The lines by which the recogniser is taught: many, mixed, and nothing of what is held out."""

from __future__ import annotations

from assistant.settings import PROJECT_ROOT
from assistant.understanding.examples import Example, Span, plain_words, read_examples
from speech_data.held_out import read_held_out
from speech_data.teaching_lines import CALLED_ALONE, WAKE_PHRASE, teaching_lines

REPORT = Example("report_shoplifting", "two lads took gin from aisle four", (Span(14, 17, "item"),))


def test_a_seed_gives_the_same_lines_and_another_gives_others() -> None:
    examples = [REPORT, *(Example("inform", f"he went past till {number}") for number in range(2000))]
    assert teaching_lines(examples, (), 1) == teaching_lines(examples, (), 1)
    assert teaching_lines(examples, (), 1) != teaching_lines(examples, (), 2)


def test_values_are_said_alone_too() -> None:
    lines = teaching_lines([REPORT], (), 1)
    assert "gin" in lines
    assert any(line.startswith("reg is ") for line in lines)
    assert any(line.startswith("receipt number ") for line in lines)


def test_the_wake_phrase_is_said_alone_and_before_other_lines() -> None:
    lines = teaching_lines([REPORT], (), 1)
    assert lines.count(WAKE_PHRASE) == CALLED_ALONE
    assert sum(line.startswith(f"{WAKE_PHRASE} ") for line in lines) > 50


def test_what_cannot_be_said_in_one_breath_is_left_out() -> None:
    lines = teaching_lines([Example("inform", "and then " * 30)], (), 1)
    assert not any(line.startswith("and then and then") for line in lines)


def test_no_other_line_is_said_twice() -> None:
    lines = [line for line in teaching_lines([REPORT], (), 1) if line != WAKE_PHRASE]
    assert len({plain_words(line) for line in lines}) == len(lines)


def test_nothing_that_is_held_out_is_said() -> None:
    nlu_data = PROJECT_ROOT / "nlu_data"
    held_out = read_held_out(nlu_data / "dev") | read_held_out(nlu_data / "verification")
    lines = {plain_words(line) for line in teaching_lines(read_examples(nlu_data / "nlu"), held_out, 11)}
    assert len(lines) > 4000
    assert not lines & held_out
