"""Find the call for help in one utterance, if there is one. What counts as one is set down in ``assistant.duress``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from assistant.duress.heard import Heard
from assistant.duress.requests import HELP, ORDINARY_HELP, SOMEBODY_COME
from assistant.duress.violence import AGAINST_ANYONE, AGAINST_ME, ALARM_NAMES, CRIES

_RULES: Final = (*CRIES, *AGAINST_ME, *HELP, *SOMEBODY_COME, *ALARM_NAMES)

_DRILL: Final = re.compile(
    r"^(?:drill|(?:this is|its)(?: only| just)? a drill|(?:start|run|begin) (?:a |the |this )?drill"
    r"|(?:training )?exercise exercise)\b"
)
_PLEASE: Final = frozenset({"please"})
_TITLES: Final = re.compile(r"\bhelp (?:desk|point|line|button|page|yourself|yourselves|menu|text|centre|center)\b")
_ABOUT_THE_PAST: Final = re.compile(
    r"\b(?:footage|cctv|recording|video|yesterday|earlier|last (?:night|week|month|year|time|shift))\b"
)
_PRESENT: Final = re.compile(r"\b(?:now|still|help|police|quick|quickly|hurry)\b")

_REQUEST: Final = re.compile(
    r"\b(?:can|could|would|will|need|needs|want) (?:\w+ ){0,4}help\b"
    r"|\bhelp (?:\w+ ){0,2}(?:with|on|at|in)\b"
)
_DANGER: Final = re.compile(
    r"\b(?:attacking|stabbing|killing|robbing|threatening|violent|aggressive|kicking off|fighting|hitting|punching"
    r"|grabbing|strangling|beating|screaming at|squaring up|lashing out|trapped|terrified|scared"
    r"|hostage|in danger|smashing)\b"
)
_ARMED: Final = re.compile(r"\b(?:knife|gun|blade|machete|weapon|axe|hammer|crowbar|needle|syringe)\b")
_PAPERWORK: Final = re.compile(
    r"\b(?:fill|report|write|file|log|record|submit|complete|update|understand|remember|find|locate|training"
    r"|statement|form)\b"
)
_NOT_NOW: Final = re.compile(r"\b(?:was|were|been|yesterday|earlier|last|not|no|isnt|nobodys|if|display|counter)\b")


def begins_a_drill(words: Heard) -> bool:
    """Whether it says first of all that it is a drill."""
    return bool(_DRILL.match(words.plain()))


@lru_cache(maxsize=32)  # one utterance is judged twice in a turn; what was said is not kept for longer
def find_call(words: Heard) -> str | None:
    """The words of a call for help, as they were heard, or ``None``; announced drills are ``begins_a_drill``'s."""
    # By sentence too: "you" in "… waiting for you. Help me!" does not belong to the cry.
    sentences = words.sentences()
    views = (words, *sentences) if len(sentences) > 1 else (words,)
    for view in (*views, *(view.without(_PLEASE) for view in views)):
        plain = _TITLES.sub(lambda title: "x" * len(title.group()), view.plain())
        if found := _call(plain):
            return view.said_at(found.start(), found.end())
    return None


def _call(plain: str) -> re.Match[str] | None:
    rules = _RULES if _ABOUT_THE_PAST.search(plain) and not _PRESENT.search(plain) else (*_RULES, *AGAINST_ANYONE)
    for rule in rules:
        if found := rule.find(plain):
            return found
    return _request_in_danger(plain)


def _request_in_danger(plain: str) -> re.Match[str] | None:
    """A request for help that would be ordinary is none while somebody is being violent ("… help on till three")."""
    request = _REQUEST.search(plain)
    if request is None or _PAPERWORK.search(plain) or _NOT_NOW.search(plain):
        return None
    armed = _ARMED.search(plain) and not ORDINARY_HELP.search(plain)
    return request if armed or _DANGER.search(plain) else None
