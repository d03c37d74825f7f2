"""Which text is taken: what the network hears, weighed with what is likely to be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from voice.transcribers.beam_search import REPEATS_AT_MOST, Alphabet, BeamSearch, Scores
from voice.transcribers.word_model import Blend, WordModel

PIECES = ("", "▁till", "▁to", "▁four", "▁", "is", "le", "ai", "0")
ALPHABET = Alphabet(PIECES, "▁", 0)
END = 0


@dataclass
class Scripted:
    """Hears, after each text so far, what it was told to; the rest is out of the question."""

    after: Mapping[str, Mapping[str, float]]
    written: list[str] = field(default_factory=lambda: [""])

    def begin(self) -> Scores:
        return self._scores()

    def go_on(self, parents: Sequence[int], pieces: Sequence[int]) -> Scores:
        self.written = [self.written[parent] + PIECES[piece] for parent, piece in zip(parents, pieces, strict=True)]
        return self._scores()

    def _scores(self) -> Scores:
        rows = np.full((len(self.written), len(PIECES)), -40.0, dtype=np.float32)
        for row, text in zip(rows, self.written, strict=True):
            for piece, chance in self.after.get(text, {"": 1.0}).items():
                row[PIECES.index(piece)] = np.log(chance)
        return rows


def heard(after: Mapping[str, Mapping[str, float]], *likely: str, beams: int = 4, longest: int = 20) -> str:
    chances = Blend([(1.0, WordModel(likely))]) if likely else None
    pieces = BeamSearch(ALPHABET, beams).best(Scripted(after), longest, chances)
    return "".join(PIECES[piece] for piece in pieces).replace("▁", " ").strip()


TO_OR_TILL = {"": {"▁to": 0.6, "▁till": 0.4}, "▁to": {"▁four": 1.0}, "▁till": {"▁four": 1.0}}


def test_without_a_word_model_the_likeliest_sound_is_taken() -> None:
    assert heard(TO_OR_TILL) == "to four"


def test_of_two_sounds_alike_the_one_that_is_said_here_is_taken() -> None:
    assert heard(TO_OR_TILL, "till four", "till nine") == "till four"


def test_what_is_plainly_heard_is_not_talked_away() -> None:
    plain = {**TO_OR_TILL, "": {"▁to": 0.999, "▁till": 0.001}}
    assert heard(plain, "till four", "till nine") == "to four"


def test_a_word_begun_in_pieces_is_not_given_up_for_its_first_letters() -> None:
    after = {
        "": {"▁": 0.5, "▁to": 0.5},
        "▁": {"ai": 0.3, "is": 0.7},
        "▁ai": {"is": 1.0},
        "▁aiis": {"le": 1.0},
    }
    assert heard(after, "aiisle", beams=2) == "aiisle"
    assert heard(after, beams=2) != "aiisle"


def test_a_text_does_not_end_early_for_being_short() -> None:
    after = {"": {"▁till": 1.0}, "▁till": {"▁four": 0.9, "": 0.1}, "▁till▁four": {"▁four": 0.9, "": 0.1}}
    assert heard(after, "till", longest=6).startswith("till four")


def test_a_loop_ends() -> None:
    zeros = {"▁" + "0" * count: {"0": 0.99, "": 0.01} for count in range(30)}
    assert heard({"": {"▁": 1.0}, **zeros}, "four").count("0") <= REPEATS_AT_MOST


def test_no_text_is_longer_than_is_allowed() -> None:
    endless = {"▁four" * count: {"▁four": 1.0} for count in range(9)}
    assert len(heard({**endless, "": {"▁four": 1.0}}, longest=3).split()) == 3
    assert heard({"": {"": 1.0}}) == ""
