"""Whether those who did it are still in the store: "he's still here", "they've legged it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import takes_back
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "suspects_on_site"

_WHO: Final = (
    "(?:he|she|they|suspects?|lads?|lot|pair|both|blokes?|guys?|man|men|woman|women|kids?|girls?|boys?|them|people|"
    "person|robbers?|thief|thieves|one|two|three|who|whoever|fella|fellas|group|gang)"
)
_HAVE: Final = f"(?:hes|shes|theyve|theyre|hed|theyd|{_WHO}(?: (?:has|have|had|is|are|was|were))?)"
_ADVERB: Final = (
    "(?: (?:just|already|now|all|both|since|long|then|probably|obviously|literally|quickly|straight|clearly|"
    "gone and|sort of|finally))*"
)
_STAYS: Final = (
    "(?:store|shop|building|premises|site|aisle|stockroom|toilets?|back|cafe|kiosk|property|branch|foyer|"
    "entrance|corner|"
    "changing rooms?|fitting rooms?|self checkout|queue|bakery|warehouse)"
)
_HERE: Final = phrases(
    r"still (?:here|there|inside|about|around|in|on site|onsite|knocking about|wandering|hanging|with us|"
    r"stood|standing|sat|at it|"
    r"on the (?:premises|shop ?floor|floor|property|site)|shouting|kicking off|going|walking|arguing|"
    r"filling|browsing|roaming)",
    r"(?:is|are|hes|shes|theyre|theres) (?:\S+ )?(?:on ?site|on the premises|in the building|inside|in "
    r"the store now|in store)",
    r"(?:hasnt|havent|has not|have not|not|aint|never|didnt) (?:\S+ )?(?:left|gone|leave|leaving|go)(?: yet)?",
    r"(?:wont|will not|refus\w+ to|not going to|refuse to) (?:leave|go|get out|move)",
    r"(?:right )?in front of me",
    r"i can see (?:him|her|them)",
    r"(?:im )?(?:watching|looking at|following) (?:him|her|them)(?: (?:now|right now))?",
    r"(?:weve|we have|security(?:s| has| have)?|securitys|ive) (?:got|detained|caught|stopped|grabbed|"
    r"nabbed) (?:him|her|them)",
    r"(?:been |got him |being )?(?:detained|apprehended)",
    r"(?:heading|going|trying|about|looking|making|walking) (?:to leave|for the (?:door|doors|exit|entrance))",
    r"(?:yet to|about to|trying to) leave",
    rf"{_HAVE} (?:hiding|hid|gone and hid|barricaded)",
    rf"(?:gone|went|ran|run|legged it|heading|headed|going) (?:\S+ )?(?:in|into|in to|to|inside|through to|"
    rf"round to) (?:the |a )?(?:\S+ )?{_STAYS}",
    "(?:hes|shes|theyve|theyre) (?:come )?back(?: in)?",
)
_OUTDOORS: Final = (
    "(?:bus (?:station|stop)|train station|station|high street|street|road|main road|town(?: cent(?:re|er))?|car park|"
    "park|estate|roundabout|precinct|retail park|taxi rank|bridge|river|canal|alley(?:way)?|underpass|subway|lane|"
    "avenue|motorway|flats|houses|woods|fields?|school|pub|church|market|trams?|tram stop|crossing|lights)"
)
_IN_PERSON: Final = "(?:here|in (?:the )?(?:store|shop|building)|on ?site|in person)"
_ELSEWHERE: Final = phrases(
    rf"(?:never|not (?:actually|even|physically)) (?:\S+ )?{_IN_PERSON}",
    rf"(?<!i )(?<!we )(?:wasnt|werent|was not|were not) (?:\S+ )?{_IN_PERSON}",
    r"never (?:came|come|set foot|been) (?:in|inside|here|into)(?! (?:the|my|our) (?!store|shop|building))",
)
"""They were never in the store: a fraud by telephone, say."""
_BY_PHONE: Final = phrases(
    r"(?:over|by|via) (?:the )?(?:phone|telephone)|(?:phone|telephone|scam|hoax) call|online|by (?:email|text)",
    r"(?:hes|shes|theyre|he|she|they|it|all|only) (?:was |were |all |only )*on the (?:phone|telephone)(?! (?:to|with))",
    r"(?<!i )(?<!we )(?:rang|phoned|telephoned) (?:us|in|up|the (?:store|shop)(?! manager))",
)
_CLOCK: Final = (
    "half|quarter|noon|midnight|midday|\\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty"
)
"""After "just gone" these tell the time."""
_GONE: Final = phrases(
    rf"(?:gone|went|ran|run|headed|legged it|walked|fled|drove|driven|cycled|made off) (?:off |out |back )?"
    rf"(?:towards?|to|up|down|along|across|into|through|past|over to|over towards) (?:the |that )?(?:\S+ )?{_OUTDOORS}",
    rf"{_HAVE}{_ADVERB} (?:gone|left|vanished|disappeared|bolted|fled|escaped|scarpered|departed|exited|"
    rf"skedaddled|absconded|buggered off|sodded off|fucked off|pissed off|cleared off|jogged on|shot off|"
    rf"done off)"
    r"(?! (?:hand|through the till|through the self|mental|crazy|mad|nuts|round|for|to|in|into|at|behind|"
    r"his|her|their|it|a|the (?!(?:store|shop|building|premises|site|area|scene|car park)\b)|me|us|my|our|"
    r"all|on (?!foot)))",
    rf"{_HAVE}{_ADVERB} (?:ran|run|running|walked|driven|drove|cycled|rode|ridden|made|took|"
    rf"taken|shot|pegged|marched|strolled|sped|dashed|sprinted|raced) (?:it )?(?:\S+ )?(?:off|away|out)(?! "
    rf"(?:his|her|their|my|the|a) )(?! of (?:stock|credit|bread|milk|the (?:stockroom|toilets?|back|aisle)))",
    r"(?:legged|pegged|hopped|scootered|footed) it",
    "leg it|legging it",
    "did one|done one|doing one|done a runner|did a runner|doing a runner|did off",
    "(?:ran|run|walked|drove|made|took|shot|cycled|sped|rode|dashed) (?:off|away)(?! (?:his|her|their|my|the|a) )",
    r"(?:ran|run|walked|bolted|stormed|darted|dashed|sprinted|legged it|sped|strolled|marched|pushed past "
    r"\S+|barged|slipped|waltzed) (?:\S+ )?(?:out|out of|out the|from) ?(?:the )?(?:store|shop|doors?|"
    r"entrance|exit|front|back|building|fire exit)?(?! of (?:stock|breath|bread|milk|the (?:stockroom|toilets?|"
    r"back)))",
    "scarpered|absconded|skedaddled|vamoosed|made (?:his|her|their) (?:escape|getaway)|made a (?:run|break) for it",
    "(?:fled|bolted)(?: the (?:scene|store|shop))?",
    "long gone|all gone now|gone now|already gone|just left|gone already|now gone",
    rf"just gone(?! (?:through|by|past|off|over|{_CLOCK}))",
    "(?:no longer|not|aint|isnt|arent) (?:here|in the (?:store|shop|building)|on ?site|in (?:store|"
    "there))(?: (?:any ?more|now))?",
    "out (?:of )?(?:the )?(?:door|doors|front door) (?:with|and|before|by)",
    "(?:left|leaving|exited|fled) the (?:store|shop|building|premises|scene|site|area)",
    "(?:was|were) (?:already )?gone",
    "nobody (?:here|there|about|around)|no one (?:here|there|about|around)",
    "got away|gotten away|gets away",
    "(?:drove|driven|sped|speeding) off",
)
_MOVED: Final = (
    "(?:ran|run|runs|running|legged(?: it)?|legging it|leg it|pegged(?: it)?|bolted|bolting|sprinted|sprinting|dashed|"
    "darted|sped|speeding|cycled|cycling|rode|riding|drove|driven|driving|drives|shot|stormed|marched|strolled|walked|"
    "walking|walks|fled|fleeing|scarpered|buggered|sodded|fecked|fucked|pissed|jogged|cleared|scooted|hopped|swanned|"
    "sauntered|waltzed|scurried|scuttled|tore|barged|burst|slipped|sneaked|snuck|nipped|peeled|raced|bombed|pelted|"
    "hurtled|trotted|escaped|zoomed|headed|heading|gone|went|goes|going|took|taken|jumped|hobbled|limped|escaping)"
)
_AWAY_WITH: Final = (
    "(?:off|away|awa|aff)(?! (?:the (?!street|road)|his|her|their|a |an |my|our|of |sick|work|duty|on one|at ))"
)
_OUT_BY: Final = (
    "(?:out|oot|through|thru|via|by|past) (?:of )?(?:the |our |that |a )?(?:\\S+ )?(?:doors?|exit|gates?|entrance|fire "
    "exit|"
    "shop|store|building|window|front|premises)"
)
_GONE_BESIDES: Final = phrases(
    rf"{_MOVED} (?:right |straight |just )?{_AWAY_WITH}",
    rf"{_MOVED} (?:it )?(?:right |straight |back )?{_OUT_BY}",
    rf"(?:hes|shes|theyre|theyve|{_WHO}|and|n|now|just) (?:is |are |all |well |just |long )?(?:away|awa|off|oot) "
    rf"(?:with|wi|the|"
    rf"through|down|up|towards?|on|in|out|oot|over|across|to|along|now|already|toward|like|into|round|home|again)",
    rf"(?:hes|shes|theyre|theyve|{_WHO}) (?:is |are |all |well |both )?(?:away|awa|off)",
    r"(?:left|made|got|gone|turned|headed|off|jumped|went|hopped|get|goes) (?:\S+ ){0,3}?(?:in|into|on|onto|to|for|at|"
    r"down|"
    rf"up|along|across|round|through|over) (?:a |an |the |his |her |their |to the )?(?:\S+ ){{0,2}}?(?:{_OUTDOORS}|car|"
    rf"van|taxi|bike|"
    r"motorbike|moped|scooter|bus|train|tram|cab|getaway|audi|bmw|golf|corsa|fiesta|transit|astra|push bike|e scooter)",
    r"(?:turned|went|headed|gone|going) (?:left|right)(?! (?:hand|in|into|behind))",
    r"(?:got|getting|jumped|hopped|piled|climbed|enter|entered|dived) (?:in|into|in to|on|onto)? ?(?:a|an|the|his|her|"
    r"their) "
    r"(?:\S+ ){0,3}?(?:car|van|taxi|bus|motor|bike|cab|truck|audi|bmw|golf|corsa|fiesta|transit|astra|moped)",
    r"(?:enter|entered) (?:\S+ )?(?:car|van|taxi|bus)(?: (?:and )?(?:go|gone|went|drive))?",
    r"(?:now |and |then )?(?:they|he|she) (?:run|runs|ran|go|goes) (?:now|away|off|out|outside)|now (?:they|he|she) "
    r"(?:run|ran|go|gone)",
    r"(?:no|not a|not any) (?:sign|trace) of (?:him|her|them|anyone|anybody)|nowhere (?:to be seen|in sight)",
    r"(?:cant|cannot|couldnt) (?:see|find) (?:him|her|them|anyone)(?: (?:any ?more|now|anywhere|any where))?",
    r"lost (?:him|them|her(?=$| (?:in|at|on|by|down|when|near|outside|round|after|now)(?!\S)))",
    r"lost sight of (?:him|her|them)",
    r"(?:away|awa|off) (?:out|oot) (?:the|of|a)",
    r"(?:after|and) (?:he|she|they)(?:d| had)? (?:left|gone)",
    r"(?:on|away on|had it away on) (?:his|her|their) toes|had it (?:away|off)|away like a \S+|in the wind",
    r"(?:did|done|do|doing) (?:one|a (?:bunk|runner|moonlight|disappearing act)|the off)",
    r"(?:went|gone|go|left) (?:before|by the time|when|as soon as) (?:i|we|security|anyone|anybody)",
    r"(?:hoofed|hotfooted|bombed|dragged) it|took to (?:his|her|their) heels|got clean away|clean away|out of (?:sight|"
    r"here)",
    r"(?:hes|shes|theyre|theyve|have|has|had|had all|they|he|she|both|all|weve seen them) (?:all |both |just |now |"
    r"already )?"
    r"(?:gone|left|disappeared|vanished|departed|exited)(?= (?:$|now|mate|sorry|already|ages|about|before|on foot|just|"
    r"like|ten|five))",
    r"(?:not|arent|isnt|aint|no) (?:here|in|on site|inside|about) (?:now|any ?more|no more)|not any ?more",
    r"(?:store|shop|building|place)s? (?:is |s )?(?:clear|empty)(?: of them)?|off (?:the )?(?:premises|site)",
)
_HERE_BESIDES: Final = phrases(
    r"(?:hes|shes|theyre|he is|she is|they are|is|are|blokes|mans|lads|womans|both|all) still (?!not|waiting for|"
    r"missing|"
    r"running|at large|on the run|out there|outside|got|unconscious|bleeding|shaken|breathing|hurt|closed|open|got)\S+",
    r"still (?:\S+ ){0,2}?(?:in|by|at|near|on) (?:the|aisle|till|our|my|it)",
    r"(?:come|came|coming|walked|wandered) back(?: (?:in|inside|into))?(?! to)",
    r"(?:not|hasnt|havent|has not|have not|never|didnt|aint) (?:\S+ ){0,2}?(?:left|gone|gone anywhere|moved|budged|"
    r"shifted)(?: yet)?",
    r"(?:going|goes) nowhere|not (?:going|went) anywhere",
    r"(?:cornered|locked in|restrained|in custody|blocked in|hemmed in|in the (?:back )?office with)",
    r"(?:weve|security(?:s| has| have)?|securitys|ive|guards|staff) (?:\S+ )?(?:got|detained|caught|stopped|holding|"
    r"sat "
    r"on|cornered|got hold of) (?:him|her|them|one of them)",
    r"(?:as we speak|right now|as i speak) (?:hes|shes|theyre)|(?:hes|shes|theyre) (?:right )?(?:here|there)(?: now| "
    r"with us)?",
)
_TAKEN_OUT: Final = (
    "(?:thrown|threw|kicked|chucked|booted|turfed|marched|escorted|led|slung|chased|carted|taken|took|"
    "removed|ejected|hoofed)"
)
_SENT_OR_FLED: Final = phrases(
    rf"{_TAKEN_OUT} (?:him|her|them|the (?:lad|lads|bloke|man|woman|pair|lot)) (?:\S+ )?"
    r"(?:out|away|down the|off(?= (?:$|the premises|site|down|up)))",
    rf"(?:been|was|were|got|getting|hes|shes|theyre) {_TAKEN_OUT} (?:out|off|away|from)|carted off",
    r"(?:been|was|were|got|hes|shes|theyre) (?:\S+ )?(?:arrested|ejected)|arrested (?:him|her|them)|under arrest",
    r"(?:dropped|grabbed|took|threw|snatched|ditched|dumped) (?:\S+ ){1,3}and (?:ran|run|legged|bolted|scarpered|left)",
    r"(?:ran|run|got|went|pushed|barged|legged it|bolted|squeezed|slipped) (?:straight |right )?past (?:security|the "
    r"(?:guards?|security|barriers?|gates?))",
    r"(?:and|then) (?:ran|run|bolted|fled|scarpered|left|bailed)(?=$)|"
    r"bailed(?! (?:me|us|him|her|out))",
    r"(?:split(?: up)?|scattered|dispersed|took off|ran|went) in (?:different|opposite|all|separate) directions",
    r"vanishing act|into thin air|no longer with us|out the doors? in (?:seconds|no time|a flash)",
    r"(?:he|she|they|lad|lads|both|and|two|pair) (?:just |then |all )?(?:ran|legged|bolted|fled|scarpered)(?=$)",
    r"(?:push|pushed|wheel|wheeled|walk|walked|drag|dragged|carry|carried|roll|rolled) (?:\S+ ){1,7}?"
    r"(?:straight |right )?out (?:of the (?:doors?|shop|store) )?without (?:paying|scanning|a receipt)",
    r"(?:he|she|they|lad|bloke|man|woman) got (?:out|away|clean away)(?! of (?:hand|bed))",
    r"gone in (?:\S+ )?(?:seconds|minutes|no time|a flash)|last seen (?:heading|going|running|walking|driving|getting|"
    r"legging|on foot|outside|in a)",
    rf"last seen (?:\S+ ){{1,4}}?{_OUTDOORS}",
    r"(?<!hand )left (?:on foot|via|without paying|with(?:out)? (?:it|them|the|two|three|four|a)|by the (?:front|back|"
    r"fire|side|main))",
    r"(?:bundled|dived|dove|piled) (?:back )?(?:in|into) (?:a|an|the|their|his|her) (?:\S+ )?(?:car|van|taxi|cab|\S+)",
    r"(?:away|off) on (?:a|an|his|her|the|their) (?:\S+ ){0,2}(?:scooter|bike|moped|motorbike|bus|tram|train|e bike)",
)
_HELD_OR_STAYING: Final = phrases(
    r"refus\w+ (?:to )?(?:leave|go|budge|move|shift|come out)",
    r"(?:not|isnt|arent|aint|wont) (?:for )?(?:shifting|shift|budging|budge|leaving|moving|going anywhere)",
    r"(?:being )?held by (?:security|the guards?|staff)|got eyes on (?:him|her|them)|(?:eyes|eye) on (?:him|her|them)",
    r"locked (?:him|her|them) in|"
    r"(?:hes|shes|theyre|them|him|her) trapped (?:in|inside|between)",
    r"(?:hes|shes|theyre) (?:\S+ ){1,6}still(?=(?: mate| now)?$)",
    r"(?:hasnt|havent|not|never) (?:\S+ )?(?:made it|got|gone) out(?! of)|(?:cant|couldnt) get out",
    r"in here with (?:us|me)|(?:hes|shes|theyre) (?:here|there) as (?:i|we) speak",
)
_SAME_CLAUSE: Final = "(?: (?!(?:and|then|but|before|now|hes|shes|theyve|theyre|so) )\\S+)"
_NOT_KNOWN: Final = phrases(
    rf"threaten(?:s|ed|ing)? (?:to|hell|shell|theyll|that){_SAME_CLAUSE}{{1,8}}",
    rf"(?:says?|said|saying|reckons|warned|swore) (?:hell|shell|theyll|hed|shed|theyd|(?:he|she|they) (?:would|will|"
    rf"was|were|is|are)){_SAME_CLAUSE}{{1,7}}",
    rf"(?:hell|shell|theyll|(?:he|she|they) will) (?:be )?(?:waiting|wait|back|come back|get|do){_SAME_CLAUSE}{{0,4}}",
    r"no way of (?:telling|knowing|saying)(?: \S+){0,3}",
    r"(?:not (?:\S+ )?sure|unsure|dont know|no idea|dunno|cant (?:tell|say|see)|couldnt (?:tell|say|see)|not certain|"
    r"didnt see|havent seen|check|checking|find out|no clue|wondering) (?:\S+ )?(?:if|whether|where|which way|who)"
    r"(?: \S+){1,7}",
    r"(?:might|could|may|must|should|would)(?:ve| have| be| still be)? (?:\S+ )?(?:gone|left|run|here|about|inside|in|"
    r"there|back)",
    r"(?:if|when|until|unless|before|make sure|says|said) (?:he|she|they|hes|shes|theyre|hed) (?:\S+ ){0,3}?"
    r"(?:gone|leaves|leave|left|goes|go|still here|comes back|come back|came back)",
    r"(?:has|have|did|is|are) (?:he|she|they) (?:gone|left|leave|still here)",
)
_GONE_IF_ASKED: Final = phrases(
    "gone|left|away|awa|long gone|disappeared|vanished|outside|scarpered|legged it|bolted|out|exited",
    "off(?! (?:them|him|her|it|the|his|my|our|me|us|a|work|sick))",
    "they left|he left|she left",
    rf"(?:{_MOVED}|hes|shes|theyre|now|on|out|in|down|up|by|at|over|along|across|towards?|to|toward) (?:\S+ "
    rf"){{0,4}}?(?:{_OUTDOORS}|bus|taxi|car|van)",
    "outside (?:\\S+ )?(?:now|the|in|by|on|with)",
    r"(?:no|not)(?: \S+){0,2}? (?:here|inside|in)(?: (?:now|any ?more))?",
)
_HERE_IF_ASKED: Final = phrases(
    "here",
    "inside(?! (?:his|her|their|a|an|my) )|in store",
    "stood there",
    "(?:hes|shes|theyre|he is|she is|they are|is|are|both|all of them|one|he|she|they|him|her|them) (?:still )?(?:in|"
    "at|by|near|"
    "with|over|sat|sitting|stood|standing|hiding|browsing|waiting|hanging|asleep|sleeping|lying|wandering|walking "
    "round|"
    "walking around|walking about|going round|filling|arguing|shouting|pacing|sitting|stopped|detained|sat)"
    "(?! (?:a|his|her|their) (?:car|van|taxi|bike)| the (?:car|wind|street|road|pub|park|bus)| (?:car park|towards))",
    "(?:in|on|down|by|near|round|at|hiding in) (?:the )?(?:aisle|till|kiosk|checkouts?|entrance|tills|booze|cafe|"
    "toilets?|"
    "back|stockroom|shop ?floor|foyer|self)",
    "(?:one|both|two|three|some|all|most) of (?:them|em)(?: (?:is|are))?(?! (?:have|has|gone|left|ran|run|legged|"
    "drove|drive|driving|make|made|go|going|walk|walked))",
    "(?:stood|sat|standing|sitting|hiding|lying|asleep) (?:by|in|at|near|on|over|behind|next)",
    "yet|still|not yet",
)
_OURSELVES: Final = frozenset({"i", "ive", "we", "weve", "im"})
"""Who have "not gone in" are not the suspects."""
_NOT_SUSPECTS: Final = frozenset(
    "milks alarm alarms bleeper bleepers buzzer tag tags milk fridge freezer power lights light phone police ambulance "
    "paramedics manager cops feds bread meat oven siren tills".split()
)
"""What may go off, or not be here yet, and did nothing."""
_PAST_ONLY: Final = frozenset({"was", "were"})
_OF_THE_POLICE: Final = frozenset({"theyre", "they", "theyve"})
"""To a question about the police, those who are here, or have just left, are the police."""


def find(reading: Reading) -> Iterator[FoundValue]:
    """Still on site, or gone.

    Where both are said and neither takes the other back ("one's gone, one's still here") they are on site: staff are
    sent by this, so the answer errs towards danger.
    """
    words = reading.words
    spans: list[tuple[int, int, bool]] = []
    unknown = [(first, after) for first, after, _ in words.search(_NOT_KNOWN)]
    police_asked = reading.asked in {"police_called", "police_reference"}
    for pattern, here in _patterns(reading):
        for first, after, _ in words.search(pattern):
            past = here and (words[first - 1] in _PAST_ONLY or words[first] in _PAST_ONLY)
            inside_other = any(first >= f and after <= a for f, a, _ in spans)
            doubted = any(f < after and first < a for f, a in unknown)
            of_a_thing = pattern not in {_ELSEWHERE, _BY_PHONE} and _of_a_thing(words, first)
            of_the_police = police_asked and words[first] in _OF_THE_POLICE
            of_us = here and words[first] in {"not", "havent", "never"} and words[first - 1] in _OURSELVES
            if not any((past, inside_other, doubted, of_a_thing, of_the_police, of_us)):
                spans.append((first, after, here))
    if not spans:
        return
    spans.sort()
    chosen = next((span for span in spans if span[2]), spans[0])
    last = spans[-1]
    if last != chosen and (takes_back(words, chosen[1], last[0]) or _now_follows(words.slice(chosen[1], last[1]))):
        chosen = last
    first, after, here = chosen
    yield words.found(SLOT, here, first, after, "still on site" if here else "gone")


def _of_a_thing(words: Words, first: int) -> bool:
    return not _NOT_SUSPECTS.isdisjoint(words.slice(max(first - 3, 0), first + 1).split())


def _patterns(reading: Reading) -> Iterator[tuple[re.Pattern[str], bool]]:
    yield _HERE, True
    yield _HERE_BESIDES, True
    yield _HELD_OR_STAYING, True
    yield _ELSEWHERE, False
    yield _GONE, False
    yield _GONE_BESIDES, False
    yield _SENT_OR_FLED, False
    if reading.asked == SLOT:
        yield _BY_PHONE, False
        yield _HERE_IF_ASKED, True
        yield _GONE_IF_ASKED, False


def _now_follows(between: str) -> bool:
    return "now" in between.split() or "but" in between.split()
