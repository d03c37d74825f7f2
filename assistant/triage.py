"""How urgent an incident is, and the rule that says so, in words. An aid to people, never the decision.

The rules are those of the product (P1 immediate danger to life, P2 danger near, P3 completed crime, P4 low). A
procedure's own thresholds can only raise what they give, so learning of danger never makes an incident less urgent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from assistant.incident import Incident, Priority
from assistant.procedure import Sop

VIOLENT: Final = frozenset({"robbery", "assault"})
AGGRESSIVE: Final = frozenset({"abuse_or_threat", "antisocial_behaviour", "criminal_damage"})
"""Categories whose suspects, while they are still there, count as aggressive without more being said."""

_SERIOUS: Final = re.compile(
    r"""\b(?:
      un\s?conscious | unresponsive | (?:not|isnt|stopped)\s(?:responding|conscious|awake|moving|breathing)
    | (?:no|any)\s(?:pulse|response) | out\scold | (?:knocked|passed|blacked)\sout | lost\sconsciousness | lifeless
    | collapsed | (?:wont|cant|doesnt|not)\swak(?:e|ing) | (?:cant|cannot|can\snot|hardly|barely)\sbreath(?:e|ing)
    | (?:struggling|fighting|trouble|difficulty|problems?)\s(?:to\s|with\s|for\s)?breath(?:e|ing)?
    | gasping
    | chok(?:ing|ed) | strangl\w+ | turn(?:ing|ed)\sblue | g(?:one|oing)\sblue | lips\s(?:are\s)?blue
    | bleed(?:ing|s)?\s(?:\w+\s){0,2}(?:heavily|badly|lots?|loads|profusely|everywhere|severely)
    | bleeding\sfrom\s(?:the|his|her|their|my|a)\s(?:head|neck|throat|ears?|mouth|chest|stomach)
    | (?:heavy|severe|serious|massive|major|bad)\sbleed(?:ing)? | (?:lots?|loads|pools?)\sof\sblood
    | blood\s(?:is\s|was\s)?(?:everywhere|pouring|gushing|spurting|pumping)
    | (?:pouring|gushing|spurting|covered|soaked|losing)\s(?:with\s|in\s|out\s)?blood
    | (?:wont|cant|doesnt|not)\sstop(?:ping)?\s(?:the\s)?bleeding | bleeding\swont\sstop
    | stab(?:s|bed|bing)? | knifed | slashed | shot(?!\sglass) | gun\s?shot | impaled
    | throat\s(?:is\s|was\s)?(?:cut|slit)
    | chest\s(?:pains?|hurts|tightness|is\s(?:hurting|tight|sore)) | pains?\sin\s(?:\w+\s)?chest | tight\schest
    | clutching\s(?:\w+\s)?chest | heart\s(?:attack|stopped|has\sstopped|failure) | cardiac | angina
    | strokes? | face\s(?:is\s|has\s)?(?:drooping|dropped|droopy) | slurr(?:ing|ed)
    | seizures? | convuls\w+ | epileptic | having\s(?:a\s|another\s)?fit
    | (?:is|hes|shes|theyre|was|started|keeps)\sfitting
    | head\s(?:injur(?:y|ies)|wound|trauma|is\sbleeding|split|cut\sopen) | skull | concuss\w+
    | (?:hit|hits|hitting|banged|cracked|smashed|bumped|split|whacked|struck|knocked)\s(?:his|her|their|my|the)\shead
    | (?:cut|gash|wound|blow|kick(?:ed)?|punch(?:ed)?|hit|struck|bottled)
      \s(?:\w+\s){0,4}(?:on|to|in|over)\s(?:\w+\s)?head
    | anaphyla\w+ | allergic\s(?:reaction|shock) | (?:throat|tongue)\s(?:is\s)?(?:closing|swelling|swollen)
    | (?:severe|bad|serious|acid|chemical)\sburns? | badly\sburn(?:t|ed) | acid\s(?:attack|thrown|in) | on\sfire
    | overdos\w+ | (?:broken|broke|broken\sher|broken\shis)\s(?:neck|back|spine) | (?:neck|spinal|spine)\sinjury
    | (?:cant|cannot)\s(?:feel|move)\s(?:his|her|their|my)\s(?:legs|arms|body) | paralys\w+ | severed | amputat\w+
    | electrocut\w+ | crushed | drown\w* | fell\sfrom\s(?:a\s|the\s)?(?:height|roof|racking|mezzanine)
    | in\slabour | giving\sbirth | waters?\s(?:have\s|has\s)?bro(?:ke|ken) | suicid\w+ | self\s?harm\w*
    | dying | dead | died | critical | life\sthreatening
    )\b""",
    re.VERBOSE,
)
_HOSTILE: Final = re.compile(
    r"""\b(?:aggressive(?:ly)? | violent(?:ly)? | shouting | screaming | yelling | swearing | threaten\w* | abusive
    | abusing | squaring\sup | kicking\soff | lashing\sout | in\s(?:my|his|her|their|our)\sface | intimidat\w+
    | throwing | smashing | fighting | punching | hitting | kicking | spitting | pushing | shoving | raging
    | furious | lunging | swinging)\b""",
    re.VERBOSE,
)
_DENIED: Final = re.compile(
    r"\b(?:no|not|isnt|wasnt|arent|werent|hasnt|havent|hadnt|didnt|doesnt|never|without|nobodys?|no one|nor)"
    r"(?: (?:been|got|any|a|an|had|have|having|is|was|his|her|their|actually|really|being|signs? of))*\s*$"
)
"""A denial counts only right before the words it denies: "not sure, he collapsed" is no denial of the collapse."""


@dataclass(frozen=True)
class Assessment:
    """The priority and the rules behind it, the most urgent first."""

    priority: Priority
    reasons: tuple[str, ...]


def assess(incident: Incident, sop: Sop) -> Assessment:
    """Judge ``incident`` under its procedure. Pure; ignores the priority that the incident carries already."""
    fired = [*_rules(incident), *_thresholds(incident, sop)]
    priority = min([sop.priority, *(found for found, _ in fired)])
    reasons = [reason for _, reason in sorted(fired, key=lambda rule: rule[0])]
    if not fired or sop.priority < min(found for found, _ in fired):
        reasons.insert(0, f"the procedure '{sop.title}' starts at {sop.priority}")
    return Assessment(priority, tuple(dict.fromkeys(reasons)))


def serious_injury(text: str) -> str | None:
    """The words in ``text`` that speak of danger to life ("not breathing", "stabbed"), or ``None``."""
    return _undenied(_SERIOUS, text)


def _rules(incident: Incident) -> Iterator[tuple[Priority, str]]:
    category, here = incident.category, incident.suspects_on_site is True
    if incident.duress:
        yield Priority.P1, "a call for help or a duress phrase was heard"
    if incident.weapon is not None and incident.weapon.casefold().strip() != "none":
        yield Priority.P1, f"a weapon was reported: {incident.weapon}"
    if category in VIOLENT and here:
        yield Priority.P1, f"{_named(category)} with the suspects still on site: violence may be going on"
    if incident.injuries is not None and incident.injuries.any:
        if serious := serious_injury(incident.injuries.text or ""):
            yield Priority.P1, f"a serious injury: {serious}"
        yield Priority.P2, "someone is hurt"
    if category == "robbery":
        yield Priority.P2, "a robbery has just happened"
    if here and category in AGGRESSIVE:
        yield Priority.P2, f"{_named(category)} with the suspects still on site"
    if here and (hostile := _undenied(_HOSTILE, incident.suspect_description or "")):
        yield Priority.P2, f"the suspects are still on site and aggressive: {hostile}"


def _thresholds(incident: Incident, sop: Sop) -> Iterator[tuple[Priority, str]]:
    return ((threshold.priority, threshold.reason) for threshold in sop.thresholds if threshold.when.holds(incident))


def _undenied(words: re.Pattern[str], text: str) -> str | None:
    plain = " ".join(re.sub(r"[^\w\s,.;!?]", "", text.casefold()).split())
    clauses = (clause.strip() for clause in re.split(r"[,.;!?]| but ", plain))
    for clause in clauses:
        for found in words.finditer(clause):
            if not _DENIED.search(clause[: found.start()]):
                return found.group()
    return None


def _named(category: str | None) -> str:
    return (category or "incident").replace("_", " ")
