"""Answers while nothing is being reported."""

from __future__ import annotations

import re
from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.consent import words_of
from assistant.dialogue.recording import narrate
from assistant.dialogue.side import what_to_do
from assistant.dialogue.state import Draft, House, Turn, TurnInput
from assistant.incident import Incident, Status
from assistant.understanding.values import Understood

_TAKING_BACK: Final = re.compile(
    r"^(?:(?:oh|er|um|hang on|wait|yeah|and|so|ah) )*(?:no|nah|naw|sorry|actually|correction|"
    r"i (?:meant|said|got|made|put|forgot)|it (?:was|should)|that (?:was|should)|its (?:not|wrong)|not|change|"
    r"make (?:it|that)|ive (?:got|made|put))\b"
)
_WISHES_TO_REPORT: Final = re.compile(
    r"\b(?:report|log|record|tell you about) (?:something|an? (?:new )?(?:incident|crime)|this|it)\b|"
    r"\b(?:make|start|do|file|put in) (?:an? |another )?(?:new )?(?:incident )?report\b"
)
_ANOTHER: Final = frozenset("another new again second different now theres more other".split())
"""Words that tell a further incident from a second thought about the last one."""


def amends(filed: Incident, understood: Understood) -> bool:
    """Is it about the report that has just gone, rather than a new incident?

    Whatever takes something back is, even where it names another kind of incident ("no, it was a robbery").
    """
    words = words_of(understood.text)
    if understood.act == "correct":
        return _ANOTHER.isdisjoint(words)
    if understood.act != "report_incident":
        return False
    category = next((value.value for value in understood.values if value.slot == "category"), None)
    takes_back = _TAKING_BACK.match(" ".join(words)) is not None and _ANOTHER.isdisjoint(words)
    return takes_back and category in (None, filed.category)


def answer_idle(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn:
    """What to say to an utterance that neither opens a report nor belongs to an open one."""
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
        case "inform" | "correct" | "add_evidence" | "report_incident" if draft.incident is not None:
            return Turn(_kept(draft, given), (_after_the_end(draft),))
        case "inform" | "correct":
            return Turn(draft, (wording.NOT_UNDERSTOOD_IDLE,))
        case "cancel" | "add_evidence" | "handover":
            return Turn(draft, (wording.NOTHING_OPEN,))
        case _ if _WISHES_TO_REPORT.search(" ".join(words_of(understood.text))):
            return Turn(draft, (wording.TELL_ME,))
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


def _kept(draft: Draft, given: TurnInput) -> Draft:
    """What is said of a filed report stays with it, verbatim. Not while it is on its way: what is sent twice must be
    the same twice. The words are then with the stored utterances, where they always are.
    """
    if draft.incident is None or draft.incident.status in (Status.SUBMITTED, Status.CANCELLED):
        return draft
    return Draft(narrate(draft.incident, given), draft.state, draft.reference)


def _after_the_end(draft: Draft) -> str:
    cancelled = draft.incident is not None and draft.incident.status is Status.CANCELLED
    return wording.NOTHING_OPEN if cancelled else wording.ALREADY_SENT
