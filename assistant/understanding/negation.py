"""Whether a word stands under a "no": "no weapon that I could see", "he hasn't got a knife", "not a knife"."""

from __future__ import annotations

from typing import Final

from assistant.understanding.words import Words

_NEGATORS: Final = frozenset(
    "no not nobodys noones never without none nobody nothing neither nor isnt arent wasnt werent hasnt "
    "havent hadnt didnt dont doesnt "
    "aint cant couldnt wont noone".split()
)
_ENDS_SCOPE: Final = frozenset("but just only except then so because though although".split())
_REACH: Final = 6


def negator_before(words: Words, index: int, reach: int = _REACH) -> int | None:
    """The index of the negator whose scope takes in word ``index``, or ``None``.

    The scope runs to the end of the clause: to a full stop, or a "but". A comma ends it too, save in a list
    ("no knife, gun or anything") where the word before the comma is under it and "or" follows.
    """
    for before in range(index, max(index - reach, -1), -1):
        if before < index:
            if words[before] in _NEGATORS and not _answering(words, before):
                return before
            if words.slice(before, before + 2) == "no one":
                return before
            if words[before] in _ENDS_SCOPE:
                return None
        if words.pause(before) in {".", ","} and not _list_goes_on(words, before, index):
            return None
    return None


def _answering(words: Words, index: int) -> bool:
    """A "no" that answers ("no, he's got a knife") reaches nothing; one with a pronoun after it answers as well."""
    follows = words[index + 1]
    return words[index] == "no" and (
        words.pause(index + 1) in {",", "."}
        or follows
        in {
            "no",
            "hes",
            "shes",
            "he",
            "she",
            "they",
            "theyve",
            "its",
            "it",
            "i",
            "there",
            "theres",
            "we",
            "wait",
            "sorry",
        }
    )


def _list_goes_on(words: Words, at: int, index: int) -> bool:
    return words.pause(at) == "," and "or" in words.slice(at, index + 3).split()
