"""Putting one part of a number plate right: "the third letter's a tango", "it ends in KL", "a five, not a nine"."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from assistant.understanding.spelling import spelled_run
from assistant.understanding.words import Words

_PLACES: Final = {
    "first": 0,
    "second": 1,
    "third": 2,
    "fourth": 3,
    "fifth": 4,
    "sixth": 5,
    "seventh": 6,
    "last": -1,
    "final": -1,
    "end": -1,
    "1st": 0,
    "2nd": 1,
    "3rd": 2,
    "4th": 3,
    "5th": 4,
    "6th": 5,
    "7th": 6,
}
_KINDS: Final[dict[str, Callable[[str], bool]]] = {
    "letter": str.isalpha,
    "number": str.isdigit,
    "digit": str.isdigit,
    "figure": str.isdigit,
    "character": str.isalnum,
    "one": str.isalnum,
    "bit": str.isalnum,
}
_SHOULD_BE: Final = r"(?:(?:is|are|were|s|was|should|be|its|it|a|an|the|say|read|supposed|to|actually|meant|really) )*"
_ONE_PLACE: Final = re.compile(
    rf"\b(?P<place>{'|'.join(_PLACES)}) (?P<kind>{'|'.join(_KINDS)})s? {_SHOULD_BE}(?P<new>.+)$"
)
_END: Final = re.compile(
    rf"\b(?:(?:it )?(?:ends|ending|finishes|finishing)(?: in| with| on)?|"
    rf"(?:the )?(?:last|final) (?:two|three|bit|part|letters|(?:two|three) (?:letters|characters)) {_SHOULD_BE})"
    r" ?(?P<new>.+)$"
)
_START: Final = re.compile(
    rf"\b(?:(?:it )?(?:starts|starting|begins|beginning) (?:with|in)|(?:the )?first (?:two|three|bit|part|letters|"
    rf"(?:two|three) (?:letters|characters)) {_SHOULD_BE}) ?(?P<new>.+)$"
)
_INSTEAD: Final = re.compile(
    r"^(?:(?:no|nah|sorry|actually|wait|well|on|the|plate|reg|its|it|s|is|thats|that|was|should|be|a|an) )*"
    r"(?P<new>\S+) not (?:(?:a|an|the) )?(?P<old>\S+)$"
)


def amended_plate(plate: str, text: str) -> str | None:
    """``plate`` with the part changed that ``text`` puts right; ``None`` where it changes none."""
    plain = _plain(text)
    match = _ONE_PLACE.search(plain)
    if match is not None:
        new = _characters(_without_old(match["new"]))
        return _put(plate, match["place"], match["kind"], new) if len(new) == 1 else None
    for pattern, at_end in ((_END, True), (_START, False)):
        match = pattern.search(plain)
        if match is not None:
            new = _characters(_without_old(match["new"]))
            if not 1 < len(new) < len(plate):
                return None
            return _if_changed(plate, plate[: -len(new)] + new if at_end else new + plate[len(new) :])
    match = _INSTEAD.match(plain)
    if match is None:
        return None
    new, old = _characters(match["new"]), _characters(match["old"])
    if len(new) != 1 or len(old) != 1 or plate.count(old) != 1:
        return None
    return _if_changed(plate, plate.replace(old, new))


def _put(plate: str, place: str, kind: str, new: str) -> str | None:
    """Change one character; "the third letter" counts the letters only, as long as it is told of a letter."""
    suits = _KINDS[kind]
    counted = [index for index, character in enumerate(plate) if suits(character) or character == "?"]
    if not suits(new) or not counted:
        return None
    number = _PLACES[place]
    if number >= len(counted):
        return None
    at = counted[number]
    return _if_changed(plate, plate[:at] + new + plate[at + 1 :])


def _characters(said: str) -> str:
    """What is read out at the head of ``said``: letters, NATO words and figures."""
    words = Words(said)
    return "".join(piece.options[0] for piece in spelled_run(words, 0, loose=True))


def _without_old(said: str) -> str:
    return re.split(r" (?:not|rather|instead) ", f"{said} ")[0].strip()


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"['’]s\b", " s", text[:300].lower()).replace("'", "")))


def _if_changed(plate: str, new: str) -> str | None:
    return None if new == plate else new
