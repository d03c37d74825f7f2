"""What comes next: the safety line, the one question that matters most, or the read-back."""

from __future__ import annotations

from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.state import Draft, House, TurnInput
from assistant.incident import SLOT_NAMES, Priority, SlotName
from assistant.sop import Question

WHERE: Final = Question(slot="location", ask=wording.ALARM_WHERE, rephrase="Which aisle or area are you in?")
"""Asked during an alarm, whichever procedure is in force."""


def current_question(draft: Draft, house: House) -> Question | None:
    """The procedure's question that is open, if one is."""
    if draft.incident is None or draft.state.asked not in SLOT_NAMES:
        return None
    questions = house.sops.for_category(draft.incident.category).questions
    return next((question for question in questions if question.slot == draft.state.asked), WHERE)


def ask_again(draft: Draft, house: House) -> str:
    """The open question in other words: with the choices there are, or asking to spell it."""
    question = current_question(draft, house)
    if question is not None:
        if question.spell is not None:
            return question.spell
        if question.choices:
            return f"{question.rephrase} {_choices(question.choices)}"
        return question.rephrase
    match draft.state.asked:
        case "confirmation":
            return wording.CONFIRM_AGAIN
        case "correction":
            return wording.CHANGE_AGAIN
        case "cancellation":
            return wording.CANCEL_ASK
        case "stand_down":
            return wording.STAND_DOWN_ASK
        case _:
            return wording.NOTHING_OPEN


def resume_line(draft: Draft, house: House) -> str:
    """The open question once more, after a side question was answered."""
    question = current_question(draft, house)
    if question is not None:
        return question.ask
    if draft.state.asked == "confirmation" and draft.incident is not None:
        return confirm_words(draft.incident.priority)
    if draft.state.asked == "correction":
        return wording.CHANGE_ASK
    return "" if draft.state.asked is None else ask_again(draft, house)


def next_step(
    draft: Draft, given: TurnInput, house: House, *, team_told: bool, short: bool
) -> tuple[Draft, tuple[str, ...]]:
    """Go on with the procedure; gives the lines to say.

    In a P1 only urgent questions are asked, and only the essentials read back. ``short`` confirms a correction
    without reading everything again.
    """
    incident = draft.incident
    if incident is None or draft.state.alarm != "none":
        return draft, ()
    sop = house.sops.for_category(incident.category)
    lines: list[str] = []
    state = draft.state
    key = sop.category or "unknown"
    if state.safety_for != key:
        lines.append(sop.safety_line)
        state = state.model_copy(update={"safety_for": key})
    if not state.emergency_said and not incident.police_called:
        calls = [call.say for call in sop.emergency_calls(incident)]
        lines.extend(calls[:1])
        state = state.model_copy(update={"emergency_said": bool(calls)})
    if team_told:
        lines.append(wording.TEAM_TOLD)
    questions = sop.next_questions(incident, urgent_only=incident.priority is Priority.P1)
    if questions:
        question = questions[0]
        lines.append(question.ask)
        state = state.model_copy(update={"asked": question.slot})
    else:
        essentials = sop.read_back if incident.priority is Priority.P1 else _everything(sop.read_back)
        if not (short and set(incident.filled()) <= set(state.read_back)):
            lines.append(wording.read_back(incident, essentials, house.zone, given.now))
        lines.append(confirm_words(incident.priority))
        state = state.model_copy(
            update={"asked": "confirmation", "read_back": tuple(slot for slot in SLOT_NAMES if slot in essentials)}
        )
    return Draft(incident, state, draft.reference), tuple(lines)


def _everything(essentials: tuple[SlotName, ...]) -> tuple[SlotName, ...]:
    """The essentials first, then whatever else was said: where nothing presses, no value goes out unheard."""
    return (*essentials, *(slot for slot in SLOT_NAMES if slot not in essentials))


def confirm_words(priority: Priority) -> str:
    return wording.CONFIRM_ASK_URGENT if priority is Priority.P1 else wording.CONFIRM_ASK


def _choices(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}?".capitalize() if len(choices) > 1 else f"{choices[0]}?"
