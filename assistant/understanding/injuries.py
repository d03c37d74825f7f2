"""Whether anyone is hurt, and how, in the words used.

"Nobody's hurt but he's shaken" is nobody hurt, with no text: being shaken is told in the narrative, and a record
that says both "no injuries" and names one would be read either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.incident import Injuries, SlotName
from assistant.understanding.corrections import takes_back
from assistant.understanding.negation import negator_before
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "injuries"

_BODY: Final = (
    "(?:knuckles?|nostrils?|temple|scalp|eyebrow|brow|tooth|palm|toes?|toe|thigh|shin|heel|calf|groin|tummy|belly|"
    "spine|"
    "collarbone|head|face|nose|eye|eyes|lip|mouth|jaw|teeth|tooth|neck|arm|arms|hand|hands|finger|fingers|wrist|"
    "elbow|shoulder|chest|rib|ribs|stomach|back|hip|leg|legs|knee|knees|ankle|foot|feet|skull|forehead|chin|"
    "cheek|thumb|side|throat|ear)"
)
_HURT: Final = phrases(
    "bleeding(?: (?:badly|heavily|everywhere|a bit|a lot))?|blood (?:everywhere|coming \\S+|pouring \\S+|"
    "all over \\S+)|nosebleed|nose bleed|gushing blood|covered in blood|lost a lot of blood",
    rf"(?:cut|cuts|gash|gashed|gashes|graze|grazed|grazes|scratch|scratched|scratches|bruise|bruised|"
    rf"bruises|bruising|swelling|swollen|slashed|slash|sliced|lump|bump|black|burn|burns|burnt|burned|"
    rf"scald|scalded|sprained|twisted|dislocated|fractured|fracture|broken|broke|bust|busted|split|sore|"
    rf"hurt|injured|banged|smashed|cracked|bloody|bloodied|knackered|fat|thick|puffy) (?:\S+ ){{0,3}}?(?:{_BODY})",
    rf"{_BODY}s? (?:is |are |was |looks |might be |is all |all )?(?:bleeding|broken|cut|swollen|bruised|"
    rf"hurt|hurting|sore|bust|fractured|dislocated|injured|split|gashed|killing)",
    "black eye|head injury|head wound|concussion|concussed|stab wound|bite mark|bitten|cut up|beaten up|"
    "battered|knocked (?:out|unconscious)|out cold|unconscious|unresponsive|not breathing|stopped "
    "breathing|fainted|passed out|collapsed|"
    "having a (?:fit|seizure|stroke|heart attack)|heart attack|cardiac arrest|chest pains?|seizure|"
    "choking|cant breathe|struggling to breathe|anaphyla\\S+|allergic reaction|overdosed?|been stabbed|"
    "got stabbed|stabbed(?! me if)|been shot|got shot",
    rf"(?:chopped|severed|trapped|crushed|stuck|lost|caught|smacked) (?:\S+ ){{0,4}}?{_BODY}(?: off)?",
    rf"(?:cant|cannot|couldnt) (?:move|feel|bend|see out of) (?:his|her|my|their) {_BODY}",
    rf"(?:in |much |bad |severe |terrible |lots of )?pains?(?: in (?:his|her|the|my|their)? ?{_BODY})?|no "
    rf"pulse|been knocked over",
    "asthma attack|hypo|hyper|diabetic (?:hypo|attack)|panic attack|miscarriage|anaphylactic|broken bone|broken (?:arm|"
    "leg)|"
    "passed oot|fittin|fitting(?! rooms?)|having contractions|waters? (?:have |has )?broke(?:n)?|in labour|gone blue|"
    "turned blue|turning blue|"
    "blue in the face|gone (?:white|grey|pale)(?: as a \\S+)?|electrocuted|electric shock|winded|seeing stars|light "
    "?headed|"
    "dizzy|lost consciousness|not responding|wont wake up|cant wake (?:him|her|them)|spaced out|vomiting|being sick|"
    "throwing up|slurring|(?:had |having )?(?:a )?(?:funny turn|bad fall|nasty fall|fall|stroke|fit)(?! out)|slipped "
    "(?:and|over)|"
    "fell (?:over|off|down)|fallen (?:over|off|down)|knocked (?:over|down|to the (?:floor|ground))|splinter|stung|"
    "gone (?:over|down) on (?:his|her|their) \\S+",
    rf"{_BODY}s? (?:\\S+ )?(?:streaming|stinging|burning|pouring|throbbing|numb|bust|busted|smashed|trapped|crushed|"
    rf"scalded|black|"
    rf"bent|wonky|snapped)",
    rf"{_BODY}s? (?:is |are |was |were |got )?(?:stuck|trapped|caught|jammed|wedged)",
    rf"{_BODY}s? (?:is|are|was|were) (?:all )?(?:bust|busted|bleeding|broken|swollen|cut|bruised|smashed|sore|"
    rf"streaming|wrecked)",
    "(?:hurt|injured|wounded)(?: (?:himself|herself|themselves))?",
    "(?:few |minor |some |bad )?(?:injury|injuries|cuts|cuts and bruises|scratches|bruises|grazes|wound|wounds)",
)
_HURT_BESIDES: Final = phrases(
    "red (?:cheeks?|eyes?|marks?)",
    rf"(?:hit|banged|bumped|cracked|smacked|bashed|knocked) (?:his|her|my|their) {_BODY} (?:on|off|against)",
    rf"(?:landed|fell|fallen|come down|came down) (?:\S+ )?(?:on|onto) (?:his|her|my|their) (?!feet){_BODY}",
    r"(?:clutching|holding|grabbing) (?:his|her|my|their) (?:chest|stomach|arm|side|heart|ribs|head)",
    rf"{_BODY}s? (?:is |are |was |were )?(?:all )?(?:raw|broke|tender|in bits|mangled|twisted|killing (?:me|him|her))",
    rf"(?:bruises?|lump|bump|cuts?|gash|graze|scratch(?:es)?|swelling|mark) (?:\S+ ){{0,4}}?(?:on|to|above|over|under) "
    rf"(?:his|her|my|their|the) {_BODY}",
    "(?:cut|burnt|burned|scalded|stabbed|jabbed|pricked|sliced) (?:himself|herself|themselves|themself|myself)",
    rf"(?:come|came|comes|fell|fallen|dropped|landed) (?:down |off )?on (?:his|her|my|their|\S+s) (?!feet){_BODY}",
    "not (?:waking|coming round)(?: up)?",
    "gushing(?: blood)?|(?:will not|wont|cant be) (?:wake(?: up)?|woken)",
    "(?:cant|couldnt|unable to|not able to) (?:get (?:back )?up|stand(?: up)?|walk)",
    "(?:struggling|fighting|gasping|gasps) for (?:breath|air)|gasping|(?:foaming|frothing) at the mouth",
    "(?:been|got|getting) (?:glassed|bottled|stabbed|shot|headbutted unconscious)|glassed (?:him|her|one of us)",
    "(?:taken|gone|going|off|rushed|sent|took (?:him|her)) to (?:the )?(?:hospital|a and e)|in hospital",
)
_HURT_IF_ASKED: Final = phrases(
    "(?:bruised|grazed|scratched|sore|in shock|limping|in (?:a lot of )?(?:pain|agony)|hurting|stitches)",
    "(?:an? |some |few |couple of )*(?:graze|scratch|cut|bruise|bump|lump|scrape|gash|sprain|knock)(?:e?s)?"
    rf"(?: {_BODY})?",
    "(?:ambulance|paramedics?)(?:s| is| are| has| have)? (?:\\S+ )?(?:taking|taken|took|with|treating|seeing|looking)",
)
_OF_THINGS: Final = frozenset("is its thats this that it looks sounds looking was".split())
"""Before "all good" they speak of the record that was read out, and of nobody's health."""
_ENDS_ALARM: Final = frozenset({"stand", "alarm", "alert"})
_SIDES: Final = frozenset("side back face foot mouth arm neck head".split())
"""Parts of a building or a machine as well, where "the" leads to them: "the window on the side is all broken"."""
_BODY_ALONE: Final = phrases(rf"^(?:yes |yeah |just |only |er )*(?:his|her|my|their|\S+s) {_BODY}$")
MEDICAL: Final = "medical_emergency"
_UNWELL: Final = phrases(
    "(?:(?:really|very|a bit|all|feeling|feels|felt) )*(?:shaking|shivering|trembling|sweating|sweaty|clammy|"
    "pale|feverish|confused|dazed|drowsy|delirious|dizzy|faint|groggy|out of it|short of breath|out of breath|"
    "breathless|wheezing|twitching|jerking|foaming|drooling)"
)
"""What tells the state of whoever was taken ill; in a robbery "sweating" is how the robber looked."""
_STATE: Final = phrases("(?:not )?(?:awake|talking|alert|responding|breathing(?: \\S+ly)?|coughing|in and out)")
"""What is told beside a sign, and by itself is none: "she's talking to the driver"."""
_SHAKEN: Final = phrases(
    "(?:shaken|shook|shook up|shaken up|upset|not physically|(?:just|only) (?:my|his|her) pride|nothing (?:really|"
    "serious|major|bad|physical))"
)
"""Answers that say of no injury; where one is told beside them, it counts."""
_NOT_HURT: Final = phrases(
    "(?:nobody|nobodys|no one|no ones|noone|noones|none of us|no body|nobody is|no customers?|no staff|"
    "no colleagues?)(?: \\S+){0,3}? (?:hurt|injured|harmed|touched|wounded)",
    "no injur(?:y|ies)|no injured|no casualties|uninjured|unhurt|unharmed|no harm(?: done)?|no one hurt|"
    "no wounds|no marks",
    "(?:not|isnt|wasnt|arent|werent|didnt get|aint|dont think anyones|dont think anyone is|dont think he "
    "is|dont think shes) (?:\\S+ )?(?:hurt|injured|harmed)",
    "(?:everyone|everybody|everyones|everybodys|all|were all|hes|shes|theyre|im|staff are|colleagues|"
    "both|he is|she is|they are|i am)(?: is| are)? (?:\\S+ )?(?:ok|okay|fine|alright|all right|safe|"
    "unhurt|good)",
    "(?:just|bit|only|a bit|more|pretty|really) (?:\\S+ )?(?:shaken|shook up|shook|upset|scared|frightened)(?: up)?",
)
_NO_IF_ASKED: Final = phrases(
    "no(?:pe)?",
    "nah",
    "nobody",
    "no one",
    "noone",
    "none",
    "not that \\S+ (?:\\S+ )?\\S+",
    "not as far as i \\S+(?: see)?",
    "(?:i )?dont think so",
    "not really",
    "negative",
    "all (?:good|fine|ok|okay)",
    "fine",
)
_AGENT: Final = frozenset(
    "try tried tries threatened threatening threaten going gonna said says will wants want could might "
    "would may if before ill hell without anyone".split()
)
_BLEEDS: Final = re.compile(r"\b(?:bleeding|blood|gushing)\b")
_LEADS_TO_BODY: Final = frozenset("from on to above near under over round around across in".split())
_PART: Final = re.compile(_BODY)
_MORE_WORDS: Final = 5
_DAMAGED: Final = frozenset(
    "broken broke bust busted smashed cracked cut cuts split scratched scratches scratch damaged knocked burnt burned "
    "slashed gashed black".split()
)
_DAMAGE: Final = frozenset(
    "window windows door doors glass till screen machine fridge lock display car bottle bottles shelf "
    "camera display property shutter".split()
)
_FALL: Final = re.compile(
    r"(?:has |have |had |she|he|theyve|s |just )*"
    r"(?:(?:a |bad |nasty )*(?:fall|slip|trip|tumble)|(?:slipp|tripp|tumbl|collaps)ed|fell|fallen|slips|trips|gone)"
    r"(?: (?:over|down|off|up|backwards|forwards|flat))*"
)


