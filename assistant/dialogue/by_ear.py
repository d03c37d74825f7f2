"""Whoever says again what was heard wrong says something that sounds like it: "the pick and mix", for "pecking mix".

So a bare correction goes where something on record sounds like it, even where its words would fit elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Final

from assistant.dialogue.consent import words_of
from assistant.dialogue.recording import Told
from assistant.incident import Incident, SlotName

_BY_EAR: Final[tuple[SlotName, ...]] = (
    "location",
    "suspect_description",
    "direction_of_travel",
    "vehicle_description",
    "weapon",
)
"""Free texts that a recogniser may get wrong whole; numbers and codes are read back sign by sign."""
_ALIKE: Final = 0.78
"""Share of sounds in common, in order, from which on two texts sound alike ("pecking mix" and "pick and mix": 0.89)."""
_ALIKE_IF_SHORT: Final = 0.87
"""The same for texts of few sounds, which are near to much: a red car is no red cap (0.83)."""
_SHORT: Final = 7
_CLEARLY: Final = 0.1
"""By so much the nearest must be nearer than the next."""
_MOST_WORDS: Final = 8
_NAME_WORDS: Final = 3
_LEAST_SOUNDS: Final = 4
_SOUNDS: Final = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"gh"), ""),
    (re.compile(r"ck|c(?=[aourlkt])|q"), "k"),
    (re.compile(r"c(?=[eiy])|z"), "s"),
    (re.compile(r"[aeiouyhw]+"), "a"),
    (re.compile(r"[dt]"), "t"),
    (re.compile(r"[gk]"), "k"),
    (re.compile(r"[bp]"), "p"),
    (re.compile(r"[vf]"), "f"),
    (re.compile(r"[mn]"), "n"),
    (re.compile(r"(.)\1+"), r"\1"),
)
_ARTICLE: Final = re.compile(r"^(?:(?:a|an|the|some|in|at|by|on|with|of)\s+)+", re.IGNORECASE)


def sounds_like_one(said: str, incident: Incident) -> tuple[Told, ...]:
    """``said`` as the new value of the one text on record that sounds like it, and is not it; else nothing."""
    new = _ARTICLE.sub("", said.strip(" .,!?")).lower()
    sounds = _sound(new)
    if len(words_of(new)) > _MOST_WORDS or len(sounds) < _LEAST_SOUNDS:
        return ()
    near = sorted(((_alike(sounds, old), slot, old) for slot, old in _texts(incident)), reverse=True)
    if not near or near[0][0] < _least(sounds) or (len(near) > 1 and near[0][0] - near[1][0] < _CLEARLY):
        return ()
    _, slot, old = near[0]
    if words_of(old) == words_of(new):
        return ()
    if slot != "items":
        return (Told(slot, new, said, "rule"),)
    items = [new if item == old else item for item in incident.items or ()]
    return (Told("items", list(dict.fromkeys(items)), said, "rule"),)


def kind_by_ear(said: str, categories: Iterable[str]) -> str | None:
    """The kind of incident whose name ``said``, of a few words, sounds like ("a soul": assault); ``None`` if none."""
    sounds = _sound(said)
    if len(words_of(said)) > _NAME_WORDS or len(sounds) < _LEAST_SOUNDS:
        return None
    near = sorted(((_alike(sounds, name.replace("_", " ")), name) for name in categories), reverse=True)
    clear = len(near) == 1 or (len(near) > 1 and near[0][0] - near[1][0] >= _CLEARLY)
    return near[0][1] if near and clear and near[0][0] >= _ALIKE_IF_SHORT else None


def _least(sounds: str) -> float:
    return _ALIKE_IF_SHORT if len(sounds) < _SHORT else _ALIKE


def _texts(incident: Incident) -> list[tuple[SlotName, str]]:
    texts: list[tuple[SlotName, str]] = [("items", item) for item in incident.items or ()]
    for slot in _BY_EAR:
        value = incident.slot(slot)
        if isinstance(value, str) and value != "none":
            texts.append((slot, value))
    return texts


def _alike(sounds: str, text: str) -> float:
    return SequenceMatcher(None, sounds, _sound(text), autojunk=False).ratio()


def _sound(text: str) -> str:
    """Roughly how ``text`` sounds: vowels are one, and so are consonants that only the voice tells apart."""
    letters = "".join(words_of(text))
    for pattern, sound in _SOUNDS:
        letters = pattern.sub(sound, letters)
    return letters
