"""Duress, part one: what is cried to an attacker, and violence that is going on or about to, against anyone."""

from __future__ import annotations

from typing import Final

from assistant.duress.rules import HE, IDIOM_SUBJECT, NOW, PAST, PERSON, SAID, SOMEBODY, TOLD, UNREAL, Rule, rule

_STRIKING: Final = """(?:attacking|hitting|punching|kicking|stabbing|strangling|choking|hurting|beating|battering
        |slashing|assaulting|mugging|biting|headbutting|shooting|dragging|slapping|smacking|whacking|bottling
        |glassing|throttling|raping|stamping on|beating up|smashing|scratching|spitting at|spitting on|swinging at
        |lunging at|running at|charging at|shooting at|robbing)"""
_SEIZING: Final = """(?:shoving|pushing|grabbing|holding|pinning|chasing|coming at|going for|cornering|touching
        |groping|pulling|trapping|restraining)"""
_HARM: Final = """(?:kill|murder|stab|hurt|hit|attack|shoot|rape|punch|batter|slash|beat|strangle|glass|bottle|jump
        |rob|grab|bite|drag|pull|choke|assault|slap|kick|smash)"""
_HARMED: Final = """(?:attacked|robbed|assaulted|mugged|beaten|beaten up|battered|stabbed|strangled|followed|chased
        |held|hurt|kicked|punched|hit|raped|jumped|shot|shot at|dragged|kidnapped|taken hostage|ambushed|raided
        |bottled|pinned|grabbed|choked|threatened|slapped|pushed|shoved|spat on|spat at|looted)"""
_BLADE: Final = "(?:knife|gun|blade|machete|needle|syringe|screwdriver|scissors|bottle|glass|weapon|hammer|bat|axe)"
_BODY: Final = "(?:(?:my|his|her|their|\\w+s) (?:throat|neck|face|back|head|chest|stomach|ribs|side|arm|temple))"
_NO_NAME: Final = """(?:the|a|an|his|her|my|our|your|their|that|this|it|its|off|up|on|in|out|at|down|with|for
        |around|about|and|or|back|over|against|into|through|all|some|any|more|time|hard|fine|well|good|away|things
        |stuff|stock|glass|to|as|by|from|but|again|me|us|targets?|nobody|anyone|noone|while|because|two|three|both
        |outside|inside|loudly|lumps)"""
"""Words after "hitting" or "stab" that are nobody's name."""
_PHRASAL: Final = """(?!(?:hitting|holding|chasing|pulling|pushing|kicking) (?:me|us) (?:up|back|off|out|for|about
        |to)\\b)"""

