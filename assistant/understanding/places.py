"""Places of the store: its gazetteer, and the numbered aisles and tills, as people say and recognisers hear them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Final

from rapidfuzz import fuzz, process

from assistant.settings import StoreSettings
from assistant.understanding.corrections import corrected_number
from assistant.understanding.numbers import HOMOPHONES, UNITS, name_number, ordinal_at
from assistant.understanding.words import Words

AISLE: Final = frozenset(
    {"aisle", "aisles", "isle", "isles", "ile", "aile", "ail", "ayle", "aysle", "asile", "iel", "il"}
)
TILL: Final = frozenset({"till", "tills", "til", "checkout", "checkouts", "register"})
_AISLE_HEARD: Final = frozenset("ill ila iler eye idle nail nile aye ayl eyel idol io".split())
"""What recognisers also write for "aisle" ("nail" for "on aisle"): words of their own, so only read so where a place
was asked for, after a preposition, or where there is nothing else in the utterance."""
_TILL_HEARD: Final = frozenset("until untill tiller tell teal still".split())
"""The same for "till", where a place was asked for."""
_RUN_TOGETHER: Final = re.compile("(?:a?isle|ile)([a-z]{2,7})")
_SAID_TOGETHER: Final = {**UNITS, **HOMOPHONES, "foot": 4, "ton": 10, "ford": 4}
"""The number run together with its aisle: "Islefoot" is aisle four."""
_HEARD_AS: Final = {"bay": ("bank",), "forecourt": ("four court", "fore court"), "kiosk": ("kiyosk",)}
"""Words in names of places, and what recognisers write for them."""
_IN: Final = frozenset("in at by near on down from inside".split())
_SELF: Final = frozenset({"self", "selfservice", "selfscan"})
_LINKS: Final = frozenset({"the", "a", "our", "that", "this", "your", "old", "little", "main", "same", "store", "shop"})
_WHERE: Final = frozenset(
    "in at by near on inside outside behind beside opposite around round next past over from into under above along "
    "between up down off to through towards toward for via of".split()
)
_MONEY_OR_TIME: Final = frozenset(
    "quid pound pounds p pence minutes minute mins min hours hour oclock am pm grand bottles lads people of".split()
)
_LEAST_LETTERS: Final = 6
_MOST_LETTERS: Final = 40
_FUZZY_CUTOFF: Final = 84.0
_LENGTH_APART: Final = 2
_SOUND_CUTOFF: Final = 50.0
_LONGEST_NEAR_MISS: Final = 4
_SOUNDS: Final = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"gh"), ""),
    (re.compile(r"ck|c(?=[aourlt])|q|k"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"wh"), "w"),
    (re.compile(r"kn"), "n"),
    (re.compile(r"[aeiouy]+"), "a"),
    (re.compile(r"h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


_UTTERANCES_KEPT: Final = 8
_SIDES: Final = frozenset({"back", "front", "side", "rear"})
_WAYS: Final = frozenset({"door", "doors", "entrance", "exit", "gate", "gates"})


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A place by its gazetteer name, and the words ``first`` up to ``after`` that named it."""

    name: str
    first: int
    after: int
    score: float
    """100 for the very words, less where letters or sounds were matched."""
    rule: str