def find(reading: Reading) -> Iterator[FoundValue]:
    """Hurt, with the words for it, or nobody hurt."""
    words = reading.words
    if reading.asked == SLOT:
        hurt = _hurt(words, asked=True)
        unhurt = (
            _unhurt(words, asked=True)
            or _shaken(words)
            or next(
                (
                    words.found(SLOT, Injuries(any=False), f, a, "answer: nobody hurt")
                    for f, a, _ in words.search(_NO_IF_ASKED)
                    if f <= 2
                ),
                None,
            )
        )
    else:
        hurt, unhurt = _hurt(words, asked=False), _unhurt(words, asked=False)
        if hurt is not None and reading.claimed.issuperset(range(*words.at_span(hurt.start, hurt.end))):
            hurt = None  # the "stroke" in a number that is read out
    if hurt is not None and unhurt is not None:
        # "nobody else is hurt but she's bleeding": somebody is. Only a taking back turns it round.
        _, hurt_after = words.at_span(hurt.start, hurt.end)
        first, _ = words.at_span(unhurt.start, unhurt.end)
        yield unhurt if first >= hurt_after and takes_back(words, hurt_after, first + 1) else hurt
    elif hurt is not None:
        yield _with_its_neighbours(words, hurt) if reading.asked == SLOT or reading.kind == MEDICAL else hurt
    elif unhurt is not None:
        yield unhurt
    elif reading.kind == MEDICAL:
        yield from _unwell(words)


