"""What comes next: the safety line, the one question that matters most, or the read-back."""

from __future__ import annotations

from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.disputes import dispute_about, dispute_due, dispute_line
from assistant.dialogue.reading_back import read_out, unheard
from assistant.dialogue.recording import mark_unknown
from assistant.dialogue.state import Asked, Draft, House, TurnInput
from assistant.incident import SLOT_NAMES, Incident, Priority, SlotName
from assistant.sop import Question, Sop

WHERE: Final = Question(slot="location", ask=wording.ALARM_WHERE, rephrase="Which aisle or area are you in?")
"""Asked during an alarm, whichever procedure is in force."""

PUT_AT_MOST: Final = 2
"""How often a question is put: once, and once more in other words."""


def current_question(draft: Draft, house: House) -> Question | None:
    """The procedure's question that is open, if one is."""
    asked = draft.state.asked
    if draft.incident is None or asked not in SLOT_NAMES:
        return None
    return question_for(asked, draft.incident, house)


def question_for(slot: SlotName, incident: Incident, house: House) -> Question:
    """The procedure's question for ``slot``, or a plain one where it has none."""
    questions = house.sops.for_category(incident.category).questions
    plain = (
        WHERE
        if slot == "location"
        else Question(slot=slot, ask=wording.tell_me(slot), rephrase=f"{wording.tell_me(slot)} {wording.OR_SKIP}")
    )
    return next((question for question in questions if question.slot == slot), plain)


def put(draft: Draft, slot: SlotName) -> Draft:
    """The draft that remembers that the question for ``slot`` has been put once more."""
    return draft.noting(put={**draft.state.put, slot: times_put(draft, slot) + 1})


def times_put(draft: Draft, slot: SlotName) -> int:
    return draft.state.put.get(slot, 0)


def ask_again(draft: Draft, house: House) -> str:
    """The open question in other words: with the choices there are, or asking to spell it."""
    if (dispute := _disputed_line(draft, house)) is not None:
        return dispute
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
        case "joining" if draft.state.offer is not None:
            return draft.state.offer.question
        case _:
            return wording.NOTHING_OPEN


def resumed(draft: Draft, house: House) -> tuple[Draft, str]:
    """Back to the open question after a digression, and the line that says so.

    The first time it is put again as it was, unless it has been put twice already. After that it is only recalled, so
    that nobody hears it a third time; the digressions are the reporter's own and use up none of its two times.
    """
    asked = draft.state.asked
    line = resume_line(draft, house)
    if asked in SLOT_NAMES and only_recalled(draft, asked):
        line = wording.still_open(asked)
    elif draft.state.asides and asked == "confirmation":
        line = wording.CONFIRM_AGAIN
    return draft.noting(asides=draft.state.asides + 1), line


def only_recalled(draft: Draft, slot: SlotName) -> bool:
    """Whether the open question is not put again when something came between: it was once already, or often enough."""
    return bool(draft.state.asides) or times_put(draft, slot) >= PUT_AT_MOST


def resume_line(draft: Draft, house: House) -> str:
    """The open question once more."""
    if (dispute := _disputed_line(draft, house)) is not None:
        return dispute
    question = current_question(draft, house)
    if question is not None:
        return question.ask
    if draft.state.asked == "confirmation" and draft.incident is not None:
        return confirm_words(draft.incident.priority)
    if draft.state.asked == "correction":
        return wording.CHANGE_ASK
    return "" if draft.state.asked is None else ask_again(draft, house)


