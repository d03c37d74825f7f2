"""One turn of the conversation: ``advance(draft, understood, given, house) -> Turn``."""

from __future__ import annotations

import re
from typing import Final

from assistant.alerts import AlertKind
from assistant.dialogue import wording
from assistant.dialogue.alarm import ALARM_WORDS, is_open, make_alert, new_incident, raise_alarm, stand_down
from assistant.dialogue.alerting import ask_for_person
from assistant.dialogue.idle import answer_idle
from assistant.dialogue.progress import carry_on, fresh, retriaged, told_values
from assistant.dialogue.recording import GROWING_SLOTS, Change, Told, mark_unknown, narrate, record_values, whole_answer
from assistant.dialogue.side import side_answer
from assistant.dialogue.state import CONFIRMATIONS, Draft, House, RaiseAlert, SubmitReport, Turn, TurnInput
from assistant.dialogue.steps import ask_again, resume_line
from assistant.duress import Duress
from assistant.duress import stand_down as says_stand_down
from assistant.incident import SLOT_NAMES, Incident, Injuries, SlotName, Status
from assistant.understanding.values import Understood

OPENING_SLOTS: Final[frozenset[SlotName]] = frozenset({"category", "weapon", "injuries", "items", "suspect_count"})
"""A fact about one of these is news of an incident even where the act was not recognised as a report."""


_OKAYS: Final = frozenset(
    {
        "ok",
        "okay",
        "kay",
        "right",
        "mhm",
        "uh",
        "huh",
        "aha",
        "sure",
        "cool",
        "alright",
        "all",
        "mm",
        "mmm",
        "hm",
        "hmm",
    }
)
"""Words that show somebody is listening: an answer to anything, or to nothing."""


