"""Is it a call for help? The rules, the learnt ear and the language server's view, weighed against one another.

It is asked twice. At once, of the words alone: what is plain must not wait for anybody. Then again with the server's
view of the meaning ("three lads are kicking hell out of someone"), a turn's few milliseconds later; where the server is
down, more is believed of the words. The thresholds were chosen on the development set: ``nlu_data/README.md``.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from assistant.duress.calls_for_help import begins_a_drill, find_call
from assistant.duress.heard import Heard
from assistant.duress.learned import call_score

Server = float | Literal["not asked yet", "down", "still speaking"]
"""The language server's view: log-odds, or why there is none. Of a sentence that has not ended only what a rule knows
for a call is believed: "there's a bloke" may be anything's beginning."""

AT_ONCE: Final = 4.0
"""From this score on the learnt ear needs nobody, and with a rule's match from the next on. Below it a turn waits a few
milliseconds for the server: of 621 calls none needs less, and "had a fall. He's come down on this" scores 2.4."""
AT_ONCE_BY_RULE: Final = 0.0
TOGETHER: Final = 0.0
"""From this mean of the ear's score and the server's log-odds on it is a call …"""
RULE_ADDS: Final = 1.0
"""… to which a rule's match adds so much."""
ALONE: Final = 1.0
"""With the server down: a call from this score on; and where a rule matches, from the next on."""
ALONE_BY_RULE: Final = -2.5
FEWEST_WORDS: Final = 3
"""What is shorter is left to the rules: "the roof" answers a question, and has too few words to be weighed."""
BUSY_LESS: Final = 2.0
"""Who says what they are busy with ("leave me alone, I'm counting") is believed to call for help so much less."""
_BUSY: Final = re.compile(
    r"\b(?:im|i am|were|we are) (?:just |only |still |trying to |meant to be )*(?:busy|count(?:ing)?|serv(?:e|ing)"
    r"|work(?:ing)?|eat(?:ing)?|read(?:ing)?|clean(?:ing)?|mopping|filling|stack(?:ing)?|pricing|packing|unloading"
    r"|cash(?:ing)? up|concentrat(?:e|ing)|think(?:ing)?|listening|learning|revising|on (?:my|the|a) (?:break|lunch"
    r"|dinner|tea)|with a customer|not (?:finished|done|ready))\b"
)
WORDS_BEFORE: Final = 1
WORDS_BEHIND: Final = 5
"""So many words before and behind a rule's match are listened to by themselves, with it."""


def call_for_help(words: Heard, server: Server = "not asked yet") -> str | None:
    """The words of the call, as they were heard, or ``None``."""
    if begins_a_drill(words):
        return None
    score, found = call_score(words), find_call(words)
    if found is not None:
        # A long account around it must not thin the call out.
        score = max(score, call_score(_close_to(words, found)))
    if found is None and (len(words.tokens) < FEWEST_WORDS or server == "still speaking"):
        return None
    if found is None and _BUSY.search(words.plain()):
        score -= BUSY_LESS
    called = score > (AT_ONCE if found is None else AT_ONCE_BY_RULE)
    if server == "down":
        called = called or score > (ALONE if found is None else ALONE_BY_RULE)
    elif isinstance(server, float):
        called = called or (score + server) / 2 + (0.0 if found is None else RULE_ADDS) > TOGETHER
    return (found or words.text.strip()) if called else None


def _close_to(words: Heard, found: str) -> Heard:
    start = words.text.find(found)
    inside = [index for index, token in enumerate(words.tokens) if start <= token.start < start + len(found)]
    if not inside:
        return words
    return Heard(words.text, words.tokens[max(0, inside[0] - WORDS_BEFORE) : inside[-1] + 1 + WORDS_BEHIND])
