"""What kind of incident it is, from the words alone: closed cues, and those of the procedure files.

Force or a threat joined with taking makes a robbery (Theft Act 1968, section 8), which no single word says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.understanding.cues import CUES, DEMAND, FORCE
from assistant.understanding.negation import negator_before
from assistant.understanding.values import REPORT, Parse
from assistant.understanding.words import Words

STRONG: Final = 3
TELL_NO_KIND: Final = frozenset("person behaviour emergency criminal".split())
"""Words of a kind's name that do not tell it by themselves."""

_ORDER: Final = (
    "robbery",
    "assault",
    "medical_emergency",
    "burglary",
    "criminal_damage",
    "fraud",
    "abuse_or_threat",
    "shoplifting",
    "antisocial_behaviour",
    "suspicious_person",
)
"""Where two weigh the same, the one that needs help sooner, or says more, is taken."""
_CLOSE_WORDS: Final = 60
_BONUS: Final = {1: 0.1, 2: 0.35, 3: 0.85, 4: 2.0}
"""What a cue of each weight adds to the model's share."""
_LEAST_REPORTED: Final = 0.1
_OWN_SHARE: Final = 0.5
"""From this share on a category is the model's own, whatever cue agrees."""
_REPORT_UNTOLD: Final = "report_incident"
_UNTOLD: Final = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Evidence for a category, in words ``first`` up to ``after``."""

    category: str
    weight: int
    first: int
    after: int


def cues_in(words: Words, from_procedures: Mapping[str, Sequence[str]]) -> list[Cue]:
    """Every cue in ``words``; ``from_procedures`` maps a category to the cue phrases of its procedure file."""
    found = [cue for cue in _all_cues(words, from_procedures) if not _denied(words, cue)]
    robbery = _robbery(words)
    return [*found, robbery] if robbery is not None else found


def judge(cues: Sequence[Cue]) -> Cue | None:
    """The cue of the category that the cues speak for most; ``None`` if there are none."""
    choice = choose(cues, None)
    return None if choice is None else choice.cue


@dataclass(frozen=True, slots=True)
class Choice:
    """The category chosen, by the model (``cue`` is ``None``) or by a cue, and how sure the model is of it."""

    category: str
    cue: Cue | None
    confidence: float


def choose(cues: Sequence[Cue], parse: Parse | None) -> Choice | None:
    """The category that the model's ranking and the cues of the words speak for together; ``None`` if nothing does.

    Each category has the model's share, plus a bonus for its heaviest cue. The bonuses were chosen on the development
    set: a cue that settles the matter stands against all but a very sure model, one that hints only breaks a tie.
    """
    shares = _shares(parse)
    heaviest: dict[str, Cue] = {}
    for cue in cues:
        best = heaviest.get(cue.category)
        if best is None or cue.weight > best.weight:
            heaviest[cue.category] = cue
    if not shares and not heaviest:
        return None

    def worth(category: str) -> tuple[float, int]:
        cue = heaviest.get(category)
        rank = _ORDER.index(category) if category in _ORDER else -1
        return shares.get(category, 0.0) + (_BONUS[cue.weight] if cue is not None else 0.0), -rank

    category = max({*shares, *heaviest}, key=worth)
    if category == _UNTOLD:
        return None
    by_cue = heaviest.get(category) if shares.get(category, 0.0) < _OWN_SHARE else None
    return Choice(category, by_cue, _ranking(parse).get(f"{REPORT}{category}", 0.0))


def _shares(parse: Parse | None) -> dict[str, float]:
    """The model's share for each category, of what it gives to reports of any kind; none where that is next to none."""
    reports = {intent: share for intent, share in _ranking(parse).items() if intent.startswith(REPORT)}
    total = sum(reports.values())
    if total < _LEAST_REPORTED:
        return {}
    return {
        _UNTOLD if intent == _REPORT_UNTOLD else intent.removeprefix(REPORT): share / total
        for intent, share in reports.items()
    }


def _ranking(parse: Parse | None) -> dict[str, float]:
    return {} if parse is None else dict(parse.ranking) | {parse.intent: parse.confidence}


def _all_cues(words: Words, from_procedures: Mapping[str, Sequence[str]]) -> Iterator[Cue]:
    yield from _own_cues(words.text)
    plain = f" {words.plain} "
    for category, cues in from_procedures.items():
        name = category.replace("_", " ")
        for said in (name, *cues):
            key = _plain(said)
            at = plain.find(f" {key} ") if key else -1
            if at < 0:
                continue
            # A retailer's own category has no cues but these; beside ours, a phrase is usual and a word a hint.
            ours = category in CUES and said != name
            yield Cue(category, min(1 + key.count(" "), 2) if ours else STRONG, *words.indexes(at, at + len(key)))


@lru_cache(maxsize=4)  # read while the model thinks, and asked for when it has; what was said is not kept for longer
def _own_cues(text: str) -> tuple[Cue, ...]:
    words = Words(text)
    return tuple(
        Cue(category, weight, first, after)
        for category, weighed in CUES.items()
        for weight, pattern in weighed
        for first, after, _ in words.search(pattern)
    )


@lru_cache(maxsize=4096)
def _plain(said: str) -> str:
    return Words(said).plain


def _denied(words: Words, cue: Cue) -> bool:
    """ "not a robbery", "nobody got hit"; yet "not breathing" and "hasn't paid" are cues that hold their own no."""
    if words[cue.first] in {
        "not",
        "hasnt",
        "havent",
        "didnt",
        "without",
        "no",
        "aint",
        "never",
        "wont",
        "cant",
        "stopped",
    }:
        return False
    return negator_before(words, cue.first, 4) is not None


def _robbery(words: Words) -> Cue | None:
    """Force or a threat, close to a demand for money or to taking."""
    force = [span for span in words.search(FORCE) if negator_before(words, span[0], 4) is None]
    for first, after, _ in force:
        for demand_first, demand_after, _ in words.search(DEMAND):
            if abs(demand_first - first) <= _CLOSE_WORDS:
                return Cue("robbery", STRONG + 1, min(first, demand_first), max(after, demand_after))
    return None