def _with_its_neighbours(words: Words, hurt: FoundValue) -> FoundValue:
    """ "feeling faint and dizzy": the signs that are told in one breath with it."""
    first, after = words.at_span(hurt.start, hurt.end)
    for sign in sorted(span[:2] for pattern in (_UNWELL, _STATE, _HURT) for span in words.search(pattern)):
        if sign[0] >= after and _joins(words, after, sign[0]):
            after = sign[1]
        elif sign[1] <= first and _joins(words, sign[1], first):
            first = sign[0]
    if (first, after) == words.at_span(hurt.start, hurt.end):
        return hurt
    told = Injuries(any=True, text=words.as_said(first, after)[:500])
    return words.found(SLOT, told, first, after, "injuries by name")


def _joins(words: Words, after: int, first: int) -> bool:
    return words.slice(after, first) in {"", "and", "n", "or"} and words.pause(first) != "."


def _unwell(words: Words) -> Iterator[FoundValue]:
    """ "shaking and sweating": from the first sign to the last."""
    signs = [(first, after) for first, after, _ in words.search(_UNWELL) if negator_before(words, first) is None]
    if signs:
        text = words.as_said(signs[0][0], signs[-1][1])[:500]
        yield words.found(SLOT, Injuries(any=True, text=text), signs[0][0], signs[-1][1], "a sign of being unwell")


