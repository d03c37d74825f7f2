"""How one rule of the duress grammar is written and tried.

A rule is a pattern over the words of one utterance (see ``assistant.duress.heard``: lower case, no apostrophes, one
space between), with what must not stand right before the match ("told him to", "was", "if") and what must not follow it
("me find", "on till three"). Patterns may run over several lines: line breaks and indents count for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

NOW: Final = "(?:now|right now|quick|quickly|fast|urgent|urgently|immediately|asap|hurry|straight away|right away)"
PERSON: Final = """(?:customers?|wom[ae]n|m[ae]n|lady|ladies|girls?|boys?|kids?|child|children|guards?|security
        |colleagues?|managers?|cashiers?|staff|mates?|friends?|guys?|blokes?|lads?|members?|team|supervisors?
        |person|people|baby|officers?|drivers?|pensioners?|workers?|shoppers?|store detective|old \\w+|young \\w+
        |elderly \\w+|poor \\w+|co worker)"""
SOMEBODY: Final = f"""(?:him|her|them|someone|somebody|everyone|everybody|people|each other|one another|(?:a|an|the
        |my|our|his|her|this|that|another|one of the|one of my|one of our|two|some|other) {PERSON})"""
HE: Final = """(?:he|hes|shes|she|theyre|they|theyve|someones?|somebodys?|guys?|blokes?|mans?|men|womans?|lads?
        |customers?|gunman|attacker|robber|thief)"""

UNREAL: Final = """(?:if|when|whenever|unless|in case|suppose|imagine|once|like)(?: (?!(?:now|and|but|then
        |so)\\b)\\w+){0,4}|(?:not|isnt|arent|never|nobody|nobodys|noones|no one|dont|doesnt|wont|didnt|stopped
        |stops)|(?:is|are|was|were|do|does|did|has|have) (?:he|she|they|you|it|anyone|anybody|someone|somebody
        |the \\w+|that \\w+)"""
"""Conditions, denials and questions: what is not said to be so."""
PAST: Final = """(?:was|were|been|had|wasnt|werent|accused of|caught|filmed|seen|saw|for|about|of|before|after
        |without|report)"""
TOLD: Final = "(?:told|asked|asking|telling|begged|warned|shouted at)(?: \\w+){1,3} to"
SAID: Final = "(?:said|says|saying|goes|quote|phrase|words?|song|called|titled)"
IDIOM_SUBJECT: Final = """(?:manager|boss|mum|mom|dad|wife|husband|missus|supervisor|gaffer|leader|office
        |girlfriend|boyfriend|nan)"""


def unfolded(pattern: str) -> str:
    """A pattern written over several lines, as one."""
    return re.sub(r"\s*\n\s*", "", pattern)


@dataclass(frozen=True)
class Rule:
    """One way to call for help."""

    pattern: re.Pattern[str]
    not_after: re.Pattern[str] | None
    not_before: re.Pattern[str] | None

    def find(self, plain: str) -> re.Match[str] | None:
        """The first match that its surroundings do not make ordinary."""
        for found in self.pattern.finditer(plain):
            if self.not_after and self.not_after.search(plain[: found.start()]):
                continue
            if self.not_before and self.not_before.match(plain[found.end() :]):
                continue
            return found
        return None


def rule(pattern: str, *, not_after: str = "", not_before: str = "") -> Rule:
    """``not_after``: what may not end right before the match; ``not_before``: what may not begin right behind it."""
    return Rule(
        re.compile(rf"\b(?:{unfolded(pattern)})(?!\w)"),
        re.compile(rf"(?:^|\s)(?:{unfolded(not_after)}) $") if not_after else None,
        re.compile(rf" (?:{unfolded(not_before)})\b") if not_before else None,
    )
