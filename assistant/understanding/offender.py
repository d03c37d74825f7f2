"""A single person plainly told as the one who did it: "a lad in a grey tracksuit has …", "this bloke", "customer's …".

A person is named in three parts: the doer, the one it is done to, and the one who tells of it. Only the doer counts.
What decides is the grammar of the clause: a person after a preposition or a verb of force is its object ("punched a
lad"); one who has collapsed, has been hit or has told somebody something is a victim or a witness.
"""

from __future__ import annotations

from typing import Final

from assistant.understanding.words import Words, either, phrases

SINGULAR: Final = frozenset(
    "lad bloke man woman person kid teenager teen youth girl boy guy male female suspect fella feller fellah geezer "
    "chap youngster youngun individual thief shoplifter robber offender adult dude scrote chav roadman druggie drunk "
    "junkie scally bird lass lassie fellow yob thug minor child schoolkid schoolboy schoolgirl student toerag customer "
    "gent gentleman lady attacker burglar culprit bandit raider beggar numpty shopper punter smackhead crackhead "
    "addict tramp wino pensioner granny grandad tosser idiot nutter weirdo creep pervert perv knobhead dickhead prick "
    "bellend git bastard twat muppet wrongun pickpocket scammer fraudster conman intruder vandal troublemaker "
    "skinhead hooligan yobbo ned bampot rascal rogue wean bairn laddie driver regular dosser chancer gadgie eejit "
    "wifie wifey "
    "cow mare bat madam arsehole wanker dick loon hobo vagrant lout oap mugger gunman knifeman arsonist stalker "
    "streaker flasher dealer neighbour stranger visitor caller tenant biker cyclist mum mother dad father nan gran "
    "grandma aunt auntie uncle ex tradesman builder schoolgirl joker clown lunatic maniac psycho scumbag scally "
    "waster roughsleeper busker protester preacher".split()
)
PLURAL: Final = frozenset(
    "lads blokes men women persons kids teenagers teens youths girls boys guys males females suspects fellas fellers "
    "geezers chaps youngsters younguns individuals thieves shoplifters robbers offenders adults dudes scrotes chavs "
    "hoodies roadmen druggies drunks junkies scallies birds lasses lassies fellows yobs thugs minors children "
    "schoolkids schoolboys schoolgirls students toerags customers gents gentlemen ladies attackers burglars culprits "
    "bandits raiders beggars people folk shoppers punters smackheads crackheads addicts pensioners idiots tossers "
    "scammers fraudsters intruders vandals weans bairns neds yobbos".split()
)
_ARTICLES: Final = frozenset("a an this some that one another same thon yon the my our".split())
_ADJECTIVES: Final = 4
_OBJECT_OF: Final = frozenset(
    "at to with of from for into on onto behind against off near around beside after toward towards like through over "
    "past than as between about and or his her my our their your hit hits hurt cut bit kicks shoved spat threw throws "
    "beat beats stab stabs slap slaps shot rob robs serve sell sold gave give send sent knock punch punches kick "
    "grabs grab push pushes attack attacks pester follow follows threaten threatens told asked bother "
    "harass abuse chase touch touches".split()
)
_SEEN: Final = frozenset(
    "watching following chasing reporting having seeing clocking detaining holding tailing observing noticed spotted "
    "stopped detained clocked reported watched followed chased caught involving including being showing robbed "
    "attacked assaulted threatened".split()
)
"""Verbs of which the one who did it is the object, if it is staff who do them."""
_STAFF: Final = frozenset("i im ive we were weve security securitys cctv staff us footage camera got".split())
_NOT_VERBS: Final = frozenset(
    "red need looking naked hooded masked aged bearded bed speed shed indeed wed used morning evening building thing "
    "something nothing anything ceiling "
    "parking during wing clothing bedding king ring left need".split()
)
_VICTIM: Final = phrases(
    "(?:has |have |had |is |was |just |gone and |s )*(?:collapsed|fainted|fallen|fell|slipped|tripped|choking|choked|"
    "unconscious|unwell|ill|poorly|bleeding|injured|hurt|fitting|dying|dead|dizzy|sick|pregnant|struggling to breathe|"
    "not breathing|lost consciousness|keeled over|passed (?:out|oot)|taken ill|come over|gone (?:white|blue|down|grey)|"
    "burnt|scalded|diabetic|asthmatic|epileptic|allergic|banged|hit (?:his|her) head|cut (?:his|her)|stopped breathing|"
    "lost (?:her|his) (?:kid|child|little|son|daughter|phone|purse|balance)|feeling|felt|feels|needs|"
    "having (?:a |an )?(?:\\S+ )?(?:fit|seizure|stroke|heart|attack|turn|asthma|reaction|baby|chest|contractions)|"
    "had (?:a |an )(?:\\S+ )?(?:fit|fall|seizure|stroke|heart|turn|attack|reaction|accident|tumble)|"
    "had (?:his|her|their) (?:\\S+ ){1,2}(?:nicked|stolen|taken|snatched|lifted|pinched|robbed)|"
    "(?:been|got|getting|being|was|were) (?!seen|caught|stopped|spotted|detained|arrested|watched)"
    "(?:\\S+ed|hit|hurt|beaten|beat|shot|cut|bitten|knocked|spat|thrown|bottled|glassed|bashed)(?! (?:up|his|her|"
    "the)))",
    "(?:has |have |had |just |s )*(?:says|said|saying|tells|telling|told|reports|reported|reckons|complained|"
    "complaining|"
    "noticed|spotted|saw|seen|overheard|handed|witnessed|thinks|rang|phoned|informed|mentioned|claims to have seen)"
    "(?! (?:hed|shed|he would|she would|hes (?:gonna|going|coming|got)|shes (?:gonna|going|coming|got)|"
    "to (?:empty|give|open)|give|empty|open|ill|hell|no|nothing|fuck))",
    "(?:up )?(?:on the (?:floor|ground)|with chest pains?|down in|down by|down at|needs|in labour|who collapsed)",
)
_PREDICATE: Final = phrases(
    either(
        "has is was had just keeps kept came comes come in with wearing who that acting off out at on by taking took "
        "put "
        "puts walked walks ran runs legged nicked stole took threw smashed got gone went did done again trying tried "
        "refusing refused sat stood standing asleep outside hanging paying paid kicking swinging drunk claiming showed "
        "shows show hold holds held say says bring brought made makes about still not and wants wanted won refuses "
        "there kicked hit punched pushed shoved grabbed started starts drove from his her causing getting shouting "
        "screaming pestering following mid early late tall short swung swings bit bites urinated peed weed flashed let "
        "keeps shoplifting kept screamed tall short over up down inside filming asking".split()
    ),
    "\\S+ing",
    "\\S+ed",
)
_CLAUSE_STARTS: Final = frozenset(
    "and so then but now right er um erm cos because when where that if again today just yeah n ok okay hi hello got "
    "theres well like ago morning afternoon night theft is no please help quick security lone single one".split()
)
_PREDICATE_AFTER_S: Final = frozenset(
    "been gone got had just put took taken run ran come came done hit stood sat in at on by with not off away still "
    "out "
    "a the trying stole stolen thrown threw left broke broken spat bit set only now paid made used also here "
    "there".split()
)
_ADJUNCTS: Final = frozenset(
    "customer child kid student driver minor adult drunk male female baby mum mother boy girl man lady woman ex "
    "regular "
    "nan person dealer visitor caller tenant dick bat cow".split()
)
"""Nouns that also say what kind of thing is meant ("customer toilets", "child seat", "ladies wear")."""
_CROWD: Final = PLURAL - {"customers", "people", "folk", "shoppers", "ladies", "kids", "children"} | {"group", "gang"}
_VICTIM_REACH: Final = 9


