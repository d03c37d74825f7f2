"""Is it a call for help? The rules, the learnt ear and the language server's view, weighed against one another.

The server's view comes a turn later than the others, and not at all while it is down; so the words alone must be enough
for what is plain, and the server adds what only meaning tells ("three lads are kicking hell out of someone").
"""

from __future__ import annotations

from typing import Final

from assistant.duress.calls_for_help import begins_a_drill, find_call
from assistant.duress.heard import Heard
from assistant.duress.learned import call_score

SURE: Final = 0.5
"""From this score on the learnt ear needs nobody."""
BACKED_BY_A_RULE: Final = -2.5
"""A rule that matched stands unless the learnt ear is at least so sure of the contrary."""
SURE_TOGETHER: Final = 0.0
"""From this mean of the learnt ear's and the server's log-odds on it is a call."""


def call_for_help(words: Heard, server: float | None = None) -> str | None:
    """The words of the call, as they were heard, or ``None``; ``server``: the language server's log-odds, if it spoke."""
    if begins_a_drill(words):
        return None
    score = call_score(words)
    found = find_call(words)
    if found is not None and score > BACKED_BY_A_RULE:
        return found
    together = None if server is None else (score + server) / 2
    if score > SURE or (together is not None and together > SURE_TOGETHER):
        return found or words.text.strip()
    return None
