"""Buttons: which they are, what pressing one means, and how that fits into Telegram's 64 bytes. Pure.

A button carries the turn whose question it answers. A press counts only while that turn is the last one: what is
confirmed by a button is what was read back right above it, and nothing that was changed since.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args
from uuid import UUID

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from assistant.dialogue.choices import Choice, Range

NUMBERS_A_ROW: Final = 6
NUMBERS_AT_MOST: Final = 90
"""A keyboard holds 100 buttons; whoever is in aisle 91 types it."""
_SHORT: Final = 16
"""Labels up to this long stand two in a row on a small phone."""

Step = Literal["say", "open", "pick", "back"]


@dataclass(frozen=True)
class Press:
    """What a button means: say choice ``number``, open a range, pick number ``number`` of it, or go back."""

    step: Step
    turn: UUID
    """The utterance whose answer asked the question."""
    number: int = 0
    range: Range | None = None

    def encoded(self) -> str:
        """At most 64 bytes."""
        parts = [self.step, self.turn.hex, str(self.number), *([] if self.range is None else [self.range])]
        return ":".join(parts)


def decoded(data: str) -> Press | None:
    """What ``encoded`` gave, or ``None`` for anything else."""
    parts = data.split(":")
    if len(parts) not in (3, 4) or parts[0] not in get_args(Step):
        return None
    step: Step = parts[0]  # type: ignore[assignment]
    try:
        turn, number = UUID(hex=parts[1]), int(parts[2])
    except ValueError:
        return None
    if len(parts) == 3:
        return Press(step, turn, number)
    return Press(step, turn, number, parts[3]) if parts[3] in get_args(Range) else None  # type: ignore[arg-type]


def keyboard(choices: Sequence[Choice], turn: UUID) -> InlineKeyboardMarkup | None:
    """One button a choice; ``None`` where there is nothing to choose."""
    buttons = [_button(choice, number, turn) for number, choice in enumerate(choices)]
    if not buttons:
        return None
    rows: list[list[InlineKeyboardButton]] = []
    for button in buttons:
        beside = rows[-1] if rows else []
        if len(beside) == 1 and len(button.text) <= _SHORT and len(beside[0].text) <= _SHORT:
            beside.append(button)
        else:
            rows.append([button])
    return InlineKeyboardMarkup(rows)


def numbers(which: Range, highest: int, turn: UUID) -> InlineKeyboardMarkup:
    """Which aisle, which till: 1 to ``highest``, and the way back."""
    buttons = [
        InlineKeyboardButton(str(number), callback_data=Press("pick", turn, number, which).encoded())
        for number in range(1, min(highest, NUMBERS_AT_MOST) + 1)
    ]
    rows = [buttons[start : start + NUMBERS_A_ROW] for start in range(0, len(buttons), NUMBERS_A_ROW)]
    rows.append([InlineKeyboardButton("Back", callback_data=Press("back", turn).encoded())])
    return InlineKeyboardMarkup(rows)


def _button(choice: Choice, number: int, turn: UUID) -> InlineKeyboardButton:
    step: Step = "say" if choice.opens is None else "open"
    label = choice.label if choice.opens is None else f"{choice.label} …"
    return InlineKeyboardButton(label, callback_data=Press(step, turn, number, choice.opens).encoded())
