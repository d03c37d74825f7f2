"""What was said into the assistant's words: a question nobody heard has not been put, nor has anybody answered it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from assistant.dialogue.state import Draft, TurnInput
from assistant.incident import SLOT_NAMES
from assistant.understanding.values import Understood

_SENTENCE: Final = re.compile(r"(?<=[.?!])\s+")
_FEW_WORDS: Final = 4
"""A yes or a no of no more words answers something; a longer one tells something as well."""


def unheard_with_question(last_replies: Sequence[str], words_unheard: str | None) -> str:
    """``words_unheard``, where the question that ends the last answer is among them; else nothing.

    The voice says some words otherwise than they are written ("999"), so they are counted rather than compared.
    """
    if not words_unheard or not last_replies:
        return ""
    question = _SENTENCE.split(last_replies[-1].strip())[-1]
    return words_unheard if len(words_unheard.split()) >= len(question.split()) else ""


def as_not_put(draft: Draft, given: TurnInput) -> Draft:
    """The draft in which an unheard question has cost none of its tries."""
    asked = draft.state.asked
    if not given.words_unheard or asked not in SLOT_NAMES:
        return draft
    often = max(0, draft.state.put.get(asked, 0) - 1)
    return draft.noting(put={**draft.state.put, asked: often})


def is_no_answer(draft: Draft, understood: Understood, given: TurnInput) -> bool:
    """Is it a bare yes or no, said before the open question was? It is about something else: what was told, or done."""
    if not given.words_unheard or draft.state.asked is None:
        return False
    return understood.act in ("affirm", "deny") and len(given.text.split()) <= _FEW_WORDS
