"""One turn of the conversation: ``advance(draft, understood, given, house) -> Turn``."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from assistant.alerts import AlertKind
from assistant.dialogue import wording
from assistant.dialogue.alarm import ALARM_WORDS, is_open, make_alert, new_incident, raise_alarm
from assistant.dialogue.alerting import ask_for_person
from assistant.dialogue.answering import answer_after_all, facts_told, no_means_none, record_told, worth_saying
from assistant.dialogue.confirming import ask_to_cancel, cancelling, confirmation_answer
from assistant.dialogue.consent import denies, gives_up, leaves_as_it_is, only_okay, wants_cancelled, words_of
from assistant.dialogue.disputes import checked_with_first
from assistant.dialogue.idle import amends, answer_idle
from assistant.dialogue.interrupted import as_not_put, is_no_answer
from assistant.dialogue.joining import joining_answer, offer, same_incident
from assistant.dialogue.progress import carry_on, fresh, retriaged, told_values
from assistant.dialogue.reading_back import perhaps_misheard, said_back
from assistant.dialogue.recording import (
    Told,
    clear_slots,
    mark_unknown,
    narrate,
    record_values,
)
from assistant.dialogue.rereading import bare_correction
from assistant.dialogue.retracting import TakenBack, taken_back
from assistant.dialogue.settling import settling
from assistant.dialogue.side import side_answer
from assistant.dialogue.state import Draft, House, RaiseAlert, Turn, TurnInput
from assistant.dialogue.steps import PUT_AT_MOST, ask_again, only_recalled, put, resume_line, resumed, times_put
from assistant.dialogue.under_alarm import during_alarm
from assistant.duress import Duress
from assistant.incident import SLOT_NAMES, Incident, Injuries, SlotName
from assistant.understanding.values import Understood

OPENING_SLOTS: Final[frozenset[SlotName]] = frozenset({"category", "weapon", "injuries", "items", "suspect_count"})
"""A fact about one of these is news of an incident even where the act was not recognised as a report."""


_CHATTER_SURE: Final = 0.5
"""From this confidence on, what is out of scope is talk of other things; below it, something was not understood."""
_CHATTER_AT_MOST: Final = 2
"""Asides that cost the open question none of its tries; whoever answers with no more than that has lost the thread."""


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
        turn = answer_idle(draft, understood, given, house)
    return _remembering_replies(checked_with_first(draft, turn, given, house))


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
        discreet = state.alarm == "silent"
        alert = make_alert(incident, AlertKind.UPDATE, words, given.utterance_id, house, given.now, discreet=discreet)
        return Turn(draft, (), (RaiseAlert(alert),))
    if state.asked is None or state.silences > 2:
        return Turn(draft, ())
    if state.silences == 2:
        return _remembering_replies(Turn(draft, (wording.PICK_UP,)))
    if state.asked not in SLOT_NAMES:
        return _remembering_replies(Turn(draft, (ask_again(draft, house),)))
    if times_put(draft, state.asked) >= PUT_AT_MOST:
        return _remembering_replies(Turn(draft, (wording.still_open(state.asked),)))
    return _remembering_replies(Turn(put(draft, state.asked), (ask_again(draft, house),)))


def answer_blank(draft: Draft) -> Turn:
    """Answer a message without a word in it (an empty one, or only white space)."""
    return Turn(draft, () if draft.state.alarm == "silent" else (wording.UNUSABLE,))


def _opens(draft: Draft, understood: Understood) -> bool:
    """Whether this utterance starts a new incident. An unasked "okay", and other people's talk, do not."""
    values = {value.slot: value.value for value in understood.values}
    if draft.incident is not None and amends(draft.incident, understood):
        return False
    if understood.act == "report_incident":
        return True
    if understood.act not in ("inform", "correct"):
        return False
    if draft.incident is not None:  # one has just been sent: only another kind of incident is a new one
        return "category" in values and values["category"] != draft.incident.category
    harmless = values.get("weapon") == "none" or values.get("injuries") == Injuries(any=False)
    return bool(OPENING_SLOTS & set(values)) and not harmless


def _opening_turn(understood: Understood, given: TurnInput, house: House) -> Turn:
    incident = _narrated(new_incident(given, house), understood, given)
    incident, _ = record_values(incident, told_values(understood, incident, house), given, replace=True)
    known = same_incident(incident, given, given.others)
    return carry_on(Draft(incident), (), given, house) if known is None else offer(Draft(incident), known, given, house)


def _narrated(incident: Incident, understood: Understood, given: TurnInput) -> Incident:
    incident = narrate(incident, given)
    return incident.model_copy(update={"degraded": True}) if understood.degraded else incident


