"""Spot duress in the words alone: no model, no state, no network, so that the alarm goes out before anything else.

What counts is decided here, once:

* An explicit call for help ("help me", "send security now", "get off me", "we're being robbed") is duress.
* Violence that goes on now, or is about to, against anyone ("he's stabbing someone", "he's hitting Dave") is duress:
  the person who says it cannot wait for questions.
* A report is not: what is over ("he punched me and left"), a weapon seen ("he's got a knife"), somebody hurt. Those
  become P1 through triage, a turn later. "He's got a knife to my throat" is duress.
* An ordinary request is not ("I need help finding the gift cards", "can someone help on till three").
* Where it could be either, it is duress: a false alarm is stood down by a person in seconds.
* A code word or silent phrase of the settings always counts, in whatever company, and also after "drill".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from rapidfuzz import fuzz

from assistant.duress.heard import Heard, heard
from assistant.duress.judgement import Server, call_for_help
from assistant.settings import DuressSettings

SILENT_SCORE: Final = 85.0
SILENT_WORD_SCORE: Final = 75.0
"""Per content word: "sands" heard as "sans" scores 89, as "still" 40."""
CODE_SCORE: Final = 88.0
"""The letters of a code word run together: "code red" heard as "code read" scores 93, "cold red" 77."""
SHORTEST_FUZZY_CODE: Final = 6
OTHER_WORDS_ROUND_A_SLIP: Final = 3
"""A slip of a code word counts only in a short utterance: "a customer could read the label" is ordinary talk."""

_FILL: Final = frozenset(
    "a an the is it in on of to has have had anyone any someone seen there here please do you we at for".split()
)
_COMPOUND: Final = frozenset("bar qr post pin zip promo discount product door voucher sku dress".split())
"""Words that make "… code" an ordinary thing: "the bar code read wrong" is no "code red"."""
_WORN: Final = frozenset(
    "lipstick lips hair nails coat jacket hat cap beanie scarf hoodie hoody top shirt tee jumper fleece dress skirt "
    "trousers jeans joggers leggings shorts trainers shoes boots socks gloves bag rucksack backpack headscarf tie vest "
    "cardigan puffer tracksuit glasses beard".split()
)


@dataclass(frozen=True)
class Duress:
    """What was spotted. ``silent`` is never answered aloud; ``words`` are those heard, as they stand in the text."""

    kind: Literal["call_for_help", "code_word", "silent"]
    words: str


def spot(text: str, settings: DuressSettings, server: Server = "not asked yet") -> Duress | None:
    """The duress in one utterance, or ``None``. Pure; takes well under a millisecond for a spoken sentence.

    ``server`` is the language server's view once it has spoken; the first alarm never waits for it.

    A silent phrase comes first, so that nothing betrays the person who managed to say one.
    """
    if agreed := _agreed(text, settings.silent_phrases, settings.code_words):
        return agreed
    if call := call_for_help(heard(text), server):
        return Duress("call_for_help", call)
    return None


@lru_cache(maxsize=4)  # looked for at once, and again with the server's view; what was said is not kept for longer
def _agreed(text: str, silent_phrases: tuple[str, ...], code_words: tuple[str, ...]) -> Duress | None:
    """What the store has agreed on to be said in danger."""
    for view in (heard(text), heard(text, frozenset())):  # a code word may be made of what are fillers otherwise
        for phrase in silent_phrases:
            if found := _phrase(view, phrase):
                return Duress("silent", found)
        for code in code_words:
            if found := _code_word(view, code):
                return Duress("code_word", found)
    return None


_STAND_DOWN: Final = re.compile(
    r"\b(?:stand(?:ing)? (?:it |the alarm |everyone |them |us )?down|false alarm"
    r"|(?:cancel|call off|turn off|switch off|stop|clear|drop) (?:the |that |this |my )?(?:alarm|alert|panic|emergency)"
    r"|(?:cancel|call|turn|switch) (?:the |that |this |my )?(?:alarm|alert|panic) off"
    r"|(?:alarm|alert|panic) (?:off|over|cancelled|was (?:a )?mistake)"
    r"|all clear|(?:emergency|danger|its) (?:is )?all over|were all safe now|no longer (?:in danger|an emergency))\b"
)
_NOT_STOOD_DOWN: Final = re.compile(
    r"\b(?:dont|not|never|cant|wont|isnt|wasnt|didnt)(?: \w+)? (?:stand|standing|cancel|call|turn|switch|a false"
    r"|false|stop|clear|drop|all)\b|\b(?:fire|burglar|smoke|car|intruder|till) alarm\b|\bnot (?:an? )?all clear\b"
    r"|\b(?:if|when|how (?:do|can|would)|can i|should (?:i|we)|shall (?:i|we)|was it|is it|who|why|before"
    r"|until|unless)\b"
)


def stand_down(text: str) -> bool:
    """Whether a person says in so many words that the alarm is to be stood down. Always to be confirmed by a person."""
    plain = " ".join(token.word for token in heard(text).tokens)
    return bool(_STAND_DOWN.search(plain)) and not _NOT_STOOD_DOWN.search(plain)


@lru_cache(maxsize=256)  # of the settings, asked at every utterance
def _words_of(phrase: str) -> list[str]:
    return [token.word for token in heard(phrase, frozenset()).tokens]


def _phrase(words: Heard, phrase: str) -> str | None:
    """The stretch of ``words`` that is the silent phrase, a recogniser's slips allowed for."""
    wanted = _words_of(phrase)
    content = [word for word in wanted if word not in _FILL] or wanted
    target = " ".join(wanted)
    for size in (len(wanted), len(wanted) - 1, len(wanted) + 1):
        for start in range(len(words.tokens) - size + 1 if size > 0 else 0):
            window = [token.word for token in words.tokens[start : start + size]]
            if fuzz.ratio(" ".join(window), target) >= SILENT_SCORE and _all_heard(content, window):
                return words.said(start, start + size)
    return None


def _all_heard(content: list[str], window: list[str]) -> bool:
    """Whether each of the words that carry the phrase has a likeness in the window, in order."""
    rest = iter(window)
    return all(any(fuzz.ratio(word, other) >= SILENT_WORD_SCORE for other in rest) for word in content)


def _code_word(words: Heard, code: str) -> str | None:
    """The code word wherever it stands, or, in a short utterance, something a recogniser could make of it."""
    wanted = _words_of(code)
    if not wanted:
        return None
    tokens = words.tokens
    letters = "".join(wanted)
    for size in (len(wanted), len(wanted) - 1, len(wanted) + 1):
        for start in range(len(tokens) - size + 1 if size > 0 else 0):
            window = [token.word for token in tokens[start : start + size]]
            if "".join(window) == letters and not _describes(words, start, start + size):
                return words.said(start, start + size)
            alone = len(tokens) <= len(wanted) + OTHER_WORDS_ROUND_A_SLIP
            compound = start > 0 and tokens[start - 1].word in _COMPOUND
            near = len(letters) >= SHORTEST_FUZZY_CODE and fuzz.ratio("".join(window), letters) >= CODE_SCORE
            if near and alone and not compound and window != wanted:
                return words.said(start, start + size)
    return None


def _describes(words: Heard, first: int, after: int) -> bool:
    """ "fur code, red lipstick": a coat that was misheard, and what else they wear."""
    tokens = words.tokens
    followed = after < len(tokens) and tokens[after].word in _WORN
    return followed and "," in words.text[tokens[first].end : tokens[after - 1].start]
