"""What was asked before an utterance, as the network is told it; and, for training, what may have been asked.

"Two" is nothing by itself. The network reads two texts, the question's slot in plain words and the utterance.
"""

from __future__ import annotations

import random
from typing import Optional, Sequence

NOTHING = "none"
SLOTS = (
    "location",
    "suspect_count",
    "suspect_description",
    "suspects_on_site",
    "direction_of_travel",
    "items",
    "item_quantity",
    "item_value",
    "weapon",
    "injuries",
    "vehicle_description",
    "vehicle_plate",
    "police_called",
    "police_reference",
    "camera",
    "till_receipt",
    "occurred_at",
)
_YES_NO = ("suspects_on_site", "police_called", "injuries", "weapon", "confirmation")
_SLOT_OF_LABEL = {"item": "items", "injury": "injuries"}


def asked_words(asked: Optional[str]) -> str:
    """The words that stand for the question, ``None`` where nothing was asked."""
    return (asked or NOTHING).replace("_", " ")


def imagined_question(intent: str, labels: Sequence[str], dice: random.Random) -> Optional[str]:
    """A question that an utterance of ``intent``, with entities of ``labels``, may well have followed.

    The training data says what an utterance means whatever was asked. The shares are a guess at real use: reports open
    a conversation, facts mostly answer what was asked for, everything else comes when it comes.
    """
    chance = dice.random()
    if intent.startswith("report_"):
        return None if chance < 0.85 else dice.choice((*SLOTS, "category"))
    if intent in {"affirm", "deny"}:
        return dice.choice(_YES_NO) if chance < 0.7 else None if chance < 0.85 else dice.choice(SLOTS)
    if intent == "inform":
        if labels and chance < 0.6:
            label = dice.choice(list(labels))
            return _SLOT_OF_LABEL.get(label, label)
        return None if chance < 0.8 else dice.choice(SLOTS)
    if intent == "correct":
        return "confirmation" if chance < 0.3 else None if chance < 0.5 else dice.choice(SLOTS)
    if intent in {"dont_know", "repeat"}:
        return dice.choice(SLOTS) if chance < 0.7 else None
    if intent == "out_of_scope":
        return None if chance < 0.7 else dice.choice(SLOTS)
    return None if chance < 0.5 else dice.choice((*SLOTS, "confirmation"))
