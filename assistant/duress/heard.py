"""Words as a recogniser may write them, brought to one form: capitals, quotes, stretched letters, fillers.

"Hheeelp me, um, he’s got me!!" and "help me he is got me" become the same tokens, each of which still knows where in
the text it stands.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_WORD: Final = re.compile(r"[^\W_]+(?:['’‘`´ʼ][^\W_]+)*")  # noqa: RUF001 - every apostrophe a phone can type
_APOSTROPHES: Final = re.compile(r"['’‘`´ʼ]")  # noqa: RUF001
_SENTENCE_END: Final = re.compile(r"[.!?…\n]")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}")
_RUN: Final = re.compile(r"([^\W\d_])\1+")

FILLERS: Final = frozenset(
    """
    um umm ummm uh uhh uhm er err erm ermm ah ahh aah argh arghh agh ow ouch oh ooh eh hmm hm mm mmm ugh
    like just literally basically actually really so yeah okay ok oi hey hello
    god gods sake sakes christs jesus christ lord goodness gosh omg fuck fucks fucking fuckin
    fucked shit bloody damn crap
    noise unk inaudible unintelligible crosstalk static music floorline
    """.split()
)
"""What stands between the words of a frightened person and carries nothing."""

_JOINED: Final = {
    ("some", "body"): "somebody",
    ("some", "one"): "someone",
    ("any", "body"): "anybody",
    ("any", "one"): "anyone",
    ("no", "body"): "nobody",
    ("every", "one"): "everyone",
    ("can", "not"): "cant",
    ("do", "not"): "dont",
    ("does", "not"): "doesnt",
    ("did", "not"): "didnt",
    ("is", "not"): "isnt",
    ("are", "not"): "arent",
    ("was", "not"): "wasnt",
    ("will", "not"): "wont",
    ("he", "is"): "hes",
    ("he", "has"): "hes",
    ("she", "is"): "shes",
    ("she", "has"): "shes",
    ("they", "are"): "theyre",
    ("they", "have"): "theyve",
    ("there", "is"): "theres",
    ("there", "are"): "theres",
    ("i", "am"): "im",
    ("i", "have"): "ive",
    ("we", "are"): "were",
    ("we", "have"): "weve",
    ("it", "is"): "its",
    ("i", "will"): "ill",
    ("going", "to"): "gonna",
    ("got", "to"): "gotta",
    ("back", "up"): "backup",
    # Parts of a building, and no emergency.
    ("emergency", "exit"): "exit",
    ("emergency", "exits"): "exit",
    ("emergency", "door"): "exit",
    ("emergency", "doors"): "exit",
    ("emergency", "lights"): "lights",
    ("emergency", "lighting"): "lights",
    ("help", "desk"): "helpdesk",
    ("nine", "nine"): "99",
    ("99", "nine"): "999",
    ("99", "9"): "999",
    ("9", "9"): "99",
    ("triple", "nine"): "999",
    ("treble", "nine"): "999",
    ("off", "of"): "off",
    ("of", "of"): "off",
    ("check", "out"): "checkout",
    ("check", "outs"): "checkouts",
    ("h", "e"): "h_e",
    ("h_e", "l"): "h_e_l",
    ("h_e_l", "p"): "help",
    ("s", "o"): "s_o",
    ("s_o", "s"): "sos",
    ("help", "mi"): "help me",
    ("help", "meh"): "help me",
    ("help", "m"): "help me",
}
"""``we're`` and ``were`` come out alike; the rules take ``were being robbed`` for the former."""

