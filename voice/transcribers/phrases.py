"""What may be said to a question: the phrase list for a recogniser that takes one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.incident import SlotName
from assistant.settings import StoreSettings
from assistant.sop import SopBook
from assistant.understanding.category import TELL_NO_KIND
from assistant.understanding.numbers import in_words

ALWAYS: Final = (
    "help", "help me", "yes", "no", "i don't know", "no idea", "repeat that", "say that again", "cancel", "cancel that",
    "what should i do", "stand down", "go on", "okay", "sorry",
)  # fmt: skip
"""Said to any question at all. Without the calls for help a list would be deaf to them."""

NATO: Final = tuple(
    """alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo
    sierra tango uniform victor whiskey x-ray yankee zulu""".split()
)
LETTERS: Final = tuple("abcdefghijklmnopqrstuvwxyz")
FIGURES: Final = ("zero", "oh", "nought", *(in_words(number) for number in range(1, 10)), "double", "treble")
SPELLED: Final[frozenset[SlotName]] = frozenset({"vehicle_plate", "till_receipt", "police_reference"})
MOST_COUNTED: Final = 20


@dataclass(frozen=True)
class PhraseBook:
    """The phrases of one store, made once."""

    store: StoreSettings
    sops: SopBook
    people: tuple[str, ...] = ()
    """First names on the roster."""
    code_words: tuple[str, ...] = ()
    """What raises the alarm: it must be heard whatever was asked."""

    def phrases_for(self, asked: SlotName | None) -> tuple[str, ...]:
        """What answers ``asked``; empty where anything may be said, so that no list is to be used."""
        if asked in SPELLED:
            own: Sequence[str] = (*NATO, *LETTERS, *FIGURES, "as in", "for", "dash", "that's")
        elif asked == "location":
            own = self._places()
        elif asked in {"suspect_count", "camera"}:
            numbers = [in_words(number) for number in range(1, MOST_COUNTED + 1)]
            own = (*numbers, "camera", "of them", "just", "about", "a couple", "a few", "on their own")
        elif asked in {"suspects_on_site", "police_called"}:
            own = ("yes they have", "no not yet", "they've gone", "still here", "they are still here", "i think so")
        else:
            return ()
        return _spoken((*ALWAYS, *self.code_words, *self.people, *self._choices(asked), *own))

    def answers_to(self, asked: str) -> tuple[str, ...]:
        """What of this store and its procedures answers ``asked``, whatever else may."""
        return _spoken((*self._choices(asked), *(self._places() if asked == "location" else ())))

    def kinds(self) -> tuple[str, ...]:
        """The kinds of incident by their names, as whoever puts one right says them: "assault", "no, it's abuse"."""
        titles = [self.sops.for_category(category).title for category in self.sops.categories]
        named = [name for title in titles for name in (title, *re.split(r"\s+or\s+|\s+", title))]
        kinds = [name for name in dict.fromkeys(map(str.lower, named)) if name not in TELL_NO_KIND]
        return _spoken(f"{before} {kind}" for kind in kinds for before in ("", "no", "a", "it's", "no it's", "it was"))

    def names(self) -> tuple[str, ...]:
        """Places and people of this store, and its code words."""
        return _spoken((*self._places(), *self.people, *self.code_words))

    def _choices(self, asked: str | None) -> list[str]:
        every = [self.sops.for_category(category) for category in (None, *self.sops.categories)]
        return [
            choice
            for sop in every
            for question in sop.questions
            if question.slot == asked
            for choice in question.choices
        ]

    def _places(self) -> tuple[str, ...]:
        named = [name for place, others in self.store.places.items() for name in (place, *others)]
        aisles = [f"aisle {in_words(number)}" for number in range(1, self.store.aisles + 1)]
        tills = [f"till {in_words(number)}" for number in range(1, self.store.tills + 1)]
        return (*named, *aisles, *tills, "by the", "at the", "near the", "in the", "outside the", "next to the")


def _spoken(phrases: Iterable[str]) -> tuple[str, ...]:
    """Once each, in lower case, without what is not spoken."""
    plain = (" ".join(re.sub(r"[^\w\s'-]", " ", phrase.lower()).split()) for phrase in phrases)
    return tuple(dict.fromkeys(phrase for phrase in plain if phrase))
