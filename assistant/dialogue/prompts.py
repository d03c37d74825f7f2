"""Every line that is said word for word the same in every incident: fit to be synthesised once and kept."""

from __future__ import annotations

from assistant.dialogue import wording
from assistant.sop import SopBook


def fixed_prompts(book: SopBook) -> tuple[str, ...]:
    """The engine's own sentences and the procedures' lines, each once. None holds a fact of an incident."""
    own = [text for name, text in vars(wording).items() if name.isupper() and isinstance(text, str)]
    lines = [
        line
        for sop in (book.for_category(None), *(book.for_category(category) for category in book.categories))
        for line in (
            sop.safety_line,
            *(call.say for call in sop.call_999),
            *(question.ask for question in sop.questions),
            *(question.rephrase for question in sop.questions),
            *(action.say for action in sop.actions),
            *(item.say for item in sop.evidence),
        )
    ]
    return tuple(dict.fromkeys([*own, *lines]))
