"""The answers that can be offered as buttons for the open question. Free text always works besides.

What a button says is what the reporter would have said, so that nothing but the dialogue decides what comes of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from assistant.dialogue.wording import SLOT_NAMED
from assistant.incident import SLOT_NAMES, SlotName
from assistant.sop import SopBook

Range = Literal["aisle", "till"]


@dataclass(frozen=True)
class Choice:
    """One answer."""

    label: str
    """What stands on the button."""
    say: str
    """What pressing it says."""
    opens: Range | None = None
    """The button leads to numbered ones instead: which aisle, which till."""


DONT_KNOW: Final = Choice("Don't know", "I don't know")
_CONFIRMATION: Final = (
    Choice("Yes, send it", "yes, send it"),
    Choice("Change something", "no"),
    Choice("Cancel the report", "cancel this report"),
)
_CANCELLATION: Final = (Choice("Yes, cancel it", "yes, cancel it"), Choice("No, carry on", "no, carry on"))
_STAND_DOWN: Final = (Choice("Yes, stand down", "yes, stand down"), Choice("No, keep the alarm on", "no"))
_LEAVE_IT: Final = Choice("Nothing, leave it", "leave it as it is")
_PLAIN: Final[Mapping[SlotName, tuple[Choice, ...]]] = {
    "suspects_on_site": (Choice("Yes, still here", "yes, they are still here"), Choice("No, gone", "no, they've gone")),
    "police_called": (Choice("Yes", "yes"), Choice("Not yet", "not yet")),
    "injuries": (Choice("Nobody is hurt", "nobody is hurt"), Choice("Yes", "yes")),
    "weapon": (Choice("No weapon", "no weapon"), Choice("A knife", "a knife"), Choice("A bottle", "a bottle")),
}
"""Where the procedure itself names no answers."""
_RANGES: Final[Mapping[str, Range]] = {"an aisle": "aisle", "the tills": "till", "a till": "till"}


def choices_for(asked: str | None, draft: Mapping[str, Any], book: SopBook) -> tuple[Choice, ...]:
    """What can be pressed for the question ``asked`` (``TurnResult.asked``) of the record ``draft``, in JSON types."""
    match asked:
        case "confirmation":
            return _CONFIRMATION
        case "cancellation":
            return _CANCELLATION
        case "stand_down":
            return _STAND_DOWN
        case "correction":
            named = [(slot, name) for slot, name in SLOT_NAMED.items() if slot in draft]
            return (*(Choice(_capital(name), f"{name} is wrong") for _, name in named[:12]), _LEAVE_IT)
    if asked not in SLOT_NAMES:
        return ()
    category = draft.get("category")
    questions = book.for_category(category if isinstance(category, str) else None).questions
    said = next((question.choices for question in questions if question.slot == asked), ())
    if asked == "location":
        return tuple(Choice(_capital(place), place, _RANGES.get(place)) for place in said)
    choices = tuple(Choice(_capital(words), words) for words in said) or _PLAIN.get(asked, ())
    if not choices or asked == "category":
        return choices
    return (*choices, DONT_KNOW)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