def _shaken(words: Words) -> FoundValue | None:
    span = next(words.search(_SHAKEN), None)
    return None if span is None else words.found(SLOT, Injuries(any=False), span[0], span[1], "shaken, not hurt")


def _unhurt(words: Words, *, asked: bool) -> FoundValue | None:
    for first, after, _ in words.search(_NOT_HURT):
        of_a_thing = words[first] == "all" and words[first - 1] in _OF_THINGS
        of_an_alarm = not asked and _of_an_alarm(words, first, after)
        if words[after] not in {"for", "with"} and not of_a_thing and not of_an_alarm:
            return words.found(SLOT, Injuries(any=False), first, after, "nobody hurt")
    return None


def _hurt(words: Words, *, asked: bool) -> FoundValue | None:
    """What is hurt, first; with what is said of bleeding beside it, since a cut that bleeds a lot is another thing."""
    found = list(_all_hurt(words, asked=asked))
    if not found:
        return None
    first = found[0]
    bleeding = next((one for one in found[1:] if _BLEEDS.search(one.words.lower()) and one.start >= first.end), None)
    value = first.value
    if bleeding is None or not isinstance(value, Injuries) or value.text is None or _BLEEDS.search(value.text.lower()):
        return first
    text = words.text[first.start : bleeding.end]
    joined = Injuries(any=True, text=f"{value.text}, {bleeding.words}"[:500])
    return FoundValue(SLOT, joined, text, first.start, bleeding.end, "grammar", "injuries by name")


def _of_an_alarm(words: Words, first: int, after: int) -> bool:
    """ "I'm safe", "I'm okay, stand it down": the alarm may end; who is hurt is another matter."""
    if words[after - 1] == "safe" and words[after] != "and":
        return True
    return words[first] in {"im", "i"} and not _ENDS_ALARM.isdisjoint(words.plain.split())


def _all_hurt(words: Words, *, asked: bool) -> Iterator[FoundValue]:
    denied = [(first, after) for first, after, _ in words.search(_NOT_HURT)]
    patterns = (_HURT_BESIDES, _HURT, _HURT_IF_ASKED, _BODY_ALONE) if asked else (_HURT_BESIDES, _HURT)
    for first, after in sorted(
        (span[:2] for pattern in patterns for span in words.search(pattern)),
        # How it came about ("slipped over") only where nothing is told of what is hurt.
        key=lambda span: (is_a_fall(words.slice(*span)), *_first_longest(span)),
    ):
        if any(f < after and first < a for f, a in denied):
            continue
        said = words.slice(first, after)
        if any(words.pause(place).strip("-") for place in range(first + 1, after)):
            continue
        life = said in {"not breathing", "unconscious", "unresponsive", "cant breathe"}
        if not life and negator_before(words, first) is not None:
            continue
        before = words.slice(max(first - 4, 0), first).split()
        if not life and _AGENT.intersection(before) and not asked:
            continue
        if words[after] == "of" and words[after - 1] in {"cut", "cuts"}:
            continue
        if words[first] in _SIDES and words[first - 1] == "the" and not asked:
            continue
        if words[first] in _DAMAGED and _DAMAGE.intersection(words.slice(max(first - 3, 0), after + 1).split()):
            continue
        end = _extend(words, after)
        text = words.as_said(first, end)
        plain_hurt = (
            said in {"hurt", "injured", "wounded", "injury", "injuries", "an injury", "some injuries"} and end == after
        )
        value = Injuries(any=True, text=None if plain_hurt else text[:500])
        yield words.found(SLOT, value, first, end, "injury by name")


def _first_longest(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _extend(words: Words, after: int) -> int:
    """Take in "from the head", "above her eye": up to the part of the body."""
    if words[after] not in _LEADS_TO_BODY:
        return after
    for end in range(after + 1, after + 1 + _MORE_WORDS):
        if end >= len(words) or words.pause(end).strip("-"):
            break
        if _PART.fullmatch(words[end]):
            return end + 1
    return after


def is_a_fall(text: str) -> bool:
    """Whether ``text`` tells that somebody fell, and not what of them is hurt."""
    return _FALL.fullmatch(text.lower().replace("'", "")) is not None
