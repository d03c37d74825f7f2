"""Write spelt letters apart again: recognisers join what was spelled ("Wfsol844", "P-I-T-T-S", "Hp dft 63").

Only what cannot be a word is touched: letters joined by hyphens, letters and figures run together, and groups without a
vowel that stand beside other spelled things. Registration plates stay as they are; the grammar knows them by sight.
"""

from __future__ import annotations

import re
from typing import Final

_WORDS_WITHOUT_VOWELS: Final = frozenset(
    """mr mrs ms dr st ltd nth vs hmm mm mmm hm shh sh psst pfft brr tsk tv tvs cctv dvd dvds cd cds pc pcs bmw vw mg gt
    kfc nhs bbc hgv lgv mpv pm gps sms dj wc hr hrs min mins ft lb lbs kg km cm ml pt mph xl xxl xs sd hd pcso pcsos
    crt ctrl""".split()
)
_INITIALS: Final = _WORDS_WITHOUT_VOWELS | frozenset(
    "id uk usa eu ok ps usb led lcd pin atm cad aa bp ee spar asda aldi ikea ppe suv cpr epos ai it no vip".split()
)
"""What is written in capitals and is no spelling."""

_NAMES_WITH_FIGURES: Final = frozenset({"iphone", "galaxy", "covid", "windows", "pixel"})
_SHOUTED_WORDS: Final = 3
"""A text in capitals throughout with so many words is shouted, not spelled."""

_EDGES: Final = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_HYPHENED: Final = re.compile(r"[A-Za-z0-9](?:[-\u2010-\u2013][A-Za-z0-9]){2,}")
_PLATE: Final = re.compile(r"[A-Za-z]{2}\d{2}[A-Za-z]{0,3}|[A-Za-z]\d{1,3}[A-Za-z]{3}|[A-Za-z]{3}\d{1,3}[A-Za-z]?")
_JOINED: Final = re.compile(r"(?P<letters>[A-Za-z]{2,})(?P<figures>\d+)")
_VOWELS: Final = frozenset("aeiouyAEIOUY")


def spelt_apart(text: str) -> str:
    """``text`` with letters that were spelled separated by spaces; the words are left as they are."""
    chunks = text.split()
    cores = [_EDGES.sub(r"\2", chunk) for chunk in chunks]
    if text.isupper() and sum(len(core) > 1 and core.isalpha() for core in cores) > _SHOUTED_WORDS:
        return text
    return " ".join(_apart(chunks[at], cores, at) for at in range(len(chunks)))


def _apart(chunk: str, cores: list[str], at: int) -> str:
    core = cores[at]
    if _HYPHENED.fullmatch(core):
        spelt = re.sub(r"\W", " ", core)
    elif _is_run_together(core):
        letters, figures = _JOINED.fullmatch(core).groups()  # type: ignore[union-attr]
        spelt = f"{' '.join(letters)} {figures}"
    elif _is_a_group(core, _beside(cores, at)):
        spelt = " ".join(core)
    else:
        return chunk
    before, _, after = _EDGES.fullmatch(chunk).groups()  # type: ignore[union-attr]
    return f"{before}{spelt}{after}"


def _is_a_group(core: str, beside: list[str]) -> bool:
    if _has_no_vowel(core):
        return any(map(_is_spelt, beside))
    return _is_in_capitals(core) and any(_is_letters(near) or _is_in_capitals(near) for near in beside)


def _beside(cores: list[str], at: int) -> list[str]:
    return cores[max(0, at - 1) : at] + cores[at + 1 : at + 2]


def _is_in_capitals(core: str) -> bool:
    return 1 < len(core) < 5 and core.isascii() and core.isalpha() and core.isupper() and core.lower() not in _INITIALS


def _is_letters(core: str) -> bool:
    return (len(core) == 1 and core.isalpha() and core.lower() not in {"a", "i"}) or _has_no_vowel(core)


def _is_run_together(core: str) -> bool:
    match = _JOINED.fullmatch(core)
    if match is None or _PLATE.fullmatch(core) or match["letters"].lower() in _NAMES_WITH_FIGURES:
        return False
    return _has_no_vowel(match["letters"]) or (len(match["letters"]) > 3 and len(match["figures"]) > 1)


def _has_no_vowel(core: str) -> bool:
    return (
        len(core) > 1
        and core.isascii()
        and core.isalpha()
        and _VOWELS.isdisjoint(core)
        and core.lower() not in _WORDS_WITHOUT_VOWELS
    )


def _is_spelt(core: str) -> bool:
    """Whether this is what one spells: a letter that is no word, a group without a vowel, figures."""
    return _is_letters(core) or core.isdecimal() or _HYPHENED.fullmatch(core) is not None
