"""British number plates, typed or read out, whole or in part.

Formats: current (since 2001) ``AB12CDE``, prefix (1983) ``A123BCD``, suffix (1963) ``ABC123D``, and dateless, which
the Northern Irish ``ABZ1234`` is one of (DVLA, INF104 "Vehicle registration numbers and number plates"). Where part
was not seen, ``?`` stands for each character of the current format that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.reading import Reading
from assistant.understanding.spelling import Spelled, spell_out, spelled_run
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "vehicle_plate"
FULL_LENGTH: Final = 7

_FORMATS: Final = (
    *("LLDDLLL",),
    *("L" + "D" * figures + "LLL" for figures in (3, 2, 1)),
    *("LLL" + "D" * figures + "L" for figures in (3, 2, 1)),
    *("LLL" + "D" * figures for figures in (4, 3, 2)),
    *("LL" + "D" * figures for figures in (4, 3)),
    *("D" * figures + "LLL" for figures in (4, 3, 2)),
    *("D" * figures + "LL" for figures in (4, 3)),
    *("L" + "D" * figures for figures in (4, 3)),
    *("D" * figures + "L" for figures in (4, 3)),
)
"""L is a letter, D a figure; the commonest first."""
_DATED: Final = tuple(form for form in _FORMATS if form[0] == "L" and form[-1] == "L")
_CUE: Final = phrases(
    "reg",
    "reggie",
    "rej",
    "registration",
    "plates?",
    "number ?plates?",
    "licen[cs]e plates?",
    "vrm",
    "index",
    "vehicle number",
)
_STARTS: Final = phrases(
    "(?:starts?|starting|started|begins?|beginning|began)(?: with| in)?",
    "first (?:half|part|bit|few|two|three|four)(?: (?:letters|characters))?(?: (?:is|are|was))?",
)
_ENDS: Final = phrases(
    "(?:ends?|ending|ended)(?: with| in)?",
    "last (?:half|part|bit|few|two|three|four)(?: (?:letters|characters|digits))?(?: (?:is|are|was))?",
)
_REST_UNSEEN: Final = phrases(
    "(?:didnt|dont|couldnt|cant|never) (?:\\S+ ){0,2}(?:the rest|any more|anymore|it all|all of it|the whole)",
    "(?:thats|is) all i (?:got|saw|have|could \\S+)",
    "and something",
    "the rest i (?:\\S+ ){0,2}(?:miss|missed|get|see|saw)",
    "not sure (?:of|about) the rest",
    "only (?:got|saw) (?:part|half|some)",
)
_CUE_REACH: Final = 6
_VALID: Final = re.compile(r"^[A-Z0-9?]{2,8}$")


@dataclass(frozen=True, slots=True)
class _Match:
    plate: str
    first: int
    after: int
    rule: str


def find(reading: Reading) -> Iterator[FoundValue]:
    """Every plate, in order. Homophones and parts count only where a plate was asked for or announced."""
    words, at = reading.words, 0
    cues = [after for _, after, _ in words.search(_CUE)]
    partial = {after: "start" for _, after, _ in words.search(_STARTS)} | {
        after: "end" for _, after, _ in words.search(_ENDS)
    }
    if cues or reading.asked == SLOT:
        rest_unseen = any(True for _ in words.search(_REST_UNSEEN))
    else:
        partial, rest_unseen = {}, False
    expected_until = len(words) if reading.asked == SLOT else -1
    while at < len(words):
        if at in cues:
            expected_until = max(expected_until, at + _CUE_REACH)
        loose = at <= expected_until
        match = _match_at(words, at, loose, partial.get(at), rest_unseen) if reading.free(at, at + 1) else None
        if match is None or not reading.free(match.first, match.after):
            at += 1
            continue
        yield reading.claim(SLOT, match.plate, match.first, match.after, match.rule)
        at = match.after


def spoken_plate(plate: str) -> str:
    """A plate read out in the groups it is written in: "a b one two, c d e"."""
    form = "".join("L" if character.isalpha() else "D" for character in plate)
    breaks = [4] if len(plate) == FULL_LENGTH and (form == "LLDDLLL" or "?" in plate) else []
    if not breaks:
        breaks = [place for place in range(1, len(plate)) if form[place] != form[place - 1]]
    return spell_out(plate, tuple(breaks))


def _match_at(words: Words, at: int, loose: bool, part: str | None, rest_unseen: bool) -> _Match | None:
    run = spelled_run(words, at, loose=loose, most=FULL_LENGTH + 1)
    if not run:
        return None
    full = _fit(run, _FORMATS[0])
    if full is not None and (loose or _certain(run[: full[1]], full[0])):
        return _Match(full[0], run[0].first, run[full[1] - 1].after, "plate, current format")
    if not loose:
        return _whole(run, loose)
    if part is None and "?" in run[0].options[0]:
        part = "end"
    elif part is None and any("?" in piece.options[0] for piece in run):
        part = "start"
    if part is not None or rest_unseen:
        partial = _partial(run, part or "start")
        if partial is not None:
            return partial
    return _whole(run, loose) or _unfinished(run)


def _whole(run: Sequence[Spelled], loose: bool) -> _Match | None:
    """The longest plate of a known format that begins the run."""
    best: _Match | None = None
    for form in _FORMATS if loose else _DATED:
        fitted = _fit(run, form)
        if fitted is None or "?" in fitted[0]:
            continue
        plate, used = fitted
        longer = best is None or len(plate) > len(best.plate)
        if longer and (loose or _certain(run[:used], plate)):
            best = _Match(plate, run[0].first, run[used - 1].after, "plate, older format")
    if best is None or not loose:
        return best
    # A shorter reading of something longer is no plate: what was read out is then kept as it is. An "a" after a plate
    # is the article of what comes next.
    left = run[len(_used(run, best)) :]
    return None if left and left[0].strict and left[0].options != ("A",) else best


def _used(run: Sequence[Spelled], match: _Match) -> list[Spelled]:
    return [piece for piece in run if piece.after <= match.after]


def _certain(run: Sequence[Spelled], plate: str) -> bool:
    """Unasked, only strict spelling makes a plate, and a short one only if it was spelled in several pieces."""
    return all(piece.strict for piece in run) and (len(plate) == FULL_LENGTH or (len(plate) >= 5 and len(run) >= 5))


def _fit(run: Sequence[Spelled], form: str) -> tuple[str, int] | None:
    """Read ``form`` off the start of the run: (plate, pieces used). At most eight characters, two options a piece."""

    def rest(piece: int, place: int) -> tuple[str, int] | None:
        if place == len(form):
            return "", piece
        if piece == len(run):
            return None
        for option in run[piece].options:
            if len(option) > len(form) - place or not _suits(option, form[place : place + len(option)]):
                continue
            tail = rest(piece + 1, place + len(option))
            if tail is not None:
                return option + tail[0], tail[1]
        return None

    return rest(0, 0)


def _suits(option: str, form: str) -> bool:
    return all(
        character == "?" or (character.isalpha() if kind == "L" else character.isdigit())
        for character, kind in zip(option, form, strict=True)
    )


def _partial(run: Sequence[Spelled], part: str) -> _Match | None:
    """The first or last characters of a plate in the current format; unseen ones at its edges are filled in anyway."""
    first, after = run[0].first, run[-1].after
    run = [piece for piece in run if "?" not in piece.options[0]]
    if not run:
        return None
    for size in range(FULL_LENGTH - 1, 1, -1):
        form = "LLDDLLL"[:size] if part == "start" else "LLDDLLL"[-size:]
        fitted = _fit(run, form)
        if fitted is not None:
            known, used = fitted
            missing = "?" * (FULL_LENGTH - size)
            plate = known + missing if part == "start" else missing + known
            return _Match(
                plate, first, max(run[used - 1].after, after if used == len(run) else 0), f"plate, only its {part}"
            )
    return None


def _unfinished(run: Sequence[Spelled]) -> _Match | None:
    """What was read out of a plate that fits no format whole: the characters as they are."""
    characters, used = "", 0
    for piece in run:
        if len(characters) + len(piece.options[0]) > FULL_LENGTH + 1:
            break
        characters += piece.options[0]
        used += 1
    strict = sum(piece.strict or "?" in piece.options for piece in run[:used])
    words_only = all(piece.options[0] in {"A", "I", "O", "0", "U"} for piece in run[:used])
    if not _VALID.match(characters) or strict * 2 < used or (used < 2 and len(characters) < 2) or words_only:
        return None
    return _Match(characters, run[0].first, run[used - 1].after, "plate, as read out")
