"""Words that must not reach the structured record, and what is done about them.

A suspect is described by clothing, build and behaviour. Ethnicity, nationality, religion, sexual orientation and
gender identity are protected characteristics (Equality Act 2010) and never belong in ``suspect_description``.

Many of these words are also plain adjectives of things ("black hoodie", "Asian noodles"). They pass where a thing
follows; where a person follows ("black male"), or is spoken of ("he's black"), they do not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ALWAYS: Final = _words(
    """
    caucasian caucasians asians africans negro negroes orientals ethnic ethnicity bame biracial gypsy gypsies gipsy
    gipsies romany romani roma pikey pikeys pakistanis indians bangladeshis arabs chinaman somalis nigerians romanians
    albanians kurds turks afghans syrians iraqis iranians eritreans jamaicans bulgarians lithuanians latvians ukrainians
    russians immigrant immigrants refugee refugees foreigner foreigners
    muslim muslims moslem moslems islamic jew jews jewish hindu hindus sikh sikhs buddhist buddhists catholic catholics
    protestant protestants christians atheist atheists mormon mormons
    gay gays lesbian lesbians homosexual homosexuals bisexual bisexuals heterosexual transgender transsexual tranny
    transvestite lgbt lgbtq queer queers nonbinary faggot fag poof poofter dyke
    paki pakis nigger niggers nigga niggas chink chinks wog wogs coon coons gypo gyppo
    ic1 ic2 ic3 ic4 ic5 ic6 ic9
    """
)
"""Said of people only. The IC codes are the police's codes for ethnic appearance."""

_COLOURS: Final = _words("black white brown")
_ETHNIC: Final = _words(
    """
    asian african afro caribbean oriental european western arab arabic arabian indian pakistani bangladeshi bengali
    chinese japanese korean vietnamese thai filipino filipina malaysian indonesian nepalese afghan iraqi iranian persian
    syrian turkish kurdish lebanese egyptian moroccan algerian tunisian libyan somali somalian ethiopian eritrean
    sudanese nigerian ghanaian kenyan ugandan zimbabwean congolese jamaican trinidadian latino latina hispanic mexican
    brazilian colombian polish romanian bulgarian albanian lithuanian latvian estonian ukrainian russian hungarian czech
    slovak slovakian serbian croatian bosnian kosovan greek cypriot italian spanish portuguese french german dutch
    belgian swedish norwegian danish finnish irish scottish welsh english british american canadian australian foreign
    israeli mediterranean scandinavian christian traveller travellers trans eastern
    """
)
"""Also adjectives of things: noodles, bread, vodka. ``eastern`` counts only as part of a phrase (see ``_PHRASES``)."""

_PHRASES: Final = (
    ("middle", "eastern"),
    ("far", "eastern"),
    ("eastern", "european"),
    ("western", "european"),
    ("southern", "european"),
    ("south", "asian"),
    ("east", "asian"),
    ("south", "east", "asian"),
    ("north", "african"),
    ("west", "african"),
    ("east", "african"),
    ("south", "african"),
    ("south", "american"),
    ("african", "american"),
    ("afro", "caribbean"),
    ("sri", "lankan"),
    ("new", "zealander"),
)
_PHRASES_OF_PEOPLE: Final = (
    *(("mixed", what) for what in ("race", "heritage", "ethnicity")),
    *((shade, skin) for shade in ("dark", "light", "pale", "olive", "tanned") for skin in ("skin", "skinned")),
    *((shade, skin) for shade in sorted(_COLOURS) for skin in ("skin", "skinned")),
    *(
        (who, "of", colour)
        for who in ("person", "people", "man", "woman", "men", "women")
        for colour in ("colour", "color")
    ),
    ("same", "sex"),
    ("non", "binary"),
    ("jehovahs", "witness"),
    ("jehovahs", "witnesses"),
)
_PERSON: Final = _words(
    """
    male males female females man men woman women guy guys bloke blokes lad lads boy boys girl girls lady ladies
    gentleman gentlemen gent gents person people persons customer customers suspect suspects offender offenders
    shoplifter shoplifters thief thieves individual individuals adult adults teenager teenagers teen teens youth youths
    kid kids child children couple couples family families group gang gangs chap chaps fella fellas fellow dude dudes
    driver drivers mum dad mother father granny grandma grandad pensioner pensioners student students worker workers
    robber robbers burglar burglars attacker attackers intruder intruders beggar beggars drunk drunks colleague mate
    mates cashier guard passenger shopper shoppers builder builders national nationals chav chavs junkie junkies
    """
)
_TRAIT: Final = _words(
    """
    descent origin heritage background appearance looking ethnicity race complexion accent accents speaking speaker
    speakers sounding nationality community
    """
)
"""What follows the word when it is said of a person without naming one: "eastern european accent"."""

