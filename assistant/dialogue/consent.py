"""Is it an unmistakable yes? What files a report, cancels one or ends an alarm is never guessed.

The words decide, not the model: a report goes out on nothing but a plain affirmation, and is cancelled on nothing but
an outright yes. Every list is closed; a word that is on none of them is more than a plain answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from assistant.understanding.numbers import number_at
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words

_OKAYS: Final = frozenset("ok okay kay right mhm uh huh aha sure cool alright all mm mmm hm hmm".split())
"""Words that show somebody is listening: an answer to anything, or to nothing."""
_WEAK_OKAYS: Final = _OKAYS - frozenset("mhm uh huh aha sure".split())
"""Those that do not even answer a question that wants a yes or a no."""

_ASSENT: Final = frozenset(
    """yes yeah yeahs yep yup yh ye yea yeh yah yas yesh aye ar arr ja si affirmative affirm correct accurate exactly
    precisely absolutely definitely certainly indeed confirm confirmed spot bang perfect send submit file go do sound
    ok okay okey right sure fine good grand reet reight champion sorted lovely yus mhm roger sent exact fully tidy
    bostin bosting belter smashing deffo defo aright surely agreed true yessir oui si ken""".split()
)
_STRONG_YES: Final = frozenset("yes yeah yep yup yh ye yea yeh yah yas yesh aye affirmative affirm yus".split())
_COURTESY: Final = frozenset(
    """that thats thass this is its it it's all of the one about size him her them everything lot please thanks thank
    you cheers ta mate love dear duck pal boss sir madam guv hun hen babe lad x xx nice cool great then now just off
    through away on ahead i can may got to me so well oh ah um er erm uh very much quite totally completely both
    details information report what happened how was were happy sounds looks seems as u hundred percent 100 and my
    friend captain sarge brilliant again too ill thatll therell will be dokey doke got in out for us up straight
    agree agreed be over get gets getting gan gaun pal butt bab mush captain sister brother everythings looks hurry
    quick quickly""".split()
)
_DENIAL: Final = frozenset(
    """no nope nah naw nay not dont didnt wasnt isnt arent werent hasnt havent doesnt wont cant aint never nothing
    none nobody neither wrong incorrect negative but except however although though actually sorry wait instead
    change mistake rather cannot dinnae wisnae""".split()
)
_CANCELLING: Final = frozenset(
    """cancel cancelled delete scrap bin drop abort forget stop discard remove kill end want need a false alarm whole
    thing me lets let get rid""".split()
)
_KEEPING: Final = frozenset(
    "carry keep continue resume going dont not no nah naw nope never nay wait didnt but send submit file".split()
)
_STANDING: Final = re.compile(
    r"\b(?:nothing|leave (?:it|that|everything|them)|(?:its|it is|thats|that is|theyre|alls?|everythings?) (?:all )?"
    r"(?:fine|good|ok|okay|right|alright|correct|grand|sound)|(?:fine|good|right|okay|alright) as (?:it|that|they) "
    r"(?:is|are|was)|as it is|(?:dont|do not|no need to|needn?t) change|no changes?|never ?mind|forget it|carry on|"
    r"keep (?:it|going)|all (?:good|right|fine)|no more|nowt|thats? all|not (?:a thing|anything))\b"
)
_OUTRIGHT_CANCEL: Final = re.compile(
    r"\b(?:cancel|delete|abort|discard|withdraw|(?:scrap|bin|drop|forget|stop) (?:the |this |my )?(?:whole |entire )?"
    r"(?:report|thing|lot|everything|incident)|(?:dont|do not) (?:send|file|submit))\b"
)
_AS_TOLD: Final = re.compile(
    r"\b(?:that(?:['’]?s| is| was) |it(?:['’]?s| is| was) )?(?:exactly |just )?(?:what|how|as) \w+ "
    r"(?:just |has |have |had )?(?:sa(?:id|ys?)|tells?|told|saw|sees?|seen|was|were|is|went|happened|wants?|means?|"
    r"meant)(?: (?:me|us|you|it|to me|to us))?\b",
    re.IGNORECASE,
)
"""Who else says so ("that is what he told me"): it adds nothing to a yes."""
_ADDING: Final = frozenset(
    "and also plus he she they hes shes theyre another other more than with had has have".split()
)
_STRANGE_AT_MOST: Final = 3
"""So many unknown words a yes may hold that is said for the second time."""
_MISHEARD_LENGTH: Final = 3
"""In an answer this short one strange word is a recogniser's slip ("yes cement"), not a second thought."""


