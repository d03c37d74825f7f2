"""Turn written replies into words that a voice says the way staff would.

What a synthesiser gets wrong over a headset: "P1", "999" (nine hundred and ninety-nine), plates and references run
together, sums of money, and signs. Letters of plates and references are said in the NATO alphabet, as the police do.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from typing import Final

LONGEST_SENTENCE_CHARS: Final = 220
"""About fourteen seconds of speech: nothing longer is synthesised in one go, so the first sound is never far off."""

FIRST_CLAUSE_CHARS: Final = 22
"""A longer first sentence is begun at its first comma: each letter takes 5 to 7 ms to be made into sound."""

DIGITS: Final = dict(
    zip("0123456789", ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), strict=True)
)
# fmt: off
_NATO_WORDS: Final = (
    "alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliet", "kilo", "lima",
    "mike", "november", "oscar", "papa", "quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey",
    "x-ray", "yankee", "zulu",
)
# fmt: on
NATO: Final = {word[0].upper(): word for word in _NATO_WORDS}
_RUNG: Final = {"999": "nine nine nine", "112": "one one two", "111": "one one one", "101": "one oh one"}

_MONEY = re.compile(r"£\s?(\d[\d,]*)(?:\.(\d{2}))?(?!\d)")
_PRIORITY = re.compile(r"\bP([1-4])\b")
_ALWAYS_RUNG = re.compile(
    r"(?<![\w.,-])(?<!aisle )(?<!till )(?<!camera )(?<!number )"
    r"(?:999|112)(?![\w-]|[.,]\d|\s(?:pounds?|pence)\b)",
    re.IGNORECASE,
)
_RUNG_AFTER_A_VERB = re.compile(
    r"(?<=\b)((?:call|called|calling|ring|rang|rung|ringing|dial|dialled|phone|phoned|contact|on|NHS)\s+)(101|111)(?![\w-]|[.,]\d)",
    re.IGNORECASE,
)
_PLATE = re.compile(r"\b([A-Z]{2}\d{2})\s?([A-Z]{3})\b")
_REFERENCE = re.compile(
    r"(?<![\w£-])(?:"
    r"(?=[A-Z0-9-]*\d)(?=[A-Z0-9-]*[A-Z])(?=[A-Z0-9-]{5})[A-Z0-9]+(?:-[A-Z0-9]+)*"  # letters and digits: FL-2024-17
    r"|\d+(?:-\d+)+"  # groups of digits
    r"|\d{5,}"  # long runs of digits
    r")(?![\w-]|[.,]\d)"
)
_SIGNS: Final = (("A&E", "A. and E."), (" & ", " and "), ("&", " and "), ("%", " per cent"))
_SILENT_MARKS: Final = frozenset("*_`#|~<>")
_SILENT_CATEGORIES: Final = frozenset({"So", "Sk", "Cc", "Cf", "Cs", "Co", "Cn"})
_LINK = re.compile(r"https?://\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")
_CLAUSE_END = re.compile(r"(?<=[,;:])\s+")


def speakable(text: str) -> str:
    """``text`` as it is to be said: references and plates spelled, numbers to ring digit by digit, signs in words.

    Links become "link"; pictures and control characters go. Empty where nothing is left that can be said.
    """
    text = unicodedata.normalize("NFC", text)
    text = _LINK.sub("link", text)
    text = _MONEY.sub(_money_in_words, text)
    text = _PRIORITY.sub(lambda match: f"priority {DIGITS[match[1]]}", text)
    text = _ALWAYS_RUNG.sub(lambda match: _RUNG[match[0]], text)
    text = _RUNG_AFTER_A_VERB.sub(lambda match: match[1] + _RUNG[match[2]], text)
    text = _PLATE.sub(lambda match: f"{spelled(match[1]).replace(',', '')}, {spelled(match[2])}", text)
    text = _REFERENCE.sub(lambda match: spelled(match[0]), text)
    for sign, words in _SIGNS:
        text = text.replace(sign, words)
    text = "".join(" " if _is_silent(char) else char for char in text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" ?\n ?", "\n", text).strip()
    return text if any(char.isalnum() for char in text) else ""


def spelled(reference: str) -> str:
    """Letters in the NATO alphabet and digits one by one; each run apart from the next by a comma.

    ``spelled("FL-17")`` is "foxtrot lima, one seven".
    """
    groups = re.findall(r"[A-Z]+|\d+", reference.upper())
    return ", ".join(" ".join(NATO.get(char) or DIGITS[char] for char in group) for group in groups)


def sentences(text: str) -> list[str]:
    """``text`` (already speakable) in pieces to be synthesised one by one, none over ``LONGEST_SENTENCE_CHARS``.

    A long first sentence is begun at its first comma, so that the voice starts sooner.
    """
    pieces = [
        piece
        for sentence in _SENTENCE_END.split(text)
        for piece in _cut_to_length(sentence.strip())
        if any(char.isalnum() for char in piece)
    ]
    if pieces and len(pieces[0]) > FIRST_CLAUSE_CHARS:
        pieces[:1] = _CLAUSE_END.split(pieces[0], maxsplit=1)
    return pieces


def _cut_to_length(sentence: str) -> list[str]:
    """The sentence whole if it is short enough, else packed from its clauses, or words, or cut where it must be."""
    if len(sentence) <= LONGEST_SENTENCE_CHARS:
        return [sentence]
    pieces: list[str] = []
    for clause in _CLAUSE_END.split(sentence):
        for part in textwrap.wrap(clause, LONGEST_SENTENCE_CHARS, break_on_hyphens=False):
            if pieces and len(pieces[-1]) + 1 + len(part) <= LONGEST_SENTENCE_CHARS:
                pieces[-1] = f"{pieces[-1]} {part}"
            else:
                pieces.append(part)
    return pieces


def _money_in_words(match: re.Match[str]) -> str:
    pounds, pence = int(match[1].replace(",", "")), int(match[2] or 0)
    in_pounds = f"{pounds} pound{'' if pounds == 1 else 's'}"
    if not pence:
        return in_pounds
    if not pounds:
        return f"{pence} pence"
    return f"{in_pounds} {pence}" if pence >= 10 else f"{in_pounds} and {pence} pence"


def _is_silent(char: str) -> bool:
    """Pictures, marks of layout and control characters, which a synthesiser reads out by name."""
    return char in _SILENT_MARKS or (char != "\n" and unicodedata.category(char) in _SILENT_CATEGORIES)
