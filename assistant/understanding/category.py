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
from assistant.understanding.words import Words

STRONG: Final = 3

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


def judge(words: Words, from_procedures: Mapping[str, Sequence[str]]) -> Cue | None:
    """The category the words speak for most, with its weight and the words of its heaviest cue; ``None`` if none."""
    totals: dict[str, int] = {}
    heaviest: dict[str, Cue] = {}
    for cue in cues_in(words, from_procedures):
        best = heaviest.get(cue.category)
        # Saying a thing twice makes it no truer: only the heaviest cue counts in full, and others a little.
        totals[cue.category] = totals.get(cue.category, 0) + 1
        if best is None or cue.weight > best.weight:
            heaviest[cue.category] = cue
    if not heaviest:
        return None

    def worth(category: str) -> tuple[int, int, int]:
        rank = _ORDER.index(category) if category in _ORDER else -1
        return heaviest[category].weight, -rank, totals[category]

    return heaviest[max(heaviest, key=worth)]


def _all_cues(words: Words, from_procedures: Mapping[str, Sequence[str]]) -> Iterator[Cue]:
    for category, weighed in CUES.items():
        for weight, pattern in weighed:
            for first, after, _ in words.search(pattern):
                yield Cue(category, weight, first, after)
    for category, cues in from_procedures.items():
        name = category.replace("_", " ")
        for said in (name, *cues):
            key = _plain(said)
            at = f" {words.plain} ".find(f" {key} ") if key else -1
            if at < 0:
                continue
            # A retailer's own category has no cues but these; beside ours, a phrase is usual and a word a hint.
            ours = category in CUES and said != name
            yield Cue(category, min(1 + key.count(" "), 2) if ours else STRONG, *words.indexes(at, at + len(key)))


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
