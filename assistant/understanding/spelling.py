"""Letters and figures read out one by one: "alpha bravo one two", "double five", "b for bravo", "why double you oh"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from assistant.understanding.numbers import TENS, UNITS, below_hundred
from assistant.understanding.words import Words

NATO: Final = {
    "alpha": "A", "alfa": "A", "bravo": "B", "charlie": "C", "charley": "C", "delta": "D", "echo": "E", "foxtrot": "F",
    "golf": "G", "hotel": "H", "india": "I", "juliet": "J", "juliett": "J", "juliette": "J", "kilo": "K", "lima": "L",
    "mike": "M", "november": "N", "oscar": "O", "papa": "P", "quebec": "Q", "romeo": "R", "sierra": "S", "tango": "T",
    "uniform": "U", "victor": "V", "whiskey": "W", "whisky": "W", "xray": "X", "yankee": "Y", "zulu": "Z",
    "siera": "S", "ciara": "S", "charly": "C", "exray": "X", "yanky": "Y", "yankey": "Y", "leema": "L", "oska": "O",
    "foxtrott": "F", "whisker": "W", "pappa": "P", "gulf": "G", "keelo": "K", "quebeck": "Q", "rodeo": "R",
}  # fmt: skip
_OTHER_ALPHABETS: Final = {
    word: word[0].upper()
    for word in (
        "able apple adam baker banana bob boy bertie charles dog david doctor easy edward egg elephant freddie fred "
        "frank george harry henry ink isaac ivor johnny john jack king kilogram london larry lucy mother mary monkey "
        "nellie nancy nan norman orange oliver ollie peter paul queen robert roger rabbit sugar sam simon sally tommy "
        "tom tony uncle umbrella vic violet vincent william walter yellow yoyo zebra xylophone"
    ).split()
}
"""What people say who do not know the NATO alphabet."""
_LETTER_NAMES: Final = {
    "ay": "A", "hay": "A", "eh": "A", "bee": "B", "be": "B", "bea": "B", "see": "C", "sea": "C", "cee": "C", "dee": "D",
    "ee": "E", "eff": "F", "ef": "F", "gee": "G", "jee": "G", "aitch": "H", "haitch": "H", "age": "H", "eye": "I",
    "aye": "I", "jay": "J", "kay": "K", "cay": "K", "okay": "K", "el": "L", "ell": "L", "hell": "L", "em": "M",
    "en": "N", "end": "N", "pea": "P", "pee": "P", "cue": "Q", "queue": "Q", "kew": "Q", "are": "R", "our": "R",
    "ar": "R", "ess": "S", "es": "S", "tea": "T", "tee": "T", "you": "U", "ewe": "U", "yew": "U", "vee": "V", "ve": "V",
    "ex": "X", "eggs": "X", "ecks": "X", "why": "Y", "wye": "Y", "zed": "Z", "zee": "Z", "said": "Z", "set": "Z",
    "an": "N", "cie": "C", "si": "C", "di": "D", "gea": "G", "dubya": "W", "dubyah": "W", "arr": "R", "ai": "A",
    "aych": "H", "hache": "H", "jae": "J", "quay": "K", "kaye": "K", "vie": "V", "wai": "Y",
}  # fmt: skip
"""What recognisers write for the name of a letter: only read so where letters are expected."""
_FIGURE_SOUNDS: Final = {
    "won": "1", "to": "2", "too": "2", "tree": "3", "free": "3", "for": "4", "fore": "4", "fife": "5", "sicks": "6",
    "ate": "8", "niner": "9", "nein": "9", "sex": "6", "hate": "8", "fower": "4", "sven": "7",
    "tooth": "2", "full": "4", "fire": "5", "sticks": "6", "heaven": "7",
}  # fmt: skip
_FILLERS: Final = frozenset(
    {"er", "um", "uh", "erm", "then", "space", "dash", "hyphen", "and", "followed", "next", "capital", "figure"}
)
_COMMENTS: Final = tuple(
    tuple(comment.split())
    for comment in (
        "zero not the letter o",
        "zero not the letter",
        "zero not letter",
        "zero not o",
        "number not letter",
        "the number not the letter",
        "the letter not the number",
        "letter not number",
        "not the letter",
        "not the number",
        "the letter",
        "the letters",
        "the number",
        "the numbers",
        "the figure",
        "by the letters",
        "followed by",
        "after that",
        "two letters",
        "three letters",
        "two numbers",
        "i think",
        "maybe",
        "letter",
        "letters",
        "number",
        "numbers",
    )
)
"""What is said about the spelling between its pieces; the longest first."""
_COMMENT_HEADS: Final = frozenset(comment[0] for comment in _COMMENTS)
_SHORT_WORDS: Final = frozenset(
    "a i an and the he she it in on at of to or by my me we us is was are has had his her its did not no yes one two "
    "six ten for out off now man men lad lot old new bag box car van can tin pop per etc gbp am pm mg kg "
    "ml cl cm st nd "
    "rd th min sec hr hrs mph ago all but got who big red".split()
)
_SPLIT: Final = frozenset({("x", "ray"), ("ex", "ray"), ("eggs", "ray"), ("fox", "trot")})
"""Words of the alphabet that are written as two."""
_NATO_SOUNDS: Final = {
    "fox": ("F",), "foxtrots": ("F",), "brother": ("B",), "broth": ("B",), "bravos": ("B",), "brava": ("B",),
    "dalton": ("D",), "deltas": ("D",), "papar": ("P",), "capar": ("P",), "paper": ("P",), "goth": ("G",),
    "gold": ("G",), "mine": ("9", "M"), "mic": ("M",), "might": ("M",), "limo": ("L",),
    "lemur": ("L",), "tangle": ("T",), "victory": ("V",), "cielo": ("S",), "oscars": ("O",), "hotels": ("H",),
    "kilos": ("K",), "killer": ("K",), "echoes": ("E",), "echos": ("E",), "zoo": ("Z",), "indie": ("I",),
    "yankees": ("Y",), "uniforms": ("U",), "charles": ("C",),
}  # fmt: skip
"""What recognisers write for a word of the alphabet: only read so inside a plate that is being told."""
_SPEAKERS_VERBS: Final = frozenset(
    "missed think saw got only couldnt didnt cant lost forgot reckon mean guess was believe havent never just".split()
)
_TEENS_FROM: Final = 10
_REPEATS: Final = {"double": 2, "treble": 3, "triple": 3}


@dataclass(frozen=True, slots=True)
class Spelled:
    """One thing read out: the characters it can stand for, and how sure it is that spelling was going on."""

    options: tuple[str, ...]
    """Each of one or more characters A-Z, 0-9 or ``?``; the likeliest first."""
    first: int
    after: int
    strict: bool
    """A NATO word, a single letter or a figure; not a word that only sounds like one ("why", "to")."""


def spelled_run(words: Words, first: int, *, loose: bool, most: int = 24) -> list[Spelled]:
    """What is read out from word ``first`` on, without a gap, up to ``most`` pieces.

    ``loose`` takes homophones too, and words like "something" for a character that was not seen.
    """
    run: list[Spelled] = []
    at = first
    while at < len(words) and len(run) < most:
        if run and words.pause(at) == "." and not _abbreviation(words, at) and not (loose and _goes_on(words, at)):
            break
        start = _skip_comments(words, at, loose) if run else at
        if run and (_of_a_year(words, start) or _of_the_speaker(words, start)):
            break
        piece = _piece(words, start, loose)
        if piece is None:
            break
        run.append(piece)
        at = piece.after
    return run


def spelt_out(words: Words) -> frozenset[int]:
    """The indexes of words that are read out one character at a time, a NATO word or more among them."""
    spelt: set[int] = set()
    at = 0 if any(word.text in NATO for word in words.words) else len(words)
    while at < len(words):
        run = spelled_run(words, at, loose=False)
        inside = range(at, run[-1].after) if len(run) > 1 else range(at, at + 1)
        if len(run) > 1 and any(words[index] in NATO for index in inside):
            spelt.update(inside)
        at = inside.stop
    return frozenset(spelt)


def _goes_on(words: Words, at: int) -> bool:
    """Is spelling sure to go on after a full stop ("kilo six nine. Victor golf …")?"""
    return words[at] in NATO or (len(words[at]) == 1 and words[at] not in {"a", "i"})


def _skip_comments(words: Words, at: int, loose: bool) -> int:
    while True:
        skipped = at + 1 if words[at] in _FILLERS else at
        if loose and words[at] in _COMMENT_HEADS:
            skipped += next(
                (len(comment) for comment in _COMMENTS if words.slice(at, at + len(comment)).split() == list(comment)),
                0,
            )
        if skipped == at:
            return at
        at = skipped


def _of_a_year(words: Words, at: int) -> bool:
    """ "…, S reg": the letter of the year, said after the plate."""
    return words[at + 1] == "reg" and len(words[at]) == 1


def _of_the_speaker(words: Words, at: int) -> bool:
    """ "… and I missed the rest"."""
    return words[at] == "i" and words[at + 1] in _SPEAKERS_VERBS


def spell_out(text: str, pause_after: tuple[int, ...] = ()) -> str:
    """``text`` read out: letters as letters, figures as words; a comma after each place in ``pause_after``.

    The letter is "o" and the figure "zero", so that the two can be told apart.
    """
    names = {str(number): word for word, number in reversed(UNITS.items()) if number < 10} | {"?": "something"}
    names["0"] = "zero"
    names["/"] = "slash"
    said: list[str] = []
    for place, character in enumerate(text, start=1):
        said.append(names.get(character, character.lower()) + ("," if place in pause_after else ""))
    return " ".join(said)


def _piece(words: Words, at: int, loose: bool) -> Spelled | None:
    word = words[at]
    if not word or not word.isascii():
        return None
    if word in _REPEATS:
        if word == "double" and words[at + 1] in {"you", "u"}:
            return Spelled(("W",), at, at + 2, strict=words[at + 1] == "u")
        again = _piece(words, at + 1, loose)
        if again is None or len(again.options[0]) != 1:
            return None
        options = tuple(option * _REPEATS[word] for option in again.options)
        return Spelled(options, at, again.after, again.strict)
    if (word, words[at + 1]) in _SPLIT:
        return Spelled(("F" if word == "fox" else "X",), at, at + 2, strict=True)
    for_letter = _for_letter(words, at)
    if for_letter is not None:
        return for_letter
    if word in NATO:
        return Spelled((NATO[word],), at, at + 1, strict=True)
    if word.isdigit():
        return Spelled((word,), at, at + 1, strict=True) if len(word) <= 12 else None
    if loose and word.replace(".", "").isdigit():
        return Spelled((word.replace(".", ""),), at, at + 1, strict=True)  # "T.N.6.0."
    if word == "o":
        return Spelled(("O", "0"), at, at + 1, strict=True)
    if len(word) == 1 and word.isalpha():
        return Spelled((word.upper(),), at, at + 1, strict=True)
    if _is_clump(words, at, loose):
        return Spelled((word.upper(),), at, at + 1, strict=True)
    if word in {"oh", "owe"}:
        return Spelled(("0", "O"), at, at + 1, strict=word == "oh")
    return _number_word(words, at) or (_loose_piece(words, at) if loose else None)


def _number_word(words: Words, at: int) -> Spelled | None:
    word = words[at]
    if word in TENS:
        unit = UNITS.get(words[at + 1], 0)
        if 0 < unit < 10:
            return Spelled((str(TENS[word] + unit),), at, at + 2, strict=True)
        return Spelled((str(TENS[word]),), at, at + 1, strict=True)
    if word in UNITS and words[at + 1] == "hundred" and 0 < UNITS[word] < 10:
        joined = words[at + 2] == "and"
        rest = below_hundred(words, at + 2 + joined)
        if rest is not None and rest[0] < _TEENS_FROM and not joined:
            rest = None  # "five hundred two one" is read out, "five hundred nineteen" is a number
        value, after = UNITS[word] * 100 + (rest[0] if rest else 0), rest[1] if rest else at + 2
        return Spelled((str(value),), at, after, strict=True)
    if word in UNITS:
        options = (str(UNITS[word]),) if UNITS[word] else ("0",)
        return Spelled(options, at, at + 1, strict=True)
    return None


def _loose_piece(words: Words, at: int) -> Spelled | None:
    word = words[at]
    if word in {"something", "blank", "unknown"}:
        return Spelled(("?",), at, at + 1, strict=False)
    if word in _NATO_SOUNDS:
        return Spelled(_NATO_SOUNDS[word], at, at + 1, strict=False)
    if word in _LETTER_NAMES:
        return Spelled((_LETTER_NAMES[word],), at, at + 1, strict=False)
    if word in _FIGURE_SOUNDS:
        return Spelled((_FIGURE_SOUNDS[word],), at, at + 1, strict=False)
    if word in _OTHER_ALPHABETS:
        return Spelled((_OTHER_ALPHABETS[word],), at, at + 1, strict=False)
    return None


def _for_letter(words: Words, at: int) -> Spelled | None:
    """ "b for bravo", "c as in charlie", "m for mother": the first letter, if the word begins with it."""
    letter = words[at] if len(words[at]) == 1 else _LETTER_NAMES.get(words[at], "").lower()
    if not letter.isalpha():
        return None
    link = 1 if words[at + 1] in {"for", "like"} else 2 if words.slice(at + 1, at + 3) in {"as in", "is for"} else 0
    named = words[at + 1 + link]
    if link and len(named) > 2 and named.startswith(letter):
        return Spelled((letter.upper(),), at, at + 2 + link, strict=True)
    return None


def _is_clump(words: Words, at: int, loose: bool) -> bool:
    """Two or three letters typed together, as "AB" and "CDE" in a typed plate."""
    word = words[at]
    if not word.isalpha() or not 2 <= len(word) <= 3 or word in UNITS or word in TENS:
        return False
    beside_figures = (words.glued(at) and words[at - 1].isdigit()) or (words.glued(at + 1) and words[at + 1].isdigit())
    if beside_figures or words.capitals(at):
        return True
    after_figures = words[at - 1].isdigit() and (loose or words.glued(at - 1))
    unsayable = not any(vowel in word for vowel in "aeiouy")
    return (loose and unsayable) or (after_figures and word not in _SHORT_WORDS)


def _abbreviation(words: Words, at: int) -> bool:
    """ "A.B. 12 C.D.E.": the full stop belongs to the letter."""
    return len(words[at - 1]) == 1