class Gazetteer:
    """The places of one store. Built once; finding is pure."""

    def __init__(self, places: dict[str, tuple[str, ...]], aisles: int, tills: int) -> None:
        self.aisles = aisles
        self.tills = tills
        self._by_letters: dict[str, str] = {}
        for name, others in places.items():
            for said in (name, *others):
                self._by_letters.setdefault(_letters(said), name)
                self._by_letters.setdefault(_letters(said).removeprefix("the"), name)
        for name, others in places.items():
            for said in (name, *others):
                for heard in _heard(said):
                    self._by_letters.setdefault(_letters(heard), name)
        self._by_sound = {_sound(letters): letters for letters in self._by_letters if len(letters) > 4}
        self._fuzzy = [letters for letters in self._by_letters if len(letters) >= _LEAST_LETTERS]
        self._longest = max((len(said.split()) for name in places for said in (name, *places[name])), default=1)
        # Several grammars ask the same of one utterance; what was said is not kept for longer.
        self._found = lru_cache(maxsize=_UTTERANCES_KEPT)(self._all_found)

    @classmethod
    def from_settings(cls, store: StoreSettings) -> Gazetteer:
        return cls(dict(store.places), store.aisles, store.tills)

    def find(self, text: str | Words, *, answer: bool = False) -> tuple[FoundPlace, ...]:
        """Places named in ``text``, in order, none overlapping.

        ``answer`` says that a place was asked for: then near misses are accepted wherever they stand, and a bare
        name needs no "by the" before it.
        """
        return self._found(text.text if isinstance(text, Words) else text, answer)

    def _all_found(self, text: str, answer: bool) -> tuple[FoundPlace, ...]:
        words = Words(text)
        found: list[FoundPlace] = []
        # Certain readings take their words first, so that no near miss swallows half an "aisle four".
        slips, near = (self._slip_answer, self._near_answer) if answer else (self._slip, self._near)
        for attempt in (partial(self._numbered, asked=answer), self._named, slips, near):
            taken = {index for place in found for index in range(place.first, place.after)}
            found += self._scan(words, attempt, taken)
        return tuple(sorted(found, key=lambda place: place.first))

    @staticmethod
    def _scan(
        words: Words, attempt: Callable[[Words, int], FoundPlace | None], taken: set[int]
    ) -> Iterator[FoundPlace]:
        at = 0
        while at < len(words):
            place = attempt(words, at) if at not in taken else None
            if place is None or not taken.isdisjoint(range(place.first, place.after)):
                at += 1
            else:
                yield place
                at = place.after

    def _numbered(self, words: Words, at: int, *, asked: bool) -> FoundPlace | None:
        word = words[at]
        only_words = len(words) == 2  # "I'll ate" and nothing else is an aisle; "I'll wait" is not, having no number
        if word in AISLE or (word == "ill" and (words[at + 1].isdigit() or words[at + 1] == "number" or only_words)):
            return self._numbered_after(words, at, "aisle", self.aisles, asked=asked)
        if word in TILL and words[at - 1] not in _SELF and words[at - 1] not in {"scan", "service"}:
            return self._numbered_after(words, at, "till", self.tills, asked=asked)
        if word == "number" and (till := self._till_behind(words, at, asked=asked)) is not None:
            return till
        ordinal = ordinal_at(words, at)
        if ordinal is not None and (words[ordinal[1]] in AISLE or words[ordinal[1]] in TILL):
            kind, most = ("aisle", self.aisles) if words[ordinal[1]] in AISLE else ("till", self.tills)
            if 1 <= ordinal[0] <= most:
                return FoundPlace(f"{kind} {ordinal[0]}", at, ordinal[1] + 1, 100.0, f"{kind} by its ordinal")
        return None

    def _till_behind(self, words: Words, at: int, *, asked: bool) -> FoundPlace | None:
        """ "number twelve till"."""
        number = name_number(words, at + 1, asked=asked)
        if number is None or words[number[1]] not in TILL or not 1 <= number[0] <= self.tills:
            return None
        return FoundPlace(f"till {number[0]}", at, number[1] + 1, 100.0, "till behind its number")

    def _slip(self, words: Words, at: int) -> FoundPlace | None:
        place = self._aisle_slip(words, at)
        lead = anchor(words, at)
        alone = place is not None and place.first == 0 and place.after == len(words)
        return place if alone or (lead is not None and words[lead] in _IN) else None

    def _slip_answer(self, words: Words, at: int) -> FoundPlace | None:
        if words[at] in _TILL_HEARD:
            place = self._numbered_after(words, at, "till", self.tills, asked=True)
            ends = place is not None and (place.after >= len(words) or words.pause(place.after).strip("-"))
            return place if ends else None
        return self._aisle_slip(words, at)

    def _aisle_slip(self, words: Words, at: int) -> FoundPlace | None:
        """ "eye four", "I'll twelve", "I-O-4", "Islefoot": an aisle, as nothing else makes sense of the words."""
        together = _RUN_TOGETHER.fullmatch(words[at])
        if together is not None and (number := _SAID_TOGETHER.get(together[1])) and number <= self.aisles:
            return FoundPlace(f"aisle {number}", at, at + 1, 90.0, "aisle and its number, run together")
        letters = words[at] == "i" and words[at + 1 + (words[at + 1] == "/")] == "o"
        if letters or words[at] in _AISLE_HEARD:
            last = at + (1 + (words[at + 1] == "/") if letters else 0)
            place = self._numbered_after(words, last, "aisle", self.aisles, asked=False)
            if place is None or (words[place.after - 1] in HOMOPHONES and place.after < len(words)):
                return None  # "he was ill for two days"
            return replace(place, first=at, score=90.0, rule="aisle as it is often heard, and a number")
        return None

    def _numbered_after(self, words: Words, at: int, kind: str, most: int, *, asked: bool) -> FoundPlace | None:
        start = at + 1
        while words[start] in {"number", "no", "numbers"}:
            start += 1
        # A pause between the two belongs to people thinking ("aisle, er, four"), a full stop to the next sentence.
        if words.pause(start) == ".":
            return None
        number = name_number(words, start, asked=asked)
        if number is None or not 1 <= number[0] <= most:
            return None
        if words[number[1]] in _MONEY_OR_TIME:
            return None
        again = corrected_number(words, number[1])
        if again is not None and again.whole is not None and 1 <= again.whole <= most:
            number = again.whole, again.after
        return FoundPlace(f"{kind} {number[0]}", at, number[1], 100.0, f"{kind} and a number")

    def _named(self, words: Words, at: int) -> FoundPlace | None:
        for length in range(min(self._longest, len(words) - at), 0, -1):
            letters = "".join(words.letters[at : at + length])
            name = self._by_letters.get(letters)
            if name is None and letters.endswith("s") and _contracted(words, at + length - 1):
                name = self._by_letters.get(letters[:-1])
            if words[at + length - 1] in _SIDES and words[at + length] in _WAYS:
                name = None  # "out the back" is the stockroom, "out the back door" is not
            if name is not None:
                return FoundPlace(name, at, at + length, 100.0, "place by name")
        return None

    def _near(self, words: Words, at: int) -> FoundPlace | None:
        return self._near_answer(words, at) if anchor(words, at) is not None else None

    def _near_answer(self, words: Words, at: int) -> FoundPlace | None:
        best: FoundPlace | None = None
        if words[at] in _LINKS or words[at] in _WHERE:
            return None
        for length in range(min(_LONGEST_NEAR_MISS, len(words) - at), 0, -1):
            letters = "".join(words.letters[at : at + length])
            if not _LEAST_LETTERS - 1 <= len(letters) <= _MOST_LETTERS or words[at + length - 1] in _WHERE:
                continue
            sounded = self._by_sound.get(_sound(letters))
            if sounded is not None and fuzz.ratio(letters, sounded) >= _SOUND_CUTOFF:
                return FoundPlace(self._by_letters[sounded], at, at + length, 90.0, "place by sound")
            if len(letters) < _LEAST_LETTERS:
                continue
            near = process.extractOne(letters, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_FUZZY_CUTOFF)
            # A word of quite another length is another word ("customers" is no "customer loos").
            if near is not None and abs(len(near[0]) - len(letters)) > _LENGTH_APART:
                continue
            if near is not None and (best is None or near[1] > best.score):
                best = FoundPlace(self._by_letters[near[0]], at, at + length, near[1], "place by near spelling")
        return best


def _contracted(words: Words, at: int) -> bool:
    """ "the back door's been forced"."""
    word = words.words[at]
    return words.text[word.end - 2] in "'’"


def anchor(words: Words, at: int) -> int | None:
    """The index of the preposition that leads to word ``at`` ("by the old |"), if one does."""
    before = at - 1
    if words[before - 1] in {"the", "a"} and words[before] not in _WHERE | _LINKS and not words.pause(at).strip("-"):
        before -= 1  # "by the broken freezers"
    while before >= 0 and at - before <= 3 and words[before] in _LINKS:
        before -= 1
    return before if words[before] in _WHERE else None


def _heard(said: str) -> Iterator[str]:
    """What recognisers write for a place's name."""
    parts = said.split()
    for at, part in enumerate(parts):
        for other in _HEARD_AS.get(part, ()):
            yield " ".join([*parts[:at], other, *parts[at + 1 :]])


def _letters(said: str) -> str:
    return "".join(letter for letter in said.lower() if letter.isalnum())


def _sound(letters: str) -> str:
    """Roughly how ``letters`` sound, so that "key osk" and "kiosk" are the same. Vowels are all one."""
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return letters
