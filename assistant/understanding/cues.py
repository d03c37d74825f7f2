"""The closed cues of each category: what tells a robbery from a shoplifting in staff's own words.

Each cue weighs 3 where it settles the matter, 2 where it is usual, 1 where it only hints. They are patterns over
``Words.plain`` (lower case, no apostrophes, one space between words), one to a line; a line that ends in ``|`` goes on.
"""

from __future__ import annotations

import re
from typing import Final

from assistant.understanding.words import phrases


def _any_line(table: str) -> re.Pattern[str]:
    joined = "\n".join(line.strip() for line in table.splitlines() if line.strip()).replace("|\n", "|")
    return phrases(*joined.splitlines())


FORCE: Final = _any_line(r"""
    knife|machete|gun|weapon|armed|blade|hammer|screwdriver|needle|syringe|axe|bat|crowbar
    threaten(?:ed|ing|s)?
    punch(?:ed|ing)|pushed|shoved|hit|kicked|slapped|attacked|headbutted|grabbed me
    said (?:he|she|they)(?:d|ll| would| will)? (?:stab|kill|hurt|cut|shoot|do) \S+
""")
"""Force, or the threat of it."""
DEMAND: Final = _any_line(r"""
    (?:wants?|wanted|wanting|demand(?:s|ed|ing)?|asking for|after) (?:\S+ ){0,3}(?:tills?|cash|money|safe|takings|fags)
    (?:give|giving|gave|hand|handing|handed) (?:\S+ ){0,3}(?:tills?|cash|money|safe|takings|cigarettes|fags)
    (?:empty|emptying|emptied|open|opening) (?:\S+ ){0,2}(?:tills?|safe|register|drawer)
    (?:get|got|took|taken|taking|grabbed|grabbing|nicked|stole) (?:\S+ ){0,3}(?:tills?|cash|money|takings)
    hand it over
""")
"""A demand for money, or the taking of it."""

