"""Duress, part two: asking for help, for security, for the police, and what keeps such a request ordinary."""

from __future__ import annotations

import re
from typing import Final

from assistant.duress.rules import NOW, SAID, TOLD, Rule, rule, unfolded

_TILLS: Final = """(?:the |a |some |our |my )?(?:main |self |number )?(?:tills?|checkouts?|scan|kiosk|registers?
        |returns|collections?|click|cash desk|customer service)"""
_CHORES: Final = """find|locate|lift|carry|move|open|price|scan|reach|understand|choose|pick|load|unload|unpack
        |stack|fill|clean|count|set|put|look|do|work|check|sort|print|reset|log|fix|change|finish|decide|bring|take
        |push|pack|make|learn|read|write|report|file|out|on|to|with|pay|buy|order|return|exchange|refund|wrap|weigh
        |serve|use|turn|switch|close|shut|lock|unlock|hang|fold|tidy|clear|restock|replenish|face|label|tag|mark
        |measure|build|assemble|plan|see|show|explain|remember|add|edit|update|correct|cancel|complete|submit
        |record|send off|email|type|spell|translate|deal|handle|cover|train|start|restart|charge|connect|pair
        |download|install|upload|sign|register|book|collect|deliver|wheel|park|themselves|himself|herself|yourself
        |yourselves|ourselves|feel|think|improve|save|shop|try|reduce|through|win|know|identify|describe
        |call (?:back|a customer)|give|keep|wash|mop|sweep|choosing|about|later|tomorrow|for|as|getting|get (?:the
        |a|an|some|these|this|that|it|those|my|to|into|her|back|set|ready|started|down|up)|(?!being|going
        |coming)\\w+ing"""
"""What help is asked for on a working day: "help me find", "help with the", "help moving"."""

_SOMEONE: Final = """(?:he|hes|she|shes|they|theyre|theyve|theres|there|someones|somebodys|im|ive|i|we|were|weve
        |(?:a|the|this|some|two|three) (?:man|men|guys?|bloke|lads?|customer|woman|gang|group|people|youths)
[ ](?:is|are|has|have|hes|with|just|keeps|s|going|gone|coming|attack\\w*|hitting|threat\\w*|outside|inside|in|at
        |here)|these)"""
_ASKING: Final = f"""{SAID}|i|we|he|she|they|ill|hell|shell|theyll|youll|well|id|weve|ive|hes|shes|theyve|to
        |already|should|shall|did|didnt|dont|not|never|who|if|when|will|would|gonna|lets|customer|customers|just
        |may|might|must|have|has|had|or|a|always|usually|you could|you can|(?:did|do|have|if|has|should
        |when) (?:you|anyone|someone|somebody|i|we|they)|(?:can|could) (?:i|we|they)|then|best|people|staff"""
"""What makes "call the police" no call: "should I call", "we did call", "he said call"."""
_NEED_NO: Final = """(?:dont|doesnt|didnt|not|never|no longer|if|does|customers?|he|she|they|you|who|nobody|always
        |lady|man|woman|people|to|may|might|will|would|wont|should|do|did|says?|said|think|when|where|why|also
        |everyone|staff|team)
(?: (?:i|we|really|he|she|they|you))?"""

