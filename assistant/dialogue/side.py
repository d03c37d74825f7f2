"""Questions and requests in the middle of a report: answered, and then back to the question that was open."""

from __future__ import annotations

import re

from assistant.dialogue import wording
from assistant.dialogue.alerting import ask_for_person
from assistant.dialogue.progress import told_values
from assistant.dialogue.recording import record_values
from assistant.dialogue.state import Draft, Effect, House, Turn, TurnInput
from assistant.dialogue.steps import resume_line, resumed
from assistant.incident import Incident
from assistant.sop import Sop
from assistant.understanding.values import Understood

ACTIONS_AT_ONCE = 2
"""Steps told in one answer: more than two are not remembered by ear."""

_EMPTY_WORDS = frozenset(
    """what should when where which would could them they their this that then than there here have with your about
    from into some does doing next need want anything something right away think just well know tell said going keep
    make stay happens supposed okay please""".split()
)


def side_answer(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn | None:
    """The answer to a side question, followed by the open question; ``None`` where the utterance is not one."""
    if draft.incident is None:
        return None
    incident = draft.incident
    effects: tuple[Effect, ...] = ()
    state = draft.state
    match understood.act:
        case "repeat":
            return Turn(draft, state.last_replies or (resume_line(draft, house),))
        case "ask_what_to_do":
            sop = house.sops.for_category(incident.category)
            words, said = what_to_do(sop, incident, state.actions_said, question=given.text)
            state = state.model_copy(update={"actions_said": said})
        case "status":
            told_first = f"{house.coming or wording.TEAM_TOLD} " if state.alerted else ""
            words = f"{told_first}Your report is not finished yet."
        case "add_evidence":
            words = "Noted." if understood.values else "Noted. Add photos in the chat."
        case "handover":
            words = wording.PERSON_COMING
            effects = (ask_for_person(incident, given, house),)
        case "drill_start":
            words = wording.DRILL_ELSEWHERE
        case _:
            return None
    told = told_values(understood, incident, house)
    incident, changes = record_values(incident, told, given, replace=False)
    if any(change.slot == state.asked for change in changes):
        return None  # it was the answer after all: let the procedure go on from there
    back, line = resumed(Draft(incident, state, draft.reference), house)
    return Turn(back, tuple(said for said in (words, line) if said), effects)


def what_to_do(sop: Sop, incident: Incident, said: int, question: str = "") -> tuple[str, int]:
    """The procedure's next steps in words, and how many have been told by now; after the last it starts over.

    A question about something that a step speaks of ("should I move her?") is answered with that step.
    """
    urgent = [] if incident.police_called else [call.say for call in sop.emergency_calls(incident)]
    steps = [action.say for action in sop.actions_for(incident)]
    about = [step for step in steps if _content(step) & _content(question)]
    if about:
        return " ".join(about[:ACTIONS_AT_ONCE]), said
    if not steps:
        return " ".join(urgent[:1]) or sop.safety_line, said
    start = said if said < len(steps) else 0
    told = steps[start : start + ACTIONS_AT_ONCE]
    opening = urgent[:1] if start == 0 else []
    return " ".join([*opening, *told]), start + len(told)


def _content(text: str) -> set[str]:
    """The words that say what a sentence is about, cut to their stems' first letters."""
    return {word[:5] for word in re.findall(r"[a-z]+", text.lower()) if len(word) > 3 and word not in _EMPTY_WORDS}