CRIES: Final[tuple[Rule, ...]] = (
    rule(
        "get (?:the )?(?:hell )?(?:off|of) (?:me|us|him|her|them|my \\w+)",
        not_after=f"{TOLD}|{SAID}|to|cant|could|couldnt|didnt|will|would",
    ),
    rule(
        """(?:get|pull|drag) (?:him|her|them) off (?:me|us|him|her|them)""",
        not_after=f"""{TOLD}|to|cant|could|didnt|had to|i|we""",
    ),
    rule(
        """^(?:\\w+ ){0,3}get off(?: (?:get off|please|now|help))*$""",
        not_after=f"""{TOLD}|to|wouldnt|didnt|will|would|i|they|he|can""",
    ),
    rule("""(?:stay back|back off|stay away|get away|get back)(?: (?:stay back|back off|stay away|get away
        |get back))+"""),
    rule("^(?:stay back|back off|stay away|get away)(?: (?:please|from me|now|help))*$"),
    rule("dont come (?:near (?:me|us)|any (?:closer|nearer)|closer)", not_after="i|they|we|customers|he"),
    rule(
        """(?:please )+no please|(?:no )+no please|please no(?: (?:no|please|dont))+|^please no$""",
        not_before="""carry|go|repeat|just""",
    ),
    rule("get (?:away|back|the \\w+ away) from (?:me|us|her|him)", not_after=f"{TOLD}|to|cant|could|didnt"),
    rule("(?:get|take|keep) your (?:\\w+ )?hands? off", not_after=TOLD),
    rule("let go of (?:me|us|my \\w+|her|him)", not_after=f"{TOLD}|to|wouldnt|didnt|did"),
    rule(
        "let (?:me|us) go(?: (?:now|please|he|hes|she|you|let|me|go|dont|no|help|stop))*$",
        not_after=f"{TOLD}|to|finally|would|will|did|they|he|she|dont|just",
    ),
    rule(
        "leave (?:me|us) alone",
        not_after=f"{TOLD}|to|did|would",
        not_before="""(?:while |till |until |for )?(?:im|i am|weve|ive|we|i)
            (?! being| scared| frightened| hurt| begging| trapped| mean) \\w+""",
    ),
    rule("stay away from (?:me|us)", not_after=f"{TOLD}|to"),
    rule(
        f"(?:dont|stop) (?:{_HARM}|touch|{_STRIKING}|{_SEIZING}) (?:me|us|him|her|them|anyone|anybody|my \\w+)",
        not_after=f"{TOLD}|did|would|i|you|they|we",
        not_before="but|if|for|up",
    ),
    rule("dont (?:shoot|stab)", not_after="i|they|we|you|to", not_before="video|photos|pictures|up|off"),
    rule("dont (?:shoot|stab|hit|kill|hurt)(?: (?:please|dont|no|me|us))*$", not_after="i|they|we|you"),
    rule(
        """please (?:please |no )*(?:dont|stop)(?: (?:please|dont|stop|no|it|do it|do this|do that|help))*$""",
        not_after="""said""",
    ),
    rule(
        """(?:stop(?: it)?|dont|no) (?:(?:stop(?: it)?|dont) )+(?:please|stop(?: it)?|no|dont|help|get off)
        |stop it stop it""",
        not_before="""i dont|i didnt|i want|the|this|that|recording|reading|sending|talking|dont (?:send|file
        |submit|want)|want""",
    ),
    rule(
        """dont let (?:him|her|them) (?:near|touch|get|hurt) (?:me|us|her|him|\\w+)""",
        not_after=f"""{TOLD}|i|we|they|you""",
    ),
    rule(
        """get (?:me|us) out(?: of here)?""",
        not_after=f"""{TOLD}|to|trying to""",
        not_before="""of (?:the|this|that|a)|the|a""",
    ),
    rule("(?:i|we) cant get (?:out|away)(?: of here)?", not_before="of|to|from|my|the"),
    rule("""^(?:im |were )?trapped in (?:the )?(?:freezer|office|cash office|stockroom|store|shop|toilets?|kiosk
        |back)"""),
    rule("trapped (?:\\w+ ){1,4}with (?:him|her|them)"),
    rule("(?:theyre|hes) (?:all )?on (?:me|us)$"),
    rule(
        "(?:put|throw) (?:the|that|your) (?:knife|gun|weapon|machete|blade|axe) (?:down|away)",
        not_after=f"{TOLD}|to|they|i|we|he|she",
        not_before="on|in|by|when",
    ),
    rule(
        """drop (?:the|that|your) (?:knife|gun|weapon|machete|blade|axe)""",
        not_after=f"""{TOLD}|to|did|made (?:him|her)""",
    ),
    rule("take (?:whatever|what ever|what|everything|anything) you (?:want|like|need)", not_after="to|can|you|just"),
    rule("""just take (?:whatever|what|everything|anything|it all) (?:you want )?(?:please|just|dont|and go
        |and leave|and get out)"""),
    rule(
        "(?:save|rescue) (?:me|us)(?: (?:from (?:him|her|them)|please|now|help|someone|somebody))*$",
        not_after="to|will|would|could|you|can|itll|thatll|might",
    ),
    rule(
        """(?:i|im|we) (?:cant|cannot|struggling to) breathe""",
        not_after=f"""{SAID}|so|that""",
        not_before="""in|with|for|when|because""",
    ),
    rule(
        "(?:im|were) (?:gonna|about to) (?:die|be killed|get (?:killed|stabbed|hurt|attacked))",
        not_after="if|not|they|you",
        not_before="of|if|laughing|in this|from|when",
    ),
    rule(
        "in (?:real |serious |immediate |grave |mortal )?danger",
        not_after="""(?:not|if|nobody|nobodys|noone|no one|isnt|arent|wasnt|was|were not|anyone|was anyone
        |longer)(?: (?:is|are|was))?""",
        not_before="of",
    ),
    rule(
        """(?:im|were) in (?:real |serious |big |deep )?trouble(?: (?:here|please|now|help|at|in|hes|theyre|send
        |come)\\b|$)""",
        not_after="if|they|you|we",
    ),
    rule("(?:im|were) (?:really )?not safe(?: (?:here|in here|please|help|hes))*$", not_after="they|you"),
    rule("""(?:im|were) (?:scared|terrified|frightened)(?= (?:he|hes|they|theyre|of him|of them|please|help|come
        |send)|$)"""),
    rule("(?:im|were) hiding (?:in|under|behind|upstairs|from (?:him|them|her))", not_after="they|you|we"),
    rule(
        """this is a (?:robbery|hold ?up|stick ?up|raid)|(?:robbery|hold ?up|attack|raid) in progress""",
        not_after="""if|no""",
    ),
)