HELP: Final[tuple[Rule, ...]] = (
    rule("help help"),
    rule("this (?:is not|isnt|aint) a drill", not_before="its an?|bit|set|its the"),
    rule(
        "help (?:me|us)",
        not_after=f"""{TOLD}|{SAID}|(?:{SAID} )?(?:can|could|would|will) (?:you|he|she|they|anyone
        |any of you)(?: please)?|(?:{SAID}|if|when|asked if|asking if) (?:someone|somebody|anyone|i|you|we|they|he
        |she) (?:can|could|would)|to|didnt|would|could|can|may|itd|wouldnt|doesnt|wont|dont|not|did|who|for|that
        |they|he|she|you|it|which|might|really|will|should|this|these|those|(?:can|could|would|will)(?: \\w+){{2}}""",
        not_before=f"(?:please )?(?:{_CHORES})|(?:please )?(?:at|by|in|near|over at) {_TILLS}",
    ),
    rule(
        f"""(?:need|want|require|needing) (?:some |urgent |immediate |your |any |more )?(?:help|assistance
        |support)(?: (?!with|to|for)\\w+)
        {{0,4}} {NOW}""",
        not_after=_NEED_NO,
        not_before="and then|that",
    ),
    rule(
        """(?:need|needing|require) (?:urgent |immediate |emergency )?(?:help|assistance)""",
        not_after=f"{_NEED_NO}|(?:when|if|think|where|say|says|said|do) (?:i|we|you)",
        not_before=f"""(?:please )?(?:{_CHORES}|(?:at|in|by|from|over at) {_TILLS}|because (?:the|my|of)|desk|point
        |button|line|here with)""",
    ),
    rule(
        """(?:send|bring|fetch|shout for|radio for|call in|call for) (?:me |us |for )*(?:help|assistance
        |reinforcements)""",
        not_after=f"{_ASKING}|where|how|menu|text",
        not_before="desk|text|page|line|menu|tomorrow|later|with|if|when",
    ),
    rule(
        "(?:get|find) (?:me |us |for )*(?:help|assistance|reinforcements|someone to help (?:me|us))",
        not_after=f"{_ASKING}|(?:can|could|where can|where do|how do) (?:i|we|you)|where|how",
        not_before=f"(?:{_CHORES}|from|desk|page|line|menu|if|when)|(?:at|over at|in) {_TILLS}",
    ),
    rule(
        """(?:someone|somebody|anyone|anybody)(?: come)?(?: and)? help(?: (?:him|her|them|now|quick|me
        |us))*(?= (?:he|hes|she|shes|they|theyre|theres|please)|$)""",
        not_after="""if|when|did|does|is|has|had|was|see|let|saw|watched|like|need|for|get|have|will|to|ask|asked
        |find|get""",
    ),
    rule(
        f"^help(?: (?:{NOW}|someone|somebody|anyone|anybody|here|police|security|emergency|guys|everyone|sam))*$",
    ),
    rule(
        f"""^help (?:{NOW} |someone |somebody )*(?:{_SOMEONE}|police|security|call the|get (?:off|here|them|him
        |someone|somebody|security|the police)|send|come|in|at|by|near|aisle|over here|inside|outside|behind|front
        |stop|dont|no|knife|fire|let|leave|put|emergency)""",
        not_before=f"""{_TILLS}|(?:was|were) |wondering|looking|would|stock|is (?:on|coming)|desk|do|can|need|needs
        |available|on its way|find|the (?:bakery|deli) (?:team|staff)|choosing|with""",
    ),
    rule(
        f"help(?: {NOW})?$",
        not_after=f"""{_NEED_NO}|needs?|needed|needing|wants?|wanted|any|no|of|for|the|your|some|more|extra|his|her
        |my|our|their|that|could|can|cant|couldnt|you|we|i|it|offer\\w*|great|big|real|this|much|a|gets?|got|ask
        |asked|asking|with|refused|accept|gave|give|first|good|really|and|or|may|happy|little|in|without|wouldnt
        |mustnt|dont|him to|her to|also|got to|staff|customer|(?:can|could|would|will|should|let|if|want) \\w+|on
        |more|is|was|self|app|till|pharmacist|colleague|manager|team""",
    ),
    rule(
        f"help (?:is )?(?:needed |required |wanted )?(?:here )?{NOW}",
        not_after=f"{_NEED_NO}|can|could|cant|no|that|who|(?:can|could) you",
    ),
    rule(
        """(?:officer|colleague|guard|cashier|staff) (?:needs|need|requires) (?:urgent |immediate )?(?:help
        |assistance|backup)""",
        not_after="no|if|does|the|any|a",
        not_before=f"(?:please )?(?:{_CHORES})|(?:at|in|by|over at) {_TILLS}",
    ),
    rule(
        "(?:somebody|someone) help (?!me|us|with|out|on|at|in|the|a|an|them|him|her)[a-z]+$",
        not_after="if|when|can|could|will|would|did|does|has|had|let|get|have|ask|asked|saw|to",
    ),
    rule("(?:urgent|immediate|emergency) (?:assistance|help|backup)", not_after="no|not|dont|the|an|if|for|non"),
    rule(
        """(?:can|could) (?:someone|somebody|anyone|anybody) help(?: (?:me|us|now|quick))*$""",
        not_after="""if|said|asked|see if""",
    ),
)

