"""What is said and shown about a call: to whoever is called, to the reporter, to whoever asks who is coming."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from assistant.alerts import AlertKind
from assistant.calling import AnswerKind, Button, PersonalMessage, PressedAnswer
from assistant.delivery.escalation.planning import URGENT
from assistant.delivery.escalation.state import Answer, Escalation, Line, Phase
from assistant.people import Roster
from assistant.understanding.numbers import in_words

NOBODY: Final = "Nobody has answered. Call nine nine nine."
NOBODY_DRILL: Final = "Drill. Nobody has answered. In a real incident, call nine nine nine now."
ETAS_MINUTES: Final = (2, 5)
"""Offered beside a plain "on my way"."""

_HOW_TO_ANSWER: Final = "Say: on my way, or: I've got it."
_THANKS: Final = {
    AnswerKind.ACKNOWLEDGED: "Thank you. It's yours, and your colleague knows.",
    AnswerKind.ON_MY_WAY: "Thank you. Your colleague knows that you are coming.",
    AnswerKind.CALLED_999: "Thank you. Your colleague knows that nine nine nine was called.",
    AnswerKind.STAND_DOWN: "Stood down. The team is being told.",
}
_THANKS_DISCREET: Final = "Noted. Your colleague is not told, so that nobody hears it."


def personal_message(escalation: Escalation, roster: Roster, key: str, device_id: str) -> PersonalMessage:
    """A call as it stands now: the alert, who has answered, and the answers that still make sense."""
    alert = escalation.alert
    over = escalation.phase is Phase.STOOD_DOWN
    # Once it is over, "Sam is on the way" sends nobody.
    answers = [one for one in _latest(escalation) if not over or one.kind is not AnswerKind.ON_MY_WAY]
    so_far = [answered(answer, roster) for answer in answers]
    if (
        over
        and alert.kind is not AlertKind.STAND_DOWN
        and not any(one.kind is AnswerKind.STAND_DOWN for one in answers)
    ):
        so_far.append("It has been stood down.")
    spoken = " ".join((alert.headline(), *so_far) if so_far or over else (alert.headline(), _HOW_TO_ANSWER))
    return PersonalMessage(
        key=key,
        device_id=device_id,
        text="\n".join((*alert.lines(), *so_far)),
        spoken=spoken,
        rows=() if over else buttons(escalation),
        is_alarm=not over and not so_far and (alert.kind is AlertKind.ALARM or escalation.priority in URGENT),
    )


def buttons(escalation: Escalation) -> tuple[tuple[Button, ...], ...]:
    """The answers to choose from."""

    def button(words: str, kind: AnswerKind, eta_minutes: int | None = None) -> Button:
        return Button(words, PressedAnswer(escalation.incident_id, kind, eta_minutes).data)

    coming = (
        button("On my way", AnswerKind.ON_MY_WAY),
        *(button(f"{minutes} min", AnswerKind.ON_MY_WAY, minutes) for minutes in ETAS_MINUTES),
    )
    return (
        coming,
        (button("Acknowledge", AnswerKind.ACKNOWLEDGED), button("Call 999 done", AnswerKind.CALLED_999)),
        (button("Stand down", AnswerKind.STAND_DOWN),),
    )


def answered(answer: Answer, roster: Roster) -> str:
    """ "Sam is on the way, two minutes." """
    name = _sentence(roster.name_of(answer.actor_id))
    match answer.kind:
        case AnswerKind.ON_MY_WAY:
            eta = "" if answer.eta_minutes is None else f", {_minutes(answer.eta_minutes)}"
            return f"{name} is on the way{eta}."
        case AnswerKind.ACKNOWLEDGED:
            return f"{name} has got your call and is seeing to it."
        case AnswerKind.CALLED_999:
            return f"{name} has called nine nine nine."
        case AnswerKind.STAND_DOWN:
            return f"{name} has stood it down."


def line(told: Line, escalation: Escalation, roster: Roster) -> str:
    """A line for the reporter."""
    if told.answer is not None:
        return answered(told.answer, roster)
    return NOBODY_DRILL if escalation.alert.drill else NOBODY


def to_others(escalation: Escalation) -> str:
    """Nobody has answered a silent alarm: for every headset but the reporter's."""
    where = escalation.alert.zone or "a place that is not known"
    call = "In a real incident, call nine nine nine for them." if escalation.alert.drill else "Call nine nine nine."
    drill = "Drill. " if escalation.alert.drill else ""
    return f"{drill}Nobody has answered a silent alarm, {where}. {call} Do not speak to them."


def thanks(escalation: Escalation, kind: AnswerKind) -> str:
    """For whoever has just answered."""
    if escalation.alert.discreet and kind is not AnswerKind.STAND_DOWN:
        return _THANKS_DISCREET
    return _THANKS[kind]


def who_is_coming(escalation: Escalation, roster: Roster, now: datetime) -> str | None:
    """The answer to "who is coming?"; ``None`` where there is nothing to say beyond "the team has been told"."""
    if escalation.phase in (Phase.STOOD_DOWN, Phase.LAPSED):
        return None
    coming = [one for one in _latest(escalation) if one.kind is not AnswerKind.STAND_DOWN]
    if coming:
        return " ".join(_by_now(one, roster, now) for one in coming)
    if escalation.phase is Phase.UNANSWERED and escalation.priority in URGENT:
        return NOBODY_DRILL if escalation.alert.drill else NOBODY
    names = [roster.name_of(actor_id) for actor_id in escalation.called]
    if not names:
        return None
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    verb = "has" if len(names) == 1 else "have"
    return f"{_sentence(listed)} {verb} been called. Nobody has answered yet."


def _by_now(answer: Answer, roster: Roster, now: datetime) -> str:
    if answer.kind is not AnswerKind.ON_MY_WAY or answer.eta_minutes is None:
        return answered(answer, roster)
    # A clock that was set back must not put them further away than they said.
    left = answer.eta_minutes - max(0, int((now - answer.at_utc).total_seconds() // 60))
    name = _sentence(roster.name_of(answer.actor_id))
    if left <= 0:
        return f"{name} is on the way, and should be there by now."
    return f"{name} is on the way, {_minutes(left)}."


def _latest(escalation: Escalation) -> tuple[Answer, ...]:
    """The last answer of each person, in the order they first answered."""
    latest: dict[str, Answer] = {}
    for answer in escalation.answers:
        latest[answer.actor_id] = answer
    return tuple(latest.values())


def _minutes(count: int) -> str:
    return "one minute" if count == 1 else f"{in_words(count)} minutes"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
