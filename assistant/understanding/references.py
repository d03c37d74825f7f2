"""Numbers that point at something else: cameras, till receipts, police references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import after_markers, corrected_number
from assistant.understanding.numbers import HOMOPHONES_IF_ASKED, led_by_little, name_number, number_at
from assistant.understanding.reading import Reading
from assistant.understanding.spelling import spelled_run
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

_CAMERA: Final = phrases("(?:cctv )?(?:camera|cameras|cam|kamera|camra)", "cctv")
_CAMERA_HEARD: Final = phrases("(?:cameron|kama|karma|hammer|gamma|gamer|comma|camber|camel|cammer)s?")
"""What recognisers write for "camera", read so before a number where the camera was asked for."""
_RECEIPT: Final = phrases(
    "(?:till )?(?:receipt|reciept)(?: (?:number|no|ref|reference))?",
    "transaction(?: (?:number|no|id|ref|reference))?",
    "trans(?:action)? (?:number|no|id)",
    "till (?:slip|ticket)(?: (?:number|no))?",
)
_POLICE: Final = phrases(
    "(?:police |crime |incident |cad |log |urn )(?:reference|ref)(?: (?:number|no))?",
    "(?:crime|cad|log|police|urn) (?:number|no)",
    "crime ref",
    "cad",
    "urn",
    "incident (?:number|no|log)",
    "(?:the |their |police )?(?:reference|ref)(?: (?:number|no))?(?= (?:is|was|they gave|should|number|no|\\S*\\d))",
    "(?:they|police|she|he) gave (?:me|us) (?:a )?(?:reference|ref|number)",
)
_POLICE_IF_ASKED: Final = phrases(
    "(?:the )?(?:reference|ref)(?: (?:number|no))?(?: is)?", "incident(?: number)?", "log"
)
_LINKS: Final = frozenset(
    "number numbers no is its was the of it that ends reads a should be read says as er erm um they gave me us for "
    "this "
    "reference ref log".split()
)
_STROKES: Final = frozenset({"/", "slash", "stroke", "oblique"})
_DASHES: Final = frozenset({"dash", "hyphen"})
_OTHER_NUMBER: Final = frozenset(
    "at till tills checkout aisle isle camera cam past about around to half by until since after before".split()
)
"""Words after which a number tells a time or a place and is no code."""
_LEAST_RECEIPT: Final = 3
_LEAST_POLICE: Final = 3


_BOOKMARKED: Final = phrases(
    r"(?:bookmark|mark|flag)(?: (?:up|please|the))? (?!till|aisle|isle|receipt|the|a)\S+(?= (?:number )?\S+)"
)
"""A bookmark is set in a camera, whatever is heard for the word ("bookmark hammer fourteen")."""


def find_cameras(reading: Reading) -> Iterator[FoundValue]:
    """ "camera twelve", "cam 4", "cctv number three"; a bare number when the camera was asked for."""
    words = reading.words
    spans = [span[:2] for span in words.search(_CAMERA)]
    spans += [span[:2] for span in words.search(_BOOKMARKED)]
    if reading.asked == "camera":
        spans += [span[:2] for span in words.search(_CAMERA_HEARD)]
    for first, after in spans:
        start = after + (words[after] in {"number", "no"})
        number = name_number(words, start, asked=reading.asked == "camera")
        if number is not None and number[0] > 0 and words.pause(start) != "." and reading.free(first, number[1]):
            yield reading.claim("camera", f"camera {number[0]}", first, number[1], "camera and a number")
    if reading.asked != "camera":
        return
    for at in range(len(words)):
        number = name_number(words, at, asked=True)
        if words[at] in HOMOPHONES_IF_ASKED and not led_by_little(words, at):
            continue
        pronoun = words[at] == "one" and (words[at - 1] in {"the", "that", "this", "which", "no", "any"})
        if number is not None and number[0] > 0 and not pronoun and reading.free(at, number[1]):
            again = corrected_number(words, number[1])
            if again is not None and again.whole:
                number = again.whole, again.after
            yield reading.claim("camera", f"camera {number[0]}", at, number[1], "bare number for the camera")
            return


def find_receipts(reading: Reading) -> Iterator[FoundValue]:
    """ "receipt number four eight two one", "transaction T 4417"; a bare number when the receipt was asked for."""
    words = reading.words
    cues = [(first, after) for first, after, _ in words.search(_RECEIPT)]
    yield from _coded(reading, "till_receipt", cues, _LEAST_RECEIPT, "receipt number")


def find_police_references(reading: Reading) -> Iterator[FoundValue]:
    """ "crime reference 42 slash 1107 slash 26", "CAD 1234"; a bare reference when it was asked for."""
    words = reading.words
    cues = [(first, after) for first, after, _ in words.search(_POLICE)]
    if reading.asked == "police_reference":
        cues += [(first, after) for first, after, _ in words.search(_POLICE_IF_ASKED)]
    yield from _coded(reading, "police_reference", cues, _LEAST_POLICE, "police reference")


def _coded(
    reading: Reading, slot: SlotName, cues: list[tuple[int, int]], least: int, rule: str
) -> Iterator[FoundValue]:
    words, found_any = reading.words, False
    for first, after in cues:
        start = after
        while words[start] in _LINKS and start - after < 4:
            start += 1
        code = _code(reading, start, least)
        if code is None or not reading.free(first, code[1]):
            continue
        value, end = _corrected(reading, *code)
        found_any = True
        yield reading.claim(slot, value, first, end, rule)
    if found_any or reading.asked != slot:
        return
    best: tuple[str, int, int] | None = None
    at = 0
    while at < len(words):
        code = _code(reading, at, 1)
        if code is not None and words[at - 1] in _OTHER_NUMBER:
            at = code[1]
            continue
        if code is not None:
            code = _corrected(reading, *code)
        rest = words.slice(0, at).split() + words.slice(code[1] if code else at, len(words)).split()
        short = code is not None and len(code[0]) < least and not _LINKS.issuperset(rest)
        if code is not None and not short and (best is None or len(code[0]) > len(best[0])):
            best = (code[0], at, code[1])
        at = code[1] if code is not None else at + 1
    if best is not None:
        yield reading.claim(slot, best[0], best[1], best[2], f"bare {rule}")


def _corrected(reading: Reading, code: str, after: int) -> tuple[str, int]:
    """The code with its end, or all of it, as it was put right: "four four seven one, sorry, seven two"."""
    at = after_markers(reading.words, after)
    again = _code(reading, at, 1) if at > after else None
    if again is None:
        return code, after
    return code[: max(len(code) - len(again[0]), 0)] + again[0], again[1]


def _code(reading: Reading, at: int, least: int) -> tuple[str, int] | None:
    """Letters and figures read out from word ``at``: a code has at least one figure."""
    words = reading.words
    if at >= len(words) or not reading.free(at, at + 1):
        return None
    code, place = "", at
    while place < len(words) and len(code) < 30:
        if code and (words[place] in _STROKES or words.slice(place, place + 2) == "forward slash"):
            code, place = f"{code}/", place + 1 + (words[place] == "forward")
            continue
        if code and words[place] in _DASHES and _piece_follows(words, place):
            place += 1
            continue
        thousands = _thousands(words, place)
        if thousands is not None and reading.free(place, thousands[1]):
            code, place = code + thousands[0], thousands[1]
            continue
        run = spelled_run(words, place, loose=_spelling_on(words, place, bool(code)), most=1)
        if not run or (code and words.pause(place) == "." and len(words[place]) > 1):
            break
        if not reading.free(run[0].first, run[0].after) or (
            not code and words[place] == "a" and not _letter_a(words, place)
        ):
            break
        if code and words[place] in {"a", "i"} and not _piece_follows(words, place):
            break
        code, place = code + run[0].options[0], run[0].after
    code = code.rstrip("/")
    if words[place - 1] in _STROKES:
        place -= 1
    figures = sum(character.isdigit() for character in code)
    return (code, place) if figures and len(code) >= least else None


def _thousands(words: Words, at: int) -> tuple[str, int] | None:
    """ "five thousand, five hundred and nineteen": a number told as one, not figure by figure."""
    number = number_at(words, at)
    if number is None or number.digits or number.whole is None:
        return None
    return (str(number.whole), number.after) if "thousand" in words.slice(at, number.after).split() else None


def _letter_a(words: Words, at: int) -> bool:
    """Is this "a" the letter? At the very start, or with no verb before it, and followed by figures read out singly."""
    led = at == 0 or words[at - 1] in {"number", "receipt", "transaction", "reference", "ref", "no"}
    return led and len(spelled_run(words, at + 1, loose=False, most=3)) == 3


def _spelling_on(words: Words, at: int, begun: bool) -> bool:
    """Inside a code, a homophone of a figure or letter is one only if spelling goes on after it."""
    return begun and _piece_follows(words, at)


def _piece_follows(words: Words, at: int) -> bool:
    following = spelled_run(words, at + 1, loose=False, most=1)
    return bool(following) and following[0].first == at + 1
