"""How a thing is told: as news ("some bloke's just …"), as a sequel to what was told before ("he's wearing …"), as an
enquiry ("can someone …"); and small signs of answering, taking back and naming.

English introduces what is new by an indefinite phrase and goes on about it by pronouns and definite ones; that tells a
first report from a further fact where nothing was asked.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from assistant.understanding.acts import denies_a_thing
from assistant.understanding.category import STRONG, Cue
from assistant.understanding.corrections import negated
from assistant.understanding.counts import PEOPLE
from assistant.understanding.words import Words, either, phrases


class Telling(Enum):
    NEWS = "news"
    SEQUEL = "sequel"
    ENQUIRY = "enquiry"
    PLAIN = "plain"
    """None of the others for certain."""


_LEAD: Final = (
    "(?:(?:er|erm|um|uh|oh|ah|hi|hello|hiya|hey|so|and|well|right|ok|okay|yeah|listen|look|mate|lads|guys|team|all|"
    "just|please|sorry|ash|hang on|one sec|to say|security|control|urgent) )*"
)
_ENQUIRY: Final = phrases(
    rf"^{_LEAD}(?:who|whos|whose|whats?|where|wheres|when|whens|which|why|how|hows)(?= )",
    rf"^{_LEAD}(?:do|does|did|is|are|am|was|were|can|could|would|will|shall|should|have|has|had|may|might)(?:nt)? "
    r"(?:i|we|you|he|she|it|they|there|this|that|these|those|the|a|an|my|our|your|any|anyone|anybody|anything|"
    r"someone|somebody|some|one)(?= |$)",
    rf"^{_LEAD}any(?:one|body)(?= )",
    rf"^{_LEAD}any (?:chance|idea|spare|news|more|of)(?= )",
    rf"^{_LEAD}(?:need|needs|want|wants|bring|fetch|pass|grab|price check|translate|remind|play|set an?|tell me|show|"
    r"add|turn|open|call|text|email|convert|spell|define|book|order|find|search|remember|read)(?= )",
)
_INDEFINITE_PERSON: Final = either(sorted(PEOPLE))
_NEWS: Final = phrases(
    rf"^{_LEAD}(?:theres|there is|there are|theres been|there has been|there was|weve (?:got|had|just|been)|"
    r"we have (?:a|an|had|just|two|three|some)|ive (?:just|got a|had|been)|i have (?:just|had)|had an?|got an?|"
    r"someone|somebody|somebodys|someones|some \S+|a \S+|an \S+|one of (?:the|our|my)|another|this \S+|these|"
    rf"(?:two|three|four|five|six|couple|a couple|a group|a gang|bunch|group|gang|\d+)(?: of)?(?: \S+)? "
    rf"{_INDEFINITE_PERSON}|{_INDEFINITE_PERSON}s?|customers?|lads?|blokes?|womans?|mans?|\S+ (?:says|said|reckons))"
    "(?= )",
    rf"^{_LEAD}(?:\S+ )?(?:report|incident|assault|theft|robbery|fight|break in|burglary|vandalism|fraud|collapse|"
    rf"attack)"
    "(?= (?:at|in|on|by|near|from|to|towards))",
    r"(?:has|have|hes|shes|theyve|weve|ive|been|were|was|is|are|got) (?:\S+ )?just \S+",
    "(?:overnight|earlier|this morning|last night|yesterday) (?:someone|somebody|they|a|some)",
)
_SEQUEL: Final = phrases(
    rf"^{_LEAD}(?:also|plus|another thing|one more thing|one other thing|i forgot|forgot to (?:say|mention)|"
    r"meant to (?:say|tell)|by the way|btw|as well|he|she|they|hes|shes|theyre|theyve|it|its|his|her|their|reg|"
    r"number plate|plate|police|this was|it was|that was|the (?:reg|plate|police|car|van|lad|bloke|man|woman|knife|"
    r"value|time|reference|receipt|number))(?= )",
)
_CONTINUES: Final = phrases(
    rf"^{_LEAD}(?:also|plus|another thing|one more thing|one other thing|i forgot|forgot to (?:say|mention)|"
    r"meant to (?:say|tell)|by the way|btw)(?= )",
    "^(?:oh|and|oh and|and also|plus) (?:and )?(?:he|she|they|hes|shes|theyre|theyve|his|her|their|it)(?= )",
)
_UNREAL: Final = phrases(
    r"(?:film|movie|series|episode|documentary|podcast|novel|programme|soap|sitcom|panto|musical|netflix|quiz|"
    r"corrie|eastenders|emmerdale)",
    r"(?:dreamt|dreamed|had a dream|nightmare about|on the (?:telly|news|radio)|in the (?:paper|news)|read (?:a|"
    r"the) book)",
    r"(?:stole|stolen|steals|stealing) (?:my|his|her|your|the) (?:heart|show|thunder|limelight|idea|girlfriend|lunch)",
    r"daylight robbery|a (?:right |total |absolute )?steal|robbed of (?:a|the) (?:win|goal|penalty|point)|"
    r"(?:feet|back|head|knees|legs|shoes) (?:is|are|s)? ?killing (?:me|us)|killing me|could (?:murder|kill) (?:a|for)|"
    r"died laughing|dead on my feet|sick of|sick day|smashed it|nailed it|on fire today|blew my mind|"
    r"what a (?:riot|scream|steal|rip off)|beat the (?:traffic|rush|queue)|knocked it out|hit the (?:target|gym|sack)",
)
"""Stories and figures of speech: nothing that happened here."""
_OUTRIGHT: Final = phrases(
    "^(?:(?:er|erm|um|uh|oh|ah|well|so|i think|um) )*(?:y|ye|yes+|yeah+|yeh|yea|yep+|yup|yah|aye|affirmative|correct|"
    "definitely|of course|no+|nope|nah+|naw|nay|na|negative|not yet|"
    r"(?:not|none|nothing) (?:any ?more|that (?:i|we) \S+))(?= |$)"
)
_TAKING_BACK: Final = phrases(
    "no|nope|nah|naw|not|sorry|actually|wrong|wrongly|mistake|mistaken|misread|misheard|mistyped|meant|mean|rather|"
    "instead|correction|correct|change|changed|scratch|scrap|should|shouldve|oops|whoops|beg|wait|hang on|hold on|"
    "i said|i told|told you|youve|you put|you said|you wrote|isnt|wasnt|arent|werent|didnt|aint|make (?:it|that)|"
    "put (?:it|him|her|them|that|down)|update|amend|edit|fix|tell a lie|turns out|after all|more like|come back"
)
_EMPTY: Final = frozenset(
    "er erm um uh oh ah well so like mate pal love please thanks ta the a an it its is was were are be been i we "
    "you he "
    "she they of in at on to and or just about think reckon maybe probably um that this there about only".split()
)
_ROUGHLY: Final = phrases(
    "(?:(?:must|has to|got to|gotta|would|could|might) be )?(?:getting on for|getting up to|getting on|not far off"
    "|pushing|touching|(?:the )?best part of|upwards of|north of|in the region of|close to|near enough|near on"
    "|well over|(?:just )?shy of|give or take|or thereabouts)",
    "(?:must|has to|got to|gotta) be",
)
"""What makes a figure a rough one, and tells nothing besides."""
_KIND_NAMED: Final = phrases(
    "(?:its|it is|thats|that is|this is|now its|turned into|turning into|become|becoming|so its|weve got|says its)"
    "(?: (?:now|actually|really|an?|more|like|of|proper|full on|become|turned into|a case)){0,4}"
)
_KIND: Final = phrases(
    "assault|robbery|mugging|theft|shoplifting|fraud|scam|burglary|break in|criminal damage|vandalism|arson|medical"
    "(?: emergency)?|anti ?social(?: behaviour)?|abuse|threats?|suspicious(?: person| behaviour)?"
)
_KIND_ALONE: Final = re.compile(
    rf"(?:(?:no+|nah|nope|its|it is|it was|thats|that was|an?|more|like|just|say|put|call it|make it) )*"
    rf"(?:{_KIND.pattern}|damaged?)"
)
_KIND_PUT_RIGHT: Final = phrases(
    "(?:(?:it|that|this) (?:was|were|should be|should have been|ought to be)|should be|i (?:mean|meant)|(?:change|put"
    "|make|call|log|correct) (?:it|that|this|the (?:type|kind|category))(?: (?:down|in|up))?(?: (?:to|as))?)"
    "(?: (?:actually|really|an?|more like|more|of|proper|a case))*"
)
_NOT_NOW: Final = phrases(
    "last (?:week|time|night|month|year)|yesterday|(?:the )?other (?:day|week)|before|previous(?:ly)?|known|banned|"
    "always|usual(?:ly)?|used to|looks?|looking|like|as if|might|may|could|would|going to|gonna|about to|if|trying|"
    "thief|thieves|shop ?lift(?:er|ers|ing)"
)
"""Of another day, or not done yet: what makes somebody suspicious and no more."""
_NOW_WORDS: Final = phrases("^(?:(?:oh|ee|er|wait|hang on|god|christ|shit|and|but|you are joking|youre joking) )*now")


def manner(words: Words) -> Telling:
    """How the utterance is told."""
    if next(words.search(_ENQUIRY), None) is not None:
        return Telling.ENQUIRY
    if next(words.search(_SEQUEL), None) is not None:
        return Telling.SEQUEL
    if next(words.search(_NEWS), None) is not None:
        return Telling.NEWS
    return Telling.PLAIN


def continues(words: Words) -> bool:
    """Is it told as something to add to what was told before ("oh and he …", "one more thing")?"""
    return next(words.search(_CONTINUES), None) is not None


def unreal(words: Words) -> bool:
    """Is it a story, or a figure of speech?"""
    return next(words.search(_UNREAL), None) is not None


def opens_outright(words: Words) -> bool:
    """Does a plain word for yes or no open the utterance ("yeah, …"), not just a phrase that amounts to one?"""
    return next(words.search(_OUTRIGHT), None) is not None


def takes_back(words: Words) -> bool:
    """Is there any word by which people take back or put right?"""
    return any(not denies_a_thing(words, after - 1) for _, after, _ in words.search(_TAKING_BACK))


def telling_words(words: Words, used: set[int]) -> list[str]:
    """The words of weight outside ``used``."""
    passed = used | {index for first, after, _ in words.search(_ROUGHLY) for index in range(first, after)}
    return [words[index] for index in range(len(words)) if index not in passed and words[index] not in _EMPTY]


def names_a_kind(words: Words, cue: Cue | None) -> bool:
    """ "it's an assault now", "ee, now he's threatening her": a kind named as what it is, or strong and new; "it was
    fraud, not shoplifting": named in another's place.
    """
    if cue is None or cue.weight < STRONG:
        return False
    if cue.category != "medical_emergency" and next(words.search(_NOW_WORDS), None) is not None:
        return True
    kinds = {first for first, _, _ in words.search(_KIND)}
    named = any(after in kinds for _, after, _ in words.search(_KIND_NAMED))
    return named or puts_kind_right(words)


def grown_worse(words: Words, cue: Cue | None, kind: str | None) -> bool:
    """ "he's put them in his jacket and not paid": whoever was only suspicious has done something, and done it now."""
    if kind != "suspicious_person" or cue is None or cue.weight < STRONG or cue.category == kind:
        return False
    return cue.category != "medical_emergency" and next(words.search(_NOT_NOW), None) is None


def only_a_kind(words: Words) -> bool:
    """ "damage", "no, a threat", to a record that is read back: nothing but what kind it is."""
    return _KIND_ALONE.fullmatch(words.plain) is not None


def puts_kind_right(words: Words) -> bool:
    """ "it was fraud, not shoplifting", "change it to a burglary": a kind named in another's place."""
    kinds = {first for first, _, _ in words.search(_KIND)}
    instead = any(after in kinds for _, after, _ in words.search(_KIND_PUT_RIGHT))
    return instead and (takes_back(words) or any(negated(words, first) for first in kinds))
