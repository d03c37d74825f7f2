"""What a reporter is doing by speaking, from closed phrases: asking to repeat, cancelling, handing over, and so on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from assistant.understanding.values import Act
from assistant.understanding.words import Words, phrases

_PHRASES: Final[tuple[tuple[Act, re.Pattern[str]], ...]] = (
    (
        "drill_start",
        phrases(
            r"drill mode(?: on)?|(?:start|fire up|set off|spin up) (?:\S+ ){0,3}(?:training|drill|scenario)\S*",
            r"(?:practi[sc]e|rehearse|practi[sc]ing|rehearsing) (?:\S+ ?){0,4}",
            r"(?:a |do a )?(?:mock|pretend|dummy|practice|simulated) (?:\S+ )?(?:robbery|theft|incident|"
            r"shoplifting|assault|report|emergency|one|run|burglary)",
            "(?:start|run|begin|do|launch|kick off|set up|lets do|lets have|lets start|lets run|have|"
            "try) (?:\\S+ ){0,3}?(?:drill|training exercise|"
            "training scenario|practice run|practice|exercise|training run|scenario|simulation|dry run|dummy run)",
            "(?:this is|its) (?:only |just )?(?:a |an )?(?:drill|exercise|training exercise|practice run|test run)",
            "drill(?: mode| time| start)?(?=$)",
            "(?:training|practice) mode",
            "drill please|role ?play|rehearsals?|simulat(?:e|ion|ing)",
            "(?:doing|play|playing|running|got|having) (?:a |an |the |some )?(?:\\S+ )?(?:simulation|exercise|"
            "rehearsal)",
        ),
    ),
    (
        "cancel",
        phrases(
            r"scrub (?:that|this|it|the report|this report)",
            r"(?:pressed|pushed|hit|started|sent) (?:it|this|that)? ?by (?:mistake|accident)",
            r"change my mind|get rid of (?:it|that|this|the report)",
            r"(?:dont|do not) want to (?:file|report|log|make|do) (?:it|this|that|one|a report)",
            "cancel(?: (?:that|it|this|the (?:report|incident|whole thing)|everything|please|report|my report))*",
            "(?:forget|scrap|bin|drop|delete|ditch|abandon|discard|erase|leave|stop|abort) (?:it|that|"
            "this|about it|(?:the|this|my) (?:report|incident|whole thing|lot))",
            "never ?mind",
            "false alarm",
            "(?:its|it is|thats|that was) (?:nothing|sorted now|all sorted|a mistake)(?= |$)(?! (?:like|to do))",
            "stand(?:ing)? down",
            "(?:dont|no need to) (?:bother|worry about it|report it|log it|file it)",
            "ignore (?:that|this|me|all that|it)",
            "abort",
            "call it off|calling it off",
            "(?:nothing|no incident|not) to report(?: after all)?",
            "changed my mind",
            "wasnt anything|it was nothing|turns out (?:it was nothing|he (?:has |had )?paid|shes paid|"
            "theyve paid|hes paid)",
        ),
    ),
    (
        "handover",
        phrases(
            r"(?:hand|give|pass|transfer|leave) (?:it|this|that|me) (?:over )?(?:to|for|with) (?:\S+ ?){1,3}",
            r"can (?:the |a )?(?:\S+ )?(?:manager|supervisor|guard|someone else|somebody else) (?:take|do|"
            r"handle|finish|deal)",
            r"speak to your (?:boss|manager|supervisor)",
            r"(?:ring|call|phone|radio) me (?:\S+ ){0,3}instead",
            r"(?:dont|no|not) (?:want |like |need )?(?:(?:to )?(?:talk|speak)(?:ing)? to )?(?:a |the |"
            r"this )?(?:robot|bot|"
            r"machine|computer)",
            r"(?:want|wanna|like|need|rather) (?:to )?(?:speak|talk) (?:\S+ ){0,2}(?:supervisor|manager|person|human)",
            r"(?:someone|somebody) else (?:will|ll|has to|have to|needs to)(?: \S+){0,3}",
            "(?:speak|talk|talking|speaking|chat) (?:to|with) (?:a |an |the |my |some)?(?:real |actual |"
            "proper )?(?:person|human|someone|somebody|manager|body|supervisor|duty manager|operator|"
            "human being|one|store manager)",
            "(?:get|fetch|call|give|bring|want|need|find) (?:me |us )?(?:a |the |my |an )?(?:real |"
            "actual )?(?:person|human|manager|supervisor|duty manager|team leader|operator|store "
            "manager)(?: now| please| down here| to \\S+)?",
            "(?:put|patch|connect|swap) (?:me|us)(?: through| over| to| with)?|get me (?:someone|somebody)",
            "hand(?:ing)? (?:\\S+ ){0,3}?over(?: to)?",
            "hand ?over",
            "(?:let|get) \\S+ (?:to )?(?:take (?:over|this|it)|finish (?:it|this))",
            "\\S+ (?:will|can|is going to|is|ll|should) (?:take|taking|finish) (?:over|this (?:over|on)|"
            "it (?:over|from here|off))",
            "(?:take|taking) over from me",
            "transfer me",
            "someone else (?:to|can|should) (?:take|do|finish|deal)",
            "pass (?:me|this|it) (?:on |over )?to",
            "(?:someone|somebody) else take",
        ),
    ),
    (
        "add_evidence",
        phrases(
            r"(?:got|have|filmed|recorded) (?:\S+ ){0,4}on (?:my|the) phone",
            r"(?:put|stick|pop) (?:the |this |that )?(?:receipt|photo|picture|statement|video) (?:on|in|with)",
            r"(?:theres|ive got|got|we have) a witness",
            r"(?:flag|mark|keep|save) (?:the )?(?:\S+ ){0,3}footage|save that",
            "(?:bookmark|save|keep|clip|flag|tag|pull|export|download|mark|grab|secure|preserve) (?:\\S+ "
            "){0,3}?(?:camera|cameras|cam|footage|cctv|video|clip|recording|tape)(?: \\d+)?",
            "(?:ive|i have|weve|we have|got|theres|there is|heres|here is|i|we|sending|send|add|adding|"
            "attach|attaching|upload|uploading|include|take|took|taken|let me|can i|want to|need to) "
            "(?:\\S+ ){0,4}?(?:photo|photos|picture|pictures|pic|pics|video|videos|footage|screenshot|"
            "screenshots|evidence|body ?cam|voice note|image|images|snap)",
            "(?:attach(?:ing)?|add|upload(?:ing)?|include) (?:the |a |this |that |my )?(?:receipt|till roll|statement|"
            "witness statement|file|document|note)",
            "(?:its|all|caught|got (?:it|him|her|them)|was|is|hes|theyre|happened) (?:all )?on (?:the "
            ")?(?:cctv|camera|body ?cam|video)",
            "(?:more|extra|new|as|for) evidence",
            "(?:scan|scanning) (?:the |a |this )?(?:receipt|ticket|statement|form) in",
            "evidence (?:to add|for)",
            "bookmark|(?:ive|weve|i have|we) kept (?:the|a|his|her|it)",
        ),
    ),
    (
        "ask_what_to_do",
        phrases(
            r"^(?:\S+ )?(?:should|shall|must) (?:i|we|the \S+|they) (?:\S+ ?)+(?=$)",
            r"what (?:i|we) (?:should|must|can) do",
            r"(?:am i|are we|is it) (?:ok|okay|alright|all right|allowed|safe) (?:to|if|for)",
            r"who (?:do|should|shall) (?:i|we) (?:need to |have to )?(?:tell|call|ring|phone|contact)",
            r"tell me the (?:procedure|steps|rules|protocol)",
            "what (?:do|should|shall|can|am|are|must|would) (?:i|we) (?:supposed to |meant to |gonna |"
            "going to )?(?:do|say|tell|be doing)(?: now| next| about)?",
            "whats? (?:now|next|the (?:procedure|protocol|sop|process|policy|next step|drill here))",
            "what (?:now|next)",
            "what(?:s| is| are) (?:the|my) (?:procedure|protocol|next step|steps|options|instructions)",
            "(?:(?:should|shall|may|am)|(?:^|(?<=^so )|(?<=^or )|(?<=^um )|(?<=^er )|(?<=^and )|(?<= no "
            ")|(?<= and ))(?:do|can|could)) (?:i|we) (?:allowed to |supposed to |meant to |need to |have "
            "to |got to |go and |just |really )?(?:call|ring|phone|follow|stop|chase|detain|approach|"
            "lock|close|shut|evacuate|search|touch|move|block|leave|go|confront|challenge|grab|ask|"
            "hide|run|wait|stay|refuse|clean|clear|tell|give|let|hold|take|keep|open|get|do|help|"
            "intervene|press|put|check)(?: \\S+)?",
            "(?:tell|show) (?:me|us) what to do",
            "(?:i )?(?:dont|do not) know what to do",
            "(?:not sure|unsure|no idea) what to do",
            "how (?:do|should|shall|can) (?:i|we) (?:deal|handle|treat|stop|help|get|keep|respond|manage|do)",
            "(?:and )?then what|(?:do|should|shall) (?:i|we) (?:just )?(?:\\S+ ){1,3}(?:or (?:what|not|leave|let|"
            "just))(?: \\S+){0,3}",
            "(?:(?<= and )|(?<= back )|(?<= so ))(?:do|should|shall) i (?:give|let|take|serve|sell|"
            "refuse)(?: \\S+){1,3}(?=$)",
            "guide me|talk me through(?: it)?|walk me through(?: it)?",
            "am i (?:allowed|supposed|meant) to",
        ),
    ),
    (
        "status",
        phrases(
            r"(?:has|did|have|is) (?:anyone|anybody|you|someone|the (?:duty |store |night )?(?:manager|boss|police|"
            r"platform|"
            r"guard)) (?:\S+ )?(?:seen|see|heard|hear|picked|read|got|acknowledged|looked) (?:\S+ "
            r"){0,2}(?:alert|report|it|back|message)(?: yet| from \S+(?: \S+)?)?",
            r"where are we (?:up to|at)(?: with \S+)?|have (?:they|the \S+) (?:left|arrived|come|set off|"
            r"been told) yet",
            r"how longs|any (?:joy|luck|word)|(?:my|the) (?:incident|report|reference) number",
            r"(?:is|was|did|has) (?:my|the) (?:report|alert|incident) (?:\S+ ?){1,3}",
            r"did (?:that|it|you) (?:save|send|go|work)(?: that| it| off| through)?",
            r"(?:happen\w*|going on) (?:with|wi) (?:my|the|that|this) (?:report|incident|alert)",
            "(?:is|are) (?:anyone|anybody|someone|somebody|help|they|the police|the manager|security|he|"
            "she|\\S+) (?:still )?(?:coming|on (?:the|their|his|her) way|here yet|there yet|nearly here|"
            "responding|en route|aware)",
            "(?:whos|who is) (?:coming|on (?:the|their) way|responding|dealing)",
            "(?:has|have|did|is|was) (?:it|that|the report|the alert|my report|the incident|you|that "
            "report|the alarm|this) (?:been )?(?:\\S+ )?(?:sent|send|gone|go|filed|submitted|submit|"
            "received|logged|through|gone through|go through|accepted|done|saved|got|raised|send it)(?: "
            "off| in| through| to \\S+)?(?: yet)?",
            "(?:whats|what is|any) (?:the )?(?:status|update|updates|news|happening|eta|progress)(?: on| with)?",
            "status(?: update| report)?(?=$)",
            "how long (?:will|till|until|before|are|is|have)",
            "how far (?:away|off)",
            "where(?:s| is| are) (?:the )?(?:police|help|security|manager|backup|back up|ambulance|"
            "everyone|everybody|guard|sam|priya|they|paramedics)",
            "any(?:one|body) (?:acknowledged|responded|coming|seen it|picked it up|on (?:their|the) way)",
            "did (?:anyone|anybody|\\S+) (?:get|see|pick up|answer|acknowledge|respond)(?: \\S+){0,2}",
            "what have (?:you|we) got(?: so far)?|what(?:s| is) (?:still )?missing|whats left",
        ),
    ),
    (
        "repeat",
        phrases(
            r"what (?:did|do|were|was) (?:you|that) (?:just )?(?:say|said|ask|asking|saying|mean)(?: again)?",
            r"you (?:broke|cut|dropped|went|keep (?:breaking|cutting|dropping)|youre breaking) (?:up|out|off|quiet)",
            r"(?:ear ?piece|headset|radio|signal|battery|sound) (?:has |is |s |keeps |just )*(?:cut|cutting|dropped|"
            r"dropping|died|gone|went|crackling|crackled|playing up)(?: (?:out|off|up|dead|funny))?"
            r"(?: (?:can you )?(?:come|go|say|repeat|tell me)(?: \S+)?(?: again)?)?",
            r"slower(?: please)?(?=$)|^(?:please )?slower",
            r"cant make (?:you|that|it) out",
            r"again slowly|slower|bit slower|(?:say|repeat) (?:that|it) slowly",
            "(?:say|tell me|run|read) (?:that|it|them)?(?: \\S+)? ?(?:again|one more time|back)(?: to me|"
            " by me| please)?",
            "(?:can|could|would) you (?:please )?(?:repeat|say that|say it|read)(?: \\S+){0,3}",
            "repeat(?: that| it| the question| please| yourself)*(?=$)",
            "pardon(?: me)?(?=$)",
            "come again",
            "(?:what|whats) (?:was that|did you say|were you saying|you say|was the question|the "
            "question|that you said)(?: again)?",
            "(?:didnt|couldnt|cant|did not|never) (?:quite |really )?(?:catch|hear|understand)(?: "
            "(?:that|you|it|what you said|a word))?(?=$)",
            "(?:didnt|did not) (?:quite )?get (?:that|what you said)(?=$)",
            "(?:i )?missed that|one more time|once more|^again(?: please)?(?=$)",
            "^(?:sorry|eh|huh|you what|say what)(?: (?:what|pardon|again|mate))*(?=$)",
            "(?:whats|what is) that(?: sorry)?(?=$)",
            "^what(?=$)|speak up|too (?:quiet|noisy)|louder",
        ),
    ),
    (
        "dont_know",
        phrases(
            r"not got a (?:clue|scooby)|not a scooby|only be guessing|id be guessing|anyones guess|dont ask me",
            r"(?:i )?(?:never|havent|didnt|dont) (?:\S+ )?(?:noticed|checked|looked|counted|remember|"
            r"recall|clocked)(?: now| it| that)?",
            r"(?:skip|pass) (?:this|that|the) (?:question|one)|(?:wasnt|not) (?:close|near) enough(?: to \S+)?",
            r"(?:she|he|they|someone|\S+) might know",
            "(?:i )?(?:really |honestly )?(?:dont|do not|wouldnt|didnt) (?:really |actually )?know",
            "lost (?:sight|track) of (?:him|her|them|it|\\S+)",
            "(?:cannae|couldnae|didnae|dinnae) (?:tell|say|see|ken|mind|know)(?: \\S+){0,3}",
            "dunno|dno|idk|no idea|no clue|not a clue|not the foggiest|havent (?:a|the|got a) (?:clue|"
            "foggiest|scooby|idea)|no scooby",
            "(?:im |i am )?(?:not|unsure|really not|not really|not entirely|not 100 percent|not too|not "
            "quite|not totally|not that) ?(?:sure|certain|positive)|unsure",
            "(?:cant|couldnt|could not|cannot|wouldnt be able to) (?:\\S+ )?(?:tell|say|remember|see|"
            "recall|make (?:it|them|that) out)(?: you)?(?: \\S+)?",
            "(?:i )?(?:didnt|never|havent|dont|did not|couldnt|wasnt) (?:\\S+ )?(?:see|saw|seen|notice|"
            "get|got|look|catch|have|looking|count|clock|remember)(?: (?:it|that|one|any|them|anything|a|"
            "the|his|her|their|him|where|which|how|what|all))*",
            "unknown|not known|no way of (?:knowing|telling|saying)|hard to (?:say|tell)|impossible to (?:say|tell)",
            "(?:pass|skip)(?: (?:that|it|this|on that|this one|that one))*(?=$)",
            "next(?: question)?(?=$)|move on",
            "(?:beats|search) me|who knows|god knows|god only knows|your guess is as good as mine|"
            "couldnt (?:possibly )?say|forgot(?:ten)?|forget(?=$)",
            "(?:havent|dont|not|aint) (?:got|have|got it|have it)(?: (?:one|that|it))?(?=$)",
        ),
    ),
)  # fmt: skip
_CORRECTING: Final = phrases(
    "no(?:pe)?(?: no)*(?! (?:more|less|fewer) than)",
    "nah",
    "sorry",
    "actually",
    "i (?:mean|meant)",
    "make (?:that|it)",
    "scratch that",
    "scrap that",
    "correction",
    "wait",
    "change (?:that|it|the \\S+(?: \\S+)?)(?: to)?",
    "(?:thats|its|that was|that is) (?:wrong|not right|incorrect)",
    "wrong",
    "i said",
    "i didnt say",
    "its not|it wasnt|it isnt|not(?! (?:an? (?:lot|great deal|fortune|huge)|much|many|long|far|more than|less than))",
    "my mistake",
    "hang on",
    "its more like|more like|make it more like",
    "ive (?:got|put|said) (?:that|it) wrong",
    "update (?:that|the \\S+)",
    "should (?:be|say|have been)",
    "tell a lie|i tell a lie",
    "the \\S+ (?:is|was) wrong",
    "you(?:ve)? (?:got|put|wrote|heard) (?:\\S+ ){0,3}wrong",
    "well actually",
)
_TAKES_BACK_FIRMLY: Final = phrases(
    "no,? (?:its|it was|sorry|wait|i (?:mean|meant|said)|make|actually|not|hang on|that was|thats)",
    "no(?: no)* (?=\\S+$)",
    "actually",
    "sorry",
    "i (?:mean|meant|said)",
    "make (?:that|it)",
    "scratch that",
    "correction",
    "wait",
    "change (?:that|it|the)",
    "(?:thats|its|that was|that is) (?:wrong|not right|incorrect)",
    "wrong",
    "my mistake",
    "tell a lie",
    "its more like",
    "ive (?:got|put|said) (?:that|it) wrong",
)
_PUTS_RIGHT: Final = phrases(
    "(?:it |that |this )?should (?:be|say|read|have been)",
    "(?:i )?(?:told|gave|said|read|heard|typed|misread|misheard|miscounted|mistyped) (?:\\S+ ){0,3}wrong(?:ly)?",
    "i (?:misread|misheard|miscounted|mistyped|meant)",
    "you(?:ve)? (?:put|wrote|written) (?:down )?(?:\\S+ ){0,2}\\S+(?=$)",
    "(?:put|mark|change|have|record|log) (?:it|him|her|them|that) (?:down )?as",
    "(?:its|it was|it is) (?:\\S+ ){1,4}not (?:a |an |the |just |in |at |from )?(?!bad|sure|hurt|yet|here|much|"
    "really|well)\\S+(?=$)",
)
"""Words that put a record right wherever they stand: "receipt should read seven one", "twelve packets, you've put "
"ten"."""
_NO_OF_A_THING: Final = frozenset(
    "receipt receipts plate plates reg cctv camera cameras weapon weapons knife car vehicle van description reference "
    "injuries injury police witnesses witness footage sign number damage one body way".split()
)
"""What "no" denies as its own: "no receipt, but it was till six" takes nothing back."""
REPORTING: Final = phrases(
    "(?:report|reporting|log|logging|record|raise|raising|file|filing) (?:\\S+ ){0,2}(?:incident|"
    "something|this|crime|one|theft)",
    "(?:make|making|put in|put|start|do|open|file) (?:a |an |the )?(?:\\S+ )?report(?: in)?",
    "(?:got|have|theres|theres been|had) (?:an |a )?(?:\\S+ )?(?:incident|situation|emergency)",
    "(?:something|summat|somethings|summats|stuff)s? (?:\\S+ )?(?:happened|happening|going on|kicking "
    "off|up|wrong|weird)",
    "(?:some |a bit of |been )?(?:trouble|bother|a carry on|an issue)(?= |$)(?! with (?:the|my) "
    "(?:printer|scanner|till|card|internet))",
    "(?:get|put) (?:this|it) on record",
)
"""That there is something to report, and no word of what."""
_LEAD_WORDS: Final = frozenset("er um erm uh oh ah hang on so and well yeah ok okay yes right like mate".split())
_LEAD: Final = 3


@dataclass(frozen=True, slots=True)
class SaidAct:
    """An act told by words ``first`` up to ``after``."""

    act: Act
    first: int
    after: int


def said_act(words: Words) -> SaidAct | None:
    """The act that a closed phrase tells; the most urgent if there are several."""
    for act, pattern in _PHRASES:
        match = next(words.search(pattern), None)
        if match is not None:
            return SaidAct(act, match[0], match[1])
    return None


def corrects(words: Words, claimed: set[int], *, firmly: bool = False) -> bool:
    """Does the utterance open by taking back what is on record ("no, aisle nine", "sorry, make that three")?

    Words in ``claimed`` gave a value themselves ("no weapon") and open nothing. ``firmly``: a bare "no" is not
    enough, since it may be the answer to what was asked.
    """
    pattern = _TAKES_BACK_FIRMLY if firmly else _CORRECTING
    for first, after, _ in words.search(pattern):
        if first > _LEAD:
            break
        if denies_a_thing(words, after - 1):
            continue
        led = _LEAD_WORDS.issuperset(words.slice(0, first).split())
        if led and claimed.isdisjoint(range(first, after)):
            return True
    return False


def denies_a_thing(words: Words, at: int) -> bool:
    """Is word ``at`` the "no" of "no receipt", which takes nothing back?"""
    return words[at] == "no" and words[at + 1] in _NO_OF_A_THING and not words.pause(at + 1).strip("-")


def puts_right(words: Words) -> bool:
    """Does the utterance, anywhere, put right what is on record ("it should be camera nine")?"""
    return next(words.search(_PUTS_RIGHT), None) is not None
