"""What somebody who has been called says to it: a closed grammar over the whole utterance.

Only an utterance that is nothing but an answer is one: "I've got it" is, "I've got it here, they took two bottles" is a
report and goes on to the dialogue. It is asked only about the words of somebody who was called.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.calling import AnswerKind
from assistant.understanding.numbers import number_at
from assistant.understanding.words import Words

MINUTES_AT_MOST: Final = 120

_BEFORE: Final = frozenset(
    "ok okay right yes yeah yep roger copy hi hello um er floorline control received please".split()
)
_AFTER: Final = frozenset("now please over mate thanks thank you away out tops max right straight".split())
_UP_TO_THE_ETA: Final = frozenset("in about around be ill eta give me just maybe probably and arriving i will".split())
_A_FEW: Final = {"a couple of": 2, "a couple": 2, "couple of": 2, "couple": 2, "a few": 3, "few": 3, "a": 1}
_LONGEST_NUMBER_WORDS: Final = 3


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split("|"))


_ON_MY_WAY: Final = _phrases(
    """on my way|im on my way|i am on my way|on the way|im on the way|on our way|were on our way|were on the way
    |coming|im coming|i am coming|coming over|im coming over|were coming|on it|im on it|were on it|going there
    |im going there|going over|im going over|going|im going|heading there|im heading there|heading over|en route
    |im heading over|on my way to you|on my way over|on my way there|on my way down|on my way up|coming to you
    |im on my way to you|im on my way over|im coming to you|ill be there|be there|i will be there|ill be with you
    |be with you|with you|there|ill come|ill come over|ill go|i will go|running over"""
)
_NEEDS_AN_ETA: Final = _phrases("be there|be with you|with you|there|ill be there|ill be with you|i will be there|")
"""With a time these say that somebody is coming; without one "there" could be anything."""
_GOT_IT: Final = _phrases(
    """acknowledged|acknowledge|ive got it|i have got it|ive got this|ive got that|weve got it|got it|ill take it
    |ill take this|ill deal with it|ill see to it|ill handle it|im dealing with it|im seeing to it|im taking it
    |leave it to me|leave it with me|message received|understood|ive got the alert|ive got the call|its mine"""
)
_CALLED: Final = re.compile(
    r"""(?:(?:ive|i have|i|weve|we have|we)\ )?(?:just\ )?(?:called|rung|phoned|dialled)\ (?:the\ )?
    (?:nine\ nine\ nine|999|9\ 9\ 9|treble\ nine|police|ambulance|emergency\ services)
    |(?:nine\ nine\ nine|999|9\ 9\ 9|treble\ nine|(?:the\ )?police|(?:the\ |an\ )?ambulance)\ (?:has\ |have\ )?
    (?:been\ |is\ |are\ )?(?:called|coming|on\ (?:the|their|its)\ way)""",
    re.VERBOSE,
)
_STAND_DOWN: Final = re.compile(r"(?:you can |everyone |everybody |all )?stand (?:it )?down(?: the alarm| the alert)?")


def spoken_answer(text: str) -> tuple[AnswerKind, int | None] | None:
    """The answer, and in how many minutes they will be there if they say so; ``None`` for anything else."""
    words = re.sub(r"[^a-z0-9 ]+", " ", re.sub(r"['’]", "", text.lower())).split()
    while words and words[0] in _BEFORE:
        words = words[1:]
    while words and words[-1] in _AFTER:
        words = words[:-1]
    said = " ".join(words)
    if _STAND_DOWN.fullmatch(said):
        return AnswerKind.STAND_DOWN, None
    if _CALLED.fullmatch(said):
        return AnswerKind.CALLED_999, None
    head, minutes = _split_off_eta(words)
    for got_it in ("", *sorted(_GOT_IT, key=len, reverse=True)):
        coming = head.removeprefix(got_it).strip() if head.startswith(got_it) else None
        if coming is None:
            continue
        for there in (" there", " be there", " ill be there", " ill be with you"):
            coming = coming.removesuffix(there) if coming.removesuffix(there) in _ON_MY_WAY else coming
        if coming in _ON_MY_WAY and (minutes is not None or coming not in _NEEDS_AN_ETA):
            return AnswerKind.ON_MY_WAY, minutes
        if not coming and minutes is not None:
            return AnswerKind.ON_MY_WAY, minutes
    return (AnswerKind.ACKNOWLEDGED, None) if said in _GOT_IT else None


def _split_off_eta(words: list[str]) -> tuple[str, int | None]:
    """What comes before "in about two minutes", and the number; everything and ``None`` where there is no such end."""
    if words[-1:] in (["time"], ["minutes time"]):
        words = words[:-1]
    if not words or words[-1] not in ("minute", "minutes", "min", "mins"):
        return " ".join(words), None
    for count in range(min(_LONGEST_NUMBER_WORDS, len(words) - 1), 0, -1):
        minutes = _minutes(" ".join(words[-1 - count : -1]))
        if minutes is not None:
            head = words[: -1 - count]
            while head and head[-1] in _UP_TO_THE_ETA and " ".join(head) not in _ON_MY_WAY | _GOT_IT:
                head = head[:-1]
            return " ".join(head), minutes
    return " ".join(words), None


def _minutes(words: str) -> int | None:
    """How many minutes those words are, rounded up; ``None`` where they are no number."""
    if words in _A_FEW:
        return _A_FEW[words]
    read = Words(words)
    number = number_at(read, 0)
    if number is None or number.after != len(read) or not 0 <= number.value <= MINUTES_AT_MOST:
        return None
    return int(-(-number.value // 1))