SOMEBODY_COME: Final[tuple[Rule, ...]] = (
    rule(
        f"(?:someone|somebody) (?:please )?(?:get|come|go|run) (?:(?!tills?|checkouts?|when|and)\\w+ ){{0,5}}{NOW}",
        not_after="if|when|has|did|does|had|will|let|make",
    ),
    rule("^please (?:someone|somebody|anyone|anybody)$|^(?:someone|somebody|anyone|anybody) please$"),
    rule("""hurry(?: please)? hurry|please hurry$|^hurry please$|^quick quick|^hurry (?:security|police|help
        |someone|somebody)|(?:assistance|support) now|(?:urgent )+urgent"""),
    rule(
        f"""(?:come|get)(?: over| down| up| back)? (?:here|in here|out here|to (?:the )?\\w+(?: \\w+)?) {NOW}
        |come (?:here |over |down )?(?:quick|quickly|fast)|(?:someone|somebody) come (?:{NOW}|help|here)$
        |^(?:someone|somebody) come$|come now(?= (?:he|hes|they|theyre|theres|help)|$)""",
        not_after="""can he|to|did|would|will|has|have|had|customers?|prices|he|she|they|it|that|i|dont|not|let|see
        |make|if|when|need|(?:can|could|let|make|if|when|has|did|need|will) (?:\\w+ )?\\w+""",
        not_before="""to (?:collect|pick|fix|read|service|take|do|look|sign|view|empty)|and (?:collect|pick|look
        |fix|check|sign|get)|in|enough""",
    ),
    rule(
        f"""(?:send|get|need|want) (?:me |us )?(?:someone|somebody|anyone|anybody|everyone|everybody
        |(?:a |the )?(?:duty )?manager|a guard|the team)
        (?: (?:over|down|up|to|here|in|at|the|aisle|out|there|\\w+)){{0,4}} {NOW}""",
        not_after=f"{_ASKING.replace('|i|we|', '|')}|do i|do we|should i|can i",
    ),
    rule(
        f"""(?:backup|reinforcements) (?:(?!on|at|tills?)\\w+ ){{0,4}}(?:{NOW}|here)|^backup$|(?:need|send|call|get
        |want) (?:for |some |me )*backup""",
        not_after=f"{_NEED_NO}|the|tills?|checkout|cashier|data|no|test|run",
        not_before=f"""(?:on |to |at |for )?(?:{_TILLS}|cashiers?|battery|drive|copy|generator|plan|files?|power
        |data|stock|radio|later)""",
    ),
    rule(
        """(?:get|call|send|fetch|radio|page|bring|ring|phone|dial|shout) (?:me |us |for |some |the |a |in )*
        (?:security|guards?|store detective|police|cops|coppers|feds|999|armed police|old bill)""",
        not_after=f"{_ASKING}|where do (?:i|we)|told me",
        not_before="""tags?|cameras?|company|office|number|line|desk|about|tomorrow|later|if|when|back|station
        |reference|report|log|crime|statement|on 101|101|non emergency|training|code|footage|for (?:a|the)
        |in the morning|after|once|or|every|next|only|to (?:take|collect|give|report|log|ask|sign|check|lock|open
        |escort the cash|let|do|come and collect)""",
    ),
    rule(
        """(?:need|want|needing) (?:the |some |a |you to (?:call|get|send) (?:the )?)*(?:security|guard|police|cops
        |armed police|999)""",
        not_after=_NEED_NO,
        not_before="""tags?|guards?|cameras?|footage|codes?|labels?|cables?|cases?|locks?|keys?|seals?|pass|badge
        |number|checks?|reports?|logs?|bags?|reference|crime|statement|officer|training|tomorrow|cover|details
        |tagging|box|about|later|vetting|to (?:sign|show|check|lock|open|collect|take|let|do|walk)|for (?:the|a
        |tomorrow|christmas)|on (?:the rota|saturday|sunday)""",
    ),
    rule(
        f"""(?:security|police|guard|999)(?: (?!are|is|were|was|have|has|called|came|said|coming|left
        |will)\\w+){{0,5}} (?:{NOW}|help)$|^(?:security|police) (?:security|police)|^(?:security|police
        |guard) {NOW}""",
        not_after="""the|our|from|with|are|is|called|for|see|saw|asked|has|have|calling|by|told|a|tell|did|to|thank
        |need no|no""",
    ),
    rule(
        f"(?:call|get|send|need|ring|phone) (?:me |us |for )*(?:an )?ambulance (?:here |and (?:the )?police )?{NOW}",
        not_after=_ASKING.replace("|i|we|", "|"),
    ),
)

ORDINARY_HELP: Final = re.compile(unfolded(rf"\bhelp (?:me |us )?(?:please )?(?:{_CHORES})\b"))
