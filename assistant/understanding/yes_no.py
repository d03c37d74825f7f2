"""Yes and no in all their forms: "yep", "nah mate", "yeah no", "not that I saw", "go on then", "that's wrong".

``None`` wherever there is doubt: an answer that is guessed is worse than a question asked again.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.understanding.words import Words, phrases

_YES: Final = phrases(
    "y",
    "ye",
    "yes",
    "yeah+",
    "yeh",
    "yea",
    "yep+",
    "yup",
    "yah",
    "yas",
    "aye(?: thats grand)?",
    "mhm|mm hm|uh huh|ja|si|okey doke|okey dokey|fine by me|right you are|thats grand|grand",
    "ok(?:ay|ey)?",
    "okie dokie",
    "sure(?: thing)?",
    "course",
    "of course",
    "definitely",
    "absolutely",
    "certainly",
    "totally",
    "exactly",
    "precisely",
    "indeed",
    "affirmative",
    "affirm",
    "roger(?: that)?",
    "(?:thats |thats all |its |all |yes )?(?:correct|accurate)",
    "(?:yes |yeah |yep |thats |its |all |is |thatll be |quite )(?:right|it|fine|good|the one|him|her|them)",
    "right",
    "spot on",
    "bang on",
    "(?:you )?got it(?: in one)?",
    "confirm(?:ed)?",
    "go on(?: then)?",
    "go ahead",
    "go for it",
    "do it",
    "crack on",
    "send (?:it|that)(?: off)?",
    "submit(?: it| that)?",
    "please do",
    "sounds (?:right|good|about right)",
    "looks (?:right|good)",
    "i (?:think|reckon|believe|guess|suppose) so",
    "no doubt",
    "no (?:problem|worries|probs)",
    "(?:no+|nah+|naw|nope) thats (?:right|correct|it|fine|good)",
    "fine",
    "100 percent",
    "hundred percent",
    "already(?: (?:have|done|did))?",
    "done(?: (?:that|it|already))?",
    "just (?:have|did)",
)
_ELLIPSIS: Final = phrases(
    "(?:yes |yeah )?(?:he|she|they|it|we|i|there) (?:is|are|was|were|has|have|did|do|does|am|will)"
)
""" "he is", "they did": a yes where the thought ends there, and no more than a beginning elsewhere ("it was a …")."""
_TURNS_ROUND: Final = phrases("(?:ye|yes+|yeah+|yeh|yea|yep+|yup|yah|aye)(?: .*)?", "(?:no+|nah+|naw|nope) .*")
"""A yes that turns round the "no" before it: "no, yeah"."""
_GO_AHEAD: Final = phrases("go .*|do it|crack on|send .*|submit.*|please do|confirm.*")
_NO: Final = phrases(
    "n",
    "no+",
    "nope",
    "nah+",
    "naw",
    "nay",
    "na",
    "negative",
    "never",
    "nowt|not (?:yet|really|at all|exactly|as far as i (?:know|can see|could see)|that i(?:m)? (?:\\S+ )?\\S+|this "
    "time|quite|now|any ?more|"
    "no|right|correct|even|to my knowledge|by the looks of it)",
    "no way",
    "no chance",
    "of course not",
    "course not",
    "definitely not",
    "absolutely not",
    "certainly not",
    "(?:i )?(?:dont|do not|didnt|did not) (?:think|reckon|believe) so",
    "(?:i )?(?:think|hope|guess|suppose|reckon) not",
    "(?:he|she|they|it|we|i|there|you|its|thats) (?:isnt|arent|wasnt|werent|hasnt|havent|didnt|dont|doesnt|aint|wont)",
    "(?:thats|its|that is|youve got (?:it|that)|you got (?:it|that)|thats all) (?:wrong|incorrect|not "
    "right|not correct|not it|not true)",
    "wrong",
    "incorrect",
    "(?:youre|thats|your) (?:not|wrong|rubbish)(?: \\S+)?",
    "dont (?:send|submit|do)(?: (?:it|that))?(?: yet)?",
    "hold (?:off|fire|back)(?: (?:on )?(?:it|that|sending|submitting|the report)(?: (?:it|that|the report))?)?"
    "(?: (?:yet|for now|a (?:sec|second|minute|moment|mo)))?",
    "havent",
    "didnt",
    "hasnt",
    "nothing",
    "none",
    "nobody",
    "no one",
    "noone",
    "neither",
    "cant say i (?:did|have|saw)",
    "not (?:him|her|me|us|them)",
)
_DOUBT: Final = phrases(
    "(?:i )?(?:dont|do not|didnt|wouldnt) know",
    "dunno",
    "no way of (?:telling|knowing|saying)(?: \\S+)*",
    "(?:im |i am )?not (?:\\S+ )?(?:sure|certain|positive)",
    "maybe",
    "perhaps",
    "possibly",
    "might(?: be| have| do)?",
    "could (?:be|have)(?: been)?",
    "no idea",
    "no clue",
    "(?:havent|have not|not got|aint got) (?:a|an|the|any) (?:clue|scooby|foggiest|idea|faintest)",
    "not an? (?:idea|clue|scooby|foggiest)",
    "(?:cant|couldnt) tell (?:you|ya)|beats me|search me|who knows|god knows",
    "yes and no",
    "hard to (?:say|tell)",
    "cant (?:tell|say|remember|see)",
    "couldnt (?:tell|say|see)",
    "hang on",
    "hold on",
    "wait",
    "one (?:sec|second|minute|moment)",
    "what do you mean",
    "sort of",
    "kind of",
    "depends",
)
_UNKNOWN: Final = phrases(
    "(?:i )?(?:dont|do not|didnt|wouldnt) (?:really |actually |honestly )?know",
    "dunno|dunnae|dinnae ken|dont ken",
    "(?:im |i am )?(?:not|no) (?:\\S+ )?(?:sure|certain|positive)",
    "(?:no|any) (?:idea|clue)|not an? (?:idea|clue|scooby|foggiest|earthly)",
    "(?:havent|have not|not got|aint got|hasnt|havent got|no got) (?:a|an|the|any|no) (?:clue|scooby|foggiest|idea|"
    "faintest)",
    "(?:cant|couldnt|could not|cannae|wouldnt like to) (?:tell|say|remember|be sure)(?! i)",
    "(?:couldnt|cant|cannae) tell (?:you|ya)|beats me|search me|who knows|god knows|(?:haven|heaven)s? knows|no way of "
    "knowing",
    "hard to (?:say|tell)|i forget|forgotten|unsure|unknown",
)
_FILLERS: Final = frozenset(
    "er erm um uh ah oh well so like mate pal love boss please thanks thank you cheers ta sir madam then "
    "now just very much "
    "and but i mean think its it is all that thats the a to me there here guv bruv bro lad hun duck babe "
    "honestly really "
    "actually ha hmm mm mmm sorry too also".split()
)
_LEAD: Final = 3
"""How many words of no weight may stand before an answer."""


def yes_no(text: str | Words) -> bool | None:
    """Does ``text`` say yes (True), no (False), or neither for certain (None)?

    Only what stands at its head counts: "yes, he's still here" is a yes, "he said no" is not a no. Of several words
    in a row the last decides: "yeah no" is a no, "no, yeah" a yes.
    """
    words = text if isinstance(text, Words) else Words(text)
    verdict = _head(words)
    if verdict is None:
        return None
    answer, after = verdict
    if any(first <= after + 1 for first, _, _ in words.search(_DOUBT)):
        return None
    # "right, so there's two lads": a way to begin, not an answer.
    bare = words.slice(after - 1, after)
    return (
        None if bare in {"right", "fine", "done", "already", "y", "n"} and after < len(words) and after < 2 else answer
    )


def not_known(words: Words) -> bool:
    """Does the speaker say that they do not know ("no idea", "haven't a scooby")? Then a "no" in it denies nothing."""
    return next(words.search(_UNKNOWN), None) is not None


def only_yes_no(words: Words) -> bool:
    """Is the whole utterance a yes or a no, with nothing else told?"""
    verdict = _head(words)
    if verdict is None or yes_no(words) is None:
        return False
    return _FILLERS.issuperset(words.slice(verdict[1], len(words)).split())


def _head(words: Words) -> tuple[bool, int] | None:
    """The last yes or no of the run of them that opens the utterance, and the index after it."""
    if not len(words):
        return None
    opening = words.plain[:400]
    ended = [match for match in _ELLIPSIS.finditer(opening) if _thought_ends(words, match)]
    spans = sorted(
        [(match.start(), match.end(), True) for match in (*_YES.finditer(opening), *ended)]
        + [(match.start(), match.end(), False) for match in _NO.finditer(opening)],
        key=lambda span: (span[0], -span[1]),
    )
    verdict: tuple[bool, int] | None = None
    reached = 0
    for start, end, answer in spans:
        if start < reached and not (verdict is not None and end > reached and start == 0):
            continue
        between = opening[reached:start].split()
        if len(between) > _LEAD or not _FILLERS.issuperset(between):
            break
        if answer and verdict is not None and not verdict[0] and not _TURNS_ROUND.fullmatch(opening[start:end]):
            # A "no" at the head stands; "no, he is" and "no, go ahead" may be meant either way.
            doubtful = any(match.start() == start for match in ended) or _GO_AHEAD.fullmatch(opening[start:end])
            return None if doubtful else verdict
        reached = end
        verdict = (answer, words.indexes(start, end)[1])
    return verdict


def _thought_ends(words: Words, match: re.Match[str]) -> bool:
    after = words.indexes(match.start(), match.end())[1]
    if words.pause(after).strip("-"):
        return True
    return _FILLERS.issuperset(words.slice(after, len(words)).split())