AGAINST_ME: Final[tuple[Rule, ...]] = (
    rule(
        f"{_PHRASAL}(?:{_STRIKING}|{_SEIZING}) (?:me|us)",
        not_after=f"{PAST}|{UNREAL}|its|this|that|what|whats|feet|back|foot|weather|prices|light|sun|it",
        not_before="""back|about|off|out|of|into (?:the|a|this|my) (?:meeting|argument|conversation|row|group)|a|an
        |some|in the right|that|blind|slowly|down to|on price|how|what|on instagram|on facebook""",
    ),
    rule(
        """(?:hitting|beating|kicking|pushing|holding) (?:me|us) (?:up and|down|out of the way|to the floor
        |to the ground)""",
        not_after=PAST,
    ),
    rule(
        f"{HE} (?:is |are |still )*(?:killing|coming for|coming after) (?:me|us)",
        not_after=f"{PAST}|{UNREAL}|its",
        not_before="""with (?:a|his|her|the) (?:question|receipt|trolley|basket|bag|refund|complaint|query|smile
        |drink)|to|about|for""",
    ),
    rule(
        f"""{HE} (?:is |are |still |keeps? )*following (?:me|us)""",
        not_after=f"""{PAST}|{UNREAL}""",
        not_before="""on|with the""",
    ),
    rule(
        f"""(?:hes|shes|theyve|theyre|(?:{HE}) (?:has|have)|\\w+(?<!thi)(?<!it)s)(?: all| just)?
        [ ](?:got|grabbed|stabbed|strangled|pinned|cornered|trapped|dragged
        |caught) (?:a )?(?:hold of |grip of )?(?:me|us)""",
        not_after=UNREAL,
        not_before="""a|an|some|the|this|that|to|in trouble|thinking|working|doing|covering|on(?! the (?:floor
        |ground))|confused|for|into|good|worried|there|wrong|mixed|up|out|with (?:a|the) (?:question|bill|price)
        |earlier|yesterday|last|really|interested|started|running|looking|all|two|three|six|these|those|back|fired
        |sacked|and (?:left|ran|legged|gone|walked|then left|hes gone)""",
    ),
    rule(
        """(?:got|getting|has|have) (?:hold of |grip of )?(?:me|us|him|her|them|someone|somebody|(?:my|the|a) \\w+
        |\\w+)
        [ ](?:by (?:the|his|her|my) (?:throat|neck|hair|arms?|collar|leg|wrist)|in a (?:headlock|head lock
        |choke ?hold|stranglehold)|hostage|pinned|cornered|trapped|at (?:knife|gun) ?point)""",
        not_after=UNREAL,
    ),
    rule(
        f"""(?:coming|walking|running|going|charging) (?:at|towards|for) (?:me|us) with (?:a|an|the|his
        |her) (?:\\w+ )?{_BLADE}""",
        not_after=f"""{PAST}|{UNREAL}""",
    ),
    rule("(?:pulling|dragging) my (?:hair|arm|arms|leg|clothes|top|head|jumper)", not_after=f"{PAST}|{UNREAL}|i|im"),
    rule(
        """(?:throwing|chucking|hurling|spraying) (?:(?!insults?|abuse|shade|money|swear)\\w+ ){0,2}(?:at|over
        |in) (?:me|us|(?:the )?staff|my face)""",
        not_after=f"{PAST}|{UNREAL}",
        not_before="up",
    ),
    rule("""(?:hes|shes|theyve) (?:just )?(?:thrown|sprayed|chucked|squirted) (?:\\w+ ){1,2}(?:in|at|over|on) (?:me
        |my|us|him|her)"""),
    rule("acid (?:in|on|over|at) (?:me|us|my|his|her|him)", not_after=UNREAL),
    rule("""(?:hes|shes|theyre|theyve) (?:coming|climbing|jumping|come|climbed|jumped|leapt) over the (?:counter
        |till|desk|kiosk|checkout)"""),
    rule("""(?:hes|theyre|theyve) (?:breaking|kicking|smashing|battering) (?:the|our|my) doors? (?:in|down)
        |smashing their way in"""),
    rule("(?:hes|shes|theyre|is) on top of (?:me|us|him|her)", not_after=UNREAL),
    rule(
        f"""{_BLADE} (?:is )?(?:(?:right )?(?:at|against)|to|up to|pointed at|pointing at) (?:{_BODY})
        |{_BLADE}s? (?:pointed|pointing|on) (?:at )?us""",
        not_after=f"""(?:had|held|put|pulled|pull|with|dropped|held up)(?: (?:a|an|the|his|her|their))?(?: \\w+)?
        |{UNREAL}""",
    ),
    rule(
        f"""(?:pointing|aiming|waving|swinging|shoving|poking|jabbing|sticking) (?:(?:a|an|the|his|her|their|that
        |this) (?:\\w+ )?{_BLADE}|it) (?:at|towards|in|into|against) (?:me|us|my|(?:the )?staff|{SOMEBODY})""",
        not_after=f"{PAST}|{UNREAL}",
    ),
    rule(
        f"""(?:hes|shes|theyve) (?:just )?(?:pulled|pulling) (?:a|an|the|his
        |her) (?:\\w+ )?{_BLADE} (?:out )?on \\w+""",
        not_after=UNREAL,
    ),
    rule(
        f"""threatening (?:me|us) with (?:a|an|his|her|the) (?:\\w+ )?{_BLADE}|threatening to {_HARM}
        [ ](?:me|us|him|her|someone|people|everyone)""",
        not_after=f"{PAST}|{UNREAL}",
    ),
    rule(
        f"""(?:im|were|ive been|weve been|i|we)(?: am| are| all| both| now)? (?:being
        |getting) (?:physically |badly )?{_HARMED}""",
        not_after="we|they|you|who|people|prices|i was|i were|not|never|if|like|feel|felt|think|staff|customers",
        not_before="""(?:up|back) (?:by (?:the|a) (?:deliver\\w+|queue|traffic|lorry|driver|system)|in|with|on)
        |account\\w*|to account|responsible|off|for (?:the|a|my) (?:shift|cover)|to (?:work|do|finish)
        |by (?:the )?(?:prices|tax|bank|bills?|vat)|on""",
    ),
    rule(
        """(?:held up|taken hostage|held) (?:at|by) (?:knife|gun) ?point""",
        not_after="""(?:was|were) \\w+|was|were|been|weve been|got""",
    ),
    rule("under (?:an )?attack", not_after="not|if|cyber|was|were they|isnt|arent|is anyone"),
    rule(
        """(?:im|were|weve been|ive been)(?: all| both)? (?:trapped|cornered|surrounded|locked in with (?:him|her
        |them)|held hostage|taken hostage|kidnapped|barricaded)""",
        not_after="they|you|we|if|not|customers|items|goods",
        not_before="by (?:the )?(?:rain|snow|traffic|work|paperwork)|on (?:the )?(?:tills?|kiosk|shift)",
    ),
    rule("ive (?:just )?been (?:stabbed|shot|slashed|bottled|glassed)", not_after=UNREAL),
    rule(
        f"""(?:{HE}|who|and) (?:wont|not|isnt|arent|refus\\w+ to) (?:let|letting) (?:me|us) (?:go|out|leave|past
        |away|up)""",
        not_after=UNREAL,
        not_before="on|home|early|back|to|over|for|until|with the",
    ),
    rule(
        """(?:theyve|they have|hes) surrounded (?:me|us)|(?:taken|taking|holding) (?:me|us|him|her|them|someone
        |\\w+) hostage""",
        not_after=PAST,
    ),
    rule(
        """(?:blocking|blocked) my (?:way|exit|path)|(?:hes|shes|theyre) blocking (?:me|us) in""",
        not_after=f"""{PAST}|{UNREAL}""",
    ),
    rule(
        """(?:hands?|arms?|fingers|belt|rope) (?:\\w+ )?(?:round|around|on|at) (?:my|his|her|their|\\w+s) (?:throat
        |neck)""",
        not_after=f"(?:had|put|with|laid) (?:his|her|their|a)|{UNREAL}",
    ),
    rule(f"""(?:{HE}|who|and) wont let (?:go of (?:me|us|him|her|them|my \\w+)|(?:him|her|them
        |(?!{_NO_NAME}\\b)[a-z]+) go)(?! on| home| back| to)"""),
    rule(
        f"""(?:hes|shes|theyve|someones|somebodys|guys|blokes|mans) (?:got |grabbed )(?:a )?(?:hold
        |grip) of (?:{SOMEBODY}|(?!{_NO_NAME}\\b|a\\b)(?!\\w+[^s]s\\b)[a-z]+)$"""
    ),
    rule("(?:hes|shes|theyve) (?:locked|shut|dragged|pulled|pushed) (?:me|us) (?:in|inside|into)", not_after="if"),
)

