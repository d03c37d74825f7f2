"""Labels carried from what was said to what was heard, and which mishearings are worth learning from."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from assistant.privacy import protected_terms
from assistant.understanding.examples import Example, Span, plain_words
from speech_data.alignment import Step, Token, aligned, likeness, tokens, word_errors

MOST_WORD_ERRORS: Final = 0.5
"""Word error rate above which what was heard is another sentence, not the said one misheard."""

MOST_WORD_ERRORS_OF_A_CALL: Final = 0.25
"""The same for calls for help, where a word of nonsense learned is a false alarm later ("somebody laugh")."""

LEAST_LIKENESS: Final = 0.65
"""Below this share of like letters an entity's words were lost: "razor blaze" may stand for "razor blades", but
"they've got access" must not become axes."""

LEAST_LIKENESS_OF_A_PLACE: Final = 0.5
"""Places are few and matched by sound later on, so that "I'll for" may stand for "aisle four"."""

_NEGATIONS: Final = frozenset(
    "no not none nobody noone nothing never neither nor nowhere without nah nope cannot aint"
    " isnt arent wasnt werent hasnt havent hadnt didnt dont doesnt cant couldnt wont wouldnt shouldnt".split()
)
"""Not "n't" by its ending: apostrophes are gone by then, and "point" and "sent" end so as well."""

_CALLS: Final = frozenset("help backup security police ambulance emergency".split())
"""Who or what is called. "I need that now", learned as a call for "I need backup now", is a false alarm later."""

_BRACKETS: Final = re.compile(r"[\[\](){}]")
_APOSTROPHES: Final = "'’"


class Dropped(StrEnum):
    """Why a mishearing is not learned from."""

    EMPTY = "nothing was heard"
    SAME = "heard as said"
    FAR_OFF = "too many words wrong"
    ENTITY_LOST = "an entity was lost"
    NEGATION = "a negation came or went"
    CALL = "a call for help came or went"
    PROTECTED = "a protected characteristic was heard into a description"
    UNWRITABLE = "cannot be written with marks"


@dataclass(frozen=True)
class Hearing:
    """One said line as one recogniser heard it."""

    steps: tuple[Step, ...]
    said: tuple[Token, ...]
    heard: tuple[Token, ...]

    @property
    def errors(self) -> int:
        """Words replaced, left out and put in."""
        return word_errors(self.steps)

    @property
    def error_rate(self) -> float:
        """Errors over words said; infinite where no words were said."""
        return self.errors / len(self.said) if self.said else math.inf

    @property
    def slips(self) -> list[tuple[str, str]]:
        """What was heard for what, in small letters, where the two differ and neither is empty."""
        return [
            (_written(self.said, step.said), _written(self.heard, step.heard))
            for step in self.steps
            if 0.0 < step.likeness < 1.0
        ]


def compare(said: str, heard: str) -> Hearing:
    """The words of both, aligned."""
    said_tokens, heard_tokens = tokens(said), tokens(heard)
    steps = aligned([token.text for token in said_tokens], [token.text for token in heard_tokens])
    return Hearing(tuple(steps), tuple(said_tokens), tuple(heard_tokens))


def project(example: Example, heard: str, hearing: Hearing) -> Example | Dropped:
    """``heard`` with the labels of ``example``, or why it is dropped. ``hearing`` compares the two."""
    heard = heard.strip()
    if not hearing.heard:
        return Dropped.EMPTY
    if plain_words(heard) == plain_words(example.text):
        return Dropped.SAME
    if hearing.error_rate > (MOST_WORD_ERRORS_OF_A_CALL if example.intent == "panic" else MOST_WORD_ERRORS):
        return Dropped.FAR_OFF
    if _count(_NEGATIONS, hearing.said) != _count(_NEGATIONS, hearing.heard):
        return Dropped.NEGATION
    spans = [_carried(span, hearing) for span in example.spans]
    found = [span for span in spans if span is not None]
    if len(found) < len(spans) or any(a.end > b.start for a, b in itertools.pairwise(found)):
        return Dropped.ENTITY_LOST
    if any(span.label == "suspect_description" and protected_terms(heard[span.start : span.end]) for span in found):
        return Dropped.PROTECTED
    if _BRACKETS.search(heard) or "\n" in heard or any(_cuts_a_word(heard, span) for span in found):
        return Dropped.UNWRITABLE
    if _count(_CALLS, hearing.said) != _count(_CALLS, hearing.heard):
        return Dropped.CALL
    return Example(example.intent, heard, tuple(found))


def _carried(span: Span, hearing: Hearing) -> Span | None:
    """The words heard for the words of ``span``, from the first to the last; ``None`` if nothing like them was."""
    inside = [n for n, token in enumerate(hearing.said) if token.start < span.end and token.end > span.start]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    met = [step for step in hearing.steps if step.heard[0] < step.heard[1] and _mostly_in(step, first, last, hearing)]
    if not met:
        return None
    said_words = [token.text for token in hearing.said[first : last + 1]]
    begin, end, alike = _with_words_put_in(hearing, said_words, met[0].heard[0], met[-1].heard[1])
    if alike < (LEAST_LIKENESS_OF_A_PLACE if span.label == "location" else LEAST_LIKENESS):
        return None
    return Span(hearing.heard[begin].start, hearing.heard[end - 1].end, span.label)


def _with_words_put_in(hearing: Hearing, said: Sequence[str], begin: int, end: int) -> tuple[int, int, float]:
    """Heard words ``begin`` to ``end``, widened by words that stand for no said one while they get no less alike, and
    how alike they are: of "I am" for "aisle" the alignment may take only "am".
    """
    heard = [token.text for token in hearing.heard]
    put_in = {n for step in hearing.steps if step.said[0] == step.said[1] for n in range(*step.heard)}
    alike = likeness(said, heard[begin:end])
    while begin - 1 in put_in and (wider := likeness(said, heard[begin - 1 : end])) >= alike:
        begin, alike = begin - 1, wider
    while end in put_in and (wider := likeness(said, heard[begin : end + 1])) >= alike:
        end, alike = end + 1, wider
    return begin, end, alike


def _mostly_in(step: Step, first: int, last: int, hearing: Hearing) -> bool:
    """Whether at least half of the letters said in this step lie in the said words ``first`` to ``last``."""
    letters = {n: len(hearing.said[n].text) for n in range(*step.said)}
    shared = sum(length for n, length in letters.items() if first <= n <= last)
    return shared > 0 and 2 * shared >= sum(letters.values())


def _count(wanted: frozenset[str], words: Sequence[Token]) -> int:
    return sum(word in wanted for token in words for word in plain_words(token.text).split())


def _cuts_a_word(heard: str, span: Span) -> bool:
    """Whether an apostrophe stands at an edge of the span: Rasa's tokeniser takes it into the word."""
    return heard[: span.start].endswith(tuple(_APOSTROPHES)) or heard[span.end :].startswith(tuple(_APOSTROPHES))


def _written(words: Sequence[Token], at: tuple[int, int]) -> str:
    return " ".join(token.text for token in words[slice(*at)]).casefold()
