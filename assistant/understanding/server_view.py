"""What the language server makes of an utterance as a call for help, less what its other answers speak against one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from assistant.duress import Server
from assistant.incident import SlotName
from assistant.understanding.values import FoundValue, Parse

MEDICAL_FROM: Final = 0.9
MEDICAL_LESS: Final = 2.0
"""Somebody else's emergency that is plainly reported sounds like a call and is treated as one only if it is called out.
Of 621 calls none is lost by it; of 76 spoken openings of dialogues two are no longer taken for one."""
OUTSIDE_FROM: Final = 0.4
OUTSIDE_LESS: Final = 3.0
"""Where "out of scope" is what it may well be ("be quick with your break"), the sound of a call is believed less."""
CALM_LESS: Final = 2.0
"""So it is where all that is told is that somebody has gone, and when and where to, that somebody is here yet or again,
or that the police know."""
_GONE: Final[frozenset[SlotName]] = frozenset({"suspects_on_site", "direction_of_travel", "occurred_at"})


def server_view(parse: Parse | None, values: Sequence[FoundValue] = ()) -> Server:
    """Log-odds of a call for help, or why there are none; ``parse`` is ``None`` where the server is down.

    ``values`` are those that were found in the utterance.
    """
    if parse is None:
        return "down"
    if parse.duress is None:
        return "not asked yet"
    is_medical = parse.category == "medical_emergency" and parse.confidence >= MEDICAL_FROM
    less = MEDICAL_LESS if is_medical else 0.0
    less += OUTSIDE_LESS if parse.share_of("out_of_scope") >= OUTSIDE_FROM else 0.0
    less += CALM_LESS if _tells_no_danger(values) else 0.0
    return parse.duress - less


def _tells_no_danger(values: Sequence[FoundValue]) -> bool:
    told = {value.slot: value.value for value in values}
    if len(told) == 1 and (told.get("suspects_on_site") is True or told.get("police_called") is True):
        return True
    return told.get("suspects_on_site") is False and told.keys() <= _GONE
