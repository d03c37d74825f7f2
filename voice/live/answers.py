"""What kind of answer is waited for, and whether the words so far are one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, cast

from assistant.incident import SLOT_NAMES, SlotName
from assistant.settings import Settings
from assistant.sop import LiveSopBook
from assistant.understanding.context import CONFIRMATION, Context
from assistant.understanding.interpret import interpret
from assistant.understanding.places import Gazetteer
from voice.endpointing import Expected, Shape

ShapeOf = Callable[[str, str | None], Shape]
"""How words look as an answer to the question that is open (a slot, "confirmation", …, or ``None``)."""

YES_NO: Final = frozenset({CONFIRMATION, "cancellation", "stand_down", "suspects_on_site", "police_called"})
STORIES: Final = frozenset({None, "correction", "suspect_description", "items", "vehicle_description", "injuries"})

WHOLE_AT_ONCE: Final = frozenset(
    {"suspect_count", "item_quantity", "item_value", "till_receipt", "camera", "vehicle_plate", "occurred_at"}
)
"""Slots whose value, once said whole, leaves nothing more to wait for. A place is often made more exact in the same
breath ("aisle four, by the razors"), so it is not one of them."""

_LEFT_OPEN: Final = re.compile(
    r"(?:\b(?:and|but|or|so|because|cos|with|the|a|an|to|from|of|in|on|at|by|for|near|about|like|his|her|their|my|he|"
    r"she|they|i|we|it's|its|he's|she's|they've|they're|there's|is|was|were|has|have|had|going|got|er|erm|um|uh|"
    r"wearing|carrying|holding|just|then|next|some|two|three|that|who|which)[\s,.…-]*|-\s*|…|\.\.\.)$",
    re.IGNORECASE,
)
_COMMA: Final = re.compile(r",\s*$")
"""What a recogniser sets at the end of half of what is cut off there: in a story it may go on, an answer is over."""
_FEWEST_WORDS_OF_A_STORY: Final = 3


def expected_after(asked: str | None) -> Expected:
    """What kind of answer the open question calls for."""
    if asked in YES_NO:
        return Expected.YES_NO
    return Expected.STORY if asked in STORIES else Expected.SHORT


def looks(text: str, *, story: bool) -> Shape:
    """How the words look, whatever was asked."""
    if not any(char.isalnum() for char in text):
        return Shape.EMPTY
    if _LEFT_OPEN.search(text.strip()):
        return Shape.OPEN
    if story and (_COMMA.search(text) or len(text.split()) < _FEWEST_WORDS_OF_A_STORY):
        return Shape.OPEN
    return Shape.SENTENCE


class AnswerShapes:
    """Judges answers by the closed-class grammar, which needs no server and about a millisecond."""

    def __init__(self, settings: Settings, sops: LiveSopBook) -> None:
        self._settings = settings
        self._sops = sops
        self._gazetteer = Gazetteer.from_settings(settings.store)

    def shape_of(self, text: str, asked: str | None) -> Shape:
        """See ``ShapeOf``."""
        shape = looks(text, story=asked is None)
        if shape is Shape.EMPTY or asked is None:
            return shape
        if asked in YES_NO and self._is_plain_answer(text, asked):
            return Shape.WHOLE
        if asked in WHOLE_AT_ONCE and self._holds(text, asked):
            return Shape.WHOLE
        # "Two" to "how many?" is an answer, however it ends.
        return Shape.SENTENCE if shape is Shape.OPEN and expected_after(asked) is Expected.SHORT else shape

    def _is_plain_answer(self, text: str, asked: str) -> bool:
        understood = interpret(text, None, self._context(asked if asked in SLOT_NAMES else CONFIRMATION))
        return understood.yes_no is not None and understood.act in ("affirm", "deny") and len(text.split()) <= 4

    def _holds(self, text: str, slot: str) -> bool:
        return any(value.slot == slot for value in interpret(text, None, self._context(slot)).values)

    def _context(self, asked: str) -> Context:
        return Context(
            asked=cast("SlotName", asked),
            now=datetime.now(UTC),
            zone=self._settings.store.zone,
            gazetteer=self._gazetteer,
            cues=self._sops.book.cues(),
            duress=self._settings.duress,
        )