CUES: Final[dict[str, tuple[tuple[int, re.Pattern[str]], ...]]] = {
    "robbery": (
        (
            3,
            _any_line(r"""
                armed robbery|robbery|hold ?up|held up|stick ?up
                mugg(?:ed|ing)|robbers?|by force
                bring (?:out |me )?(?:\S+ )?money|(?:held|put|pulled|showed) (?:a|an) \S+ (?:up )?to (?:me|him|her|
                    [a-z]+) and
                (?:had|took|taken) the (?:float|takings|till money|cash) (?:off|from)
                at (?:knife|gun) ?point
                robb(?:ed|ing) (?:us|me|him|her|the (?:till|tills|shop|store|place|cashier|kiosk|safe)|staff|
                    someone|somebody)
                robb(?:ed|ing) (?:a|an) (?:\S+ )?(?:customer|lady|woman|man|lad|girl|pensioner)
                (?:been|being|getting|got) robbed
                raid(?:ed|ing) the (?:till|tills|kiosk|safe)
                empty the (?:till|tills)
                (?:give|hand) (?:me|us|him|over) (?:\S+ ){0,2}(?:money|cash)
            """),
        ),
        (
            2,
            _any_line(r"""
                snatched (?:\S+ ){0,2}(?:bag|purse|phone|handbag|wallet)
                bag ?snatch\S*
            """),
        ),
    ),
    "assault": (
        (
            3,
            _any_line(r"""
                assault(?:ed|ing|s)?
                punch(?:ed|ing|es)(?! the (?:screen|door|wall|till|glass|window))
                head ?butt(?:ed|ing)?
                slapp(?:ed|ing)|wallop(?:ed|ing)|thump(?:ed|ing)|struck (?:me|him|her|my|our|one|a)|in the mouth|
                    smack(?:ed|ing) (?:me|him|her|my|our|one)|
                    clobber(?:ed|ing)
                whack(?:ed|ing) (?:me|him|her|my|our|one)|belted (?:me|him|her)|by the (?:hair|throat|neck|collar)
                (?:squirt|spray)(?:ed|ing) (?:\S+ ){0,3}in (?:\S+ )?(?:\S+ )?(?:eyes?|face)
                kicked (?:me|him|her|us|one of|priya|my|the (?:guard|manager|customer|lad)|a (?:guard|colleague|
                    customer|member))
                (?:spat|spit|spitting) (?:at|on|in)
                attack(?:ed|ing)
                beat(?:en|ing)? (?:up|him|her|me|the)|battered (?:me|him|her)|glassed|bottled (?:me|him|her)
                (?:been |got )stabbed|stabbed (?:me|him|her|someone|a|the|one)(?! if)|slashed (?:me|him|her)
                bit (?:me|him|her)|bitten (?:me|him|her|by)
                (?:pushed|shoved|hit|hitting|elbowed|kneed|pushing|shoving|throttled|strangled|strangling) (?:me|
                    him|her|us|them|past|over)
                (?:pushed|shoved|hit|hitting|elbowed|kneed|grabbed) (?:our|my|one of|security|staff|someone|
                    somebody|priya|sam|dave)
                (?:pushed|shoved|hit|hitting|elbowed|grabbed) (?:a|the) (?:\S+ )?(?:guard|manager|lad|girl|
                    colleague|customer|member|woman|man|lady)
                grabbed (?:me|him|her|us|hold of)(?! a)
                (?:thr(?:ew|own|owing)|chuck(?:ed|ing)|lobb(?:ed|ing)) (?:\S+ ){1,3}at (?:me|him|her|us|staff|my|
                    the (?:guard|manager)|one)
                lamped|decked|twatted|chinned|clocked (?:me|him|her)
                (?:swung|swing|took a swing) (?:for|at) \S+|took a swing
                groped|touched (?:me|her) up|sexual\S* assault\S*
                hands (?:on|around|round) (?:me|my|him|her|his)
                (?:been|got|getting) (?:hit|punched|kicked|pushed|shoved|slapped|bitten|beaten|attacked|hurt by)
            """),
        ),
        (
            2,
            _any_line(r"""
                (?:a |having a |in a |big )?(?:fight|scrap|punch up|brawl|scuffle)
                fighting|scrapping|brawling
                violent|violence|physical(?:ly)?
                hit|pushed|shoved|kicked
            """),
        ),
    ),
    "abuse_or_threat": (
        (
            3,
            _any_line(r"""
                threaten(?:ed|ing|s)?|(?:made|making) threats?|threats?
                (?:verbal(?:ly)?|racial(?:ly)?|racist|homophobic|sexist) (?:abuse|abused|abusing|abusive)|verbals
                abusive|being abused|abusing|(?:hurling|shouting|giving|getting|gave|given|give) (?:\S+ ){0,4}abuse
                (?:swear(?:ing)?|swore|effing|cursing|screaming|shouting|yelling|mouthing off|having a go|
                    kicking off) (?:and \S+ )?(?:at|in my|in her|in his|abuse)
                kick(?:ing|ed|s)? off
                in (?:my|her|his|our|\S+s) face(?! with)
                having an? (?:\S+ )?(?:go|pop|dig) at \S+
                squar(?:ing|ed) up|intimidat\S+|aggressive|aggro|aggression|harass\S*
                (?:said|says|saying|going to|gonna|hell|shell|theyll|will) (?:\S+ ){0,3}(?:stab|kill|hurt|cut|shoot|
                    smash|burn|batter|punch|fuck|do|wait for|find) (?:me|him|her|us|you|my|the|up|staff|outside|
                    where)
                call(?:ed|ing) (?:me|her|him|us) (?:a|an|all|every|names)
                (?:been|getting|got|was) called (?:all (?:sorts|the)|every|names)
                racist|slurs?|bad words|(?:do|doing) (?:me|him|her|us) in
                (?:be )?waiting for (?:me|him|her|us) (?:when|after|outside|at)|(?:swinging|waving|
                    brandishing) an? (?:\S+ ){1,2}(?:at|about|around)
            """),
        ),
        (
            2,
            _any_line(r"""
                shouting|swearing|screaming|yelling|ranting|abuse|arguing
                losing (?:it|his rag|her rag)|lost (?:it|his rag|her rag)|going (?:mental|mad|nuts|off on one)
                angry|irate|mouthing off|gobby|lairy
                (?:got|has|with|waving|pulled|holding|brandishing|carrying|had) (?:out )?an? (?:\S+ )?(?:knife|gun|
                    machete|weapon|hammer|bat|screwdriver|axe|blade)
            """),
        ),
    ),
    "fraud": (
        (
            3,
            _any_line(r"""
                fraud(?:ster|ulent|ulently)?|counterfeit|deception|false pretences
                (?:fake|dodgy|forged|funny|dud|moody|snide|bent|bogus|doctored|photocopied|altered|
                    counterfeit) (?:\S+ ){0,2}(?:notes?|money|twent(?:y|ies)|
                    fift(?:y|ies)|tens?|tenners?|cards?|id|vouchers?|coupons?|receipts?|refund|cheque|transfer|app|
                        payment|order)
                scam(?:med|mer|mers|ming|s)?|conned|con (?:man|artist|trick)|phishing
                ringing the changes|change trick
                (?:cloned|stolen|someone elses|nicked) (?:\S+ )?(?:card|cards)
                dodgy refund|(?:label|barcode|price|sticker|ticket)s? ?(?:swap|switch)\S*
                (?:someone|somebody) elses (?:\S+ )?(?:card|id|account|name)|(?:head office|the bank|
                    microsoft) and (?:\S+ ){0,4}(?:vouchers?|cards?)
                (?:refund|return)(?:ed|ing)? (?:\S+ ){0,8}(?:never (?:bought|paid)|(?:didnt|hasnt|hadnt) (?:buy|pay|
                    bought|paid)|off the shelf|picked up)
                (?:swapp?(?:ed|ing)|switch(?:ed|ing)|chang(?:ed|ing)|mov(?:ed|ing)) (?:\S+ ){0,3}(?:labels?|
                    barcodes?|stickers?|price tags?|tickets?|prices)
            """),
        ),
        (
            2,
            _any_line(r"""
                card declined|chargeback|gift card
                impersonat\S+|pretend(?:ed|ing) to be
                refunds? (?:scam|without|for)|barcodes?|scann?(?:ed|ing) (?:\S+ ){0,5}as (?:carrots|onions|bananas|
                    loose|potatoes|something)
            """),
        ),
    ),
    "burglary": (
        (
            3,
            _any_line(r"""
                burgl\S+|(?:been|got|was|were) raided
                break ?ins?|bro(?:ke|ken) in(?:to)?|breaking in(?:to)?
                ram ?raid\S*
                (?:forc(?:ed|ing)|jemm(?:ied|ying)|pris(?:ed|ing)|bust(?:ed)?|snapped|cut) (?:\S+ ){0,3}(?:entrance|
                    exit|padlocks?|locks?|shutters?|roller door|skylight)
                (?:entrance|exit|padlocks?|locks?|roller door|skylight)(?: has| have| was| been)* (?:forced|jemmied|
                    prised|bust|snapped|cut)
                (?:got|been) broke(?:n)? into
                (?:forced|jemmied|prised|smashed|kicked|crowbarred) (?:\S+ ){0,3}(?:shutters?|
                    doors?) (?:\S+ )?(?:open|in|and (?:got|gone|came) in)
                (?:shutters?|doors?)(?:s| has| have| is| was)*(?: been)? (?:forced|jemmied|prised|kicked in)
                smashed their way in|(?:been|came|got|get|getting) in (?:overnight|through the (?:roof|skylight|
                    back|window))
                (?:in the night|overnight) (?:\S+ ){0,4}(?:taken|gone|stolen|nicked)
            """),
        ),
        (
            2,
            _any_line(r"""
                overnight|shutters?|after hours|forced entry|padlock|skylight
                (?:when we|came in to|come in to|when i) open(?:ed|ing)?(?: up)?
                alarm (?:was |is |has |s )*(?:going off|gone off|went off|activat\S+|wont stop)
                (?:shop|store) was (?:shut|closed)
            """),
        ),
    ),
    "criminal_damage": (
        (
            3,
            _any_line(r"""
                criminal damage|vandal\S*|graffiti\S*|arson
                spray ?paint\S*|tagged the|keyed (?:my|me|our|the|a|her|his)
                (?:smash(?:ed|ing)|brok(?:e|en)|crack(?:ed)?|wrecked|trashed|damag(?:ed|ing)|destroyed|ripped|
                    shattered|slashed) (?:\S+ ){0,4}?(?:windows?|glass|screens?|doors?|tills?|machines?|displays?|
                    fridges?|freezers?|gates?|barriers?|fence|tyres?|car|signs?|toilets?|sinks?|cameras?|trolleys|
                    checkouts?|scans?)
                (?:kick(?:ed|ing)(?! off)|punch(?:ed|ing)|put|pulled) (?:\S+ ){0,3}?(?:windows?|screens?|doors?|
                    machines?|fridges?|barriers?|displays?)(?: in| through| over| down)?
                (?:window|windows|glass|door|screen|display|checkout|fridge|freezer|car)(?:s| has| is| was| been|
                     have| got)*(?: been)? (?:smashed|broken|cracked|shattered|put through|kicked in|damaged|keyed)
                set (?:\S+ )?(?:fire|alight|light to)|set (?:\S+ ){1,4}(?:on fire|alight)|on purpose
                (?:brick|stone|rock) through|threw a brick
                damaged|vandalism|slashed (?!at|his|her|me)(?:\S+ ){0,2}(?!wrists?|face|arm)\S+|cut through
                (?:drove|driven|reversed|crashed|rammed) (?:\S+ ){0,2}in ?to (?:the|our|a) \S+
            """),
        ),
        (1, _any_line("smashed|broke|broken|damage|wrecked|trashed|smashing")),
    ),
    "antisocial_behaviour": (
        (
            3,
            _any_line(r"""
                anti ?social(?: behaviour)?|asb
                drunk|drinking|begg(?:ing|ar|ars)|pester(?:ing|s|ed)|pissing(?! down)|weeing|urinating|loitering|
                    skateboarding|intoxicated|pissed up
                smok(?:ing|ed)|vaping|spliff|weed|drugs|shooting up|injecting|sniffing glue
                (?:kids|youths|lads|teenagers|teens|group|gang|them|boys|girls|children|they|
                    bunch) (?:\S+ ){0,5}(?:messing|mucking|running|riding|throwing|playing|rowdy|causing|arsing|
                    cycling|racing|chucking|kicking a)
                (?:messing|mucking|arsing|pissing|dicking|larking) (?:about|around)
                running (?:riot|amok|round|around)|nuisance|rowdy|disorder(?:ly)?|disturbance
                loud music|fireworks?|football
                (?:riding|rode) (?:\S+ ){0,3}(?:bikes?|scooters?) (?:\S+ )?(?:in|inside|round|around|through|up)
                off (?:his|her|their) (?:face|head|tits|nut)
                rough sleep\S+|sleeping (?:in|outside|rough)
                expos(?:ing|ed) (?:himself|herself|themselves)|flash(?:ed|ing) (?:me|people|customers|her|a)|indecent\S*
            """),
        ),
        (
            2,
            _any_line(r"""
                wont leave|refus\w+ to leave|banned|barred
                throwing (?:food|stuff|things|eggs|stones|fruit)
                pissed|littering|trolleys? (?:into|race|racing)|music
                hanging (?:about|around) (?:outside|the entrance)
            """),
        ),
    ),
    "suspicious_person": (
        (
            3,
            _any_line(r"""
                suspicious(?:ly)?|sus|sussy|foil ?lin(?:ed|ing)|empty bags?
                (?:bag|case|suitcase|package|parcel|rucksack|holdall)s?(?: been| has| was| is| just)* (?:left|
                    abandoned|unattended|dumped)
                acting (?:dodgy|shifty|strange|strangely|weird|funny|odd|oddly|off|sus|suspect)
                look(?:s|ing)? (?:\S+ )?(?:dodgy|shifty|sus|iffy|suspicious|suspect)
                dodgy (?:looking|bloke|lad|guy|geezer|man|woman|character|fella|pair|one|people|couple)|shifty
                cas(?:ing|ed) (?:the|us)|scop(?:ed|ing)|lurking|prowling|up to (?:something|no good)
                (?:following|followed) (?:me|her|us|a (?:\S+ )?(?:customer|woman|girl|colleague|lad|lady)|staff)|
                    stalking
                watching (?:the (?:tills?|staff|doors?|cameras?|kiosk|safe|exits?)|me|us|her|staff)
                keeps? (?:looking|watching|coming back|eyeing|staring|hanging)|eyeing
                taking (?:photos|pictures|pics|videos) of (?:the|staff|us|our|me)
                known (?:shoplifter|thief|offender|face)
                looking over (?:his|her|their) shoulders?
                that (?:lad|bloke|guy|man|woman|girl|pair) from (?:last|before|yesterday|the other day)
            """),
        ),
        (
            2,
            _any_line(r"""
                hanging (?:about|around|round)|wandering|loitering|dodgy|weird|acting
                keep(?:ing)? an eye|eyes on|look out for|unattended bag|foil ?lined bag
                been in (?:here )?(?:ages|an hour|hours)
                walking (?:up and down|round and round|round in circles)
                (?:might be|looks like|think) (?:\S+ ){0,3}(?:going to|gonna|about to)
            """),
        ),
    ),
    "medical_emergency": (
        (
            3,
            _any_line(r"""
                medical(?: emergency)?|first ?aid(?:er)?|ambulance|paramedics?|defib\S*|cpr
                collaps(?:ed|ing)|faint(?:ed|ing)|passed o[uo]t|white as a sheet|unconscious|unresponsive|(?:not|
                    stopped) breathing
                heart attack|cardiac(?: arrest)?|seizure|epilep\S+|having a (?:fit|stroke|turn|panic attack|baby)|
                    chok(?:ing|ed on)
                overdos\S+|allergic reaction|anaphyla\S+|epipen|diabetic|hypo|asthma(?: attack)?|chest pains?
                cant breathe|struggling to breathe|stroke|(?:gone|going|turned) blue|in(?:to)? labour|waters broke
                (?:has|had|have|hes|shes|theyve|just|somebody|someone|somebodys|someones) (?:\S+ )?(?:fallen|fell|
                    slipped|tripped)
                (?:customer|lady|man|woman|gentleman|bloke|child|kid|toddler|colleague|pensioner|granny|girl|boy|
                    lad|fella|he|she)s? (?:\S+ ){0,2}?(?:fallen|fell|slipped|tripped|gone over|taken ill|been sick|
                    scalded)
                (?:hurt|cut|burnt|burned|injured) (?:himself|herself|themselves)
                (?:slipped|tripped|fell|fallen) (?:on|over|down|off|in)
                (?:had|taken) (?:a )?(?:bad |nasty )?(?:tumble|fall|turn|ill|poorly)|feeling (?:faint|dizzy|unwell|
                    ill)|taken ill
                needs? (?:an ambulance|medical|first aid|a first aider|a medic)
                bleeding|broken (?:his|her|their|my) (?:\S+ )?(?:leg|arm|hip|ankle|wrist)
                hit (?:his|her|their|my) head|head injury|badly hurt
                (?:he|she|hes|shes|they|theyre|theyve|(?:old|young|elderly|poor) \S+|(?:lady|man|woman|bloke|fella|
                    kid|boy|girl|gent|gentleman|customer|colleague|guy|lad|baby|child)s?) (?:\S+ ){0,2}(?:gone|going|
                    went|turned) (?:an? |all |right |really |very )*(?:(?:funny|bad|terrible|horrible|awful) colou?r|
                    grey)
            """),
        ),
        (
            2,
            _any_line(r"""
                hurt|injured|injury|poorly|unwell|dizzy|blood|in pain|vomit\S*|been sick|being sick
                (?:is|was|very|really|feels|feeling|felt|looks|looking|taken|took|gone|so|been) ill|(?:is|hes|shes|
                    started|still|keeps) fitting
                (?:crush(?:ed|ing)|trapp(?:ed|ing)|burn(?:t|ed)|scald(?:ed)?) (?:his|her|their|my) (?:\S+ )?(?:foot|
                    hand|arm|leg|fingers?|toes?)
            """),
        ),
    ),
    "shoplifting": (
        (
            3,
            _any_line(r"""
                shop ?lift(?:ed|ing|er|ers)?|nick(?:ed|ing)|stole|stolen|stealing|steals|pinch(?:ed|ing)|
                    half inched|swiped|thiev(?:ed|ing)|theft|thief|thieves
                (?:without|not|hasnt|havent|didnt|aint|never|no) (?:\S+ )?(?:pay(?:ing|ed)?|paid|scan(?:ned|
                    ning)?)(?: for)?
                (?:walk(?:ed|ing|s)|ran|run|gone|running|went|push(?:ed|ing)|wheeled|waltzed|legged it|legging it|
                    strolled|bolted) (?:\S+ ){0,4}?(?:off|away|out)? ?with (?:a|an|the|our|some|loads|about|two|
                    three|four|five|six|half|\d+|bottles?|armfuls?)
                made off with|(?:gone|off|out) with (?:a|the|our|some|loads|about|two|three) (?:\S+ ){0,3}(?:of|
                    bottles?|bag|trolley|basket)
                (?:stuff|stick|tuck)(?:ed|ing|s)? (?:\S+ ){0,6}(?:in|into|down|up|under|inside) (?:his|her|their|
                    there|a) \S+
                (?:hid(?:ing|den|es)?|conceal(?:ed|ing|s)?|put(?:ting|s)?|shov(?:ed|ing)|slipp?(?:ed|ing)|slid|
                    load(?:ed|ing)|fill(?:ed|ing)|chuck(?:ed|ing)|bagg(?:ed|ing)|sticking|stuck) (?:\S+ ){0,6}(?:in|
                    into|in to|up|down|under|inside) (?:his|her|their|there|a|the) (?:\S+ )?(?:bags?|jackets?|
                    coats?|trousers|pockets?|rucksacks?|backpacks?|pushchair|pram|tops?|hoodies?|pants|sleeves?|
                    holdall|trackies|bottoms|buggy|suitcase|jumper)
                unpaid|push ?out|trolley (?:push|out)|grab and (?:run|go)|grabb(?:ed|ing) (?:and run|a load|loads|
                    an armful|bottles|handfuls)
                clear(?:ed|ing) (?:out )?(?:the |our |a )?(?:\S+ ){0,2}(?:shelf|shelves|counter|fixture|bay|display|
                    meat|booze|cheese|spirits|steaks?|razors|coffee)
                (?:fill(?:ed|ing)|load(?:ed|ing)) (?:up )?(?:his|her|their|there|a) (?:\S+ )?(?:bags?|pockets?|
                    trolley|rucksack|coat|suitcase|holdall|basket)
                helping (?:himself|herself|themselves)
                (?:bag|purse|phone|wallet|coat|bike|laptop)s?(?: has)?(?: just)? gone from (?:the|my|our|behind|under)
                had (?!an? (?:day|week|break|hour|minute|shift|rest) )(?:\S+ ){1,4}off (?:the|my|our|that) (?:counter|
                    shelf|shelves|till|desk|wall|stand|display|rail|side|rack|table|hook)
                had (?!to |an? )(?:(?!weekend|week|holiday|time|days?|nights?|break|trip)\S+ ){1,4}away
            """),
        ),
        (
            2,
            _any_line(r"""
                robbed|robbing|lifted|lifting|grabbed|snatched|refus(?:ed|ing|es) to pay
                (?:gone|missing) again|empty (?:packets?|boxes|packaging|hangers?)|tags? (?:pulled|ripped|cut|
                    snapped) off
                done one with|away (?:out|oot) (?:\S+ ){0,3}(?:with|wi)|put(?:ting)? through one
                security tags?|detagg(?:ed|ing)|ripp(?:ed|ing) (?:the )?tags?|set the (?:alarms?|barriers?) off
                gone missing|goes missing
            """),
        ),
        (1, _any_line("took|taken|taking|gone from")),
    ),
}
