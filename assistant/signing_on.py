"""Signing on to a headset by a name and a code: "Sam, four two seven one".

What holds a code is dealt with here and goes no further: it is neither stored nor logged, and what else was said goes
on without it. Codes stand in the roster only as salted scrypt hashes (RFC 7914).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from assistant.errors import SettingsError
from assistant.people import Person

CODE_DIGITS: Final = (4, 8)
SIGNED_ON_FOR: Final = timedelta(hours=14)
"""The longest shift there is, and a little: a headset on its charger does not belong to yesterday's wearer."""

TRIES_AT_MOST: Final = 5
TRIES_WITHIN: Final = timedelta(minutes=5)
"""A four-digit code would be guessed in a night; five tries in five minutes make it a year at best."""

_SCRYPT: Final = {"n": 2**14, "r": 8, "p": 1}
_SALT_BYTES: Final = 16
_HASH_BYTES: Final = 32

_DIGITS: Final = {
    "zero": "0", "oh": "0", "o": "0", "nought": "0", "naught": "0", "nil": "0", "one": "1", "two": "2", "three": "3",
    "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "niner": "9",
}  # fmt: skip
_SOUNDS_LIKE: Final = {"won": "1", "to": "2", "too": "2", "tree": "3", "for": "4", "fore": "4", "ate": "8"}
_TEENS: Final = {
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16",
    "seventeen": "17", "eighteen": "18", "nineteen": "19",
}  # fmt: skip
_TENS: Final = {
    "twenty": "2", "thirty": "3", "forty": "4", "fifty": "5", "sixty": "6", "seventy": "7", "eighty": "8",
    "ninety": "9",
}  # fmt: skip
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3}
_BETWEEN: Final = frozenset("code pin number my is the and here its with security staff".split())
"""What may stand between a name and its code."""
_SIGNING_ON: Final = re.compile(
    r"\b(?:sign(?:ing)?|log(?:ging)?|clock(?:ing)?) (?:me |myself )?(?:on|in)\b|\bsign on\b", re.IGNORECASE
)
_SIGNING_OFF: Final = re.compile(
    r"^\W*(?:floorline\W+)?(?:please |okay |ok |i'?m |im |can you )*(?:sign(?:ing)?|log(?:ging)?|clock(?:ing)?) "
    r"(?:me |myself )?(?:off|out)(?: now| please| for the (?:day|night))?\W*$",
    re.IGNORECASE,
)
_FILLERS: Final = re.compile(
    r"^\W*(?:(?:hello|hi|hey|floorline|this is|its|it'?s|i'?m|i am|my name(?: is|'s)|"
    r"(?:sign(?:ing)?|log(?:ging)?|clock(?:ing)?) (?:me |myself )?(?:on|in)(?: as)?|"
    r"please|as|code|pin|and|my|is)\b\W*)+",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Za-z0-9']+")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody said a name and a code."""

    code: str = field(repr=False)
    people: tuple[Person, ...]
    """Whom the name may mean; empty for a name that nobody here has."""
    rest: str
    """What else was said, without name and code; empty if that was all."""


def signs_off(text: str) -> bool:
    """Is it "sign off" and no more?"""
    return _SIGNING_OFF.match(text.strip()) is not None


def sign_on_in(text: str, people: Sequence[Person]) -> Attempt | None:
    """The name and code in ``text``: a name of the roster with digits after it, or any digits after "sign on".

    ``None`` where there is none. Told figures ("till receipt four two seven one") are none, as no name is before them.
    """
    words = [(match.group().lower().replace("'", ""), match.start(), match.end()) for match in _WORD.finditer(text)]
    plain = [word for word, _, _ in words]
    asked = _SIGNING_ON.search(text)
    for first in range(len(words)):
        digits, after = _digits(plain, first)
        if not CODE_DIGITS[0] <= len(digits) <= CODE_DIGITS[1]:
            continue
        named_from, named = _named_before(plain, first, people)
        if named_from is None and (asked is None or asked.start() > words[first][1]):
            continue
        begin = words[first][1] if named_from is None else words[named_from][1]
        if named_from is None and asked is not None:
            begin = asked.start()
        before = _FILLERS.sub("", text[:begin]) if _FILLERS.match(text[:begin]) else text[:begin]
        rest = f"{before.strip(' ,.;:')} {text[words[after - 1][2] :].strip(' ,.;:')}".strip()
        return Attempt(digits, named, rest)
    return None


def _named_before(words: Sequence[str], first: int, people: Sequence[Person]) -> tuple[int | None, tuple[Person, ...]]:
    """Where a name stands right before ``first``, save for fillers, and whose it is."""
    at = first - 1
    while at >= 0 and words[at] in _BETWEEN:
        at -= 1
    found: list[Person] = []
    begin: int | None = None
    for person in people:
        name = [part.replace("'", "") for part in re.findall(r"[a-z0-9']+", person.name.lower())]
        for said in (name, name[:1]):
            start = at - len(said) + 1
            if said and start >= 0 and list(words[start : at + 1]) == said:
                found.append(person)
                begin = start if begin is None else min(begin, start)
                break
    return begin, tuple(found)


def _digits(words: Sequence[str], first: int) -> tuple[str, int]:
    """The longest run of digits that begins at ``first``, and the word after it."""
    digits, at, sure = "", first, 0
    while at < len(words):
        word = words[at]
        following = words[at + 1] if at + 1 < len(words) else ""
        if word in _TIMES and following in _DIGITS:
            digits, at, sure = digits + _DIGITS[following] * _TIMES[word], at + 2, sure + 1
        elif word in _TENS:
            unit = _DIGITS.get(following, "")
            joins = unit not in ("", "0")
            digits, at, sure = digits + _TENS[word] + (unit if joins else "0"), at + 1 + joins, sure + 1
        elif (said := _DIGITS.get(word) or _TEENS.get(word) or (word if word.isdigit() else None)) is not None:
            digits, at, sure = digits + said, at + 1, sure + 1
        elif word in _SOUNDS_LIKE:
            digits, at = digits + _SOUNDS_LIKE[word], at + 1
        else:
            break
    return (digits, at) if 2 * sure >= at - first and sure else ("", first)


def hash_of(code: str) -> str:
    """A code as the roster holds it. Raises ``SettingsError`` for one that nobody could say or that is too short."""
    if not (code.isascii() and code.isdigit() and CODE_DIGITS[0] <= len(code) <= CODE_DIGITS[1]):
        raise SettingsError(f"A code has {CODE_DIGITS[0]} to {CODE_DIGITS[1]} digits; choose such a one.")
    salt = os.urandom(_SALT_BYTES)
    return f"scrypt${base64.b64encode(salt).decode()}${base64.b64encode(_hashed(code, salt)).decode()}"


def is_code(code: str, stored: str | None) -> bool:
    """Whether ``code`` is the one that was hashed; takes about 50 ms, whatever the answer."""
    try:
        kind, salt, known = (stored or "scrypt$AAAA$AAAA").split("$")
        salt_bytes, known_bytes = base64.b64decode(salt), base64.b64decode(known)
    except ValueError:
        return False
    return hmac.compare_digest(_hashed(code, salt_bytes), known_bytes) and kind == "scrypt"


def _hashed(code: str, salt: bytes) -> bytes:
    return hashlib.scrypt(code.encode(), salt=salt, dklen=_HASH_BYTES, **_SCRYPT)


Outcome = Literal["signed_on", "wrong", "too_many"]


class Tries:
    """Wrong codes of late, by headset. Pure: fed with time."""

    def __init__(self) -> None:
        self._wrong: dict[str, list[datetime]] = {}

    def too_many(self, device_id: str, now: datetime) -> bool:
        """Whether no more are listened to for now."""
        recent = [at for at in self._wrong.get(device_id, []) if now - at < TRIES_WITHIN]
        self._wrong[device_id] = recent
        return len(recent) >= TRIES_AT_MOST

    def wrong(self, device_id: str, now: datetime) -> None:
        self._wrong.setdefault(device_id, []).append(now)

    def right(self, device_id: str) -> None:
        self._wrong.pop(device_id, None)
