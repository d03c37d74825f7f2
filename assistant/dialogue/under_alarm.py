"""What is said while an alarm is on, and the way back into the report once a person has ended it."""

from __future__ import annotations

import re
from typing import Final

from assistant.dialogue import wording
from assistant.dialogue.alarm import stand_down
from assistant.dialogue.consent import agrees_to_end_alarm, only_okay
from assistant.dialogue.progress import carry_on, retriaged, told_values
from assistant.dialogue.recording import Change, Told, record_values, whole_answer
from assistant.dialogue.rereading import reread
from assistant.dialogue.state import Draft, House, Turn, TurnInput
from assistant.duress import stand_down as says_stand_down
from assistant.incident import Incident
from assistant.understanding.values import Understood

_CLAUSE: Final = re.compile(r"[,.;!?]+|\b(?:and|but|so|because|cos)\b", re.IGNORECASE)


def during_alarm(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    """While the alarm is on everything said is recorded and passed on; nothing is asked but the place, once.

    A silent alarm is answered with nothing, whatever is said. Only an outright yes ends one that is not.
    """
    silent = draft.state.alarm == "silent"
    ending = draft.state.asked == "stand_down"
    wants_end = says_stand_down(given.text)
    told = _told(understood, incident, given, house, asked_place=draft.state.asked == "location", over=wants_end)
    incident, changes = record_values(incident, told, given, replace=understood.act == "correct" or wants_end or ending)
    draft = Draft(incident, draft.state, draft.reference)
    if not silent and ending and (wants_end or agrees_to_end_alarm(given.text)):
        return _ended(draft, given, house)
    if not silent and ending and only_okay(given.text) and not draft.state.nudges:
        return Turn(draft.noting(nudges=1), (wording.STAND_DOWN_ASK,))
    if not silent and wants_end:
        return retriaged(Turn(draft.noting(asked="stand_down", nudges=0), (wording.STAND_DOWN_ASK,)), given, house)
    asked = None if incident.location or ending else draft.state.asked
    turn = retriaged(Turn(draft.noting(asked=asked), ()), given, house)
    if silent or (only_okay(given.text) and not ending):
        return turn
    said = (
        wording.STAND_DOWN_NOT
        if ending
        else house.coming
        if house.coming and understood.act == "status"
        else wording.ALARM_NOT_CANCELLED
        if understood.act == "cancel" or _says_gone(changes)
        else (wording.ALARM_STANDS if changes or understood.act != "affirm" else "")
    )
    return Turn(turn.draft, (said,) if said else (), turn.effects)


def _says_gone(changes: tuple[Change, ...]) -> bool:
    """They have gone: whoever says so is to know how the alarm ends."""
    return any(change.slot == "suspects_on_site" and change.new is False for change in changes)


def _ended(draft: Draft, given: TurnInput, house: House) -> Turn:
    """Back to the question that was open when the alarm came; what can wait is asked again from now on."""
    open_before = draft.state.resume
    ended, effects = stand_down(draft, given, house)
    ended = ended.noting(resume=None)
    turn = carry_on(ended, (wording.STAND_DOWN_DONE,), given, house, quiet=True, resuming=open_before)
    return Turn(turn.draft, turn.replies, (*effects, *turn.effects))


def _told(
    understood: Understood, incident: Incident, given: TurnInput, house: House, *, asked_place: bool, over: bool
) -> tuple[Told, ...]:
    """The facts in it. In the breath that calls the alarm off they are looked for in what else was said."""
    # "I'm safe" says that the danger is over, and nothing about anybody's injuries.
    told = tuple(
        one
        for one in told_values(understood, incident, house)
        if one.slot != "injuries" or "safe" not in one.words.lower()
    )
    if over:
        # Whoever calls the alarm off does not report another kind of incident by it.
        told = tuple(one for one in told if one.slot != "category" or incident.category is None)
        rest = ", ".join(part for part in _CLAUSE.split(given.text[:500]) if part.strip() and not says_stand_down(part))
        more = reread(rest, given, house) if rest else ()
        return (*told, *(one for one in more if one.slot not in {known.slot for known in told}))
    if told:
        return told
    if asked_place and not only_okay(given.text) and understood.act in ("inform", "report_incident"):
        whole = whole_answer("location", given.text)
        return () if whole is None else (whole,)
    return ()