def single_offender(words: Words, *, asked: bool = False) -> tuple[int, int] | None:
    """The words (first, after) that tell of one person who did it, and of nobody else; ``None`` where none do.

    ``asked`` says that it was asked how many there were: then any one person is the answer, save a victim.
    """
    if not asked and any(_crowd_at(words, at) for at in range(len(words))):
        return None
    for noun in range(len(words)):
        span = _person(words, noun)
        if span is not None and not _victim_or_witness(words, span[1]) and (asked or _does(words, span[0], noun)):
            return span
    return None


def singular_at(words: Words, first: int) -> int | None:
    """The index after "a tall lad", "his mate", "one woman", "bloke": one person named from word ``first`` on."""
    for noun in range(first, first + _ADJECTIVES + 1):
        if noun > first and words.pause(noun).strip("-"):
            return None
        if words[noun] in SINGULAR and (noun == first or words[first] in _ARTICLES):
            return noun + 1
        if words[noun] in PLURAL:
            return None
    return None


def _crowd_at(words: Words, at: int) -> bool:
    """Are several people named at word ``at`` who are no object of what one does ("staring at the girls")?"""
    if words[at] not in _CROWD or "'" in _said(words, at):
        return False
    return words[at - 1] not in _OBJECT_OF and not (words[at - 1] == "the" and words[at - 2] in _OBJECT_OF)