_OATHS: Final = frozenset(
    (first, oath)
    for first in ("my", "for", "good")
    for oath in ("god", "gods", "lord", "christ", "christs", "fuck", "fucks", "goodness", "gosh")
)
_TAILS: Final = frozenset({"s", "m", "re", "ve", "ll", "d", "t"})
_STRETCHABLE: Final = {
    _RUN.sub(r"\1", word): word
    for word in """
    help me us please now police security somebody someone stop off get need mayday panic attack attacking quick alarm
    """.split()
}
_SLIPS: Final = {
    "halp": "help",
    "hepl": "help",
    "hlep": "help",
    "hlp": "help",
    "elp": "help",
    "hel": "help",
    "helpme": "help me",
    "gerroff": "get off",
    "gerrof": "get off",
    "geroff": "get off",
    "gettof": "get off",
    "leggo": "let go",
    "plice": "police",
    "hep": "help",
    "heelp": "help",
    "pls": "please",
    "plz": "please",
    "pleas": "please",
    "polis": "police",
    "polce": "police",
    "secruity": "security",
    "sumbody": "somebody",
    "sumone": "someone",
    "dr": "doctor",
    "mr": "mister",
    "insp": "inspector",
    "goin": "going",
    "tryna": "trying",
    "attackin": "attacking",
    "hittin": "hitting",
    "stabbin": "stabbing",
    "robbin": "robbing",
    "comin": "coming",
    "gunna": "gonna",
    "gona": "gonna",
    "til": "till",
}


@dataclass(frozen=True)
class Token:
    """One word in its one form, and where it stands in the text as it was heard."""

    word: str
    start: int
    end: int


@dataclass(frozen=True)
class Heard:
    """One utterance as tokens."""

    text: str
    tokens: tuple[Token, ...]

    def plain(self) -> str:
        """The tokens with one space between."""
        return " ".join(token.word for token in self.tokens)

    def sentences(self) -> tuple[Heard, ...]:
        """The utterance cut where the recogniser, or the person typing, ended a sentence."""
        cut: list[list[Token]] = [[]]
        for token in self.tokens:
            if cut[-1] and _SENTENCE_END.search(self.text, cut[-1][-1].end, token.start):
                cut.append([])
            cut[-1].append(token)
        return tuple(Heard(self.text, tuple(tokens)) for tokens in cut)

    def without(self, words: frozenset[str]) -> Heard:
        """The same utterance with some words passed over."""
        return Heard(self.text, tuple(token for token in self.tokens if token.word not in words))

    def said(self, first: int, after: int) -> str:
        """The text as it was heard from token ``first`` up to, not with, token ``after``."""
        return self.text[self.tokens[first].start : self.tokens[after - 1].end]

    def said_at(self, start: int, end: int) -> str:
        """The same for a stretch of ``plain()``, in characters of it."""
        starts = [0]
        for token in self.tokens:
            starts.append(starts[-1] + len(token.word) + 1)
        return self.said(bisect_right(starts, start) - 1, bisect_right(starts, max(start, end - 1)))


@lru_cache(maxsize=8)  # a turn brings one utterance to tokens several times; what was said is not kept for longer
def heard(text: str, fillers: frozenset[str] = FILLERS) -> Heard:
    """Bring ``text`` to tokens, passing over ``fillers``. Any text will do; what holds no word gives no token."""
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        token = Token(_one_form(match.group()), match.start(), match.end())
        if token.word in fillers or match.group().casefold() in fillers:
            # "oh my god", "for god's sake": the word before goes with it.
            if tokens and fillers and (tokens[-1].word, token.word) in _OATHS:
                tokens.pop()
            continue
        tokens.append(token)
        while len(tokens) > 1 and (joined := _joined(text, tokens[-2], tokens[-1])):
            tokens[-2:] = [joined]
    return Heard(text, tuple(tokens))


def _joined(text: str, first: Token, second: Token) -> Token | None:
    word = _JOINED.get((first.word, second.word))
    if word is None and second.word in _TAILS and not text[first.end : second.start].strip(" '’"):
        word = first.word + second.word
    return Token(word, first.start, second.end) if word else None


def _one_form(word: str) -> str:
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", word).casefold())
    plain = _STRETCHED.sub(r"\1", plain)
    squeezed = _RUN.sub(r"\1", plain)
    known = _STRETCHABLE.get(squeezed)
    if known is not None and len(plain) >= len(known) and plain != known:
        plain = known
    return _SLIPS.get(plain, plain)
