"""British number plates, typed or read out, whole or in part.

Formats: current (since 2001) ``AB12CDE``, prefix (1983) ``A123BCD``, suffix (1963) ``ABC123D``, and dateless, which
the Northern Irish ``ABZ1234`` is one of (DVLA, INF104 "Vehicle registration numbers and number plates"). ``?`` stands
for a character that was not seen before or between those that were; what is missing at the end is not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import after_markers
from assistant.understanding.negation import negator_before
from assistant.understanding.numbers import below_hundred
from assistant.understanding.reading import Reading
from assistant.understanding.spelling import Spelled, spell_out, spelled_run
from assistant.understanding.values import FoundValue
from assistant.understanding.vehicles import VEHICLE_WORD
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
    *("LLLD", "LLDD", "LDD", "DLLL", "DDLL", "DDL", "DDDL"),
)
"""L is a letter, D a figure; the commonest first."""
_DATED: Final = tuple(form for form in _FORMATS if form[0] == "L" and form[-1] == "L")
_NORTHERN_IRISH: Final = "LLLDDDD"
_NO_YEAR_LETTERS: Final = frozenset("IOUZ")
"""Letters that never stood for a year in the prefix and suffix formats."""
_CUE: Final = phrases(
    "(?:car |van )?regs?",
    "reggie|rej|rege|wreg",
    "registrations?(?: (?:number|plate|mark))?",
    "(?:number |licen[cs]e )?plates?",
    "number ?plates?",
    "vrm",
    "index",
    "vehicle number",
)
_CUE_HEARD: Final = phrases("(?:rage|wedge|ridge|edge|reggae|wretch|rich|wreck|rags?|rigs?)(?: (?:is|was|of))?")
"""What recognisers write for "reg": a cue where letters and figures are read out after it."""
_HEARD_PIECES: Final = 3
_STARTS: Final = phrases(
    "(?:starts?|starting|started|begins?|beginning|began)(?: (?:with|in|off|off with))?",
    "(?:the )?(?:first|front) (?:half|part|bit|few|two|three|four|end)(?: (?:letters|characters|digits))?"
    "(?: (?:is|are|was|were))?",
)
_ENDS: Final = phrases(
    "(?:ends?|ending|ended)(?: (?:with|in|on))?",
    "(?:the )?(?:last|back|end) (?:half|part|bit|few|two|three|four|end)(?: (?:letters|characters|digits))?"
    "(?: (?:is|are|was|were))?",
)
_REST_UNSEEN: Final = phrases(
    "(?:didnt|dont|couldnt|cant|never|not) (?:\\S+ ){0,3}(?:rest|any more|anymore|it all|all of it|the whole|the end|"
    "the last)",
    "(?:thats|is|was) all (?:that )?(?:i|we) (?:got|saw|have|had|could \\S+|caught|managed)",
    "(?:all|only|just) (?:i |we )?(?:got|saw|have|had|caught|managed)(?: (?:the|part|half|some|a bit|bits))*",
    "(?:all|only thing) (?:that )?(?:i|we) (?:got|saw|have|had|caught|managed)",
    "and something",
    "(?:the )?rest (?:\\S+ ){0,4}(?:miss|missed|get|see|saw|covered|gone|muddy|dirty|blurred|unknown|hidden)",
    "(?:missed|lost|forgot|forgotten|cant remember|no idea of|not sure (?:of|about)) (?:the )?(?:rest|end|last \\S+|"
    "back)",
    "partial|part of (?:it|the)|half (?:of )?(?:it|the)|something",
)
_CUE_REACH: Final = 6
_PART_REACH: Final = 3
_WHOLE: Final = 3
"""The rank of a plate that fits some format whole."""
_HOW_MANY: Final = frozenset({"two", "three", "four"})
"""How many characters are to come ("the last three, …") is none of them."""
_NUMBERED_PLACES: Final = frozenset("bay row gate door zone block unit aisle till seat".split())
_COUNTED_THINGS: Final = frozenset(
    "quid pounds pound p pence grand packs pack bottles cans minutes minute hours".split()
)
_BESIDE_REACH: Final = 5
"""So many words after a vehicle its plate may begin without a word for it."""
_LEAST_SEEN: Final = 2
_SPLICE: Final = 4
"""No more than so many pieces are taken back by one correction."""
_VALID: Final = re.compile(r"^[A-Z0-9?]{2,8}$")
_MAKES: Final = frozenset(
    {"BMW", "VW", "MG", "GT", "TT", "SUV", "KIA", "GTI", "LDV", "DAF", "MAN", "HGV", "OK", "TV", "ID"}
)
_VEHICLE_SLOTS: Final = frozenset({"vehicle_plate", "vehicle_description"})


@dataclass(frozen=True, slots=True)
class _Match:
    plate: str
    first: int
    after: int
    rule: str
    rank: int
    """How much it is like a plate: 5 for the current format whole, 0 for characters that fit none."""


def find(reading: Reading) -> Iterator[FoundValue]:
    """Every plate, in order. Homophones and parts count only where a plate was asked for or announced."""
    words, at = reading.words, 0
    cues = [after for _, after, _ in words.search(_CUE)]
    cues += [after for _, after, _ in words.search(_CUE_HEARD) if _read_out(words, after)]
    asked = reading.asked == SLOT
    told = asked or bool(cues)
    parts = {}
    if told or reading.asked in _VEHICLE_SLOTS:
        parts = {after: "start" for _, after, _ in words.search(_STARTS)}
        parts |= {after: "end" for _, after, _ in words.search(_ENDS)}
    years = {at for first, _, _ in words.search(_CUE) for at in _year_before(words, first)}
    announced = years | {
        at for after in parts for at in range(max(after - _PART_REACH, 0), after) if words[at] in _HOW_MANY
    }
    unseen = told and any(True for _ in words.search(_REST_UNSEEN))
    expected_until = len(words) if asked else -1
    beside = {
        after + gap
        for _, after, _ in words.search(VEHICLE_WORD)
        for gap in range(_BESIDE_REACH)
        if _half_a_plate(words, after + gap)
    }
    found: list[_Match] = []
    while at < len(words):
        if at in cues:
            expected_until = max(expected_until, at + _CUE_REACH)
        if at in beside:
            expected_until = max(expected_until, at)
        loose = at <= expected_until
        unseen_one = words[at] == "see" and negator_before(words, at, 3) is not None  # "no, I didn't see one"
        article = words.slice(at - 1, at + 1) == "with a"  # "it began with a Y K"
        open_to = at not in announced and reading.free(at, at + 1) and not unseen_one and not article
        match = _best_from(reading, at, loose, parts, unseen) if open_to else None
        if match is None:
            at += 1
            continue
        found.append(match)
        at = match.after
    if found:
        # Of parts and a whole one the whole one is meant, however it is told.
        best = max(match.rank for match in found)
        for match in found:
            if match.rank >= min(best, _WHOLE):
                yield reading.claim(SLOT, match.plate, match.first, match.after, match.rule)


def _half_a_plate(words: Words, at: int) -> bool:
    """Do two letters and two figures begin at word ``at``, as plates do ("a grey golf, GU 12 …")?"""
    run = spelled_run(words, at, loose=False, most=4)
    fitted = _fit(run, "LLDD") if run and words[at] not in {"a", "i"} else None
    if fitted is None or fitted[0][:2] in _MAKES or words[at - 1] in _NUMBERED_PLACES:
        return False
    return words[run[fitted[1] - 1].after] not in _COUNTED_THINGS


def _year_before(words: Words, cue: int) -> range:
    """The words of the year in "a twenty one plate", which are none of it."""
    first = next((at for at in (cue - 2, cue - 1) if at >= 0 and (below_hundred(words, at) or (0, -1))[1] == cue), cue)
    begins = first == 0 or words[first - 1] in {"a", "an", "the"} or bool(words.pause(first))
    return range(first - (words[first - 1] == "a"), cue) if begins and first < cue else range(0)


def _read_out(words: Words, at: int) -> bool:
    """Are letters and figures read out from word ``at`` on, one by one, with a letter among them?"""
    run = spelled_run(words, at, loose=False, most=_HEARD_PIECES)
    letters = any(option.isalpha() for piece in run for option in piece.options[:1] if words[piece.first] != "a")
    return len(run) == _HEARD_PIECES and letters


def spoken_plate(plate: str) -> str:
    """A plate read out in the groups it is written in: "a b one two, c d e"."""
    form = "".join("L" if character.isalpha() else "D" for character in plate)
    breaks = [4] if len(plate) == FULL_LENGTH and (form == "LLDDLLL" or "?" in plate) else []
    if not breaks:
        breaks = [place for place in range(1, len(plate)) if form[place] != form[place - 1]]
    return spell_out(plate, tuple(breaks))


def _best_from(reading: Reading, at: int, loose: bool, parts: dict[int, str], unseen: bool) -> _Match | None:
    """The likeliest plate in what is read out from word ``at`` on; what comes first may be chaff ("one, kilo …")."""
    words = reading.words
    run = spelled_run(words, at, loose=loose, most=2 * FULL_LENGTH)
    if not run:
        return None
    best: _Match | None = None
    for start in range(len(run)):
        part = next((kind for after, kind in parts.items() if after <= run[start].first < after + _PART_REACH), None)
        match = _match(words, run[start:], loose, part, unseen)
        if match is None or not reading.free(match.first, match.after):
            continue
        if best is None or _weight(match) > _weight(best):
            best = match
    return best


def _weight(match: _Match) -> tuple[int, int]:
    return match.rank, len(match.plate.replace("?", ""))


def _match(words: Words, run: list[Spelled], loose: bool, part: str | None, unseen: bool) -> _Match | None:
    corrected = _spliced(words, run) if loose else None
    if corrected is not None:
        return corrected
    full = _fit(run, _FORMATS[0])
    if full is not None and (loose or _certain(run[: full[1]], full[0])):
        return _Match(full[0], run[0].first, run[full[1] - 1].after, "plate, current format", 5)
    if not loose:
        whole = _whole(run, loose)
        if whole is None and part is not None and all(piece.strict for piece in run):
            return _partial(run, part)
        return whole
    if part is None and "?" in run[0].options[0]:
        part = "end"
    elif part is None and (unseen or any("?" in piece.options[0] for piece in run)):
        part = "start"
    partial = _partial(run, part) if part is not None else None
    return partial or _whole(run, loose) or _unfinished(run)


def _spliced(words: Words, run: list[Spelled]) -> _Match | None:
    """A plate in which some pieces were taken back: "bravo delta five, no, six one …"."""
    at = after_markers(words, run[-1].after)
    again = spelled_run(words, at, loose=True, most=FULL_LENGTH) if at > run[-1].after else []
    restated = _whole(again, loose=True) if again else None
    if not again or (restated is not None and restated.rank > _WHOLE):
        return None
    for dropped in range(1, min(_SPLICE, len(run) - 1) + 1):
        for form in (_FORMATS[0], *_DATED):
            fitted = _fit([*run[:-dropped], *again], form)
            if fitted is not None and fitted[1] == len(run) - dropped + len(again):
                return _Match(fitted[0], run[0].first, again[-1].after, "plate, corrected while it was read out", 5)
    return None


def _whole(run: Sequence[Spelled], loose: bool) -> _Match | None:
    """The longest plate of a known format that begins the run."""
    best: _Match | None = None
    for form in _FORMATS if loose else _DATED:
        fitted = _fit(run, form)
        if fitted is None or "?" in fitted[0]:
            continue
        plate, used = fitted
        if loose or _certain(run[:used], plate):
            year = plate[0] if form.startswith("LD") else plate[-1]
            dated = form in _DATED and year not in _NO_YEAR_LETTERS
            rank = 5 if form == _FORMATS[0] else 4 if dated or form == _NORTHERN_IRISH else _WHOLE
            match = _Match(plate, run[0].first, run[used - 1].after, "plate, older format", rank)
            if best is None or _likeness(run, match) > _likeness(run, best):
                best = match
    if best is None or not loose:
        return best
    # A shorter reading of something longer is no plate: what was read out is then kept as it is. An "a" after a plate
    # is the article of what comes next.
    left = run[len([piece for piece in run if piece.after <= best.after]) :]
    if (left and left[0].strict and left[0].options != ("A",)) or (len(best.plate) < 5 and best.plate in _MAKES):
        return None
    return best


def _likeness(run: Sequence[Spelled], match: _Match) -> tuple[int, bool, int]:
    """How well a whole plate tells what was read out: length, then every piece in its likeliest sense, then rank."""
    used = [piece for piece in run if piece.after <= match.after]
    return len(match.plate), match.plate == _as_read_out(used), match.rank


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
    """The first or last characters of a plate; ``part`` says which, "start" or "end"."""
    seen = [piece for piece in run if not _unseen(piece)]
    if not _spelling(seen) or sum(len(piece.options[0]) for piece in seen) < _LEAST_SEEN:
        return None
    pieces = list(run)
    while _unseen(pieces[-1]):
        pieces.pop()
    characters = _first_of(pieces) if part == "start" or _unseen(pieces[0]) else None
    if characters is None and (part == "end" or _unseen(pieces[0])):
        while _unseen(pieces[0]):
            pieces.pop(0)
        last = _last_of(pieces)
        characters = "?" * (FULL_LENGTH - len(last)) + last
        part = "end"
    characters = characters or _as_read_out(pieces)
    if not _VALID.match(characters) or characters.strip("?") in _MAKES:
        return None
    return _Match(characters, run[0].first, run[-1].after, f"plate, only its {part}", 2)


def _unseen(piece: Spelled) -> bool:
    return "?" in piece.options[0]


def _first_of(pieces: Sequence[Spelled]) -> str | None:
    """The pieces as the first characters of a plate, if they can be that."""
    for form in (_FORMATS[0], *_DATED):
        for size in range(len(form) - 1, 0, -1):
            fitted = _fit(pieces, form[:size])
            if fitted is not None and fitted[1] == len(pieces):
                return fitted[0]
    return None


def _last_of(pieces: Sequence[Spelled]) -> str:
    """The pieces as the last characters of a plate in the current format, or as they were read out."""
    for size in range(FULL_LENGTH - 1, 0, -1):
        fitted = _fit(pieces, _FORMATS[0][-size:])
        if fitted is not None and fitted[1] == len(pieces):
            return fitted[0]
    return _as_read_out(pieces)[:FULL_LENGTH]


def _as_read_out(pieces: Sequence[Spelled]) -> str:
    return "".join(piece.options[0] for piece in pieces)


def _spelling(pieces: Sequence[Spelled]) -> bool:
    """Is it letters and figures that were read out, and not words that only sound so?"""
    strict = sum(piece.strict or _unseen(piece) for piece in pieces)
    words_only = all(piece.options[0] in {"A", "I", "O", "0", "U"} for piece in pieces)
    return bool(pieces) and strict * 2 >= len(pieces) and not words_only


def _unfinished(run: Sequence[Spelled]) -> _Match | None:
    """What was read out of a plate that fits no format whole: the characters as they are."""
    characters, used = "", 0
    for piece in run:
        if len(characters) + len(piece.options[0]) > FULL_LENGTH + 1:
            break
        characters += piece.options[0]
        used += 1
    letters = sum(character.isalpha() for character in characters)
    told = letters < len(characters) and _spelling(run[:used])
    if not _VALID.match(characters) or not told or characters in _MAKES:
        return None
    return _Match(characters, run[0].first, run[used - 1].after, "plate, as read out", 1 if letters else 0)
