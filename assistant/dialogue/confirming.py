"""After the read-back: a yes, a no, what to change; and "cancel this report?".

A report goes out on nothing but a plain yes to everything it holds, and is given up on nothing but an outright one.
"""

from __future__ import annotations

from assistant.alerts import AlertKind
from assistant.dialogue import wording
from assistant.dialogue.alarm import make_alert
from assistant.dialogue.consent import (
    agrees_to_cancel,
    declines_to_cancel,
    denies,
    leaves_as_it_is,
    only_denies,
    only_okay,
    opens_with_yes,
    plain_yes,
    words_of,
    yes_once_more,
)
from assistant.dialogue.disputes import dispute_due
from assistant.dialogue.progress import carry_on, fresh
from assistant.dialogue.reading_back import unheard
from assistant.dialogue.retracting import named_slot
from assistant.dialogue.state import Draft, House, RaiseAlert, SubmitReport, Turn, TurnInput
from assistant.dialogue.steps import PUT_AT_MOST, put, question_for, resume_line, resumed, times_put
from assistant.incident import Incident, SlotName, Status
from assistant.understanding.values import Understood

_FEW_WORDS = 3
"""An answer of so many words that holds no value says that there is nothing to change."""


def confirmation_answer(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn:
    """What the words are, after the read-back or "what should I change?", once no change was found in them."""
    incident = draft.incident
    assert incident is not None
    if draft.state.asked == "correction":
        return _to_change(draft, incident, understood, given, house)
    if only_okay(given.text) and given.channel == "headset":
        # a bare "okay" may be a bystander, or an answer to somebody else: it never files a report by itself
        return _again(draft, (wording.CONFIRM_OKAY,))
    affirmed = (understood.yes_no is True or understood.act == "affirm") and (
        opens_with_yes(given.text) or not denies(given.text)
    )
    agreed = [value for value in understood.values if _is_on_record(incident, value.slot, value.value)]
    again = draft.state.failures > 0 and affirmed and len(agreed) == len(understood.values)
    if understood.yes_no is not False and (
        plain_yes(given.text, agreed, act_is_affirm=affirmed) or (again and yes_once_more(given.text))
    ):
        return _confirmed(draft, given, house)
    if leaves_as_it_is(given.text) and not affirmed:
        return _again(draft, (wording.CONFIRM_OKAY,))
    if understood.yes_no is False or understood.act in ("deny", "correct") or (denies(given.text) and not affirmed):
        slot = named_slot(given.text, incident)
        if slot is not None:
            return _asked_anew(draft, slot, incident, house)
        offer = () if only_denies(given.text) else (wording.offered(tuple(incident.filled())),)
        return Turn(draft.noting(asked="correction", failures=0), (wording.CHANGE_ASK, *offer))
    return _again(draft, (wording.CONFIRM_OKAY if affirmed else wording.CONFIRM_AGAIN,), meant=affirmed)


def _is_on_record(incident: Incident, slot: SlotName, value: object) -> bool:
    held = incident.slot(slot)
    if isinstance(held, list) and isinstance(value, list):
        return set(value) <= set(held)
    return held == value or (isinstance(held, str) and isinstance(value, str) and value.lower() in held.lower())


def _to_change(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    """An answer to "what should I change?" that holds no value: nothing, or the name of what is wrong."""
    nothing = understood.yes_no is not None or understood.act in ("affirm", "cancel", "dont_know")
    if leaves_as_it_is(given.text):
        return carry_on(draft, (wording.NOTHING_CHANGED,), given, house)
    slot = named_slot(given.text, incident)
    if slot is not None:
        return _asked_anew(draft, slot, incident, house)
    if (nothing and len(words_of(given.text)) <= _FEW_WORDS) or understood.act == "cancel":
        return carry_on(draft, (wording.NOTHING_CHANGED,), given, house)
    return _again(draft, (wording.WHICH_ONE, wording.offered(tuple(incident.filled()))))


def _asked_anew(draft: Draft, slot: SlotName, incident: Incident, house: House) -> Turn:
    """Ask for the one fact that was said to be wrong."""
    often = times_put(draft, slot) >= PUT_AT_MOST
    line = wording.tell_me(slot) if often else question_for(slot, incident, house).ask
    draft = fresh(draft).noting(asked=slot)
    return Turn(draft if often else put(draft, slot), (line,))


def _again(draft: Draft, words: tuple[str, ...], *, meant: bool = False) -> Turn:
    failures = draft.state.failures + 1
    asked = "confirmation" if failures > 1 else draft.state.asked
    meant = meant and failures > 2  # what might be a yes is never left without an answer
    reply = words if failures == 1 or meant else (wording.CONFIRM_KEPT,) if failures == 2 else ()
    return Turn(draft.noting(failures=failures, asked=asked), reply)


def _confirmed(draft: Draft, given: TurnInput, house: House) -> Turn:
    """The plain yes: file it, unless something in it has not been heard yet."""
    assert draft.incident is not None
    if unheard(draft) or dispute_due(draft, given) is not None:
        return carry_on(draft, (wording.READ_ON,), given, house, resuming="confirmation")
    sop = house.sops.for_category(draft.incident.category)
    evidence = sop.evidence_for(draft.incident)
    incident = draft.incident.model_copy(
        update={
            "status": Status.SUBMITTED,
            "confirmed": True,
            "evidence_wanted": tuple(item.id for item in evidence),
            "sop_version": sop.version,
        }
    )
    state = fresh(draft).state.model_copy(update={"asked": None, "resume": None})
    replies = (wording.SENDING, *(item.say for item in evidence[:1]))
    return Turn(Draft(incident, state), replies, (SubmitReport(incident.incident_id),))


def ask_to_cancel(draft: Draft) -> Turn:
    """Cancelling is never taken at one word."""
    resume = draft.state.asked
    return Turn(draft.noting(asked="cancellation", resume=resume, failures=0), (wording.CANCEL_ASK,))


def cancelling(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn | None:
    """The answer to "cancel this report?"; ``None`` where it tells something else and the report goes on with that."""
    incident = draft.incident
    assert incident is not None
    act_is_cancel = understood.act == "cancel" and not understood.values
    if understood.yes_no is not False and agrees_to_cancel(given.text, act_is_cancel=act_is_cancel):
        return _cancelled(draft, incident, given, house)
    if understood.values:
        return None
    declined = understood.yes_no is False or understood.act == "deny" or declines_to_cancel(given.text)
    if not declined and not draft.state.failures:
        return Turn(draft.noting(failures=1), (wording.CANCEL_ASK,))
    back = draft.noting(asked=draft.state.resume, resume=None, failures=0)
    back, line = resumed(back, house) if draft.state.resume else (back, resume_line(back, house))
    return Turn(back, tuple(said for said in (wording.CANCEL_NOT, line) if said))


def _cancelled(draft: Draft, incident: Incident, given: TurnInput, house: House) -> Turn:
    closed = incident.model_copy(update={"status": Status.CANCELLED})
    state = draft.state.model_copy(update={"asked": None, "resume": None, "failures": 0})
    if draft.state.alerted is None:
        return Turn(Draft(closed, state), (wording.CANCELLED,))
    words = "The report has been cancelled by the reporter."
    alert = make_alert(closed, AlertKind.STAND_DOWN, words, given.utterance_id, house, given.now)
    return Turn(Draft(closed, state), (wording.CANCELLED,), (RaiseAlert(alert),))