AGAINST_ANYONE: Final[tuple[Rule, ...]] = (
    rule(
        f"""(?:hes|shes|theyre|is|are|of them|of em|keeps?|still|started|(?!was|its|this
        |that)\\w+s) (?:now |still |all |actually )?(?:{_STRIKING}|killing|going for|coming at) (?:{SOMEBODY})""",
        not_after=f"{UNREAL}|{PAST}|i|we|you|it|this|feet|shoes|shift|heat|job|prices|(?:were|was) (?:\\w+)?",
        not_before="""up (?:with|on)|off|with (?:price|question|deals|offers|a)|at (?:price|chess|football|cards
        |darts|the game)|on price""",
    ),
    rule(
        f"""(?:hes|shes|theyre|(?:he|she|guy|man|bloke|lad|customer|someone|somebody) is|someones|guys|blokes|mans
        |customers)
        [ ](?:now |still )?(?:attacking|hitting|punching|kicking|stabbing|strangling|choking|hurting|battering
        |beating|assaulting|headbutting|slapping|mugging) (?!{_NO_NAME}\\b)(?!\\w+[^s]s\\b)[a-z]{{2,}}""",
        not_after=f"{UNREAL}|{PAST}",
    ),
    rule(
        """(?:hes|shes|theyre|is|are|someones|somebodys|customers|guards|managers|(?!was|its|this)\\w+s) (?:being
        |getting) (?:attacked|stabbed|strangled|beaten|battered|assaulted|robbed|mugged|raped|shot|kicked|punched
        |held hostage|choked|slashed)""",
        not_after=f"{PAST}|{UNREAL}|nobody|no one|often|always|prices",
        not_before="last|yesterday|in the (?:press|news|paper)|in (?:general|retail)|more|every|nationally",
    ),
    rule(
        f"""(?:gonna|going|trying to|about to|wants to|want to|ready to|threatening to|starting to|will|hell|shell
        |theyll) {_HARM} (?:me|us|him|her|them|someone|somebody|everyone|everybody|people|(?:the|a|my
        |our) {PERSON})""",
        not_after=f"""{IDIOM_SUBJECT}s?(?: is)?|im|ill|i|id|youre|you|was|were|it|its|this|that|prices?|tax|sun
        |heat|delivery|bank|we|shell|had|{UNREAL}""",
        not_before="""up|with (?:a (?:fee|fine|charge|bill|question|price)|charges|fees|questions|it)|for (?:this
        |that|being|forgetting|a)|at (?:it|chess|darts|football|this|cards)|if (?:i|we|im)|when (?:i|we|he|she
        |they)|on price|later""",
    ),
    rule(
        f"""(?:gonna|trying to|about to|wants to) (?:stab|kill|murder|strangle|shoot|slash|batter
        |attack) (?!{_NO_NAME}\\b)(?!\\w+[^s]s\\b)
        [a-z]{{2,}}""",
        not_after=f"{IDIOM_SUBJECT}s?(?: is)?|im|ill|i|id|youre|you|was|were|it|we|{UNREAL}",
    ),
    rule(
        """(?:gonna|trying to|about to|wants to|will) (?:smash|cave|kick|punch|break|slit|cut|stamp on|blow) (?:my
        |his|her|our)
        [ ](?:face|head|heads|teeth|neck|throat|jaw|legs|skull|nose)""",
        not_after="was|were|im|ill|if|i",
    ),
    rule(
        "(?:gonna|about to|threatening to) (?:shoot|stab|kill)(?: (?:people|someone|please|help|now|somebody))*$",
        not_after=f"im|ill|i|we|were|you|youre|was|{UNREAL}",
    ),
    rule(
        """(?:kicking|stamping|smashing|punching) (?:on )?(?:his|her|my|their|the \\w+) (?:head|face|ribs|skull)""",
        not_after=f"""{PAST}|{UNREAL}""",
    ),
    rule(
        f"""{PERSON}(?: with (?:a|an) \\w+)? (?:just |now )?(?:{_STRIKING}|killing|going for
        |coming at) (?:{SOMEBODY}|me|us)""",
        not_after=f"""(?:{PAST}|{SAID}|see|watched|watching|footage of|heard|heard of|showing|shows|video of|if|no
        |any)
        (?: (?:a|an|the|some|two|this|that|one))?""",
        not_before="with price|on price|up with",
    ),
    rule(
        """(?:gonna|trying to|out to) get (?:me|us)(?: (?:help|please|now|hes|he))*$""",
        not_after="""not|im|ill|who|was|if|you|youre""",
    ),
    rule(
        """(?:hes|shes|theyre|someones|somebodys|gunman|man|guy|is|are) shooting(?: at)?(?: (?:people|customers
        |everyone|someone|us|inside|now))*$|shots (?:being )?fired|active shooter|(?:theres|got) (?:a )?(?:gunman
        |shooter)""",
        not_after=f"{PAST}|if|in case of|an|like",
        not_before="training|drill|video|game",
    ),
)

