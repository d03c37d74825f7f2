"""The weapon, if one is told of, or "none": "he's got a knife", "no weapon that I could see", "not a knife, a hammer".

A thing off the shelves is no weapon: "nicked a knife set", "a bottle of vodka".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from assistant.incident import SlotName
from assistant.understanding.corrections import settle
from assistant.understanding.counts import PEOPLE
from assistant.understanding.negation import negator_before
from assistant.understanding.reading import Reading
from assistant.understanding.values import FoundValue
from assistant.understanding.words import Words, phrases

SLOT: Final[SlotName] = "weapon"
NONE: Final = "none"
SOME_WEAPON: Final = "weapon"
"""What is put down where a weapon is spoken of and not named."""

_KNIFE_KINDS: Final = (
    "(?:(?:kitchen|stanley|pen|flick|hunting|bread|butchers?|carving|butterfly|zombie|craft|steak|rambo|lock|"
    "combat|chefs?|utility|fishing|swiss army) )"
)
_ARMS: Final = phrases(
    rf"{_KNIFE_KINDS}?(?:knife|nife)",
    "machete|machetty|samurai sword|sword|dagger|cleaver|meat cleaver|(?<!razor )blades?|shanks?|shiv|bayonet",
    "(?:sawn off )?shotguns?|(?:hand)?guns?|pistols?|revolvers?|rifles?|air ?rifles?|firearms?|(?:air|bb|"
    "pellet|stun|hand|imitation|toy|fake) guns?|shooter",
    "screwdriver|(?:claw |sledge )?hammer|sledgehammer|mallet|axe|hatchet|crow ?bar|wrench|"
    "spanner|box ?cutters?|scissors|chisel",
    "(?:baseball|cricket|metal|wooden|rounders) bats?|base ball bat",
    "knuckle ?dusters?|tasers?|stun guns?|(?:pepper|cs) spray|mace|batons?|truncheon|nunchucks|catapult|"
    "crossbow|slingshot",
    "(?:(?:a bottle of )?acid|ammonia|bleach in a bottle|corrosive \\S+)",
    "(?:dirty |used |hypodermic )?(?:needles?|syringes?)",
    "(?:iron|metal|scaffold\\S*|steel) (?:bar|pole|pipe|rod)|lead pipe",
    "(?:broken|smashed|glass) bottles?|broken glass|shard of glass",
    "petrol bomb(?! us| me| the)|fire ?bomb|explosives?|(?<!petrol )bomb|grenade",
)
_MAYBE_ARMS: Final = phrases(
    rf"{_KNIFE_KINDS}?kni(?:ves|fes)|machetes|swords|screwdrivers|hammers|crow ?bars|axes|razor(?! blades?| blaze)",
    "(?:wine |beer |vodka |glass |plastic )?bottles?|bats?|(?:wooden |big |walking )?sticks?|poles?|"
    "(?:metal |iron )?bars?|bricks?|planks?|chairs?|belts?|"
    "chains?|(?:pint )?glass|pipes?|rocks?|stones?|(?:golf )?clubs?|tools?|forks?|baskets?|tins?|"
    "umbrella|crutch|razor blades?|lighter|dog|spade|shovel|rakes?|"
    "fire extinguisher|extinguisher|ladder|stool|bike lock|skateboard|scooter|pens?|keys|sharp object|blunt object",
)
"""Things that are weapons only where somebody is threatened or struck with them."""
_ANY_WEAPON: Final = phrases("weapons?", "armed", "tooled up", "something sharp", "sharp implement|a sharp")
_UNARMED: Final = phrases(
    "un ?armed",
    "(?:nothing|nowt|not anything|anything) in (?:his|her|their) hands?",
    "empty hand(?:s|ed)",
    "(?:wasnt|werent|not|isnt|arent|didnt|hadnt|never|havent|hasnt) (?:\\S+ )?(?:carrying|holding|have|had|got|seen?|"
    "saw|see) "
    "(?:anything|nothing|owt|nowt|one|a thing)(?: (?:in|on) (?:him|her|them|his|their))?",
    "(?:nothing|nowt) on (?:him|her|them)",
    "bare hands",
    "just (?:his|her|their) fists?",
)
_NONE_IF_ASKED: Final = phrases(
    "none",
    "nothing",
    "nowt",
    "nope",
    "no",
    "nah",
    "nothing (?:like that|i (?:could|can) see|that i (?:could|can)? ?(?:see|saw))",
    "not that \\S+ (?:\\S+ )?(?:see|saw|know|could see)",
    "not as far as i \\S+(?: see)?",
    "(?:i )?didnt see (?:one|any|anything|nothing)",
    "no weapons?",
    "(?:i )?dont think so",
    "not at all|not really",
    "negative",
    "fists",
)
_STEALING: Final = frozenset(
    "nicked nicking nick stole stealing steal stolen pinched pinching pinch lifted swiped robbed took taking taken "
    "shoplifted shoplifting bought buying buy selling sell walked paying paid pay filled filling loaded "
    "bagged scanned stuffed stuffing "
    "concealed concealing trolley worth returned returning refund sold display shelf price".split()
)
_WIELDING: Final = frozenset(
    "with got has had have having holding held pulled pulling waving waved swinging swung brandishing carrying carried "
    "threatening threatened threaten using used armed produced drew drawn wielding pointing pointed out "
    "threw throwing thrown chucked "
    "chucking lobbed hit hitting whacked pulls hold weapon stabbed stab".split()
)
_THREAT: Final = frozenset(
    "threatening threatened threaten swinging swung brandishing waving waved hit hitting whacked "
    "attacked attacking threw throwing thrown chucked chucking "
    "lobbed wielding armed weapon bottled glassed pointing pointed hand hands head face stab stabbed over "
    "swing kill hurt aggressive fight fighting brawl".split()
)
_HANDY: Final = frozenset(
    "bat bats pole brick plank chain knives machetes swords hammers screwdrivers axes crowbars".split()
)
"""Things that nobody carries about a shop for any other reason."""
_GOODS_AFTER: Final = phrases(
    "set|sets|block|blocks|sharpener|rack|of (?!his|her|their)\\S+|drill|drills|kit|kits|bit|bits|aisle|"
    "section|display|packs?|box(?:es)?|shelf|counter|handle|case|worth|and fork|milk|cartridges?"
)
_UNCERTAIN: Final = phrases(
    "(?:dont|didnt|do not) know (?:if|whether|what)",
    "not (?:\\S+ )?sure (?:if|whether|about)",
    "(?:cant|couldnt) (?:tell|see|say) (?:if|whether)",
    "no idea (?:if|whether)",
    "(?:has|have|had|did|is|are) (?:he|she|they) (?:got|have|has|armed)",
)
_NEGATED: Final = frozenset("was were not is are did had never have has".split())
_WHO: Final = PEOPLE | {"he", "she", "they", "both", "neither"}
_OF_THE_BODY: Final = frozenset(
    "headlock chokehold fist fists punch kick headbutt elbow knee foot feet hand hands teeth".split()
)
_CUT_BY: Final = re.compile(
    r"\b(?:cut|slipped|trod|stood|stepped|fell|tripped)\b.* (?:on|in|over|onto)(?: the| some| a)*$"
)
_NEAR: Final = 8
_ANSWER_REACH: Final = 3
_UNCERTAIN_REACH: Final = 4


def find(reading: Reading) -> Iterator[FoundValue]:
    """The weapon, or "none" where it is said that there was none."""
    words = reading.words
    armed, denied = _armed_and_denied(reading)
    # "he's armed, he's got a knife": the weapon named says more than the word for any.
    named = [value for value in armed if value.value != SOME_WEAPON]
    value = settle(words, named or armed)
    if value is None:
        denied += [
            words.found(SLOT, NONE, first, after, "unarmed")
            for first, after, _ in words.search(_UNARMED)
            if reading.asked == SLOT or _of_the_offender(words, first, after)
        ]
        if reading.asked == SLOT and not denied:
            answer = next((span for span in words.search(_NONE_IF_ASKED) if span[0] <= _ANSWER_REACH), None)
            denied = [words.found(SLOT, NONE, answer[0], answer[1], "answer: none")] if answer else []
        value = denied[0] if denied else None
    if value is not None:
        reading.claimed.update(range(*words.at_span(value.start, value.end)))
        yield value


def is_no_weapon(words: Words, first: int, after: int) -> bool:
    """A hold or a blow with the body, or a thing that somebody was cut by and nobody used."""
    if words[after - 1] in _OF_THE_BODY:
        return True
    before = words.slice(max(first - 7, 0), first)
    return _CUT_BY.search(before) is not None


def _of_the_offender(words: Words, first: int, after: int) -> bool:
    """Is it he, and not the reporter, who "hasn't got anything"?"""
    if words[first].removesuffix("nt") not in _NEGATED and words[first] not in _NEGATED:
        return True
    carried = {"carrying", "holding", "on", "in"}.intersection(words.slice(first, after).split())
    return bool(carried) or (words[first - 1] in _WHO and words[after - 1] != "one")


def _armed_and_denied(reading: Reading) -> tuple[list[FoundValue], list[FoundValue]]:
    words, asked = reading.words, reading.asked == SLOT
    uncertain = [(first, after + _UNCERTAIN_REACH) for first, after, _ in words.search(_UNCERTAIN)]
    goods_after = {first for first, _, _ in words.search(_GOODS_AFTER)}
    armed: list[FoundValue] = []
    denied: list[FoundValue] = []
    covered: set[int] = set()
    for pattern, doubtful in ((_ARMS, False), (_MAYBE_ARMS, True), (_ANY_WEAPON, False)):
        for first, after, _ in words.search(pattern):
            if not reading.free(first, after) or first in covered:
                continue
            if any(start <= first <= end for start, end in uncertain):
                continue
            covered.update(range(first, after))
            negator = negator_before(words, first)
            if negator is not None:
                if not doubtful or asked:
                    denied.append(words.found(SLOT, NONE, negator, after, "weapon denied"))
                continue
            off_the_shelf = after in goods_after or _is_goods(words, first, after)
            if asked or (not off_the_shelf and (not doubtful or _threatened_with(words, first, after))):
                armed.append(words.found(SLOT, _named(words, first, after), first, after, "weapon by name"))
    return armed, denied


def _named(words: Words, first: int, after: int) -> str:
    said = words.slice(first, after)
    if _ANY_WEAPON.fullmatch(said):
        return "sharp object" if "sharp" in said else SOME_WEAPON
    return {"nife": "knife", "knifes": "knives", "base ball bat": "baseball bat", "crow bar": "crowbar"}.get(said, said)


def _threatened_with(words: Words, first: int, after: int) -> bool:
    around = words.slice(max(first - _NEAR, 0), after + _NEAR).split()
    wielded = _WIELDING.intersection(words.slice(max(first - 4, 0), first).split())
    handy = words[after - 1] in _HANDY
    return bool(wielded) and (handy or bool(_THREAT.intersection(around)))


def _is_goods(words: Words, first: int, after: int) -> bool:
    """Off the shelves: "a knife set", "two kitchen knives nicked"; yet "took the lot with a knife" is armed."""
    if words[after] == "of" and words[after + 1] not in {"his", "her", "the"}:
        return not words.slice(first, after + 2).endswith("of acid")
    before = [words[place] for place in range(max(first - 6, 0), first) if not _clause_between(words, place, first)]
    stolen = max((place for place, word in enumerate(before) if word in _STEALING), default=-1)
    wielded = max((place for place, word in enumerate(before) if word in _WIELDING), default=-1)
    return stolen > wielded and "out" not in words.slice(after, after + 1).split()


def _clause_between(words: Words, place: int, first: int) -> bool:
    return any(words.pause(index) in {".", ","} or words[index] in {"hes", "shes"} for index in range(place + 1, first))