def _open_turn(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    before = draft.state
    incident = _narrated(incident, understood, given)
    draft = Draft(incident, before.model_copy(update={"silences": 0}), draft.reference)
    if before.alarm != "none":
        return during_alarm(draft, incident, understood, given, house)
    if understood.act == "panic":
        return raise_alarm(draft, Duress("call_for_help", given.text[:200]), given, house)
    if is_no_answer(draft, understood, given):
        return Turn(draft, (given.words_unheard,))
    draft = as_not_put(draft, given)
    if before.asked == "cancellation":
        answered = cancelling(draft, understood, given, house)
        if answered is not None:
            return answered
        draft = draft.noting(asked=before.resume, resume=None, failures=0)
        return _answer(draft, incident, understood, given, house)
    if only_okay(given.text, weak=True) and not _is_a_way(draft, given.text):
        if before.asked in ("confirmation", "correction"):
            return confirmation_answer(draft, replace(understood, values=()), given, house)
        return _nudged(draft)
    shared = joining_answer(draft, understood, given, house) or settling(draft, incident, understood, given, house)
    if shared is not None:
        return shared
    gone = _taken_back(draft, incident, understood, given, house)
    if gone is not None:
        return _without(draft, incident, gone, understood, given, house)
    if understood.act == "cancel" and not _leaves_it(draft, given.text):
        witness = before.witness
        return ask_to_cancel(draft) if witness is None else Turn(draft, (wording.not_yours(witness),))
    understood = answer_after_all(draft, understood)
    side = side_answer(draft, understood, given, house)
    if side is not None:
        return retriaged(side, given, house)
    return _answer(draft, incident, understood, given, house)


def _is_a_way(draft: Draft, text: str) -> bool:
    """ "Right", to "which way did they go?"."""
    return draft.state.asked == "direction_of_travel" and words_of(text) == ["right"]


def _leaves_it(draft: Draft, text: str) -> bool:
    """ "Leave it" to what is read back, or to what should change: it is to stay, not to be given up."""
    if draft.state.asked == "correction":
        return not wants_cancelled(text)
    return draft.state.asked == "confirmation" and leaves_as_it_is(text) and not gives_up(text)


def _answer(draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House) -> Turn:
    """What is left when it is neither alarm, cancellation nor a side question: facts, a yes or a no, or nothing."""
    asked = draft.state.asked
    slot = asked if asked in SLOT_NAMES else None
    at_read_back = asked in ("confirmation", "correction")
    told, puts_right = facts_told(draft, incident, understood, given, house, slot=slot)
    correcting = puts_right or at_read_back
    answered = frozenset(one.slot for one in told)
    incident, changes = record_told(incident, told, given, slot=slot, correcting=correcting)
    if at_read_back and not changes and understood.act != "affirm" and not leaves_as_it_is(given.text):
        bare = bare_correction(
            given.text,
            incident,
            given,
            house,
            just_said=draft.state.just_said,
            said_something=bool(told),
            perhaps_chatter=understood.act == "out_of_scope" and not denies(given.text),
        )
        incident, changes = record_values(incident, bare, given, replace=True)
        answered |= {one.slot for one in bare}
    draft = Draft(incident, draft.state, draft.reference)
    if answered and not (at_read_back and not changes):
        misheard = () if correcting else perhaps_misheard(changes, given)
        draft, spoken = said_back(draft, worth_saying(changes, correcting, misheard), given, house)
        spoken += wording.if_misheard([change.slot for change in misheard])
        if slot is None or slot in answered or puts_right:
            return carry_on(draft.noting(resume=None), spoken, given, house, resuming=draft.state.resume)
        return _left_open(draft, slot, spoken, given, house)
    if _is_chatter(understood) and draft.state.asides < _CHATTER_AT_MOST and asked is not None:
        back, line = resumed(draft, house)
        return Turn(back, (line,))
    if at_read_back:
        return confirmation_answer(draft, understood, given, house)
    return _no_value(draft, incident, slot, understood, given, house)


def _no_value(
    draft: Draft, incident: Incident, slot: SlotName | None, understood: Understood, given: TurnInput, house: House
) -> Turn:
    """An answer to a question of the procedure, or to none, that holds no value."""
    if slot is not None and understood.act == "dont_know":
        return carry_on(Draft(mark_unknown(incident, slot), draft.state), (wording.UNKNOWN_NOTED,), given, house)
    if slot is not None and understood.yes_no is False and no_means_none(slot) and understood.act != "correct":
        return carry_on(Draft(mark_unknown(incident, slot), draft.state), (), given, house)
    if slot == "weapon" and understood.yes_no is True:
        if draft.state.failures:
            return _skipped(draft, slot, (), given, house)
        return Turn(draft.noting(failures=1), (wording.WHICH_WEAPON,))
    if slot is None or understood.act == "affirm" or only_okay(given.text):
        return _nudged(draft)
    if understood.act == "correct" and draft.state.asides < _CHATTER_AT_MOST:
        # What was to be put right could not be told: no failure of the open question, but it has been put once more.
        back, line = resumed(draft, house)
        return Turn(back if only_recalled(draft, slot) else put(back, slot), (line,))
    return _failed(draft, slot, given, house)


def _is_chatter(understood: Understood) -> bool:
    sure = understood.confidence >= _CHATTER_SURE and not understood.degraded
    return understood.act == "out_of_scope" and sure and any(character.isalpha() for character in understood.text)


def _taken_back(
    draft: Draft, incident: Incident, understood: Understood, given: TurnInput, house: House
) -> TakenBack | None:
    """What the reporter wants out of the record; ``None`` where the same words give it another value."""
    at_read_back = draft.state.asked in ("confirmation", "correction")
    gone = taken_back(given.text, incident, house.zone, given.now, at_read_back=at_read_back)
    if gone is None:
        return None
    others = told_values(understood, incident, house)
    anew = any(one.slot in gone.slots and not _same(one, incident) for one in others)
    return None if anew and _says_more(draft, incident, given, house) else gone


def _says_more(draft: Draft, incident: Incident, given: TurnInput, house: House) -> bool:
    """Is something said after the words that take it back ("scrap the plate, it's …")?"""
    head, comma, _ = given.text.rpartition(",")
    at_read_back = draft.state.asked in ("confirmation", "correction")
    return bool(comma) and bool(taken_back(head, incident, house.zone, given.now, at_read_back=at_read_back))


def _same(told: Told, incident: Incident) -> bool:
    held = incident.slot(told.slot)
    if isinstance(held, list) and isinstance(told.value, list):
        return set(told.value) <= set(held)
    return held == told.value


def _without(
    draft: Draft, incident: Incident, gone: TakenBack, understood: Understood, given: TurnInput, house: House
) -> Turn:
    """Take facts out, say so, and go on. What was taken out is not asked for, save what nobody can do without."""
    instead = tuple(Told(slot, value, given.text, "rule") for slot, value in gone.instead)
    others = tuple(
        one
        for one in (told_values(understood, incident, house) if _says_more(draft, incident, given, house) else ())
        if one.slot not in (*gone.slots, "items", "category") and one.slot not in {slot for slot, _ in gone.instead}
    )
    incident, cleared = clear_slots(incident, gone.slots, given)
    for slot in gone.slots:
        incident = incident if slot == "location" else mark_unknown(incident, slot)
    incident, changes = record_values(incident, (*instead, *others), given, replace=True)
    draft = Draft(incident, draft.state.model_copy(update={"failures": 0}), draft.reference)
    draft, spoken = said_back(draft, (*cleared, *changes), given, house)
    return carry_on(draft, spoken, given, house)


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
    if given.words_unheard:
        return Turn(put(draft, slot), (f"{wording.SORRY} {resume_line(draft, house)}",))
    if draft.state.failures == 0 and times_put(draft, slot) < PUT_AT_MOST:
        return Turn(put(draft.noting(failures=1), slot), (f"{wording.SORRY} {ask_again(draft, house)}",))
    return _skipped(draft, slot, (), given, house)


def _left_open(draft: Draft, slot: SlotName, said: tuple[str, ...], given: TurnInput, house: House) -> Turn:
    """Something else was told than what was asked: taken gladly, and the question put once more in other words."""
    if draft.state.failures or times_put(draft, slot) >= PUT_AT_MOST:
        return _skipped(draft, slot, said, given, house)
    if given.words_unheard:
        return carry_on(draft, said, given, house, answered=False)
    turn = carry_on(draft.noting(failures=1), said, given, house, answered=False)
    if turn.asked != slot:  # what was told changed the procedure, or its answer is no longer wanted
        return Turn(fresh(turn.draft), turn.replies, turn.effects)
    return Turn(turn.draft, (*turn.replies[:-1], ask_again(turn.draft, house)), turn.effects)


def _skipped(draft: Draft, slot: SlotName, said: tuple[str, ...], given: TurnInput, house: House) -> Turn:
    assert draft.incident is not None
    if draft.incident.slot(slot) is not None:  # it was asked for anew, and stands as it was
        return carry_on(draft, (*said, wording.NOTHING_CHANGED), given, house)
    needed = slot in house.sops.for_category(draft.incident.category).handoff_minimum
    skipped = Draft(mark_unknown(draft.incident, slot), draft.state, draft.reference)
    line = wording.SKIPPED_PERSON if needed else wording.SKIPPED
    turn = carry_on(skipped, (*said, line), given, house)
    if needed and not turn.alerts:
        return Turn(turn.draft, turn.replies, (*turn.effects, ask_for_person(draft.incident, given, house)))
    return turn


def _remembering_replies(turn: Turn) -> Turn:
    if not turn.replies:
        return turn
    return Turn(turn.draft.noting(last_replies=turn.replies), turn.replies, turn.effects)