def advance(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn:
    """Take one utterance: record what it says, decide what to say and do next.

    Never raises on anything that can be said; never returns without either a reply, an effect, or a state in which
    silence is right (an unasked "okay", a silent alarm).
    """
    if draft.incident is not None and is_open(draft.incident):
        turn = _open_turn(draft, draft.incident, understood, given, house)
    elif understood.act == "panic":
        return raise_alarm(draft, Duress("call_for_help", given.text[:200]), given, house)
    elif _opens(draft, understood):
        turn = _opening_turn(understood, given, house)
    else:
        turn = answer_idle(draft, understood, house)
    return _remembering_replies(turn)


def advance_silence(draft: Draft, seconds: float, given: TurnInput, house: House) -> Turn:
    """The reporter has said nothing for ``seconds``: ask again shorter, then wait; after duress, tell the team."""
    incident = draft.incident
    if incident is None or not is_open(incident):
        return Turn(draft, ())
    state = draft.state.model_copy(update={"silences": draft.state.silences + 1})
    draft = Draft(incident, state, draft.reference)
    if state.alarm != "none":
        if state.silences > 1:
            return Turn(draft, ())
        words = f"No answer from the reporter for {seconds:.0f} seconds. {ALARM_WORDS}"
        alert = make_alert(incident, AlertKind.UPDATE, words, given.utterance_id, house, given.now)
        return Turn(draft, (), (RaiseAlert(alert),))
    if state.asked is None or state.silences > 2:
        return Turn(draft, ())
    replies = (wording.PICK_UP,) if state.silences == 2 else (ask_again(draft, house),)
    return _remembering_replies(Turn(draft, replies))


def answer_blank(draft: Draft) -> Turn:
    """Answer a message without a word in it (an empty one, or only white space)."""
    return Turn(draft, () if draft.state.alarm == "silent" else (wording.UNUSABLE,))


def _opens(draft: Draft, understood: Understood) -> bool:
    """Whether this utterance starts a new incident. An unasked "okay", and other people's talk, do not."""
    values = {value.slot: value.value for value in understood.values}
    if understood.act == "report_incident":
        return True
    if understood.act not in ("inform", "correct"):
        return False
    if draft.incident is not None:  # one has just been sent: only another kind of incident is a new one
        return "category" in values
    harmless = values.get("weapon") == "none" or values.get("injuries") == Injuries(any=False)
    return bool(OPENING_SLOTS & set(values)) and not harmless


def _opening_turn(understood: Understood, given: TurnInput, house: House) -> Turn:
    incident = _narrated(new_incident(given, house), understood, given)
    incident, _ = record_values(incident, told_values(understood, incident, house), given, replace=True)
    return carry_on(Draft(incident), (), given, house)


def _narrated(incident: Incident, understood: Understood, given: TurnInput) -> Incident:
    incident = narrate(incident, given)
    return incident.model_copy(update={"degraded": True}) if understood.degraded else incident


def _open_turn(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    before = draft.state
    incident = _narrated(incident, understood, given)
    draft = Draft(incident, before.model_copy(update={"silences": 0}), draft.reference)
    if before.alarm != "none":
        return _during_alarm(draft, incident, understood, given, house)
    if understood.act == "panic":
        return raise_alarm(draft, Duress("call_for_help", given.text[:200]), given, house)
    if before.asked == "cancellation":
        return _cancelling(draft, incident, understood, given, house)
    if understood.act == "cancel":
        state = draft.state.model_copy(update={"asked": "cancellation", "resume": before.asked, "failures": 0})
        return Turn(Draft(incident, state), (wording.CANCEL_ASK,))
    side = side_answer(draft, understood, given, house)
    if side is not None:
        return retriaged(side, given, house)
    return _answer(draft, incident, understood, given, house)


def _answer(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    """What is left when it is neither alarm, cancellation nor a side question: facts, a yes or a no, or nothing."""
    asked = draft.state.asked
    slot = asked if asked in SLOT_NAMES else None
    told = told_values(understood, incident, house)
    if slot is not None and not any(one.slot == slot for one in told):
        told = (*told, *_implied(slot, understood, given))
    correcting = understood.act == "correct" or asked in ("correction", "confirmation")
    answered = frozenset(one.slot for one in told)
    incident, changes = _record(incident, told, given, slot=slot, correcting=correcting)
    draft = Draft(incident, draft.state, draft.reference)
    if answered and not (asked == "confirmation" and not changes):
        spoken = _spoken_changes(changes, correcting, given, house)
        if slot is None or slot in answered or understood.act == "correct":
            return carry_on(draft, spoken, given, house, short=asked in CONFIRMATIONS)
        return _left_open(draft, slot, spoken, given, house)
    if asked in CONFIRMATIONS:
        return _confirmation_answer(draft, understood, given, house)
    if slot is not None and understood.act == "dont_know":
        return carry_on(Draft(mark_unknown(incident, slot), draft.state), (wording.UNKNOWN_NOTED,), given, house)
    if slot is not None and understood.yes_no is False and _no_means_none(slot):
        return carry_on(Draft(mark_unknown(incident, slot), draft.state), (), given, house)
    if slot == "weapon" and understood.yes_no is True:
        if draft.state.failures:
            return _skipped(draft, slot, (), given, house)
        state = draft.state.model_copy(update={"failures": 1})
        return Turn(Draft(incident, state), (wording.WHICH_WEAPON,))
    if _backchannel(understood, given.text) or slot is None:
        return _nudged(draft)
    return _failed(draft, slot, given, house)


def _record(
    incident: Incident, told: tuple[Told, ...], given: TurnInput, *, slot: SlotName | None, correcting: bool
) -> tuple[Incident, tuple[Change, ...]]:
    """Record ``told``; the answer to the open question replaces, extras add, a correction replaces all it names."""
    direct = tuple(one for one in told if correcting or one.slot == slot)
    extra = tuple(one for one in told if one not in direct)
    incident, changed = record_values(incident, direct, given, replace=True)
    incident, more = record_values(incident, extra, given, replace=False)
    return incident, (*changed, *more)


def _spoken_changes(changes: tuple[Change, ...], correcting: bool, given: TurnInput, house: House) -> tuple[str, ...]:
    """A correction is said back at once; a fact that replaced another is too, since it may be a mishearing."""
    worth = changes if correcting else tuple(change for change in changes if change.old is not None)
    worth = tuple(change for change in worth if change.slot not in GROWING_SLOTS or correcting)
    return (wording.changed_to(worth, house.zone, given.now),) if worth else ()


def _implied(slot: SlotName, understood: Understood, given: TurnInput) -> tuple[Told, ...]:
    """The value that a yes, a no, or the whole sentence is, for the slot that was asked."""
    words = given.text.strip()[:200]
    yes = understood.yes_no
    if yes is not None:
        if slot in ("suspects_on_site", "police_called"):
            return (Told(slot, yes, words, "confirmation"),)
        if slot == "injuries":
            return (Told(slot, Injuries(any=yes), words, "confirmation"),)
        if slot == "weapon" and not yes:
            return (Told(slot, "none", words, "confirmation"),)
        return ()
    if understood.act in ("inform", "report_incident") and not understood.values:
        whole = whole_answer(slot, given.text)
        return () if whole is None else (whole,)
    return ()


def _no_means_none(slot: SlotName) -> bool:
    return slot not in ("category", "location", "suspect_count", "occurred_at")


def _backchannel(understood: Understood, text: str) -> bool:
    return understood.act == "affirm" or _only_okay(text)


def _only_okay(text: str) -> bool:
    words = re.findall(r"\w+", text[:200].lower())
    return bool(words) and all(word in _OKAYS for word in words)


def _nudged(draft: Draft) -> Turn:
    """An "okay" nobody asked for: one word to go on, then wait. Nothing in the record changes, and the question is not
    put again, since that would use up one of its two times.
    """
    if draft.state.nudges:
        return Turn(draft, ())
    return Turn(draft.noting(nudges=1), (wording.GO_AHEAD,))


def _failed(draft: Draft, slot: SlotName, given: TurnInput, house: House) -> Turn:
    """The failure ladder: put it otherwise (with choices, or by spelling), then leave it, and fetch a person if it
    is needed. So no question is put more than twice.
    """
    if draft.state.failures == 0:
        return Turn(draft.noting(failures=1), (f"{wording.SORRY} {ask_again(draft, house)}",))
    return _skipped(draft, slot, (), given, house)


def _left_open(draft: Draft, slot: SlotName, said: tuple[str, ...], given: TurnInput, house: House) -> Turn:
    """Something else was told than what was asked: taken gladly, and the question put once more in other words."""
    if draft.state.failures:
        return _skipped(draft, slot, said, given, house)
    turn = carry_on(draft.noting(failures=1), said, given, house, answered=False)
    if turn.asked != slot:  # what was told changed the procedure, or its answer is no longer wanted
        return Turn(fresh(turn.draft), turn.replies, turn.effects)
    return Turn(turn.draft, (*turn.replies[:-1], ask_again(turn.draft, house)), turn.effects)


def _skipped(draft: Draft, slot: SlotName, said: tuple[str, ...], given: TurnInput, house: House) -> Turn:
    assert draft.incident is not None
    needed = slot in house.sops.for_category(draft.incident.category).handoff_minimum
    skipped = Draft(mark_unknown(draft.incident, slot), draft.state, draft.reference)
    line = wording.SKIPPED_PERSON if needed else wording.SKIPPED
    turn = carry_on(skipped, (*said, line), given, house)
    if needed and not turn.alerts:
        return Turn(turn.draft, turn.replies, (*turn.effects, ask_for_person(draft.incident, given, house)))
    return turn


def _confirmation_answer(draft: Draft, understood: Understood, given: TurnInput, house: House) -> Turn:
    """A yes, a no or something else, after the read-back or after "what should I change?"."""
    assert draft.incident is not None
    if draft.state.asked == "correction":
        if understood.yes_no is not None or understood.act == "cancel":
            return carry_on(draft, (), given, house)
    elif _only_okay(given.text) and given.channel == "headset":
        # a bare "okay" may be a bystander, or an answer to somebody else: it never files a report by itself
        return _again(draft, wording.CONFIRM_OKAY)
    elif understood.yes_no is True or understood.act == "affirm":
        return _confirmed(draft, house)
    elif understood.yes_no is False or understood.act in ("deny", "correct"):
        return Turn(draft.noting(asked="correction", failures=0), (wording.CHANGE_ASK,))
    return _again(draft, wording.CHANGE_AGAIN if draft.state.asked == "correction" else wording.CONFIRM_AGAIN)


def _again(draft: Draft, words: str) -> Turn:
    failures = draft.state.failures + 1
    asked = "confirmation" if failures > 1 else draft.state.asked
    reply = (words,) if failures == 1 else (wording.CONFIRM_KEPT,) if failures == 2 else ()
    return Turn(draft.noting(failures=failures, asked=asked), reply)


def _confirmed(draft: Draft, house: House) -> Turn:
    assert draft.incident is not None
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
    state = draft.state.model_copy(update={"asked": None, "failures": 0, "nudges": 0, "resume": None})
    replies = (wording.SENDING, *(item.say for item in evidence[:1]))
    return Turn(Draft(incident, state), replies, (SubmitReport(incident.incident_id),))


def _cancelling(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    if understood.yes_no is True or understood.act in ("affirm", "cancel"):
        closed = incident.model_copy(update={"status": Status.CANCELLED})
        told = draft.state.alerted is not None
        state = draft.state.model_copy(update={"asked": None, "resume": None, "failures": 0})
        words = "The report has been cancelled by the reporter."
        alert = make_alert(closed, AlertKind.STAND_DOWN, words, given.utterance_id, house, given.now)
        return Turn(Draft(closed, state), (wording.CANCELLED,), (RaiseAlert(alert),) if told else ())
    state = draft.state.model_copy(update={"asked": draft.state.resume, "resume": None, "failures": 0})
    resumed = Draft(incident, state)
    if understood.yes_no is False or understood.act == "deny":
        return Turn(resumed, (wording.CANCEL_NOT, resume_line(resumed, house)))
    return _answer(resumed, incident, understood, given, house)


def _during_alarm(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    """While the alarm is on everything said is recorded and passed on; nothing is asked but the place, once."""
    silent = draft.state.alarm == "silent"
    ending = draft.state.asked == "stand_down"
    wants_end = says_stand_down(given.text)
    if not silent and ending and (wants_end or understood.yes_no is True):
        ended, effects = stand_down(draft, given, house)
        turn = carry_on(ended, (wording.STAND_DOWN_DONE,), given, house, quiet=True)
        return Turn(turn.draft, turn.replies, (*effects, *turn.effects))
    if not silent and wants_end:
        state = draft.state.model_copy(update={"asked": "stand_down"})
        return Turn(Draft(incident, state), (wording.STAND_DOWN_ASK,))
    told = told_values(understood, incident, house)
    if draft.state.asked == "location" and understood.act in ("inform", "report_incident") and not told:
        whole = whole_answer("location", given.text)
        told = () if whole is None else (whole,)
    incident, changes = record_values(incident, told, given, replace=understood.act == "correct")
    state = draft.state.model_copy(update={"asked": None if incident.location else draft.state.asked})
    if ending:
        state = state.model_copy(update={"asked": None})
    turn = retriaged(Turn(Draft(incident, state), ()), given, house)
    if silent:
        return turn
    said = (
        wording.STAND_DOWN_NOT
        if ending
        else wording.ALARM_NOT_CANCELLED
        if understood.act == "cancel"
        else (wording.ALARM_STANDS if changes or understood.act != "affirm" else "")
    )
    return Turn(turn.draft, (said,) if said else (), turn.effects)


def _remembering_replies(turn: Turn) -> Turn:
    if not turn.replies:
        return turn
    return Turn(turn.draft.noting(last_replies=turn.replies), turn.replies, turn.effects)
