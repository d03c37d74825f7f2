"""Answers while nothing is being reported."""

from __future__ import annotations

from assistant.dialogue import wording
from assistant.dialogue.side import what_to_do
from assistant.dialogue.state import Draft, House, Turn
from assistant.incident import Status
from assistant.understanding.values import Understood


def answer_idle(draft: Draft, understood: Understood, house: House) -> Turn:
    """What to say to an utterance that neither opens a report nor belongs to one."""
    match understood.act:
        case "affirm" | "deny" | "dont_know":
            return Turn(draft, ())
        case "repeat":
            return Turn(draft, draft.state.last_replies or (wording.NOTHING_OPEN,))
        case "ask_what_to_do":
            return _advice(draft, house)
        case "status":
            return Turn(draft, (_status(draft),))
        case "drill_start":
            return Turn(draft, (wording.DRILL_ELSEWHERE,))
        case "inform" | "correct" | "add_evidence" if draft.incident is not None:
            return Turn(draft, (_after_the_end(draft),))
        case "inform" | "correct":
            return Turn(draft, (wording.NOT_UNDERSTOOD_IDLE,))
        case "cancel" | "add_evidence" | "handover":
            return Turn(draft, (wording.NOTHING_OPEN,))
        case _:
            return Turn(draft, (wording.NOT_MY_JOB if understood.text.strip() else wording.UNUSABLE,))


def _advice(draft: Draft, house: House) -> Turn:
    if draft.incident is None:
        sop = house.sops.for_category(None)
        return Turn(draft, (f"{sop.safety_line} {wording.NOTHING_OPEN}",))
    words, said = what_to_do(house.sops.for_category(draft.incident.category), draft.incident, draft.state.actions_said)
    return Turn(draft.noting(actions_said=said), (words,))


def _status(draft: Draft) -> str:
    if draft.incident is None:
        return wording.NOTHING_OPEN
    match draft.incident.status:
        case Status.CANCELLED:
            return "Your last report was cancelled."
        case Status.REJECTED:
            return "Your last report was refused by the platform. It is saved; your manager has been told."
        case Status.SUBMITTED:
            return "Your report is saved and on its way. I'll say when it is received."
        case _:
            return wording.submitted_outcome(draft.reference)


def _after_the_end(draft: Draft) -> str:
    cancelled = draft.incident is not None and draft.incident.status is Status.CANCELLED
    return wording.NOTHING_OPEN if cancelled else wording.ALREADY_SENT