def next_step(
    draft: Draft, given: TurnInput, house: House, *, team_told: bool, resuming: Asked | None = None
) -> tuple[Draft, tuple[str, ...]]:
    """Go on with the procedure; gives the lines to say.

    In a P1 only urgent questions are asked, until an alarm has been ended. ``resuming`` is the question that was open
    when something more urgent came between: it comes first, whatever else there is to ask. Nothing is confirmed that
    has not been read back. Whoever only adds to a colleague's report is asked nothing.
    """
    if draft.incident is None or draft.state.alarm != "none":
        return draft, ()
    sop = house.sops.for_category(draft.incident.category)
    draft, lines = safety(draft, house)
    if draft.state.witness is not None:
        return draft.noting(asked=None), tuple(lines or [wording.WITNESS_NOTED])
    if team_told:
        lines.append(wording.TEAM_TOLD)
    dispute = dispute_due(draft, given)
    if dispute is not None and draft.incident is not None:
        lines.append(dispute_line(dispute, draft.incident, house, given.now))
        often = {**draft.state.disputes_put, dispute.slot: draft.state.disputes_put.get(dispute.slot, 0) + 1}
        return draft.noting(asked=dispute.slot, disputing=dispute.slot, disputes_put=often), tuple(lines)
    draft = draft.noting(disputing=None)
    draft, question = (draft, None) if resuming == "confirmation" else _next_question(draft, sop, resuming)
    if question is not None:
        if question.slot == draft.state.asked and times_put(draft, question.slot) >= PUT_AT_MOST:
            lines.append(wording.still_open(question.slot))
            return draft, tuple(lines)
        lines.append(question.ask)
        return put(draft.noting(asked=question.slot), question.slot), tuple(lines)
    if not draft.state.read_back_begun or unheard(draft):
        draft, words = read_out(draft, sop.read_back, given, house)
        lines.append(words)
    assert draft.incident is not None
    lines.append(confirm_words(draft.incident.priority))
    return draft.noting(asked="confirmation"), tuple(lines)


def safety(draft: Draft, house: House) -> tuple[Draft, list[str]]:
    """What is said before anything is asked: how to stay safe, and when to call the emergency services."""
    incident = draft.incident
    if incident is None:
        return draft, []
    sop = house.sops.for_category(incident.category)
    lines: list[str] = []
    key = sop.category or "unknown"
    if draft.state.safety_for != key:
        lines.append(sop.safety_line)
        draft = draft.noting(safety_for=key)
    if not draft.state.emergency_said and not incident.police_called:
        calls = [call.say for call in sop.emergency_calls(incident)]
        lines.extend(calls[:1])
        draft = draft.noting(emergency_said=bool(calls))
    return draft, lines


def _disputed_line(draft: Draft, house: House) -> str | None:
    """Which of two accounts is right, where that is the open question."""
    incident, slot = draft.incident, draft.state.disputing
    if incident is None or slot is None or slot != draft.state.asked:
        return None
    dispute = dispute_about(incident, slot)
    return None if dispute is None else dispute_line(dispute, incident, house, dispute.claim.at_utc)


def _next_question(draft: Draft, sop: Sop, resuming: Asked | None) -> tuple[Draft, Question | None]:
    """The question that matters most now; one that has been put often enough is given up, unless it is open."""
    assert draft.incident is not None
    if resuming in SLOT_NAMES and draft.incident.slot(resuming) is None:
        still = [question for question in sop.next_questions(draft.incident) if question.slot == resuming]
        if still:
            return draft.noting(asked=resuming), still[0]
    for question in _wanted(draft, draft.incident, sop):
        if question.slot == draft.state.asked or times_put(draft, question.slot) < PUT_AT_MOST:
            return draft, question
        assert draft.incident is not None
        draft = Draft(mark_unknown(draft.incident, question.slot), draft.state, draft.reference)
    return draft, None


def _wanted(draft: Draft, incident: Incident, sop: Sop) -> tuple[Question, ...]:
    """Everything the procedure asks; in danger what is urgent; after an alarm that, then what a file needs."""
    if incident.priority is not Priority.P1:
        return sop.next_questions(incident)
    urgent = sop.next_questions(incident, urgent_only=True)
    if not draft.state.after_alarm:
        return urgent
    needed = (question for question in sop.next_questions(incident) if question.slot in sop.handoff_minimum)
    return (*urgent, *(question for question in needed if not question.urgent))


def confirm_words(priority: Priority) -> str:
    return wording.CONFIRM_ASK_URGENT if priority is Priority.P1 else wording.CONFIRM_ASK


def _choices(choices: tuple[str, ...]) -> str:
    return f"{', '.join(choices[:-1])} or {choices[-1]}?".capitalize() if len(choices) > 1 else f"{choices[0]}?"
