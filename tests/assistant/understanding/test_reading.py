"""One utterance while the grammars read it: what each found is found once."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.understanding.reading import Reading, read_before
from assistant.understanding.values import FoundValue
from tests.assistant.understanding.readings import reading


class Finder:
    """A grammar that claims the first word that is free, and counts how often it read."""

    def __init__(self) -> None:
        self.times_read = 0

    def __call__(self, reading: Reading, slot: str = "location") -> Iterator[FoundValue]:
        self.times_read += 1
        first = next((at for at in range(len(reading.words)) if reading.free(at, at + 1)), None)
        if first is not None:
            yield reading.claim(slot, reading.words[first], first, first + 1, "the first")  # type: ignore[arg-type]


def test_the_same_grammar_reads_the_same_utterance_once() -> None:
    find = Finder()
    first, second = reading("aisle four"), reading("aisle four")
    assert first.once(find) == second.once(find) != []
    assert first.claimed == second.claimed == {0}
    assert find.times_read == 1


def test_where_other_words_are_claimed_it_reads_again() -> None:
    find = Finder()
    read = reading("aisle four")
    found = [read.once(find)[0].value, read.once(find)[0].value]
    assert found == ["aisle", "four"]
    assert find.times_read == 2


def test_it_reads_again_for_another_question_or_other_things() -> None:
    find = Finder()
    reading("aisle four").once(find)
    reading("aisle four", asked="location").once(find)
    reading("aisle four").once(find, "camera")
    assert find.times_read == 3


def test_what_is_done_with_what_was_found_changes_nothing_for_the_next() -> None:
    find = Finder()
    reading("aisle four").once(find).clear()
    assert len(reading("aisle four").once(find)) == 1


def test_only_the_last_few_utterances_are_remembered() -> None:
    for number in range(20):
        reading(f"aisle {number}").once(Finder())
    assert read_before.cache_info().currsize <= 4