ALARM_NAMES: Final[tuple[Rule, ...]] = (
    rule("may ?day(?! bank| holiday| monday| offer| weekend)", not_after="the|first|early|bank|on|for|until|before"),
    rule("(?:sos )+sos|^sos(?: (?:help|now|please|help me))*$"),
    rule(
        """(?:officer|man|guard|colleague|staff|worker|security)(?: is| member)? down
        (?!ing| the| to| on| here| there| for| by| stairs| and| with| from| below| today| this)""",
        not_after="calm|sit|come|slow|step|sat|i|we|walk|were a|one|two|three|four|few|of|\\w+ a",
    ),
    rule(
        f"(?:panic )+panic|^panic$|panic alarm$|^panic (?:button|code)$|^panic (?:{NOW}|help|alarm|please)",
        not_after="dont|no|not|the|a|test|testing|our|my|any|which|stop|checked|check|fitted|new|with|alert",
    ),
    rule(
        """(?:hit|press|push|sound|raise|trigger|activate|pull) (?:the |that |my |your |a |an )?
        (?:panic |duress |emergency |attack |personal )*(?:alarm|panic button|panic|duress button)""",
        not_after="""i|we|he|she|they|you|to|not|dont|didnt|did|if|when|will|would|should|can|kids?|customer
        |someone|somebody|and|accidentally|it|people|who|how|never|also|might|may|just|or|lads?|man|guy""",
        not_before="clock|test|on (?:mon|tues|wednes|thurs|fri)day|bell|for a test",
    ),
    rule(
        f"""(?:emergency )+emergency|^emergency(?: (?:{NOW}|please|help|here))*$|^emergency (?:at|in|on|by)(?! case
        | the event)"""
    ),
    rule("^red alert$|^alarm alarm|^(?:under )?duress$|(?:duress )+duress"),
    rule(
        """(?:this is|its|ive got|weve got|i have|theres|got) (?:a real |a total |an actual )?(?:an )?emergency
        (?! (?:exit|door|light|order|contact|plumb|deliver|call|stop|number|meeting|fund|key|kit|plan|repair
        |engineer|electric|assembly|procedure|team|drill|release|service|vehicle|cover|shift|stock|box|phone
        |button))""",
        not_after="if|in case|unless|not|isnt|when|if \\w+",
    ),
)