def words_of(text: str) -> list[str]:
    """The words in lower case without apostrophes: "that's" is ``thats``."""
    return re.findall(r"[a-z0-9]+", re.sub(r"['’`]", "", text[:1000].lower()))


def only_okay(text: str, *, weak: bool = False) -> bool:
    """Is there nothing in it but an okay? ``weak`` leaves out those that do answer a yes-or-no question ("mhm")."""
    words = words_of(text)
    return bool(words) and all(word in (_WEAK_OKAYS if weak else _OKAYS) for word in words)


def denies(text: str) -> bool:
    """Does any word of it deny, take back or make an exception?"""
    return not _DENIAL.isdisjoint(words_of(text))


def only_denies(text: str) -> bool:
    """Is it a no, and no word of what is wrong?"""
    words = words_of(text)
    return bool(words) and all(word in _DENIAL or word in _ASSENT or word in _COURTESY for word in words)


def opens_with_yes(text: str) -> bool:
    """Is the first word an outright yes?"""
    return bool(_STRONG_YES.intersection(words_of(text)[:1]))


def plain_yes(text: str, agreed: Iterable[FoundValue] = (), *, act_is_affirm: bool = False) -> bool:
    """Is ``text`` a yes and no more than that?

    ``agreed`` are values in it that the record holds already: to repeat them is to affirm them.
    """
    if denies(text):
        return False
    rest = text
    for value in sorted(agreed, key=lambda value: -value.start):
        rest = f"{rest[: value.start]} {rest[value.end :]}"
    words = _own_words(rest)
    if not words:
        return act_is_affirm
    strange = [word for word in words if word not in _ASSENT and word not in _COURTESY]
    assents = any(word in _ASSENT for word in words)
    if not strange:
        return assents or act_is_affirm
    slip = len(strange) == 1 and len(words) <= _MISHEARD_LENGTH and number_at(Words(strange[0]), 0) is None
    return slip and act_is_affirm and words[0] in _STRONG_YES


def yes_once_more(text: str) -> bool:
    """Is it, to "is that a yes?", a yes again, in words of which not all are known ("aye, fire it ower")?

    Whoever adds something, or speaks of somebody, has more to say than yes.
    """
    words = _own_words(text)
    if denies(text) or not _ADDING.isdisjoint(words):
        return False
    outright = bool(_STRONG_YES.intersection(words[:2])) or not {"send", "submit", "file"}.isdisjoint(words)
    strange = [word for word in words if word not in _ASSENT and word not in _COURTESY]
    return outright and len(strange) <= _STRANGE_AT_MOST and all(number_at(Words(word), 0) is None for word in strange)


def _own_words(text: str) -> list[str]:
    """``words_of``, without saying who else says so."""
    return words_of(_AS_TOLD.sub(" ", text[:1000]))


def agrees_to_cancel(text: str, *, act_is_cancel: bool) -> bool:
    """Is it an outright yes to "cancel this report?", or the plain wish to cancel once more?"""
    words = words_of(text)
    if not words or not _KEEPING.isdisjoint(words) or only_okay(text):
        return False
    strange = [word for word in words if word not in _ASSENT | _COURTESY | _CANCELLING]
    says_so = any(word in _STRONG_YES or word in ("correct", "cancel", "delete", "scrap", "bin") for word in words)
    return (says_so and not strange) or act_is_cancel


def declines_to_cancel(text: str) -> bool:
    """Does it hold a no, or the wish to go on?"""
    return not _KEEPING.isdisjoint(words_of(text))


def agrees_to_end_alarm(text: str) -> bool:
    """Is it an outright yes to "are you safe?"? An okay is none, and neither is a yes with a "but"."""
    words = words_of(text)
    return any(word in _STRONG_YES for word in words) and not denies(text)


def leaves_as_it_is(text: str) -> bool:
    """ "nothing else, leave it", "it's fine as it is": to "what should I change?"."""
    plain = " ".join(words_of(text))
    return bool(_STANDING.search(plain)) and not _OUTRIGHT_CANCEL.search(plain)


def gives_up(text: str) -> bool:
    """ "Forget it": of no matter what is changed, it is fine; of a whole report, it may be cancelling."""
    return bool(re.search(r"\b(?:forget|never ?mind|stop)\b", " ".join(words_of(text))))


def wants_cancelled(text: str) -> bool:
    """Is cancelling named outright, or meant only by the language model?"""
    return bool(_OUTRIGHT_CANCEL.search(" ".join(words_of(text))))