_PRONOUNS: Final = _words(
    "he she they him her them who hes shes theyre whos im you youre we both one theyve  either neither"
)
_BE: Final = _words(
    """
    is was are were be been being looks looked look seems seemed appears appeared sounds sounded probably possibly maybe
    definitely clearly obviously also quite like sort kind
    """
)
_DESCRIBING: Final = _words(
    """
    tall short big small large young old older younger middle aged elderly skinny slim thin fat heavy stocky heavyset
    overweight medium average build built bald scruffy tattooed bearded muscular lanky chubby early mid late teens
    twenties thirties forties fifties sixties teenage angry aggressive smart very
    """
)
_FUNCTION: Final = _words(
    """
    and or with in wearing but about aged who so carrying then at on he she they is was are were had has from by near to
    his her their the a an i we there that this dressed around roughly approximately he's not hes shes theyre of for
    ran left went walked took came going running walking pushed maybe probably one two three also both as if because
    """
)
"""Words before which nothing is described any more."""

_ADJECTIVES: Final = _DESCRIBING | _COLOURS | _ETHNIC
_PASSED_OVER: Final = _BE | _ADJECTIVES
MOST_ADJECTIVES: Final = 8
"""How far from its noun an adjective is looked for; keeps the work linear in the length of the text."""
AROUND_A_GAP: Final = 40
"""How many characters before a gap are looked at to close it."""
_PHRASE_STARTS: Final = frozenset(phrase[0] for phrase in (*_PHRASES, *_PHRASES_OF_PEOPLE))
_THING_POLISH: Final = _words("nail shoe furniture boot metal car silver wood floor")
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True)
class _Token:
    word: str
    start: int
    end: int


def protected_terms(text: str) -> tuple[str, ...]:
    """Ethnic, national, religious or orientation words said of a person in ``text``, as they stand there."""
    return tuple(text[start:end] for start, end in _spans(text))


def without_protected_terms(text: str) -> str:
    """``text`` with those words taken out and the gap closed: "a tall black man" becomes "a tall man"."""
    # What closes up may be read anew ("black, brown hoodie"), so this goes on until nothing is found.
    while spans := _spans(text):
        text = _tidied(_cut_out(text, spans))
    return text


def _cut_out(text: str, spans: list[tuple[int, int]]) -> str:
    """``text`` without ``spans``, each gap closed by what stands right around it."""
    ends = [0, *(end for _, end in spans)]
    starts = [*(start for start, _ in spans), len(text)]
    kept, *pieces = (text[end:start] for end, start in zip(ends, starts, strict=True))
    for piece in pieces:
        kept = kept[:-AROUND_A_GAP] + _closed(_OF.sub("", kept[-AROUND_A_GAP:]), _TRAIT_AFTER.sub("", piece))
    return kept