def _said(words: Words, at: int) -> str:
    word = words.words[at]
    return words.text[word.start : word.end].replace("’", "'")


def _person(words: Words, noun: int) -> tuple[int, int] | None:
    """The words of the person whose noun stands at ``noun``: from the article, if there is one."""
    word = words[noun]
    contracted = word.endswith("s") and word[:-1] in SINGULAR
    if word not in SINGULAR and not (contracted and _is_contraction(words, noun)):
        return None
    first = noun
    for back in range(noun - 1, max(noun - 2 - _ADJECTIVES, -1), -1):
        if words.pause(back + 1).strip("-"):
            break
        if words[back] in _ARTICLES:
            # "the new lad" is a colleague, and "the man" has been told of before.
            led = back == 0 or bool(words.pause(back)) or words[back - 1] in {"is", "was", "its", "and", "saw"}
            if words[back] in {"the", "that"} and not led:
                return None
            if words[back] in {"my", "our"} and words[noun] not in {"customer", "customers", "regular"}:
                return None
            if "new" in words.slice(back, noun).split():
                return None
            return back, noun + 1
        begins = back == 0 or bool(words.pause(back))
        if words[back] in _OBJECT_OF or words[back] in _CLAUSE_STARTS or (_verb(words[back]) and not begins):
            break
        first = back if back == 0 or words.pause(back) else first
    return (first, noun + 1) if _begins_clause(words, first) and _goes_on(words, noun) else None


def _is_contraction(words: Words, noun: int) -> bool:
    """ "bloke's been", and not "customer's bag": what follows is said of the person."""
    follows = words[noun + 1]
    if "'" not in _said(words, noun) and words[noun - 1] not in {"a", "this", "some", "one"}:
        return False
    return follows in _PREDICATE_AFTER_S or follows.endswith(("ed", "ing")) or follows in _OBJECT_OF


def _begins_clause(words: Words, first: int) -> bool:
    return first == 0 or bool(words.pause(first)) or words[first - 1] in _CLAUSE_STARTS


def _goes_on(words: Words, noun: int) -> bool:
    """Does what follows a person named without an article say what they do, and not a kind of thing ("child seat")?"""
    if words[noun] not in SINGULAR or _PREDICATE.match(words.slice(noun + 1, noun + 2)):
        return True
    ends = noun + 1 >= len(words) or bool(words.pause(noun + 1))
    return (ends and len(words) > 1) or (words[noun] not in _ADJUNCTS and not _verb(words[noun - 1]))


def _verb(word: str) -> bool:
    return len(word) > 4 and word.endswith(("ed", "ing")) and word not in _NOT_VERBS


def _does(words: Words, first: int, noun: int) -> bool:
    """Is the person the subject of the clause, or seen, stopped or followed by staff?"""
    before = words[first - 1]
    if first == 0 or words.pause(first) in {".", ","} or before == "by":
        return True
    if before in _SEEN:
        staff = _STAFF.intersection(words.slice(max(first - 4, 0), first - 1).split())
        return bool(staff) or first == 1 or before in {"reporting", "reported", "involving", "having"}
    if before in {"with", "about", "after"}:
        # "there's trouble with a lad": with nobody before who could have done it.
        return not any(
            words[place] in SINGULAR | PLURAL | {"he", "she", "they", "hes", "shes"} for place in range(first)
        )
    if before == "and" and words[first - 2] in SINGULAR:
        return False
    return before not in _OBJECT_OF and not _verb(before)


def _victim_or_witness(words: Words, after: int) -> bool:
    return _VICTIM.match(words.slice(after, after + _VICTIM_REACH)) is not None
