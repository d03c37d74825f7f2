"""Why an utterance was understood as it was: which words gave each value, by what rule, and what chose the act."""

from __future__ import annotations

from typing import Any, Final

from assistant.duress import Duress
from assistant.understanding.values import Parse, Understood, json_slots

_INTENTS_SHOWN: Final = 3


def explanation(understood: Understood, parse: Parse | None, duress: Duress | None) -> dict[str, Any]:
    """The grounds of ``understood``, in JSON types.

    ``act``: the rule that chose it, and the model's likeliest intents with their confidence (0 to 1; ``null`` without a
    model). ``values``: for each slot the value, its words and their span in characters, ``grammar`` or ``model`` as the
    source, the grammar's rule or the model's label, and the model's confidence (``null`` from the grammar, which either
    matches or does not). ``duress``: its kind and the words that were spotted, or ``null``.
    """
    return {
        "act": {"rule": understood.rule, "intents": None if parse is None else _intents(parse)},
        "values": [
            {
                "slot": value.slot,
                "value": json_slots((value,))[value.slot],
                "words": value.words,
                "start": value.start,
                "end": value.end,
                "source": value.source,
                "rule": value.rule,
                "confidence": None if value.confidence is None else round(value.confidence, 4),
            }
            for value in understood.values
        ],
        "duress": None if duress is None else {"kind": duress.kind, "words": duress.words},
    }


def _intents(parse: Parse) -> list[dict[str, Any]]:
    ranking = parse.ranking or ((parse.intent, parse.confidence),)
    first = sorted(ranking, key=lambda ranked: -ranked[1])[:_INTENTS_SHOWN]
    return [{"intent": intent, "confidence": round(confidence, 4)} for intent, confidence in first]
