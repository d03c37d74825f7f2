"""Whether the police have been called: "I've rung 999", "they're on the way", "haven't called anyone"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import settle
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "police_called"

_POLICE: Final = (
    "(?:police|old bill|coppers?|cops|feds|999|9 9 9|nine nine nine|101|bill|plod|bizzies|rozzers|policeman|"
    "emergency services|triple nine|treble nine)"
)
_CALLING: Final = (
    "(?:called|rang|rung|phoned|ringed|dialled|dialed|contacted|told|notified|informed|alerted|radioed|"
    "calling|ringing|phoning|dialling|speaking to|spoken to|spoke to|on to|got on to|reported (?:it|this|"
    "that) to|been on to|got hold of|on the phone (?:to|with)|on with)"
)
_CALLED: Final = phrases(
    rf"{_CALLING} (?:the |for the |an |with the )?{_POLICE}",
    r"(?:police|cops|feds|coppers|old bill|bill)s? (?:\S+ )?(?:have |has |are |is |were |was |ve |been |"
    r"already |just )*(?:called|rung|informed|notified|contacted|alerted|told|coming|aware|here|arrived|"
    r"attending|attended|en route|on (?:the|their|its) way|on (?:the )?scene|on (?:the )?phone|involved)",
    r"(?:police|cops|feds|coppers) (?:just )?(?:arrived|turned up|came|showed up)",
    r"(?:the )?(?:police|999) (?:has|have) been (?:called|rung)",
    rf"(?:gave|given|give) (?:the )?{_POLICE} a (?:call|ring|bell)",
    rf"(?:got|have) (?:the )?{_POLICE} (?:coming|on the (?:phone|line|way))",
    "999(?:s)? been (?:called|rung)",
)
_NOT_CALLED: Final = phrases(
    rf"(?:havent|hasnt|have not|has not|didnt|did not|not|never|aint|nobodys?(?: has)?|no ones?(?: has)?|"
    rf"noones?) (?:\S+ ){{0,2}}?(?:called|rung|rang|phoned|phone|call|ring|contacted|told|dialled|informed|"
    rf"notified|reported|spoken to|spoke to|been on to) (?:\S+ ){{0,3}}?{_POLICE}",
    r"(?:police|cops|999|coppers) (?:\S+ )?(?:havent|hasnt|have not|has not|not|werent|wasnt|arent|were "
    r"not|was not|are not|isnt) (?:\S+ )?(?:been )?(?:called|rung|informed|contacted|coming|told|notified|"
    r"needed|involved|attending)",
    r"no (?:police|cops)(?: (?:called|yet|involved|needed))?",
    rf"(?:dont|do not|didnt) (?:need|want|bother with|bother calling|think we need) (?:the )?{_POLICE}",
    rf"without (?:calling|ringing) (?:the )?{_POLICE}",
)
_WE_RANG: Final = phrases("(?:i|we|ive|weve|she|he|manager) (?:rang|rung|phoned|called) (?:them|it in|at|about|around)")
_NOT_BEFORE: Final = frozenset("nobodys nobody not havent hasnt never didnt no noone noones havnt aint".split())
_FUTURE: Final = phrases(
    rf"(?:get|need|want|send)(?: me| us)? (?:the )?{_POLICE}(?: here| down| out| round| in)?",
    rf"(?:should|shall|can|could|do|will|to|please|need to|gonna|going to|must|someone|you|lets|about to|"
    rf"want me to|ill|didnt have time to) (?:\S+ )?(?:be )?{_CALLING}",
    rf"(?:should|shall|can|could|do|will|please|need to|gonna|going to) (?:\S+ )?(?:call|ring|phone|dial|"
    rf"get) (?:the )?{_POLICE}",
    rf"(?:if|when|until|unless|before|after) (?:\S+ ){{0,3}}?{_POLICE}",
)
_NOT_KNOWN: Final = phrases(
    r"(?:dont|do not|didnt) know (?:\S+ )?(?:if|whether)(?: \S+){1,8}",
    r"(?:dunno|not sure|unsure|no idea|cant say|couldnt say|wondering|check|checking|find out) (?:if|whether)(?: "
    r"\S+){1,8}",
)
_ANSWERS: Final = phrases(
    "already (?:called|rung|rang|phoned|done|been (?:called|done|rung))",
    "(?:\\S+ )?(?:doing|sorting|on) (?:it|that) (?:now|right now)",
    "(?:ive|i have|weve|we have|shes|hes|theyve|manager|security|priya|someone|somebody) (?:\\S+ "
    ")?(?:called|rung|rang|phoned|done it)(?: (?:them|it in))?",
    "(?:called|rang|rung|phoned) (?:them|it in)",
    "(?:theyre|they are) (?:\\S+ )?(?:coming|on (?:the|their) way|here|en route)",
    "(?:on|in) (?:the|their) way|on (?:to )?(?:to )?them now|onto them",
    "on the phone (?:now|to them|with them)",
    "(?:im |were )?(?:calling|ringing|phoning) (?:them|now)",
)
_ANSWERS_NO: Final = phrases(
    "(?:no |nah |nope )?(?:i |we )?(?:havent|have not|didnt|nobody has|no one has|hasnt|not yet)(?: "
    "(?:called|rung|rang|done))?",
    "(?:no |nah |not yet )?(?:im |were )?(?:about to|going to|gonna)",
    "(?:nobody|no one|noone)(?: (?:has|called|rung|rang))?",
    "(?:ive |weve |i |we )?(?:not|havent|didnt) (?:\\S+ )?(?:had|have|get|got) (?:a |the |any )?(?:chance|time|"
    "minute)(?: \\S+){0,2}",
    "(?:i |we )?(?:was|were) (?:just )?(?:about|going) to",
    "(?:its |it is |theres )?(?:not|hardly) worth (?:it|\\S+ing)(?: \\S+){0,3}|(?:theres )?no point(?: \\S+){0,3}|"
    "(?:its a )?waste of (?:\\S+ )?time|(?:they|the police) (?:never|dont|wont) (?:come|turn up|show|bother)",
)


def find(reading: Reading) -> Iterator[FoundValue]:
    """Called or not. What is only intended or asked ("shall I call the police") tells neither."""
    words = reading.words
    denied = [
        words.found(SLOT, False, first, after, "police not called") for first, after, _ in words.search(_NOT_CALLED)
    ]
    called = [words.found(SLOT, True, first, after, "police called") for first, after, _ in words.search(_CALLED)]
    ahead = [
        words.indexes(match.start(), match.end())
        for pattern in (_FUTURE, _NOT_KNOWN)
        for match in pattern.finditer(words.plain)
    ]
    candidates = denied + [
        value
        for value in called
        if not any(value.start < other.end and other.start < value.end for other in denied)
        and not _within(words.at_span(value.start, value.end), ahead)
    ]
    if not candidates and reading.asked == "police_reference":
        candidates = [words.found(SLOT, True, span[0], span[1], "rang them") for span in words.search(_WE_RANG)]
    if not candidates and reading.asked == SLOT:
        candidates = list(_answers(words))
    value = settle(words, candidates)
    if value is not None:
        yield value


def _answers(words: Words) -> Iterator[FoundValue]:
    """What counts only after the question: "I've called them", "they're on their way", "haven't yet"."""
    for first, after, _ in words.search(_ANSWERS):
        denied = _NOT_BEFORE.intersection(words.slice(max(first - 3, 0), first).split())
        yield words.found(SLOT, not denied, first, after, "answer: called or not")
        return
    first, after = next(((first, after) for first, after, _ in words.search(_ANSWERS_NO)), (1, 0))
    if first == 0:
        yield words.found(SLOT, False, first, after, "answer: called or not")


def _within(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < after and first < span[1] for first, after in others)