def _spans(text: str) -> list[tuple[int, int]]:
    tokens = [
        _Token(re.sub(r"['’]s?$|['’]", _apostrophe, match.group().casefold()), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]
    spans: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        length = _protected_length(tokens, index)
        if length:
            spans.append((tokens[index].start, tokens[index + length - 1].end))
        index += length or 1
    return spans


def _apostrophe(match: re.Match[str]) -> str:
    return "s" if match.group()[1:] == "s" else ""


def _protected_length(tokens: list[_Token], index: int) -> int:
    """How many tokens from ``index`` on are one protected term; 0 if none is."""
    word = tokens[index].word
    if word in _PHRASE_STARTS:
        for phrase in _PHRASES_OF_PEOPLE:
            if _stands(tokens, index, phrase):
                return len(phrase)
        for phrase in _PHRASES:
            if _stands(tokens, index, phrase) and _of_a_person(tokens, index, index + len(phrase), colour=False):
                return len(phrase)
    if word in _ALWAYS:
        return 1
    if word == "eastern" or (word == "polish" and index and tokens[index - 1].word in _THING_POLISH):
        return 0
    if word in _ETHNIC or word in _COLOURS or (word == "straight" and index):
        return int(_of_a_person(tokens, index, index + 1, colour=word not in _ETHNIC))
    return 0


def _stands(tokens: list[_Token], index: int, phrase: tuple[str, ...]) -> bool:
    return tuple(token.word for token in tokens[index : index + len(phrase)]) == phrase


def _of_a_person(tokens: list[_Token], start: int, after: int, *, colour: bool) -> bool:
    following = _described(tokens, after)
    if following in _PERSON or following in _TRAIT:
        return True
    if following is not None and following not in _FUNCTION and not following.isdigit():
        return False  # a thing: hoodie, noodles, van
    if not colour:
        return True
    before = start - 1
    while before >= max(0, start - MOST_ADJECTIVES) and tokens[before].word in _PASSED_OVER:
        before -= 1
    if before < start - MOST_ADJECTIVES:
        return True
    if before < 0:
        return start == 0 or tokens[0].word not in _BE
    return tokens[before].word in _PERSON or tokens[before].word in _PRONOUNS


def _described(tokens: list[_Token], index: int) -> str | None:
    """The noun that an adjective before ``index`` belongs to, past further adjectives; ``None`` at the end."""
    last = min(len(tokens), index + MOST_ADJECTIVES)
    while index < last:
        word = tokens[index].word
        if word in ("and", "or"):
            # "black and white trainers", "a black and a white lad"
            skip = 2 if index + 1 < len(tokens) and tokens[index + 1].word in ("a", "an", "one") else 1
            if index + skip >= len(tokens) or tokens[index + skip].word not in _ADJECTIVES:
                return word
            index += skip
        elif word not in _ADJECTIVES:
            return word
        index += 1
    return None


def _closed(before: str, after: str) -> str:
    """Join the text around a removed term: the joint goes with the word it joined, and the article is made to fit."""
    if _LEANS_ON_NEXT.search(before):
        after = _JOINT.sub(" ", after)
        if _VERB_NEXT.match(after):  # "the man is muslim and wears red": nothing is left for "is" to say
            before = _BE_LAST.sub(" ", before)
    article = _ARTICLE_LAST.search(before)
    following = re.match(r"[\s,]*([^\W_])", after)
    if article and following:
        fit = "an" if following.group(1).lower() in "aeiou" else "a"
        before = before[: article.start()] + (fit.capitalize() if article.group(1)[0].isupper() else fit) + " "
    return before + after


_LEANS_ON_NEXT: Final = re.compile(r"(?:^|[,;]|['’]s|\b(?:is|was|are|were|a|an|the|two|both))\s*$", re.IGNORECASE)
_JOINT: Final = re.compile(r"^\s*(?:,\s*)?(?:(?:and|or)\b\s*(?:(?:an?|one)\b\s*)?)?", re.IGNORECASE)
_VERB_NEXT: Final = re.compile(r"\s*\w{2,}(?:[^s]s|ed)\b")
_BE_LAST: Final = re.compile(r"\s(?:is|was|are|were)\s*$", re.IGNORECASE)
_ARTICLE_LAST: Final = re.compile(r"\b(an?)\s+$", re.IGNORECASE)
_OF: Final = re.compile(r"\bof\s+$", re.IGNORECASE)
_TRAIT_AFTER: Final = re.compile(rf"^[\s-]+(?:{'|'.join(sorted(_TRAIT))})\b", re.IGNORECASE)
_LEFT_OVER: Final = re.compile(
    r"\s*\b(?:(?:with|in|of)\s+an?|an?|the|both|looked|looks|sounded|sounds|is|was|are|were)\s*(?=[,.;!?]|$)",
    re.IGNORECASE,
)
_DANGLING: Final = re.compile(
    r"(?:^|(?<=[,.;!?])|\band\b|,)\s*\b(?:he|she|they|who|both|all)(?:['’]?(?:s|re)|\s+(?:is|was|are|were|looks|looked))"
    r"\s*(?=[,.;!?]|$)",
    re.IGNORECASE,
)


def _tidied(text: str) -> str:
    text = _LEFT_OVER.sub("", _DANGLING.sub("", text))
    text = re.sub(r"\s+([,.;!?])", r"\1", text)
    text = re.sub(r"([,;])(?:\s*[,;])+", r"\1", text)
    text = re.sub(r"^[\s,;.]+(?:(?:and|or)\b\s*)?|[\s,;]+$", "", text)
    text = re.sub(r"\s+(?:and|or)$", "", text)
    return re.sub(r"[ \t]{2,}", " ", text).strip()
