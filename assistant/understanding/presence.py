"""Whether those who did it are still in the store: "he's still here", "they've legged it"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import takes_back
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import phrases

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
    rf"of (?:stock|credit|the (?:stockroom|toilets?|back|aisle)))",
    r"(?:legged|pegged|hopped|scootered|footed) it",
    "leg it|legging it",
    "did one|done one|doing one|done a runner|did a runner|doing a runner|did off",
    "(?:ran|run|walked|drove|made|took|shot|cycled|sped|rode|dashed) (?:off|away)",
    r"(?:ran|run|walked|bolted|stormed|darted|dashed|sprinted|legged it|sped|strolled|marched|pushed past "
    r"\S+|barged|slipped|waltzed) (?:\S+ )?(?:out|out of|out the|from) ?(?:the )?(?:store|shop|doors?|"
    r"entrance|exit|front|back|building|fire exit)?(?! of (?:stock|breath|the (?:stockroom|toilets?|"
    r"back)))",
    "scarpered|absconded|skedaddled|vamoosed|made (?:his|her|their) (?:escape|getaway)|made a (?:run|break) for it",
    "(?:fled|bolted)(?: the (?:scene|store|shop))?",
    "long gone|all gone now|gone now|already gone|just gone|just left|gone already|now gone",
    "(?:no longer|not|aint|isnt|arent) (?:here|in the (?:store|shop|building)|on ?site|in (?:store|"
    "there))(?: (?:any ?more|now))?",
    "out (?:of )?(?:the )?(?:door|doors|front door) (?:with|and|before|by)",
    "(?:left|leaving|exited|fled) the (?:store|shop|building|premises|scene|site|area)",
    "(?:was|were) (?:already )?gone",
    "nobody (?:here|there|about|around)|no one (?:here|there|about|around)",
    "got away|gotten away|gets away",
    "(?:drove|driven|sped|speeding) off",
)
_GONE_IF_ASKED: Final = phrases("gone", "left", "they left|he left|she left", "off", "disappeared|vanished|outside")
_HERE_IF_ASKED: Final = phrases(
    "here",
    "inside|in store",
    "stood there",
    "(?:hes|shes|theyre|he is|they are) (?:in|at|by|on|near|with|over|outside)",
)
_PAST_ONLY: Final = frozenset({"was", "were"})


def find(reading: Reading) -> Iterator[FoundValue]:
    """Still on site, or gone.

    Where both are said and neither takes the other back ("one's gone, one's still here") they are on site: staff are
    sent by this, so the answer errs towards danger.
    """
    words = reading.words
    spans: list[tuple[int, int, bool]] = []
    for pattern, here in _patterns(reading):
        for first, after, _ in words.search(pattern):
            past = here and (words[first - 1] in _PAST_ONLY or words[first] in _PAST_ONLY)
            inside_other = any(first >= f and after <= a for f, a, _ in spans)
            if not past and not inside_other:
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


def _patterns(reading: Reading) -> Iterator[tuple[re.Pattern[str], bool]]:
    yield _HERE, True
    yield _GONE, False
    if reading.asked == SLOT:
        yield _HERE_IF_ASKED, True
        yield _GONE_IF_ASKED, False


def _now_follows(between: str) -> bool:
    return "now" in between.split() or "but" in between.split()
